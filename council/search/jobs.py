"""What the worker does for search: one writer for the index, which it also keeps usable."""

from __future__ import annotations

from council.needs.actions_pairs import FoundPair, note_pairs
from council.needs.queries_pairs import to_scan
from council.organizations.viewer import SECRETARIAT_READER
from council.search.indexer import TOPIC, index_messages, keep_usable
from council.search.similar import is_open, similar_to

# Needs compared at each turn of the worker, so that a first scan does not hold back the mails.
SCANNED = 10


def look_for_pairs() -> None:
    """Compare the open needs that are new or changed with the others; note those alike.

    As the secretariat sees them; nothing is noted while the index cannot be used.
    """
    for need in to_scan(SCANNED):
        version = need.row_version
        found = [
            FoundPair(
                line.need.id,
                round(line.likeness.score * 1000),
                {
                    "words": line.likeness.words,
                    "software": line.likeness.software,
                    "function": (line.likeness.function,) if line.likeness.function else (),
                },
            )
            for line in similar_to(need, SECRETARIAT_READER)
            if is_open(line.need)
        ]
        note_pairs(need, version, found)


TOPICS = {TOPIC: index_messages}
PERIODIC = (keep_usable, look_for_pairs)
