"""Who looks: the person of this request, their mandates, the one they act by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask_babel import lazy_gettext as _l

from council.organizations.models import Title
from council.records.models import Audience

COUNCIL = frozenset({Title.MEMBER, Title.ALTERNATE, Title.CHAIR, Title.SECRETARIAT, Title.ENDORSER})
# Titles by which a person files, endorses and offers for their organization.
REPRESENTING = frozenset({Title.REPRESENTATIVE, Title.MANAGER, Title.MEMBER, Title.ALTERNATE})

TITLE_LABELS = {
    Title.MEMBER: _l("membre"),
    Title.ALTERNATE: _l("suppléance"),
    Title.REPRESENTATIVE: _l("représentation"),
    Title.MANAGER: _l("gestion des mandats"),
    Title.MAINTAINER: _l("maintenance"),
    Title.SECRETARIAT: _l("secrétariat"),
    Title.CHAIR: _l("présidence"),
    Title.ENDORSER: _l("soutien des avis"),
    Title.OBSERVER: _l("observation"),
    Title.ADMINISTRATOR: _l("administration du site"),
}


@dataclass(frozen=True)
class MandateFact:
    """A mandate in force today, as plain facts."""

    id: int
    uid: str
    title: str
    organization_id: int | None
    software_id: int | None
    body: str
    has_seat: bool = False

    @property
    def label(self) -> str:
        """The body and the capacity, in words."""
        return f"{self.body} ({TITLE_LABELS[Title(self.title)]})"


@dataclass(frozen=True)
class Viewer:
    """The person behind a request; anonymous when `account_id` is None.

    Seeing goes by every mandate in force; an act is done by one mandate: the one chosen in the
    header when it fits, else the first that does (`mandate_for`).
    """

    account_id: int | None = None
    account_uid: str | None = None
    name: str = ""
    email: str = ""
    session_id: int | None = None
    # When the password was last given in this session; None outside a session.
    confirmed_at: datetime | None = None
    mandates: tuple[MandateFact, ...] = ()
    acting: MandateFact | None = None

    @property
    def is_anonymous(self) -> bool:
        """Say whether nobody is signed in."""
        return self.account_id is None

    @property
    def is_registered(self) -> bool:
        """Say whether somebody is signed in, with a confirmed address."""
        return self.account_id is not None

    @cached_property
    def titles(self) -> frozenset[str]:
        """The capacities this person has today."""
        return frozenset(mandate.title for mandate in self.mandates)

    @property
    def is_secretariat(self) -> bool:
        """Say whether this person works for the council's secretariat."""
        return Title.SECRETARIAT in self.titles

    @property
    def is_chair(self) -> bool:
        """Say whether this person chairs the council."""
        return Title.CHAIR in self.titles

    @property
    def is_endorser(self) -> bool:
        """Say whether this person may record the State's support of an avis."""
        return Title.ENDORSER in self.titles

    @property
    def is_administrator(self) -> bool:
        """Say whether this person operates the site."""
        return Title.ADMINISTRATOR in self.titles

    @property
    def is_member(self) -> bool:
        """Say whether this person may use a seat: mandated for a body that holds one."""
        return any(
            mandate.has_seat and mandate.title in {Title.MEMBER, Title.ALTERNATE}
            for mandate in self.mandates
        )

    @property
    def is_council(self) -> bool:
        """Say whether this person reads council matters."""
        return not COUNCIL.isdisjoint(self.titles)

    @property
    def is_representative(self) -> bool:
        """Say whether this person may act for an organization."""
        return not REPRESENTING.isdisjoint(self.titles)

    @property
    def is_maintainer(self) -> bool:
        """Say whether this person maintains a software."""
        return Title.MAINTAINER in self.titles

    @cached_property
    def organization_ids(self) -> frozenset[int]:
        """The organizations this person has a mandate for."""
        return frozenset(m.organization_id for m in self.mandates if m.organization_id is not None)

    @cached_property
    def software_ids(self) -> frozenset[int]:
        """The software this person maintains."""
        return frozenset(m.software_id for m in self.mandates if m.software_id is not None)

    @cached_property
    def audience_levels(self) -> frozenset[str]:
        """The audiences this person belongs to without being named."""
        levels = {Audience.PUBLIC.value}
        if self.is_council:
            levels.add(Audience.COUNCIL.value)
        if self.is_secretariat:
            levels.add(Audience.SECRETARIAT.value)
        return frozenset(levels)

    @cached_property
    def reader_tokens(self) -> frozenset[str]:
        """The names under which a record may let this person in."""
        if self.account_id is None:
            return frozenset()
        return frozenset(
            [f"account:{self.account_id}"]
            + [f"org:{number}" for number in self.organization_ids]
            + [f"record:{number}" for number in self.software_ids]
        )

    def mandate_for(
        self,
        *titles: str,
        organization_id: int | None = None,
        software_id: int | None = None,
    ) -> MandateFact | None:
        """Return the mandate to act by: the chosen one when it fits, else the first that does."""
        candidates = [self.acting, *self.mandates] if self.acting else list(self.mandates)
        for mandate in candidates:
            if titles and mandate.title not in titles:
                continue
            if organization_id is not None and mandate.organization_id != organization_id:
                continue
            if software_id is not None and mandate.software_id != software_id:
                continue
            return mandate
        return None

    def representing(self, organization_id: int | None = None) -> MandateFact | None:
        """Return the mandate by which this person files, endorses or offers for a body."""
        return self.mandate_for(*sorted(REPRESENTING), organization_id=organization_id)

    @property
    def acts_for(self) -> tuple[int | None, int | None]:
        """The organization and software of the chosen mandate; both None: as an individual."""
        if self.acting is None:
            return None, None
        return self.acting.organization_id, self.acting.software_id

    def holds(self, record: object) -> bool:
        """Say whether this person has a mandate for the holder of a record."""
        organization_id = getattr(record, "organization_id", None)
        software_id = getattr(record, "software_id", None)
        return organization_id in self.organization_ids or software_id in self.software_ids


ANONYMOUS = Viewer()
# What the secretariat sees, for the worker's own reading; nobody signs in as it.
SECRETARIAT_READER = Viewer(
    mandates=(
        MandateFact(0, "", Title.SECRETARIAT, organization_id=None, software_id=None, body=""),
    )
)


def audiences_of(viewer: Viewer) -> frozenset[str]:
    """Return every token that lets this viewer in; builds the index filter as the SQL one."""
    return viewer.audience_levels | viewer.reader_tokens
