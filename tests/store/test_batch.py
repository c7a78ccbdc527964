"""Writers at the same moment share a transaction: each gets its own result, and nobody's mistake costs the others."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.store import Database, Fact
from portal.store.batch import Interrupted

PATIENCE_SECONDS = 60


class Desk:
    """Work whose first transaction waits until somebody opens the door; it notes how many items each one had."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun = threading.Event()
        self.door = threading.Event()

    def work(self, session: Session, names: Sequence[str]) -> list[str | ValueError]:
        self.sizes.append(len(names))
        self.begun.set()
        assert self.door.wait(PATIENCE_SECONDS)
        if "stop" in names:
            raise SystemExit
        session.add_all(Fact(name=name, value="written") for name in names if name != "refused")
        session.flush()
        return [ValueError(name) if name == "refused" else f"done {name}" for name in names]


def names_in(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Fact.name).where(Fact.value == "written")))


def all_behind(database: Database, desk: Desk, names: Sequence[str]) -> list[str | BaseException]:
    """Bring one item, and while it is being written all of ``names``; what came of those."""
    batch = database.batch(desk.work)
    with ThreadPoolExecutor(len(names) + 1) as pool:
        first = pool.submit(batch.add, "first")
        assert desk.begun.wait(PATIENCE_SECONDS)
        others = [pool.submit(batch.add, name) for name in names]
        while len(batch._queue) < len(names):
            threading.Event().wait(0.001)
        desk.door.set()
        first.exception(PATIENCE_SECONDS)
        return [each.exception(PATIENCE_SECONDS) or each.result() for each in others]


def test_whoever_waits_is_written_with_the_others_and_gets_their_own_result(database: Database) -> None:
    desk, names = Desk(), [f"name {each}" for each in range(8)]
    assert all_behind(database, desk, names) == [f"done {name}" for name in names]
    assert desk.sizes == [1, 8]
    assert names_in(database) == {"first", *names}


def test_nobody_whose_item_is_written_waits_for_the_next_batch(database: Database) -> None:
    def wait_for_queue(length: int) -> None:
        while len(batch._queue) < length:
            threading.Event().wait(0.001)

    def work(session: Session, names: Sequence[str]) -> Sequence[str]:
        begun.set()
        if "late" in names:
            assert all(each.result(PATIENCE_SECONDS) for each in early), "they wait for the late one"
        else:
            assert (doors["first"] if "first" in names else doors["early"]).wait(PATIENCE_SECONDS)
        return names

    begun, doors = threading.Event(), {"first": threading.Event(), "early": threading.Event()}
    batch = database.batch(work)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(batch.add, "first")
        assert begun.wait(PATIENCE_SECONDS)
        early = [pool.submit(batch.add, f"early {each}") for each in range(3)]
        wait_for_queue(3)
        begun.clear()
        doors["first"].set()
        assert begun.wait(PATIENCE_SECONDS)
        late = pool.submit(batch.add, "late")
        wait_for_queue(1)
        doors["early"].set()
        assert (first.result(PATIENCE_SECONDS), late.result(PATIENCE_SECONDS)) == ("first", "late")


def test_whoever_arrives_while_another_process_writes_is_written_along(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, names = Desk(), [f"name {each}" for each in range(4)]
    desk.door.set()
    batch = database.batch(desk.work)
    writing, free = database.writing, threading.Event()

    @contextmanager
    def after_the_other_process() -> Iterator[Session]:
        assert free.wait(PATIENCE_SECONDS)
        with writing() as session:
            yield session

    monkeypatch.setattr(database, "writing", after_the_other_process)
    with ThreadPoolExecutor(len(names)) as pool:
        brought = [pool.submit(batch.add, name) for name in names]
        while len(batch._queue) < len(names) - 1:
            threading.Event().wait(0.001)
        free.set()
        assert [each.result(PATIENCE_SECONDS) for each in brought] == [f"done {name}" for name in names]
    assert desk.sizes == [len(names)]


def test_a_refused_item_is_told_so_and_the_others_are_written(database: Database) -> None:
    came = all_behind(database, Desk(), ["one", "refused", "two"])
    assert (came[0], came[2]) == ("done one", "done two")
    assert isinstance(came[1], ValueError)
    assert names_in(database) == {"first", "one", "two"}


def test_an_item_that_breaks_the_transaction_is_written_apart_from_the_others(database: Database) -> None:
    desk = Desk()
    came = all_behind(database, desk, ["one", "first", "two"])
    assert (came[0], came[2]) == ("done one", "done two")
    assert isinstance(came[1], Exception), "the name was taken"
    assert desk.sizes == [1, 3, 1, 1, 1]
    assert names_in(database) == {"first", "one", "two"}


def test_a_process_that_is_told_to_stop_acknowledges_nothing_that_it_did_not_write(database: Database) -> None:
    came = all_behind(database, Desk(), ["one", "stop"])
    assert all(isinstance(each, SystemExit | Interrupted) for each in came)
    assert names_in(database) == {"first"}


def test_the_same_work_shares_one_queue_and_other_work_has_its_own(database: Database) -> None:
    one, other = Desk(), Desk()
    assert database.batch(one.work) is database.batch(one.work)
    assert database.batch(one.work) is not database.batch(other.work)


def test_an_error_of_a_single_item_reaches_whoever_brought_it(database: Database) -> None:
    def fails(session: Session, names: Sequence[str]) -> list[str | Exception]:
        raise LookupError(names[0])

    with pytest.raises(LookupError, match="alone"):
        database.batch(fails).add("alone")
