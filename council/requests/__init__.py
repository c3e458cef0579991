"""Questions to the maintainers of a software, and their structured answers."""
