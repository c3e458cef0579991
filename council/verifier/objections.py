"""Objections closed: each act names the ballot it closes, and one that is closed stops nothing."""

import json

from council.verifier.faults import need

NAMED = ("seat", "receipt", "by_author", "reason")


def closed_objections(events, ballots):
    """Return the seats whose counted objection was closed; Fault names an act that closes none."""
    by_receipt = {row["receipt"]: row for row in ballots if "receipt" in row}
    closed, receipts = set(), set()
    for number, event in enumerate(events, 1):
        if event["kind"] != "objection.closed":
            continue
        where = "events.json, acte " + str(number)
        facts = event["facts"]
        need(all(k in facts for k in NAMED), where, "ce qu’elle ferme n’y est pas dit")
        row = by_receipt.get(facts["receipt"])
        need(
            row is not None and row["seat"] == facts["seat"],
            where,
            "l’objection fermée n’est pas un bulletin de ce siège",
        )
        need(objects(row), where, "le bulletin fermé n’est pas une objection")
        need(facts["receipt"] not in receipts, where, "cette objection y est fermée deux fois")
        need(
            facts["by_author"] is True or facts["reason"],
            where,
            "une objection est fermée sans motif par un autre que son auteur",
        )
        receipts.add(facts["receipt"])
        if row["counts"]:
            closed.add(row["seat"])
    return closed


def objects(row):
    """Say whether a ballot is an objection."""
    try:
        content = json.loads(row["content"])
    except (TypeError, ValueError):
        return False
    return isinstance(content, dict) and content.get("choice") == "objection"


def closings_said(closed):
    """Return the line that says how many objections that count were closed, if any."""
    return ["Objections fermées avant la clôture : " + str(len(closed)) + "."] if closed else []
