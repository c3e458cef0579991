"""The records of a poll: what was frozen, the roll, ballots, recusals, acts, counters."""

from council.verifier.faults import canonical, digest, need, read_json, sha
from council.verifier.journal import bodies_of, check_journal, same
from council.verifier.objections import closed_objections

ACTS = (
    "poll.debate_opened",
    "poll.debate_closed",
    "poll.vote_opened",
    "poll.vote_closed",
    "poll.results_sent",
    "poll.extended",
    "poll.suspended",
    "poll.resumed",
    "poll.cancelled",
    "recusal.declared",
    "recusal.established",
    "proxy.given",
    "proxy.revoked",
    "objection.closed",
    "casting_vote.cast",
)
RECUSALS = ("recusal.declared", "recusal.established")
# What a ballot's receipt binds, beside the hash of what was frozen.
BOUND = ("seat", "revision", "content", "reason", "cast_at", "nonce")


class Records:
    """Everything a package says of one poll, checked and at hand for the count."""

    def __init__(self, files, head=None):
        """Check the files against one another; Fault names the first record that is wrong."""
        self.frozen = self.read_frozen(files)
        self.roll = self.frozen["roll"]
        self.seats = {row["seat"]: row for row in self.roll}
        self.journal = check_journal(files, head)
        self.bodies = bodies_of(self.journal, self.frozen["poll"])
        self.check_call(files)
        self.check_guests()
        self.check_roll(files)
        self.ballots = self.read_ballots(files)
        self.check_ballots_against_journal()
        self.recused = self.read_recusals(files)
        self.check_current()
        self.events = self.read_events(files)
        self.closed = closed_objections(self.events, self.ballots)
        self.result = self.read_result(files)
        self.counters = self.read_counters(files)

    def read_frozen(self, files):
        """Read what was frozen at the call, in its one text."""
        frozen = read_json("parameters.json", files["parameters.json"])
        where = "parameters.json"
        need(isinstance(frozen, dict), where, "ce n’est pas le document figé d’un scrutin")
        for key in ("poll", "roll", "rule", "options", "recusals"):
            need(key in frozen, where, "« " + key + " » manque")
        rows = frozen["roll"]
        need(
            isinstance(rows, list)
            and all(isinstance(r, dict) and isinstance(r.get("seat"), str) for r in rows),
            where,
            "la liste électorale n’est pas lisible",
        )
        need(len({r["seat"] for r in rows}) == len(rows), where, "un siège figure deux fois")
        return frozen

    def check_guests(self):
        """Check that those heard without a seat are invited by the rule, and weigh nothing."""
        invited = {"guests:" + kind for kind in self.frozen["rule"].get("guests", ())}
        for number, row in enumerate(self.roll, 1):
            if str(row.get("college")).startswith("guests:"):
                apart = row.get("advisory") is True and row.get("weight") == "0"
                where = "parameters.json, siège " + str(number)
                need(row["college"] in invited and apart, where, "cet invité pèse dans le vote")

    def check_call(self, files):
        """Compare what was frozen with what the journal said at the call."""
        called = [row for row in self.bodies if row[1] == "poll.called"]
        need(len(called) == 1, "journal.jsonl", "la convocation du scrutin n’y figure pas une fois")
        need(
            called[0][0] == self.journal[0]["sequence"],
            "journal.jsonl",
            "il ne commence pas à la convocation",
        )
        public = called[0][3]
        self.frozen_sha256 = sha(files["parameters.json"])
        where = "parameters.json"
        need(
            digest(self.frozen["rule"]) == public.get("rule_sha256"),
            where,
            "la règle a été modifiée",
        )
        need(
            digest(self.roll) == public.get("roll_sha256"),
            where,
            "la liste électorale a été modifiée",
        )
        need(
            self.frozen_sha256 == public.get("frozen_sha256"),
            where,
            "le document figé a été modifié",
        )

    def check_roll(self, files):
        """Compare roll.json with the roll that was frozen, seat by seat."""
        rows = read_json("roll.json", files["roll.json"])
        compare("roll.json", "siège", rows, self.roll)

    def read_ballots(self, files):
        """Read every revision of every ballot, each bound by its receipt, in the roll's order."""
        rows = read_json("ballots.json", files["ballots.json"])
        need(isinstance(rows, list), "ballots.json", "ce n’est pas une liste de bulletins")
        order = {row["seat"]: number for number, row in enumerate(self.roll)}
        before, receipts = (-1, 0), set()
        for number, row in enumerate(rows, 1):
            where = "ballots.json, bulletin " + str(number)
            need(
                isinstance(row, dict) and all(k in row for k in (*BOUND, "receipt", "counts")),
                where,
                "il n’est pas lisible",
            )
            need(row["seat"] in order, where, "ce siège n’est pas sur la liste électorale")
            need(type(row["revision"]) is int, where, "il n’est pas lisible")
            receipt = digest({"poll": self.frozen_sha256, **{k: row[k] for k in BOUND}})
            need(receipt == row["receipt"], where, "son contenu n’est pas celui de son reçu")
            need(receipt not in receipts, where, "il figure deux fois")
            place = (order[row["seat"]], row["revision"])
            need(place > before, where, "il n’est pas à sa place")
            before = place
            receipts.add(receipt)
        return rows

    def check_ballots_against_journal(self):
        """Each receipt of the journal has its ballot, and each ballot its receipt there."""
        here = {row["receipt"]: (n, row) for n, row in enumerate(self.ballots, 1)}
        journaled = {}
        for sequence, kind, _at, public, private in self.bodies:
            if kind != "ballot.cast":
                continue
            receipt = public.get("receipt")
            where = "journal.jsonl, entrée " + str(sequence)
            need(
                receipt in here,
                "ballots.json",
                "le bulletin de reçu "
                + str(receipt)
                + " (entrée "
                + str(sequence)
                + " du journal) est absent",
            )
            need(receipt not in journaled, where, "ce bulletin y est déposé deux fois")
            row = here[receipt][1]
            need(
                public.get("revision") == row["revision"]
                and private.get("seat", row["seat"]) == row["seat"],
                where,
                "ce n’est pas le bulletin de ce siège",
            )
            by_proxy = public.get("by_proxy", False) is row.get("by_proxy", False)
            need(by_proxy, where, "il n’y est pas dit de même si une procuration a servi")
            journaled[receipt] = sequence
        for receipt, (number, _row) in here.items():
            need(
                receipt in journaled,
                "ballots.json, bulletin " + str(number),
                "le journal ne l’a jamais reçu",
            )

    def read_recusals(self, files):
        """Return the seats that take no part; each recusal is frozen, or in the journal."""
        rows = read_json("recusals.json", files["recusals.json"])
        need(isinstance(rows, list), "recusals.json", "ce n’est pas une liste")
        known = [b for b in self.bodies if b[1] in RECUSALS]
        frozen, seen, seats = list(self.frozen["recusals"]), [], set()
        for number, row in enumerate(rows, 1):
            where = "recusals.json, déport " + str(number)
            need(
                isinstance(row, dict) and isinstance(row.get("seats"), list),
                where,
                "il n’est pas lisible",
            )
            need(
                all(s in self.seats for s in row["seats"]) and row["seats"],
                where,
                "ce siège n’est pas sur la liste",
            )
            named = {self.seats[s]["organization"] for s in row["seats"]}
            # A software that is heard may bear the name of a body: it is never recused.
            whole = {
                r["seat"]
                for r in self.roll
                if r["organization"] in named and r["college"] != "guests:maintainers"
            }
            need(
                len(named) == 1 and whole == set(row["seats"]),
                where,
                "ce ne sont pas les sièges d’un organisme",
            )
            need(not seats & set(row["seats"]), where, "il figure deux fois")
            seats |= set(row["seats"])
            if row.get("sequence") is None:
                said = {
                    "organization": next(iter(named)),
                    "reason": row.get("reason"),
                    "established": row.get("established"),
                }
                need(said in frozen, where, "il n’était pas connu à la convocation")
                frozen.remove(said)
            else:
                match = [b for b in known if b[0] == row["sequence"]]
                need(
                    match
                    and match[0][3].get("organization") == row.get("organization")
                    and match[0][3].get("reason") == row.get("reason"),
                    where,
                    "il n’est pas celui du journal",
                )
                seen.append(row["sequence"])
        need(not frozen, "recusals.json", "un déport connu à la convocation est absent")
        need(
            seen == [b[0] for b in known],
            "recusals.json",
            "un déport du journal est absent, répété ou déplacé",
        )
        return seats

    def check_current(self):
        """Check which ballot of each seat counts: the last one, none for a seat that left."""
        last = {}
        for number, row in enumerate(self.ballots, 1):
            last[row["seat"]] = number
        for number, row in enumerate(self.ballots, 1):
            counts = last[row["seat"]] == number and row["seat"] not in self.recused
            need(
                row["counts"] is counts,
                "ballots.json, bulletin " + str(number),
                "il est dit " + ("compté" if row["counts"] else "non compté") + " à tort",
            )

    def read_events(self, files):
        """Compare the acts that the package tells with those of the journal, in order."""
        rows = read_json("events.json", files["events.json"])
        acts = [
            {"sequence": s, "kind": kind, "at": at, "facts": {**public, **private}}
            for s, kind, at, public, private in self.bodies
            if kind in ACTS
        ]
        compare("events.json", "acte", rows, acts)
        return acts

    def read_result(self, files):
        """Compare the sealed result and the box with what the journal said when it was sealed."""
        result = read_json("result.json", files["result.json"])
        counted = [b for b in self.bodies if b[1] == "poll.counted"]
        need(len(counted) == 1, "journal.jsonl", "le dépouillement n’y figure pas une fois")
        public = counted[0][3]
        need(
            sha(files["result.json"]) == public.get("result_sha256"),
            "result.json",
            "le résultat a été modifié",
        )
        box = [row["receipt"] for row in self.ballots if row["counts"]]
        need(
            digest(box) == public.get("box_sha256"),
            "ballots.json",
            "les bulletins comptés ne sont pas ceux qui ont été scellés",
        )
        return result

    def read_counters(self, files):
        """Compare what became of the ballots received with the ballots themselves."""
        counters = read_json("counters.json", files["counters.json"])
        need(isinstance(counters, dict), "counters.json", "ce ne sont pas des compteurs")
        counted = sum(1 for row in self.ballots if row["counts"])
        seats = [row["seat"] for row in self.ballots]
        replaced = len(seats) - len(set(seats))
        expected = {
            "received": len(self.ballots),
            "replaced": replaced,
            "withdrawn": len(self.ballots) - replaced - counted,
            "counted": counted,
        }
        for key, number in expected.items():
            need(
                counters.get(key) == number,
                "counters.json",
                "« "
                + key
                + " » vaut "
                + canonical(counters.get(key))
                + ", les bulletins donnent "
                + str(number),
            )
        refused = counters.get("rejected", {})
        need(
            isinstance(refused, dict) and all(type(n) is int and n >= 0 for n in refused.values()),
            "counters.json",
            "« rejected » n’est pas lisible",
        )
        return counters

    def contents(self):
        """Return what the ballot of each seat that voted holds, by seat."""
        found = {}
        for number, row in enumerate(self.ballots, 1):
            if row["counts"]:
                where = "ballots.json, bulletin " + str(number)
                found[row["seat"]] = read_json(where, str(row["content"]).encode())
        return found


def compare(name, noun, rows, expected):
    """Compare two lists record by record, and name the first that differs."""
    need(isinstance(rows, list), name, "ce n’est pas une liste")
    for number, (row, other) in enumerate(zip(rows, expected), 1):  # noqa: B905 (Python 3.9)
        where = name + ", " + noun + " " + str(number)
        if same(row, other):
            continue
        need(row not in rows[: number - 1], where, "il figure deux fois")
        need(row not in expected, where, "il n’est pas à sa place, ou un autre manque avant lui")
        need(False, where, "il a été modifié ou ajouté")
    need(len(rows) >= len(expected), name, "le dernier " + noun + " est absent")
    need(len(rows) <= len(expected), name, "un " + noun + " est en trop à la fin")
