"""Several processes at one index: forked readers, and writers killed at the worst moments."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.search import CaseIndex, IndexedCase, whoosh_view
from portal.search.whoosh_index import WhooshIndex
from tests.search.places import Place, WhooshPlace
from tests.search.standing import found, held, held_revisions

CASES = [IndexedCase(n, 1, (f"第{n}处错别字",)) for n in range(1, 151)]
EVERYTHING = {case.case_id for case in CASES}


@pytest.fixture
def index(place: Place) -> CaseIndex:
    index = place.open()
    index.rebuild(CASES)
    return index


def in_child(work: Callable[[], object]) -> int:
    """Start the work in a forked process and return its number."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return child


def exit_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def die(*_arguments: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


CHANGES: dict[str, Callable[[CaseIndex], object]] = {
    "rebuild": lambda index: index.rebuild(CASES[:9]),
    "apply": lambda index: index.apply([IndexedCase(1, 2, ("新",))], [2]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_killed_writer_does_not_block_the_next_one(
    index: CaseIndex, place: Place, monkeypatch: pytest.MonkeyPatch, change: Callable[[CaseIndex], object]
) -> None:
    with monkeypatch.context() as deadly:
        deadly.setattr(IndexedCase, "record", die)
        assert exit_of(in_child(lambda: change(index))) == -signal.SIGKILL
    assert held(index) == EVERYTHING
    index.apply([IndexedCase(1, 3, ("新",))], [2])
    assert found(index, "新") == {1}
    assert found(index, "错别字") == EVERYTHING - {1, 2}
    assert index.rebuild(CASES) == len(CASES)
    assert held(place.open()) == EVERYTHING


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("step", range(10))
def test_a_writer_killed_at_any_file_leaves_all_or_nothing_of_its_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[CaseIndex], object], step: int
) -> None:
    index = WhooshPlace(tmp_path / "index").open()
    index.rebuild(CASES)
    before = held_revisions(index)
    really_sync, steps = os.fsync, iter(range(step))

    def sync_or_die(descriptor: int) -> None:
        if next(steps, None) is None:
            die()
        really_sync(descriptor)

    with monkeypatch.context() as deadly:
        deadly.setattr(os, "fsync", sync_or_die)
        assert exit_of(in_child(lambda: change(index))) in (0, -signal.SIGKILL)
    left = held_revisions(index)
    change(index)
    assert left in (before, held_revisions(index))
    assert len([*(tmp_path / "index").glob("g-*")]) == 1 or change is CHANGES["apply"]


def test_a_reader_whose_generation_is_swapped_away_while_it_opens_takes_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, swaps = tmp_path / "index", [CASES[:1], CASES[:2]]
    writer = WhooshIndex(folder, "here")
    writer.rebuild(CASES)
    really_check = whoosh_view.check_identity

    def swap_and_check(generation: Path, database_id: str) -> None:
        if swaps:
            writer.rebuild(swaps.pop())
        really_check(generation, database_id)

    monkeypatch.setattr(whoosh_view, "check_identity", swap_and_check)
    assert held(WhooshIndex(folder, "here")) == {1}
    assert swaps == []


def test_parent_and_child_do_not_disturb_each_other_after_a_fork(index: CaseIndex) -> None:
    def search() -> None:
        for _ in range(100):
            assert found(index, "错别字") == found(index, "第") == held(index) == EVERYTHING

    search()
    child = in_child(search)
    search()
    assert exit_of(child) == 0


def test_a_child_can_write_and_its_parent_sees_it(index: CaseIndex) -> None:
    assert held(index) == EVERYTHING
    assert exit_of(in_child(lambda: index.apply([IndexedCase(500, 1, ("新",))], [1]))) == 0
    assert found(index, "新") == {500}
    assert held(index) == (EVERYTHING - {1}) | {500}


@pytest.fixture
def alarm() -> Iterator[Callable[[int], None]]:
    """Kills a process that is still there after a while, so that a test that would wait for ever fails."""

    def kill_late(child: int) -> None:
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(20)

    yield kill_late
    signal.alarm(0)


def test_a_child_forked_during_a_search_does_not_wait_for_it(index: Any, alarm: Callable[[int], None]) -> None:
    assert held(index) == EVERYTHING
    with index._lock:
        child = in_child(lambda: held(index))
        alarm(child)
        assert exit_of(child) == 0
