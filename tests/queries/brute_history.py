"""Reports' handlings by brute force: from events, replies, ratings and the units' moves, as the notice has it.

Nothing of what the portal counts with is used here. It is slow and says everything anew, so that a mistake would have
to be made twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar
from portal.store import CalendarDay, Event, Rating, Reply, Report, Unit, UnitMoved

CHINA = ZoneInfo("Asia/Shanghai")
Path = tuple[int, ...]


def china(instant: datetime) -> datetime:
    """The local time, to the minute: what lies below a minute is cut off."""
    return instant.astimezone(CHINA).replace(second=0, microsecond=0)


@dataclass
class Share:
    """What one unit had to do with one handling."""

    unit: int
    path: Path
    stretches: list[tuple[datetime, datetime | None]]
    missed: date | None = None
    """The last day of the time limit that ran out on its desk."""
    minutes: int = 0

    @property
    def left(self) -> datetime | None:
        return self.stretches[-1][1]

    @property
    def day(self) -> date | None:
        if self.missed is not None:
            return self.missed
        return china(self.left).date() if self.left is not None else None


@dataclass
class Handling:
    """One handling of a report: from its submission, or from being reopened, to its end, and what followed on that."""

    report: Row[Any]
    first: bool
    begun: datetime
    during: list[Row[Any]]
    after: list[Row[Any]] = field(default_factory=list)
    ended: datetime | None = None
    reply: Row[Any] | None = None
    path: Path | None = None
    due: date | None = None
    clock_from: datetime | None = None
    overdue: bool = False
    """It has not ended, and its time limit has passed."""
    shares: list[Share] = field(default_factory=list)
    anew: bool = False
    """The report was handled once more afterwards."""
    displaced: bool = False
    """Handling it once more took the published case from the board."""
    score: int | None = None
    minutes: int = 0

    def did(self, *actions: str) -> bool:
        """One of these steps was taken while it was handled."""
        return any(event.action in actions for event in self.during)

    def then(self, *actions: str) -> list[Row[Any]]:
        """Such steps that followed on its end."""
        return [event for event in self.after if event.action in actions]

    @property
    def retracted(self) -> bool:
        return self.did("retract")

    @property
    def finished(self) -> bool:
        return self.ended is not None and not self.retracted

    @property
    def published(self) -> bool:
        return self.finished and (self.during[-1].to_state == "published" or bool(self.then("disclose")))

    @property
    def withdrawn(self) -> bool:
        moves = self.then("disclose", "withdraw")
        return self.published and (self.displaced or bool(moves and moves[-1].action == "withdraw"))

    @property
    def ended_on(self) -> date | None:
        return self.ended.astimezone(CHINA).date() if self.ended is not None else None

    @property
    def late(self) -> bool:
        return self.ended is not None and self.due is not None and self.ended.astimezone(CHINA).date() > self.due

    def found(self, finding: str) -> bool:
        """The final reply says so."""
        return self.finished and self.reply is not None and self.reply.finding == finding

    @property
    def corrected(self) -> bool:
        said = self.reply is not None and self.reply.corrected_on is not None
        return self.found("confirmed") and (said or bool(self.then("rectify")))

    @property
    def upheld(self) -> bool:
        return self.finished and bool(self.then("dispute")) and not self.then("refuse_dispute") and self.anew


class History:
    """All handlings of a database as of ``today``; ``calendar`` is the announced one."""

    def __init__(self, session: Session, calendar: Calendar, today: date) -> None:
        self.calendar, self.today = calendar, today
        self.decided = {row.day: row.working for row in session.scalars(select(CalendarDay))}
        self.parents = {unit.id: unit.parent_id for unit in session.scalars(select(Unit))}
        self.heirs = {unit.id: unit.merged_into_id for unit in session.scalars(select(Unit))}
        self.moves = session.scalars(select(UnitMoved).order_by(UnitMoved.id)).all()
        self.handlings = list(self._handlings(session))
        self.shares = [(told, share) for told in self.handlings for share in told.shares]

    # From events to handlings.

    def _handlings(self, session: Session) -> Iterator[Handling]:
        events, replies = defaultdict(list), defaultdict(dict)
        for event in session.execute(select(Event.__table__).order_by(Event.report_id, Event.position)):
            events[event.report_id].append(event)
        for reply in session.execute(select(Reply.__table__)):
            replies[reply.report_id][reply.version] = reply
        ratings = {row.report_id: row for row in session.scalars(select(Rating))}
        for report in session.execute(select(Report.__table__).order_by(Report.id)):
            told: list[Handling] = []
            for event in events[report.id]:
                if event.action in ("submit", "reopen"):
                    told.append(Handling(report, not told, event.at, []))
                self._tell(told, event)
            for handling in told:
                self._measure(handling, replies[report.id])
            self._rate(told, ratings.get(report.id))
            for earlier, later in pairwise(told):
                earlier.anew = True
                taken = later.finished and later.during[-1].to_state == "closed"
                earlier.displaced = taken and earlier.published
            yield from told

    def _tell(self, told: list[Handling], event: Row[Any]) -> None:
        now = told[-1]
        if now.ended is not None:
            now.after.append(event)
        elif event.action == "withdraw":
            told[-2].after.append(event)
        else:
            now.during.append(event)
            if event.to_state in ("published", "closed"):
                now.ended = event.at

    def _rate(self, told: list[Handling], rating: Rating | None) -> None:
        """A score belongs to what was finished when it was given."""
        if rating is not None:
            rated = [each for each in told if each.finished and each.ended and each.ended <= rating.rated_at]
            rated[-1].score = rating.score

    def _measure(self, told: Handling, replies: dict[int, Row[Any]]) -> None:
        for event in told.during:
            if event.action in ("dispatch", "transfer", "reopen") and event.to_holder_id is not None:
                told.path = self.path(event.to_holder_id, event.at)
            if "clock" in event.details:
                told.due = date.fromisoformat(event.details["clock"]["due_on"])
                told.clock_from = datetime.fromisoformat(event.details["clock"]["received_at"])
        if told.finished and told.ended is not None:
            told.reply = replies[told.during[-1].details["reply"]]
            told.path = self.path(told.reply.unit_id, told.ended)
            if told.clock_from is not None:
                told.minutes = self.working_minutes(told.clock_from, told.ended)
        self._share(told)

    def _share(self, told: Handling) -> None:
        """Who had the report from when to when, and on whose desk a time limit ran out."""
        desks: list[list[Any]] = []
        for event in told.during:
            holder = None if told.ended == event.at and event is told.during[-1] else event.to_holder_id
            if desks and desks[-1][2] is None and desks[-1][0] != holder:
                desks[-1][2] = event.at
            if holder is not None and not (desks and desks[-1][2] is None):
                desks.append([holder, event.at, None])
        shares: dict[int, Share] = {}
        for unit, since, until in desks:
            share = shares.setdefault(unit, Share(unit, self.path(unit, since), []))
            share.stretches.append((since, until))
            share.minutes += self.working_minutes(since, until) if until is not None else 0
        for due in sorted(self._missed(told)):
            midnight = datetime.combine(due + timedelta(days=1), time(), CHINA)
            for unit, since, until in desks:
                if since < midnight and (until is None or until >= midnight):
                    shares[unit].missed = shares[unit].missed or due
        told.shares = list(shares.values())

    def _missed(self, told: Handling) -> Iterator[date]:
        """The last days of the time limits that ran out before the report was finished or went back."""
        due: date | None = None
        for event in told.during:
            over = event.to_state in ("received", "published", "closed")
            if over and due is not None:
                if event.at.astimezone(CHINA).date() > due:
                    yield due
                due = None
            if "clock" in event.details:
                due = date.fromisoformat(event.details["clock"]["due_on"])
        if due is not None and due < self.today:
            told.overdue = True
            yield due

    # Units as they stood, and working time.

    def path(self, unit: int, at: datetime) -> Path:
        """From the root down to whoever acted for the unit then: what happened later is undone."""
        parents, heirs = dict(self.parents), dict(self.heirs)
        for move in reversed(self.moves):
            if move.at > at and move.merged:
                heirs[move.unit_id] = None
            elif move.at > at:
                parents[move.unit_id] = move.parent_id
        found: list[int] = []
        here: int | None = unit
        while here is not None:
            acting = here
            while (heir := heirs[acting]) is not None:
                acting = heir
            if acting in found:
                # It was merged into one below it; what stands above it stands above both.
                here = parents[here]
            else:
                found.append(acting)
                here = parents[acting]
        return tuple(reversed(found))

    def works(self, day: date) -> bool:
        """Whether a day is worked, as decided or else as announced."""
        return self.decided[day] if day in self.decided else self.calendar.is_working(day)

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Minutes of working days between two instants; a working day has 24 hours."""
        begun, over = china(start), china(end)
        minutes, day = 0, begun.date()
        while day <= over.date():
            midnight = datetime.combine(day, time(), CHINA)
            opens, closes = max(midnight, begun), min(midnight + timedelta(days=1), over)
            if self.works(day):
                minutes += int((closes - opens).total_seconds()) // 60
            day += timedelta(days=1)
        return minutes
