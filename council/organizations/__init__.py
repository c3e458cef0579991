"""Organizations, colleges, seats, mandates, and the Viewer."""
