"""Serving attached documents: always as a download, never as a page of this site."""

from __future__ import annotations

from pathlib import Path

from flask import Response, abort, current_app, send_file

from council.records.attachments import path_of
from council.records.models import Attachment, Audience


def download(attachment: Attachment, *, public: bool) -> Response:
    """Return the bytes of a document that the visitor may read; 404 when the file is missing.

    The browser is told to save it, to believe the type, and to run nothing in it (RFC 6266).
    """
    path = path_of(attachment, Path(current_app.config["COUNCIL_INSTANCE"]))
    if not path.is_file():
        abort(404)
    response = send_file(
        path,
        mimetype=attachment.media_type,
        as_attachment=True,
        download_name=attachment.filename,
        etag=attachment.sha256,
        conditional=True,
        max_age=3600 if public and attachment.audience == Audience.PUBLIC else None,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
