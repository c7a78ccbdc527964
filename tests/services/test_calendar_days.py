"""§四: the provincial office decides which days are worked; running clocks follow at once, once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.decided_days import DecidedDay
from portal.domain.vocabulary import Action
from portal.services.calendar_days import Change, import_days, set_day, unset_day
from portal.services.errors import Invalid, NotAllowed
from portal.store import AuditEntry, CalendarDay, Clock, Event
from tests.handling import Desk

TUESDAY = date(2018, 6, 5)
ORDER = "青政办发明电〔2018〕12号"
FREE = DecidedDay(TUESDAY, False, ORDER)


def due(desk: Desk, number: str) -> date:
    """The last day of a report's newest clock."""
    with desk.context.database.reading() as session:
        own = select(Clock).where(Clock.report_id == desk.report(number).id).order_by(Clock.id.desc())
        return session.scalars(own).all()[0].due_on


def recalculated(desk: Desk, number: str) -> int:
    """How often a report's clock was recalculated."""
    with desk.context.database.reading() as session:
        own = select(Event).where(Event.report_id == desk.report(number).id, Event.action == Action.RECALCULATE)
        return len(session.scalars(own).all())


def decided(desk: Desk) -> dict[date, tuple[bool, str]]:
    """The days that officers decided."""
    with desk.context.database.reading() as session:
        return {row.day: (row.working, row.document) for row in session.scalars(select(CalendarDay))}


def audit(desk: Desk) -> list[AuditEntry]:
    """What the audit log says of days."""
    with desk.context.database.reading() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        return [row for row in rows if row.deed.endswith("calendar_day")]


def test_a_day_decided_free_moves_open_clocks_and_leaves_finished_ones(desk: Desk) -> None:
    done, waiting, running = desk.finished(), desk.dispatched(), desk.answered()
    assert set_day(desk.context, desk.cast.officer("province"), FREE) == Change(1, 2)
    assert [due(desk, each) for each in (done, waiting, running)] == [date(2018, 6, day) for day in (7, 8, 8)]
    assert [recalculated(desk, each) for each in (done, waiting, running)] == [0, 1, 1]


def test_deciding_the_same_again_changes_nothing(desk: Desk) -> None:
    number = desk.dispatched()
    officer = desk.cast.officer("province")
    set_day(desk.context, officer, FREE)
    assert set_day(desk.context, officer, DecidedDay(TUESDAY, False, f" {ORDER} ")) == Change(0, 0)
    assert (recalculated(desk, number), len(audit(desk))) == (1, 1)


def test_a_later_decision_takes_the_place_of_an_earlier_one(desk: Desk) -> None:
    number = desk.dispatched()
    set_day(desk.context, desk.cast.officer("province"), FREE)
    changed = set_day(desk.context, desk.cast.officer("province2"), DecidedDay(TUESDAY, True, "更正通知"))
    assert changed == Change(1, 1)
    assert decided(desk) == {TUESDAY: (True, "更正通知")}
    assert due(desk, number) == date(2018, 6, 7)


def test_a_decision_can_be_taken_back(desk: Desk) -> None:
    number, officer = desk.dispatched(), desk.cast.officer("province")
    set_day(desk.context, officer, FREE)
    assert unset_day(desk.context, officer, TUESDAY) == Change(1, 1)
    assert (decided(desk), due(desk, number), recalculated(desk, number)) == ({}, date(2018, 6, 7), 2)
    assert unset_day(desk.context, officer, TUESDAY) == Change(0, 0)


def test_every_decision_is_in_the_audit_log(desk: Desk) -> None:
    desk.dispatched()
    officer = desk.cast.officer("province")
    set_day(desk.context, officer, FREE)
    set_day(desk.context, officer, DecidedDay(TUESDAY, True, "更正通知"))
    unset_day(desk.context, officer, TUESDAY)
    first, second, third = audit(desk)
    assert {entry.account_id for entry in (first, second, third)} == {officer.account}
    assert {entry.subject for entry in (first, second, third)} == {"day:2018-06-05"}
    assert (first.deed, first.details) == ("set_calendar_day", {"working": False, "document": ORDER, "moved": 1})
    assert second.details["before"] == {"working": False, "document": ORDER}
    assert (third.deed, third.details["before"]["document"]) == ("unset_calendar_day", "更正通知")


@pytest.mark.parametrize("who", ["xining", "chengdong", "chengdong-gov", "fgw", "admin", "auditor"])
def test_nobody_else_decides(desk: Desk, who: str) -> None:
    actor = getattr(desk.cast, who) if who in ("admin", "auditor") else desk.cast.officer(who)
    with pytest.raises(NotAllowed):
        set_day(desk.context, actor, FREE)
    with pytest.raises(NotAllowed):
        unset_day(desk.context, actor, TUESDAY)
    assert decided(desk) == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [(DecidedDay(TUESDAY, False, "  "), "document"), (DecidedDay(date(1918, 6, 5), False, ORDER), "day")],
)
def test_a_day_without_a_document_or_out_of_time_is_refused(desk: Desk, wrong: DecidedDay, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_day(desk.context, desk.cast.officer("province"), wrong)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert decided(desk) == {}


def test_many_days_at_once_move_a_clock_once(desk: Desk) -> None:
    number = desk.dispatched()
    days = [FREE, DecidedDay(date(2018, 6, 6), False, ORDER), DecidedDay(date(2018, 6, 9), True, ORDER)]
    assert import_days(desk.context, days) == Change(3, 1)
    assert due(desk, number) == date(2018, 6, 9)
    assert recalculated(desk, number) == 1
    assert import_days(desk.context, days) == Change(0, 0)
    assert {entry.account_id for entry in audit(desk)} == {None}
