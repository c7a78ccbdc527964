"""The index in PostgreSQL: its tables, what a killed writer leaves, and what becomes of connections."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from portal.search import (
    CaseIndex,
    IndexedCase,
    IndexState,
    IndexUnavailable,
    SearchTooLong,
    open_index,
    postgres_tables,
)
from portal.search.postgres_index import PostgresIndex
from tests.search.places import PostgresPlace
from tests.search.standing import found, held, held_revisions, pairs

CASES = [IndexedCase(n, n, (f"西宁市政府网站第{n}处错别字", f"2018-{n:06d}")) for n in range(1, 51)]


@pytest.fixture
def index(postgres_place: PostgresPlace) -> CaseIndex:
    index = postgres_place.open()
    index.rebuild(CASES)
    return index


@pytest.mark.parametrize(
    ("url", "database_url"),
    [
        ("postgresql", "postgresql+psycopg://portal@db.invalid/portal"),
        ("postgresql://db.invalid/", "sqlite:////srv/portal.sqlite"),
    ],
)
def test_an_index_is_not_connected_to_before_it_is_needed(url: str, database_url: str) -> None:
    index = open_index(url, "here", database_url)
    assert isinstance(index, PostgresIndex)
    assert index.state() is IndexState.BROKEN


def test_a_rebuild_that_is_killed_leaves_no_table(index: CaseIndex, postgres_place: PostgresPlace) -> None:
    before = postgres_place.tables()

    def cases() -> Iterator[IndexedCase]:
        yield from CASES[:9]
        os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        index.rebuild(cases())
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert index.rebuild(CASES[:2]) == 2
    assert len(set(postgres_place.tables()) - set(before)) == 1
    assert held(index) == {1, 2}


def test_tables_of_former_builds_are_dropped_once_nobody_can_be_reading_them(
    index: CaseIndex, postgres_place: PostgresPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = index.view()
    for _ in range(3):
        index.rebuild(CASES)
    assert len(postgres_place.tables()) == 2
    assert not index.tidy()
    monkeypatch.setattr(postgres_tables, "SUPERSEDED_SECONDS", 0)
    assert index.tidy()
    assert len(postgres_place.tables()) == 1
    assert held(index) == {case.case_id for case in CASES}
    with pytest.raises(IndexUnavailable):
        view.find([("第",)])


def test_superseded_rows_are_dropped_once_nobody_can_be_looking_at_them(
    index: CaseIndex, postgres_place: PostgresPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for revision in range(100, 110):
        index.apply([IndexedCase(1, revision, ("新",))], [2])
    assert rows(postgres_place) == len(CASES) + 10
    assert not index.tidy()
    monkeypatch.setattr(postgres_tables, "SUPERSEDED_SECONDS", 0)
    assert index.tidy()
    assert not index.tidy()
    assert rows(postgres_place) == len(CASES) - 1
    assert (1, 109) in held_revisions(index)


def rows(place: PostgresPlace) -> int:
    """How many rows the table of cases has."""
    (name,) = place.tables()
    with place.database.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM search.{name}").scalar_one())  # noqa: S608


def test_what_is_held_is_read_once_and_then_only_what_changed(index: CaseIndex, postgres_place: PostgresPlace) -> None:
    assert len(held(index)) == len(CASES)
    (name,) = postgres_place.tables()
    # Whoever reads everything again would miss what is taken away here behind the index's back.
    postgres_place.run(f"DELETE FROM search.{name} WHERE case_id > 10")  # noqa: S608
    index.apply([IndexedCase(3, 90, ("新",)), IndexedCase(70, 91, ("新",))], [])
    expected = ({(case.case_id, case.revision) for case in CASES} - {(3, 3)}) | {(3, 90), (70, 91)}
    assert held_revisions(index) == expected
    # After a removal everything is read again.
    index.apply([], [1])
    assert len(held(index)) == 10


def test_an_older_view_says_what_it_held_though_a_newer_one_was_asked_first(index: CaseIndex) -> None:
    older = index.view()
    index.apply([IndexedCase(60, 1, ("新",)), IndexedCase(1, 70, ("新",))], [2])
    newer = index.view()
    assert pairs(newer.held()) == held_revisions(index)
    assert pairs(older.held()) == {(case.case_id, case.revision) for case in CASES}
    assert pairs(newer.held()) >= {(60, 1), (1, 70)}


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE search.state",
        "DELETE FROM search.state",
        "DROP SCHEMA search CASCADE",
        "ALTER TABLE search.state DROP COLUMN build",
        "UPDATE search.state SET build = 'x; DROP TABLE search.state'",
        "UPDATE search.state SET layout = 'another Unicode version'",
        "ALTER TABLE search.state RENAME TO cases_old",
    ],
)
def test_whatever_was_done_to_the_tables_a_rebuild_mends_it(
    index: CaseIndex, postgres_place: PostgresPlace, harm: str
) -> None:
    postgres_place.run(harm)
    assert index.state() in (IndexState.MISSING, IndexState.BROKEN)
    with pytest.raises(IndexUnavailable):
        index.apply([CASES[0]], [])
    assert index.rebuild(CASES) == len(CASES)
    assert found(index, "第") == {case.case_id for case in CASES}


def test_a_search_that_takes_too_long_is_given_up(
    index: CaseIndex, postgres_place: PostgresPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_tables, "SEARCH_SECONDS", 0.05)
    view = postgres_place.open().view()
    (name,) = postgres_place.tables()
    with postgres_place.database.engine.begin() as connection:
        connection.exec_driver_sql(f"LOCK TABLE search.{name}")
        with pytest.raises(SearchTooLong):
            view.find([("第",)])
    assert len(view.find([("第",)]).ids) == len(CASES)


def test_connections_that_the_server_closed_are_replaced(index: CaseIndex, postgres_place: PostgresPlace) -> None:
    view = index.view()
    postgres_place.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert len(view.find([("第",)]).ids) == len(CASES)
    assert index.state() is IndexState.READY
