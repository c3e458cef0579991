"""ABIF: « 12: A > B = C », « 3: A/5, B/2 », names by « =A:[Long name] », comments and metadata."""

import re

from council.tally.ballots import by_figure
from council.tally.election import Ballot, Election, Ranking
from council.tally.formats.errors import FormatError, count_of, quoted
from council.tally.formats.scale import scaled

_LINE = re.compile(r"\s*(\d+)\s*[:*](.*)")
_NAME = re.compile(r"=\s*(.+?)\s*:\s*\[(.*)\]\s*")
_PIECE = re.compile(
    r"\s*(?:\[([^\]]*)\]|\"([^\"]*)\"|([^\s>=,/\[\]\"#](?:[^>=,/\[\]\"#]*[^\s>=,/\[\]\"#])?))\s*(?:/\s*([+-]?\d+)\s*)?([>=,]|$)"
)


def read(text: str) -> Election:
    """Read an ABIF file; options are named by their tokens, `labels` gives the long names."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        reader.line(line, number)
    return reader.election()


def _without_comment(line: str) -> str:
    """Return the line up to a « # » that is neither in brackets nor in quotes."""
    closing = ""
    for index, char in enumerate(line):
        if closing:
            closing = "" if char == closing else closing
        elif char in '["':
            closing = "]" if char == "[" else '"'
        elif char == "#":
            return line[:index]
    return line


class _Reader:
    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self.options: list[str] = []
        self.known: set[str] = set()
        self.ballots: list[Ballot] = []
        self.declared: int | None = None

    def line(self, raw: str, number: int) -> None:
        """Read one line: metadata, a comment, a name or a ballot."""
        line = raw.strip()
        if line.startswith("{"):
            match = re.search(r"ballotcount\W+(\d{1,15})", line)
            if match:
                self.declared = int(match[1])
            return
        line = _without_comment(line).strip()
        if not line:
            return
        if line.startswith("="):
            self.name(line, number)
            return
        match = _LINE.fullmatch(line)
        if match is None:
            if line[:1].isdigit() and ":" not in line:
                raise FormatError(number, f"« nombre: préférences », pas {quoted(line)}")
            count, content = 1, line
            if ":" in line and not line.startswith(("[", '"')):
                raise FormatError(number, f"« nombre: préférences », pas {quoted(line)}")
        else:
            count, content = count_of(match[1], number), match[2]
        self.ballot(count, content.strip(), number)

    def name(self, line: str, number: int) -> None:
        """Read « =token:[Long name] »."""
        match = _NAME.fullmatch(line)
        if match is None:
            raise FormatError(number, f"« =jeton:[Nom] », pas {quoted(line)}")
        token = match[1].strip('"')
        token = token[1:-1] if token.startswith("[") and token.endswith("]") else token
        if token in self.labels:
            raise FormatError(number, f"chaque option nommée une fois ; {quoted(token)} revient")
        self.labels[token] = match[2].strip() or token
        self.add(token)

    def add(self, option: str) -> None:
        """Note an option the first time it is named."""
        if option not in self.known:
            self.known.add(option)
            self.options.append(option)

    def ballot(self, count: int, content: str, number: int) -> None:
        """Read the preferences of a ballot, by arrows or by scores."""
        pieces = self.pieces(content, number)
        grades = {option: score for option, score, _ in pieces if score is not None}
        arrows = any(separator in (">", "=") for _, _, separator in pieces)
        ranking = _by_score(pieces) if grades and not arrows else _by_arrows(pieces)
        self.ballots.append(Ballot(count, ranking=ranking, grades=grades if grades else None))

    def pieces(self, content: str, number: int) -> list[tuple[str, int | None, str]]:
        """Return each option of a ballot with its score and the sign after it."""
        found: list[tuple[str, int | None, str]] = []
        position, seen = 0, set()
        while position < len(content):
            match = _PIECE.match(content, position)
            if match is None or match.end() == position:
                rest = quoted(content[position:])
                raise FormatError(number, f"une option puis « > », « = » ou « , », pas {rest}")
            option = next(part for part in match.group(1, 2, 3) if part is not None).strip()
            if not option:
                raise FormatError(number, "un nom d’option qui ne soit pas vide")
            if option in seen:
                raise FormatError(number, f"chaque option une fois ; {quoted(option)} revient")
            if self.labels and option not in self.labels:
                # Named by its long name: the token stands for it.
                known = [token for token, label in self.labels.items() if label == option]
                option = known[0] if known else option
            if match[4] is not None and len(match[4]) > 9:
                raise FormatError(number, "une note d’au plus neuf chiffres")
            seen.add(option)
            self.add(option)
            found.append((option, None if match[4] is None else int(match[4]), match[5]))
            position = match.end()
        if found and found[-1][2]:
            raise FormatError(number, f"une option après « {found[-1][2]} »")
        return found

    def election(self) -> Election:
        """Return what was read; FormatError when nothing was."""
        if not self.options:
            raise FormatError(1, "au moins une option ou un bulletin ABIF")
        options = tuple(self.options)
        warnings: tuple[str, ...] = ()
        counted = sum(int(ballot.count) for ballot in self.ballots)
        if self.declared is not None and self.declared != counted:
            text = f"Le fichier annonce {self.declared} bulletins ; il en contient {counted}."
            warnings = (text,)
        names, ballots = scaled(self.ballots)
        return Election(options, ballots, self.labels, grades=names, warnings=warnings)


def _by_score(pieces: list[tuple[str, int | None, str]]) -> Ranking:
    return by_figure({option: note for option, note, _ in pieces if note is not None})


def _by_arrows(pieces: list[tuple[str, int | None, str]]) -> Ranking:
    ranks: list[list[str]] = []
    joined = False
    for option, _, separator in pieces:
        if joined:
            ranks[-1].append(option)
        else:
            ranks.append([option])
        joined = separator in ("=", ",")
    return tuple(tuple(rank) for rank in ranks)
