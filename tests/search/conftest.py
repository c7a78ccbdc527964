"""An index of each engine: Whoosh always, PostgreSQL too where ``PORTAL_TEST_DATABASE_URL`` names a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.search import CaseIndex, IndexedCase
from portal.store import Database
from tests.databases import SERVER, scratch_database
from tests.search.places import Place, PostgresPlace, WhooshPlace

collect_ignore = [] if SERVER else ["test_search_postgres.py"]


@pytest.fixture(scope="session")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database on the server, for indexes only."""
    with scratch_database(tmp_path_factory.mktemp("unused"), "search") as database:
        yield database


@pytest.fixture
def postgres_place(shared_database: Database) -> PostgresPlace:
    """A database without an index."""
    return PostgresPlace(shared_database)


@pytest.fixture(params=["whoosh", "postgres"] if SERVER else ["whoosh"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place for an index."""
    if request.param == "whoosh":
        return WhooshPlace(tmp_path / "index")
    postgres: PostgresPlace = request.getfixturevalue("postgres_place")
    return postgres


@pytest.fixture
def index(place: Place) -> CaseIndex:
    """An index with three cases."""
    index = place.open()
    index.rebuild([
        IndexedCase(1, 1, ("西宁市政府网站错别字", "首页标题有误", "2018-000001")),
        IndexedCase(2, 4, ("海东市网站打不开", "Straße ＡＢＣ", "2018-000002", "100% a_b c\\d o'e \"f\" 😀天")),
        IndexedCase(3, 3, ("", "信息不更新")),
    ])  # fmt: skip
    return index
