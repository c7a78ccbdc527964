"""From rows to the rounds that figures are counted from: many reports at once, and no object for each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar, day_of, start_of
from portal.domain.history import PastStep
from portal.domain.rounds import Answer, Dossier, Round, rounds
from portal.domain.unit_history import PastTrees, UnitMove
from portal.domain.working_time import WorkingTime
from portal.store.dispute import Rating
from portal.store.event import Event, Holding
from portal.store.facts import load_calendar, load_tree, past_step
from portal.store.figures import UnitMoved
from portal.store.reply import Reply
from portal.store.report import Report

_AT_ONCE = 500
_EVENT = (
    Event.report_id, Event.action, Event.at, Event.from_state, Event.to_state, Event.from_holder_id,
    Event.to_holder_id, Event.details,
)  # fmt: skip
_REPORT = (Report.id, Report.kind, Report.problem_type, Report.region_code, Report.site_id)
_REPLY = (
    Reply.report_id, Reply.version, Reply.unit_id, Reply.finding, Reply.invalid_reason, Reply.withhold_reason,
    Reply.corrected_on, Reply.correct_by,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measures:
    """What rounds are measured with: where units stood at any time, and working time."""

    trees: PastTrees
    time: WorkingTime

    def rounds(self, session: Session, reports: Iterable[int]) -> list[Round]:
        """The rounds of these reports, report by report."""
        ids = sorted(reports)
        return [
            each
            for start in range(0, len(ids), _AT_ONCE)
            for report in _told(session, ids[start : start + _AT_ONCE])
            for each in report
        ]


def load_measures(session: Session, announced: Calendar) -> Measures:
    """The measures of now, in three queries."""
    moves = [UnitMove(row.unit_id, row.at, row.parent_id, row.merged) for row in session.scalars(select(UnitMoved))]
    return Measures(PastTrees(load_tree(session), moves), WorkingTime(load_calendar(session, announced)))


def reports_of_month(session: Session, month: date) -> Sequence[int]:
    """The ids of all reports received in ``month`` (its first day; Asia/Shanghai)."""
    following = (month + timedelta(days=31)).replace(day=1)
    # Numbers begin with the year of receipt, and they have an index.
    of_year = Report.number.between(f"{month.year}-", f"{month.year}.")
    received = (Report.submitted_at >= start_of(month)) & (Report.submitted_at < start_of(following))
    return session.scalars(select(Report.id).where(of_year, received)).all()


def reports_held(session: Session, first: date, last: date) -> set[int]:
    """The reports that left a desk after lying there on one of these days: the working time of theirs rests on them."""
    during = (Holding.since < start_of(last + timedelta(days=1))) & (Holding.until > start_of(first))
    return set(session.scalars(select(Holding.report_id).where(during)))


def months_of(session: Session, reports: Collection[int]) -> dict[date, list[int]]:
    """These reports by the month in which they were received."""
    months: dict[date, list[int]] = defaultdict(list)
    ids = sorted(reports)
    for start in range(0, len(ids), _AT_ONCE):
        chosen = select(Report.id, Report.submitted_at).where(Report.id.in_(ids[start : start + _AT_ONCE]))
        for row in session.execute(chosen):
            months[day_of(row.submitted_at).replace(day=1)].append(row.id)
    return months


def _told(session: Session, ids: Sequence[int]) -> Iterator[list[Round]]:
    answers: dict[int, dict[int, Answer]] = defaultdict(dict)
    for reply in session.execute(select(*_REPLY).where(Reply.report_id.in_(ids))):
        answers[reply.report_id][reply.version] = _answer(reply)
    steps: dict[int, list[PastStep]] = defaultdict(list)
    events = select(*_EVENT).where(Event.report_id.in_(ids)).order_by(Event.report_id, Event.position)
    for event in session.execute(events):
        steps[event.report_id].append(past_step(event))
    scores = select(Rating.report_id, Rating.score, Rating.rated_at).where(Rating.report_id.in_(ids))
    ratings: dict[int, tuple[int, datetime]] = {
        rated.report_id: (rated.score, rated.rated_at) for rated in session.execute(scores)
    }
    for row in session.execute(select(*_REPORT).where(Report.id.in_(ids)).order_by(Report.id)):
        rated = ratings.get(row.id, (None, None))
        dossier = Dossier(row.id, row.kind, row.problem_type, row.region_code, row.site_id, answers[row.id], *rated)
        yield rounds(dossier, steps[row.id])


def _answer(row: Any) -> Answer:
    return Answer(row.unit_id, row.finding, row.invalid_reason, row.withhold_reason, row.corrected_on, row.correct_by)
