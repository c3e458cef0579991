"""Putting bodies with the same need in touch, with both consents; the outcome is asked."""
