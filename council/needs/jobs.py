"""What the worker does for needs."""

from __future__ import annotations

from council.needs.actions_filing import forget_addresses

PERIODIC = (forget_addresses,)
