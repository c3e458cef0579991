"""Home, what awaits each person, legal pages, and the page that shows every component."""
