"""``portal web`` with two processes over a database of its own, on each of the two engines."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.config import CHECKOUT
from portal.store import Database
from portal.store.migrate import upgrade
from portal.supervisor import wait_until_answered
from tests import databases
from tests.ports import free_port
from tests.province import Cast, settle
from tests.web.conftest import SECRET

PATIENCE_SECONDS = 180
ENGINES = {"sqlite": None, "postgresql": databases.SERVER or "postgresql://postgres@127.0.0.1/test"}


@dataclass
class Served:
    """A portal that answers on loopback, the database behind it, and who is who in that."""

    port: int
    database: Database
    cast: Cast

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served_portal(engine: str, home: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Iterator[Served]:
    """The portal with the small province in it. Without a server for the engine this is an error."""
    monkeypatch.setattr(databases, "SERVER", ENGINES[engine])
    with databases.scratch_database(home, "load") as database:
        upgrade(database)
        cast, port = settle(database), free_port()
        environment = {
            **os.environ,
            "PORTAL_HOME": str(home),
            "PORTAL_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
            "PORTAL_SECRET_KEY": SECRET,
            **settings,
        }
        command = [sys.executable, "-m", "portal", "web", "--port", str(port), "--workers", "2"]
        with (home / "web.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stderr=log)
        served = Served(port, database, cast)
        try:
            assert wait_until_answered(f"{served.address}/healthz", PATIENCE_SECONDS, lambda: process.poll() is None)
            yield served
        finally:
            process.terminate()
            process.wait(30)
