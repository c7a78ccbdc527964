"""A clock as people read it: which days count, which do not, and how much is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.deadlines import Calendar, CountedDay, day_of, window, working_days_left
from portal.store import Clock


@dataclass(frozen=True, slots=True)
class ClockView:
    """The arithmetic of one clock. ``left`` counts working days after today up to the due day; negative is overdue."""

    received_at: datetime
    opens_on: date
    due_on: date
    provisional: bool
    running: bool
    overdue: bool
    left: int
    days: tuple[CountedDay, ...]

    @property
    def received_on(self) -> date:
        """The day of receipt in Asia/Shanghai."""
        return day_of(self.received_at)

    @property
    def words(self) -> str:
        """What is left, in words."""
        if not self.running:
            return "已停止"
        if self.overdue:
            return f"逾期 {-self.left} 个工作日"
        return "今天 24 时到期" if self.left == 0 else f"剩余 {self.left} 个工作日"

    @property
    def soon(self) -> bool:
        """True for 即将逾期: due today or on the next working day."""
        return self.running and not self.overdue and self.left <= 1

    @property
    def warning(self) -> str:
        """What is left, in words for those whose duty it is: what is about to be late is called so."""
        return f"即将逾期：{self.words}" if self.soon else self.words

    @property
    def tone(self) -> str:
        """How a tag shows it: calm, soon, too late."""
        if not self.running:
            return "neutral"
        if self.overdue:
            return "bad"
        return "warn" if self.soon else "ok"


def clock_view(clock: Clock, now: datetime, calendar: Calendar, working_days: int) -> ClockView:
    """``clock`` as it stands at ``now``; the days are counted with the calendar of today."""
    ended_or_now = clock.ended_at or now
    return ClockView(
        received_at=clock.received_at,
        opens_on=clock.opens_on,
        due_on=clock.due_on,
        provisional=clock.provisional,
        running=clock.ended_at is None,
        overdue=ended_or_now >= clock.due_at,
        left=working_days_left(day_of(now), clock.due_on, calendar),
        days=window(day_of(clock.received_at), calendar, working_days).days,
    )
