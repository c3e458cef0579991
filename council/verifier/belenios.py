"""Votes held in Belenios: the archive is the one sealed, and the ballots give its result.

What the archive itself proves, `belenios-tool election verify` checks; nothing of it is done here.
"""

import hashlib
import io
import tarfile

from council.verifier.faults import Fault, need, read_json

ARCHIVE_NAME = "belenios.bel"


def checked_archive(files, result, public, ballots, frozen):
    """Return the hash of the archive, "" where the vote was not held in Belenios; Fault otherwise
    names what differs."""
    if frozen["rule"].get("secrecy") != "end_to_end":
        return ""
    need(ARCHIVE_NAME in files, ARCHIVE_NAME, "ce fichier manque")
    hashed = hashlib.sha256(files[ARCHIVE_NAME]).hexdigest()
    sealed = result.get("belenios") if isinstance(result, dict) else None
    same = hashed == sealed == public.get("archive_sha256")
    need(same, ARCHIVE_NAME, "ce n’est pas l’archive qui a été scellée")
    try:
        found, description = read_archive(files[ARCHIVE_NAME])
        agree = given_by(ballots, frozen["rule"], found)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        OSError,
        tarfile.TarError,
    ) as error:
        raise Fault(ARCHIVE_NAME + " : elle n’est pas lisible (" + str(error) + ")") from None
    need(
        hashlib.sha256(files["parameters.json"]).hexdigest() in description,
        ARCHIVE_NAME,
        "elle n’est pas celle de ce scrutin",
    )
    need(agree, "ballots.json", "ces bulletins ne donnent pas le résultat de l’archive")
    return hashed


def read_archive(data):
    """Return the result of the one question, and the description of the election."""
    texts = {}
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for member in archive:
            if member.isfile():
                texts[member.name] = archive.extractfile(member).read()
    events = [parsed(t) for name, t in texts.items() if name.endswith(".event.json")]

    def payload(kind):
        (event,) = [e for e in events if e["type"] == kind]
        return parsed(texts[event["payload"] + ".data.json"])

    election = parsed(texts[payload("Setup")["election"] + ".data.json"])
    return payload("Result")["result"][0], str(election["description"])


def parsed(data):
    """Return what a file of the archive holds."""
    return read_json(ARCHIVE_NAME, data)


def given_by(ballots, rule, result):
    """Say whether ballots give the result: its sums, or the rankings it opened."""
    contents = [read_json("ballots.json", row["content"].encode()) for row in ballots]
    if rule["method"] == "motion":
        said = ("for", "against", "abstain", "blank")[: len(result)]
        counts = [sum(1 for c in contents if c.get("choice") == choice) for choice in said]
        return counts == result and sum(counts) == len(contents)
    if rule["method"] == "approval":
        first = [sum(1 for c in contents if c.get("choice") == "blank")]
        sums = first if rule["blank_allowed"] else []
        number = len(result) - len(sums)
        for place in range(1, number + 1):
            sums = [*sums, sum(1 for c in contents if "o" + str(place) in c.get("approves", ()))]
        return sums == result
    return sorted(ranks_of(c) for c in contents) == sorted(row_groups(rule, row) for row in result)


def ranks_of(content):
    """Return a ranking as groups of places, best first."""
    return [sorted(map(str, group)) for group in content.get("ranking", [])]


def row_groups(rule, row):
    """Return a row of ranks as groups of the keys they are given to, best first."""
    groups = {}
    keys = ["o" + str(place) for place in range(1, len(row) + 1)]
    if rule["parameters"].get("default_option"):
        keys[-1:] = ["discussion"]
    for key, rank in zip(keys, row):  # noqa: B905 (Python 3.9)
        if rank:
            groups.setdefault(rank, []).append(key)
    return [sorted(groups[rank]) for rank in sorted(groups)]


def archive_said(records):
    """Return the line that says what is left to check of an archive."""
    if not getattr(records, "archive", ""):
        return []
    return [
        "Voté dans Belenios : les bulletins donnent le résultat de belenios.bel, l’archive "
        "scellée. « belenios-tool election verify » en vérifie le chiffrement."
    ]
