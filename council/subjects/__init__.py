"""Questions put to the council, and what became of them."""
