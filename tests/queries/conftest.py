"""A board over the test's own database and index."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.search import CaseIndex
from portal.search.whoosh_index import WhooshIndex
from portal.store import Database
from tests.province import Cast
from tests.queries.shelf import Shelf


@pytest.fixture
def shelf(database: Database, cast: Cast) -> Shelf:
    """No cases yet."""
    return Shelf(database, cast)


@pytest.fixture
def index(database: Database, tmp_path: Path) -> CaseIndex:
    """A Whoosh index that nobody has built yet."""
    return WhooshIndex(tmp_path / "index", database.identity())
