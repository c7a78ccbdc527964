"""Figures and tables: medians, the slow twentieth, and columns that line up in a terminal and in Markdown."""

from __future__ import annotations

import platform
import statistics
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """What some timings come to, in the unit of the timings."""

    median: float
    p95: float

    @classmethod
    def of(cls, timings: Sequence[float]) -> Timing:
        """``timings``: at least one."""
        ordered = sorted(timings)
        return cls(statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))])


def figure(value: float | None) -> str:
    """Three digits that count; nothing for None."""
    if value is None:
        return ""
    for limit, digits in ((100, 0), (10, 1), (1, 2)):
        if abs(value) >= limit:
            return f"{value:,.{digits}f}"
    return f"{value:.3f}"


def ratio(one: float, other: float) -> str:
    """How many times the other the one is."""
    return f"{figure(one / other)}×" if other else ""


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, markdown: bool) -> None:
    """A table with its title; every column but the first is set to the right."""
    widths = [max(_width(row[place]) for row in (head, *rows)) for place in range(len(head))]
    line = _markdown_line if markdown else _plain_line
    say(f"\n**{title}**\n" if markdown else f"\n{title}")
    say(line(head, widths))
    say("|".join(["", "---", *["---:"] * (len(head) - 1), ""]) if markdown else "-" * (sum(widths) + 2 * len(head) - 2))
    for row in rows:
        say(line(row, widths))


def say(words: str) -> None:
    """A line of the result."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def progress(words: str) -> None:
    """A line for who waits; it goes to standard error, so that the tables stand alone."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def print_machine() -> None:
    """What the figures were taken on."""
    say(f"Python {platform.python_version()}, {platform.machine()}, times in milliseconds")


def _plain_line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell + " " * (width - _width(cell)) if place == 0 else " " * (width - _width(cell)) + cell
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *others])


def _markdown_line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cells) + " |"


def _width(text: str) -> int:
    """The columns that a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
