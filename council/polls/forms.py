"""Shapes of what people type about polls, ballots and rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields import DateTimeLocalField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from council import clock
from council.forms import BaseForm, LineField, MarkdownField, PlainField, VersionedForm
from council.tally import Rule, RuleInvalid

PATTERN = "%Y-%m-%dT%H:%M"
REQUIRED = _l("Ce champ est obligatoire.")


class BadMoment(ValueError):
    """A local time that names no moment, or two; says which in French."""


def paris_moment(local: datetime) -> datetime:
    """Return the UTC moment of a Paris clock time; BadMoment when there is none, or two."""
    if not 2000 <= local.year <= 2100:
        raise BadMoment(_("L’année doit être comprise entre 2000 et 2100."))
    first = local.replace(tzinfo=clock.PARIS, fold=0)
    second = local.replace(tzinfo=clock.PARIS, fold=1)
    gap = (first.utcoffset() or timedelta()) - (second.utcoffset() or timedelta())
    if gap < timedelta(0):
        raise BadMoment(
            _("Cette heure n’existe pas à Paris : on passe ce jour-là à l’heure d’été.")
        )
    if gap > timedelta(0):
        raise BadMoment(
            _(
                "Cette heure existe deux fois à Paris, ce jour de passage à l’heure d’hiver : "
                "choisissez-en une autre."
            )
        )
    return first.astimezone(UTC)


class ParisMomentField(DateTimeLocalField):
    """A day and hour on the clock of Paris; `moment` is the same in UTC, None when empty."""

    def __init__(self, label: Any = None, validators: Any = (), **kwargs: Any):
        super().__init__(label, validators, format=[PATTERN, "%Y-%m-%d %H:%M"], **kwargs)
        self.moment: datetime | None = None

    def process_data(self, value: Any) -> None:
        """Show a moment given in UTC on the clock of Paris."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(clock.PARIS).replace(tzinfo=None)
        super().process_data(value)

    def process_formdata(self, valuelist: Any) -> None:
        """Read the typed time; an empty one is no time."""
        text = " ".join(valuelist or ()).strip()
        self.data = self.moment = None
        if not text:
            return
        for pattern in self.strptime_format:
            try:
                self.data = datetime.strptime(text, pattern)
                break
            except ValueError:
                continue
        if self.data is None:
            raise ValueError(_("Écrivez un jour et une heure, par exemple 2026-11-30T18:00."))
        self.moment = paris_moment(self.data)


class PollForm(VersionedForm):
    """A draft of poll: question, text, what voting for and against mean, rule, readers."""

    title = LineField(
        _l("Question posée"),
        [DataRequired(REQUIRED)],
        description=_l("Une phrase à laquelle on répond par pour ou contre."),
    )
    text = MarkdownField(_l("Texte soumis au vote"), [DataRequired(REQUIRED)])
    meaning_for = PlainField(_l("Ce que signifie voter pour"), [DataRequired(REQUIRED)], most=500)
    meaning_against = PlainField(
        _l("Ce que signifie voter contre"), [DataRequired(REQUIRED)], most=500
    )
    rule = SelectField(_l("Règle de vote"))
    shown_to = RadioField(
        _l("Qui lit la question et la liste électorale dès la convocation"),
        choices=[
            SelectChoice("public", _l("Tout le monde")),
            SelectChoice("council", _l("Le conseil, jusqu’à la publication de la décision")),
        ],
        default="public",
    )

    def fields(self) -> dict[str, Any]:
        """Return what was typed, as the action takes it."""
        return {
            "title": self.title.data,
            "text": self.text.data,
            "shown_to": self.shown_to.data,
            "options": [
                {"key": "for", "meaning": self.meaning_for.data},
                {"key": "against", "meaning": self.meaning_against.data},
            ],
        }


class OpenForm(BaseForm):
    """When the vote opens and closes."""

    opens_at = ParisMomentField(
        _l("Ouverture (heure de Paris)"),
        description=_l("Laissez vide pour ouvrir tout de suite."),
    )
    closes_at = ParisMomentField(
        _l("Clôture (heure de Paris)"),
        [InputRequired(REQUIRED)],
        description=_l("Un bulletin reçu à cette heure exacte arrive trop tard."),
    )


class ExtendForm(BaseForm):
    """A later closing, and why."""

    closes_at = ParisMomentField(_l("Nouvelle clôture (heure de Paris)"), [InputRequired(REQUIRED)])
    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)], most=1000)


class IncidentForm(BaseForm):
    """A suspension or a cancellation, and why."""

    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)], most=1000)


class RecusalForm(BaseForm):
    """Who takes no part in a poll, and why."""

    organization = SelectField(_l("Organisme"), [DataRequired(REQUIRED)], coerce=str)
    reason = PlainField(
        _l("Motif"),
        [DataRequired(REQUIRED)],
        most=1000,
        description=_l("Lu avec le scrutin, par tous ceux qui le lisent."),
    )


class BallotForm(BaseForm):
    """A choice for a seat; `confirmed` is set by the confirmation page."""

    seat = HiddenField()
    confirmed = HiddenField()
    choice = RadioField(_l("Votre bulletin"), [InputRequired(_l("Choisissez une réponse."))])
    reason = PlainField(_l("Explication de vote"), most=2000)

    # Both come with the poll's rule, before validation.
    against_needs_reason = False

    def validate_reason(self, field: Any) -> None:
        """Ask for a reason where the rule does."""
        if self.against_needs_reason and self.choice.data == "against" and not field.data:
            raise ValidationError(_("La règle de ce scrutin demande de motiver un vote contre."))


class CastingVoteForm(BaseForm):
    """The chair's choice between the two equal sides."""

    choice = RadioField(
        _l("Voix prépondérante"),
        [InputRequired(_l("Choisissez une réponse."))],
        choices=[SelectChoice("for", _l("Pour")), SelectChoice("against", _l("Contre"))],
    )
    reason = PlainField(_l("Motif"), [DataRequired(REQUIRED)], most=1000)


THRESHOLDS = (
    ("1/2", _l("plus de la moitié")),
    ("3/5", _l("au moins les trois cinquièmes")),
    ("2/3", _l("au moins les deux tiers")),
    ("3/4", _l("au moins les trois quarts")),
    ("1", _l("l’unanimité")),
)
COLLEGE_WEIGHTS = (
    ("", _l("ne vote pas")),
    ("1", _l("décide")),
    ("0", _l("donne un avis, compté à part")),
)


def _choices(*rows: tuple[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in rows]


class RuleForm(VersionedForm):
    """A rule of vote; `electorate` fields are added for each college by `for_colleges`."""

    name = LineField(_l("Nom de la règle"), [DataRequired(REQUIRED)], most=120)
    mode = RadioField(
        _l("Comment les collèges comptent ensemble"),
        choices=_choices(
            ("single", _l("une seule liste : chaque siège vaut une voix")),
            ("weighted", _l("chaque collège pèse son poids, quel que soit son nombre de sièges")),
            ("concurrent", _l("chaque collège doit adopter de son côté")),
        ),
        default="single",
    )
    majority_base = RadioField(
        _l("La majorité se calcule sur"),
        choices=_choices(
            ("exprimes", _l("les suffrages exprimés : pour et contre")),
            ("votants", _l("les votants : une abstention ou un blanc pèse comme un vote contre")),
            ("membres", _l("les inscrits : ne pas voter pèse aussi comme un vote contre")),
        ),
        default="exprimes",
    )
    threshold = SelectField(_l("Seuil d’adoption"), choices=_choices(*THRESHOLDS))
    quorum = SelectField(
        _l("Quorum"),
        choices=_choices(
            ("none", _l("aucun")),
            ("share", _l("une part de la liste électorale")),
            ("per_college", _l("une part de chaque collège")),
        ),
    )
    quorum_share = LineField(
        _l("Part demandée par le quorum"),
        default="1/2",
        most=20,
        description=_l("Une fraction, par exemple 1/2 ; arrondie au siège supérieur."),
    )
    tie = SelectField(
        _l("En cas de partage égal des voix"),
        choices=_choices(
            ("rejected", _l("la proposition est rejetée")),
            ("no_decision", _l("aucune décision n’est prise")),
            ("casting_vote", _l("la présidence départage par un acte distinct")),
        ),
    )
    results_public = RadioField(
        _l("Le résultat devient public"),
        choices=_choices(
            ("closing", _l("à la clôture")),
            ("decision", _l("avec la décision ; d’ici là, seuls les inscrits le lisent")),
        ),
        default="closing",
    )
    opened_by = RadioField(
        _l("Qui ouvre, prolonge et suspend"),
        choices=_choices(
            ("chair", _l("la présidence seule")),
            ("secretariat", _l("le secrétariat ou la présidence")),
        ),
        default="chair",
    )
    ballots_changeable = BooleanField(_l("Un bulletin peut être changé jusqu’à la clôture"))
    blank_allowed = BooleanField(_l("Le bulletin blanc est proposé"))
    reason_required_on_against = BooleanField(_l("Un vote contre doit être motivé"))

    college_names: dict[str, str]

    @classmethod
    def for_colleges(cls, names: dict[str, str]) -> type[RuleForm]:
        """Return the form with a role and a weight for each college, by key."""
        fields: dict[str, Any] = {"college_names": names}
        for key, name in names.items():
            fields[f"role_{key}"] = SelectField(
                _l("Collège « %(name)s »", name=name),
                choices=_choices(*COLLEGE_WEIGHTS),
                default="",
            )
            fields[f"weight_{key}"] = LineField(
                _l("Poids du collège « %(name)s »", name=name),
                default="1",
                most=20,
                description=_l("Entier ou fraction ; compte seulement quand chaque collège pèse."),
            )
        return type("RuleFormOfColleges", (cls,), fields)

    def fill(self, name: str, rule: Rule) -> None:
        """Show a rule."""
        self.name.data, self.mode.data = name, rule.mode
        self.majority_base.data, self.threshold.data = rule.majority_base, str(rule.threshold.share)
        self.quorum.data, self.tie.data = rule.quorum.kind, rule.tie
        self.quorum_share.data = str(rule.quorum.share or "1/2")
        self.results_public.data, self.opened_by.data = rule.results_public, rule.opened_by
        self.ballots_changeable.data = rule.ballots_changeable
        self.blank_allowed.data = rule.blank_allowed
        self.reason_required_on_against.data = rule.reason_required_on_against
        for college in rule.colleges:
            if college.key in self.college_names:
                self[f"role_{college.key}"].data = "0" if college.advisory else "1"
                self[f"weight_{college.key}"].data = str(college.weight or 1)

    def values(self, base: dict[str, Any]) -> dict[str, Any]:
        """Return the rule typed as JSON values; `base` gives what the page does not show."""
        mode = self.mode.data
        colleges = [
            {
                "key": key,
                "weight": self[f"weight_{key}"].data
                if mode == "weighted" and self[f"role_{key}"].data == "1"
                else self[f"role_{key}"].data,
            }
            for key in self.college_names
            if self[f"role_{key}"].data
        ]
        quorum = {"kind": self.quorum.data}
        if self.quorum.data != "none":
            quorum["share"] = self.quorum_share.data
        return {
            **base,
            "electorate": {"mode": mode, "colleges": colleges},
            "majority_base": self.majority_base.data,
            "threshold": {"share": self.threshold.data, "strict": self.threshold.data == "1/2"},
            "quorum": quorum,
            "tie": self.tie.data,
            "results_public": self.results_public.data,
            "opened_by": self.opened_by.data,
            "ballots_changeable": bool(self.ballots_changeable.data),
            "blank_allowed": bool(self.blank_allowed.data),
            "reason_required_on_against": bool(self.reason_required_on_against.data),
        }

    def read(self, base: Rule) -> Rule | None:
        """Return the rule typed, or None with a sentence beside each field that is wrong."""
        values = self.values(base.as_json())
        try:
            return Rule.from_json(values)
        except RuleInvalid as refused:
            for path, sentence in refused.errors.items():
                field = self._field_of(path, values)
                if field is None:
                    self.form_errors = [*self.form_errors, sentence]
                else:
                    field.errors = [*field.errors, sentence]
            return None

    def _field_of(self, path: str, values: dict[str, Any]) -> Any:
        if path.startswith("electorate.colleges["):
            key = values["electorate"]["colleges"][int(path.split("[")[1].split("]")[0])]["key"]
            return self[f"weight_{key}"]
        if path == "electorate.colleges":
            return self[f"role_{next(iter(self.college_names))}"] if self.college_names else None
        names = {"quorum.share": "quorum_share", "electorate.mode": "mode"}
        name = names.get(path, path.split(".")[0])
        return self[name] if name in self._fields else None
