"""The counting methods a rule may name, as data: each new method is one more row here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """What a ballot of one method may say; `blank` and `against` name its special choices."""

    name: str
    choices: tuple[str, ...]
    blank: str | None = None
    against: str | None = None


METHODS: dict[str, Method] = {
    "motion": Method(
        name="motion",
        choices=("for", "against", "abstain", "blank"),
        blank="blank",
        against="against",
    ),
}
