"""Calling a poll a second time, on the same text."""

from __future__ import annotations

from council import tally
from council.access import check
from council.extensions import db
from council.organizations.viewer import Viewer
from council.polls import policies, queries, queries_results, queries_second, steps
from council.polls.models import Poll
from council.records.models import Audience, LinkKind, RecordKind
from council.records.steps import link, new_record
from council.transactions import lock, quiet_action


@quiet_action
def call_again(poll: Poll, *, author: Viewer) -> Poll:
    """Prepare the second convocation of a poll: same text and options, what its rule says of it.

    Once: the draft there is comes back.
    """
    lock(poll)
    known = queries_second.second_of(poll)
    if known is not None:
        return known
    outcome = queries_results.outcome_of(poll, queries.box_of(poll)).result.outcome
    check(policies.can_call_again(steps.as_of_now(author), poll, outcome, again=False))
    readers = [f"account:{author.account_id}"]
    record = new_record(RecordKind.POLL, audience=Audience.COUNCIL, readers=readers)
    organization_id, software_id = author.acts_for
    copied = ("title", "text", "html", "renderer_version", "lang", "options", "settings",
              "rule_key", "rule_name", "shown_to")  # fmt: skip
    rule = poll.rule.for_second()
    again = Poll(
        id=record.id,
        second_of_id=poll.id,
        rule_json=rule.canonical(),
        rule_sha256=rule.sha256,
        tally_version=tally.TALLY_VERSION,
        account_id=author.account_id,
        for_organization_id=organization_id,
        for_software_id=software_id,
        **{name: getattr(poll, name) for name in copied},
    )
    db.session.add(again)
    link(record, poll.record, LinkKind.BORN_FROM)
    db.session.flush()
    return again
