"""The rules shipped with the product, as data: nothing looks at which one is used."""

from typing import Any

# The key is stable; the name is what pages show.
PRESETS: dict[str, dict[str, Any]] = {
    "avis-ecosysteme": {
        "name": "Avis du collège écosystème",
        "rule": {
            "schema_version": 1,
            "method": "motion",
            "electorate": {
                "mode": "single",
                "colleges": [
                    {"key": "ecosysteme", "weight": "1"},
                    {"key": "administrations", "weight": "0"},
                ],
            },
            "majority_base": "membres",
            "threshold": {"share": "1/2", "strict": True},
            "quorum": {"kind": "none"},
            "tie": "rejected",
            "secrecy": "public",
            "ballots_changeable": True,
            "proxies": 0,
            "results_public": "decision",
            "opened_by": "secretariat",
            "blank_allowed": True,
            "reason_required_on_against": False,
            "recused_leave_quorum": True,
        },
    },
    "majorite-simple": {
        "name": "Majorité simple des exprimés",
        "rule": {
            "schema_version": 1,
            "method": "motion",
            "electorate": {
                "mode": "single",
                "colleges": [
                    {"key": "administrations", "weight": "1"},
                    {"key": "ecosysteme", "weight": "1"},
                ],
            },
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
        },
    },
}
