"""Shapes of what people type about needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from council.forms import (
    BaseForm,
    LineField,
    MarkdownField,
    PlainField,
    VersionedForm,
)
from council.needs.models import (
    LONGEST_TAG,
    MOST_TAGS,
    OUTCOMES,
    REQUIREMENTS,
    STATE_LABELS,
    VISIBILITY_LABELS,
    Need,
    NeedState,
    Visibility,
)
from council.needs.policies import endorsing_mandates
from council.needs.tags import BadTags
from council.needs.tags import parse as parse_tags
from council.organizations.models import Organization, Title
from council.organizations.queries import organization_named
from council.organizations.viewer import REPRESENTING, MandateFact, Viewer
from council.records.due import NotADue, parse_due
from council.records.licences import check_licence
from council.software.models import Software
from council.software.queries import software_named

REQUIRED = _l("Ce champ est obligatoire.")
# Value of the holder list by which the secretariat files for somebody else.
SOMEBODY_ELSE = "other"
MOST_AGENTS = 10_000_000
COUNT = _l("Un nombre entier entre 0 et 10 000 000.")


class CountField(IntegerField):
    """A number of people: whole, from nobody to ten millions; empty when unknown."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        rules = [Optional(), NumberRange(0, MOST_AGENTS, COUNT)]
        super().__init__(label, rules, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say in words that it is not one."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text:
            plain = "".join(c for c in text if c not in " \u00a0\u202f")
            if not (plain.isascii() and plain.isdigit()) or len(plain) > 9:
                raise ValueError(COUNT)
            self.data = int(plain)


class BoxesField(SelectMultipleField):
    """Boxes to tick: any number of the values proposed."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TagsField(LineField):
    """A line of free words, separated by commas; `tags` holds them normalized once validated."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        most = MOST_TAGS * (LONGEST_TAG + 10)
        super().__init__(label, [Optional()], most=most, **kwargs)
        self.tags: list[str] = []

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Read the words, or say which one cannot be a tag and why."""
        if self.errors:
            return
        try:
            self.tags = parse_tags(self.data or "")
        except BadTags as bad:
            raise ValidationError(_sentence(bad)) from bad


def _sentence(bad: BadTags) -> str:
    word = bad.word[: LONGEST_TAG + 10]
    if bad.rule == "long":
        most = LONGEST_TAG
        return _("« %(word)s… » est trop long : %(most)s caractères au plus.", word=word, most=most)
    if bad.rule == "empty":
        return _("« %(word)s » n’a ni lettre ni chiffre.", word=word)
    return _("Dix étiquettes au plus : gardez les plus parlantes.")


TAGS = _l("Étiquettes")
TAGS_HELP = _l("Des mots séparés par des virgules, dix au plus : « signature, préfectures ».")


class NeedForm(VersionedForm):
    """The words of a need: who has it, the problem, what is done today, what would be enough."""

    title = LineField(
        _l("Le besoin en une phrase"),
        [DataRequired(REQUIRED)],
        description=_l("Exemple : « Signer un document sans l’imprimer »."),
    )
    summary = MarkdownField(
        _l("Résumé"), [Optional()], most=2000, description=_l("Deux ou trois phrases, si utile.")
    )
    affected = LineField(
        _l("Qui a ce problème"),
        [Optional()],
        description=_l("Exemple : « les instructeurs des préfectures »."),
    )
    affected_count = CountField(_l("Combien de personnes, à peu près"))
    body = MarkdownField(
        _l("Le problème"),
        [Optional()],
        description=_l("Ce qui arrive, à quelle fréquence, ce que cela coûte. Demandé au dépôt."),
    )
    current_situation = MarkdownField(
        _l("Ce que vous faites aujourd’hui"),
        [Optional()],
        description=_l("Contournement, outil payant, rien."),
    )
    enough = MarkdownField(
        _l("Ce qui suffirait"),
        [Optional()],
        description=_l("À quoi verra-t-on que le besoin est satisfait ? Demandé au dépôt."),
    )
    software_names = LineField(
        _l("Logiciels concernés"),
        [Optional()],
        most=400,
        description=_l("Noms séparés par des points-virgules, tels qu’au catalogue."),
    )
    function = LineField(
        _l("Ou la fonction attendue"),
        [Optional()],
        description=_l("Si vous ne connaissez pas de logiciel : « visioconférence »…"),
    )
    requirements = BoxesField(
        _l("Ce qui s’impose"),
        choices=[SelectChoice(name, label) for name, label in REQUIREMENTS.items()],
    )
    imposed_licence = LineField(
        _l("Licence imposée"),
        [Optional()],
        description=_l("Une expression SPDX : « EUPL-1.2 », « MIT OR Apache-2.0 »."),
    )
    constraints = MarkdownField(
        _l("Autres contraintes, ou précisions"),
        [Optional()],
        description=_l("Lequel des hébergements, interopérabilité, sécurité, calendrier."),
    )
    legal_frame = LineField(
        _l("Cadre juridique"),
        [Optional()],
        most=500,
        description=_l("Textes qui imposent ou encadrent le besoin : loi, décret, circulaire."),
    )
    tags = TagsField(TAGS, description=TAGS_HELP)
    skills = MarkdownField(
        _l("Compétences recherchées"),
        [Optional()],
        description=_l("Surtout pour un appel à contribution."),
    )
    due_label = LineField(
        _l("Échéance"),
        [Optional()],
        most=40,
        description=_l(
            "« S1 2027 » (semestre), « 2027 », « 30/06/2027 », « CONT » si elle est continue."
        ),
    )
    visibility = RadioField(
        _l("Qui pourra le lire, une fois publié"),
        choices=[SelectChoice(v.value, VISIBILITY_LABELS[v]) for v in Visibility],
        default=Visibility.PUBLIC.value,
    )

    def validate_due_label(self, field: Any) -> None:
        """Refuse a due time that nobody could place on a calendar."""
        try:
            parse_due(field.data or "")
        except NotADue as error:
            raise ValidationError(
                _("Écrivez « S1 2027 », « 2027 », « 30/06/2027 » ou « CONT ».")
            ) from error

    def validate_imposed_licence(self, field: Any) -> None:
        """Refuse what is not a valid SPDX expression, saying what to write instead."""
        licence = check_licence(field.data or "")
        if field.data and not licence.is_valid:
            raise ValidationError(licence.sentence)

    def validate_software_names(self, field: Any) -> None:
        """Find each software named, whatever its spelling."""
        names = [name for name in (part.strip() for part in (field.data or "").split(";")) if name]
        found = {name: software_named(name) for name in names}
        unknown = [name for name, row in found.items() if row is None]
        if unknown:
            raise ValidationError(
                _(
                    "« %(names)s » n’est pas au catalogue ; laissez vide et dites-le "
                    "dans la fonction attendue.",
                    names=" ; ".join(unknown),
                )
            )
        self.software = list({row.id: row for row in found.values() if row is not None}.values())

    software: Sequence[Software] = ()

    def words(self) -> dict[str, Any]:
        """Return the columns of a need that were typed."""
        due = parse_due(self.due_label.data or "")
        texts = (
            "title",
            "summary",
            "affected",
            "body",
            "current_situation",
            "enough",
            "function",
            "imposed_licence",
            "constraints",
            "legal_frame",
            "skills",
        )
        ticked = set(self.requirements.data or ())
        return {
            **{name: self[name].data or "" for name in texts},
            **{name: name in ticked for name in REQUIREMENTS},
            "affected_count": self.affected_count.data,
            "due_label": due.label,
            "due_starts_on": due.starts_on,
            "due_ends_on": due.ends_on,
            "visibility": self.visibility.data,
        }

    def fill(self, need: Need) -> None:
        """Show what a need says already."""
        for name in ("affected_count", *self.words()):
            if name in self._fields:
                self[name].data = getattr(need, name)
        self.requirements.data = need.requirements
        self.tags.data = ", ".join(need.tag_words)
        self.software_names.data = " ; ".join(row.name for row in need.software)
        self.row_version.data = str(need.row_version)


class NewNeedForm(NeedForm):
    """A need that begins: its words, and who holds it."""

    holder = SelectField(_l("Au nom de"), validate_choice=True)
    on_behalf = LineField(
        _l("Organisme ou logiciel"),
        [Optional()],
        description=_l("Le besoin sera marqué « déposé par le secrétariat »."),
    )
    found: Organization | Software | None = None

    def offer(self, viewer: Viewer) -> None:
        """Offer the bodies that this person may file for, the chosen one first."""
        choices = [SelectChoice(value, label) for value, label in holders_of(viewer)]
        if viewer.is_secretariat:
            choices.append(
                SelectChoice(SOMEBODY_ELSE, _("un autre organisme ou logiciel (secrétariat)"))
            )
        else:
            del self.on_behalf
        self.holder.choices = choices

    def validate_on_behalf(self, field: Any) -> None:
        """Find the organization or the software that the secretariat files for."""
        if self.holder.data != SOMEBODY_ELSE:
            return
        self.found = organization_named(field.data or "") or software_named(field.data or "")
        if not field.data or self.found is None:
            raise ValidationError(
                _("Donnez un nom tel qu’il est écrit dans l’annuaire ou au catalogue.")
            )


def holders_of(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the bodies and software a person may file for, as (value, label), chosen first."""
    mandates = [viewer.acting, *viewer.mandates] if viewer.acting else list(viewer.mandates)
    found: dict[str, str] = {}
    for mandate in mandates:
        value = _holder_value(mandate)
        if value:
            found.setdefault(value, mandate.body)
    return list(found.items())


def _holder_value(mandate: MandateFact) -> str:
    if mandate.title in REPRESENTING and mandate.organization_id is not None:
        return f"org:{mandate.organization_id}"
    if mandate.title == Title.MAINTAINER and mandate.software_id is not None:
        return f"record:{mandate.software_id}"
    return ""


class EditNeedForm(NeedForm):
    """New words for a submitted need, and why."""

    reason = LineField(
        _l("Ce qui change, et pourquoi"),
        [DataRequired(REQUIRED)],
        description=_l("Lu dans la liste des versions."),
    )


class RetagForm(VersionedForm):
    """New tags for a need, given by the secretariat, and why."""

    tags = TagsField(TAGS, description=TAGS_HELP)
    reason = LineField(
        _l("Motif"), [DataRequired(REQUIRED)], description=_l("Lu dans la liste des versions.")
    )


class ReasonNeededForm(BaseForm):
    """An act on a need that asks for its reason, read on the page."""

    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)])


class DocumentReasonForm(BaseForm):
    """Why a document is withdrawn, read in its place."""

    reason = LineField(_l("Motif"), [DataRequired(REQUIRED)], most=500)


class OutcomeForm(BaseForm):
    """What came of a need."""

    outcome = RadioField(_l("Issue"))
    note = PlainField(_l("En quelques mots"), [Optional()])

    def offer(self, outcomes: Sequence[NeedState]) -> None:
        """Offer the outcomes that the need's state allows."""
        self.outcome.choices = [
            SelectChoice(o.value, STATE_LABELS[o]) for o in OUTCOMES if o in outcomes
        ]


class EndorseForm(BaseForm):
    """« Nous avons aussi ce besoin »."""

    organization = SelectField(_l("Au nom de"), coerce=int)
    agents_concerned = CountField(_l("Combien d’agents concernés, à peu près"))
    conditions = LineField(
        _l("Sous quelles conditions"),
        [Optional()],
        most=500,
        description=_l("Exemple : « si l’export vers notre outil est possible »."),
    )
    note = LineField(
        _l("Une précision"), [Optional()], most=500, description=_l("Ce qui diffère chez vous.")
    )
    version = IntegerField(_l("Version lue"))

    def offer(self, viewer: Viewer, need: Need) -> None:
        """Offer the bodies this person may endorse for."""
        self.organization.choices = [
            SelectChoice(m.organization_id, m.body)  # type: ignore[arg-type]
            for m in endorsing_mandates(viewer, need)
        ]


class WithdrawEndorsementForm(BaseForm):
    """An endorsement taken back."""

    reason = LineField(_l("Motif"), [Optional()], most=500)


class MaintainForm(BaseForm):
    """An endorsement said again for the text as it is now."""

    version = IntegerField(_l("Version lue"))
