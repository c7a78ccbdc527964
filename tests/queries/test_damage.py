"""Whatever happens to the files of the index, the board answers correctly, and the worker puts the index in order."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from portal.adapters.calendar import StateCouncilCalendar
from portal.jobs import IndexKeeper
from portal.queries import published
from portal.queries.board import Board
from portal.queries.board_query import BoardQuery
from portal.search import Hits, IndexState, IndexView, SearchTooLong
from portal.search.whoosh_index import WhooshIndex
from portal.services.context import Context
from portal.store import Database
from tests.queries.shelf import Shelf
from tests.search.standing import held_revisions

TODAY = date(2018, 7, 1)
WORDS = ("错别字", "首页", "医", "电话空号", "没有的词", "医保 | 社保", "-医保")
Harm = Callable[[Path, random.Random], None]


def cut_somewhere(folder: Path, dice: random.Random) -> None:
    """Truncate one file at a random place."""
    file = dice.choice(files(folder))
    with file.open("r+b") as opened:
        opened.truncate(dice.randrange(file.stat().st_size) if file.stat().st_size else 0)


def remove_one(folder: Path, dice: random.Random) -> None:
    """Delete one file."""
    dice.choice(files(folder)).unlink()


def remove_all(folder: Path, dice: random.Random) -> None:
    """Delete the folder."""
    shutil.rmtree(folder)


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "writer.lock")


@pytest.fixture
def stocked(shelf: Shelf) -> Shelf:
    """Cases of which each word of WORDS finds some."""
    for place in range(12):
        about = ("医保电话空号", "社保页面打不开", "首页有错别字")[place % 3]
        shelf.put(title=f"第{place}处：{about}", description=about * 3)
    return shelf


@pytest.fixture
def keeper(database: Database, tmp_path: Path) -> IndexKeeper:
    """The worker's hand on an index."""
    index = WhooshIndex(tmp_path / "index", database.identity())
    return IndexKeeper(Context(database, StateCouncilCalendar(), b"secret"), index)


def check(board: Board, shelf: Shelf) -> None:
    """Every answer is the truth."""
    for word in WORDS:
        query = BoardQuery(q=word)
        wanted = [case.report_id for case in shelf.visible() if query.text.matches(published.indexed(case).record())]
        answer = board.answer(query, TODAY)
        assert answer.searched
        assert answer.found.tolist() == wanted, word


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("harm", [cut_somewhere, remove_one, remove_all])
def test_the_board_answers_correctly_and_the_index_heals(
    database: Database, stocked: Shelf, keeper: IndexKeeper, tmp_path: Path, harm: Harm, seed: int
) -> None:
    dice = random.Random(seed)
    keeper.rebuild()
    keeper.index.apply([], [stocked.ids[0]])
    keeper.reconcile()
    running = Board(database, keeper.index)
    if seed % 2:
        check(running, stocked)
    harm(tmp_path / "index", dice)
    restarted = WhooshIndex(tmp_path / "index", database.identity())
    check(running, stocked)
    check(Board(database, restarted), stocked)
    stocked.change(stocked.ids[1], title="医保栏目已经更名")
    check(running, stocked)
    # The worker as it starts: it looks at the state of the index first.
    worker = IndexKeeper(keeper.context, restarted)
    worker.reconcile()
    assert restarted.state() is IndexState.READY
    with database.reading() as session:
        assert held_revisions(restarted) == set(published.visible_revisions(session).items())
    check(running, stocked)
    check(Board(database, WhooshIndex(tmp_path / "index", database.identity())), stocked)


@pytest.mark.parametrize("kind", [".trm", ".docs", ".texts", ".pst", ".toc"])
def test_files_cut_under_an_open_index_are_no_crash(
    database: Database, stocked: Shelf, keeper: IndexKeeper, tmp_path: Path, kind: str
) -> None:
    keeper.rebuild()
    board = Board(database, keeper.index)
    board.answer(BoardQuery(), TODAY)
    for file in files(tmp_path / "index"):
        if file.suffix == kind:
            file.write_bytes(b"")
    check(board, stocked)


def test_a_folder_that_cannot_be_written_is_read_all_the_same(
    database: Database, stocked: Shelf, keeper: IndexKeeper, tmp_path: Path
) -> None:
    keeper.rebuild()
    folder = tmp_path / "index"
    for each in [*folder.rglob("*"), folder]:
        each.chmod(0o555 if each.is_dir() else 0o444)
    try:
        board = Board(database, WhooshIndex(folder, database.identity()))
        check(board, stocked)
        stocked.change(stocked.ids[0], title="医保电话已更正")
        check(board, stocked)
    finally:
        for each in [folder, *folder.rglob("*")]:
            each.chmod(0o755)


class SlowView:
    """A view that gives up every search."""

    def __init__(self, view: IndexView) -> None:
        self.view = view
        self.version = view.version

    def held(self) -> Hits:
        return self.view.held()

    def find(self, clauses: object) -> Hits:
        raise SearchTooLong("too long")


def test_a_search_that_was_given_up_does_not_make_the_index_distrusted(
    database: Database, stocked: Shelf, keeper: IndexKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.rebuild()
    board = Board(database, keeper.index)
    sound = keeper.index.view()
    slow = SlowView(sound)
    monkeypatch.setattr(keeper.index, "view", lambda: slow)
    answer = board.answer(BoardQuery(q="医保"), TODAY)
    assert (answer.searched, answer.total) == (False, len(stocked.ids))
    assert not board.distrusts_index
    monkeypatch.setattr(keeper.index, "view", lambda: sound)
    stocked.change(stocked.ids[0], reply="已经改正")
    check(board, stocked)


def test_damage_under_an_open_index_is_known_until_there_is_another(
    database: Database, stocked: Shelf, keeper: IndexKeeper, tmp_path: Path
) -> None:
    keeper.rebuild()
    board = Board(database, keeper.index)
    board.answer(BoardQuery(), TODAY)
    for file in files(tmp_path / "index"):
        if file.suffix == ".texts":
            file.write_bytes(b"")
    check(board, stocked)
    assert board.distrusts_index
    keeper.renew([{}])
    check(board, stocked)
    assert not board.distrusts_index
