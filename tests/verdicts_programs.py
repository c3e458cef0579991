"""Who may what about support programmes: the jury is the member, the candidate the vendor."""

from __future__ import annotations

from tests.verdict_words import HOLDER

CALL = "/dispositifs/{program_open}"
DRAFT = f"{CALL}/candidatures/{{candidacy_draft}}"
CLOSED = "/dispositifs/{program_closed}"
SENT = f"{CLOSED}/candidatures/{{candidacy_closed}}"
JUDGED = "/dispositifs/{program_judged}"
CHOSEN = f"{JUDGED}/candidatures/{{candidacy_judged}}"
GIVEN = "/dispositifs/{program_awarded}/candidatures/{candidacy_awarded}"
VENDOR = "vendor"
READERS = "agent vendor member secretariat"

RULED_PROGRAMS = [
    ("GET POST", "/dispositifs/nouveau", "agent stranger secretariat"),
    ("GET POST", f"{CALL}/modifier", HOLDER),
    ("GET POST", f"{CALL}/annuler", HOLDER),
    ("GET POST", f"{CALL}/jury", HOLDER),
    ("POST", f"{CALL}/jury/{{juror}}/retirer", HOLDER),
    ("GET POST", f"{CALL}/jury/clore", ""),
    ("GET POST", f"{CLOSED}/jury/clore", HOLDER),
    ("GET POST", f"{CLOSED}/modifier", ""),
    ("GET POST", f"{CALL}/candidater", "stranger vendor maintainer other_maintainer member"),
    ("GET POST", f"{CLOSED}/candidater", ""),
    ("GET", DRAFT, VENDOR, VENDOR),
    ("GET POST", f"{DRAFT}/modifier", VENDOR, VENDOR),
    ("POST", f"{DRAFT}/deposer", VENDOR, VENDOR),
    ("POST", f"{DRAFT}/supprimer", VENDOR, VENDOR),
    ("GET", SENT, READERS, READERS),
    ("GET POST", f"{SENT}/modifier", "", READERS),
    ("GET POST", f"{SENT}/retirer", VENDOR, READERS),
    ("GET POST", f"{SENT}/mentions", "member", READERS),
    ("GET POST", f"{SENT}/deport", "member", READERS),
    ("GET POST", f"{SENT}/laureat", "", READERS),
    ("GET POST", f"{CHOSEN}/retirer", "", READERS),
    ("GET POST", f"{CHOSEN}/mentions", "", READERS),
    ("GET POST", f"{CHOSEN}/laureat", HOLDER, READERS),
    ("POST", f"{CHOSEN}/laureat/retirer", HOLDER, READERS),
    ("GET POST", f"{JUDGED}/laureats", HOLDER),
    ("GET POST", f"{CHOSEN}/suivi", "", READERS),
    ("GET POST", f"{GIVEN}/suivi", "agent vendor secretariat"),
]
# What a visitor is not asked to sign in to read: it is not there.
READS_PROGRAMS = {DRAFT, SENT}
