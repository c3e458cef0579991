"""PrefLib orders: soc, soi, toc, toi, with metadata lines or in the older form without them."""

import re

from council.tally.election import Ballot, Election, Ranking
from council.tally.formats.errors import FormatError, count_of, quoted

_META = re.compile(r"#\s*([A-Z][A-Z ]*?)\s*(\d+)?\s*:\s*(.*)")
_TOKEN = re.compile(r"\{[^{}]*\}|[^,{}]+|\S")


def read(text: str) -> Election:
    """Read a PrefLib file; options are named by the names it gives them."""
    lines = text.split("\n")
    if not any(line.strip() for line in lines):
        raise FormatError(1, "un fichier PrefLib ; celui-ci est vide")
    first = next(line.strip() for line in lines if line.strip())
    return _Reader().older(lines) if first.isdigit() else _Reader().newer(lines)


class _Reader:
    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.ballots: list[Ballot] = []
        self.warnings: list[str] = []
        self.expected: dict[str, int] = {}

    def newer(self, lines: list[str]) -> Election:
        """Read the form with metadata lines."""
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if line.startswith("#"):
                self.meta(line, number)
            elif line:
                self.order(line, number)
        declared = self.expected.get("NUMBER ALTERNATIVES")
        if declared is not None and declared != len(self.names):
            raise FormatError(1, f"{declared} noms d’options ; le fichier en donne "
                              f"{len(self.names)}")  # fmt: skip
        return self.election(self.expected.get("NUMBER VOTERS"))

    def meta(self, line: str, number: int) -> None:
        """Read a metadata line; unknown ones say nothing here."""
        match = _META.fullmatch(line)
        if match is None:
            return
        key, index, value = match[1].strip(), match[2], match[3].strip()
        if key == "ALTERNATIVE NAME" and index is not None:
            self.name(index, value, number)
        elif key.startswith("NUMBER ") and value.isascii() and value.isdigit():
            self.expected[key] = int(value[:15])

    def name(self, index: str, value: str, number: int) -> None:
        """Note the name of an option; FormatError when it is empty or taken."""
        index = index.lstrip("0") or "0"
        if not value:
            raise FormatError(number, f"un nom pour l’option {index}")
        if index in self.names:
            raise FormatError(number, f"une option {index} nommée une seule fois")
        if value in self.names.values():
            raise FormatError(number, f"un nom qui ne serve pas déjà, pas {quoted(value)}")
        self.names[index] = value

    def older(self, lines: list[str]) -> Election:
        """Read the form that begins with the number of options."""
        rows = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
        size = int(rows[0][1][:9])
        if len(rows) < size + 2:
            raise FormatError(rows[-1][0], f"{size} options, puis le nombre de votants")
        for number, line in rows[1 : size + 1]:
            index, comma, name = line.partition(",")
            if not comma or not index.strip().isdigit():
                raise FormatError(number, "un numéro d’option, une virgule et son nom")
            self.name(index.strip(), name.strip(), number)
        number, line = rows[size + 1]
        parts = [part.strip() for part in line.split(",")]
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
            raise FormatError(number, "trois nombres : votants, total, ordres différents")
        for number, line in rows[size + 2 :]:
            count, _, order = line.partition(",")
            self.order(f"{count}:{order}", number)
        return self.election(int(parts[0][:15]))

    def order(self, line: str, number: int) -> None:
        """Read « count: order »."""
        count, colon, order = line.partition(":")
        if not colon:
            raise FormatError(number, f"« nombre: ordre », pas {quoted(line)}")
        if not self.names:
            raise FormatError(number, "les noms des options avant les bulletins")
        self.ballots.append(Ballot(count_of(count, number), ranking=self.ranking(order, number)))

    def ranking(self, order: str, number: int) -> Ranking:
        """Return the ranks of an order, equal ones in braces."""
        ranks: list[tuple[str, ...]] = []
        seen: set[str] = set()
        for token in _TOKEN.findall(order):
            inner = token.strip()
            if inner in (",", ""):
                continue
            if inner in ("{", "}"):
                raise FormatError(number, "une accolade fermée pour chaque accolade ouverte")
            group = inner[1:-1].split(",") if inner.startswith("{") else [inner]
            named = [self.option(key.strip(), number, seen) for key in group if key.strip()]
            if named:
                ranks.append(tuple(named))
        return tuple(ranks)

    def option(self, key: str, number: int, seen: set[str]) -> str:
        """Return the name of a numbered option; FormatError when unknown or repeated."""
        index = key.lstrip("0") or "0"
        if index not in self.names:
            raise FormatError(number, f"le numéro d’une option connue, pas {quoted(key)}")
        if index in seen:
            raise FormatError(number, f"chaque option une seule fois ; {quoted(key)} revient")
        seen.add(index)
        return self.names[index]

    def election(self, voters: int | None) -> Election:
        """Return what was read, with a warning when the file announces other numbers."""
        counted = sum(int(ballot.count) for ballot in self.ballots)
        if voters is not None and voters != counted:
            self.warnings.append(f"Le fichier annonce {voters} votants ; il en contient {counted}.")
        if not self.names:
            raise FormatError(1, "des noms d’options (« # ALTERNATIVE NAME 1: … »)")
        names = tuple(self.names.values())
        return Election(names, tuple(self.ballots), warnings=tuple(self.warnings))
