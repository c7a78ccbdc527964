"""The worker deletes what is overdue: first of all when it starts, then once an hour, in pieces."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal import deletions
from portal.deletions import Deleter
from portal.jobs import Worker
from portal.store import Contact
from tests.conftest import FrozenClock
from tests.handling import Desk


def contacts(worker: Worker) -> int:
    """How many ways to reach somebody are known."""
    with worker.context.database.reading() as session:
        return session.query(Contact).count()


def test_a_worker_that_starts_deletes_before_anything_else(
    worker: Worker, desk: Desk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.finished()
    clock.advance(days=181)
    seen: list[int] = []

    def turn() -> bool:
        seen.append(contacts(worker))
        worker.stopping.set()
        return False

    monkeypatch.setattr(worker, "turn", turn)
    worker.run()
    assert seen == [0]


def test_the_worker_looks_once_an_hour(worker: Worker, desk: Desk, clock: FrozenClock) -> None:
    number = desk.finished()
    clock.now = desk.report(number).finished_at + timedelta(days=180, minutes=-30)
    while worker.turn():
        pass
    clock.advance(minutes=45)
    while worker.turn():
        pass
    assert contacts(worker) == 1, "overdue, but the hour is not over"
    clock.advance(minutes=15)
    while worker.turn():
        pass
    assert contacts(worker) == 0


def test_one_turn_deletes_one_batch_and_says_that_there_is_more(
    worker: Worker, desk: Desk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    small: Any = deletions.deletions
    monkeypatch.setattr(deletions, "deletions", lambda *parts: small(*parts, batch=2))
    for _ in range(3):
        desk.finished()
    clock.advance(days=181)
    deleter = Deleter(worker.context, worker.settings.retention, worker.deleter.pictures)
    assert deleter.turn()
    assert contacts(worker) == 1
    while deleter.turn():
        pass
    assert contacts(worker) == 0


def test_a_failure_keeps_the_worker_from_nothing_else_and_is_made_up_for(
    worker: Worker, desk: Desk, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.finished()
    clock.advance(days=181)

    def broken(*_: object) -> Any:
        yield from ()
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(deletions, "deletions", broken)
        deleter = Deleter(worker.context, worker.settings.retention, worker.deleter.pictures)
        assert not deleter.turn()
    assert not deleter.turn(), "not at once again"
    clock.advance(minutes=5)
    while deleter.turn():
        pass
    assert contacts(worker) == 0
