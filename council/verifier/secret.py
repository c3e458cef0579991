"""Secret polls: ballots without voters, who voted where it is told, ballots by receipt."""

import hmac

from council.verifier.belenios import checked_archive
from council.verifier.count import compare_counters, compare_result, recount
from council.verifier.faults import Unreadable, canonical, digest, need, read_json, sha
from council.verifier.records import Records

ADVISORY = "advisory"
FACTS = ("boxes", "advisory", "turnout", "votants")
HEX = set("0123456789abcdef")
RECEIPT = set("0123456789abcdefghjkmnpqrstvwxyz")


class SecretRecords(Records):
    """The records of a secret poll: no ballot has a seat, no journal entry tells of one."""

    def read_ballots(self, files):
        """Read the ballots, each with its proof, in the order of the proofs."""
        rows = read_json("ballots.json", files["ballots.json"])
        need(isinstance(rows, list), "ballots.json", "ce n’est pas une liste de bulletins")
        before = ""
        for number, row in enumerate(rows, 1):
            where = "ballots.json, bulletin " + str(number)
            need(
                isinstance(row, dict)
                and all(isinstance(row.get(k), str) for k in ("box", "content", "proof"))
                and len(row["proof"]) == 64
                and set(row["proof"]) <= HEX,
                where,
                "il n’est pas lisible",
            )
            need(row["proof"] != before, where, "il figure deux fois")
            need(row["proof"] > before, where, "il n’est pas à sa place")
            before = row["proof"]
        need("turnout.json" in files, "turnout.json", "ce fichier manque")
        self.turnout = read_json("turnout.json", files["turnout.json"])
        return rows

    def check_ballots_against_journal(self):
        """A secret ballot has no entry of its own: it would tell when the seat voted."""
        for body in self.bodies:
            where = "journal.jsonl, entrée " + str(body[0])
            need(body[1] != "ballot.cast", where, "un vote secret n’y inscrit aucun bulletin")

    def check_current(self):
        """Check who voted: seats of the roll, in its order, that took part."""
        if self.turnout is None:
            return
        need(isinstance(self.turnout, list), "turnout.json", "ce n’est pas une liste de sièges")
        order = {row["seat"]: number for number, row in enumerate(self.roll)}
        before = -1
        for number, seat in enumerate(self.turnout, 1):
            where = "turnout.json, siège " + str(number)
            need(isinstance(seat, str) and seat in order, where, "il n’est pas sur la liste")
            need(order[seat] != before, where, "il figure deux fois")
            need(order[seat] > before, where, "il n’est pas à sa place")
            need(seat not in self.recused, where, "il ne prend pas part au vote")
            before = order[seat]

    def read_result(self, files):
        """Compare the sealed result, the ballots and who voted with what the journal sealed."""
        result = read_json("result.json", files["result.json"])
        counted = [b for b in self.bodies if b[1] == "poll.counted"]
        need(len(counted) == 1, "journal.jsonl", "le dépouillement n’y figure pas une fois")
        public = counted[0][3]
        sealed = sha(files["result.json"]) == public.get("result_sha256")
        need(sealed, "result.json", "le résultat a été modifié")
        held = digest({"ballots": self.ballots, "turnout": self.turnout})
        need(
            held == public.get("box_sha256"),
            "ballots.json ou turnout.json",
            "les bulletins ou les votants ne sont pas ceux qui ont été scellés",
        )
        facts = result.get("secret") if isinstance(result, dict) else None
        need(
            isinstance(facts, dict) and all(key in facts for key in FACTS),
            "result.json",
            "il ne dit pas ce qui est publié d’un vote secret",
        )
        self.facts = facts
        self.archive = checked_archive(files, result, public, self.ballots, self.frozen)
        told = facts["turnout"] is (self.turnout is not None)
        need(told, "turnout.json", "il n’est pas ce que dit le résultat")
        return result

    def read_counters(self, files):
        """Compare the number of ballots with the ballots."""
        counters = read_json("counters.json", files["counters.json"])
        need(isinstance(counters, dict), "counters.json", "ce ne sont pas des compteurs")
        for key in ("received", "counted"):
            same = counters.get(key) == len(self.ballots)
            need(same, "counters.json", "« " + key + " » n’est pas le nombre des bulletins")
        return counters

    def contents(self):
        """Deal the ballots of each box to its voters: what is counted depends on the box alone."""
        left = {}
        for number, row in enumerate(self.ballots, 1):
            where = "ballots.json, bulletin " + str(number)
            left.setdefault(row["box"], []).append(read_json(where, row["content"].encode()))
        dealt = {}
        for box, found in left.items():
            voters = self.voters(box, len(found))
            need(
                len(voters) == len(found),
                "ballots.json",
                "il y a " + str(len(found)) + " bulletins pour " + str(len(voters)) + " votants",
            )
            dealt.update(zip(voters, found))  # noqa: B905 (Python 3.9)
        if self.turnout is not None:
            missing = [s for s in self.turnout if s not in dealt and not self.unheard(s)]
            need(not missing, "ballots.json", "un siège qui a voté n’y a pas de bulletin")
        return dealt

    def unheard(self, seat):
        """Say whether a seat's opinion is among those that are not told."""
        return self.seats[seat]["advisory"] and not self.facts["advisory"]

    def voters(self, box, number):
        """Return the seats that voted in a box, or as many where their names are not told."""
        rows = [row for row in self.roll if self.is_of(row, box)]
        if self.turnout is not None:
            return [row["seat"] for row in rows if row["seat"] in self.turnout]
        able = [row for row in rows if row["seat"] not in self.recused]
        votants = self.facts["votants"]
        if box == ADVISORY or not votants:
            return [row["seat"] for row in able][:number]
        seats = []
        for college in sorted({row["college"] for row in able}):
            mine = [row["seat"] for row in able if row["college"] == college]
            seats += mine[: votants.get(college, 0)]
        return seats

    def is_of(self, row, box):
        """Say whether a seat of the roll votes in a box."""
        if row["advisory"] or box == ADVISORY:
            return row["advisory"] and box == ADVISORY
        return box in ("", row["college"])


def records_of(files, head=None):
    """Return the records of a package, public or secret as its frozen rule says."""
    frozen = read_json("parameters.json", files["parameters.json"])
    rule = frozen.get("rule") if isinstance(frozen, dict) else None
    secret = isinstance(rule, dict) and rule.get("secrecy") in ("secret", "end_to_end")
    return (SecretRecords if secret else Records)(files, head)


def count_again(records, casting=None):
    """Count a package again; return (roll, outcome)."""
    contents = records.contents()
    return recount(
        records.frozen, contents, records.recused, records.result, casting, records.closed
    )


def compare_count(records, roll, outcome):
    """Compare a count with the sealed result; return False when the outcome is out of reach.

    It is when each college was counted apart and its ballots are not told apart.
    """
    if not isinstance(records, SecretRecords):
        compare_result(records.result, roll, outcome)
        return True
    told = dict(records.result)
    if not records.facts["advisory"]:
        told["advisory"] = roll.advisory
    if roll.mode in ("weighted", "concurrent") and not records.facts["boxes"]:
        compare_counters("result.json", "total", told.get("total"), roll.total)
        return False
    compare_result(told, roll, outcome)
    return True


def find_ballot(records, typed):
    """Return the line that says which ballot a receipt proves; Unreadable when it is none."""
    if not isinstance(records, SecretRecords):
        raise Unreadable("ce scrutin est public : ses bulletins sont nominatifs")
    kept = "".join(c for c in typed.lower() if c.isalnum())
    kept = kept.replace("o", "0").replace("i", "1").replace("l", "1")
    if len(kept) != 26 or not set(kept) <= RECEIPT:
        raise Unreadable("un reçu a 26 lettres et chiffres")
    for number, row in enumerate(records.ballots, 1):
        said = canonical({"poll": records.frozen_sha256, "content": row["content"]})
        made = hmac.new(kept.encode(), said.encode(), "sha256").hexdigest()
        if made == row["proof"]:
            return "Ce reçu est celui du bulletin " + str(number) + " : " + row["content"] + "."
    return "Ce reçu n’est celui d’aucun bulletin publié."
