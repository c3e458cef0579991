"""A request under a name that is not ours: refused in words, on every address, with no address."""

from __future__ import annotations

import pytest

from council import create_app
from tests.databases import environment


@pytest.fixture(scope="module")
def named(database, tmp_path_factory):
    """An application that answers under one name."""
    given = environment(database.copy(), tmp_path_factory.mktemp("host"))
    return create_app(given | {"COUNCIL_TRUSTED_HOSTS": "conseil.example"})


@pytest.mark.parametrize("host", ["autre.example", "a b", "", "conseil.example.autre.example"])
@pytest.mark.parametrize("path", ["/", "/static/css/council.css", "/inconnu", "/decisions.atom"])
def test_another_name_is_refused_in_words(named, host, path):
    for method in ("GET", "HEAD", "POST"):
        answer = named.test_client().open(path, method=method, headers={"Host": host})
        assert answer.status_code == 400
        assert "Set-Cookie" not in answer.headers
        assert method == "HEAD" or "Ce site ne répond pas sous ce nom" in answer.text
        assert "autre.example" not in answer.text


def test_the_name_of_the_site_is_answered(named):
    answer = named.test_client().get("/a-propos", headers={"Host": "conseil.example"})
    assert answer.status_code == 200
