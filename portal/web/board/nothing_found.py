"""What to offer a reader whose search found nothing: what to leave out, and what to write differently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.queries.board_query import BoardQuery, Order
from portal.search import Clause, TextQuery
from portal.web.board.listing import HEADINGS, TERMS, Chip

MOST_WORDS = 6
"""Of longer queries only so many words are tried out."""
MOST_SPELLINGS = 3

Counting = Callable[[BoardQuery], int]


@dataclass(frozen=True, slots=True)
class Offer:
    """A query that finds something, and what it does differently."""

    text: str
    count: int
    query: BoardQuery


@dataclass(frozen=True, slots=True)
class NothingFound:
    """``sought``: each condition in words; ``spellings``: words that may have been meant."""

    sought: Sequence[str]
    spellings: Sequence[Offer]
    offers: Sequence[Offer]


def explain(
    query: BoardQuery, chips: Sequence[Chip], count: Counting, spellings_of: Callable[[str], Iterable[str]]
) -> NothingFound:
    """What was asked, and what would find something; ``spellings_of`` gives words that are spelled nearly alike."""
    usual = replace(query, page=1, sort=Order.NEWEST)
    spellings = _leading(_respelled(usual, count, spellings_of), count)
    offers = _leading(_reduced(usual, chips), count)
    if not offers and len(chips) > 1:
        offers = _leading([("去掉全部筛选", _unfiltered(usual))], count)
    if not offers and chips and len(query.text.clauses) > 1:
        offers = _leading([("去掉全部搜索词，只保留筛选", replace(usual, q=""))], count)
    return NothingFound(_in_words(query.text, chips), spellings[:MOST_SPELLINGS], offers)


def _unfiltered(query: BoardQuery) -> BoardQuery:
    return BoardQuery(query.q, sort=query.sort)


def _in_words(text: TextQuery, chips: Sequence[Chip]) -> list[str]:
    wanted = [f"含有{_quoted(clause)}" for clause in text.clauses]
    unwanted = [f"不含“{word}”" for word in text.excluded]
    return [*wanted, *unwanted, *(f"{chip.heading}：{chip.text}" for chip in chips)]


def _quoted(clause: Clause) -> str:
    return "或".join(f"“{word}”" for word in clause)


def _reduced(query: BoardQuery, chips: Sequence[Chip]) -> Iterator[tuple[str, BoardQuery]]:
    """The query less one of its conditions; leaving out all there is would not be a search."""
    text = query.text
    if chips or len(text.clauses) + len(text.excluded) > 1:
        for place, clause in enumerate(text.clauses[:MOST_WORDS]):
            yield f"去掉{_quoted(clause)}", replace(query, q=text.without(place).typed())
        for word in text.excluded[:MOST_WORDS]:
            others = tuple(each for each in text.excluded if each != word)
            yield f"不再排除“{word}”", replace(query, q=TextQuery(text.clauses, others).typed())
    yield from _as_filter(query)
    for chip in chips if text or len(chips) > 1 else ():
        yield f"去掉筛选“{chip.text}”", replace(chip.without, sort=query.sort)


def _as_filter(query: BoardQuery) -> Iterator[tuple[str, BoardQuery]]:
    """Words that name the value of a filter stand in no text, but whoever types them wants these cases."""
    text = query.text
    for name, terms in TERMS.items():
        for term in terms:
            if (term.label,) in text.clauses and getattr(query, name) is None:
                words = text.without(text.clauses.index((term.label,)))
                changes: dict[str, Any] = {"q": words.typed(), name: term}
                yield f"{HEADINGS[name]}为“{term.label}”的案例", replace(query, **changes)


def _respelled(
    query: BoardQuery, count: Counting, spellings_of: Callable[[str], Iterable[str]]
) -> Iterator[tuple[str, BoardQuery]]:
    """The query with the first word that is nowhere on the board spelled differently."""
    text = query.text
    for word in text.words[:MOST_WORDS]:
        alone = BoardQuery(TextQuery(((word,),)).typed())
        if not count(alone):
            for spelling in spellings_of(word):
                yield spelling, replace(query, q=text.replacing(word, spelling).typed())
            return


def _leading(queries: Iterable[tuple[str, BoardQuery]], count: Counting) -> list[Offer]:
    """Those that find something."""
    offers = (Offer(text, count(query), query) for text, query in queries)
    return [offer for offer in offers if offer.count]
