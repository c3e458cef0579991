"""Where each kind of record is read: the one map from records to addresses."""

from __future__ import annotations

from council.records.models import Record, RecordKind

FOLDERS = {
    RecordKind.ORGANIZATION: "/organismes",
    RecordKind.SOFTWARE: "/logiciels",
    RecordKind.NEED: "/besoins",
    RecordKind.INTRODUCTION: "/mises-en-relation",
    RecordKind.CONTRIBUTION: "/contributions",
    RecordKind.REUSE: "/reutilisations",
    RecordKind.PROGRAM: "/dispositifs",
    RecordKind.REQUEST: "/demandes",
    RecordKind.ROADMAP_ITEM: "/feuille-de-route",
    RecordKind.SUBJECT: "/sujets",
    RecordKind.MEETING: "/seances",
    RecordKind.POLL: "/scrutins",
    RecordKind.DECISION: "/decisions",
}


def path_of(kind: str, reference: str | None, uid: str = "") -> str:
    """Return the path of a record's page; a record without a reference is a draft, by its uid."""
    folder = FOLDERS[RecordKind(kind)]
    return f"{folder}/{reference}" if reference else f"{folder}/brouillons/{uid}"


def path_of_record(record: Record) -> str:
    """Return the path of a record's page."""
    return path_of(record.kind, record.reference, record.uid)


def short_path_of(reference: str, version: int | None = None) -> str:
    """Return the short permanent path of a decision, or of one of its versions."""
    path = f"/d/{reference}"
    return path if version is None else f"{path}/v{version}"
