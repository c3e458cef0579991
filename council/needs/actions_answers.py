"""Official answers: prepared privately, published one or many at once, amended with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from council.access import check
from council.clock import now
from council.extensions import db
from council.journal.steps import write_entry
from council.markdown import RENDERER_VERSION, render_markdown
from council.needs import policies_answers as policies
from council.needs.models import SETTLED_STATES, Need
from council.needs.models_answers import OfficialAnswer, OfficialAnswerVersion, OfficialState
from council.organizations.models import Title
from council.organizations.viewer import Viewer
from council.records.canonical import digest
from council.records.due import Due
from council.records.money import Tax
from council.records.queries import may_see
from council.records.steps import bump
from council.transactions import Conflict, Invalid, action, lock, quiet_action


@dataclass(frozen=True)
class OfficialContent:
    """What was typed, its HTML rendered beforehand, outside any lock."""

    state: OfficialState
    text: str = ""
    cost_cents: int | None = None
    cost_tax: Tax = Tax.NONE
    due: Due = field(default_factory=Due)
    html: str = field(init=False)

    def __post_init__(self) -> None:
        html = str(render_markdown(self.text).html) if self.text else ""
        object.__setattr__(self, "html", html)


@quiet_action
def prepare_answer(
    need: Need, content: OfficialContent, *, author: Viewer, seen_version: int
) -> OfficialAnswer:
    """Write the answer that only the secretariat and the council read; 0 was seen when there was
    none. Nothing tells of it outside: no journal, no notice, no index."""
    lock(need)
    answer = _answer_of(need)
    check(policies.can_prepare_answer(author, need, answer))
    if answer is None and not seen_version:
        answer = OfficialAnswer(need_id=need.id, state=content.state)
        db.session.add(answer)
    else:
        _take(answer, content, seen_version)
    assert answer is not None
    _write(answer, content, author)
    db.session.flush()
    return answer


@quiet_action
def discard_answer(answer: OfficialAnswer, *, author: Viewer) -> bool:
    """Throw a prepared answer away: nobody outside knew of it, nothing is kept."""
    lock(db.session.get_one(Need, answer.need_id))
    lock(answer)
    check(policies.can_discard_answer(author, answer))
    db.session.delete(answer)
    return True


@action
def publish_answers(
    chosen: Sequence[OfficialAnswer], versions: Mapping[str, int], *, author: Viewer
) -> list[OfficialAnswer]:
    """Publish prepared answers, all or none, as the versions that were read (uid → version).

    What cannot be published raises Invalid, what changed meanwhile Conflict; both name each need.
    """
    check(policies.can_publish_answers(author))
    if not chosen:
        raise Invalid({"chosen": _("Choisissez au moins une réponse à publier.")})
    pairs = []
    # One order for all, so that two batches with common needs wait for each other, no more.
    for answer in sorted(chosen, key=lambda row: row.need_id):
        need = lock(db.session.get_one(Need, answer.need_id))
        pairs.append((need, lock(answer)))
    _check_batch(pairs, versions, author)
    moment = now()
    for need, answer in pairs:
        answer.published_at, answer.published_by_id = moment, author.account_id
        need.answered_at = need.answered_at or moment
        _keep_version(answer, author, "")
    write_entry(
        "need.answered",
        subjects=[need.record for need, _answer in pairs],
        actor=author,
        public={"answers": {need.record.uid: str(answer.state) for need, answer in pairs}},
        organization_id=_body_of(author),
    )
    return [answer for _need, answer in pairs]


def _check_batch(
    pairs: Sequence[tuple[Need, OfficialAnswer]], versions: Mapping[str, int], author: Viewer
) -> None:
    changed, wrong = [], []
    for need, answer in pairs:
        number = need.reference
        if answer.is_published:
            changed.append(_("%(number)s : la réponse est déjà publiée.", number=number))
        elif answer.row_version != versions.get(answer.uid):
            changed.append(_("%(number)s : la réponse a changé depuis.", number=number))
        elif need.state not in SETTLED_STATES or not may_see(need.record, author):
            wrong.append(_("%(number)s : ce besoin n’attend plus de réponse.", number=number))
        elif not answer.text:
            wrong.append(_("%(number)s : la réponse n’a pas de texte.", number=number))
    if changed:
        raise Conflict(" ".join([*changed, _("Rien n’est publié : relisez, puis recommencez.")]))
    if wrong:
        raise Invalid({"chosen": " ".join([*wrong, _("Rien n’est publié.")])})


@action
def amend_answer(
    answer: OfficialAnswer,
    content: OfficialContent,
    *,
    author: Viewer,
    seen_version: int,
    reason: str,
) -> OfficialAnswer:
    """Change a published answer, as a new version with its reason; the earlier ones stay."""
    need = lock(db.session.get_one(Need, answer.need_id))
    lock(answer)
    check(policies.can_amend_answer(author, need, answer))
    missing = {
        "reason": (reason, _("Dites en une phrase ce qui change et pourquoi.")),
        "text": (content.text, _("Une réponse publiée garde un texte.")),
    }
    errors = {name: sentence for name, (said, sentence) in missing.items() if not said}
    if errors:
        raise Invalid(errors)
    _take(answer, content, seen_version)
    _write(answer, content, author)
    version = _keep_version(answer, author, reason)
    write_entry(
        "need.answer_amended",
        subjects=[need.record],
        actor=author,
        public={"state": str(answer.state), "version": version.number},
        organization_id=_body_of(author),
    )
    return answer


def _answer_of(need: Need) -> OfficialAnswer | None:
    found = db.session.scalar(select(OfficialAnswer).where(OfficialAnswer.need_id == need.id))
    return lock(found) if found is not None else None


def _take(answer: OfficialAnswer | None, content: OfficialContent, seen_version: int) -> None:
    if answer is None or not bump(answer, OfficialAnswer.row_version, seen_version):
        raise Conflict(
            _("Cette réponse a été modifiée par quelqu’un d’autre pendant que vous l’écriviez."),
            ours=content.text,
            theirs=answer.text if answer is not None else "",
        )


def _write(answer: OfficialAnswer, content: OfficialContent, author: Viewer) -> None:
    answer.state, answer.text, answer.html = content.state, content.text, content.html
    answer.renderer_version = RENDERER_VERSION
    answer.cost_cents = content.cost_cents
    answer.cost_tax = content.cost_tax if content.cost_cents is not None else Tax.NONE
    answer.due = content.due
    answer.updated_at = now()
    answer.account_id, answer.for_organization_id = author.account_id, _body_of(author)


def _body_of(author: Viewer) -> int | None:
    mandate = author.mandate_for(Title.SECRETARIAT)
    return mandate.organization_id if mandate is not None else None


def _keep_version(answer: OfficialAnswer, author: Viewer, reason: str) -> OfficialAnswerVersion:
    snapshot: dict[str, Any] = {
        name: getattr(answer, name)
        for name in ("state", "text", "cost_cents", "cost_tax", "due_label")
    }
    last = db.session.scalar(
        select(func.max(OfficialAnswerVersion.number)).where(
            OfficialAnswerVersion.answer_id == answer.id
        )
    )
    version = OfficialAnswerVersion(
        answer_id=answer.id,
        number=(last or 0) + 1,
        snapshot=snapshot,
        sha256=digest(snapshot),
        reason=reason,
        renderer_version=answer.renderer_version,
        account_id=author.account_id,
        for_organization_id=_body_of(author),
    )
    db.session.add(version)
    db.session.flush()
    return version
