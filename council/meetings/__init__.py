"""Sessions of the council: calendar, agenda, minutes."""
