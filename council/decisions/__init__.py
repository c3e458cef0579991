"""Drafts, numbered decisions, their versions, and the three acts that make them public."""
