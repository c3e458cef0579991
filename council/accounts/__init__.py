"""People, sign-in, sessions, personal data."""
