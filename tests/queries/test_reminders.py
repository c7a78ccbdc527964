"""Whom to remind: each unit's numbers, every report under the worst that holds, and who watches over what is late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.domain.stages import StageDays
from portal.domain.vocabulary import Action
from portal.queries.reminders import UnitDue, due_by_unit, overdue_below
from portal.services.context import Context
from portal.store import Account, Unit
from tests.conftest import FrozenClock
from tests.handling import Desk
from tests.province import Cast


@pytest.fixture
def desk(context: Context, cast: Cast) -> Desk:
    """Takes steps on reports in the name of the cast."""
    return Desk(context, cast)


def due(desk: Desk) -> dict[str, UnitDue]:
    """What presses now, by the unit's code."""
    with desk.context.database.reading() as session:
        found = due_by_unit(session, desk.context.now(), desk.context.calendar, StageDays())
    return {each.code: each for each in found}


def numbers(each: UnitDue) -> tuple[int, int, int, int]:
    """Overdue, due today, due on the next working day, stage late."""
    return (each.overdue, each.today, each.next_day, each.stage_late)


def test_on_the_first_day_nothing_presses(desk: Desk) -> None:
    desk.dispatched()
    desk.answered()
    assert due(desk) == {}


def test_a_report_moves_from_its_stage_to_the_deadline_and_beyond(desk: Desk, clock: FrozenClock) -> None:
    """Received on Monday, due on Thursday (§四)."""
    desk.dispatched()
    desk.finished()
    passing = []
    for _ in range(4):
        clock.advance(days=1)
        passing.append({code: numbers(each) for code, each in due(desk).items()})
    tuesday, wednesday, thursday, friday = passing
    assert tuesday == {}
    assert wednesday == {"chengdong": (0, 0, 1, 0)}
    assert thursday == {"chengdong": (0, 1, 0, 0)}
    assert friday == {"chengdong": (1, 0, 0, 0)}


def test_a_stage_that_is_late_counts_while_the_whole_is_not(desk: Desk, clock: FrozenClock) -> None:
    number = desk.dispatched()
    clock.advance(days=1)
    with desk.context.database.reading() as session:
        hurried = due_by_unit(session, clock.now, desk.context.calendar, StageDays(1, 3, 4))
    assert [numbers(each) for each in hurried] == [(0, 0, 0, 1)]
    desk.act("chengdong", number, Action.TRANSFER)
    assert due(desk) == {}


def test_over_a_weekend_the_next_working_day_is_monday(desk: Desk, clock: FrozenClock) -> None:
    clock.advance(days=2)
    desk.dispatched()
    clock.advance(days=3)
    assert clock.now.isoweekday() == 6
    assert numbers(due(desk)["chengdong"]) == (0, 0, 1, 0)
    clock.advance(days=3)
    assert numbers(due(desk)["chengdong"]) == (1, 0, 0, 0)


def test_what_is_overdue_is_told_to_the_unit_above(desk: Desk, clock: FrozenClock) -> None:
    desk.transferred()
    desk.dispatched()
    assert due(desk) == {}
    clock.advance(days=7)
    found = due(desk)
    assert {code: each.above for code, each in found.items()} == {
        "chengdong-gov": desk.cast.unit("chengdong"),
        "chengdong": desk.cast.unit("xining"),
    }
    below = overdue_below(list(found.values()))
    assert [each.code for each in below[desk.cast.unit("xining")]] == ["chengdong"]


def test_a_unit_with_nobody_at_work_is_stepped_over(desk: Desk, clock: FrozenClock) -> None:
    desk.dispatched()
    with desk.context.database.writing() as session:
        session.get_one(Account, desk.cast.account("xining")).active = False
    clock.advance(days=7)
    assert due(desk)["chengdong"].above == desk.cast.unit("province")


def test_nobody_stands_above_the_root(desk: Desk, clock: FrozenClock) -> None:
    desk.climbed()
    clock.advance(days=7)
    assert due(desk)["province"].above is None


def test_what_a_merged_unit_held_is_its_successors(desk: Desk, clock: FrozenClock) -> None:
    desk.dispatched()
    with desk.context.database.writing() as session:
        session.get_one(Unit, desk.cast.unit("chengdong")).merged_into_id = desk.cast.unit("haidong")
    clock.advance(days=7)
    assert list(due(desk)) == ["haidong"]


def test_an_urging_is_told_until_it_is_answered(desk: Desk) -> None:
    number = desk.transferred()
    desk.act("xining", number, Action.URGE)
    assert due(desk)["chengdong-gov"].urged == 1
    desk.act("chengdong-gov", number, Action.RESPOND)
    assert due(desk) == {}


def test_a_promise_that_was_not_kept_is_told_to_who_made_it_and_to_the_unit_above(
    desk: Desk, clock: FrozenClock
) -> None:
    """§四 持续整改跟踪: an overdue promise climbs as an overdue reply does."""
    number = desk.finished(corrected_on=None, correct_by=clock.now.date() + timedelta(days=2))
    clock.advance(days=2)
    assert due(desk) == {}, "the promised day itself is not late"
    clock.advance(days=1)
    late = due(desk)
    assert {code: each.late_promises for code, each in late.items()} == {"chengdong-gov": 1}
    told = overdue_below(list(late.values()))
    assert {unit: [each.code for each in below] for unit, below in told.items()} == {
        desk.cast.unit("chengdong"): ["chengdong-gov"]
    }
    desk.act("chengdong-gov", number, Action.RECTIFY, corrected_on=clock.now.date())
    assert due(desk) == {}
