"""Small functions that put real rows in the database for tests; each commits."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from council.accounts.models import Account
from council.accounts.passwords import hash_password
from council.accounts.steps import add_account
from council.clock import now, today
from council.contributions.models import Contribution, ContributionState
from council.contributions.steps import Content as Offered
from council.contributions.steps import add_version as freeze_contribution
from council.contributions.steps import aim, move_contribution, new_contribution, note_acceptance
from council.contributions.steps import publish as publish_offer
from council.discussion.models import Comment
from council.extensions import db
from council.markdown import render_markdown
from council.needs import actions_answers as answers
from council.needs import steps as need_steps
from council.needs.models import Endorsement, Need, NeedState
from council.needs.models_answers import OfficialAnswer, OfficialState
from council.needs.models_routes import NeedRoute
from council.organizations.models import College, Mandate, Organization, OrganizationKind, Seat
from council.organizations.names import skeleton
from council.organizations.queries import viewer_for
from council.records.attachments import read_upload, store
from council.records.due import parse_due
from council.records.models import Attachment, Audience, Record, RecordKind
from council.records.steps import new_record
from council.requests.models import Answer, Request
from council.requests.steps import AnswerContent, Question, add_answer, add_request
from council.roadmap.models import ItemState, RoadmapItem
from council.roadmap.steps import ItemContent, new_item
from council.software.models import Software
from council.software.steps import add_software
from tests.builders_commons import based_on as based_on
from tests.builders_commons import reliance as reliance
from tests.builders_funding import funding as funding
from tests.builders_funding import pledge as pledge
from tests.builders_more import introduction as introduction
from tests.builders_more import milestone as milestone
from tests.builders_programs import award as award
from tests.builders_programs import candidacy as candidacy
from tests.builders_programs import grades as grades
from tests.builders_programs import juror as juror
from tests.builders_programs import program as program
from tests.builders_reuses import reuse as reuse
from tests.builders_reuses import review_due as review_due

PASSWORD = "une phrase assez longue"
_hash = hash_password(PASSWORD)
_numbers = itertools.count(1)


def account(name: str = "Camille Exemple", *, email: str | None = None) -> Account:
    """An active person whose password is PASSWORD."""
    email = email or f"personne{next(_numbers)}@exemple.invalid"
    row = add_account(email, name, password_hash=_hash)
    db.session.commit()
    return row


def organization(
    name: str | None = None, *, kind: str = OrganizationKind.ADMINISTRATION
) -> Organization:
    """A public organization."""
    number = next(_numbers)
    name = name or f"Organisme inventé {number}"
    record = new_record(
        RecordKind.ORGANIZATION, audience=Audience.PUBLIC, reference=f"organisme-{number}"
    )
    row = Organization(id=record.id, name=name, skeleton=skeleton(name), kind=kind)
    db.session.add(row)
    db.session.commit()
    return row


def college(key: str = "ecosysteme", name: str = "Écosystème") -> College:
    """A college, made once per key."""
    row = db.session.scalar(db.select(College).where(College.key == key))
    if row is None:
        row = College(key=key, name=name)
        db.session.add(row)
        db.session.commit()
    return row


def seat(body: Organization, key: str = "ecosysteme") -> Seat:
    """A confirmed seat of a body in a college."""
    row = Seat(
        college_id=college(key, key.capitalize()).id,
        organization_id=body.id,
        starts_on=date(2022, 1, 1),
        confirmed_at=now(),
    )
    db.session.add(row)
    db.session.commit()
    return row


def mandate(
    person: Account,
    title: str,
    *,
    body: Organization | None = None,
    software_id: int | None = None,
) -> Mandate:
    """A mandate in force."""
    row = Mandate(
        account_id=person.id,
        organization_id=body.id if body is not None else None,
        software_id=software_id,
        title=title,
        starts_on=date(2022, 1, 1),
        confirmed_at=now(),
    )
    db.session.add(row)
    db.session.commit()
    return row


def software(name: str | None = None, **fields: str) -> Software:
    """A catalogue record everybody may read."""
    row = add_software(name or f"Logiciel inventé {next(_numbers)}", **fields)
    db.session.commit()
    return row


def contribution(
    giver: Organization | None = None,
    *,
    needs: Sequence[Need] = (),
    about: Software | None = None,
    state: str = ContributionState.OFFERED,
    **content: Any,
) -> Contribution:
    """A contribution of a body in a state, read by whoever reads the needs it answers."""
    values = {"title": "Export accessible", "kind": "code", "body": "Nous l’écrirons."}
    row = new_contribution(
        Offered(**{**values, **content}), organization_id=(giver or organization()).id
    )
    aim(row, needs, about)
    if state != ContributionState.DRAFT:
        sources = [need.record for need in needs] + ([about.record] if about else [])
        publish_offer(row, sources)
        move_contribution(row, ContributionState.OFFERED)
        row.state = state
        if state in ("accepted", "under_way", "delivered", "confirmed") and needs:
            by = {"for_organization_id": needs[0].record.organization_id}
            note_acceptance(row, "commande", acted=by)
        row.outcome = "met" if state == ContributionState.CONFIRMED else ""
        freeze_contribution(row)
    db.session.commit()
    return row


def request(
    source: Need | Contribution,
    software: Software,
    *,
    asker: Organization | None = None,
    days: int = 30,
    title: str = "Accepteriez-vous l’export accessible ?",
) -> Request:
    """A question sent to the maintainers of a software."""
    row = add_request(
        Question(title, "Une telle correction serait-elle reprise ?", today() + timedelta(days)),
        software=software,
        sources=[source.record],
        organization_id=asker.id if asker is not None else None,
        acted={},
    )
    db.session.commit()
    return row


def answer(
    asked: Request, choice: str = "would_accept", *, by_link: bool = False, **content: Any
) -> Answer:
    """The next version of the maintainers' answer."""
    said = AnswerContent(choice, **content)
    row = add_answer(asked, said, was_received=False, by_link=by_link, acted={})
    db.session.commit()
    return row


def item(
    *,
    sources: Sequence[Any] = (),
    state: str = "proposed",
    due: str = "",
    holder: Organization | None = None,
    **content: Any,
) -> RoadmapItem:
    """An item of the road map, born from these nouns."""
    row = new_item(
        ItemContent(**{"title": "Export accessible", "due": parse_due(due), **content}),
        sources=[source.record for source in sources],
        state=ItemState(state),
        organization_id=holder.id if holder is not None else None,
    )
    db.session.commit()
    return row


def need(
    holder: Organization | Software,
    *,
    state: str = "published",
    visibility: str = "public",
    about: Software | None = None,
    **texts: Any,
) -> Need:
    """A need in a state, with its versions, held by an organization or (a call) by a software."""
    number = next(_numbers)
    fields = {
        "title": f"Besoin fictif {number}",
        "body": f"Le problème numéro {number}.",
        "enough": "Que cela marche.",
        "visibility": visibility,
        **texts,
    }
    held = {"organization" if isinstance(holder, Organization) else "software": holder}
    row = need_steps.new_need(**held)
    markdown = {name: fields.get(name) for name in need_steps.MARKDOWN_FIELDS}
    need_steps.write_need(row, fields, html=need_steps.render_texts(markdown))
    need_steps.set_software(row, [about] if about is not None else [])
    if state != "draft":
        need_steps.submit(row)
        need_steps.add_version(row, author=None)
    if state not in {"draft", "submitted", "declined"}:
        need_steps.publish(row)
    if state not in {"draft", "submitted", "published"}:
        need_steps.close(row, NeedState(state), "Un motif fictif.")
    db.session.commit()
    return row


def endorsement(row: Need, body: Organization) -> Endorsement:
    """A body says that it has the need too."""
    given = Endorsement(need_id=row.id, organization_id=body.id, version_number=1)
    db.session.add(given)
    db.session.commit()
    return given


def route(row: Need, body: Organization, person: Account, **said: Any) -> NeedRoute:
    """A route that a person proposed for a body: an existing software, unless told otherwise."""
    if said.get("kind") != "contract":
        said.setdefault("software_id", software().id)
    rendered = render_markdown(said.setdefault("text", "Nous l’avons déployé."))
    proposed = NeedRoute(
        need_id=row.id,
        account_id=person.id,
        for_organization_id=body.id,
        html=str(rendered.html),
        **{"kind": "existing", **said},
    )
    db.session.add(proposed)
    db.session.commit()
    return proposed


def document(row: Any, name: str = "note.txt", content: bytes = b"Une note.") -> Attachment:
    """A document attached to a record, its bytes in the instance folder."""
    upload = read_upload(name, content, most=1 << 20)
    folder = Path(current_app.config["COUNCIL_INSTANCE"])
    attached = store(
        db.session.get_one(Record, row.id),
        upload,
        folder=folder,
        quota=1 << 30,
        audience=Audience.PUBLIC,
        field="document",
    )
    db.session.commit()
    return attached


def official(
    row: Need,
    person: Account,
    *,
    published: bool = False,
    state: str = "planned",
    text: str = "Nous le ferons.",
) -> OfficialAnswer:
    """An official answer to a need, prepared by a person of the secretariat, or published."""
    author = viewer_for(person)
    content = answers.OfficialContent(state=OfficialState(state), text=text)
    answer = answers.prepare_answer(row, content, author=author, seen_version=0)
    if published:
        answers.publish_answers([answer], {answer.uid: answer.row_version}, author=author)
    return answer


def comment(
    row: Any,
    person: Account,
    text: str = "Un commentaire fictif.",
    *,
    council_only: bool = False,
    held: bool = False,
) -> Comment:
    """A comment on a record."""
    rendered = render_markdown(text)
    said = Comment(
        record_id=row.id,
        account_id=person.id,
        body=text,
        html=str(rendered.html),
        renderer_version=rendered.version,
        council_only=council_only,
        held_at=now() if held else None,
        told_version=0 if held else 1,
    )
    db.session.add(said)
    db.session.commit()
    return said
