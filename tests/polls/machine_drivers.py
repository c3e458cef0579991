"""Two ways to do the acts of a walk: the actions themselves, and the pages by several people."""

from __future__ import annotations

import html
from typing import Any

from council import clock
from council.access import Refused
from council.decisions import actions as decision_actions
from council.decisions.steps import Texts
from council.polls import actions, actions_recusals, queries
from council.polls.models import Poll, RollEntry
from council.transactions import Conflict, Invalid
from tests.polls.conftest import fields
from tests.polls.machine_world import World, moment, rendered
from tests.polls.model_of_polls import DONE, NOBODY, Answer, Model, invalid, refused

GONE = "Cet organisme s’est déjà déporté."
KINDS = {303: "done", 401: "anonymous", 403: "refused", 404: "missing", 409: "conflict",
         422: "invalid"}  # fmt: skip


class Acts:
    """The acts by the actions."""

    seals_late_ballots = False

    def __init__(self, world: World, model: Model) -> None:
        self.world, self.model = world, model
        self.poll: Poll | None = None
        self.seats: dict[str, RollEntry] = {}

    def expected(self, act: str, person: str, answer: Answer, **facts: Any) -> Answer:
        """What this way of acting answers where the model says `answer`."""
        return answer

    def _attempt(self, function: Any, *args: Any, **kwargs: Any) -> tuple[Answer, Any]:
        def run(*here: Any, **named: Any) -> tuple[Answer, Any]:
            try:
                return Answer("done"), function(*here, **named)
            except Refused as no:
                return refused(str(no.reason)), None
            except Invalid as no:
                return invalid(" ".join(map(str, no.errors.values()))), None
            except Conflict as no:
                return Answer("conflict", str(no.reason)), None

        return self.world.polls.build(run, *args, **kwargs)

    def draft(self, person: str, rule: str, shown_to: str) -> Answer:
        """Propose a poll."""
        values, viewer = fields(shown_to=shown_to), self.world.viewer(person)
        answer, self.poll = self._attempt(
            actions.draft_poll, values, body=rendered("x"), rule_key=rule, author=viewer
        )
        return answer

    def edit(self, person: str, rule: str, shown_to: str, seen: int) -> Answer:
        """Change a draft."""
        values, viewer = fields(shown_to=shown_to), self.world.viewer(person)
        named = {"body": rendered("x"), "rule_key": rule, "author": viewer, "seen_version": seen}
        return self._attempt(actions.edit_poll, self.poll, values, **named)[0]

    def open(self, person: str, opens: int | None, closes: int) -> Answer:
        """Call the vote."""
        starts, viewer = None if opens is None else moment(opens), self.world.viewer(person)
        named = {"opener": viewer, "opens_at": starts, "closes_at": moment(closes)}
        return self._attempt(actions.open_poll, self.poll, **named)[0]

    def extend(self, person: str, closes: int) -> Answer:
        """Move the closing."""
        named = {"closes_at": moment(closes), "reason": "Congés", "author": self._me(person)}
        return self._attempt(actions.extend_poll, self.poll, **named)[0]

    def suspend(self, person: str) -> Answer:
        """Suspend."""
        named = {"reason": "Panne", "author": self._me(person)}
        return self._attempt(actions.suspend_poll, self.poll, **named)[0]

    def resume(self, person: str, closes: int) -> Answer:
        """Resume."""
        named = {"closes_at": moment(closes), "reason": "Réparé", "author": self._me(person)}
        return self._attempt(actions.resume_poll, self.poll, **named)[0]

    def cancel(self, person: str) -> Answer:
        """Give up, or cancel."""
        named = {"reason": "Sans objet", "author": self._me(person)}
        return self._attempt(actions.cancel_poll, self.poll, **named)[0]

    def cast(self, person: str, body: str, choice: str, reason: str) -> Answer:
        """Vote for a seat."""
        named = {"voter": self._me(person), "content": {"choice": choice}, "reason": reason}
        seat = self.seat(body)
        return self._attempt(lambda p, s: actions.cast_ballot(p, seat=s, **named), self.poll, seat)[
            0
        ]

    def recuse(self, person: str, body: str) -> Answer:
        """Have a body leave."""
        organization = self.world.bodies[body].id
        named = {"organization_id": organization, "reason": "Lien", "author": self._me(person)}
        return self._attempt(actions_recusals.recuse, self.poll, **named)[0]

    def settle(self, person: str, choice: str) -> Answer:
        """Settle an equal split."""
        named = {"choice": choice, "reason": "Il le faut", "chair": self._me(person)}
        return self._attempt(actions.record_casting_vote, self.poll, **named)[0]

    def decide(self) -> tuple[Answer, int]:
        """Draft, adopt and publish a decision born from the poll; how many entries it took."""
        texts = Texts("avis", "Décision inventée", body="Texte")
        secretariat = self._me("secrétariat")
        build = self.world.polls.build
        draft = build(
            lambda p: decision_actions.draft_decision(
                author=secretariat, texts=texts, rendered=texts.rendered(), sources=[p.record]
            ),
            self.poll,
        )
        named = {"author": secretariat, "adopted_on": clock.today(), "outcome": ""}
        answer = self._attempt(decision_actions.adopt_decision, draft, **named)[0]
        if answer.kind != "done":
            return answer, 1
        named = {"author": secretariat, "second_person": False}
        return self._attempt(decision_actions.publish_decision, draft, **named)[0], 3

    def _me(self, person: str) -> Any:
        return self.world.viewer(person)

    def seat(self, body: str) -> RollEntry:
        """The roll entry of a body."""
        if not self.seats:
            roll = self.world.polls.build(queries.roll_of, self.poll)
            self.seats = {entry.organization_name: entry for entry in roll}
        return self.seats[body]

    def look(self, person: str) -> None:
        """Look at the poll as a person sees it; the actions show nothing."""


class Pages(Acts):
    """The same acts by the forms of the pages, each person with a browser of their own."""

    seals_late_ballots = True

    def __init__(self, world: World, model: Model) -> None:
        super().__init__(world, model)
        self.browsers: dict[str, tuple[Any, int]] = {}
        self.called = False

    def expected(self, act: str, person: str, answer: Answer, **facts: Any) -> Answer:
        """A page asks who one is, then whether the poll may be seen, before the act itself."""
        if person == NOBODY:
            return Answer("anonymous")
        if act != "draft" and not self.model.sees(person):
            return Answer("missing")
        if act == "recuse":
            return self._expected_recusal(person, facts["body"])
        elsewhere = [body for body in self.model.roll if self.model.uses(person, body)]
        if act == "cast" and elsewhere and facts["body"] not in elsewhere:
            return Answer("missing")
        if act == "cast" and answer.kind == "invalid" and facts["body"] in self.model.box:
            # A page without its form: it says that the ballot stays, not what was wrong with it.
            kept = not self.model.rule["ballots_changeable"]
            return invalid("La règle de ce scrutin interdit d’en changer.") if kept else answer
        return answer

    def _expected_recusal(self, person: str, body: str) -> Answer:
        model = self.model
        may = [one for one in model.bodies if not model.recuse(person, one)]
        left = [one for one in may if one not in model.recusals]
        if left:
            return Answer("done") if body in left else invalid("")
        if may:
            return refused(GONE)
        own = next((one for one in model.bodies if model.speaks_for(person, one)), "")
        return refused(model.recuse(person, own))

    def _browser(self, person: str) -> Any:
        browser, since = self.browsers.get(person, (None, -1))
        if browser is None:
            browser = self.world.polls.app.test_client()
        if person != NOBODY and since != self.model.now:
            browser.sign_in(self.world.people[person])
        self.browsers[person] = browser, self.model.now
        return browser

    def _post(self, person: str, tail: str, **data: Any) -> Answer:
        path = tail if tail.startswith("/") else f"{self._base(tail)}/{tail}"
        page = self._browser(person).post(path, data=data)
        assert page.status_code in KINDS, f"{path} answers {page.status_code}"
        self.location = page.headers.get("Location", "")
        assert "mot-de-passe" not in self.location and "confirm" not in self.location
        return Answer(KINDS[page.status_code], html.unescape(page.text))

    def _base(self, tail: str) -> str:
        drafts = {"modifier", "ouvrir", "abandonner"}
        if tail in drafts or self.model.state == "draft" or not self.poll.reference:
            return f"/scrutins/brouillons/{self.poll.record.uid}"
        return f"/scrutins/{self.poll.reference}"

    def draft(self, person: str, rule: str, shown_to: str) -> Answer:
        """Propose a poll."""
        answer = self._post(person, "/scrutins/nouveau", **_form(rule, shown_to))
        if answer.kind == "done":
            uid = self.location.rsplit("/", 1)[1]
            viewer = self.world.viewer(person)
            self.poll = self.world.polls.build(lambda: queries.find_draft(uid, viewer))
        return answer

    def edit(self, person: str, rule: str, shown_to: str, seen: int) -> Answer:
        """Change a draft."""
        return self._post(person, "modifier", **_form(rule, shown_to), row_version=str(seen))

    def open(self, person: str, opens: int | None, closes: int) -> Answer:
        """Call the vote."""
        starts = {} if opens is None else {"opens_at": _typed(opens)}
        answer = self._post(person, "ouvrir", closes_at=_typed(closes), **starts)
        if answer.kind == "done":
            self.poll = self.world.polls.fresh(self.poll)
        return answer

    def extend(self, person: str, closes: int) -> Answer:
        """Move the closing."""
        return self._post(person, "prolonger", closes_at=_typed(closes), reason="Congés")

    def suspend(self, person: str) -> Answer:
        """Suspend."""
        return self._post(person, "suspendre", reason="Panne")

    def resume(self, person: str, closes: int) -> Answer:
        """Resume."""
        return self._post(person, "reprendre", closes_at=_typed(closes), reason="Réparé")

    def cancel(self, person: str) -> Answer:
        """Give up, or cancel."""
        tail = "annuler" if self.poll.reference else "abandonner"
        return self._post(person, tail, reason="Sans objet")

    def cast(self, person: str, body: str, choice: str, reason: str) -> Answer:
        """Vote for a seat."""
        seat = self.seat(body).uid
        data = {"seat": seat, "choice": choice, "reason": reason, "confirmed": "1"}
        return self._post(person, "bulletin", **data)

    def recuse(self, person: str, body: str) -> Answer:
        """Have a body leave."""
        organization = str(self.world.bodies[body].id)
        return self._post(person, "deport", organization=organization, reason="Lien")

    def settle(self, person: str, choice: str) -> Answer:
        """Settle an equal split."""
        return self._post(person, "departager", choice=choice, reason="Il le faut")

    def look(self, person: str) -> None:
        """The page of the poll shows its result to whom the rule says, when it says, or why not."""
        if self.poll is None or not self.poll.reference:
            return
        page = self._browser(person).get(f"/scrutins/{self.poll.reference}")
        assert page.status_code == (200 if self.model.sees(person) else 404)
        if page.status_code == 404:
            return
        text, why = html.unescape(page.text), self.model.see_result(person)
        for word in ("Bulletin de chaque inscrit", "Pourquoi"):
            assert (word in text) is (why == ""), (person, word, self.model.phase)
        if why and (self.model.phase in DONE or self.model.phase in {"coming", "open"}):
            assert why in text


def _typed(minutes: int) -> str:
    return moment(minutes).astimezone(clock.PARIS).strftime("%Y-%m-%dT%H:%M")


def _form(rule: str, shown_to: str) -> dict[str, str]:
    one, other = fields()["options"]
    return {
        "title": "Faut-il ?",
        "text": "Texte.",
        "rule": rule,
        "shown_to": shown_to,
        "meaning_for": one["meaning"],
        "meaning_against": other["meaning"],
    }
