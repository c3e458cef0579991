"""The journal's segment: each entry follows the one before, and says what it said."""

import json

from council.verifier.faults import Fault, canonical, digest, need, read_json, sha


def check_journal(files, head=None):
    """Return the entries of journal.jsonl, each checked; Fault names the first that is not whole.

    `head` is (sequence, hash) published earlier: it must be one of these entries.
    """
    entries = []
    lines = files["journal.jsonl"].split(b"\n")
    need(lines and lines[-1] == b"", "journal.jsonl", "la dernière ligne est coupée")
    for number, line in enumerate(lines[:-1], 1):
        where = "journal.jsonl, ligne " + str(number)
        entry = read_json(where, line)
        need(isinstance(entry, dict), where, "ce n’est pas une entrée")
        check_entry(entry, entries[-1] if entries else None, where)
        entries.append(entry)
    need(entries, "journal.jsonl", "il n’y a aucune entrée")
    if head is not None:
        check_head(entries, head)
    return entries


def check_entry(entry, before, where):
    """Check that an entry follows another one and that its body is the one that was chained."""
    sequence = entry.get("sequence")
    need(type(sequence) is int, where, "le numéro manque")
    where = where + " (entrée " + str(sequence) + ")"
    if before is not None:
        expected = before["sequence"] + 1
        need(sequence >= expected, where, "l’entrée est répétée, ou n’est pas à sa place")
        need(sequence == expected, where, "l’entrée " + str(expected) + " est absente")
        need(entry.get("previous_hash") == before["hash"], where, "elle ne suit pas la précédente")
    body = entry.get("body")
    if entry.get("schema_version") == 1:
        check_old_entry(entry, body, where)
    else:
        if body is not None:
            need(digest(body) == entry.get("body_digest"), where, "le contenu a été modifié")
        header = {
            k: entry.get(k) for k in ("schema_version", "sequence", "previous_hash", "body_digest")
        }
        need(digest(header) == entry.get("hash"), where, "l’en-tête a été modifié")
    if body is not None:
        check_private(entry, body, where)


def check_old_entry(entry, body, where):
    """Check an entry of the first format, which is hashed with its body or not at all."""
    if isinstance(body, dict):
        columns = dict(
            body, sequence=entry.get("sequence"), previous_hash=entry.get("previous_hash")
        )
        need(digest(columns) == entry.get("hash"), where, "le contenu a été modifié")


def check_private(entry, body, where):
    """Check that a private part that was made public is the one committed to."""
    need(isinstance(body, dict), where, "le contenu n’est pas lisible")
    private = entry.get("private")
    if private is None:
        return
    need(isinstance(private, dict), where, "la partie privée n’est pas lisible")
    text = str(private.get("salt")) + ":" + str(private.get("content"))
    need(sha(text) == body.get("private_commitment"), where, "la partie privée a été modifiée")


def check_head(entries, head):
    """Check that a head published earlier is one of these entries: else the tail was cut."""
    sequence, hashed = head
    last = entries[-1]["sequence"]
    where = "journal.jsonl"
    need(
        sequence <= last,
        where,
        "la fin est coupée : l’entrée "
        + str(sequence)
        + " a été publiée, la dernière ici est "
        + str(last),
    )
    first = entries[0]["sequence"]
    need(
        sequence >= first,
        where,
        "cette tête est plus ancienne que le début du paquet (" + str(first) + ")",
    )
    found = entries[sequence - first]
    need(
        found["hash"] == hashed,
        "journal.jsonl, entrée " + str(sequence),
        "elle n’est pas celle qui a été publiée",
    )


def bodies_of(entries, poll):
    """Return (sequence, kind, at, public facts, private facts) of the entries about a poll."""
    found = []
    for entry in entries:
        body = entry.get("body")
        if body is None:
            continue
        where = "journal.jsonl, entrée " + str(entry["sequence"])
        try:
            subjects, public = json.loads(body["subjects"]), json.loads(body["public"])
            private = json.loads(entry["private"]["content"]) if entry.get("private") else {}
        except (KeyError, TypeError, ValueError):
            raise Fault(where + " : le contenu n’est pas lisible") from None
        need(subjects == [poll], where, "elle porte sur autre chose que ce scrutin")
        found.append((entry["sequence"], body.get("kind"), body.get("at"), public, private))
    return found


def same(left, right):
    """Say whether two values have the same canonical text."""
    return canonical(left) == canonical(right)
