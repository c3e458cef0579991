"""`council tally`: counts a published file without any database."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from council.tally import formats
from council.tally.counting import TAKES, TIES, CannotCount, Parameters, count_file
from council.tally.election import Count, Election
from council.tally.equal_shares import COMPLETIONS
from council.tally.majority_judgment import MISSING
from council.tally.papers import EQUAL_RANKS
from council.tally.parts import BASES
from council.tally.report import report


class RatioType(click.ParamType):
    """A positive fraction written « 2 » or « 2/3 »."""

    name = "N[/M]"

    def convert(self, value: Any, param: Any, ctx: Any) -> Fraction:
        """Return the fraction; a usage error when it is none."""
        try:
            ratio = Fraction(str(value)) if len(str(value)) < 30 else Fraction(0)
        except (ValueError, ZeroDivisionError):
            ratio = Fraction(0)
        if ratio <= 0 or any(c in str(value) for c in ".eE"):
            self.fail(f"« {value} » n’est pas un rapport comme 2 ou 2/3.", param, ctx)
        return ratio


RATIO = RatioType()


@click.command("tally")
@click.argument("file")
@click.option("--method", required=True, type=click.Choice(tuple(TAKES)), help="La règle.")
@click.option("--format", "form", type=click.Choice(tuple(formats.READERS)), help="Le format.")
@click.option("--json", "as_json", is_flag=True, help="Le résultat entier en JSON.")
@click.option("--default-option", help="ranked : l’option par défaut.")
@click.option(
    "--quorum", type=click.IntRange(0), help="ranked : préférences nécessaires ; motion : votants."
)
@click.option("--majority", type=RATIO, help="ranked : rapport à l’option par défaut.")
@click.option("--seats", type=click.IntRange(1), help="approval, stv : places.")
@click.option("--approve-min", help="Mention à partir de laquelle on approuve.")
@click.option("--missing", type=click.Choice(MISSING), help="Note ou mention absente.")
@click.option("--completion", type=click.Choice(COMPLETIONS), help="equal_shares : complément.")
@click.option("--minimum-support", type=click.IntRange(0), help="equal_shares : votes minimum.")
@click.option("--equal-ranks", type=click.Choice(EQUAL_RANKS), help="irv, stv : rangs égaux.")
@click.option("--mean", is_flag=True, default=None, help="score : moyenne au lieu de la somme.")
@click.option("--base", type=click.Choice(BASES), help="motion : base de la majorité.")
@click.option("--threshold", type=RATIO, help="motion : seuil, 1/2 étant à dépasser.")
@click.option("--tie", type=click.Choice(TIES), help="motion : en cas d’égalité.")
@click.option("--members", type=click.IntRange(0), help="motion : nombre d’inscrits.")
@click.option("--worst", type=int, help="grades : le nombre qui note le plus mal.")
def tally_command(
    file: str, method: str, form: str | None, as_json: bool, worst: int | None, **asked: Any
) -> None:
    """Compte un fichier de votes publié, sans base de données."""
    election = _read(file, form, worst)
    threshold = asked["threshold"]
    if threshold is not None and not Fraction(1, 2) <= threshold <= 1:
        raise click.ClickException("--threshold : le seuil va de 1/2 à 1.")
    try:
        counted = count_file(election, method, Parameters(**asked))
    except CannotCount as error:
        raise click.ClickException(f"{file} : {error}.") from error
    if as_json:
        click.echo(json.dumps(_document(counted, election), ensure_ascii=False, indent=1))
    else:
        click.echo(report(counted, election))


def _document(counted: Count, election: Election) -> dict[str, Any]:
    labels = {option: election.label(option) for option in election.options}
    return counted.as_json() | {"labels": labels}


def _read(file: str, form: str | None, worst: int | None) -> Election:
    chosen = form or formats.format_of(file)
    if chosen is None:
        known = ", ".join(formats.READERS)
        raise click.ClickException(f"{file} : format inconnu ; précisez --format ({known}).")
    if worst is not None and chosen != "grades":
        raise click.ClickException("--worst ne concerne que le format grades.")
    path = Path(file)
    try:
        if path.is_dir():
            raise click.ClickException(f"{file} : c’est un dossier, il fallait un fichier.")
        if path.stat().st_size > formats.MOST_BYTES:
            raise click.ClickException(f"{file} : ce fichier dépasse 512 Mo.")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "nom impossible"
        raise click.ClickException(f"{file} : ce fichier ne se lit pas ({reason}).") from error
    try:
        if worst is not None:
            return formats.grades.read(formats.decode(data), worst=worst)
        return formats.read(data, chosen)
    except formats.FormatError as error:
        raise click.ClickException(f"{file}, {error}.") from error
