"""Points and the rules of a scheme in words, the same on every page, in every file and in every derivation."""

from __future__ import annotations

import re

from portal.domain.assessment_scheme import POINT, Bonus, Criterion, Deduction
from portal.domain.figures import BY_KEY

_POINTS = re.compile(r"([+\-−]?)(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)


def points(hundredths: int) -> str:
    """Points with two digits behind the point."""
    whole, rest = divmod(abs(hundredths), POINT)
    return f"{'−' if hundredths < 0 else ''}{whole}.{rest:02d}"


def short_points(hundredths: int) -> str:
    """Points with as many digits as they need."""
    return points(hundredths).rstrip("0").rstrip(".")


def read_points(typed: str) -> int | None:
    """Hundredths from what somebody typed, such as 2, 1.5 or -0.25; None for anything else."""
    found = _POINTS.fullmatch(typed.strip())
    if found is None:
        return None
    size = int(found[2]) * POINT + int((found[3] or "").ljust(2, "0"))
    return -size if found[1] in ("-", "−") else size


def figure_name(key: str) -> str:
    """What a figure of a scheme is called, even one that is no longer defined."""
    return BY_KEY[key].name if key in BY_KEY else f"指标 {key}"


def criterion_words(rule: Criterion) -> str:
    """The two ends of a criterion."""
    rising = rule.full_at > rule.none_at
    below, above = (rule.none_at, rule.full_at) if rising else (rule.full_at, rule.none_at)
    low = f"{below}% " if below == 0 else f"{below}% 及以下"
    high = f"{above}% " if above == 100 else f"{above}% 及以上"
    none, full = (low, high) if rising else (high, low)
    return f"{none}得 0 分，{full}得满分，其间按比例"


def deduction_words(rule: Deduction) -> str:
    """What a deduction takes."""
    return f"每件扣 {short_points(rule.each)} 分，最多扣 {short_points(rule.cap)} 分"


def bonus_words(rule: Bonus) -> str:
    """What a bonus wants and gives."""
    return f"达到 {rule.from_rate}% 加 {short_points(rule.points)} 分"
