"""What is wrong with a package, texts as they are hashed, JSON read without floats."""

import hashlib
import json
from fractions import Fraction


class Fault(Exception):
    """The first thing in a package that does not hold: which record, and what is wrong with it."""


class Unreadable(Exception):
    """What was given is not a package that can be checked at all."""


def canonical(value):
    """Return the one JSON text of a value: sorted keys, no spaces, no floats."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha(text):
    """Return the SHA-256 of a text or of bytes, in hexadecimal."""
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()


def digest(value):
    """Return the SHA-256 of a value's canonical JSON."""
    return sha(canonical(value))


def refuse_float(text):
    """Refuse a number with a comma: nothing that decides is one."""
    raise Fault("un nombre à virgule (" + text[:20] + ") figure où tout est entier ou fraction")


def refuse_repeats(pairs):
    """Refuse an object in which a key is written twice."""
    values = dict(pairs)
    if len(values) != len(pairs):
        raise Fault("une clé est écrite deux fois dans un objet")
    return values


def read_json(name, data):
    """Return what a file of the package holds; Fault when it is not JSON."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            parse_float=refuse_float,
            parse_constant=refuse_float,
            object_pairs_hook=refuse_repeats,
        )
        # Half of a pair of codes is no text: it could be neither hashed nor printed.
        if b"\\ud" in data.lower():
            canonical(value).encode()
        return value
    except Fault as fault:
        raise Fault(name + " : " + str(fault)) from None
    except (ValueError, RecursionError):
        raise Fault(name + " : ce fichier n’est pas du JSON valide") from None


def need(holds, where, problem):
    """Raise the Fault of a record unless something holds."""
    if not holds:
        raise Fault(where + " : " + problem)


def exact(value):
    """Return a figure, a whole number or a fraction written « a/b », as an exact fraction."""
    return Fraction(value)
