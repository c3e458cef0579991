"""Journal entries turned into mail."""
