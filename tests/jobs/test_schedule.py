"""定时分办 (§三(二)): at the set times of working days, once for each, and made up for when nobody was there."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from portal import jobs
from portal.domain.vocabulary import State
from portal.jobs import Worker
from portal.services.dispatch import dispatch_waiting
from portal.store import ScheduleRun
from portal.web.workings import Workings
from tests.conftest import FrozenClock
from tests.handling import Desk


def state_of(desk: Desk, number: str) -> State:
    """Where the report is."""
    return desk.report(number).state


def runs(desk: Desk) -> int:
    """How often the schedule has run."""
    with desk.context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(ScheduleRun)) or 0


def test_what_comes_in_waits_for_the_next_set_time(worker: Worker, desk: Desk, clock: FrozenClock) -> None:
    worker.turn()
    number = desk.submitted()
    clock.advance(minutes=1)
    worker.turn()
    assert state_of(desk, number) is State.RECEIVED
    clock.advance(hours=4)  # 14:01
    worker.turn()
    assert state_of(desk, number) is State.TRIAGE


def test_a_set_time_is_served_once(worker: Worker, desk: Desk, clock: FrozenClock) -> None:
    for _ in range(5):
        worker.turn()
        clock.advance(minutes=1)
    assert runs(desk) == 1
    clock.advance(hours=4)
    worker.turn()
    worker.turn()
    assert runs(desk) == 2


def test_several_workers_serve_a_set_time_once(workings: Workings, worker: Worker, desk: Desk) -> None:
    number = desk.submitted()
    assert worker.dispatch_if_due()
    assert not Worker(workings).dispatch_if_due()
    assert state_of(desk, number) is State.TRIAGE
    assert runs(desk) == 1


def test_two_workers_at_the_same_moment_do_no_harm(
    workings: Workings, worker: Worker, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one begins while the first is at work, and both come to the end."""
    number = desk.submitted()
    other = Worker(workings)

    def meanwhile(context: Any) -> Any:
        monkeypatch.setattr(jobs, "dispatch_waiting", dispatch_waiting)
        other.dispatch_if_due()
        return dispatch_waiting(context)

    monkeypatch.setattr(jobs, "dispatch_waiting", meanwhile)
    worker.dispatch_if_due()
    assert runs(desk) == 1
    assert state_of(desk, number) is State.TRIAGE
    assert desk.report(number).version == 2, "it was dispatched twice"


def test_a_set_time_that_was_missed_is_made_up_for(worker: Worker, desk: Desk, clock: FrozenClock) -> None:
    worker.turn()
    number = desk.submitted()
    clock.advance(days=1, hours=2)  # nobody was there at 14:00 and at 9:00 of the next day
    worker.turn()
    assert state_of(desk, number) is State.TRIAGE
    assert runs(desk) == 2, "of several missed times only the last one is due"


def test_nothing_is_dispatched_on_free_days(worker: Worker, desk: Desk, clock: FrozenClock) -> None:
    clock.advance(days=4, hours=5)  # Friday, 15:00
    worker.turn()
    number = desk.submitted()
    for _ in range(4):
        clock.advance(hours=12)
        worker.turn()
    assert clock.now.weekday() == 6
    assert state_of(desk, number) is State.RECEIVED
    clock.advance(hours=18)  # Monday, 9:00
    worker.turn()
    assert state_of(desk, number) is State.TRIAGE


def test_a_run_that_was_cut_short_is_finished_by_the_next_worker(
    workings: Workings, worker: Worker, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(context: object) -> None:
        raise KeyboardInterrupt

    number = desk.submitted()
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "dispatch_waiting", killed)
        with pytest.raises(KeyboardInterrupt):
            worker.turn()
    assert runs(desk) == 0
    Worker(workings).turn()
    assert state_of(desk, number) is State.TRIAGE


def test_a_turn_that_fails_does_not_end_the_worker(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[Callable[[], bool]] = []

    def turn() -> bool:
        turns.append(turn)
        if len(turns) == 3:
            worker.stopping.set()
        raise OSError("the database is away")

    monkeypatch.setattr(worker, "turn", turn)
    monkeypatch.setattr(jobs, "IDLE_SECONDS", 0)
    with capture_logs() as logged:
        worker.run()
    assert len(turns) == 3
    assert [entry["event"] for entry in logged].count("worker turn failed") == 3


def test_a_worker_without_its_supervisor_stops(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    parents = iter([4711, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    worker.run()
    assert next(parents, None) is None
