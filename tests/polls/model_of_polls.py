"""A plain model of the life of a poll, written from docs/polls.md: it imports nothing of ours.

Time is in minutes since the walk began. People are names; what they are is their mandates, pairs of
a title and a body. Every question about who may do what is answered by the sentence of the refusal,
empty when the act is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.polls.model_of_counts import Count, Voice, count

NOBODY = "nobody"
USES_SEAT = {"member", "alternate", "chair"}
SPEAKS = USES_SEAT | {"observer"}
COUNCIL = USES_SEAT | {"secretariat", "endorser"}
DONE = {"closed", "counted", "published"}

SIGN_IN = "Connectez-vous pour continuer."
NOT_DRAFTER = "Seuls les membres, le secrétariat et la présidence proposent un scrutin."
FROZEN = (
    "Ce scrutin est figé depuis sa convocation : pour en changer, ouvrez un nouveau scrutin qui le "
    "cite."
)
NOT_MY_DRAFT = "Ce projet de scrutin a été proposé par une autre personne."
NOT_CONDUCTING = "Cet acte revient au secrétariat ou à la présidence du conseil."
CHAIR_ONLY = "La règle de ce scrutin réserve cet acte à la présidence du conseil."
ALREADY_CALLED = "Ce scrutin a déjà été convoqué ou annulé."
NOT_EXTENDED = "Seul un scrutin convoqué et qui n’est pas clos peut être prolongé."
NOT_SUSPENDED = "Seul un scrutin ouvert peut être suspendu."
NOT_RESUMED = "Ce scrutin n’est pas suspendu."
NOT_CANCELLED = "Un scrutin clos ne s’annule plus : son résultat est acquis."
NO_SEAT = "Vous n’êtes pas mandaté pour un siège de la liste électorale de ce scrutin."
RECUSED = "Votre organisme s’est déporté : il ne prend pas part à ce vote."
CHANGES_NOTHING = "Un bulletin a été reçu pour ce siège, et cette règle interdit d’en changer."
NOT_RECUSING = "Un déport se dit par l’organisme inscrit, ou s’établit par la présidence."
TOO_LATE_TO_RECUSE = "Le scrutin est clos ou annulé : aucun déport n’est plus reçu."
NOT_YET = "Aucun résultat ni décompte partiel n’est montré avant la clôture."
WITH_DECISION = "Le résultat sera public avec la décision."
CHAIR_SETTLES = "Seule la présidence du conseil départage une égalité."
NO_TIE = "Il n’y a pas d’égalité à départager dans ce scrutin."
CHAIR_DID_NOT_VOTE = "La présidence départage seulement si elle est inscrite et a voté."
NOT_COUNTED = "Le scrutin dont dépend cette décision n’est pas dépouillé."
NOT_ADOPTED = "Le scrutin n’a pas adopté ce texte."
VOTING = {
    "open": "",
    "coming": "Le scrutin n’est pas encore ouvert.",
    "suspended": "Le scrutin est suspendu : aucun bulletin n’est reçu pour l’instant.",
    "cancelled": "Le scrutin a été annulé.",
    **dict.fromkeys(DONE, "Le scrutin est clos : aucun bulletin n’est plus reçu."),
}
OPENING_PAST = "L’ouverture est déjà passée : choisissez un moment à venir."
CLOSING_BEFORE_OPENING = "La clôture doit venir après l’ouverture."
CLOSING_PAST = "La clôture doit être à venir."
SHORTER = "Un scrutin ne se raccourcit pas : choisissez une clôture plus tard."
NOT_ON_ROLL = "Cet organisme n’est pas sur la liste électorale."
REASON_OWED = "La règle de ce scrutin demande de motiver ce vote."
MEANWHILE = "Une autre personne a modifié ce projet de scrutin pendant que vous écriviez."


@dataclass(frozen=True)
class Answer:
    """What an act gives: done, same (nothing to do), refused, invalid or conflict, and in words."""

    kind: str
    words: str = ""


DONE_ANSWER, SAME = Answer("done"), Answer("same")


def refused(words: str) -> Answer:
    """A refusal."""
    return Answer("refused", words)


def invalid(words: str) -> Answer:
    """A value that cannot be."""
    return Answer("invalid", words)


@dataclass
class Model:
    """One poll, its people and its box."""

    # Names in the order of `seats_for`: colleges as the rule lists them, then bodies by name.
    mandates: dict[str, set[tuple[str, str]]]
    seats: dict[str, str]
    now: int = 0
    rule: dict[str, Any] | None = None
    author: str = ""
    version: int = 1
    shown_to: str = ""
    state: str = "none"
    opens: int = 0
    closes: int = 0
    roll: dict[str, str] = field(default_factory=dict)
    box: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    recusals: dict[str, bool] = field(default_factory=dict)
    closings: list[tuple[int, int]] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    settled: str = ""
    # Kinds of the journal entries about this poll, and how many entries there are of anything.
    journal: list[str] = field(default_factory=list)
    entries: int = 0

    # What people are.

    def titles(self, person: str) -> set[str]:
        """The capacities of a person."""
        return {title for title, _body in self.mandates[person]}

    def is_member(self, person: str) -> bool:
        """Say whether a person is member or alternate of a body that holds a seat."""
        return any(t in {"member", "alternate"} and b in self.seats
                   for t, b in self.mandates[person])  # fmt: skip

    def is_advisory(self, body: str) -> bool:
        """Say whether the seat of a body on the roll is heard without deciding."""
        return _weight(self.rule, self.roll[body]) == "0"

    def uses(self, person: str, body: str) -> bool:
        """Say whether a person may use the seat that a body has on the roll."""
        titles = SPEAKS if self.is_advisory(body) else USES_SEAT
        return any((title, body) in self.mandates[person] for title in titles)

    def speaks_for(self, person: str, body: str) -> bool:
        """Say whether a person may say that a body leaves the poll."""
        return any((title, body) in self.mandates[person] for title in SPEAKS)

    def sees(self, person: str) -> bool:
        """Say whether a person may see that the poll exists."""
        public = bool(self.roll) and (self.shown_to == "public" or self.state == "published")
        return public or person == self.author or bool(self.titles(person) & COUNCIL)

    # Where the poll is.

    @property
    def phase(self) -> str:
        """Where the poll is now."""
        if self.state != "called":
            return self.state
        if self.now < self.opens:
            return "coming"
        return "open" if self.now < self.closes else "closed"

    @property
    def bodies(self) -> list[str]:
        """The bodies of the roll, or those that would be on it, in its order."""
        if self.roll:
            return list(self.roll)
        keys = [college["key"] for college in self.rule["electorate"]["colleges"]]
        held = [body for body, college in self.seats.items() if college in keys]
        return sorted(held, key=lambda body: (keys.index(self.seats[body]), body.casefold()))

    # Who may do what: the sentence of the refusal.

    def draft(self, person: str) -> str:
        """Proposing a poll."""
        if person == NOBODY:
            return SIGN_IN
        leads = self.titles(person) & {"secretariat", "chair"}
        return "" if leads or self.is_member(person) else NOT_DRAFTER

    def edit(self, person: str) -> str:
        """Changing a draft."""
        if words := self.draft(person):
            return words
        if self.state != "draft":
            return FROZEN
        leads = self.titles(person) & {"secretariat", "chair"}
        return "" if leads or person == self.author else NOT_MY_DRAFT

    def conduct(self, person: str) -> str:
        """Any act of conduct."""
        if person == NOBODY:
            return SIGN_IN
        if "chair" in self.titles(person):
            return ""
        if self.rule["opened_by"] == "chair":
            return CHAIR_ONLY
        return "" if "secretariat" in self.titles(person) else NOT_CONDUCTING

    def open(self, person: str) -> str:
        """Calling the vote."""
        return self.conduct(person) or ("" if self.state == "draft" else ALREADY_CALLED)

    def extend(self, person: str) -> str:
        """Moving the closing."""
        may = self.phase in {"coming", "open"}
        return self.conduct(person) or ("" if may else NOT_EXTENDED)

    def suspend(self, person: str) -> str:
        """Suspending."""
        return self.conduct(person) or ("" if self.phase == "open" else NOT_SUSPENDED)

    def resume(self, person: str) -> str:
        """Resuming."""
        return self.conduct(person) or ("" if self.state == "suspended" else NOT_RESUMED)

    def cancel(self, person: str) -> str:
        """Giving a draft up, or cancelling a vote."""
        if self.state == "draft":
            return self.edit(person)
        may = self.phase in {"coming", "open", "suspended"}
        return self.conduct(person) or ("" if may else NOT_CANCELLED)

    def cast(self, person: str, body: str) -> str:
        """Voting for a seat."""
        if person == NOBODY:
            return SIGN_IN
        if not self.uses(person, body):
            return NO_SEAT
        return RECUSED if body in self.recusals else VOTING[self.phase]

    def recuse(self, person: str, body: str) -> str:
        """Having a body leave."""
        if person == NOBODY:
            return SIGN_IN
        if not self.speaks_for(person, body) and self.conduct(person):
            return NOT_RECUSING
        early = self.phase in {"draft", "coming", "open", "suspended"}
        return "" if early else TOO_LATE_TO_RECUSE

    def see_result(self, person: str) -> str:
        """Reading the result."""
        if self.phase not in DONE:
            return NOT_YET
        if self.rule["results_public"] == "closing" or self.phase == "published":
            return ""
        titles = self.titles(person)
        roles = {
            "roll": any(self.uses(person, body) for body in self.roll),
            "secretariat": "secretariat" in titles,
            "chair": "chair" in titles,
            "council": bool(titles & COUNCIL),
            "endorser": "endorser" in titles,
        }
        return "" if any(roles[role] for role in self.rule["results_read_by"]) else WITH_DECISION

    def settle(self, person: str) -> str:
        """Settling an equal split."""
        if person == NOBODY:
            return SIGN_IN
        if "chair" not in self.titles(person):
            return CHAIR_SETTLES
        tied = self.state == "counted" and self.rule["tie"] == "casting_vote"
        if not tied or self.result().outcome != "tie":
            return NO_TIE
        own = any(b[2] == person and not self.is_advisory(body) for body, b in self.box.items())
        return "" if own else CHAIR_DID_NOT_VOTE

    def decide(self) -> str:
        """Adopting a decision born from this poll, by the secretariat."""
        if self.state not in {"counted", "published"}:
            return NOT_COUNTED
        return "" if self.result().outcome == "adopted" else NOT_ADOPTED

    # What it gives.

    def result(self) -> Count:
        """The count of the box as it is."""
        voices = [
            Voice(body, college, body in self.recusals, self.box.get(body, (None,))[0])
            for body, college in self.roll.items()
        ]
        return count(self.rule, voices, self.settled)

    # What acts answer once the person may do them.

    def answer_open(self, opens: int | None, closes: int) -> Answer:
        """What opening at these moments answers."""
        if opens is not None and opens < self.now:
            return invalid(OPENING_PAST)
        starts = self.now if opens is None else opens
        return invalid(CLOSING_BEFORE_OPENING) if closes <= starts else DONE_ANSWER

    def answer_extend(self, closes: int) -> Answer:
        """What moving the closing there answers."""
        if closes == self.closes:
            return SAME
        return invalid(SHORTER) if closes < self.closes else DONE_ANSWER

    def answer_resume(self, closes: int) -> Answer:
        """What resuming until then answers."""
        if closes <= self.now:
            return invalid(CLOSING_PAST)
        return invalid(SHORTER) if closes < self.closes else DONE_ANSWER

    def answer_cast(self, person: str, body: str, choice: str, reason: str) -> Answer:
        """What a ballot answers."""
        known = {"for", "against", "abstain"} | ({"blank"} if self.rule["blank_allowed"] else set())
        if choice not in known:
            return invalid("")
        if self.rule["reason_required_on_against"] and choice == "against" and not reason:
            return invalid(REASON_OWED)
        if self.box.get(body) == (choice, reason, person):
            return SAME
        if body in self.box and not self.rule["ballots_changeable"]:
            return refused(CHANGES_NOTHING)
        return DONE_ANSWER

    def note(self, kind: str) -> None:
        """Note that the journal has one more entry about this poll."""
        self.journal.append(kind)
        self.entries += 1


def _weight(rule: dict[str, Any], college: str) -> str:
    return next(c["weight"] for c in rule["electorate"]["colleges"] if c["key"] == college)
