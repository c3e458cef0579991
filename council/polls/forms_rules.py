"""Shape of a rule of vote as it is typed."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SubmitField,
)
from wtforms.validators import DataRequired, NumberRange, Optional

from council.forms import LineField, VersionedForm
from council.polls import forms_electorate as electorate
from council.polls import forms_methods as methods
from council.polls.forms import REQUIRED
from council.polls.forms_electorate import THRESHOLDS, choices
from council.polls.words_methods import METHOD_NAMES
from council.tally import METHODS, Rule, RuleInvalid
from council.tally.parts import GUESTS, READERS, SCHEMA_VERSION

ON_PROPOSAL_TIES = (
    ("rejected", _l("la proposition est rejetée")),
    ("no_decision", _l("aucune décision n’est prise")),
    ("casting_vote", _l("la présidence départage par un acte distinct")),
    ("lot", _l("un tirage au sort engagé avant le vote, vérifiable, départage")),
)
AMONG_OPTIONS_TIES = (
    ("rejected", _l("aucune option n’est retenue")),
    ("no_decision", _l("aucune décision n’est prise ; les options à égalité sont nommées")),
    *ON_PROPOSAL_TIES[2:],
)
QUORUMS = (
    ("none", _l("aucun")),
    ("share", _l("une part de la liste électorale")),
    ("per_college", _l("une part de chaque collège")),
)
# Fields that hold what a rule's JSON writes under the same name, as it is.
SAME = ("majority_base", "tie", "results_public", "opened_by", "secrecy", "sequence", "closed_by")
FLAGS = (
    "ballots_changeable",
    "blank_allowed",
    "reason_required_on_against",
    "recused_leave_quorum",
)
NUMBERS = ("proxies", "notice_days", "minimum_days")
PLACES = {
    "quorum.share": "quorum_share",
    "electorate.mode": "mode",
    "electorate.colleges": "mode",
    "second_convocation.quorum.share": "second_quorum_share",
    "second_convocation.after_days": "second_after",
    "second_convocation": "second_quorum",
}


class RuleForm(VersionedForm):
    """A rule of vote; `shaped` adds what depends on the colleges and on the method."""

    method_shown = HiddenField()
    show_settings = SubmitField(_l("Montrer les réglages de cette méthode"))
    name = LineField(_l("Nom de la règle"), [DataRequired(REQUIRED)], most=120)
    mode = RadioField(
        _l("Comment les collèges comptent ensemble"),
        choices=choices(
            ("single", _l("une seule liste : chaque siège vaut une voix")),
            ("weighted", _l("chaque collège pèse son poids, quel que soit son nombre de sièges")),
            ("concurrent", _l("chaque collège doit adopter de son côté")),
        ),
        default="single",
    )
    guests_observers = BooleanField(
        _l("Les organismes observateurs sont invités à donner un avis, compté à part")
    )
    guests_maintainers = BooleanField(
        _l("Les mainteneurs des logiciels concernés sont invités à donner un avis, compté à part")
    )
    majority_base = RadioField(
        _l("La majorité se calcule sur"),
        choices=choices(
            ("exprimes", _l("les suffrages exprimés : pour et contre")),
            ("votants", _l("les votants : une abstention ou un blanc pèse comme un vote contre")),
            ("membres", _l("les inscrits : ne pas voter pèse aussi comme un vote contre")),
        ),
        default="exprimes",
    )
    threshold = SelectField(_l("Seuil d’adoption"), choices=choices(*THRESHOLDS), default="1/2")
    quorum = SelectField(_l("Quorum"), choices=choices(*QUORUMS))
    quorum_share = LineField(
        _l("Part demandée par le quorum"),
        default="1/2",
        most=20,
        description=_l("Une fraction, par exemple 1/2 ; arrondie au siège supérieur."),
    )
    recused_leave_quorum = BooleanField(_l("Un siège qui se déporte ne compte plus au quorum"))
    results_public = RadioField(
        _l("Le résultat devient public"),
        choices=choices(("closing", _l("à la clôture")), ("decision", _l("avec la décision"))),
        default="closing",
    )
    read_by_roll = BooleanField(_l("les inscrits"))
    read_by_secretariat = BooleanField(_l("le secrétariat"))
    read_by_chair = BooleanField(_l("la présidence"))
    read_by_council = BooleanField(_l("tout le conseil"))
    read_by_endorser = BooleanField(_l("qui dira si l’État soutient la décision"))
    opened_by = RadioField(
        _l("Qui ouvre, prolonge et suspend"),
        choices=choices(
            ("chair", _l("la présidence seule")),
            ("secretariat", _l("le secrétariat ou la présidence")),
        ),
        default="chair",
    )
    secrecy = RadioField(
        _l("Secret"),
        choices=choices(
            ("public", _l("vote public : les bulletins sont nominatifs, montrés après coup")),
            ("secret", _l("vote secret : on sait qui a voté, pas quoi ; chacun garde un reçu")),
            ("end_to_end", _l("vote chiffré de bout en bout, tenu sur un serveur Belenios")),
        ),
        default="public",
    )
    sequence = RadioField(
        _l("Avant le vote"),
        choices=choices(
            ("plain", _l("rien : le vote s’ouvre à sa date")),
            ("debate", _l("un débat écrit ; des actes l’ouvrent, le closent et ouvrent le vote")),
        ),
        default="plain",
    )
    written_exchange = BooleanField(_l("Un vote secret peut suivre un échange écrit"))
    closed_by = RadioField(
        _l("Ce qui clôt le vote"),
        choices=choices(
            ("date", _l("sa date")), ("act", _l("un acte, au plus tôt à la date annoncée"))
        ),
        default="date",
    )
    ballots_changeable = BooleanField(_l("Un bulletin peut être changé jusqu’à la clôture"))
    proxies = IntegerField(
        _l("Procurations qu’un siège peut porter"),
        [Optional(), NumberRange(0, 5, message=_l("De 0 à 5."))],
        default=0,
    )
    notice_days = IntegerField(
        _l("Jours entre la convocation et l’ouverture, au moins"),
        [Optional(), NumberRange(0, 365, message=_l("De 0 à 365 jours."))],
        default=0,
    )
    minimum_days = IntegerField(
        _l("Durée du vote en jours, au moins"),
        [Optional(), NumberRange(0, 365, message=_l("De 0 à 365 jours."))],
        default=0,
    )
    second_quorum = SelectField(
        _l("Seconde convocation, faute de quorum"),
        choices=choices(
            ("", _l("non")),
            ("none", _l("oui, sans quorum")),
            ("share", _l("oui, avec une autre part de la liste électorale")),
            ("per_college", _l("oui, avec une autre part de chaque collège")),
        ),
        default="",
    )
    second_quorum_share = LineField(
        _l("Part demandée alors"), default="1/3", most=20, description=_l("Une fraction.")
    )
    second_after = IntegerField(
        _l("Jours après la clôture avant la seconde convocation, au moins"),
        [Optional(), NumberRange(0, 3660, message=_l("De 0 à 3660 jours."))],
        default=0,
    )

    college_names: dict[str, str]
    shape: str

    @classmethod
    def shaped(cls, names: dict[str, str], method: str) -> type[RuleForm]:
        """Return the form for these colleges (names by key), with the settings of a method."""
        known, motion = METHODS[method], method == "motion"
        fields: dict[str, Any] = {"college_names": names, "shape": method}
        fields["method"] = SelectField(
            _l("Méthode de vote"), choices=choices(*METHOD_NAMES.items()), default=method
        )
        fields |= electorate.electorate_fields(names, motion=motion)
        fields |= methods.setting_fields(method)
        if motion:
            fields["second_threshold"] = SelectField(
                _l("Seconde convocation, si le texte n’est pas adopté"),
                choices=choices(("", _l("non")), *THRESHOLDS),
                default="",
                description=_l("Le seuil d’adoption qui vaut alors."),
            )
        if known.blank is not None:
            fields["blank_allowed"] = BooleanField(_l("Le bulletin blanc est proposé"))
        if known.against is not None:
            fields["reason_required_on_against"] = BooleanField(
                _l("Un vote contre doit être motivé")
                if motion
                else _l("Une objection doit être motivée")
            )
        if motion or not known.on_proposal:
            fields["tie"] = SelectField(
                _l("En cas de partage égal des voix") if motion else _l("En cas d’égalité"),
                choices=choices(*(ON_PROPOSAL_TIES if motion else AMONG_OPTIONS_TIES)),
            )
        return type("RuleFormOfMethod", (cls,), fields)

    def is_complete(self) -> bool:
        """Validate what was sent; not before the settings of the method chosen were shown."""
        shown, self.method_shown.data = self.method_shown.data or self.shape, self.shape
        if self.is_submitted() and shown != self.shape:
            methods.show_settings(self._fields, self.shape, {})
            return False
        return not self.show_settings.data and bool(self.validate_on_submit())

    def fill(self, name: str, rule: Rule) -> None:
        """Show a rule; one of another method shows the settings of this form's at their default."""
        self.name.data, self.mode.data = name, rule.mode
        self["method"].data = self.method_shown.data = self.shape
        self.threshold.data = str(rule.threshold.share)
        self.quorum.data = rule.quorum.kind
        self.quorum_share.data = str(rule.quorum.share or "1/2")
        self.written_exchange.data = rule.written_exchange
        for field in (*SAME, *FLAGS, *NUMBERS):
            if field in self:
                self[field].data = getattr(rule, field)
        for reader in READERS:
            self[f"read_by_{reader}"].data = reader in rule.results_read_by
        for kind in GUESTS:
            self[f"guests_{kind}"].data = kind in rule.guests
        electorate.show_electorate(self._fields, self.college_names, rule)
        parameters = rule.parameters if rule.method == self.shape else {}
        methods.show_settings(self._fields, self.shape, parameters)
        self._fill_second(rule)

    def _fill_second(self, rule: Rule) -> None:
        second = rule.second_convocation
        if second is None:
            return
        self.second_after.data = second.after_days
        self.second_quorum.data = second.quorum.kind if second.quorum is not None else ""
        if second.quorum is not None and second.quorum.share is not None:
            self.second_quorum_share.data = str(second.quorum.share)
        if "second_threshold" in self:
            self["second_threshold"].data = electorate.shown_threshold(second.threshold)

    def _second(self) -> dict[str, Any] | None:
        """Return the second convocation typed, None when there is none."""
        asked = self["second_threshold"].data if "second_threshold" in self else ""
        kind = self.second_quorum.data
        if not kind and not asked:
            return None
        quorum = _quorum(kind, self.second_quorum_share.data) if kind else None
        return {
            "after_days": self.second_after.data or 0,
            "quorum": quorum,
            "threshold": electorate.threshold_json(asked),
        }

    def values(self) -> dict[str, Any]:
        """Return the rule typed as JSON values."""
        mode = self.mode.data
        colleges = electorate.read_electorate(self._fields, self.college_names, mode)
        secret = self.secrecy.data != "public"
        readers = [name for name in READERS if self[f"read_by_{name}"].data]
        return {
            "schema_version": SCHEMA_VERSION,
            "method": self.shape,
            "electorate": {"mode": mode, "colleges": colleges},
            "threshold": electorate.threshold_json(self.threshold.data),
            "quorum": _quorum(self.quorum.data, self.quorum_share.data),
            "written_exchange": bool(self.written_exchange.data) and secret,
            "second_convocation": self._second(),
            "results_read_by": readers,
            "guests": [kind for kind in GUESTS if self[f"guests_{kind}"].data],
            "parameters": methods.read_settings(self._fields, self.shape),
            **{name: self[name].data for name in SAME if name in self},
            **{name: name in self and bool(self[name].data) for name in FLAGS},
            **{name: self[name].data or 0 for name in NUMBERS},
        }

    def read(self) -> Rule | None:
        """Return the rule typed, or None with a sentence beside each field that is wrong."""
        values = self.values()
        try:
            return Rule.from_json(values)
        except RuleInvalid as refused:
            for path, sentence in refused.errors.items():
                field, told = self._field_of(path, values), self._in_words(sentence)
                if field is None:
                    self.form_errors = [*self.form_errors, told]
                else:
                    field.errors = [*field.errors, told]
            return None

    def _in_words(self, sentence: str) -> str:
        """Return a sentence of the counting rules with the words of this page for its values."""
        for field in self:
            for choice in field.choices or () if isinstance(field, SelectField) else ():
                sentence = sentence.replace(f"« {choice.value} »", f"« {choice.label} »")
        return sentence

    def _field_of(self, path: str, values: dict[str, Any]) -> Field | None:
        if path.startswith("electorate.colleges["):
            colleges = values["electorate"]["colleges"]
            return electorate.field_of_college(self._fields, colleges, path)
        if path.startswith("parameters."):
            return self._fields.get(methods.PREFIX + path.split(".")[1])
        if path.startswith("second_convocation.threshold"):
            return self._fields.get("second_threshold")
        return self._fields.get(PLACES.get(path, path.split(".")[0]))


def _quorum(kind: str, share: str | None) -> dict[str, Any]:
    return {"kind": kind} | ({} if kind == "none" else {"share": share})
