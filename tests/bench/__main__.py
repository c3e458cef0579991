"""Run every measure and print it: `make bench`, or `python -m tests.bench lists`."""

from __future__ import annotations

import sys

from tests.bench import lists, search, tally

MEASURES = {"lists": lists.measure, "search": search.measure, "tally": tally.measure}


def main(names: list[str]) -> int:
    """Run the measures named, or all; return the exit code."""
    unknown = [name for name in names if name not in MEASURES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(MEASURES)}", file=sys.stderr)
        return 2
    for name in names or MEASURES:
        print(f"== {name}")
        MEASURES[name]()
    return 0


sys.exit(main(sys.argv[1:]))
