"""Who may what in threads: comments, moderation, follows.

The same columns as `verdicts.RULED`, written by hand as well.
"""

from __future__ import annotations

from tests.scene import ROLES
from tests.verdict_words import AUTHOR, COUNCIL, NOBODY, REGISTERED, SECRETARIAT

# Who has a mandate, but for operating the site.
SPEAKERS = " ".join(ROLES[2:-1])
# Everybody registered but who wrote it.
REPORTERS = " ".join(role for role in ROLES[1:] if role != "vendor")

RULED_DISCUSSION = [
    ("GET POST", "/discussion/commentaires/{comment}/masquer", SECRETARIAT),
    ("GET POST", "/discussion/commentaires/{comment}/modifier", "vendor"),
    ("POST", "/discussion/commentaires/{comment}/reafficher", NOBODY),
    ("GET POST", "/discussion/commentaires/{comment}/retirer", "vendor"),
    ("GET", "/discussion/a-relire", SECRETARIAT),
    ("GET", "/discussion/commentaires/{comment}/citer", SPEAKERS),
    ("GET POST", "/discussion/commentaires/{comment}/garder", NOBODY),
    ("GET POST", "/discussion/commentaires/{comment}/maintenir", NOBODY),
    ("POST", "/discussion/commentaires/{comment}/publier", NOBODY),
    ("GET POST", "/discussion/commentaires/{comment}/reexamen", NOBODY),
    ("GET POST", "/discussion/commentaires/{comment}/refuser", NOBODY),
    ("GET POST", "/discussion/commentaires/{comment}/signaler", REPORTERS),
    ("GET POST", "/discussion/commentaires/{hidden}/masquer", NOBODY),
    ("POST", "/discussion/commentaires/{hidden}/reafficher", SECRETARIAT),
    ("GET POST", "/discussion/commentaires/{hidden}/reexamen", "vendor"),
    ("GET POST", "/discussion/commentaires/{hidden}/retirer", NOBODY),
    ("GET POST", "/discussion/commentaires/{hidden}/signaler", NOBODY),
    ("GET", "/discussion/commentaires/{held}/citer", NOBODY, AUTHOR),
    ("GET POST", "/discussion/commentaires/{held}/masquer", NOBODY, AUTHOR),
    ("GET POST", "/discussion/commentaires/{held}/modifier", "citizen", AUTHOR),
    ("POST", "/discussion/commentaires/{held}/publier", SECRETARIAT, AUTHOR),
    ("GET POST", "/discussion/commentaires/{held}/refuser", SECRETARIAT, AUTHOR),
    ("GET POST", "/discussion/commentaires/{held}/signaler", NOBODY, AUTHOR),
    ("GET", "/discussion/commentaires/{held}/versions", AUTHOR, AUTHOR),
    ("GET", "/discussion/commentaires/{note}/citer", COUNCIL, COUNCIL),
    ("GET POST", "/discussion/commentaires/{note}/masquer", SECRETARIAT, COUNCIL),
    ("GET POST", "/discussion/commentaires/{note}/signaler", "member chair endorser", COUNCIL),
    ("GET", "/discussion/commentaires/{note}/versions", COUNCIL, COUNCIL),
    ("GET POST", "/discussion/commentaires/{note}/modifier", SECRETARIAT, COUNCIL),
    ("POST", "/discussion/commentaires/{note}/reafficher", NOBODY, COUNCIL),
    ("GET POST", "/discussion/commentaires/{note}/retirer", SECRETARIAT, COUNCIL),
    ("POST", "/discussion/{need_uid}/suivre", REGISTERED),
    ("POST", "/discussion/{need_uid}/ne-plus-suivre", REGISTERED),
    ("POST", "/discussion/{need_uid}/commentaires", SPEAKERS),
    ("POST", "/discussion/{need_uid}/ouvrir", SECRETARIAT),
    ("POST", "/discussion/{need_uid}/fermer", SECRETARIAT),
]
