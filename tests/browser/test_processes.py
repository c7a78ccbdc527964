"""``portal demo`` as a program: it stops on Ctrl-C, and killing either of its processes loses nothing."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.browser.conftest import Windows, answers, start_demo, stop, wait_for
from tests.browser.test_main_job import report

pytestmark = pytest.mark.browser


def test_killed_processes_come_back_and_nothing_is_lost(windows: Windows) -> None:
    program = windows.program
    told = report(windows.new())
    before = program.children()
    for name in ("web", "worker"):
        os.kill(before[name], signal.SIGKILL)
    wait_for("both processes are back", lambda: set(program.children().values()).isdisjoint(before.values())
             and len(program.children()) == 2)  # fmt: skip
    wait_for("the web answers again", lambda: answers(f"{program.address}/readyz"))
    page = windows.new().open("/track")
    page.fill("#tracking_code", told.code)
    page.click("main form button")
    assert told.number in page.inner_text("h1")


def test_ctrl_c_stops_both_processes(tmp_path: Path) -> None:
    program = start_demo(tmp_path / "home")
    children = program.children()
    assert set(children) == {"web", "worker"}
    stop(program, signal.SIGINT)
    assert program.process.returncode == 0
    for pid in children.values():
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
