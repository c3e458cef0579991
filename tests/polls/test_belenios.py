"""Votes held in Belenios: given out, voted by its own tool, brought back verified and counted."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zipfile

import pytest

from council.extensions import db
from council.polls import belenios, belenios_tool
from council.polls.models import PollResult
from council.polls.models_belenios import BeleniosElection
from council.verifier.belenios import checked_archive
from council.verifier.faults import Fault
from tests.polls import belenios as tool
from tests.polls.secret import Secret
from tests.polls.test_evidence import check, package, unpack

__all__ = ["check"]

pytestmark = pytest.mark.skipif(
    not tool.present() and not os.environ.get("CI"),
    reason="belenios-tool est absent (apt install belenios-tool).",
)
LABELS = ("Atelier fictif", "Banc fictif", "Carnet fictif")


class Vote(Secret):
    """A poll held in Belenios by seven seats."""

    def start(self, folder, base="majorite-simple", **rule):
        """Call the poll, export it as who conducts it does, make the election."""
        changes = {"secrecy": "end_to_end", "tie": "no_decision"} | rule
        self.people(6)
        options = {}
        if base != "majorite-simple":
            options["options"] = [
                {"key": f"o{n}", "label": label, "meaning": f"On choisit : {label}."}
                for n, label in enumerate(LABELS, 1)
            ]
        colleges = [{"key": "administrations", "weight": "1"}]
        electorate = {"mode": "single", "colleges": colleges}
        key = self.polls.add_rule("Vote chiffré", base, electorate=electorate, **changes)
        body = self.polls.build.organization("Agence inventée des routes")
        self.polls.build.seat(body, "administrations")
        person = self.polls.build.account("Lou Troisième-Fictive")
        self.polls.build.mandate(person, "member", body=body)
        self.poll = self.called(key, **options)
        data = self.chair.get(f"{self.page}/belenios.zip").data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name).decode() for name in archive.namelist()}
        template = json.loads(files["template.json"])
        self.election = tool.Election(folder, template, files["voters.txt"], belenios.GROUP)
        return self

    def called(self, key, **changes):
        """Draft and open."""
        from datetime import timedelta

        from council import clock
        from council.polls import actions

        return self.polls.build(
            actions.open_poll,
            self.polls.draft(key, **changes),
            opener=self.polls.viewer(self.polls.cast.chair),
            closes_at=clock.now() + timedelta(days=5),
        )

    @property
    def page(self):
        """The poll's address."""
        return f"/scrutins/{self.poll.reference}"

    @property
    def chair(self):
        """The browser of who conducts."""
        return self.polls.browser(self.polls.cast.chair)

    def bring(self, data, who=None):
        """Send an archive."""
        browser = self.polls.browser(who or self.polls.cast.chair)
        file = (io.BytesIO(data), "election.bel")
        return browser.post(f"{self.page}/belenios/archive", data={"file": file})

    def sealed(self):
        """What was sealed."""
        read = lambda p: db.session.get_one(PollResult, p.id).content  # noqa: E731
        return json.loads(self.polls.build(read, self.poll))


def packed(**files):
    """A tar of these files, as an archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in {"BELENIOS": b"{}", **files}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.fixture
def vote(polls, after) -> Vote:
    """A poll to hold in Belenios."""
    return Vote(polls, after)


def test_a_motion_voted_in_belenios_is_counted_by_its_rule(vote, tmp_path, check):
    vote.start(tmp_path / "e")
    page = vote.browser(0).get(vote.page).text
    assert "Ce vote a lieu dans Belenios" in page and "L’adresse du vote sera donnée ici" in page
    url = "https://belenios.exemple.invalid/elections/xyz"
    assert vote.chair.post(f"{vote.page}/belenios/adresse", data={"url": url}).status_code == 303
    assert url in vote.browser(0).get(vote.page).text
    for who, choice in enumerate((0, 0, 0, 1, 1, 2)):
        vote.election.vote(who, [int(n == choice) for n in range(4)])
    # Who votes again replaces the ballot: the last one counts.
    vote.election.vote(4, [1, 0, 0, 0])
    archive = vote.election.close()
    early = vote.bring(archive)
    assert early.status_code == 422 and "après la clôture" in early.text
    vote.after(vote.poll.closes_at)
    page = vote.polls.browser().get(vote.page).text
    assert "Le résultat viendra avec l’archive" in page and "Personne n’a" not in page
    assert vote.bring(archive).status_code == 303
    page = vote.polls.browser().get(vote.page).text
    assert "La proposition est adoptée." in page and "L’archive du vote" in page
    total = vote.sealed()["total"]
    assert (total["inscrits"], total["votants"]) == (7, 6)
    assert (total["pour"], total["contre"], total["abstentions"]) == (4, 1, 1)
    # Sent again, nothing changes; another one is refused.
    assert vote.bring(archive).status_code == 303
    assert vote.polls.count(PollResult) == 1
    assert vote.polls.browser().get(f"{vote.page}/belenios.bel").data == archive
    answer = check(package(vote))
    assert answer.returncode == 0, answer.stderr
    assert "Recompté : adopted" in answer.stdout and "Voté dans Belenios" in answer.stdout
    assert unpack(package(vote))["belenios.bel"] == archive


def test_a_hostile_archive_does_not_stop_the_verifier():
    files = {"parameters.json": b"{}"}
    frozen = {"rule": {"secrecy": "end_to_end", "method": "motion", "blank_allowed": True}}
    setup = b'{"height":0,"type":"Setup","payload":"s"}'
    result = b'{"height":1,"type":"Result","payload":"r"}'
    whole = {"a.event.json": setup, "b.event.json": result, "s.data.json": b'{"election":"e"}'}
    for more in (
        {"e.data.json": b'{"description":7}', "r.data.json": b'{"result":[7]}'},
        {"e.data.json": b"[]", "r.data.json": b"[]"},
        {"e.data.json": b"[" * 200_000, "r.data.json": b"null"},
        {"a.event.json": b"[]"},
        {"a.event.json": b"7"},
    ):
        data = packed(**(whole | more))
        sha = hashlib.sha256(data).hexdigest()
        for ballots in ([], [{"content": "[]"}], [{"content": "\ud800"}]):
            with pytest.raises(Fault):
                checked_archive(
                    files | {"belenios.bel": data},
                    {"belenios": sha},
                    {"archive_sha256": sha},
                    ballots,
                    frozen,
                )


def test_approvals_add_up(vote, tmp_path, check):
    vote.start(tmp_path / "e", "approbation")
    # The first number is the blank ballot.
    for who, row in enumerate(
        ([0, 1, 1, 0], [0, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0])
    ):
        vote.election.vote(who, row)
    vote.after(vote.poll.closes_at)
    assert vote.bring(vote.election.close()).status_code == 303
    sealed = vote.sealed()
    assert sealed["winners"] == ["o1"] and sealed["total"]["blancs"] == 1
    assert sealed["total"]["votants"] == 5
    answer = check(package(vote))
    assert answer.returncode == 0 and "Atelier fictif" in answer.stdout, answer


def test_rankings_are_mixed_then_ranked(vote, tmp_path, check):
    vote.start(tmp_path / "e", "classement")
    # Three options and « continue the discussion ».
    for who, row in enumerate(
        ([1, 2, 0, 3], [2, 1, 3, 4], [2, 1, 0, 2], [0, 0, 0, 0], [3, 1, 2, 0])
    ):
        vote.election.vote(who, row)
    vote.after(vote.poll.closes_at)
    answer = vote.bring(vote.election.close(mixed=True))
    assert answer.status_code == 303, answer.text[-3000:]
    sealed = vote.sealed()
    assert sealed["winners"] == ["o2"] and sealed["total"]["blancs"] == 1
    answer = check(package(vote))
    assert answer.returncode == 0 and "Banc fictif" in answer.stdout, answer


def test_what_is_no_archive_of_this_vote_is_refused_with_a_reason(vote, tmp_path):
    vote.start(tmp_path / "e")
    for who in range(5):
        vote.election.vote(who, [1, 0, 0, 0])
    unfinished = vote.election.archive()
    archive = vote.election.close()
    vote.after(vote.poll.closes_at)
    flipped = bytearray(archive)
    flipped[archive.index(b'"challenge":"') + 20] ^= 1
    cases = {
        "n’est pas une archive Belenios": [b"", b"PK\x03\x04", b"\x00" * 2048, archive[:700]],
        "l’élection n’est pas finie": [unfinished],
        "belenios-tool ne vérifie pas": [bytes(flipped)],
    }
    for said, wrongs in cases.items():
        for wrong in wrongs:
            answer = vote.bring(wrong)
            assert answer.status_code == 422 and said in answer.text, (said, wrong[:40])
    template = belenios.template_of
    other = vote.polls.build(template, vote.poll)
    for change, said in (
        ({"description": "autre"}, "celle d’une autre élection"),
        ({"questions": [other["questions"][0] | {"question": "Autre ?"}]}, "La question de cette"),
    ):
        election = tool.Election(
            tmp_path / said[:5],
            other | change,
            "a@exemple.invalid\n" * 0 + voters(7),
            belenios.GROUP,
        )
        for who in range(3):
            election.vote(who, [0, 1, 0, 0])
        answer = vote.bring(election.close())
        assert answer.status_code == 422 and said in answer.text
    many = tool.Election(tmp_path / "many", other, voters(8), belenios.GROUP)
    many.vote(0, [1, 0, 0, 0])
    answer = vote.bring(many.close())
    assert "L’archive a 8 électeurs, la liste électorale n’en a que 7" in answer.text
    assert vote.polls.count(PollResult) == 0
    assert vote.bring(archive).status_code == 303


def test_a_seat_nobody_can_be_written_to_for_is_missing_and_it_is_said(vote, tmp_path, check):
    vote.polls.build.seat(vote.polls.build.organization("Office inventé muet"), "administrations")
    vote.start(tmp_path / "e")
    page = vote.chair.get(f"{vote.page}/belenios").text
    assert "Personne à qui écrire pour : Office inventé muet" in page
    assert len(vote.election.credentials) == 7
    for who in range(6):
        vote.election.vote(who, [int(n == who % 2) for n in range(4)])
    vote.after(vote.poll.closes_at)
    assert vote.bring(vote.election.close()).status_code == 303
    page = vote.polls.browser().get(vote.page).text
    assert "7 électeurs y étaient inscrits, sur 8 sièges" in page
    assert check(package(vote)).returncode == 0


def voters(number):
    """A list of voters."""
    return "".join(f"voter{n}@exemple.invalid\n" for n in range(number))


def test_without_the_tool_it_is_said_plainly(vote, tmp_path, monkeypatch):
    vote.start(tmp_path / "e")
    vote.election.vote(0, [1, 0, 0, 0])
    archive = vote.election.close()
    vote.after(vote.poll.closes_at)
    monkeypatch.setattr(belenios_tool, "TOOL", "no-such-tool")
    page = vote.chair.get(f"{vote.page}/belenios").text
    assert "n’est pas installé sur ce serveur" in page and "apt install belenios-tool" in page
    answer = vote.bring(archive)
    assert answer.status_code == 422 and "n’est pas installé sur ce serveur" in answer.text
    assert vote.polls.count(PollResult) == 0


def test_nobody_votes_here_and_only_who_conducts_takes_it_there(vote, tmp_path, cast):
    vote.start(tmp_path / "e")
    answer = vote.browser(0).get(vote.path)
    assert answer.status_code == 403 and "Ce vote a lieu dans Belenios" in answer.text
    seat = vote.polls.seat(vote.poll, vote.voters[0][1])
    data = {"seat": seat.uid, "choice": "for", "confirmed": "1"}
    assert vote.browser(0).post(vote.path, data=data).status_code == 403
    for who in (cast.secretariat, cast.member, cast.administrator, vote.voters[0][0]):
        browser = vote.polls.browser(who)
        for end in ("/belenios", "/belenios.zip"):
            assert browser.get(vote.page + end).status_code == 403
        assert browser.post(f"{vote.page}/belenios/adresse", data={"url": "x"}).status_code == 403
    assert vote.polls.browser().get(f"{vote.page}/belenios.bel").status_code == 403
    answer = vote.chair.post(f"{vote.page}/belenios/adresse", data={"url": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert vote.polls.count(BeleniosElection) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "concurrent"},
        {"proxies": 1},
        {"ballots_changeable": False},
        {"quorum": {"kind": "per_college", "share": "1/2"}},
    ],
)
def test_a_rule_belenios_cannot_hold_is_refused(polls, change):
    from council.transactions import Invalid

    both = [{"key": k, "weight": "1"} for k in ("administrations", "ecosysteme")]
    electorate = {"mode": change.get("mode", "single"), "colleges": both}
    more = {key: value for key, value in change.items() if key != "mode"}
    rule = {"secrecy": "end_to_end", "electorate": electorate} | more
    key = polls.add_rule("Vote chiffré", **rule)
    with pytest.raises(Invalid) as refused:
        polls.draft(key)
    assert "chiffré de bout en bout" in refused.value.errors["rule"]


def test_hostile_archives_are_refused_quickly():
    event = b'{"height":0,"type":"Result","payload":"x"}'
    for files in (
        {},
        {"a.event.json": b"["},
        {"a.event.json": b"[" * 200_000},
        {"a.event.json": b"null"},
        {"a.event.json": event},
        {"a.event.json": event, "x.data.json": b'{"result":null}'},
        {"../../etc/passwd": b"x", "a.event.json": event},
    ):
        with pytest.raises(belenios.ArchiveInvalid):
            belenios.read_whole(packed(**files))
    assert not belenios_tool.verifies(b"", "../../../x")
