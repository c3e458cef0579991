"""What people do with the documents of a need; those of a draft leave no trace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from council.access import Refused, check
from council.clock import now
from council.extensions import db
from council.journal.steps import write_entry
from council.needs import policies_documents as policies
from council.needs.models import Need, NeedState
from council.needs.policies import WRONG_STATE
from council.needs.steps import acting_for
from council.organizations.viewer import Viewer
from council.records.attachments import store
from council.records.models import Attachment, Audience
from council.transactions import Invalid, action, lock, quiet_action

if TYPE_CHECKING:
    from council.records.attachments import Upload


@quiet_action
def attach_to_draft(
    need: Need, upload: Upload, *, author: Viewer, folder: Path, quota: int
) -> Attachment:
    """Attach a checked document to a need that was not submitted yet."""
    return _attach(need, upload, author=author, folder=folder, quota=quota, draft=True)


@action
def attach_document(
    need: Need, upload: Upload, *, author: Viewer, folder: Path, quota: int
) -> Attachment:
    """Attach a checked document to a submitted need: whoever reads the need reads it."""
    document = _attach(need, upload, author=author, folder=folder, quota=quota, draft=False)
    _journal(need, "need.document_attached", document, author)
    return document


def _attach(
    need: Need, upload: Upload, *, author: Viewer, folder: Path, quota: int, draft: bool
) -> Attachment:
    # The need's row stays locked while its documents are weighed: two racing see each other.
    lock(need)
    check(policies.can_attach_document(author, need))
    if (need.state == NeedState.DRAFT) != draft:
        raise Refused(WRONG_STATE)
    # « public » says « whoever reads the need »: the need's own audience is asked at each reading.
    return store(
        need.record,
        upload,
        folder=folder,
        quota=quota,
        audience=Audience.PUBLIC,
        field="document",
    )


@quiet_action
def discard_document(need: Need, document: Attachment, *, author: Viewer) -> str:
    """Throw away a document of a draft; returns the name of its file, for the caller to remove."""
    lock(need)
    check(policies.can_withdraw_document(author, need, document))
    if need.state != NeedState.DRAFT:
        raise Refused(WRONG_STATE)
    db.session.delete(document)
    return document.uid


@action
def withdraw_document(
    need: Need, document: Attachment, *, author: Viewer, reason: str
) -> Attachment:
    """Withdraw a document of a submitted need: its place stays, with the reason.

    The bytes are kept for the secretariat and the holder, and still count in the quota.
    """
    lock(need)
    lock(document)
    check(policies.can_withdraw_document(author, need, document))
    if need.state == NeedState.DRAFT:
        raise Refused(WRONG_STATE)
    if not reason:
        raise Invalid({"reason": _("Le motif est demandé : il sera lu à la place du document.")})
    document.withdrawn_at, document.withdrawn_reason = now(), reason
    _journal(need, "need.document_withdrawn", document, author)
    return document


def _journal(need: Need, kind: str, document: Attachment, author: Viewer) -> None:
    organization_id, software_id = acting_for(need, author)
    write_entry(
        kind,
        subjects=[need.record],
        actor=author,
        public={"sha256": document.sha256, "size": document.size},
        organization_id=organization_id,
        software_id=software_id,
    )
