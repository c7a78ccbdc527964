"""What the public texts can offer somebody who types: sites, units and common words, and words spelled nearly alike."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.site_code import parse_site_code
from portal.queries.board import Answer
from portal.queries.board_filters import Filters
from portal.queries.board_query import BoardQuery
from portal.queries.board_words import WordSearch
from portal.queries.places import Places
from portal.search import Clause, IndexUnavailable, TextQuery, normalise, parse
from portal.store import Case, Site

MOST = 8
"""Suggestions at once."""
MOST_NAMES = 2
"""Of them sites, and as many units."""
SAMPLE = 2_000
"""Of the texts that contain what was typed, so many of the newest are read."""
GAP_SAMPLE = 500
"""And so many of them for one way of spelling."""
LONGEST_CONTINUATION = 8
LONGEST_WORD = 12
"""Of longer words no other spellings are looked for."""
PATIENCE_SECONDS = 0.1
"""For how long other spellings are looked for."""
COMMON = 2
"""A word is common if it continues what was typed in so many of the texts."""
_SIGNS = ('"', "“", "-", "|")


class Kind(StrEnum):
    """What a suggestion names."""

    WORD = "word"
    SITE = "site"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for, and how many cases the board has for exactly that query."""

    kind: Kind
    text: str
    count: int
    query: BoardQuery


def suggest(session: Session, typed: str, board: Answer, places: Places) -> list[Suggestion]:
    """Up to MOST suggestions for what was typed so far; ``board``: the answer to the empty query."""
    normal = normalise(typed)
    if not normal:
        return []
    names = [*_sites(session, typed.strip(), normal, board), *_units(normal, board, places)]
    try:
        words = list(_words(board.words, normal, MOST - len(names)))
    except IndexUnavailable:
        words = []
    return [*words, *names]


def total(words: WordSearch, query: BoardQuery, places: Places, today: date) -> int:
    """How many cases another query would find on the same board, none while the index cannot answer.

    For many small questions after one answer: it neither looks for a newer board nor puts anything in order.
    """
    try:
        found = words.rows(query.text)
    except IndexUnavailable:
        return 0
    rows = Filters(words.columns, query, places, today).select(found)
    return len(rows)


def site_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The names of these sites by their codes, from the register or else from a visible case; unknown ones left out."""
    # Whatever else stands in an address is no code, and not every database could be asked about it.
    wanted = {code for code in codes if parse_site_code(code) == code}
    if not wanted:
        return {}
    register = select(Site.code, Site.name).where(Site.code.in_(wanted))
    names = {row.code: row.name for row in session.execute(register)}
    if lost := wanted - names.keys():
        cases = select(Case.site_code, Case.site_name).where(Case.site_code.in_(lost), Case.visible)
        names |= {str(row.site_code): row.site_name for row in session.execute(cases.order_by(Case.published_at))}
    return names


def neighbours(words: WordSearch, word: str) -> list[str]:
    """Words of the public texts that differ from this one, which none of them contains, in one character; best first.

    One character is another one, is missing, is too many, or has changed places with the next. None for a word of one
    character or of more than LONGEST_WORD, or while the index cannot answer.
    """
    if not 1 < len(word) <= LONGEST_WORD:
        return []
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        near = [*_occurring(words, _swapped(word), until), *_filled(words, word, until)]
        # A shorter word is always found more often, so it is the last resort.
        return near or _occurring(words, _shortened(word), until)
    except IndexUnavailable:
        return []


def _sites(session: Session, typed: str, normal: str, board: Answer) -> list[Suggestion]:
    """Sites with cases whose names contain what was typed."""
    counts = board.facets["site_code"]
    named = or_(Site.name.icontains(typed, autoescape=True), Site.name.icontains(normal, autoescape=True))
    found = session.execute(select(Site.code, Site.name).where(named)).all()
    suggestions = [
        Suggestion(Kind.SITE, name, counts[code], BoardQuery(site_code=code)) for code, name in found if code in counts
    ]
    return _most_frequent(suggestions)


def _units(normal: str, board: Answer, places: Places) -> list[Suggestion]:
    """Units that have cases, or within which some have, whose names contain what was typed."""
    counts = board.facets["unit"]
    suggestions = [
        Suggestion(Kind.UNIT, place.name, counts[place.code], BoardQuery(unit=place.code))
        for place in places.units.places.values()
        if place.code in counts and normal in _normal_name(place.name)
    ]
    return _most_frequent(suggestions)


def _most_frequent(suggestions: list[Suggestion]) -> list[Suggestion]:
    return sorted(suggestions, key=lambda each: -each.count)[:MOST_NAMES]


@lru_cache(maxsize=8_192)
def _normal_name(name: str) -> str:
    return normalise(name)


def _words(words: WordSearch, normal: str, most: int) -> Iterator[Suggestion]:
    """What was typed with its last word continued, as the texts that contain all of it most often do."""
    tail = normal.rpartition(" ")[2]
    if tail.startswith(_SIGNS):
        return
    records = _newest(words, parse(normal), SAMPLE)
    for continuation in _continuations(records, tail, most):
        text = f"{normal}{continuation}"
        yield Suggestion(Kind.WORD, text, words.rows(parse(text)).size, BoardQuery(text))


def _newest(words: WordSearch, text: TextQuery, most: int) -> list[str]:
    """The normalised texts of the cases published last among those that are what was asked for."""
    rows = words.rows(text)[-most:]
    return [record for _, record in words.records(rows)]


def _continuations(records: Iterable[str], typed: str, most: int) -> list[str]:
    """How these texts go on after what was typed, the most frequent ways first.

    Each is as long as at least half of the texts agree with it; punctuation and the end of a field end it.
    """
    pattern = re.compile(rf"{re.escape(typed)}(?=(\w{{1,{LONGEST_CONTINUATION}}}))")
    following = [each for record in records for each in set(pattern.findall(record))]
    first = Counter(each[0] for each in following)
    beginnings = [letter for letter, times in first.most_common(most) if times >= COMMON]
    return [_grown(letter, [each for each in following if each[0] == letter]) for letter in beginnings]


def _grown(beginning: str, following: list[str]) -> str:
    while len(beginning) < LONGEST_CONTINUATION:
        longer = Counter(each[: len(beginning) + 1] for each in following if len(each) > len(beginning))
        if not longer:
            break
        best, times = longer.most_common(1)[0]
        if times < max(COMMON, len(following) / 2):
            break
        beginning, following = best, [each for each in following if each.startswith(best)]
    return beginning


def _occurring(words: WordSearch, candidates: Iterable[str], until: float) -> list[str]:
    """Those of the words that are in any public text, the most frequent first, as far as time allows."""
    counts = {each: words.rows(TextQuery(((each,),))).size for each in candidates if time.monotonic() < until}
    return sorted((each for each in counts if counts[each]), key=lambda each: -counts[each])


def _filled(words: WordSearch, word: str, until: float) -> list[str]:
    """The word with one character replaced or one added, the most frequent in the newest texts first."""
    found: Counter[str] = Counter()
    unread = SAMPLE
    for left, right in _gaps(word):
        clauses: tuple[Clause, ...] = tuple((part,) for part in (left, right) if part)
        if not unread or time.monotonic() > until:
            break
        records = _newest(words, TextQuery(clauses), min(GAP_SAMPLE, unread))
        unread -= len(records)
        pattern = re.compile(rf"{re.escape(left)}(\w){re.escape(right)}")
        for record in records:
            found.update({f"{left}{letter}{right}" for letter in pattern.findall(record)})
    return [each for each, _ in found.most_common(MOST)]


def _gaps(word: str) -> Iterator[tuple[str, str]]:
    """What stands before and after a character that may be another one, or that may be missing."""
    for place in range(len(word)):
        yield word[:place], word[place + 1 :]
    for place in range(1, len(word)):
        yield word[:place], word[place:]


def _swapped(word: str) -> list[str]:
    swaps = (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1))
    return [each for each in dict.fromkeys(swaps) if each != word]


def _shortened(word: str) -> list[str]:
    """The word without one of its characters; what is left of a word of two says too little."""
    return list(dict.fromkeys(word[:place] + word[place + 1 :] for place in range(len(word)))) if len(word) > 2 else []
