"""Clock rows: opened and ended by casework, recalculated when the calendar changes; nothing else moves them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar, day_of, window
from portal.store import Clock
from portal.store.facts import running_clock


def open_clock(
    session: Session, report_id: int, unit_id: int, now: datetime, calendar: Calendar, working_days: int
) -> dict[str, Any]:
    """Give ``unit_id`` its working days from ``now``; returns the clock as the event tells it."""
    given = window(day_of(now), calendar, working_days)
    clock = Clock(
        report_id=report_id,
        unit_id=unit_id,
        received_at=now,
        opens_on=given.opens_on,
        due_on=given.due_on,
        due_at=given.due_at,
        provisional=given.provisional,
    )
    session.add(clock)
    return told(clock)


def end_clock(session: Session, report_id: int, now: datetime) -> Clock | None:
    """End the running clock and return it; None if none runs."""
    clock = running_clock(session, report_id)
    if clock is not None:
        clock.ended_at = now
        # The next clock of the report may be inserted in the same flush; this one must be out of the way.
        session.flush()
    return clock


def recalculated(clock: Clock, calendar: Calendar, working_days: int) -> bool:
    """Move a running clock to what the calendar says now; True if that changed anything."""
    given = window(day_of(clock.received_at), calendar, working_days)
    before = (clock.opens_on, clock.due_on, clock.provisional)
    if before == (given.opens_on, given.due_on, given.provisional):
        return False
    clock.opens_on, clock.due_on, clock.provisional = given.opens_on, given.due_on, given.provisional
    clock.due_at = given.due_at
    return True


def told(clock: Clock) -> dict[str, Any]:
    """The clock in the form that an event keeps, from which replay rebuilds it."""
    return {
        "unit": clock.unit_id,
        "received_at": clock.received_at.isoformat(),
        "opens_on": clock.opens_on.isoformat(),
        "due_on": clock.due_on.isoformat(),
        "provisional": clock.provisional,
    }
