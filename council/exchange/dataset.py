"""What a file that only goes out is: its columns, what they mean, its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


@dataclass(frozen=True)
class Dataset:
    """One file: its name, what each column means, and its rows as a viewer may read them."""

    name: str
    label: Any
    meanings: Mapping[str, Any]
    rows: Callable[[Viewer], Iterator[dict[str, Any]]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, in order."""
        return tuple(self.meanings)
