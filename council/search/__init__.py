"""Search: documents of the domain, one French analysis, an index that can be thrown away."""
