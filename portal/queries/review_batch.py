"""The reviewer's next ten: replies in full with their questions, in few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar
from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import State
from portal.domain.workflow import Situation
from portal.queries.clock_view import ClockView, clock_view
from portal.store import Account, Clock, Reply, Report, Site, Unit
from portal.store.facts import load_tree, situation_of

TEN = 10


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One report in review, with the reply that is to be decided on."""

    report: Report
    site_name: str
    reply: Reply
    author: str
    unit_name: str
    clock: ClockView | None
    situation: Situation


@dataclass(frozen=True, slots=True)
class ReviewBatch:
    """Up to ten entries, what is due first on top; ``waiting`` counts all that wait for this reviewer."""

    entries: Sequence[ReviewItem]
    waiting: int
    tree: UnitTree


def next_batch(
    session: Session,
    actor: Actor,
    now: datetime,
    calendar: Calendar,
    working_days: int,
    dispute_days: int,
    numbers: Sequence[str] | None = None,
) -> ReviewBatch:
    """What the actor may decide on now, without replies that they wrote themselves; ``numbers`` asks for exactly
    these instead of the first ten."""
    tree = load_tree(session)
    here = tree.resolve(actor.unit) if actor.unit is not None else None
    desks = [unit.id for unit in tree if tree.resolve(unit.id) == here]
    newest = select(func.max(Reply.version)).where(Reply.report_id == Report.id).correlate(Report).scalar_subquery()
    mine = (
        select(Report, Site.name, Reply, Account.display_name, Unit.name, Clock)
        .join(Reply, (Reply.report_id == Report.id) & (Reply.version == newest))
        .join(Account, Account.id == Reply.author_id)
        .join(Unit, Unit.id == Reply.unit_id)
        .outerjoin(Site, Site.id == Report.site_id)
        .outerjoin(Clock, (Clock.report_id == Report.id) & Clock.ended_at.is_(None))
        .where(Report.state == State.REVIEW, Report.holder_id.in_(desks), Reply.author_id != actor.account)
    )
    if numbers is not None:
        mine = mine.where(Report.number.in_(numbers))
    waiting = session.scalar(mine.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    rows = session.execute(mine.order_by(Clock.due_at, Report.id).limit(TEN)).all()
    return ReviewBatch(
        [
            ReviewItem(
                report,
                site or report.site_name or "",
                reply,
                author,
                unit,
                clock_view(clock, now, calendar, working_days) if clock else None,
                # A report in review has no dispute, and a former end with its case changes nothing of the form.
                situation_of(
                    report, now, dispute_days, reply=reply, clock=clock, case=None, dispute=None, answered=False
                ),
            )
            for report, site, reply, author, unit, clock in rows
        ],
        waiting,
        tree,
    )
