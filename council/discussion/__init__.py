"""Comments on any record, and their moderation."""
