"""The commands: check a package, check that one extends another."""

import sys

from council.verifier.archive import open_package
from council.verifier.belenios import archive_said
from council.verifier.faults import Fault, Unreadable, need
from council.verifier.journal import same
from council.verifier.objections import closings_said
from council.verifier.records import compare
from council.verifier.secret import compare_count, count_again, find_ballot, records_of
from council.verifier.shares import TooLong

USAGE = (
    "verify.py PAQUET.zip [--head NUMÉRO:EMPREINTE]   relit et recompte un paquet de résultat\n"
    "verify.py PAQUET.zip --receipt REÇU               retrouve un bulletin secret par son reçu\n"
    "verify.py --diff ANCIEN.zip NOUVEAU.zip          vérifie que le second prolonge le premier"
)


def read_head(text):
    """Return (sequence, hash) from « NUMÉRO:EMPREINTE »; Unreadable when it is something else."""
    number, _, hashed = text.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 16 and len(hashed) == 64):
        raise Unreadable(
            "une tête de journal s’écrit NUMÉRO:EMPREINTE, avec 64 caractères d’empreinte"
        )
    return int(number), hashed


def check_package(path, head=None):
    """Check everything in a package and count it again; return the lines that say what holds."""
    records = records_of(open_package(path), head)
    lines = [
        "Scrutin "
        + str(records.frozen.get("reference"))
        + " : "
        + str(records.frozen.get("title")),
        enrolled(records.roll)
        + str(len(records.ballots))
        + " bulletins reçus, "
        + str(records.counters["counted"])
        + " comptés ; journal : entrées "
        + str(records.journal[0]["sequence"])
        + " à "
        + str(records.journal[-1]["sequence"])
        + ".",
    ]
    try:
        roll, outcome = count_again(records)
        lines += closings_said(records.closed)
        lines += archive_said(records)
        if compare_count(records, roll, outcome):
            found = outcome.outcome + said(records, outcome)
            lines.append("Recompté : " + found + ", comme scellé.")
        else:
            lines.append(
                "Issue non recomptée : les bulletins d’un collège en diraient trop. Le total tient."
            )
        casting = [
            e["facts"].get("choice") for e in records.events if e["kind"] == "casting_vote.cast"
        ]
        need(len(casting) <= 1, "events.json", "il y a plusieurs voix prépondérantes")
        if casting and casting[0]:
            _, after = count_again(records, casting[0])
            lines.append(
                "Après la voix prépondérante : " + after.outcome + said(records, after) + "."
            )
    except TooLong:
        lines.append("Non recompté : il faudrait trop de tours de parts égales. Le reste tient.")
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        ZeroDivisionError,
    ) as error:
        raise Fault(
            "parameters.json ou ballots.json : le décompte est impossible (" + str(error) + ")"
        ) from None
    return lines


def enrolled(roll):
    """Return how many seats and guests are on a roll, in words."""
    guests = sum(1 for row in roll if row["college"].startswith("guests:"))
    heard = ", " + str(guests) + " invités" if guests else ""
    return str(len(roll) - guests) + " sièges inscrits" + heard + ", "


def said(records, outcome):
    """Return the names of the options chosen, in brackets; nothing where there are none."""
    names = {o["key"]: o.get("label", o["key"]) for o in records.frozen["options"]}
    chosen = ", ".join(str(names.get(key, key)) for key in outcome.winners)
    return " (" + chosen + ")" if chosen else ""


def check_extension(old_path, new_path):
    """Check both packages, and that nothing of the older one was changed in the newer one."""
    old, new = records_of(open_package(old_path)), records_of(open_package(new_path))
    need(same(old.frozen, new.frozen), "parameters.json", "ce n’est pas le même scrutin")
    need(same(old.result, new.result), "result.json", "le résultat scellé a changé")
    compare("ballots.json", "bulletin", new.ballots, old.ballots)
    need(len(new.events) >= len(old.events), "events.json", "un acte de l’ancien paquet manque")
    compare("events.json", "acte", new.events[: len(old.events)], old.events)
    first, last = new.journal[0]["sequence"], new.journal[-1]["sequence"]
    for entry in old.journal:
        where = "journal.jsonl, entrée " + str(entry["sequence"])
        need(first <= entry["sequence"] <= last, where, "elle manque au nouveau paquet")
        need(
            new.journal[entry["sequence"] - first]["hash"] == entry["hash"],
            where,
            "elle n’est plus la même",
        )
    return [
        "Le nouveau paquet prolonge l’ancien : "
        + str(len(new.journal) - len(old.journal))
        + " entrées de journal et "
        + str(len(new.events) - len(old.events))
        + " actes de plus, rien de changé."
    ]


def main(arguments):
    """Run a command; return 0 when all holds, 1 at the first fault, 2 when it cannot be read."""
    try:
        if len(arguments) == 3 and arguments[0] == "--diff":
            lines = check_extension(arguments[1], arguments[2])
        elif len(arguments) == 1 and not arguments[0].startswith("--"):
            lines = check_package(arguments[0])
        elif len(arguments) == 3 and arguments[1] == "--receipt":
            lines = [find_ballot(records_of(open_package(arguments[0])), arguments[2])]
        elif len(arguments) == 3 and arguments[1] == "--head":
            lines = check_package(arguments[0], read_head(arguments[2]))
        else:
            raise Unreadable("usage :\n" + USAGE)
    except Unreadable as problem:
        print(str(problem), file=sys.stderr)
        return 2
    except Fault as fault:
        print("Ne tient pas. " + str(fault) + ".", file=sys.stderr)
        return 1
    for line in lines:
        print(line)
    print("Tout tient.")
    return 0
