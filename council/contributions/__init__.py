"""Offers that answer needs, their acceptance and their delivery."""
