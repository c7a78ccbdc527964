"""The months of the statistics: kept up step by step they equal those that are counted from the events at once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, update

from portal.domain.decided_days import DecidedDay
from portal.domain.vocabulary import Action
from portal.services import audit_keeping, calendar_days, measuring, rating
from portal.services.context import Context
from portal.store import AuditHead, FigureMonth, FigurePlace, FigureState
from portal.store.figures import PART, ROUND
from tests.conftest import FrozenClock
from tests.handling import Desk
from tests.roaming import Wanderer

Rows = dict[date, list[tuple[Any, ...]]]


@pytest.fixture
def wanderer(desk: Desk, clock: FrozenClock) -> Wanderer:
    """Reports that take steps of chance."""
    return Wanderer(desk, clock, random.Random(37))


def keep_up(context: Context) -> int:
    """Let the worker count until nothing is left; how many turns that took."""
    turns = 0
    while measuring.turn(context):
        turns += 1
    return turns


def rows(context: Context) -> Rows:
    """Every round with its parts by month of receipt, in an order of their own, with paths in place of numbers; months
    without any are left out."""
    with context.database.reading() as session:
        paths = {row.id: row.path for row in session.scalars(select(FigurePlace))} | {0: ""}
        told = {month.month: sorted(_rows(month, paths)) for month in session.scalars(select(FigureMonth))}
    return {month: found for month, found in told.items() if found}


def _rows(month: FigureMonth, paths: dict[int, str]) -> Iterator[tuple[Any, ...]]:
    parts = iter(np.frombuffer(month.parts, PART).tolist())
    place = ROUND.names.index("place") if ROUND.names else 0
    for row in np.frombuffer(month.rounds, ROUND).tolist():
        own = [next(parts) for _ in range(row[2])]
        told = [(paths[part[0]], *part[1:]) for part in own]
        yield (*row[:place], paths[row[place]], *row[place + 1 :], *told)


def state(context: Context) -> FigureState:
    """How far the months follow the events."""
    with context.database.reading() as session:
        return session.get_one(FigureState, 1)


def anew(context: Context) -> Rows:
    """The same rows, counted from the events at once."""
    measuring.start_over(context)
    keep_up(context)
    return rows(context)


@pytest.mark.parametrize("seed", range(4))
def test_months_kept_up_equal_months_counted_at_once(wanderer: Wanderer, seed: int) -> None:
    wanderer.dice = random.Random(seed)
    context = wanderer.desk.context
    changes = iter(
        [
            lambda: wanderer.move("chengdong-gov", "haidong"),
            lambda: wanderer.merge("haidong-gov", "xining-edu"),
            lambda: wanderer.merge("haidong", "xining"),
        ]
    )
    for _ in range(4):
        for _ in range(6):
            wanderer.wander(wanderer.dice.randrange(1, 12))
            keep_up(context)
        kept = rows(context)
        assert anew(context) == kept
        next(changes, lambda: None)()
        keep_up(context)
        wanderer.clock.advance(days=20)
    assert len(rows(context)) > 2


def test_nothing_is_counted_before_there_is_a_report(context: Context) -> None:
    assert keep_up(context) == 1
    assert rows(context) == {}
    assert not measuring.turn(context)


def test_only_the_month_that_changed_is_written(desk: Desk, clock: FrozenClock) -> None:
    desk.finished()
    clock.advance(days=40)
    number = desk.transferred()
    keep_up(desk.context)
    before = _revisions(desk.context)
    desk.act("chengdong-gov", number, Action.ANSWER)
    keep_up(desk.context)
    after = _revisions(desk.context)
    assert after[date(2018, 6, 1)] == before[date(2018, 6, 1)]
    assert after[date(2018, 7, 1)] > before[date(2018, 7, 1)]


def _revisions(context: Context) -> dict[date, int]:
    with context.database.reading() as session:
        return {row.month: row.revision for row in session.scalars(select(FigureMonth))}


def test_a_rating_is_counted(desk: Desk) -> None:
    number = desk.finished()
    keep_up(desk.context)
    before = rows(desk.context)
    rating.rate(desk.context, number, 2, "")
    assert keep_up(desk.context) > 0
    assert rows(desk.context) != before
    kept = rows(desk.context)
    assert anew(desk.context) == kept


def test_a_past_day_that_is_decided_otherwise_is_counted_anew(desk: Desk, clock: FrozenClock) -> None:
    number = desk.transferred()
    clock.advance(days=2)
    desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, number, Action.APPROVE)
    clock.advance(days=5)
    keep_up(desk.context)
    before = rows(desk.context)
    tuesday = DecidedDay(date(2018, 6, 5), False, "省政府办公厅通知")
    calendar_days.set_day(desk.context, desk.cast.officer("province"), tuesday)
    keep_up(desk.context)
    kept = rows(desk.context)
    assert kept != before
    assert anew(desk.context) == kept
    calendar_days.unset_day(desk.context, desk.cast.officer("province"), tuesday.day)
    keep_up(desk.context)
    assert rows(desk.context) == before


def test_of_two_workers_that_count_the_same_one_is_overtaken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the slower one counted is thrown away, and its next turn finds nothing left to do."""
    desk.finished()
    keep_up(desk.context)
    desk.finished()
    write = measuring._write

    def overtaken(*given: Any) -> None:
        monkeypatch.setattr(measuring, "_write", write)
        keep_up(desk.context)
        write(*given)

    monkeypatch.setattr(measuring, "_write", overtaken)
    assert measuring.turn(desk.context)
    kept, position = rows(desk.context), state(desk.context).position
    assert not measuring.turn(desk.context)
    assert anew(desk.context) == kept
    assert state(desk.context).position == position


def test_a_worker_that_counts_while_another_starts_over_is_overtaken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.finished()
    keep_up(desk.context)
    desk.finished()
    write = measuring._write

    def overtaken(*given: Any) -> None:
        monkeypatch.setattr(measuring, "_write", write)
        measuring.start_over(desk.context)
        write(*given)

    monkeypatch.setattr(measuring, "_write", overtaken)
    assert measuring.turn(desk.context)
    keep_up(desk.context)
    kept = rows(desk.context)
    assert sum(map(len, kept.values())) == 2
    assert anew(desk.context) == kept


def test_a_month_that_waits_takes_what_changed_in_it_along(desk: Desk, clock: FrozenClock) -> None:
    older = desk.transferred()
    clock.advance(days=40)
    desk.finished()
    measuring.start_over(desk.context)
    measuring.turn(desk.context)  # The newest month; the older one waits.
    desk.act("chengdong-gov", older, Action.ANSWER)
    desk.finished()
    assert any(_stale(desk.context))
    keep_up(desk.context)
    assert not any(_stale(desk.context))
    kept = rows(desk.context)
    assert anew(desk.context) == kept


def _stale(context: Context) -> list[bool]:
    with context.database.reading() as session:
        return list(session.scalars(select(FigureMonth.stale)))


def test_entries_are_taken_in_portions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_up(desk.context)
    monkeypatch.setattr(measuring, "ENTRIES", 3)
    desk.finished()
    assert keep_up(desk.context) > 2
    kept = rows(desk.context)
    assert anew(desk.context) == kept


def test_months_of_an_older_layout_are_counted_anew(desk: Desk) -> None:
    desk.finished()
    keep_up(desk.context)
    expected = rows(desk.context)
    with desk.context.database.writing() as session:
        session.execute(update(FigureState).values(layout=0))
        session.execute(update(FigureMonth).values(rounds=b"from another time"))
    keep_up(desk.context)
    assert rows(desk.context) == expected
    assert state(desk.context).layout == measuring.LAYOUT


def test_months_are_counted_anew_where_the_chain_was_cut_beyond_them(desk: Desk, clock: FrozenClock) -> None:
    """What was cut off can no longer tell which reports changed."""
    keep_up(desk.context)
    desk.finished()
    clock.advance(days=400)
    desk.finished()
    audit_keeping.cut(desk.context, 190)
    assert state(desk.context).position < _cut(desk.context)
    keep_up(desk.context)
    kept = rows(desk.context)
    assert sum(map(len, kept.values())) == 2
    assert anew(desk.context) == kept


def _cut(context: Context) -> int:
    with context.database.reading() as session:
        return session.scalars(select(AuditHead.cut)).one()


def test_a_report_of_new_years_eve_belongs_to_the_month_in_asia_shanghai(desk: Desk, clock: FrozenClock) -> None:
    clock.advance(hours=(date(2018, 7, 1) - date(2018, 6, 4)) / timedelta(hours=1) - 9.5)
    desk.submitted()
    keep_up(desk.context)
    assert list(rows(desk.context)) == [date(2018, 7, 1)]
