"""Loading who holds a noun, an organization or a software, without slowing a long list."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import aliased, contains_eager

from council.organizations.models import Organization
from council.records.models import Record
from council.software.models import Software

Noun = TypeVar("Noun", bound=tuple[Any, ...])


def with_holder(query: Select[Noun], organization: Any, software: Any) -> Select[Noun]:
    """Return the query with both relationships loaded; it must have joined `Record`.

    Joined through the record that the query has already: left to the relationships, the join
    would be nested, and SQLite would build the table of every holder for each answer.
    """
    body, tool = aliased(Organization), aliased(Software)
    return (
        query.outerjoin(body, body.id == Record.organization_id)
        .outerjoin(tool, tool.id == Record.software_id)
        .options(
            contains_eager(organization.of_type(body)).joinedload(body.record, innerjoin=False),
            contains_eager(software.of_type(tool)).joinedload(tool.record, innerjoin=False),
        )
    )
