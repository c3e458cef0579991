"""Licences as people write them are kept, and judged against SPDX."""

from __future__ import annotations

import pytest

from council.records.licences import Standing, check_licence

VALID = (
    "etalab-2.0",
    "CC-BY-SA-4.0",
    "Apache-2.0",
    "GPL-2.0-only",
    "MIT OR Apache-2.0",
    "(MIT OR Apache-2.0) AND GPL-2.0-only",
    "GPL-2.0-or-later WITH Classpath-exception-2.0",
    "LicenseRef-maison",
)
RETIRED = {
    "GPL-2.0": "GPL-2.0-only",
    "AGPL-3.0": "AGPL-3.0-only",
    "GPL-3.0+": "GPL-3.0-or-later",
    "GPL-3.0 OR MIT": "GPL-3.0-only OR MIT",
}
# Written so in the State's catalogue in 2022.
FOREIGN = {
    "GPL V2.0": "GPL-2.0-only",
    "LGPL-2.1, LGPL-2.0,  LGPL-3.0": "LGPL-2.1-only OR LGPL-2.0-only OR LGPL-3.0-only",
    "MPL 2.0 et EPL 1.0": "MPL-2.0 AND EPL-1.0",
    "GPL-2.0-only / LGPL-2.0-only": "GPL-2.0-only OR LGPL-2.0-only",
    "LGPL-v2.1": "LGPL-2.1-only",
    "AGPL-3": "AGPL-3.0-only",
    "AGPL v3+": "AGPL-3.0-or-later",
    "CeCILL v2.1": "CECILL-2.1",
    "Licence Ouverte 2.0": "etalab-2.0",
}
MYSTERIES = ("N/A", "CPA", "BSD-3.0", "MPL-2.0, CeCILL-2.2", "(", "x" * 5000, "\u202eTIM", "<b>")


@pytest.mark.parametrize("text", VALID)
def test_spdx_expressions_are_valid(text):
    licence = check_licence(text)
    assert (licence.original, licence.standing, licence.sentence) == (text, Standing.VALID, "")
    assert licence.is_valid


@pytest.mark.parametrize(("text", "now"), RETIRED.items())
def test_retired_identifiers_are_told_with_todays(app, text, now):
    licence = check_licence(text)
    assert (licence.standing, licence.suggestion) == (Standing.DEPRECATED, now)
    with app.test_request_context():
        assert now in licence.sentence
    assert not licence.is_valid


@pytest.mark.parametrize(("text", "meant"), FOREIGN.items())
def test_other_writings_are_kept_with_what_was_probably_meant(text, meant):
    licence = check_licence(text)
    assert (licence.original, licence.standing) == (text, Standing.UNKNOWN)
    assert licence.suggestion == meant
    assert check_licence(meant).is_valid


@pytest.mark.parametrize("text", MYSTERIES)
def test_nothing_is_guessed_of_what_says_nothing(text):
    licence = check_licence(text)
    assert (licence.standing, licence.suggestion) == (Standing.UNKNOWN, "")
    assert licence.original == text


def test_no_licence_is_no_licence():
    assert check_licence("  ").standing == Standing.EMPTY
