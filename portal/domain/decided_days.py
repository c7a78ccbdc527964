"""Days that the provincial office decides to be worked or not, typed into a form or listed in a file (§四)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2004, 2100
"""Years that the clock may meet; anything else is a slip of the pen."""
LONGEST_DOCUMENT = 200
COLUMNS = ("date", "working", "document")
WORDS = {"yes": True, "no": False, "是": True, "否": False, "上班": True, "休息": False, "放假": False}
"""How a file may say that a day is worked."""


@dataclass(frozen=True, slots=True)
class DecidedDay:
    """One day, whether it is worked, and the document that this rests on."""

    day: date
    working: bool
    document: str


@dataclass(frozen=True, slots=True)
class ReadDays:
    """What a file says; ``problems`` are sentences that begin with their line. With any of them nothing counts."""

    days: tuple[DecidedDay, ...]
    problems: tuple[str, ...]


def day_problem(day: date | None) -> str | None:
    """What is wrong with the day itself."""
    if day is None:
        return "请填写日期，如 2027-02-15"
    return None if FIRST_YEAR <= day.year <= LAST_YEAR else f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间"


def document_problem(document: str) -> str | None:
    """What is wrong with the document: a day is never decided without naming what it rests on."""
    words = document.strip()
    if len(words) < 2:
        return "请填写依据的文件名称或文号"
    return f"依据最多 {LONGEST_DOCUMENT} 字" if len(words) > LONGEST_DOCUMENT else None


def read_days(text: str) -> ReadDays:
    """The days in a file of comma-separated values whose first line names date, working and document.

    Every line is checked, so that all mistakes of a file are told at once. Lines are counted as editors count them.
    """
    try:
        reader = csv.reader(io.StringIO(text, newline=""))
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error:
        return ReadDays((), ("这不是逗号分隔的文本文件（CSV）",))
    header = tuple(each.strip().lower() for each in rows[0][1]) if rows else ()
    if header != COLUMNS:
        return ReadDays((), (f"第 1 行：表头应为 {','.join(COLUMNS)}",))
    days: dict[date, DecidedDay] = {}
    problems: list[str] = []
    for line, row in rows[1:]:
        if not any(each.strip() for each in row):
            continue
        read, found = _read_row(row)
        if read is not None and read.day in days:
            found = [f"{read.day} 与前面的一行重复"]
        problems += [f"第 {line} 行：{each}" for each in found]
        if read is not None and not found:
            days[read.day] = read
    if not days and not problems:
        problems.append("第 2 行：文件里没有任何日期")
    return ReadDays(tuple(days.values()), tuple(problems))


def _read_row(row: Sequence[str]) -> tuple[DecidedDay | None, list[str]]:
    if len(row) != len(COLUMNS):
        return None, [f"应有 {len(COLUMNS)} 列，现在有 {len(row)} 列"]
    written, working, document = (each.strip() for each in row)
    day, answer = _date(written), WORDS.get(working.lower())
    found = [
        _written_problem(written, day),
        f"“{working}”不是 yes（上班）或 no（休息）" if answer is None else None,
        document_problem(document),
    ]
    problems = [each for each in found if each]
    if day is None or answer is None or problems:
        return None, problems
    return DecidedDay(day, answer, document), []


def _written_problem(written: str, day: date | None) -> str | None:
    return day_problem(day) if day is not None else f"“{written}”不是日期，应如 2027-02-15"


def _date(written: str) -> date | None:
    # Only the form with dashes: a spreadsheet may write the month first, and a guess would move deadlines.
    if len(written) != 10 or written[4] != "-" or written[7] != "-":
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def whole_years(days: Iterable[DecidedDay]) -> Iterator[DecidedDay]:
    """The days, and after them every other day of their years: Monday to Friday are worked there.

    For a year whose holidays a file lists completely; it rests on the document of its first day.
    """
    given = sorted(days, key=lambda each: each.day)
    yield from given
    decided = {each.day for each in given}
    documents = {each.day.year: each.document for each in reversed(given)}
    for year, document in sorted(documents.items()):
        day = date(year, 1, 1)
        while day.year == year:
            if day not in decided:
                yield DecidedDay(day, day.weekday() < 5, document)
            day += timedelta(days=1)
