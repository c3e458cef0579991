"""Who may what with shared fundings: the role matrix's rows."""

from __future__ import annotations

from tests.verdict_words import HOLDER, NOBODY, SECRETARIAT

PLEDGERS = "agent stranger vendor member"
OPENERS = "agent vendor secretariat"

RULED_FUNDING = [
    ("GET POST", "/contributions/{need}/financement/ouvrir", HOLDER),
    ("GET POST", "/contributions/{offer}/financement/ouvrir", OPENERS),
    ("GET POST", "/contributions/{item}/financement/ouvrir", SECRETARIAT),
    ("GET POST", "/contributions/{funded}/financement/ouvrir", NOBODY),
    ("GET POST", "/contributions/{funded}/financement/engagement", PLEDGERS),
    ("GET POST", "/contributions/{funded}/financement/engagement/maintenir", NOBODY),
    ("GET POST", "/contributions/{funded}/financement/engagement/retirer", "member"),
    ("GET POST", "/contributions/{funded}/financement/accepter", NOBODY),
    ("GET POST", "/contributions/{funded}/financement/prolonger", NOBODY),
    ("GET POST", "/contributions/{funded}/financement/clore", OPENERS),
]
