"""The catalogue: what the council knows about a software, service, database or standard."""
