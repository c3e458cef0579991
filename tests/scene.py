"""One of each thing, in the states that matter to who may do what, and one person per role.

Built once per database; each request made on it is undone, so that every role finds the same scene.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from werkzeug.test import TestResponse

from council import clock, create_app
from council.extensions import db
from council.markdown import render_markdown
from council.meetings.actions import plan_meeting
from council.needs.models_merging import MergeConsent, NeedMerge
from council.needs.models_pairs import SimilarPair
from council.organizations.actions_applications import Asked, submit_application
from council.organizations.models import Mandate, Seat, Title
from council.organizations.queries import viewer_for
from council.polls.actions import draft_poll
from council.polls.models import Poll
from council.software.actions_maintainers import claim_software
from council.subjects.actions import accept_subject, submit_subject
from tests import builders
from tests.cast import Cast
from tests.databases import Database, environment
from tests.decisions.conftest import Decisions
from tests.fixtures import Browser, Builder, one_transaction
from tests.notifications.builders import refused_mail
from tests.polls.conftest import AVIS, Polls
from tests.polls.conftest import fields as poll_fields

ROLES = (
    "anonymous", "citizen", "agent", "stranger", "vendor", "maintainer", "other_maintainer",
    "member", "secretariat", "chair", "endorser", "observer", "administrator",
)  # fmt: skip


class Scene:
    """The things by name (`scene["need"]` is what stands in its address), and who looks."""

    def __init__(self, app: Any, connection: Connection) -> None:
        self.app, self.connection = app, connection
        self.build = Builder(app, builders)
        self.cast = Cast(self.build)
        self.names: dict[str, str] = {}
        self.browsers: dict[str, Browser] = {}
        for part in (self._people, self._chain, self._programs, self._council, self._gates):
            part()

    def __getitem__(self, name: str) -> str:
        return self.names[name]

    def path(self, template: str) -> str:
        """Return an address, its things named in braces replaced by theirs."""
        return template.format_map(self.names)

    def ask(self, role: str, method: str, path: str, **kwargs: Any) -> TestResponse:
        """Make a request as somebody, and undo all it did."""
        browser = self.browsers[role]
        cookies = dict(browser._cookies)
        kwargs.setdefault("buffered", True)
        savepoint = self.connection.begin_nested()
        try:
            return browser.open(path, method=method, **kwargs)
        finally:
            savepoint.rollback()
            browser._cookies = cookies  # type: ignore[assignment]

    def viewer(self, account: Any) -> Any:
        """Return the Viewer of a person."""
        return self.build(viewer_for, account)

    def _people(self) -> None:
        build, cast = self.build, self.cast
        body = build.organization("Office fictif des ponts")
        self.stranger = build.account("Léo Étranger-Fictif")
        build.mandate(self.stranger, Title.REPRESENTATIVE, body=body)
        other = build.software("Traitement Fictif")
        self.other_maintainer = build.account("Ida Mainteneuse-Fictive")
        build.mandate(self.other_maintainer, Title.MAINTAINER, software_id=other.id)
        for role in ROLES:
            browser = self.app.test_client()
            if role != "anonymous":
                browser.sign_in(getattr(self, role, None) or getattr(cast, role))
            self.browsers[role] = browser
        _ = cast.other_member
        self.names |= {
            "organization": cast.administration.reference,
            "software": cast.software.reference,
            "college": "ecosysteme",
        }

    @staticmethod
    def _pair(one: Any, other: Any) -> None:
        low, high = sorted((one.id, other.id))
        reasons = {"words": ["export"], "software": [], "function": []}
        db.session.add(
            SimilarPair(low_id=low, high_id=high, score_thousandths=500, reasons=reasons)
        )
        db.session.commit()

    @staticmethod
    def _hide(comment: Any) -> None:
        comment.hidden_at, comment.hidden_reason = clock.now(), "Un motif fictif."
        db.session.commit()

    @staticmethod
    def _merge(source: Any, target: Any) -> None:
        merge = NeedMerge(source_id=source.id, target_id=target.id, reason="Le même.")
        holder = source.record.organization_id
        merge.consents = [MergeConsent(body_id=holder, is_holder=True)]
        db.session.add(merge)
        db.session.commit()

    def _chain(self) -> None:
        build, cast = self.build, self.cast
        holder = cast.administration
        draft = build.need(holder, state="draft")
        submitted = build.need(holder, state="submitted")
        need = build.need(holder)
        asked = build.need(cast.software)
        build(self._pair, need, asked)
        filed = build.need(holder, filed_by_secretariat=True)
        merging = build.need(holder)
        build(self._merge, merging, build.need(holder))
        given = build.endorsement(need, cast.member_body)
        attached, unread = build.document(need), build.document(submitted)
        route = build.route(need, cast.company, cast.vendor)
        introduction = build.introduction(need, body=cast.member_body)
        put_in_touch = build.introduction(build.need(holder), asked, state="accepted")
        offer = build.contribution(cast.company, needs=[need])
        offer_draft = build.contribution(cast.company, needs=[need], state="draft")
        accepted = build.contribution(cast.company, needs=[need], state="accepted")
        funded = build.contribution(cast.company, needs=[need])
        build.pledge(build.funding(funded), cast.member_body, 10_000_00)
        request = build.request(need, cast.software, asker=holder)
        item = build.item(sources=[need], state="studied")
        building = build.item(sources=[need], state="under_way", holder=holder)
        milestone = build.milestone(building)
        component = build.software("Moteur Fictif")
        build.based_on(cast.software, component)
        reliance = build.reliance(cast.software, holder)
        build.official(need, cast.secretariat)
        answered = build.need(holder)
        build.official(answered, cast.secretariat, published=True)
        comment = build.comment(need, cast.vendor)
        note = build.comment(need, cast.secretariat, council_only=True)
        held = build.comment(need, cast.citizen, held=True)
        reuse = build.reuse(holder, about=[cast.software], needs=[need])
        withdrawn = build.reuse(holder, about=[cast.software], state="withdrawn")
        reuse_draft = build.reuse(holder, about=[cast.software], state="draft")
        confirmed = build.contribution(cast.company, needs=[asked, need], state="confirmed")
        review = build.review_due(need, confirmed)
        hidden = build.comment(need, cast.vendor)
        build(self._hide, hidden)
        self.names |= {
            "need_draft": draft.record.uid,
            "need_submitted": submitted.reference,
            "need": need.reference,
            "need_filed": filed.reference,
            "need_merging": merging.reference,
            "call": asked.reference,
            "need_uid": need.record.uid,
            "document": attached.uid,
            "need_submitted_uid": submitted.record.uid,
            "document_submitted": unread.uid,
            "endorsement": str(given.id),
            "route": route.uid,
            "introduction": introduction.reference,
            "introduced": cast.member_body.reference,
            "put_in_touch": put_in_touch.reference,
            "need_answered": answered.reference,
            "offer": offer.reference,
            "offer_draft": offer_draft.record.uid,
            "accepted": accepted.reference,
            "funded": funded.reference,
            "request": request.reference,
            "item": item.reference,
            "building": building.reference,
            "milestone": str(milestone.number),
            "component": component.reference,
            "reliance": str(reliance.id),
            "comment": comment.uid,
            "note": note.uid,
            "held": held.uid,
            "hidden": hidden.uid,
            "reuse": reuse.reference,
            "reuse_withdrawn": withdrawn.reference,
            "reuse_draft": reuse_draft.record.uid,
            "review": str(review.id),
        }

    def _programs(self) -> None:
        build, cast = self.build, self.cast
        holder, company = cast.administration, cast.company
        states = ("open", "closed", "judged", "awarded")
        calls = {state: build.program(holder, state=state) for state in states}
        draft = build.candidacy(calls["open"], company, state="draft")
        sent = {state: build.candidacy(calls[state], company) for state in states[1:]}
        build.award(sent["awarded"])
        places = {state: build.juror(calls[state], cast.member) for state in states}
        self.names |= {f"program_{state}": row.reference for state, row in calls.items()}
        self.names |= {f"candidacy_{state}": row.uid for state, row in sent.items()}
        self.names |= {"candidacy_draft": draft.uid, "juror": str(places["open"].id)}

    def _council(self) -> None:
        build, cast = self.build, self.cast
        text = render_markdown("Un texte.")
        citizen, secretariat = self.viewer(cast.citizen), self.viewer(cast.secretariat)
        question = {
            "body": "Un texte.",
            "rendered": text,
            "language": "fr",
            "origin": "citizen",
            "organization_id": None,
            "show_name": False,
            "author": citizen,
        }
        received = build(submit_subject, title="Faut-il une police ?", **question)
        accepted = build(submit_subject, title="Faut-il un format ?", **question)
        build(accept_subject, accepted, author=secretariat)
        meeting = build(
            plan_meeting,
            author=secretariat,
            kind="plenary",
            held_on=clock.today() + timedelta(days=30),
            starts=time(14, 0),
            ends=time(17, 0),
            place="Visioconférence",
            note="",
            agenda="Un texte.",
            rendered=text,
        )
        polls, decisions = Polls(build, cast, self.app), Decisions(build, cast, self.app)
        poll_draft = build(draft_poll, poll_fields(), body=text, rule_key=AVIS, author=secretariat)
        shown = polls.called(shown_to="public")
        rule = polls.add_rule()
        draft, proposed = decisions.draft(), decisions.proposed()
        adopted, published = decisions.adopted(), decisions.published()
        self.poll: Poll = shown
        self.names |= {
            "subject_received": received.reference,
            "subject": accepted.reference,
            "meeting": meeting.reference,
            "poll_draft": poll_draft.record.uid,
            "poll": shown.reference,
            "rule": rule,
            "decision_draft": draft.record.uid,
            "decision_proposed": proposed.record.uid,
            "decision_adopted": adopted.record.uid,
            "decision": published.reference,
            "decision_uid": published.record.uid,
        }

    def _gates(self) -> None:
        build, cast = self.build, self.cast
        asked = Asked("personal", "Nina Fictive", "nina@exemple.invalid", "Bonjour.")
        application = build(submit_application, asked, author=self.viewer(cast.citizen))
        claim = build(
            claim_software,
            build.software("Calepin Fictif"),
            message="",
            claimant=self.viewer(cast.citizen),
        )
        waiting = build.account("Tom Attente-Fictif")
        waiting_body = build.organization("Régie fictive")

        def propose() -> tuple[str, str, str]:
            granter = self.cast.secretariat.id
            mandate = Mandate(
                account_id=waiting.id,
                organization_id=self.cast.member_body.id,
                title=Title.MEMBER,
                granted_by_id=granter,
            )
            seat = Seat(
                college_id=builders.college().id,
                organization_id=waiting_body.id,
                proposed_by_id=granter,
            )
            db.session.add_all([mandate, seat])
            db.session.flush()
            held = db.session.scalars(
                db.select(Mandate).where(Mandate.account_id == self.cast.agent.id)
            ).one()
            return mandate.uid, seat.uid, held.uid

        mandate, seat, held = build(propose)
        self.names |= {
            "refused_mail": str(build(refused_mail, cast.vendor).id),
            "application": application.uid,
            "claim": claim.uid,
            "mandate_proposed": mandate,
            "seat_proposed": seat,
            "mandate": held,
        }


@contextmanager
def scene(database: Database, folder: Path) -> Iterator[Scene]:
    """Build the scene on a database of its own."""
    url = database.copy()
    app = create_app(environment(url, folder))
    app.test_client_class = Browser
    app.testing = True
    with one_transaction(app) as connection:
        yield Scene(app, connection)
    with app.app_context():
        db.engine.dispose()
    database.drop(url)
