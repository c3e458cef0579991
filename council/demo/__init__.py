"""The demonstration: an invented story told by the real actions, on an empty database only."""
