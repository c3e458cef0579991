"""The kinds of files, by name."""

from council.exchange.importers.contributions import CONTRIBUTIONS
from council.exchange.importers.decisions import DECISIONS
from council.exchange.importers.meetings import MEETINGS
from council.exchange.importers.needs import NEEDS
from council.exchange.importers.organizations import ORGANIZATIONS
from council.exchange.importers.programs import PROGRAMS
from council.exchange.importers.reuses import REUSES
from council.exchange.importers.roadmap import ROADMAP
from council.exchange.importers.software import SOFTWARE
from council.exchange.kinds import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        ORGANIZATIONS,
        SOFTWARE,
        NEEDS,
        CONTRIBUTIONS,
        PROGRAMS,
        REUSES,
        ROADMAP,
        MEETINGS,
        DECISIONS,
    )
}
