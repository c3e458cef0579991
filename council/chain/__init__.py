"""The timeline through need, contribution, request, item, poll and decision (reads only)."""
