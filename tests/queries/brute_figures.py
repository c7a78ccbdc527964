"""Every figure once more, by brute force, as its meaning has it; the handlings come from ``brute_history``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from tests.queries.brute_history import Handling, History, Path, china

Test = Callable[[Any], bool]
Counted = tuple[int, int | None, int | None]
"""Counted, among how many, and the minutes of a time."""


def _reason(column: str, reason: str) -> Test:
    return lambda told: told.finished and getattr(told.reply, column) == reason


def _not_published_for(reason: str) -> Test:
    return lambda told: told.finished and not told.published and told.reply.withhold_reason == reason


RECEIVED: dict[str, tuple[Test, Test | None]] = {
    "received": (lambda told: told.first, None),
    "unlisted": (lambda told: told.first and told.report.kind == "unlisted", lambda told: told.first),
    "transferred": (lambda told: told.first and told.did("transfer"), lambda told: told.first),
    "retracted": (lambda told: told.first and told.retracted, lambda told: told.first),
    "settled": (lambda told: told.first and told.finished, lambda told: told.first and not told.retracted),
    "waiting": (lambda told: told.first and told.ended is None, lambda told: told.first),
    "unfinished": (lambda told: told.overdue, None),
}
"""By the day of receipt: numerator and denominator."""

_finished: Test = lambda told: told.finished  # noqa: E731
_limited: Test = lambda told: told.finished and told.due is not None  # noqa: E731
FINISHED: dict[str, tuple[Test, Test | None]] = {
    "finished": (_finished, None),
    "valid": (lambda told: told.finished and told.reply.finding != "refused", _finished),
    "refused": (lambda told: told.found("refused"), _finished),
    **{
        f"refused_{reason}": (_reason("invalid_reason", reason), lambda told: told.found("refused"))
        for reason in ("duplicate", "unclear", "abusive", "unrelated", "advertising")
    },
    "on_time": (lambda told: _limited(told) and not told.late, _limited),
    "late": (lambda told: _limited(told) and told.late, _limited),
    "month_late": (lambda told: _limited(told) and told.ended_on - told.due > timedelta(days=30), _limited),
    "sent_back": (lambda told: told.finished and told.did("send_back"), _finished),
    "returned": (lambda told: told.finished and told.did("return", "hand_back"), _finished),
    "urged": (lambda told: told.finished and told.did("urge"), _finished),
    "confirmed": (lambda told: told.found("confirmed"), lambda told: told.finished and not told.found("refused")),
    "unconfirmed": (lambda told: told.found("unconfirmed"), lambda told: told.finished and not told.found("refused")),
    "corrected": (lambda told: told.corrected, lambda told: told.found("confirmed")),
    "published": (lambda told: told.published, _finished),
    "withheld": (lambda told: told.finished and not told.published, _finished),
    **{
        f"withheld_{reason}": (_not_published_for(reason), lambda told: told.finished and not told.published)
        for reason in ("unconfirmed", "image", "sovereignty", "privacy", "trade_secret", "other")
    },
    "withdrawn": (lambda told: told.withdrawn, lambda told: told.published),
    "disputed": (lambda told: told.finished and bool(told.then("dispute")), _finished),
    "upheld": (lambda told: told.upheld, lambda told: told.finished and bool(told.then("dispute"))),
    "reopened": (lambda told: told.finished and told.anew, _finished),
    "rated": (lambda told: told.finished and told.score is not None, _finished),
    "satisfied": (
        lambda told: told.finished and told.score in (4, 5),
        lambda told: told.finished and told.score is not None,
    ),
}
"""By the day of the end."""

TIMES: dict[str, tuple[Test, int]] = {"median_hours": (_limited, 5), "ninetieth_hours": (_limited, 9)}
"""Of which handlings the working time is taken, and how many in ten do not exceed the figure."""


BASES = (list(RECEIVED), [*FINISHED, *TIMES], ["overdue", "held_hours"])
"""Figures that the same things may count for."""


class Brute(History):
    """Counts what the history tells."""

    def values(self, period: Any, scope: Any, by: str | None) -> dict[tuple[Any, str], Counted]:
        """Every figure of every group that has anything to count; without ``by`` of everything, under None."""
        found: dict[tuple[Any, str], Counted] = {}
        for keys in BASES:
            groups: dict[Any, list[Any]] = defaultdict(list)
            for thing, told, path, day in self.chosen(keys[0], period, scope):
                group = group_of(by, scope, told, path, day) if by else None
                if by is None or group is not None:
                    groups[group].append(thing)
            found |= {(group, key): self.value(key, things) for group, things in groups.items() for key in keys}
        return {place: value for place, value in found.items() if value[0] or value[1]}

    def within(self, told: Handling, path: Path | None, scope: Any) -> bool:
        """Whether a handling, which belongs to a unit with this path, is of the scope."""
        report = told.report
        return (
            (scope.unit is None or (path is not None and scope.unit in path))
            and (scope.site is None or report.site_id == scope.site)
            and (scope.problem_type is None or report.problem_type == scope.problem_type)
            and (scope.region is None or in_region(report.region_code, scope.region))
        )

    def chosen(self, key: str, period: Any, scope: Any) -> list[tuple[Any, Handling, Path | None, date]]:
        """What may count for a figure: the thing itself, its handling, the unit's path, and its day."""
        found: list[tuple[Any, Handling, Path | None, date]] = []
        if key in ("overdue", "held_hours"):
            found += [(share, told, share.path, share.day) for told, share in self.shares if share.day is not None]
        elif key in RECEIVED:
            found += [(told, told, told.path, china(told.begun).date()) for told in self.handlings]
        else:
            found += [(told, told, told.path, china(told.ended).date()) for told in self.handlings if told.ended]
        return [
            each for each in found if period.first <= each[3] <= period.last and self.within(each[1], each[2], scope)
        ]

    def value(self, key: str, things: Sequence[Any]) -> Counted:
        """One figure of these things."""
        if key == "overdue":
            return sum(share.missed is not None for share in things), len(things), None
        if key == "held_hours":
            times = [share.minutes for share in things if share.left is not None]
            return len(times), len(times), quantile(times, 5)
        if key in TIMES:
            test, tenths = TIMES[key]
            times = [told.minutes for told in things if test(told)]
            return len(times), len(times), quantile(times, tenths)
        counts, among = (RECEIVED | FINISHED)[key]
        counted = sum(1 for told in things if counts(told))
        return counted, sum(1 for told in things if among(told)) if among else None, None

    def reports(self, key: str, period: Any, scope: Any, within: tuple[str, Any] | None, *, among: bool) -> list[int]:
        """The reports behind a figure's numerator or denominator, in a group or in all, each as often as it counts."""
        test = self._behind(key, among)
        return sorted(
            told.report.id
            for thing, told, path, day in self.chosen(key, period, scope)
            if (within is None or group_of(within[0], scope, told, path, day) == within[1]) and test(thing)
        )

    def _behind(self, key: str, among: bool) -> Test:
        if key == "overdue":
            return (lambda share: True) if among else (lambda share: share.missed is not None)
        if key == "held_hours":
            return lambda share: share.left is not None
        if key in TIMES:
            return TIMES[key][0]
        counts, denominator = (RECEIVED | FINISHED)[key]
        return denominator if among and denominator else counts


def in_region(code: str | None, region: str) -> bool:
    """A region holds what its code begins with: two digits for the province, four for a prefecture."""
    if code is None:
        return False
    if region.endswith("0000"):
        return code[:2] == region[:2]
    return code[:4] == region[:4] if region.endswith("00") else code == region


def quantile(times: list[int], tenths: int) -> int | None:
    """The smallest of the times that so many in ten do not exceed."""
    for time_ in sorted(times):
        if sum(each <= time_ for each in times) * 10 >= len(times) * tenths:
            return time_
    return None


def group_of(by: str, scope: Any, told: Handling, path: Path | None, day: date) -> Any:
    """The group that something stands in; None where it stands in none."""
    report, top = told.report, scope.unit
    if by == "problem_type":
        return report.problem_type
    if by == "site":
        return report.site_id or 0
    if by == "month":
        return day.replace(day=1)
    if by == "region":
        code = report.region_code or "000000"
        return code if scope.region else code[:4] + "00"
    if path is None:
        return 0 if top is None else None
    if by == "office":
        return path[-1]
    below = path[path.index(top) if top is not None else 0 :]
    return below[1] if len(below) > 1 else below[0]
