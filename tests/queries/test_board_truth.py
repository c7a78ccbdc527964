"""The board's answers against the plain truth: every visible case whose normalised text contains what was asked for."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from sqlalchemy import delete, update

from portal.adapters.calendar import StateCouncilCalendar
from portal.domain.deadlines import day_of
from portal.domain.vocabulary import Finding, ProblemType, Rectification
from portal.jobs import IndexKeeper
from portal.queries import board_words
from portal.queries.board import Answer, Board
from portal.queries.board_query import PAGE, BoardQuery, Order
from portal.queries.published import indexed
from portal.search import CaseIndex, IndexUnavailable, parse
from portal.search.whoosh_index import WhooshIndex
from portal.services.context import Context
from portal.store import Board as BoardRow
from portal.store import Case, Database, Report, Unit
from portal.store.facts import rectification
from tests.province import Cast
from tests.queries.shelf import FIRST, Shelf
from tests.search.standing import held

TODAY = date(2018, 7, 1)
PIECES = [
    "错别字",
    "首页",
    "打不开",
    "公吿",
    "ＡＢＣ",
    "abc",
    "Straße",
    "12345",
    "网 站",
    "办事指南",
    "，",
    "%_",
    "-",
    "|",
    '"',
    "𠮷",
    "é",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
PLACES = [("630102", "chengdong-gov"), ("630100", "xining-edu"), ("630200", "haidong-gov"), (None, "fgw-web")]
BELOW = {
    "630000": {"630100", "630102", "630200"}, "630100": {"630100", "630102"}, "630102": {"630102"},
    "630200": {"630200"}, "630103": set(), "999999": set(),
}  # fmt: skip
UNITS_BELOW = {
    "province": {"chengdong-gov", "xining-edu", "haidong-gov", "fgw-web"}, "xining": {"chengdong-gov", "xining-edu"},
    "chengdong": {"chengdong-gov"}, "chengdong-gov": {"chengdong-gov"}, "fgw": {"fgw-web"}, "nobody": set(),
}  # fmt: skip


def cases() -> st.SearchStrategy[dict[str, Any]]:
    """The fields of a case that the board finds, filters, counts and sorts by."""
    days = st.none() | st.integers(-20, 40).map(lambda days: TODAY + timedelta(days))
    return st.fixed_dictionaries({
        "title": TEXTS, "description": TEXTS, "reply": TEXTS, "site_name": TEXTS,
        "problem_type": st.sampled_from(ProblemType), "finding": st.sampled_from(Finding),
        "site_code": st.sampled_from([None, "6301029001", "6302000001"]),
        "corrected_on": days, "correct_by": days, "place": st.sampled_from(PLACES),
        "published_at": st.integers(0, 40).map(lambda days: FIRST + timedelta(days, hours=9)),
    })  # fmt: skip


def row(fields: dict[str, Any], cast: Cast) -> dict[str, Any]:
    """The same as columns of the table."""
    region, unit = fields["place"]
    rest = {name: value for name, value in fields.items() if name != "place"}
    return rest | {"region_code": region, "unit_id": cast.unit(unit), "unit_name": unit}


ASKED = [*PIECES, "首", "字", "别字首", "页打", "2018-000002", "-首页", "bc", "没有这个", "网"]
QUERIES = st.builds(
    BoardQuery,
    q=st.lists(st.sampled_from(ASKED), max_size=3).map(" ".join),
    problem_type=st.none() | st.sampled_from(ProblemType),
    region=st.none() | st.sampled_from(sorted(BELOW)),
    unit=st.none() | st.sampled_from(sorted(UNITS_BELOW)),
    site_code=st.none() | st.sampled_from(["6301029001", "0000000000"]),
    finding=st.none() | st.sampled_from(Finding),
    rectification=st.none() | st.sampled_from(Rectification),
    from_day=st.none() | st.just(date(2018, 6, 15)),
    to_day=st.none() | st.just(date(2018, 7, 1)),
    sort=st.sampled_from(Order),
)  # fmt: skip


def state_of(case: Case) -> Rectification | None:
    return rectification(case.finding, case.corrected_on, case.correct_by, TODAY)


class Truth:
    """What the board must answer, worked out case by case."""

    def __init__(self, shelf: Shelf, query: BoardQuery) -> None:
        self.query = query
        self.units = {number: code for code, number in shelf.cast.units.items()}
        text = parse(query.q)
        self.cases = [case for case in shelf.visible() if text.matches(indexed(case).record()) and self._dated(case)]

    def ids(self) -> list[int]:
        return [case.report_id for case in self.cases if self._passes(case)]

    def counts(self, name: str) -> dict[Any, int]:
        found: Counter[Any] = Counter()
        for case in self.cases:
            if self._passes(case, besides=name):
                found.update(self._values(case)[name])
        return dict(found)

    def _values(self, case: Case) -> dict[str, set[Any]]:
        """For each filter the values under which the case is found."""
        unit = self.units[case.unit_id]
        values: dict[str, set[Any]] = {
            "problem_type": {case.problem_type},
            "finding": {case.finding},
            "site_code": {case.site_code} - {None},
            "rectification": {state_of(case)} - {None},
            "region": {code for code, inner in BELOW.items() if case.region_code in inner},
            "unit": {code for code, inner in UNITS_BELOW.items() if unit in inner} | {unit},
        }
        values["unit"] |= {"haidong"} if unit == "haidong-gov" else set()
        return values

    def _passes(self, case: Case, besides: str = "") -> bool:
        wanted = {name: getattr(self.query, name) for name in self._values(case) if name != besides}
        return all(value is None or value in self._values(case)[name] for name, value in wanted.items())

    def _dated(self, case: Case) -> bool:
        day = day_of(case.published_at)
        return (self.query.from_day or day) <= day <= (self.query.to_day or day)


def check(answer: Answer, shelf: Shelf) -> None:
    """The answer is exactly the truth: which cases, in which order, how many of what."""
    truth = Truth(shelf, answer.query)
    wanted = truth.ids()
    assert answer.searched
    assert answer.total == len(wanted)
    found = answer.found.tolist()
    if answer.query.sort is Order.NEWEST:
        assert found == wanted
    elif answer.query.sort is Order.OLDEST:
        assert found == wanted[::-1]
    else:
        assert sorted(found) == sorted(wanted)
    for name, counts in answer.facets.items():
        assert counts == truth.counts(name), name


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_every_answer_is_exact_whatever_happens_to_board_and_index(
    database: Database, cast: Cast, tmp_path: Path, data: DataObject
) -> None:
    world = World(database, cast, tmp_path / f"index-{data.draw(st.uuids())}")
    for _ in range(data.draw(st.integers(1, 6))):
        world.put(data.draw(cases()))
    for _ in range(data.draw(st.integers(1, 8))):
        world.happen(data)
        check(world.board.answer(data.draw(QUERIES), TODAY), world.shelf)


class World:
    """A board, its index, and everything that can happen to them."""

    def __init__(self, database: Database, cast: Cast, folder: Path) -> None:
        _clear(database)
        self.cast = cast
        self.shelf = Shelf(database, cast)
        self.folder = folder
        self.copy = folder.with_suffix(".copy")
        self.index = WhooshIndex(folder, database.identity())
        self.keeper = IndexKeeper(Context(database, StateCouncilCalendar(), b"secret"), self.index)
        self.board = Board(database, self.index)

    def put(self, fields: dict[str, Any]) -> None:
        self.shelf.put(**row(fields, self.cast))

    def happen(self, data: DataObject) -> None:
        """One thing that people, the worker or the disk do."""
        case_id = data.draw(st.sampled_from(self.shelf.ids))
        match data.draw(st.sampled_from(
            ["put", "amend", "withdraw", "show", "index", "index", "tidy", "rebuild", "copy", "old", "lost", "restart"]
        )):  # fmt: skip
            case "put":
                self.put(data.draw(cases()))
            case "amend":
                self.shelf.change(case_id, title=data.draw(TEXTS), description=data.draw(TEXTS))
            case "withdraw":
                self.shelf.withdraw(case_id)
            case "show":
                self.shelf.show_again(case_id)
            case "index":
                self.keeper.update([{"report_id": case_id}])
            case "tidy" if self.folder.exists():
                self.index.tidy()
            case "rebuild":
                self.keeper.rebuild()
            case "copy" if self.folder.exists():
                shutil.rmtree(self.copy, ignore_errors=True)
                shutil.copytree(self.folder, self.copy)
            case "old" if self.copy.exists():
                shutil.rmtree(self.folder, ignore_errors=True)
                shutil.copytree(self.copy, self.folder)
            case "lost":
                shutil.rmtree(self.folder, ignore_errors=True)
            case "restart":
                self.board = Board(self.shelf.database, self.index)


def _clear(database: Database) -> None:
    with database.writing() as session:
        session.execute(delete(Case))
        session.execute(delete(Report))


def test_a_withdrawn_case_does_not_come_back_with_an_old_index(
    database: Database, shelf: Shelf, tmp_path: Path, index: CaseIndex
) -> None:
    keeper = IndexKeeper(Context(database, StateCouncilCalendar(), b"secret"), index)
    kept, private = shelf.put(title="甲地首页错误"), shelf.put(title="乙地泄露隐私")
    keeper.rebuild()
    shutil.copytree(tmp_path / "index", tmp_path / "old")
    shelf.withdraw(private)
    shelf.change(kept, title="甲地已经更名")
    keeper.reconcile()
    shutil.rmtree(tmp_path / "index")
    shutil.copytree(tmp_path / "old", tmp_path / "index")
    assert held(index) == {kept, private}, "the old index is in place"
    board = Board(database, index)
    for word, ids in [("乙地", []), ("泄露隐私", []), ("甲地首页", []), ("更名", [kept])]:
        answer = board.answer(BoardQuery(q=word), TODAY)
        assert (answer.found.tolist(), answer.total) == (ids, len(ids))
        assert sum(answer.facets["region"].values()) in (0, 3 * len(ids))
    assert board.answer(BoardQuery(), TODAY).found.tolist() == [kept]


def test_a_case_is_found_the_moment_it_is_published_before_any_index_has_it(
    database: Database, shelf: Shelf, index: CaseIndex
) -> None:
    index.rebuild([])
    board = Board(database, index)
    assert board.answer(BoardQuery(q="错别字"), TODAY).total == 0
    shelf.put()
    assert board.answer(BoardQuery(q="错别字"), TODAY).total == 1


def test_a_board_too_large_to_do_without_an_index_says_so(
    database: Database, shelf: Shelf, index: CaseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_words, "UNINDEXED_LIMIT", 1)
    for _ in range(2):
        shelf.put()
    answer = Board(database, index).answer(BoardQuery(q="没有的词"), TODAY)
    assert (answer.searched, answer.total) == (False, 2)


def test_pages_hold_every_case_once(database: Database, shelf: Shelf, index: CaseIndex) -> None:
    for _ in range(PAGE + 3):
        shelf.put()
    board = Board(database, index)
    pages = [board.answer(BoardQuery(page=page), TODAY) for page in (1, 2, 3)]
    assert [len(answer.ids) for answer in pages] == [PAGE, 3, 3]
    assert [answer.page for answer in pages] == [1, 2, 2]
    assert pages[0].ids + pages[1].ids == sorted(shelf.ids, reverse=True)


def test_what_the_title_says_weighs_more_than_what_the_reply_says(
    database: Database, shelf: Shelf, index: CaseIndex
) -> None:
    in_title = shelf.put(title="医保电话空号", reply="已改正")
    often = shelf.put(title="首页有误", reply="医保医保医保，" + "已经改正。" * 60)
    in_reply = shelf.put(title="首页有误", reply="医保，" + "已经改正。" * 60)
    answer = Board(database, index).answer(BoardQuery(q="医保", sort=Order.RELEVANCE), TODAY)
    assert answer.found.tolist() == [in_title, often, in_reply]


def test_a_database_put_back_to_an_earlier_state_is_read_anew(
    database: Database, shelf: Shelf, index: CaseIndex
) -> None:
    kept, later = shelf.put(), shelf.put()
    board = Board(database, index)
    assert board.answer(BoardQuery(), TODAY).total == 2
    with database.writing() as session:
        session.execute(delete(Case).where(Case.report_id == later))
        session.execute(update(BoardRow).values(revision=1, changed_at=FIRST))
    assert board.answer(BoardQuery(), TODAY).found.tolist() == [kept]


def test_units_of_a_merged_office_are_counted_with_its_successor(
    database: Database, shelf: Shelf, cast: Cast, index: CaseIndex
) -> None:
    shelf.put()
    with database.writing() as session:
        session.get_one(Unit, cast.unit("chengdong")).merged_into_id = cast.unit("haidong")
    counts = Board(database, index).answer(BoardQuery(), TODAY).facets["unit"]
    assert counts == {"province": 1, "haidong": 1, "chengdong-gov": 1}


def test_a_view_that_was_let_go_is_followed_by_the_new_one(
    database: Database, shelf: Shelf, index: CaseIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to build a third index because the first one is gone."""
    shelf.put()
    keeper = IndexKeeper(Context(database, StateCouncilCalendar(), b"secret"), index)
    keeper.rebuild()
    board = Board(database, index)
    board.answer(BoardQuery(), TODAY)
    old = index.view()

    def gone(clauses: object) -> None:
        raise IndexUnavailable("its table was dropped")

    monkeypatch.setattr(old, "find", gone)
    keeper.rebuild()
    monkeypatch.setattr(board_words, "UNINDEXED_LIMIT", 0)
    answer = board.answer(BoardQuery(q="错别字"), TODAY)
    assert (answer.searched, answer.total) == (True, 1)
    assert not board.distrusts_index
