"""Shapes of what follows decisions: changes, black bars, dissent, application, review."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Optional

from council.decisions.forms import SectionsForm, masked, to_come
from council.decisions.models import APPLICATION_LABELS, REVIEWS
from council.decisions.models_changes import CHANGES
from council.forms import BaseForm, LineField, MarkdownField, PlainField
from council.meetings.forms import Day

REASON = _l("Dites pourquoi : le motif reste affiché.")


class ChangeForm(BaseForm):
    """What a draft will do to a published decision."""

    kind = RadioField(
        _l("Cette décision"),
        choices=[SelectChoice(value=str(kind), label=said[0]) for kind, said in CHANGES.items()],
        default="amends",
    )
    target = LineField(_l("Numéro de l’autre décision"), [DataRequired(_l("Donnez un numéro."))])
    body = MarkdownField(
        _l("Son texte, tel qu’il se lira à la publication"),
        [masked],
        description=_l("Pour un erratum ou une modification ; vide, son texte reste tel quel."),
    )


class BlackOutForm(SectionsForm):
    """Passages of a published decision to hide: only marks may be added."""

    reason = PlainField(
        _l("Motif, affiché à la place des versions retirées"), [DataRequired(REASON)], most=1000
    )


class DissentForm(BaseForm):
    """A body's note of dissent."""

    text = PlainField(
        _l("Note de désaccord"),
        [DataRequired(_l("Écrivez la note."))],
        most=5000,
        description=_l(
            "Publiée avec la décision, au nom de votre organisme ; elle ne se modifie plus."
        ),
    )


class ApplicationForm(BaseForm):
    """Where the application of a decision is."""

    state = RadioField(
        _l("État"),
        choices=[SelectChoice(value=str(s), label=said) for s, said in APPLICATION_LABELS.items()],
        validators=[DataRequired(_l("Choisissez un état."))],
    )
    due = Day(_l("À appliquer avant le"), [Optional()])
    holder = SelectField(_l("Organisme qui applique"), validate_choice=True)
    text = PlainField(_l("Ce qui est fait, ou pourquoi non"), most=3000)


class ReviewForm(BaseForm):
    """What a review concludes."""

    conclusion = RadioField(
        _l("Après réexamen, la décision est"),
        choices=[SelectChoice(value=value, label=said) for value, said in REVIEWS.items()],
        validators=[DataRequired(_l("Choisissez une conclusion."))],
    )
    text = PlainField(_l("Motif"), [DataRequired(REASON)], most=3000)
    next_on = Day(_l("Prochain réexamen"), [Optional(), to_come])
