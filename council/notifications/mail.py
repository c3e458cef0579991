"""Composing and sending one mail: by SMTP, or as a file of the instance folder."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import smtplib
import ssl
from collections.abc import Mapping
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from council.clock import now

TIMEOUT_SECONDS = 20


class _AddressHeader(UnstructuredHeader):
    """A header that holds an address of the web: never cut nor encoded, however long."""

    def fold(self, *, policy: Any) -> str:
        """Write the header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _AddressHeader)
POLICY = SMTP.clone(header_factory=_headers)


def compose(
    template: str, to: str, context: Mapping[str, Any], *, key: str, unsubscribe: str = ""
) -> EmailMessage:
    """Return the mail made of templates/emails/<template>.{subject.txt,txt,html}.

    `key` makes the Message-ID: sending the same thing twice gives the same one, so a reader's
    program shows it once. Line breaks in a header are refused by the policy (ValueError).
    `unsubscribe` is the address that ends mails of that sort in one click (RFC 8058).
    """
    config = current_app.config
    values = {
        "site_name": config["COUNCIL_SITE_NAME"],
        "base_url": config["COUNCIL_BASE_URL"].rstrip("/"),
        "contact": config["COUNCIL_CONTACT"],
        "demo": config["COUNCIL_DEMO"],
        "name": "",
        "unsubscribe": unsubscribe,
        **context,
    }
    with force_locale("fr"):
        subject = " ".join(render_template(f"emails/{template}.subject.txt", **values).split())
        text = render_template(f"emails/{template}.txt", **values).strip() + "\n"
        html = render_template(f"emails/{template}.html", **values)
        notice = _("Démonstration : données fictives.")
    message = EmailMessage(policy=POLICY)
    message["Subject"] = f"[{notice.rstrip('.')}] {subject}" if config["COUNCIL_DEMO"] else subject
    message["From"] = config["COUNCIL_MAIL_FROM"]
    message["To"] = to
    message["Date"] = format_datetime(now())
    message["Message-ID"] = message_id(key)
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(f"{notice}\n\n{text}" if config["COUNCIL_DEMO"] else text)
    message.add_alternative(html, subtype="html")
    return message


def message_id(key: str) -> str:
    """Return the Message-ID of a piece of work: always the same for the same key."""
    sender = parseaddr(current_app.config["COUNCIL_MAIL_FROM"])[1]
    host = sender.rpartition("@")[2] or "localhost.invalid"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


@functools.cache
def _tls() -> ssl.SSLContext:
    # Reading the machine's certificates takes a tenth of a second: once is enough.
    return ssl.create_default_context()


def send(message: EmailMessage) -> None:
    """Hand a mail to the SMTP server of the settings, or file it in the instance folder.

    Raises OSError or smtplib.SMTPException when the server does not accept it; once it has, what
    goes wrong in taking leave is no failure, for the mail would be sent again.
    """
    url = current_app.config["COUNCIL_MAIL_URL"]
    if not url:
        file_mail(message, mail_folder(current_app.config["COUNCIL_INSTANCE"]))
        return
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=_tls()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=_tls())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        server.close()


def is_refused_for_good(error: Exception) -> bool:
    """Say whether the receiving side refuses this mail for good (5xx): its address or its content.

    What it says of the sender or of our password is ours to mend, and the mail then leaves.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def is_silence(error: Exception) -> bool:
    """Say whether the server could not be spoken to: then the next mail is not likelier to pass."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError)
    return isinstance(error, OSError)


def mail_folder(instance: str) -> Path:
    """Return the folder of filed mails, created private."""
    folder = Path(instance) / "mails"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def file_mail(message: EmailMessage, folder: Path) -> None:
    """Write a mail as a file named by time and Message-ID; whole or not at all."""
    name = hashlib.sha256(message["Message-ID"].encode()).hexdigest()[:16]
    moment = now().strftime("%Y%m%dT%H%M%S%f")
    if any(folder.glob(f"*-{name}.eml")):
        return
    partial = folder / f".{make_msgid()[1:9]}-{name}.part"
    partial.write_bytes(message.as_bytes())
    os.replace(partial, folder / f"{moment}-{name}.eml")
