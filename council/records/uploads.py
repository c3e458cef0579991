"""Receiving a document that somebody sends with a form, whatever it is attached to."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from council.forms import BaseForm
from council.records.attachments import ACCEPTED, Upload, read_upload
from council.records.attachments import discard as discard_file


class DocumentForm(BaseForm):
    """A document to attach."""

    document = FileField(
        _l("Document"),
        [FileRequired(_l("Choisissez un document."))],
        description=_l("Types acceptés : %(ends)s.", ends=ACCEPTED),
    )

    def received(self) -> Upload:
        """Return the document, checked; Invalid on `document` says why it is refused."""
        file, most = self.document.data, current_app.config["COUNCIL_UPLOAD_MAX_BYTES"]
        with file.stream as stream:
            # One byte above the limit is enough to know that it is passed.
            return read_upload(file.filename or "", stream.read(most + 1), most=most)


def folder() -> Path:
    """Return the folder of the instance, where the bytes of documents are kept."""
    return Path(current_app.config["COUNCIL_INSTANCE"])


def quota() -> int:
    """Return how many bytes the documents of one record may weigh in all."""
    return int(current_app.config["COUNCIL_UPLOAD_QUOTA_BYTES"])


def discard(uid: str) -> None:
    """Remove the bytes of a document whose row is gone."""
    discard_file(uid, folder())
