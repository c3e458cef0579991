"""Support programmes: calls, candidacies, jury, awards and follow-up."""
