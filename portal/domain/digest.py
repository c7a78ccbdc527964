"""周报: what a unit reads on the first working day of a week, numbers only: what came, what is due, how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.deadlines import Calendar
from portal.domain.figure_words import basis_of, said
from portal.domain.figures import BY_KEY
from portal.domain.letters import Sender, Text
from portal.domain.periods import Period

PAST_WEEKS = 4
"""A unit is compared with what it did in so many weeks before."""
TOLD = ("received", "finished", "on_time", "median_hours", "overdue", "sent_back")

Numbers = tuple[int, int | None, int | None]
"""Numerator, denominator and minutes of a figure."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One unit's week with everything below it. ``due`` fall due this week, ``late`` are overdue already."""

    unit: str
    week: Period
    now: Mapping[str, Numbers]
    before: Mapping[str, Numbers]
    due: int
    late: int

    @property
    def says_something(self) -> bool:
        """False where there was nothing to do and there is nothing."""
        return bool(self.due or self.late or any(self.now[key][0] for key in TOLD))


def is_digest_day(day: date, calendar: Calendar) -> bool:
    """True on the first working day of a week that begins on Monday."""
    monday = day - timedelta(days=day.weekday())
    earlier = (monday + timedelta(days=back) for back in range(day.weekday()))
    return calendar.is_working(day) and not any(calendar.is_working(each) for each in earlier)


def last_week(day: date) -> Period:
    """Monday to Sunday of the week before that of ``day``."""
    monday = day - timedelta(days=day.weekday() + 7)
    return Period(monday, monday + timedelta(days=6))


def weeks_before(week: Period) -> Period:
    """The PAST_WEEKS weeks before ``week``."""
    return Period(week.first - timedelta(weeks=PAST_WEEKS), week.first - timedelta(days=1))


def lines(digest: Digest) -> Sequence[str]:
    """The digest as lines of text."""
    told = [f"{digest.unit}（含下属单位）{digest.week.name}："]
    for key in TOLD:
        figure = BY_KEY[key]
        now, before = _said(key, digest.now[key]), _said(key, digest.before[key])
        earlier = f"前 {PAST_WEEKS} 周共 {before}" if figure.among is None else f"前 {PAST_WEEKS} 周为 {before}"
        told.append(f"· {figure.name}：{now}；{earlier}。")
    told.append(f"本周到期 {digest.due} 件，已经逾期 {digest.late} 件。")
    return told


def _said(key: str, numbers: Numbers) -> str:
    figure = BY_KEY[key]
    counted, among, minutes = numbers
    if figure.among is None:
        return f"{counted} 件"
    if not among:
        return "无"
    return f"{said(figure, counted, among, minutes)}（{basis_of(figure, counted, among)}）"


def digest_letter(told: Sequence[str], statistics: str, account: str, sender: Sender) -> Text:
    """The letter to an officer; ``statistics`` and ``account`` are the addresses of the figures and of their page."""
    body = "\n".join(told)
    return Text(
        "找错办理周报",
        f"""{body}

每个数字是怎样定义的、依据哪些留言，请登录后在统计中查看：
{statistics}

{sender.foot}
不想再收到周报，或者更换邮箱：
{account}
""",
    )
