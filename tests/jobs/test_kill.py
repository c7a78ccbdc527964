"""Killing the real worker at any moment loses nothing: the next one finishes what it began."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select

from portal.adapters.calendar import StateCouncilCalendar
from portal.config import CHECKOUT, Settings
from portal.domain.vocabulary import Action, State
from portal.queries import published
from portal.search import IndexState, open_index
from portal.services.context import Context
from portal.store import Database, Event, Report
from tests.handling import Desk
from tests.province import Cast
from tests.search.standing import held_revisions
from tests.web.conftest import SECRET

REPORTS = 30
ROUNDS = 3
PATIENCE_SECONDS = 60
"""Machines are shared and slow at times; the worker itself needs a second or two."""


@pytest.fixture
def context(database: Database) -> Context:
    """The present time, which is also the worker's."""
    return Context(database, StateCouncilCalendar(), SECRET.encode())


@pytest.fixture
def start(settings: Settings) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts ``portal worker`` as a process of its own; whatever still runs at the end is stopped."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "PORTAL_HOME": str(settings.home),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_SEARCH_URL": settings.search_url,
        "PORTAL_SECRET_KEY": SECRET,
    }

    def launch() -> subprocess.Popen[bytes]:
        with (settings.home / "worker.log").open("ab") as log:
            command = [sys.executable, "-m", "portal", "worker"]
            process = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stderr=log)
        started.append(process)
        return process

    yield launch
    for process in started:
        process.kill()
        process.wait()


def wait_until(reached: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Look again and again; fails when it takes too long or the worker ends by itself."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < deadline, "the worker does not get there"
        assert process.poll() is None, "the worker ended by itself"
        time.sleep(0.02)


def test_a_worker_killed_again_and_again_leaves_nothing_undone(
    desk: Desk, cast: Cast, settings: Settings, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    for _ in range(2):
        desk.finished()
    for place in range(REPORTS):
        desk.submitted(description=f"第{place}处错别字，请尽快改正，谢谢。")
    database = desk.context.database

    def waiting() -> int:
        with database.reading() as session:
            undone = select(func.count()).select_from(Report).where(Report.state == State.RECEIVED)
            return session.scalar(undone) or 0

    index = open_index(settings.search_url, database.identity(), settings.database_url)

    def indexed() -> bool:
        with database.reading() as session:
            return index.state() is IndexState.READY and (
                held_revisions(index) == set(published.visible_revisions(session).items())
            )

    for done in range(ROUNDS):
        process = start()
        goal = REPORTS - (done + 1) * REPORTS // (ROUNDS + 2)
        wait_until(lambda goal=goal: waiting() <= goal, process)  # type: ignore[misc]
        process.send_signal(signal.SIGKILL)
        process.wait()
    last = start()
    wait_until(lambda: waiting() == 0 and indexed(), last)
    last.terminate()
    assert last.wait(PATIENCE_SECONDS) == 0
    with database.reading() as session:
        steps = select(Event.report_id, func.count()).where(Event.action == Action.DISPATCH).group_by(Event.report_id)
        counts = [count for _, count in session.execute(steps)]
    assert counts == [1] * (REPORTS + 2)


def test_a_worker_stops_at_ctrl_c(desk: Desk, settings: Settings, start: Callable[[], subprocess.Popen[bytes]]) -> None:
    log = settings.home / "worker.log"
    process = start()
    wait_until(lambda: "worker started" in log.read_text(), process)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_SECONDS) == 0
