"""Shapes of what people type about reuses and reviews."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import DataRequired, NumberRange, Optional
from wtforms.widgets import TextInput

from council.contributions.amounts import typed
from council.contributions.forms import DueField, HundredthsField
from council.forms import BaseForm, LineField, MarkdownField, PlainField, VersionedForm
from council.reuses.models import Reuse
from council.reuses.steps import Aims, Reviewed, Told

MOST_PEOPLE = 100_000_000
MOST_MEASURE = 10**15
_NAMES = re.compile(r"\s*[;,]\s*")
_REFERENCES = re.compile(r"[\s,;]+")

NOT_A_NUMBER = _l("Écrivez un nombre entier, sans signe.")


class CountField(IntegerField):
    """A number of people, from none to a hundred million, typed as one likes."""

    widget = TextInput()

    def __init__(self, label: Any = None, **kwargs: Any):
        bounds = NumberRange(0, MOST_PEOPLE, NOT_A_NUMBER)
        super().__init__(label, [Optional(), bounds], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number typed with spaces between thousands."""
        text = re.sub(r"[\s\u00a0\u202f]", "", valuelist[0]) if valuelist else ""
        if text and not (text.isascii() and text.isdigit() and len(text) < 12):
            self.data = None
            raise ValueError(NOT_A_NUMBER)
        self.data = int(text) if text else None


class ReuseForm(VersionedForm):
    """What a body says of its reuse."""

    title = LineField(
        _l("Titre"),
        [DataRequired(_l("Dites en une phrase ce que vous avez déployé."))],
        description=_l("Ainsi : « Nous avons déployé X pour nos agents d’accueil »."),
    )
    software = LineField(
        _l("Logiciels déployés"),
        [DataRequired(_l("Dites quel logiciel vous avez déployé."))],
        most=400,
        description=_l("Leurs noms au catalogue, séparés par des virgules."),
    )
    needs = LineField(
        _l("Besoins auxquels cela répond"),
        [Optional()],
        most=400,
        description=_l("Leurs numéros, séparés par des virgules : B-2026-0001."),
    )
    body = MarkdownField(
        _l("Comment vous avez fait"),
        [DataRequired(_l("Dites comment vous avez fait, en quelques lignes."))],
        description=_l("Installation, reprise des données, formation, ce qu’il faut savoir avant."),
    )
    version_deployed = LineField(_l("Version déployée"), [Optional()], most=80)
    since = DueField(
        _l("Depuis"),
        [Optional()],
        description=_l("Un semestre (S1 2026), un trimestre (T3 2026), une année ou un jour."),
    )
    users_reached = CountField(_l("Nombre de personnes qui s’en servent"))
    hosting = LineField(
        _l("Hébergement"), [Optional()], description=_l("Chez vous, chez qui, sur quelle offre.")
    )

    def told(self) -> Told:
        """Return what was typed, rendered; only after validation."""
        told = Told(
            title=self.title.data,
            body=self.body.data,
            version_deployed=self.version_deployed.data or "",
            due=self.since.due,
            users_reached=self.users_reached.data,
            hosting=self.hosting.data or "",
        )
        _rendered = told.html
        return told

    def aims(self) -> Aims:
        """Return what the reuse is of."""
        names = [name for name in _NAMES.split(self.software.data or "") if name]
        references = [part for part in _REFERENCES.split(self.needs.data or "") if part]
        return Aims(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(references)))


class EditReuseForm(ReuseForm):
    """A change to what is published, with its reason."""

    reason = PlainField(
        _l("Ce qui change et pourquoi"),
        [DataRequired(_l("Dites en une phrase ce qui change et pourquoi."))],
        most=1000,
    )


class WithdrawReuseForm(BaseForm):
    """Why a reuse is taken back."""

    reason = PlainField(
        _l("Motif"),
        [DataRequired(_l("Le motif est demandé : il sera public."))],
        most=1000,
        description=_l("Lu par tout le monde à la place du texte."),
    )


class ContactForm(BaseForm):
    """A message to the body that reuses."""

    message = PlainField(
        _l("Votre message"), [DataRequired(_l("Écrivez votre message."))], most=3000
    )


class ReviewForm(VersionedForm):
    """What a delivery changed."""

    agents_reached = CountField(_l("Nombre d’agents concernés"))
    situation_before = PlainField(_l("Avant"), [Optional()], most=3000)
    situation_after = PlainField(_l("Après"), [Optional()], most=3000)
    unit = LineField(
        _l("Ce que vous avez mesuré, et son unité"),
        [Optional()],
        most=60,
        description=_l("Ainsi : « minutes par dossier » ; les deux nombres sont facultatifs."),
    )
    before = HundredthsField(_l("Mesure avant"), [Optional()], most=MOST_MEASURE)
    after = HundredthsField(_l("Mesure après"), [Optional()], most=MOST_MEASURE)
    obstacles = PlainField(
        _l("Ce qui a fait obstacle"),
        [Optional()],
        most=3000,
        description=_l("Ce que d’autres gagneraient à savoir avant de commencer."),
    )
    habits = PlainField(_l("Ce qui a changé les habitudes"), [Optional()], most=3000)

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; a measure without its unit means nothing."""
        valid = super().validate(extra_validators)
        measured = self.before.hundredths is not None or self.after.hundredths is not None
        if measured and not self.unit.data:
            self.unit.errors = [*self.unit.errors, _l("Dites ce que comptent ces nombres.")]
            return False
        return valid

    def reviewed(self) -> Reviewed:
        """Return what was typed; only after validation."""
        return Reviewed(
            agents_reached=self.agents_reached.data,
            situation_before=self.situation_before.data or "",
            situation_after=self.situation_after.data or "",
            before_hundredths=self.before.hundredths,
            after_hundredths=self.after.hundredths,
            unit=self.unit.data or "",
            obstacles=self.obstacles.data or "",
            habits=self.habits.data or "",
        )


class DeclineReviewForm(BaseForm):
    """Why no review will be given."""

    reason = PlainField(
        _l("Pourquoi"), [DataRequired(_l("Dites pourquoi : la raison est demandée."))], most=1000
    )


def values_of(reuse: Reuse, needs: Any) -> dict[str, Any]:
    """Return the values that fill the form of a reuse."""
    return {
        "title": reuse.title,
        "software": ", ".join(row.name for row in reuse.software),
        "needs": ", ".join(str(need.reference) for need in needs),
        "body": reuse.body,
        "version_deployed": reuse.version_deployed,
        "since": reuse.due_label,
        "users_reached": reuse.users_reached,
        "hosting": reuse.hosting,
        "row_version": str(reuse.row_version),
    }


def review_values(reuse: Reuse | None) -> dict[str, Any]:
    """Return the values that fill the form of a review; empty for a first one."""
    if reuse is None:
        return {}
    names = ("agents_reached", "situation_before", "situation_after", "unit")
    return {
        **{name: getattr(reuse, name) for name in (*names, "obstacles", "habits")},
        "before": typed(reuse.before_hundredths),
        "after": typed(reuse.after_hundredths),
        "row_version": str(reuse.row_version),
    }
