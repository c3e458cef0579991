"""Drawing lots that anyone can check: a seed committed before the vote orders the options after.

The commitment is published when the vote is called, the seed once it is closed: whoever drew it
could not choose it after seeing the ballots.
"""

import hashlib
from collections.abc import Iterable


def commitment(seed: str) -> str:
    """Return the hexadecimal SHA-256 that commits to a seed."""
    return hashlib.sha256(seed.encode()).hexdigest()


def order(seed: str, options: Iterable[str]) -> tuple[str, ...]:
    """Return the options by the SHA-256 of « seed:option », the first one drawn first."""

    def drawn(option: str) -> str:
        return hashlib.sha256(f"{seed}:{option}".encode()).hexdigest()

    return tuple(sorted(options, key=drawn))
