"""Numbers that belong to a person: identity cards, bank cards, mobile telephones and landlines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portal.domain.folded_text import FoldedText

Stretch = tuple[int, int]
"""From where to where, in the folded text."""

_GAP = r"[\s\-‐‑‒–—―−_.·•・。()/]{0,4}"
_RUN = re.compile(rf"[0-9](?:{_GAP}[0-9Xx×])*")
_COUNTED = re.compile(r"\s*(?:元|万|亿|件|人次|字节|公里|吨|平方)")
_MOST_GROUPS = 5
"""People write a number in few groups, or digit by digit; anything between is a list of numbers."""


@dataclass(frozen=True, slots=True)
class NumberKind:
    """What a kind of number looks like: its lengths (longest first), its shape, its check digits."""

    lengths: tuple[int, ...]
    shape: re.Pattern[str]
    holds: Callable[[str], bool] = lambda digits: True


_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"


def _is_id_number(digits: str) -> bool:
    """GB 11643: 18 characters with a check character, or 15 digits as given out until 1999."""
    if not _PROVINCE.match(digits):
        return False
    if len(digits) == 15:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return digits[17] == "10X98765432"[total % 11]


def _is_bank_card(digits: str) -> bool:
    """The check digit after Luhn (ISO/IEC 7812)."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


ID_NUMBER = NumberKind(
    (18, 15), re.compile(rf"\d{{6}}(?:(?:19|20)\d\d{_DAY}\d{{3}}[\dX]|\d\d{_DAY}\d{{3}})"), _is_id_number
)
BANK_CARD = NumberKind((19, 18, 17, 16), re.compile(r"(?:62|60|4\d|5[1-5]|3[3-7]|9[4-9])\d{14,17}"), _is_bank_card)
MOBILE = NumberKind((15, 13, 12, 11), re.compile(r"(?:0086|86|0)?1[3-9]\d{9}"))
LANDLINE = NumberKind(
    (15, 14, 13, 12, 11, 10),
    re.compile(r"(?:(?:0086|86)0?|0)(?:(?:10|2\d)[2-9]\d{7}|[3-9]\d\d[2-9]\d{6,7})"),
)


def numbers(folded: FoldedText, kind: NumberKind) -> Iterator[Stretch]:
    """Where numbers of this kind stand."""
    for run in _runs(folded):
        at = 0
        while at < len(run.digits):
            length = run.length_at(at, kind)
            if length:
                yield _with_prefix(folded.letters, run.places[at]), run.places[at + length - 1] + 1
            at += length or 1


def _with_prefix(letters: str, start: int) -> int:
    """The sign or parenthesis that a number begins with belongs to it."""
    opened = letters[start - 1 : start] == "(" and ")" in letters[start : start + 6]
    return start - 1 if opened or letters[start - 1 : start] == "+" else start


@dataclass(frozen=True, slots=True)
class _Run:
    """A row of digits with little between them: ``places`` in the folded text; which digits open and close a group."""

    digits: str
    places: list[int]
    opens: list[bool]
    closes: list[bool]
    counted: bool

    def length_at(self, at: int, kind: NumberKind) -> int:
        """How many digits from here on are a number of this kind; 0 if none are."""
        if not self.opens[at]:
            return 0
        for length in kind.lengths:
            end = at + length
            if end > len(self.digits) or not self.closes[end - 1] or (self.counted and end == len(self.digits)):
                continue
            digits = self.digits[at:end]
            if kind.shape.fullmatch(digits) and kind.holds(digits) and self._is_one_number(at, end):
                return length
        return 0

    def _is_one_number(self, at: int, end: int) -> bool:
        groups = sum(self.opens[at:end])
        first = self.closes[at:end].index(True) + 1
        if at > 0 and first < 3:
            # Behind other digits a short group belongs to a day or a list.
            return False
        return groups <= _MOST_GROUPS or groups >= end - at - 1


def _runs(folded: FoldedText) -> Iterator[_Run]:
    """The rows of digits. Where Chinese numerals meet others, a number may begin or end as well (周三139…)."""
    view = folded.digits
    for match in _RUN.finditer(view):
        if _inside_a_word(view[match.start() - 1 : match.start()], view[match.end() : match.end() + 1]):
            continue
        places = [place for place in range(*match.span()) if view[place] in "0123456789Xx×"]
        chinese = [folded.letters[place] != view[place] for place in places]
        closes = [
            after is None or after > place + 1 or script != next_script
            for place, after, script, next_script in zip(
                places, [*places[1:], None], chinese, [*chinese[1:], None], strict=True
            )
        ]
        digits = "".join("X" if view[place] in "Xx×" else view[place] for place in places)
        counted = _COUNTED.match(view, match.end()) is not None
        yield _Run(digits, places, [True, *closes[:-1]], closes, counted)


def _inside_a_word(before: str, after: str) -> bool:
    """Digits between Latin letters are part of an identifier."""
    return all(each.isascii() and each.isalpha() for each in (before, after))


_SHORT = re.compile(
    rf"(?:电话|座机|固话|致电|拨打|传真)(?:号码|号)?(?:是|为|:)?\s*(?P<number>[2-9](?:{_GAP}[0-9]){{6,7}})(?![0-9])"
)
_WHOLE_DAY = re.compile(rf"(?:19|20)\d\d{_DAY}")
_EXTENSION = re.compile(r"\s?(?:转|分机|-)\s?[0-9]{1,5}(?![0-9])")


def landlines(folded: FoldedText) -> Iterator[Stretch]:
    """Landlines with their area code, and without one where the text says that it is a telephone; with extension."""
    whole = list(numbers(folded, LANDLINE))
    # Digits of one writing only: behind 8453621一直 the next word begins.
    short = [match.span("number") for match in _SHORT.finditer(folded.letters) if _is_short(match)]
    for match in _SHORT.finditer(folded.digits):
        start, end = match.span("number")
        if _is_short(match) and not any(letter in "0123456789" for letter in folded.letters[start:end]):
            short.append((start, end))
    for start, end in [*whole, *short]:
        extension = _EXTENSION.match(folded.digits, end)
        yield start, extension.end() if extension else end


def _is_short(match: re.Match[str]) -> bool:
    counted = _COUNTED.match(match.string, match.end())
    return counted is None and not _WHOLE_DAY.fullmatch(match["number"])
