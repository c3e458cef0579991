"""Receipts of secret ballots: made for the voter, kept by nobody else.

A receipt is 130 random bits. What is stored of it only lets its holder find one ballot again:
`lookup` while the vote is open, `proof` in the sheet that is published.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from itertools import pairwise

from council.records.canonical import canonical

# Crockford's base 32: no letter that is taken for a figure.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
_MISREAD = str.maketrans("oil", "011")


def new_receipt() -> str:
    """Return a receipt that was never given, as it is stored in forms: 26 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_receipt(text: str) -> str | None:
    """Return the receipt a person typed, spaces and dashes left out; None when it is none."""
    kept = "".join(c for c in text.lower() if c.isalnum()).translate(_MISREAD)
    if len(kept) != LENGTH or not set(kept) <= set(ALPHABET):
        return None
    return kept


def written(receipt: str) -> str:
    """Return a receipt as people copy it: groups of letters and figures."""
    cuts = (0, 5, 10, 15, 20, LENGTH)
    groups = (receipt[a:b] for a, b in pairwise(cuts))
    return "-".join(groups).upper()


def lookup(poll_sha256: str, receipt: str) -> str:
    """Return the key under which a ballot is found again by its receipt while the vote is open."""
    return hashlib.sha256(f"{poll_sha256}:{receipt}".encode()).hexdigest()


def proof(poll_sha256: str, receipt: str, content: str) -> str:
    """Return HMAC-SHA256(receipt, poll and ballot), which the sheet publishes beside the ballot."""
    said = canonical({"poll": poll_sha256, "content": content})
    return hmac.new(receipt.encode(), said.encode(), hashlib.sha256).hexdigest()
