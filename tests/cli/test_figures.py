"""The doctor and ``portal figures``: months that are not what the events tell are named, and counted anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, select, update

from portal.domain.vocabulary import Action
from portal.services import measuring
from portal.services.context import Context
from portal.store import FigureMonth, FigureState
from portal.store.figures import PART, ROUND
from tests.cli.conftest import Run
from tests.conftest import FrozenClock
from tests.handling import Desk
from tests.province import Cast

JUNE, JULY = date(2018, 6, 1), date(2018, 7, 1)


@pytest.fixture
def desk(context: Context, cast: Cast, monkeypatch: pytest.MonkeyPatch, home: Path, clock: FrozenClock) -> Desk:
    """Two months of reports in the database that the program uses, counted."""
    monkeypatch.setenv("PORTAL_DATABASE_URL", context.database.engine.url.render_as_string(hide_password=False))
    desk = Desk(context, cast)
    desk.finished()
    desk.transferred()
    clock.advance(days=30)
    desk.finished()
    keep_up(context)
    return desk


def keep_up(context: Context) -> None:
    """What the worker does for the statistics."""
    while measuring.turn(context):
        pass


def spoil(context: Context, month: date, column: str, value: int) -> None:
    """Change one number of the first row of a month."""
    with context.database.writing() as session:
        row = session.get_one(FigureMonth, month)
        layout, name = (PART, "parts") if column in (PART.names or ()) and column not in (ROUND.names or ()) else (
            ROUND, "rounds"
        )  # fmt: skip
        rows = np.frombuffer(getattr(row, name), layout).copy()
        rows[column][0] = value
        setattr(row, name, rows.tobytes())


def said(portal: Run) -> str:
    """The doctor's line about the statistics."""
    return next(line for line in portal("doctor").out.splitlines() if "统计" in line)


def test_months_that_follow_the_events_are_in_order(desk: Desk, portal: Run) -> None:
    assert said(portal) == "正常  统计：2 个月，与办理记录相符"
    assert "一致" in portal("figures", "check").out


@pytest.mark.parametrize(("column", "value"), [("marks", 0), ("minutes", 7), ("place", 2), ("parts", 1), ("day", 9)])
def test_a_month_that_differs_is_named_and_counted_anew(desk: Desk, portal: Run, column: str, value: int) -> None:
    spoil(desk.context, JUNE, column, value)
    assert said(portal) == "异常  统计：2018 年 6 月与办理记录不符，请运行 portal figures check"
    assert portal("doctor").code == 1
    assert "2018 年 6 月" in portal("figures", "check").out
    assert said(portal).startswith("正常")


def test_a_month_that_cannot_be_read_is_named_too(desk: Desk, portal: Run) -> None:
    with desk.context.database.writing() as session:
        session.get_one(FigureMonth, JULY).rounds = b"from another time"
    assert "2018 年 7 月与办理记录不符" in said(portal)


def test_a_month_that_is_missing_is_named_too(desk: Desk, portal: Run) -> None:
    with desk.context.database.writing() as session:
        session.execute(delete(FigureMonth).where(FigureMonth.month == JULY))
    assert "2018 年 7 月与办理记录不符" in said(portal)
    portal("figures", "check")
    assert said(portal).startswith("正常")


def test_what_the_worker_has_still_to_count_is_no_fault(desk: Desk, portal: Run) -> None:
    number = desk.transferred()
    desk.act("chengdong-gov", number, Action.ANSWER)
    assert said(portal).startswith("正常")
    measuring.start_over(desk.context)
    assert said(portal).startswith("正常")


def test_what_was_never_counted_is_told(desk: Desk, portal: Run) -> None:
    with desk.context.database.writing() as session:
        session.execute(update(FigureState).values(layout=0))
    assert said(portal).startswith("异常  统计：尚未计算")
    assert "portal figures rebuild" in portal("figures", "check").out
    assert portal("figures", "rebuild").out.endswith("统计已重算：2 个月。\n")
    assert said(portal).startswith("正常")


def test_rebuilding_counts_every_month_from_the_events(desk: Desk, portal: Run) -> None:
    for month in (JUNE, JULY):
        spoil(desk.context, month, "marks", 0)
    assert portal("figures", "rebuild").code == 0
    assert said(portal).startswith("正常")
    with desk.context.database.reading() as session:
        assert not any(session.scalars(select(FigureMonth.stale)))
