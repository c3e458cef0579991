"""What the worker does for search: one writer for the index, which it also keeps usable."""

from __future__ import annotations

from council.search.indexer import TOPIC, index_messages, keep_usable

TOPICS = {TOPIC: index_messages}
PERIODIC = (keep_usable,)
