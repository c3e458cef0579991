"""Every setting of the application, with its default and one line of documentation.

Settings are read from the environment once, when the application is created. A test fails when
one of them is missing from docs/configuration.md.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(Exception):
    """A setting is missing or has a value the application cannot work with; says which one."""


@dataclass(frozen=True)
class Setting:
    """One environment key: how it is called, what it is worth when absent, what it is for."""

    key: str
    default: str
    doc: str
    kind: type = str


SETTINGS = (
    Setting("COUNCIL_INSTANCE", "./instance", "Folder of the database, index, mail files (0700)."),
    Setting("DATABASE_URL", "", "SQLAlchemy address; empty means SQLite in the instance folder."),
    Setting("COUNCIL_SECRET_KEY", "", "Signs cookies and links; demanded outside the demo."),
    Setting("COUNCIL_DEMO", "", "1 shows « données fictives » and files mails; set by the demo."),
    Setting("COUNCIL_MAIL_URL", "", "smtp://user:password@host:port or smtps://…; empty: files."),
    Setting("COUNCIL_MAIL_FROM", "conseil@localhost.invalid", "Sender of every mail."),
    Setting("COUNCIL_SEARCH", "whoosh", "Index: whoosh (a folder) or postgres (the database)."),
    Setting("COUNCIL_SITE_NAME", "Conseil logiciels libres", "Name shown in header and mails."),
    Setting("COUNCIL_BASE_URL", "http://127.0.0.1:8000", "Address of the site, used in mails."),
    Setting("COUNCIL_TRUSTED_HOSTS", "", "Host names served, comma-separated; empty: base URL's."),
    Setting("COUNCIL_PROXY_COUNT", "0", "Reverse proxies in front, believed.", int),
    Setting("COUNCIL_SECURE_COOKIES", "", "1: __Host- cookie, HTTPS only; implied by https base."),
    Setting("COUNCIL_CONTACT", "conseil@localhost.invalid", "Contact address shown to people."),
    Setting("COUNCIL_OPERATOR", "Mission logiciels libres", "Body that runs the council's site."),
    Setting("COUNCIL_OPERATOR_ADDRESS", "", "Postal address of that body, on the legal page."),
    Setting("COUNCIL_SIRET", "", "SIRET of that body, for files of deliberations (SCDL)."),
    Setting("COUNCIL_SCDL_MATTER", "9.4 Vœux et motions", "Matter of acts: code, then words."),
    Setting("COUNCIL_PUBLISHER", "", "Person legally answerable for what is published, by office."),
    Setting("COUNCIL_HOSTING", "", "Name and address of who hosts the site."),
    Setting("COUNCIL_DATA_OFFICER", "", "Address of the data protection officer; empty: contact."),
    Setting("COUNCIL_SECURITY_CONTACT", "", "Where to report a flaw; empty: contact."),
    Setting("COUNCIL_SOURCE_URL", "", "Address of the source code; empty: no link."),
    Setting("COUNCIL_ACCESSIBILITY_STATUS", "non conforme", "Result of the audit, in its words."),
    Setting("COUNCIL_ACCESSIBILITY_AUDIT", "", "Who audited and when; empty: « non conforme »."),
    Setting("COUNCIL_NEED_DELAY_DAYS", "15", "Expected delay before a need is qualified.", int),
    Setting("COUNCIL_ANSWER_DELAY_DAYS", "60", "Official answer to a need; 0: no delay.", int),
    Setting(
        "COUNCIL_CALL_ANSWER_DELAY_DAYS",
        "90",
        "Official answer to a call for contribution; 0: no delay.",
        int,
    ),
    Setting("COUNCIL_SUBJECT_DELAY_DAYS", "15", "Expected delay before a subject is decided.", int),
    Setting("COUNCIL_APPLICATION_DELAY_DAYS", "7", "Expected delay for an account request.", int),
    Setting("COUNCIL_REQUEST_DELAY_DAYS", "30", "Delay given to maintainers to answer.", int),
    Setting("COUNCIL_FUNDING_MONTHS", "24", "A commons unfunded for that long is warned of.", int),
    Setting("COUNCIL_INTRODUCTION_ANSWER_DAYS", "30", "An introduction is answered within.", int),
    Setting("COUNCIL_INTRODUCTION_DAYS", "30", "Outcome of an introduction is asked after.", int),
    Setting("COUNCIL_INTRODUCTION_REMINDER_DAYS", "15", "Its outcome is asked again after.", int),
    Setting("COUNCIL_INTRODUCTION_SILENCE_DAYS", "15", "Then, « sans réponse » after.", int),
    Setting("COUNCIL_INTRODUCTION_CONTACT_DAYS", "90", "Contacts kept after the outcome.", int),
    Setting("COUNCIL_REVIEW_DAYS", "180", "A review is asked that long after a delivery.", int),
    Setting("COUNCIL_HELD_COMMENTS", "3", "Comments of a person without mandate read first.", int),
    Setting("COUNCIL_REPORTS_A_DAY", "20", "Comments one person may report in a day.", int),
    Setting("COUNCIL_DIGEST_HOUR", "7", "Hour of the daily summary, Paris: 0 to 23.", int),
    Setting("COUNCIL_SESSION_IDLE_MINUTES", "120", "A session unused for that long ends.", int),
    Setting("COUNCIL_SESSION_HOURS", "12", "A session never lives longer than that.", int),
    Setting("COUNCIL_PAGE_SECONDS", "10", "Public pages kept in memory, at most; 0: none.", int),
    Setting("COUNCIL_UPLOAD_MAX_BYTES", "10485760", "Largest attached document.", int),
    Setting("COUNCIL_UPLOAD_QUOTA_BYTES", "104857600", "Attached documents of one record.", int),
    Setting("COUNCIL_FETCH", "1", "1: the worker reads pages of forges; 0: it never goes out."),
    Setting("COUNCIL_FORGES", "", "More forges to ask: host=github, host=gitlab, host=gitea…"),
    Setting("COUNCIL_SECOND_PERSON", "1", "1: a decision is published by two persons."),
    Setting("COUNCIL_SILL_NAME", "SILL", "Name of the State's catalogue of free software."),
    Setting("COUNCIL_SILL_URL", "", "Address of a record, {id} replaced; empty: no link."),
    Setting("COUNCIL_PROCONNECT_NAME", "ProConnect", "Name of the State's sign-in service."),
    Setting("COUNCIL_PROCONNECT_HOST", "", "Host of the State's sign-in service."),
    Setting("COUNCIL_PROCEDURES_NAME", "Démarche Numérique", "Name of the State's forms service."),
    Setting("COUNCIL_PROCEDURES_HOST", "", "Host of the State's forms service."),
    Setting("COUNCIL_CHAT_NAME", "Tchap", "Name of the State's messaging service."),
    Setting("COUNCIL_CHAT_HOST", "", "Host of the State's messaging service."),
)


# Forges whose pages may be asked what became of an issue: host → program it runs.
FORGE_PROGRAMS = ("github", "gitlab", "gitea", "sourcehut")
FORGES = {
    "github.com": "github",
    "gitlab.com": "gitlab",
    "codeberg.org": "gitea",
    "gitea.com": "gitea",
    "code.europa.eu": "gitlab",
    "forge.apps.education.fr": "gitlab",
    "framagit.org": "gitlab",
    "gitlab.adullact.net": "gitlab",
    "gitlab.freedesktop.org": "gitlab",
    "gitlab.gnome.org": "gitlab",
    "gitlab.opencode.de": "gitlab",
    "invent.kde.org": "gitlab",
    "salsa.debian.org": "gitlab",
    "git.sr.ht": "sourcehut",
    "lists.sr.ht": "sourcehut",
    "todo.sr.ht": "sourcehut",
}


def forges(text: str) -> dict[str, str]:
    """Return the forges known and those of the setting: « host=gitlab, host=none »."""
    found = dict(FORGES)
    for pair in filter(None, re.split(r"[\s,]+", text)):
        host, _, program = pair.lower().partition("=")
        if not host or program not in {*FORGE_PROGRAMS, "none"}:
            raise BadSetting(
                f"COUNCIL_FORGES : « {pair} » n’est pas de la forme hôte=gitlab "
                f"({', '.join(FORGE_PROGRAMS)} ou none)."
            )
        found[host] = program
    return {host: program for host, program in found.items() if program != "none"}


def instance_folder(environ: Mapping[str, str]) -> Path:
    """Return the absolute instance folder, created with mode 0700 when it does not exist."""
    folder = Path(environ.get("COUNCIL_INSTANCE") or "./instance").expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
    except OSError as error:
        raise BadSetting(f"COUNCIL_INSTANCE : dossier {folder} inutilisable ({error}).") from error
    return folder


def demo_marker(instance: Path) -> Path:
    """Return the file whose presence says that this instance holds invented data."""
    return instance / "demo"


def demo_secret(instance: Path) -> str:
    """Return the secret key of a demonstration, made once and kept in the instance folder."""
    path = instance / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _number(setting: Setting, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise BadSetting(f"{setting.key} : « {text} » n’est pas un nombre entier.") from error


def load(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Return the configuration of Flask and its extensions, or raise BadSetting."""
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {}
    for setting in SETTINGS:
        text = environ.get(setting.key) or setting.default
        values[setting.key] = _number(setting, text) if setting.kind is int else text
    instance = instance_folder(environ)
    demo = bool(values["COUNCIL_DEMO"]) or demo_marker(instance).exists()
    values["COUNCIL_INSTANCE"] = str(instance)
    values["COUNCIL_DEMO"] = demo
    secret = str(values["COUNCIL_SECRET_KEY"]) or (demo_secret(instance) if demo else "")
    if len(secret) < 32:
        raise BadSetting(
            "COUNCIL_SECRET_KEY : une clé secrète d’au moins 32 caractères est demandée "
            "(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')."
        )
    if values["COUNCIL_DIGEST_HOUR"] not in range(24):
        raise BadSetting("COUNCIL_DIGEST_HOUR : une heure de 0 à 23 est attendue.")
    base = urlsplit(str(values["COUNCIL_BASE_URL"]))
    if base.scheme not in {"http", "https"} or not base.hostname:
        raise BadSetting("COUNCIL_BASE_URL : adresse complète attendue, http(s)://hôte.")
    values.update(_derived(values, instance, secret, base.scheme, base.hostname))
    _check_search(str(values["COUNCIL_SEARCH"]), str(values["SQLALCHEMY_DATABASE_URI"]))
    values["FORGES"] = forges(str(values["COUNCIL_FORGES"]))
    # Invented addresses lead nowhere: a demonstration asks nobody.
    values["FETCH"] = values["COUNCIL_FETCH"] == "1" and not demo
    return values


def _check_search(engine: str, url: str) -> None:
    if engine not in {"whoosh", "postgres"}:
        raise BadSetting("COUNCIL_SEARCH : whoosh ou postgres est attendu.")
    if engine == "postgres" and not url.startswith("postgresql"):
        raise BadSetting("COUNCIL_SEARCH=postgres demande une base PostgreSQL (DATABASE_URL).")


def _derived(
    values: Mapping[str, object], instance: Path, secret: str, scheme: str, host: str
) -> dict[str, object]:
    secure = bool(values["COUNCIL_SECURE_COOKIES"]) or scheme == "https"
    hosts = [h.strip() for h in str(values["COUNCIL_TRUSTED_HOSTS"]).split(",") if h.strip()]
    local = ["127.0.0.1", "localhost", "[::1]"]
    return {
        "SECRET_KEY": secret,
        "SQLALCHEMY_DATABASE_URI": database_url(str(values["DATABASE_URL"]), instance),
        "SESSION_COOKIE_NAME": "__Host-council" if secure else "council",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "TRUSTED_HOSTS": hosts or ([host] if scheme == "https" else [host, *local]),
        # A megabyte typed into a form must come back with a sentence, not be cut at the door.
        "MAX_CONTENT_LENGTH": int(str(values["COUNCIL_UPLOAD_MAX_BYTES"])) + 4_194_304,
        "MAX_FORM_MEMORY_SIZE": 4_194_304,
        "MAX_FORM_PARTS": 500,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "BABEL_DEFAULT_LOCALE": "fr",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Paris",
    }


def database_url(url: str, instance: Path) -> str:
    """Return the SQLAlchemy address: SQLite in the instance folder by default, psycopg else."""
    if not url:
        return f"sqlite:///{instance / 'council.sqlite'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("DATABASE_URL : adresse sqlite:/// ou postgresql:// attendue.")
    return url
