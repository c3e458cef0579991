"""Who did what, when, to what: append-only, hash-chained; and the outbox."""
