"""What the tests share: a fresh database for each, a small province in it, and a clock that stands still.

The database is SQLite in a file, or PostgreSQL where ``PORTAL_TEST_DATABASE_URL`` names a server; both are migrated
as an installation is.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import text, update

from portal.domain.audit_chain import GENESIS
from portal.domain.deadlines import SHANGHAI
from portal.domain.safety import Safety
from portal.services.context import Context
from portal.store import AuditHead, Base, Board, Database
from portal.store.migrate import upgrade
from tests.databases import SERVER, scratch_database, without_waiting
from tests.mailbox import Mailbox, open_mailbox
from tests.province import Cast, settle

# Without the browser extra there is nothing to drive a browser with; asking for these tests then finds none and fails.
collect_ignore = [] if find_spec("playwright") else ["browser"]

# Machines are shared and slow at times: a test fails for what it finds, never for how long it took.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")


@dataclass
class FrozenClock:
    """Time that passes only when a test says so."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> datetime:
        """Let time pass, for example ``advance(days=1, hours=2)``; returns the new now."""
        self.now += timedelta(**amount)
        return self.now


class Weekdays:
    """A plain calendar: Monday to Friday are worked, every year is announced."""

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5

    def is_announced(self, day: date) -> bool:
        return True


@pytest.fixture
def clock() -> FrozenClock:
    """Monday, 4 June 2018, 10:00 in Asia/Shanghai."""
    return FrozenClock(datetime(2018, 6, 4, 10, tzinfo=SHANGHAI))


@pytest.fixture
def weekdays() -> Weekdays:
    """Monday to Friday, without holidays."""
    return Weekdays()


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database of this test's own."""
    if SERVER:
        fresh = request.getfixturevalue("postgres")
        _empty(fresh)
        yield fresh
        return
    path = tmp_path / "portal.sqlite"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    fresh = without_waiting(Database(f"sqlite:///{path}"))
    yield fresh
    fresh.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once and copied for every test."""
    path = tmp_path_factory.mktemp("template") / "portal.sqlite"
    template = Database(f"sqlite:///{path}")
    upgrade(template)
    # Closing the last connection moves everything from the write-ahead log into the file itself.
    template.dispose()
    return path


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated PostgreSQL database of this session's own; dropped at the end."""
    with scratch_database(tmp_path_factory.mktemp("unused"), "shared") as fresh:
        upgrade(fresh)
        yield fresh


def _empty(database: Database) -> None:
    single = {Board.__table__, AuditHead.__table__}
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables if table not in single)
    with database.engine.begin() as connection:
        # Whoever left a transaction open is told of it, and nobody waits for ever.
        connection.execute(text("SET LOCAL lock_timeout = '30s'"))
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        # Their one row comes with the tables and stays.
        connection.execute(update(AuditHead).values(position=0, hash=GENESIS, cut=0, cut_hash=GENESIS))
        connection.execute(update(Board).values(revision=0, removal=0, changed_at=datetime(2018, 1, 1, tzinfo=UTC)))


@pytest.fixture
def cast(database: Database) -> Cast:
    """The province in the database, and who is who in it."""
    return settle(database)


@pytest.fixture
def context(database: Database, clock: FrozenClock, weekdays: Weekdays) -> Context:
    """What services need, with a clock that stands still and a calendar of plain weekdays."""
    # Tests let weeks pass between two steps of the same officer; time-outs have tests of their own.
    patient = Safety(idle=timedelta(days=3650), longest=timedelta(days=3650))
    return Context(database, weekdays, b"a secret that only the tests know", clock, safety=patient)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """The mail server of whoever the portal writes to."""
    with open_mailbox() as mailbox:
        yield mailbox
