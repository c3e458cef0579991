"""Shape of a rule of vote as it is typed."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange, Optional

from council.forms import LineField, VersionedForm
from council.polls.forms import REQUIRED
from council.tally import Rule, RuleInvalid
from council.tally.parts import GUESTS, SCHEMA_VERSION

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
    secrecy = RadioField(
        _l("Secret"),
        choices=_choices(
            ("public", _l("vote public : les bulletins sont nominatifs, montrés après coup")),
            ("secret", _l("vote secret : on sait qui a voté, pas quoi ; chacun garde un reçu")),
            ("end_to_end", _l("vote chiffré de bout en bout, tenu sur un serveur Belenios")),
        ),
        default="public",
    )
    sequence = RadioField(
        _l("Avant le vote"),
        choices=_choices(
            ("plain", _l("rien : le vote s’ouvre à sa date")),
            ("debate", _l("un débat écrit ; des actes l’ouvrent, le closent et ouvrent le vote")),
        ),
        default="plain",
    )
    written_exchange = BooleanField(_l("Un vote secret peut suivre un échange écrit"))
    closed_by = RadioField(
        _l("Ce qui clôt le vote"),
        choices=_choices(
            ("date", _l("sa date")), ("act", _l("un acte, au plus tôt à la date annoncée"))
        ),
        default="date",
    )
    ballots_changeable = BooleanField(_l("Un bulletin peut être changé jusqu’à la clôture"))
    blank_allowed = BooleanField(_l("Le bulletin blanc est proposé"))
    reason_required_on_against = BooleanField(_l("Un vote contre doit être motivé"))

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
    second_quorum = RadioField(
        _l("Seconde convocation, faute de quorum"),
        choices=_choices(("", _l("non")), ("none", _l("oui, sans quorum"))),
        default="",
    )
    second_threshold = SelectField(
        _l("Seconde convocation, si le texte n’est pas adopté"),
        choices=_choices(("", _l("non")), *THRESHOLDS),
        default="",
        description=_l("Le seuil d’adoption qui vaut alors."),
    )
    second_after = IntegerField(
        _l("Jours après la clôture avant la seconde convocation, au moins"),
        [Optional(), NumberRange(0, 3660, message=_l("De 0 à 3660 jours."))],
        default=0,
    )

    guests_observers = BooleanField(
        _l("Les organismes observateurs sont invités à donner un avis, compté à part")
    )
    guests_maintainers = BooleanField(
        _l("Les mainteneurs des logiciels concernés sont invités à donner un avis, compté à part")
    )
    on_objection = RadioField(
        _l("Quand une objection reste ouverte à la clôture"),
        choices=_choices(
            ("discussion", _l("la discussion reprend")),
            ("motion", _l("le même texte est mis au vote, pour ou contre")),
        ),
        default="discussion",
    )

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
        self.secrecy.data = rule.secrecy
        self.sequence.data, self.closed_by.data = rule.sequence, rule.closed_by
        self.written_exchange.data = rule.written_exchange
        self.ballots_changeable.data = rule.ballots_changeable
        self.blank_allowed.data = rule.blank_allowed
        self.reason_required_on_against.data = rule.reason_required_on_against
        self.proxies.data = rule.proxies
        self.notice_days.data, self.minimum_days.data = rule.notice_days, rule.minimum_days
        self._fill_second(rule)
        for kind in GUESTS:
            self[f"guests_{kind}"].data = kind in rule.guests
        self.on_objection.data = rule.parameters.get("on_objection", "discussion")
        for college in rule.colleges:
            if college.key in self.college_names:
                self[f"role_{college.key}"].data = "0" if college.advisory else "1"
                self[f"weight_{college.key}"].data = str(college.weight or 1)

    def _fill_second(self, rule: Rule) -> None:
        second = rule.second_convocation
        if second is None:
            return
        self.second_after.data = second.after_days
        self.second_quorum.data = "none" if second.quorum is not None else ""
        if second.threshold is not None:
            self.second_threshold.data = str(second.threshold.share)

    def _second(self) -> dict[str, Any] | None:
        """Return the second convocation typed, None when there is none."""
        share = self.second_threshold.data
        if not self.second_quorum.data and not share:
            return None
        threshold = {"share": share, "strict": share == "1/2"} if share else None
        quorum = {"kind": "none"} if self.second_quorum.data else None
        return {"after_days": self.second_after.data or 0, "quorum": quorum, "threshold": threshold}

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
            "schema_version": SCHEMA_VERSION,
            "electorate": {"mode": mode, "colleges": colleges},
            "majority_base": self.majority_base.data,
            "threshold": {"share": self.threshold.data, "strict": self.threshold.data == "1/2"},
            "quorum": quorum,
            "tie": self.tie.data,
            "results_public": self.results_public.data,
            "opened_by": self.opened_by.data,
            "secrecy": self.secrecy.data,
            "sequence": self.sequence.data,
            "written_exchange": bool(self.written_exchange.data) and self.secrecy.data != "public",
            "closed_by": self.closed_by.data,
            "ballots_changeable": bool(self.ballots_changeable.data),
            "blank_allowed": bool(self.blank_allowed.data),
            "reason_required_on_against": bool(self.reason_required_on_against.data),
            "proxies": self.proxies.data or 0,
            "notice_days": self.notice_days.data or 0,
            "minimum_days": self.minimum_days.data or 0,
            "second_convocation": self._second(),
            "guests": [kind for kind in GUESTS if self[f"guests_{kind}"].data],
            "parameters": self._parameters(base.get("parameters", {})),
        }

    def _parameters(self, known: dict[str, Any]) -> dict[str, Any]:
        """Return the method's parameters, with the one that the form shows where there is it."""
        typed = {"on_objection": self.on_objection.data}
        return known | {name: value for name, value in typed.items() if name in known}

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
        if path.startswith("second_convocation"):
            return self.second_threshold
        name = names.get(path, path.split(".")[0])
        return self[name] if name in self._fields else None
