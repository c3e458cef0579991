"""Imports, exports, feeds, open data."""
