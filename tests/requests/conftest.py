"""What tests of requests share."""

from __future__ import annotations

import pytest

from tests.contributions.conftest import Offers


@pytest.fixture
def offers(build, cast, app) -> Offers:
    """A need, contributions, a software with its maintainer."""
    return Offers(build, cast, app)


@pytest.fixture
def asked(build, cast, offers):
    """A question of the agent's body to the maintainer's software, born from the need."""
    return build.request(offers.need, offers.software, asker=cast.administration)
