"""A worker over the test's own database and index."""

from __future__ import annotations

import pytest

from portal.jobs import Worker
from portal.services.context import Context
from portal.web.workings import Workings
from tests.handling import Desk
from tests.province import Cast
from tests.web.conftest import settings, workings

__all__ = ["settings", "workings"]


@pytest.fixture
def desk(context: Context, cast: Cast) -> Desk:
    """Takes steps on reports in the name of the cast."""
    return Desk(context, cast)


@pytest.fixture
def worker(workings: Workings, cast: Cast) -> Worker:
    """The worker, which does one turn whenever a test says so."""
    return Worker(workings)
