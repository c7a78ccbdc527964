"""公文: an official document as a plain description, in the order and with the numbering of GB/T 9704-2012.

How it looks is the business of whoever writes it down: as a file for word processors, or as a page that is printed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.domain.plain_text import clean

DEEPEST = 4
"""Levels of headings: 一、（一）1.（1）."""
_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_NONCHARACTERS = {"\ufffe", "\uffff"}
"""Left over when control characters are gone, and still refused by XML."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4, without its number: that is given when the document is written."""

    level: int
    text: str

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST:
            raise ValueError(f"headings have levels 1 to {DEEPEST}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; each line of it is a paragraph of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption above it. A row may be shorter than the head, but not longer."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.head or any(len(row) > len(self.head) for row in self.rows):
            raise ValueError("a table needs a head as wide as its rows")

    def full_rows(self) -> Iterator[tuple[str, ...]]:
        """The rows, each as wide as the head."""
        for row in self.rows:
            yield (*row, *("" for _ in range(len(self.head) - len(row))))


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记: who gets copies (抄送机关), who printed it (印发机关) and when (印发日期)."""

    copies: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None

    @property
    def copies_line(self) -> str:
        """The receivers of copies in one line, with a full stop; nothing if there are none."""
        return f"{'，'.join(lined(self.copies))}。" if lined(self.copies) else ""

    @property
    def printed_line(self) -> str:
        """2018年11月2日印发; nothing without a day."""
        return f"{written_date(self.printed_on)}印发" if self.printed_on else ""

    def __bool__(self) -> bool:
        return bool(self.copies_line or self.printed_by or self.printed_on)


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A document from its head to its imprint; what is empty is left out.

    ``red_head``: 发文机关标志, above a red line; ``number``: 发文字号; ``addressed``: 主送机关; ``attachments``: names
    of 附件; ``signer``: 发文机关署名; ``signed_on``: 成文日期.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    red_head: str = ""
    number: str = ""
    addressed: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    signer: str = ""
    signed_on: date | None = None
    imprint: Imprint = Imprint()

    @property
    def date_line(self) -> str:
        """2018年11月2日; nothing without a day."""
        return written_date(self.signed_on) if self.signed_on else ""

    @property
    def title_lines(self) -> list[str]:
        """The title as its author broke it."""
        return lines_of(self.title)

    @property
    def addressed_line(self) -> str:
        """Whom it is addressed to, with the colon; nothing if nobody is named."""
        return f"{'，'.join(lined(self.addressed))}：" if lined(self.addressed) else ""

    def numbered_attachments(self) -> list[tuple[str, str]]:
        """Number and name of each attachment; a single one has no number."""
        names = lined(self.attachments)
        return [(f"{place}." if len(names) > 1 else "", name) for place, name in enumerate(names, start=1)]

    def arranged(self) -> Iterator[tuple[str, Block]]:
        """The blocks in order, headings with their number, long texts cut into paragraphs and what is empty left out.

        Each heading counts within the one above it.
        """
        counts = [0] * (DEEPEST + 1)
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from (("", Paragraph(line)) for line in lines_of(block.text))
            elif isinstance(block, Heading):
                if text := line_of(block.text):
                    counts[block.level] += 1
                    counts[block.level + 1 :] = [0] * (DEEPEST - block.level)
                    yield heading_number(block.level, counts[block.level]), Heading(block.level, text)
            else:
                yield "", block


def fit(text: str) -> str:
    """The text without what no file and no page may hold: control characters, and characters that are none."""
    return "".join(letter for letter in clean(text) if letter not in _NONCHARACTERS)


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something, without space around them."""
    return [stripped for line in fit(text).splitlines() if (stripped := line.strip())]


def line_of(text: str) -> str:
    """A text in one line."""
    return "".join(lines_of(text))


def lined(names: tuple[str, ...]) -> list[str]:
    """Names in one line each, without those that are empty."""
    return [line for name in names if (line := line_of(name))]


def heading_number(level: int, count: int) -> str:
    """一、（一）1.（1）: the number of a heading as it is written before its text."""
    return (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}.", f"（{count}）")[level - 1]


def chinese_number(number: int) -> str:
    """一 to 九千九百九十九, as headings are counted: 十 and not 一十, 二十一, 一百零二, 一百一十."""
    if not 0 < number < 10_000:
        raise ValueError("headings are counted from 1 to 9999")
    found = ""
    for place, letter in enumerate(reversed(str(number))):
        digit = int(letter)
        if digit:
            found = _DIGITS[digit] + _PLACES[place] + found
        elif found and not found.startswith("零"):
            found = f"零{found}"
    return found.removeprefix("一") if 10 <= number < 20 else found


def written_date(day: date) -> str:
    """2018年11月2日: Arabic digits, and no zero before a month or a day."""
    return f"{day.year}年{day.month}月{day.day}日"


def width_of(text: str) -> float:
    """How wide a text is, in characters of Chinese: letters and digits of others take half of one."""
    return sum(1 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in text)
