"""What tests of the road map share."""

from __future__ import annotations

import pytest

from tests.contributions.conftest import Offers


@pytest.fixture
def offers(build, cast, app) -> Offers:
    """A need, contributions, a software with its maintainer."""
    return Offers(build, cast, app)
