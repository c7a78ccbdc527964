"""The doctor and the audit chain: whole, tampered with, and computed anew by the database's owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import delete

from portal.audit_keeper import AuditKeeper
from portal.config import from_environment
from portal.services import outbox
from portal.services.audit_keeping import SEAL
from portal.services.context import Context
from portal.store import AuditSeal
from portal.web.workings import open_workings
from tests.cli.conftest import Run
from tests.handling import Desk
from tests.province import Cast
from tests.services.tampering import change, owner, recompute


@pytest.fixture
def desk(context: Context, cast: Cast, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Desk]:
    """The province with a little history, in the database that the program uses, at the time of that history."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", context.database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("PORTAL_AUDIT_SEALS", str(home / "seals.txt"))
    desk = Desk(context, cast)
    desk.transferred()
    with time_machine.travel(context.now(), tick=False):
        yield desk


def work(desk: Desk, days: int = 0) -> None:
    """What the worker does for the log on a day."""
    workings = open_workings(from_environment())
    context = replace(workings.context, now=lambda: desk.context.now() + timedelta(days=days))
    keeper = AuditKeeper(context, workings.settings)
    while keeper.turn():
        pass
    outbox.work(context, {SEAL: keeper.write_out})
    workings.context.database.dispose()


def findings(portal: Run, *words: str) -> list[str]:
    """What the doctor says of the audit log."""
    return [line for line in portal("doctor", *words).out.splitlines() if "审计" in line]


def test_a_whole_chain_is_in_order(desk: Desk, portal: Run, home: Path) -> None:
    (line,) = findings(portal)
    assert line.startswith("正常")
    assert "3 条" in line
    assert "尚无封存" in line
    work(desk)
    (line,) = findings(portal, "--seals", str(home / "seals.txt"))
    assert line.startswith("正常")
    assert "文件中的 1 份封存相符" in line


def test_a_changed_row_is_found_and_its_place_named(desk: Desk, portal: Run) -> None:
    with owner(desk.context.database) as connection:
        change(connection, 2, account_id=1)
    assert findings(portal) == ["异常  审计日志：第 2 条（2018-06-04 10:00）：内容被改动"]
    assert portal("doctor").code == 1


def test_the_owner_of_the_database_is_found_by_the_seals_outside(desk: Desk, portal: Run, home: Path) -> None:
    work(desk)
    desk.submitted()
    work(desk, days=1)
    with owner(desk.context.database) as connection:
        change(connection, 4, subject="report:1")
        recompute(connection, 4)
        connection.execute(delete(AuditSeal))
    (line,) = findings(portal)
    assert line.startswith("正常")
    (line,) = findings(portal, "--seals", str(home / "seals.txt"))
    assert line.startswith("异常  审计日志：第 4 条：")
    assert "与封存不符" in line


def test_a_log_that_is_not_sealed_any_more_is_told(desk: Desk, portal: Run) -> None:
    def unsealed(days: int) -> bool:
        with time_machine.travel(desk.context.now() + timedelta(days=days, minutes=1), tick=False):
            return any(line.startswith("异常") and "没有封存" in line for line in findings(portal))

    assert [unsealed(days) for days in (1, 2)] == [False, True], "it was never sealed"
    work(desk, days=2)
    assert [unsealed(days) for days in (2, 3, 4)] == [False, False, True]


def test_a_file_without_seals_proves_nothing(desk: Desk, portal: Run, home: Path) -> None:
    (home / "empty.txt").write_text("nothing here")
    refused = portal("doctor", "--seals", str(home / "empty.txt"))
    assert refused.code == 2
    assert "empty.txt" in refused.err


def test_a_log_is_not_kept_for_less_than_the_law_wants(portal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_KEEP_AUDIT", "189")
    refused = portal("doctor")
    assert refused.code == 2
    assert "PORTAL_KEEP_AUDIT" in refused.err
    assert "190" in refused.err
    monkeypatch.setenv("PORTAL_KEEP_AUDIT", "190")
    assert portal("doctor").code != 2


@pytest.mark.parametrize("places", ["seals.txt", "mailto:nobody", "syslog:a:b", "mailto:audit@mail.example"])
def test_a_place_for_seals_that_cannot_be_is_refused_by_its_name(
    portal: Run, monkeypatch: pytest.MonkeyPatch, places: str
) -> None:
    monkeypatch.setenv("PORTAL_AUDIT_SEALS", places)
    refused = portal("doctor")
    assert refused.code == 2
    assert "PORTAL_AUDIT_SEALS" in refused.err
