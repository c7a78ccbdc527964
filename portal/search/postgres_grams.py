"""Texts and words as PostgreSQL's index sees them: sets of numbers, one for each character and pair of characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Table, and_, func, or_

from portal.search.protocol import Integers
from portal.search.query import Clause

_BITS = 21
"""Bits of the largest code point: a pair's number holds both of its characters, so no two grams share a number."""
_LINE_BREAK = ord("\n")
_SPACE = ord(" ")
_EXACT = 2
"""Words of up to so many characters are grams themselves; the grams of a longer one only hint at it."""


def record_numbers(record: str) -> list[int]:
    """The numbers of the characters and pairs of a record, none of which reaches over the end of a field."""
    characters = _code_points(record)
    breaks = characters == _LINE_BREAK
    pairs = _pairs(characters)[~(breaks[:-1] | breaks[1:])]
    singles = characters[~breaks & (characters != _SPACE)]
    numbers: list[int] = np.unique(np.concatenate([singles, pairs])).tolist()
    return numbers


def word_numbers(word: str) -> list[int]:
    """The numbers that a text with this word must have."""
    characters = _code_points(word)
    numbers: list[int] = np.unique(characters if len(characters) == 1 else _pairs(characters)).tolist()
    return numbers


def meets(table: Table, clauses: Sequence[Clause]) -> ColumnElement[bool]:
    """The condition that a row of the table meets every clause, for which one index scan a clause is enough."""
    words = [clause[0] for clause in clauses if len(clause) == 1]
    either = [_some_of(table, clause) for clause in clauses if len(clause) > 1]
    return and_(*([_all_of(table, words)] if words else []), *either)


def _all_of(table: Table, words: Sequence[str]) -> ColumnElement[bool]:
    needed = table.c.grams.contains(_together(words))
    return and_(needed, *(_contains(table, word) for word in words if len(word) > _EXACT))


def _some_of(table: Table, words: Sequence[str]) -> ColumnElement[bool]:
    short = [word for word in words if len(word) <= _EXACT]
    choices: list[ColumnElement[bool]] = [_all_of(table, [word]) for word in words if len(word) > _EXACT]
    return or_(*([table.c.grams.overlap(_together(short))] if short else []), *choices)


def _contains(table: Table, word: str) -> ColumnElement[bool]:
    # Not LIKE, to which some characters of the word would be signs.
    return func.strpos(table.c.record, word) > 0


def _together(words: Iterable[str]) -> list[int]:
    return sorted({number for word in words for number in word_numbers(word)})


def _code_points(text: str) -> Integers:
    points: Any = np.frombuffer(text.encode("utf-32-le"), "<u4")
    return np.asarray(points, np.int64)


def _pairs(characters: Integers) -> Integers:
    pairs: Integers = (characters[:-1] << _BITS) | characters[1:]
    return pairs
