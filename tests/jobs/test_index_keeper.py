"""The index follows the database: in a turn after every change, and whatever happened to its files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.domain.vocabulary import Action
from portal.jobs import Worker
from portal.queries import published
from portal.search import CaseIndex, IndexBusy, IndexedCase, IndexState, IndexView, open_index
from portal.services import measuring
from portal.store import OutboxItem
from tests.conftest import FrozenClock
from tests.handling import Desk
from tests.search.standing import found, held


def on_board(desk: Desk) -> set[int]:
    """The ids of the cases that the database shows."""
    with desk.context.database.reading() as session:
        return set(published.visible_revisions(session))


def damage(folder: Path) -> None:
    """Overwrite every file of the index."""
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"\0" * 64)


def work_off(worker: Worker) -> None:
    """Turns until nothing is left to do."""
    while worker.turn():
        pass


def test_a_published_case_is_indexed_and_a_withdrawn_one_removed(worker: Worker, desk: Desk) -> None:
    work_off(worker)
    number = desk.finished()
    index = worker.keeper.index
    assert held(index) == set()
    assert worker.turn()
    assert held(index) == {desk.report(number).id}
    assert found(index, "错别")
    desk.act("province", number, Action.WITHDRAW)
    assert worker.turn()
    assert held(index) == set()


def test_an_amended_case_is_found_by_its_new_words(worker: Worker, desk: Desk) -> None:
    number = desk.finished()
    work_off(worker)
    desk.act("province", number, Action.AMEND, public_title="首页标题已更名")
    assert worker.turn()
    assert found(worker.keeper.index, "更名") == {desk.report(number).id}


def test_the_same_work_done_twice_changes_nothing(worker: Worker, desk: Desk) -> None:
    report = desk.report(desk.finished()).id
    work_off(worker)
    worker.keeper.update([{"report_id": report}, {"report_id": report}, {"report_id": 999_999}])
    assert held(worker.keeper.index) == {report}


def foreign(folder: Path) -> None:
    """Put another database's index in this one's place."""
    shutil.rmtree(folder)
    open_index(f"whoosh://{folder}", "another database", "").rebuild([IndexedCase(1, 1, ("别处的案例",))])


@pytest.mark.parametrize(
    ("harm", "state"),
    [
        (shutil.rmtree, IndexState.MISSING),
        (damage, IndexState.BROKEN),
        (foreign, IndexState.FOREIGN),
    ],
    ids=["missing", "broken", "foreign"],
)
def test_an_index_that_cannot_answer_is_built_anew(
    worker: Worker, desk: Desk, tmp_path: Path, harm: Callable[[Path], None], state: IndexState
) -> None:
    desk.finished()
    work_off(worker)
    harm(tmp_path / "index")
    index = worker.keeper.index
    assert index.state() is state
    work_off(worker)
    assert index.state() is IndexState.READY
    assert held(index) == on_board(desk) != set()


def test_reconciling_repairs_both_directions(worker: Worker, desk: Desk) -> None:
    numbers = [desk.finished() for _ in range(3)]
    work_off(worker)
    index = worker.keeper.index
    index.apply([IndexedCase(777, 1, ("没有这样的案例",))], [desk.report(numbers[0]).id])
    assert worker.keeper.reconcile() == (1, 1)
    assert held(index) == on_board(desk)
    assert found(index, "错别") == on_board(desk)
    assert worker.keeper.reconcile() == (0, 0)


def test_a_case_held_in_an_old_revision_is_repaired(worker: Worker, desk: Desk) -> None:
    number = desk.finished()
    work_off(worker)
    index = worker.keeper.index
    case_id = desk.report(number).id
    index.apply([IndexedCase(case_id, 0, ("这是从前的文字",))], [])
    assert worker.keeper.reconcile() == (1, 0)
    assert found(index, "从前") == set()
    assert found(index, "错别") == {case_id}


def test_drift_is_found_without_being_asked(worker: Worker, desk: Desk, clock: FrozenClock) -> None:
    desk.finished()
    work_off(worker)
    worker.keeper.index.apply([], on_board(desk))
    clock.advance(minutes=11)
    worker.turn()
    assert held(worker.keeper.index) == on_board(desk)


class BusyIndex:
    """An index whose writer's place is taken, as long as ``busy``."""

    def __init__(self, index: CaseIndex) -> None:
        self.index = index
        self.busy = True

    def apply(self, changed: list[IndexedCase], removed: list[int]) -> None:
        if self.busy:
            raise IndexBusy("somebody else writes")
        self.index.apply(changed, removed)

    def tidy(self) -> bool:
        return self.index.tidy()

    def view(self) -> IndexView:
        return self.index.view()

    def state(self) -> IndexState:
        return self.index.state()


def test_work_that_fails_is_tried_again_later(worker: Worker, desk: Desk, clock: FrozenClock) -> None:
    work_off(worker)
    index = worker.keeper.index
    busy = BusyIndex(index)
    worker.keeper.index = busy  # type: ignore[assignment]
    desk.finished()
    while measuring.turn(desk.context):
        pass  # The figures are no work of the index.
    assert not worker.turn(), "failed work does not count as done"
    with desk.context.database.reading() as session:
        waiting = session.scalars(select(OutboxItem).where(OutboxItem.done_at.is_(None))).one()
        assert "IndexBusy" in (waiting.error or "")
    busy.busy = False
    assert not worker.turn(), "it is left alone for a while"
    clock.advance(minutes=5)
    assert worker.turn()
    assert held(index) == on_board(desk)
