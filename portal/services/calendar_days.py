"""Days that the provincial office decides to be worked or not: each rests on a document, is written into the audit log,
and moves the running clocks in the same transaction (§四)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.decided_days import DecidedDay, day_problem, document_problem
from portal.domain.demands import Problem
from portal.domain.policy import Actor, may_decide_days
from portal.services.audit import record
from portal.services.casework import recalculate_within
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed
from portal.services.turns import take_turn
from portal.store import CalendarDay
from portal.store.facts import load_tree


@dataclass(frozen=True, slots=True)
class Change:
    """What deciding days led to: how many days are decided otherwise than before, and how many clocks moved."""

    days: int
    moved: int


def set_day(context: Context, actor: Actor, decided: DecidedDay) -> Change:
    """Decide one day, in place of an earlier decision. Raises NotAllowed for anybody but the provincial office, and
    Invalid; deciding the same again changes nothing."""
    with context.database.writing() as session:
        _only_root(session, actor)
        found = [
            Problem(field, message)
            for field, message in (("day", day_problem(decided.day)), ("document", document_problem(decided.document)))
            if message
        ]
        if found:
            raise Invalid(found)
        return _decide(session, context, [decided], actor.account)


def unset_day(context: Context, actor: Actor, day: date) -> Change:
    """Take a decision back, so that the announced calendar counts again; harmless where there is none. Raises
    NotAllowed."""
    with context.database.writing() as session:
        _only_root(session, actor)
        take_turn(session)
        kept = session.get(CalendarDay, day)
        if kept is None:
            return Change(0, 0)
        session.delete(kept)
        moved = recalculate_within(session, context)
        record(
            session,
            context,
            Deed.UNSET_CALENDAR_DAY,
            _subject(day),
            account_id=actor.account,
            before=_told(kept),
            moved=moved,
        )
        return Change(1, moved)


def import_days(context: Context, days: Sequence[DecidedDay]) -> Change:
    """Decide many days at once, all or none, on the word of whoever runs the machine; they have been checked."""
    with context.database.writing() as session:
        return _decide(session, context, days, None)


def _only_root(session: Session, actor: Actor) -> None:
    if not may_decide_days(actor, load_tree(session)):
        raise NotAllowed("only the provincial office decides which days are worked")


def _decide(session: Session, context: Context, days: Sequence[DecidedDay], account: int | None) -> Change:
    take_turn(session)
    kept = {row.day: row for row in session.scalars(select(CalendarDay))}
    entries: list[tuple[date, dict[str, Any]]] = []
    for each in days:
        decided, row = (each.working, each.document.strip()), kept.get(each.day)
        if row is None:
            row = CalendarDay(day=each.day, working=each.working, document=decided[1])
            session.add(row)
            entries.append((each.day, _told(row)))
        elif (row.working, row.document) != decided:
            before = _told(row)
            row.working, row.document = decided
            entries.append((each.day, {**_told(row), "before": before}))
    moved = recalculate_within(session, context)
    for day, details in entries:
        record(session, context, Deed.SET_CALENDAR_DAY, _subject(day), account_id=account, **details, moved=moved)
    return Change(len(entries), moved)


def _told(row: CalendarDay) -> dict[str, Any]:
    return {"working": row.working, "document": row.document}


def _subject(day: date) -> str:
    return f"day:{day.isoformat()}"
