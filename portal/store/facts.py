"""From rows to what the rules look at: the unit tree and the situation of a report."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, select
from sqlalchemy.orm import Session

from portal.domain import units
from portal.domain.deadlines import Calendar, Overridden
from portal.domain.history import PastStep, RanClock
from portal.domain.units import UnitTree
from portal.domain.vocabulary import FINISHED_STATES, Finding, Rectification, WithholdReason
from portal.domain.workflow import ReplyFacts, Situation
from portal.store.account import Account
from portal.store.case import Case
from portal.store.clock import CalendarDay, Clock
from portal.store.dispute import Dispute
from portal.store.event import Event
from portal.store.reply import Reply
from portal.store.report import Report
from portal.store.unit import Unit

RISING_UNTIL = "rising_until"
"""The fact that names the last day up to which rising words were counted."""


def load_tree(session: Session) -> UnitTree:
    """Every unit with its active accounts, in one query; a merged unit's accounts act for its successor."""
    officers: dict[int, set[int]] = defaultdict(set)
    columns = (
        Unit.id, Unit.code, Unit.name, Unit.kind, Unit.parent_id, Unit.merged_into_id, Unit.region_code, Unit.retired_at
    )  # fmt: skip
    joined = select(*columns, Account.id.label("account")).outerjoin(
        Account, (Account.unit_id == Unit.id) & Account.active
    )
    found = session.execute(joined.order_by(Unit.id)).all()
    for row in found:
        if row.account is not None:
            officers[row.id].add(row.account)
    rows = list({row.id: row for row in found}.values())
    successor = {row.id: row.merged_into_id for row in rows}
    for merged in [unit for unit in officers if successor[unit] is not None]:
        heir = merged
        while (following := successor[heir]) is not None:
            heir = following
        officers[heir] |= officers.pop(merged)
    return UnitTree(
        units.Unit(
            id=row.id,
            code=row.code,
            name=row.name,
            kind=row.kind,
            parent=row.parent_id,
            officers=frozenset(officers.get(row.id, ())),
            merged_into=row.merged_into_id,
            region_code=row.region_code,
            retired=row.retired_at is not None,
        )
        for row in rows
    )


def load_calendar(session: Session, announced: Calendar) -> Calendar:
    """The announced calendar with the days that officers decided laid over it."""
    decided = {row.day: row.working for row in session.scalars(select(CalendarDay))}
    return Overridden(announced, decided) if decided else announced


@dataclass(frozen=True, slots=True)
class Ground:
    """What every step is judged by and no step changes: the units with their people, and the working days."""

    tree: UnitTree
    calendar: Calendar


def load_ground(session: Session, announced: Calendar) -> Ground:
    """The ground of now, in two queries."""
    return Ground(load_tree(session), load_calendar(session, announced))


# Statements of every step are made once: putting one together takes as long as SQLite takes to answer it.
_LAST_REPLY = select(Reply).where(Reply.report_id == bindparam("report")).order_by(Reply.version.desc()).limit(1)
_RUNNING_CLOCK = select(Clock).where(Clock.report_id == bindparam("report"), Clock.ended_at.is_(None))


def last_reply(session: Session, report_id: int) -> Reply | None:
    """The newest version of the reply, approved or not."""
    return session.scalar(_LAST_REPLY, {"report": report_id})


def running_clock(session: Session, report_id: int) -> Clock | None:
    """The clock that runs for a report, if one does."""
    return session.scalar(_RUNNING_CLOCK, {"report": report_id})


def rectification(
    finding: Finding, corrected_on: date | None, correct_by: date | None, today: date
) -> Rectification | None:
    """How far a correction has come; None where nothing was to be corrected."""
    if finding is not Finding.CONFIRMED:
        return None
    if corrected_on is not None:
        return Rectification.DONE
    return Rectification.OVERDUE if correct_by is not None and correct_by < today else Rectification.PROMISED


_NEWEST = select(func.max(Reply.version)).where(Reply.report_id == Report.id).correlate(Report).scalar_subquery()
_APPROVED = exists().where(Reply.report_id == Report.id, Reply.approved_at.is_not(None)).correlate(Report)
_SURROUNDINGS = (
    select(Reply, Clock, Case, Dispute, _APPROVED)
    .select_from(Report)
    .outerjoin(Reply, (Reply.report_id == Report.id) & (Reply.version == _NEWEST))
    .outerjoin(Clock, (Clock.report_id == Report.id) & Clock.ended_at.is_(None))
    .outerjoin(Case, Case.report_id == Report.id)
    .outerjoin(Dispute, Dispute.report_id == Report.id)
    .where(Report.id == bindparam("report"))
)


def situation(session: Session, report: Report, now: datetime, dispute_days: int) -> Situation:
    """What the rules need to know of ``report`` at ``now``; one query."""
    reply, clock, case, dispute, answered = session.execute(_SURROUNDINGS, {"report": report.id}).one()
    return situation_of(
        report, now, dispute_days, reply=reply, clock=clock, case=case, dispute=dispute, answered=answered
    )


def situation_of(
    report: Report,
    now: datetime,
    dispute_days: int,
    *,
    reply: Reply | None,
    clock: Clock | None,
    case: Case | None,
    dispute: Dispute | None,
    answered: bool,
) -> Situation:
    """The same from rows that the caller has at hand: the newest reply, the running clock, case and dispute.

    ``answered``: a reply was finally approved at some time.
    """
    finished = report.state in FINISHED_STATES and report.retracted_at is None
    promised = finished and reply is not None and reply.finding is Finding.CONFIRMED and reply.corrected_on is None
    in_time = report.finished_at is not None and now < report.finished_at + timedelta(days=dispute_days)
    return Situation(
        state=report.state,
        kind=report.kind,
        site_known=report.site_id is not None,
        holder=report.holder_id,
        transferrer=report.transferrer_id,
        returned_by=report.returned_by_id,
        reply=ReplyFacts(reply.author_id, reply.unit_id, reply.finding, reply.public) if reply else None,
        urged=report.urged_at is not None,
        overdue=clock is not None and now >= clock.due_at,
        case_visible=case is not None and case.visible,
        case_finding=case.finding if case else None,
        promise_open=promised and report.rectified_on is None,
        disputable=finished and dispute is None and in_time,
        disputed=finished and dispute is not None and dispute.decided_at is None,
        answered_before=answered,
        retracted=report.retracted_at is not None,
    )


def past_step(event: Event | Row[Any]) -> PastStep:
    """An event, or its columns of the same names, as the rules replay it."""
    details = event.details
    told = details.get("clock")
    clock = None
    if told:
        clock = RanClock(
            unit=told["unit"],
            received_at=datetime.fromisoformat(told["received_at"]),
            due_on=date.fromisoformat(told["due_on"]),
            provisional=told["provisional"],
        )
    corrected_on = details.get("corrected_on")
    return PastStep(
        action=event.action,
        at=event.at,
        from_state=event.from_state,
        to_state=event.to_state,
        from_holder=event.from_holder_id,
        to_holder=event.to_holder_id,
        clock=clock,
        reply=details.get("reply"),
        corrected_on=date.fromisoformat(corrected_on) if corrected_on else None,
        withhold_reason=WithholdReason.lookup(details.get("withhold_reason")),
    )
