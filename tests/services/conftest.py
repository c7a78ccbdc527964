"""Reports in any state, for the tests of services."""

from __future__ import annotations

import pytest

from portal.services.context import Context
from tests.handling import Desk
from tests.province import Cast


@pytest.fixture
def desk(context: Context, cast: Cast) -> Desk:
    """Takes steps on reports in the name of the cast."""
    return Desk(context, cast)
