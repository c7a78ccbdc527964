"""What becomes of each line of an imported file, and the lines themselves before any register is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from portal.domain.import_columns import REMARK, Subject, labels_of, match_headings
from portal.domain.plain_text import clean
from portal.domain.vocabulary import Term

MOST_LINES = {Subject.UNITS: 5_000, Subject.SITES: 5_000, Subject.REPORTS: 50_000}
"""What one transaction takes without keeping others from writing for long; larger files are split."""
LONGEST_CELL = 10_000

Word = TypeVar("Word", bound=Term)


class Fate(Term):
    """What happens to a line."""

    NEW = "new", "新增"
    CHANGED = "changed", "更新"
    SAME = "same", "不变"
    WRONG = "wrong", "有误"


class TableRefused(Exception):
    """The file as a whole cannot be taken; ``sentences`` say in Chinese why and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(sentences[0])
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the file has it: its number as spreadsheets count, its cells as text, and what is wrong with some of
    them by their place from 0."""

    number: int
    cells: Sequence[str]
    problems: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line by its columns. ``given`` holds cleaned texts, "" for what is empty or has no column; ``problems`` are
    sentences by column."""

    number: int
    given: Mapping[str, str]
    problems: tuple[tuple[str, str], ...] = ()

    def text(self, name: str) -> str:
        """The cell of a column."""
        return self.given.get(name, "")


@dataclass(frozen=True, slots=True)
class RowFate:
    """What happens to one line: ``key`` is the code or number that it is known by, ``note`` what is worth knowing,
    ``problems`` the heading of a column ("" for the whole line) and a sentence each."""

    number: int
    key: str
    fate: Fate
    problems: tuple[tuple[str, str], ...] = ()
    note: str = ""

    def words(self) -> str:
        """Everything that there is to say about the line, in one line."""
        told = [f"{column}：{message}" if column else message for column, message in self.problems]
        return "；".join([*told, *([self.note] if self.note else [])])


class Tally:
    """How many lines meet each fate."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        self._counts = Counter(counts or {})

    def add(self, fate: Fate) -> None:
        """Count one more."""
        self._counts[fate.value] += 1

    def __getitem__(self, fate: Fate) -> int:
        return self._counts[fate.value]

    @property
    def total(self) -> int:
        """All lines."""
        return sum(self._counts.values())

    def plain(self) -> dict[str, int]:
        """The counts by the identifiers of the fates."""
        return {fate.value: self[fate] for fate in Fate}

    def words(self) -> str:
        """新增 3 行，更新 0 行，不变 1 行，有误 0 行."""
        return "，".join(f"{fate.label} {self[fate]} 行" for fate in Fate)


def read_entries(subject: Subject, lines: Iterable[Line]) -> Iterator[Entry]:
    """The entries of a file whose first line that is not empty holds the headings.

    Raises TableRefused for wrong headings, an empty file, or more lines than one import takes.
    """
    names: list[str | None] | None = None
    count = 0
    for line in lines:
        if not any(cell.strip() for cell in line.cells) and not line.problems:
            continue
        if line.cells and line.cells[0].lstrip().startswith(REMARK):
            continue
        if names is None:
            names, problems = match_headings(subject, line.cells)
            if problems:
                raise TableRefused(*problems)
            continue
        count += 1
        if count > MOST_LINES[subject]:
            raise TableRefused(f"一次最多导入 {MOST_LINES[subject]} 行，请把文件拆开分别导入")
        yield _entry(line, names, labels_of(subject))
    if names is None:
        raise TableRefused("文件是空的：第一行应是列名，可以下载模板对照")
    if not count:
        raise TableRefused("文件只有列名，没有内容")


def _entry(line: Line, names: Sequence[str | None], labels: Mapping[str, str]) -> Entry:
    given: dict[str, str] = {}
    problems = []
    for place, cell in enumerate(line.cells):
        name = names[place] if place < len(names) else None
        text = clean(cell[:LONGEST_CELL])
        if name is None:
            if text:
                problems.append(("", f"第 {place + 1} 列没有列名，但有内容“{text[:20]}”"))
            continue
        given[name] = text
        if place in line.problems:
            problems.append((labels[name], line.problems[place]))
        elif len(cell) > LONGEST_CELL:
            problems.append((labels[name], f"太长（{len(cell)} 字）"))
    return Entry(line.number, given, tuple(problems))


def read_term(terms: type[Word], text: str) -> Word | None:
    """The term that a cell names by its identifier or by its label; None if it names none."""
    return next((term for term in terms if text in (term.value, term.label)), None)


def one_of_problem(terms: type[Term]) -> str:
    """The sentence for a cell that should name one of the terms."""
    return f"应是：{'、'.join(term.label for term in terms)}"


def several(text: str) -> list[str]:
    """What a cell lists, separated by spaces, commas or semicolons of either kind."""
    return [each for each in re.split(r"[\s,;，；、]+", text) if each]
