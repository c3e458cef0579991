"""What the pages of decisions say of the texts that versions freeze."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from council.decisions.models import SECTIONS

# The texts of a version, in the order of its page.
COMPARED = {
    "title": _l("Titre"),
    "question": _l("Question"),
    **SECTIONS,
    "outcome": _l("Issue"),
    "signatory": _l("Signataire"),
    "remedies": _l("Voies et délais de recours"),
    "links": _l("Documents"),
    "licence": _l("Licence"),
    "adopted_on": _l("Adoptée le"),
    "review_on": _l("À réexaminer le"),
}
