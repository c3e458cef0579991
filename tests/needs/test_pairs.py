"""The secretariat's pairs: found by the worker, judged once, never proposed again."""

from __future__ import annotations

import pytest

from council.extensions import db
from council.needs.models import Need
from council.needs.models_pairs import SimilarPair
from council.search.indexer import rebuild
from council.search.jobs import look_for_pairs

TITLES = ("Exporter les dossiers vers un tableur", "Extraction CSV des demandes")


@pytest.fixture
def two(build, cast):
    """Two needs alike and one that is not, compared by the worker."""
    one = build.need(cast.administration, title=TITLES[0])
    other = build.need(build.organization("Office inventé"), title=TITLES[1])
    build.need(build.organization("Office voisin"), title="Nettoyer les bureaux")
    build(_scan)
    return one, other


def _scan():
    rebuild()
    look_for_pairs()


def _dismiss(client, pair, reason):
    path = f"/besoins/paires/{pair[0].reference}/{pair[1].reference}/ecarter"
    return client.post(path, data={"reason": reason})


def test_the_list_says_why_they_look_alike(client, cast, sign_in, two):
    sign_in(client, cast.secretariat)
    page = client.get("/besoins/paires").text
    assert TITLES[0] in page and TITLES[1] in page
    assert "ressemblance" in page and "en commun" in page
    assert "Nettoyer les bureaux" not in page


def test_a_dismissed_pair_never_comes_again(client, cast, sign_in, two, build):
    sign_in(client, cast.secretariat)
    assert _dismiss(client, two, "").status_code == 422
    assert _dismiss(client, two, "L’un est ponctuel.").status_code == 303
    assert "Aucune paire à examiner" in client.get("/besoins/paires").text

    def rewrite():
        need = db.session.get(Need, two[0].id)
        need.row_version += 1
        db.session.commit()
        _scan()

    build(rewrite)
    assert "Aucune paire à examiner" in client.get("/besoins/paires").text
    assert _dismiss(client, two, "Encore.").status_code == 422


def test_a_scan_made_again_changes_nothing(build, two):
    def count():
        _scan()
        return db.session.scalar(db.select(db.func.count()).select_from(SimilarPair))

    assert build(count) == build(count) == 1


def test_a_pair_is_found_whichever_way_it_is_named(client, cast, sign_in, two):
    sign_in(client, cast.secretariat)
    assert _dismiss(client, two[::-1], "L’un est ponctuel.").status_code == 303


def test_what_is_not_a_pair_is_not_found(client, cast, sign_in, build, two):
    sign_in(client, cast.secretariat)
    other = build.need(cast.administration, title="Tout autre chose")
    assert _dismiss(client, (two[0], other), "x").status_code == 404
    assert _dismiss(client, (two[0], two[0]), "x").status_code == 404


@pytest.mark.parametrize("name", ["agent", "member", "vendor"])
def test_only_the_secretariat_judges(client, cast, sign_in, two, name):
    sign_in(client, getattr(cast, name))
    assert client.get("/besoins/paires").status_code == 403
    assert _dismiss(client, two, "x").status_code == 403
