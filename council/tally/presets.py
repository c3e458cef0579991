"""The rules shipped with the product, as data: nothing looks at which one is used."""

from typing import Any

_BOTH = ({"key": "administrations", "weight": "1"}, {"key": "ecosysteme", "weight": "1"})
_COMMON: dict[str, Any] = {
    "schema_version": 2,
    "method": "motion",
    "electorate": {"mode": "single", "colleges": list(_BOTH)},
    "majority_base": "exprimes",
    "threshold": {"share": "1/2", "strict": True},
    "quorum": {"kind": "none"},
    "tie": "rejected",
    "secrecy": "public",
    "ballots_changeable": True,
    "proxies": 0,
    "results_public": "closing",
    "opened_by": "chair",
    "blank_allowed": True,
    "reason_required_on_against": False,
    "recused_leave_quorum": True,
    "parameters": {},
    "written_exchange": False,
    "results_read_by": ["roll", "secretariat", "chair"],
    "closed_by": "date",
    "sequence": "plain",
    "second_convocation": None,
    "minimum_days": 0,
    "notice_days": 0,
    "guests": [],
}


def _preset(name: str, **changes: Any) -> dict[str, Any]:
    return {"name": name, "rule": _COMMON | changes}


_HALF_QUORUM = {"kind": "share", "share": "1/2"}
_UNANIMITY = {"share": "1", "strict": False}

# The key is stable; the name is what pages show.
PRESETS: dict[str, dict[str, Any]] = {
    # The opinion of the council's college of the free-software world: agents are heard apart, and
    # the result waits for the decision.
    "avis-ecosysteme": _preset(
        "Avis du collège écosystème",
        electorate={
            "mode": "single",
            "colleges": [
                {"key": "ecosysteme", "weight": "1"},
                {"key": "administrations", "weight": "0"},
            ],
        },
        majority_base="membres",
        results_public="decision",
        opened_by="secretariat",
    ),
    "majorite-simple": _preset("Majorité simple des exprimés"),
    # CRPA R133-3 and following: notice of five days, half of the members, one proxy each, majority
    # of those present or represented, casting vote, second convocation without quorum.
    "commission-administrative": _preset(
        "Commission administrative",
        majority_base="votants",
        quorum=_HALF_QUORUM,
        tie="casting_vote",
        proxies=1,
        notice_days=5,
        second_convocation={"after_days": 0, "quorum": {"kind": "none"}, "threshold": None},
    ),
    # Ordonnance 2014-1329: debate and vote opened and closed by the chair's acts; half the body.
    "deliberation-a-distance": _preset(
        "Délibération à distance",
        majority_base="votants",
        quorum=_HALF_QUORUM,
        tie="casting_vote",
        closed_by="act",
        sequence="debate",
    ),
    # The rule by which the publiccode.yml standard is changed.
    "publiccode-yml": _preset(
        "Évolution d’un standard (publiccode.yml)",
        threshold=_UNANIMITY,
        minimum_days=14,
        second_convocation={
            "after_days": 90,
            "quorum": None,
            "threshold": {"share": "3/4", "strict": False},
        },
    ),
    "consensus-apparent": _preset(
        "Consensus apparent, 10 jours",
        method="lazy_consensus",
        blank_allowed=False,
        reason_required_on_against=True,
        minimum_days=10,
        opened_by="secretariat",
        parameters={"on_objection": "discussion"},
    ),
    "consentement": _preset(
        "Consentement",
        method="consent",
        blank_allowed=False,
        reason_required_on_against=True,
        opened_by="secretariat",
    ),
    "classement": _preset(
        "Classement avec « poursuivre la discussion »",
        method="ranked",
        tie="casting_vote",
        parameters={"default_option": True, "majority": "1", "quorum": 0},
    ),
    "jugement-majoritaire": _preset(
        "Jugement majoritaire des priorités",
        method="majority_judgment",
        tie="no_decision",
        parameters={
            "grades": [
                "À rejeter",
                "Insuffisant",
                "Passable",
                "Assez bien",
                "Bien",
                "Très bien",
            ],
            "missing": "worst",
        },
    ),
    "parts-egales": _preset(
        "Répartition d’une enveloppe (parts égales)",
        method="equal_shares",
        tie="lot",
        parameters={"completion": "add1u", "minimum_support": 0},
    ),
    "approbation": _preset(
        "Approbation", method="approval", tie="no_decision", parameters={"seats": 1}
    ),
    # Persons are chosen by secret ballot.
    "election-secrete": _preset(
        "Élection à bulletin secret",
        method="approval",
        tie="no_decision",
        secrecy="secret",
        parameters={"seats": 1},
    ),
    "scrutin-preferentiel": _preset(
        "Vote préférentiel à éliminations (une place)",
        method="irv",
        tie="lot",
        parameters={"equal_ranks": "split"},
    ),
    "vote-unique-transferable": _preset(
        "Vote unique transférable (plusieurs places)",
        method="stv",
        tie="lot",
        parameters={"equal_ranks": "split", "seats": 3},
    ),
    "notes": _preset(
        "Notes de 0 à 10",
        method="score",
        tie="no_decision",
        parameters={"mean": False, "missing": "ignore", "most": 10},
    ),
}
