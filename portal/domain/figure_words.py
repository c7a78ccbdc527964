"""Figures in words and digits, the same on every page, in every file and letter."""

from __future__ import annotations

from portal.domain.figures import Figure, Kind

NONE = "—"
"""Where there is nothing to count among: no rate of 0%, which would be a statement."""
SAME = "持平"
"""A difference of nothing."""


def percent(counted: int, among: int) -> str:
    """A rate with one digit behind the point, cut off, so that 100% means every single one and 0% none."""
    if not among:
        return NONE
    tenths = counted * 1000 // among
    if not tenths and counted:
        return "不足0.1%"
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def hours(minutes: int | None) -> str:
    """Working time in hours with one digit behind the point, cut off."""
    if minutes is None:
        return NONE
    tenths = minutes // 6
    return f"{tenths // 10}.{tenths % 10} 小时" if tenths % 10 else f"{tenths // 10} 小时"


def said(figure: Figure, counted: int, among: int | None, minutes: int | None) -> str:
    """The figure itself: a count, a rate, or a time."""
    if figure.kind in (Kind.MEDIAN, Kind.NINETIETH):
        return hours(minutes)
    return f"{counted:,}" if figure.kind is Kind.COUNT else percent(counted, among or 0)


def basis_of(figure: Figure, counted: int, among: int | None) -> str:
    """What it rests on: numerator and denominator, or how many values; nothing for a plain count."""
    if figure.kind is Kind.RATE:
        return f"{counted:,}/{among or 0:,}"
    return f"n={among or 0:,}" if figure.kind is not Kind.COUNT else ""


def change(figure: Figure, now: tuple[int, int | None, int | None], then: tuple[int, int | None, int | None]) -> str:
    """How a figure differs from an earlier one: by how many, how many points, or how many hours.

    Each is numerator, denominator and minutes. Nothing where one of the two says nothing.
    """
    if figure.kind is Kind.COUNT:
        return _signed(now[0] - then[0], "")
    if figure.kind is Kind.RATE:
        if not now[1] or not then[1]:
            return ""
        # Cut off like the rates themselves, so that the difference is that of what the page shows.
        return _signed(now[0] * 1000 // now[1] - then[0] * 1000 // then[1], " 个百分点", tenths=True)
    if now[2] is None or then[2] is None:
        return ""
    return _signed(now[2] // 6 - then[2] // 6, " 小时", tenths=True)


def compared(difference: str, name: str, earlier: str) -> str:
    """A sentence of a :func:`change`: 比上年同期 +3.2 个百分点（上年同期 80%）; ``earlier`` is the figure of then."""
    if not difference:
        return f"比{name} 无可比"
    return f"与{name}持平" if difference == SAME else f"比{name} {difference}（{name} {earlier}）"


def _signed(number: int, unit: str, *, tenths: bool = False) -> str:
    if not number:
        return SAME
    sign, size = ("+" if number > 0 else "−"), abs(number)
    digits = f"{size // 10}.{size % 10}" if tenths and size % 10 else f"{size // 10 if tenths else size:,}"
    return f"{sign}{digits}{unit}"
