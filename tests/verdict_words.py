"""Groups of roles, as the tables of verdicts name them."""

from __future__ import annotations

from tests.scene import ROLES

NOBODY = ""
REGISTERED = " ".join(ROLES[1:])
SECRETARIAT = "secretariat"
CONDUCT = "secretariat chair"
PROPOSERS = "member secretariat chair"
HOLDERS = "agent stranger vendor maintainer other_maintainer member"
COUNCIL = "member secretariat chair endorser"
# The secretariat stands beside whoever holds a need, or wrote a subject.
HOLDER = "agent secretariat"
AUTHOR = "citizen secretariat"
# The two bodies of an introduction, and the secretariat.
INTRODUCED = "agent member secretariat"
CLAIMANTS = " ".join(role for role in ROLES[1:] if role != "maintainer")
