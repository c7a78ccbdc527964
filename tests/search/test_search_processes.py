"""Several processes at one Whoosh index: forked readers, killed writers, and writers that meet."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.search import IndexBusy, IndexedCase, whoosh_index, whoosh_view
from portal.search.whoosh_index import WhooshIndex

CASES = [IndexedCase(n, (f"第{n}处错别字",)) for n in range(1, 151)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> WhooshIndex:
    index = WhooshIndex(folder, "here")
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


@pytest.mark.parametrize("change", ["rebuild", "apply"])
def test_a_killed_writer_does_not_block_the_next_one(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def die(writer: object, case: IndexedCase) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as deadly:
        deadly.setattr(whoosh_index, "_add", die)
        work = (lambda: index.rebuild(CASES)) if change == "rebuild" else (lambda: index.apply([CASES[0]], [2]))
        assert exit_of(in_child(work)) == -signal.SIGKILL
    monkeypatch.setattr(whoosh_index, "CHANGE_PATIENCE_SECONDS", 0)
    assert len(index.ids()) == len(CASES)
    index.apply([IndexedCase(1, ("新",))], [2])
    assert index.nominate(["新"]) == {1}
    index.rebuild(CASES)
    assert len([*folder.glob("g-*")]) == 1


def test_a_reader_whose_generation_is_swapped_away_while_it_opens_takes_the_next_one(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, swaps = WhooshIndex(folder, "here"), [CASES[:1], CASES[:2]]
    really_check = whoosh_view.check_identity

    def swap_and_check(generation: Path, database_id: str) -> None:
        if swaps:
            writer.rebuild(swaps.pop())
        really_check(generation, database_id)

    monkeypatch.setattr(whoosh_view, "check_identity", swap_and_check)
    assert WhooshIndex(folder, "here").ids() == {1}
    assert swaps == []


def test_a_second_writer_is_told_that_the_first_is_at_work(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_index, "CHANGE_PATIENCE_SECONDS", 0)
    monkeypatch.setattr(whoosh_index, "REBUILD_PATIENCE_SECONDS", 0)
    other = WhooshIndex(folder, "here")

    def cases() -> Iterator[IndexedCase]:
        with pytest.raises(IndexBusy):
            other.apply([CASES[0]], [])
        with pytest.raises(IndexBusy):
            other.rebuild([])
        yield CASES[0]

    assert index.rebuild(cases()) == 1
    other.apply([CASES[1]], [])
    assert index.ids() == {1, 2}


def test_parent_and_child_do_not_disturb_each_other_after_a_fork(index: WhooshIndex) -> None:
    everything = {case.case_id for case in CASES}

    def search() -> None:
        for _ in range(150):
            assert index.nominate(["错别字"]) == index.nominate(["第"]) == everything

    search()
    child = in_child(search)
    search()
    assert exit_of(child) == 0


def test_a_child_forked_during_a_search_does_not_wait_for_it(index: WhooshIndex) -> None:
    with index._reading():
        child = in_child(lambda: index.nominate(["错别字"]))
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(20)
        try:
            assert exit_of(child) == 0
        finally:
            signal.alarm(0)
