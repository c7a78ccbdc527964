"""What the board's page shows around its cases: filters with counts, what is chosen, and orders."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import nlargest
from typing import Any

from portal.domain.vocabulary import Finding, ProblemType, Rectification, Term
from portal.queries.board import Answer
from portal.queries.board_query import FILTERS, BoardQuery, Order
from portal.queries.places import Places, Tree
from portal.web.board_query import parameters, query_string

HEADINGS = {
    "problem_type": "问题类型", "region": "地区", "unit": "答复单位", "site_code": "网站", "finding": "核查结果",
    "rectification": "整改情况", "days": "公示日期",
}  # fmt: skip
DAYS = ("from_day", "to_day")
"""Two filters that are shown, chosen and dropped as one."""
MOST_SHOWN = 10
"""Choices of a group that are shown at once; of a tree the others are folded away."""
RECENT_DAYS = 30
MOST_YEARS = 8
TERMS: Mapping[str, type[Term]] = {
    "problem_type": ProblemType, "finding": Finding, "rectification": Rectification,
}  # fmt: skip
"""Filters whose values are words of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, how many cases it gives, and the address that chooses it, or drops it if it is chosen."""

    text: str
    count: int
    address: str
    chosen: bool = False
    within: Choices | None = None
    """For a place on the way to the chosen one: what lies directly in it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Values side by side; ``folded`` are the less frequent ones."""

    shown: Sequence[Choice]
    folded: Sequence[Choice] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One filter with its values."""

    name: str
    heading: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is applied, in words; ``without`` is the query that drops it."""

    heading: str
    text: str
    without: BoardQuery


class Listing:
    """The page of one answer: everything on it but the cases themselves.

    ``undated`` is the newest-first answer to the same query without days, ``sites`` has the names of the sites that
    ``named_sites`` gives, and ``path`` is the page's own address without a query.
    """

    def __init__(self, answer: Answer, undated: Answer, places: Places, sites: Mapping[str, str], path: str) -> None:
        self._answer = answer
        self._undated = undated
        self._places = places
        self._sites = sites
        self._path = path
        self.query = answer.query

    def address(self, **changes: Any) -> str:
        """The address of this page with some of its query changed."""
        return self._path + query_string(self.query, **changes)

    def address_of(self, query: BoardQuery) -> str:
        """The address of the page of another query."""
        return self._path + query_string(query)

    @property
    def own_query(self) -> str:
        """The query of the page that is shown, with its question mark: every state has one address."""
        return query_string(self.query, page=self._answer.page)

    @property
    def whole_query(self) -> str:
        """The query of everything that was found, for downloads and feeds, which have no pages."""
        return query_string(self.query, page=1)

    @property
    def site_name(self) -> str | None:
        """The name of the one site whose cases are wanted, if it is known."""
        return self._sites.get(self.query.site_code or "")

    def turned(self, page: int) -> str:
        """The address of another page of what was found."""
        return self.address(page=page)

    def kept(self, *changed: str) -> dict[str, str]:
        """What a form that asks for these parameters must send besides."""
        return {name: value for name, value in parameters(self.query).items() if name not in changed}

    def groups(self) -> list[Group]:
        """The filters that have anything to choose from."""
        choices = {
            "problem_type": self._terms("problem_type"),
            "region": self._tree("region", self._places.regions),
            "unit": self._tree("unit", self._places.units),
            "site_code": self._site_choices(),
            "finding": self._terms("finding"),
            "rectification": self._terms("rectification"),
        }
        return [Group(name, HEADINGS[name], each) for name, each in choices.items() if each.shown]

    def periods(self, today: date) -> list[Choice]:
        """The last days, and every year in which something was published, newest first."""
        found = self._undated.found
        if not len(found):
            return []
        newest, oldest = (date.fromordinal(self._day(int(found[place]))) for place in (0, -1))
        years = range(newest.year, max(oldest.year, newest.year - MOST_YEARS + 1) - 1, -1)
        periods: list[tuple[str, date, date | None]] = [
            (f"近 {RECENT_DAYS} 天", today - timedelta(days=RECENT_DAYS - 1), None),
            *((f"{year} 年", date(year, 1, 1), date(year, 12, 31)) for year in years),
        ]
        return [choice for each in periods if (choice := self._period(*each)).count or choice.chosen]

    def chips(self) -> list[Chip]:
        """The filters that are applied."""
        query = self.query
        chips = [
            Chip(HEADINGS[name], self._words_for(name, getattr(query, name)), _without(query, name))
            for name in FILTERS
            if getattr(query, name) is not None
        ]
        if query.from_day or query.to_day:
            chips.append(Chip(HEADINGS["days"], _days_in_words(query), _without(query, *DAYS)))
        return chips

    @property
    def cleared(self) -> str:
        """The address with the words and the order, but without any filter."""
        return self.address(**dict.fromkeys((*FILTERS, *DAYS)))

    def orders(self) -> list[tuple[str, str, bool]]:
        """Name and address of each order and whether it is the present one; relevance is of use with words only."""
        offered = [order for order in Order if order is not Order.RELEVANCE or self._answer.text.words]
        present = self.query.sort if self.query.sort in offered else Order.NEWEST
        return [(order.label, self.address(sort=order), order is present) for order in offered]

    def _terms(self, name: str) -> Choices:
        counts, chosen = self._answer.facets[name], getattr(self.query, name)
        terms = [term for term in TERMS[name] if term in counts or term == chosen]
        return Choices([self._choice(name, term, term.label, counts) for term in terms])

    def _site_choices(self) -> Choices:
        counts = self._answer.facets["site_code"]
        codes = named_sites(self._answer)
        return Choices([self._choice("site_code", code, self._sites.get(code, code), counts) for code in codes])

    def _tree(self, name: str, tree: Tree) -> Choices:
        chosen = getattr(self.query, name)
        path = [place.code for place in tree.path(chosen)] if chosen in tree.places else []
        top = tree.children.get(None, ())
        # Everything lies within a single root, the province: choosing it would choose nothing.
        return self._branch(name, tree, top[0].code if len(top) == 1 else None, path)

    def _branch(self, name: str, tree: Tree, around: str | None, path: Sequence[str]) -> Choices:
        counts = self._answer.facets[name]
        inner = [place for place in tree.children.get(around, ()) if place.code in counts or place.code in path]
        frequent = nlargest(MOST_SHOWN, inner, key=lambda place: (place.code in path, counts.get(place.code, 0)))
        shown = {place.code for place in (frequent if len(inner) > MOST_SHOWN + 1 else inner)}
        choices = [
            (
                place.code in shown,
                self._choice(
                    name,
                    place.code,
                    place.name,
                    counts,
                    self._branch(name, tree, place.code, path) if place.code in path else None,
                ),
            )
            for place in inner
        ]
        return Choices([each for first, each in choices if first], [each for first, each in choices if not first])

    def _choice(
        self, name: str, value: Any, text: str, counts: Mapping[Any, int], within: Choices | None = None
    ) -> Choice:
        chosen = value == getattr(self.query, name)
        address = self.address(**{name: None if chosen else value})
        return Choice(text, counts.get(value, 0), address, chosen, within if within and within.shown else None)

    def _period(self, text: str, first: date, last: date | None) -> Choice:
        chosen = (self.query.from_day, self.query.to_day) == (first, last)
        count = self._since(first) - (self._since(last + timedelta(days=1)) if last else 0)
        days = (None, None) if chosen else (first, last)
        return Choice(text, count, self.address(**dict(zip(DAYS, days, strict=True))), chosen)

    def _since(self, day: date) -> int:
        """How many were published on this day or later, days of the query aside: they come first."""
        return bisect_right(self._undated.found, -day.toordinal(), key=lambda case_id: -self._day(int(case_id)))

    def _day(self, case_id: int) -> int:
        columns = self._undated.words.columns
        return int(columns.day[columns.row_of(case_id)])

    def _words_for(self, name: str, value: Any) -> str:
        if isinstance(value, Term):
            return value.label
        if name == "site_code":
            return self._sites.get(value, value)
        tree = self._places.regions if name == "region" else self._places.units
        return tree.places[value].name if value in tree.places else str(value)


def named_sites(answer: Answer) -> list[str]:
    """The codes of the sites that the page names: the most frequent ones, after the chosen one."""
    counts, chosen = answer.facets["site_code"], answer.query.site_code
    frequent = nlargest(MOST_SHOWN, counts, key=lambda code: (counts[code], code))
    return list(dict.fromkeys([chosen, *frequent] if chosen else frequent))


def _without(query: BoardQuery, *names: str) -> BoardQuery:
    changes: dict[str, Any] = {"page": 1, **dict.fromkeys(names)}
    return replace(query, **changes)


def _days_in_words(query: BoardQuery) -> str:
    if query.from_day == query.to_day:
        return f"{query.from_day}"
    if query.from_day and query.to_day:
        return f"{query.from_day} 至 {query.to_day}"
    return f"{query.from_day} 起" if query.from_day else f"{query.to_day} 止"
