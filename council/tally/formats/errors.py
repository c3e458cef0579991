"""What is wrong with a file: the line, and what was expected there."""


class FormatError(ValueError):
    """A line that cannot be read; `expected` is a French phrase that follows « il fallait »."""

    def __init__(self, line: int, expected: str):
        self.line, self.expected = line, expected
        super().__init__(f"ligne {line} : il fallait {expected}")


def quoted(text: str) -> str:
    """Return a piece of a file as it can be shown in one short line."""
    clean = "".join(c if c.isprintable() else "·" for c in text)
    return f"« {clean[:60]}{'…' if len(clean) > 60 else ''} »"


MOST_VOTERS = 10**15


def count_of(text: str, line: int) -> int:
    """Read how many voters cast a ballot: a whole number of at least 1."""
    clean = text.strip()
    if not clean.isascii() or not clean.isdigit() or len(clean) > 16 or int(clean) < 1:
        raise FormatError(line, f"un nombre de bulletins d’au moins 1, pas {quoted(clean)}")
    return int(clean)
