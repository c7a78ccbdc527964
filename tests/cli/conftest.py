"""The program ``portal``, called as from a terminal but within the test's own process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portal import logs
from portal.cli import main
from portal.store import Database
from tests.web.conftest import SECRET

PASSWORD = "long enough for init"


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's empty home, with a good secret."""
    for name in ("PORTAL_DATABASE_URL", "PORTAL_SEARCH_URL", "PORTAL_DEMO", "PORTAL_DISPATCH_TIMES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path))
    monkeypatch.setenv("PORTAL_SECRET_KEY", SECRET)
    return tmp_path


@pytest.fixture
def portal(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs ``portal …`` to its end; ``stdin`` is what is typed into it."""
    opened: list[Database] = []
    make = Database.__init__

    def remember(self: Database, *args: Any) -> None:
        make(self, *args)
        opened.append(self)

    monkeypatch.setattr(Database, "__init__", remember)
    # The format of log lines is a whole process's, and this process goes on after the command.
    monkeypatch.setattr(logs, "configure", lambda: None)

    def run(*words: str, stdin: str = "") -> Ended:
        monkeypatch.setattr(sys, "argv", ["portal", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else int(code is not None), printed.out, printed.err)

    yield run
    for database in opened:
        database.dispose()


@pytest.fixture
def installed(portal: Run) -> Run:
    """The program after ``portal init``."""
    ended = portal("init", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert ended.code == 0, ended.err
    return portal
