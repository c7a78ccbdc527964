"""What a reader of the board can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.vocabulary import Finding, ProblemType, Rectification, Term
from portal.search import TextQuery, parse

PAGE = 20
"""Cases on one page."""


class Order(Term):
    """How the cases that were found are put in order."""

    NEWEST = "newest", "最新公示"
    OLDEST = "oldest", "最早公示"
    RELEVANCE = "relevance", "相关程度"


FILTERS = ("problem_type", "region", "unit", "site_code", "finding", "rectification")
"""The filters whose values are counted."""


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """Words, filters, order and page. Regions and units stand for everything within them; days are those of
    publication, both included. A code that does not exist finds nothing."""

    q: str = ""
    problem_type: ProblemType | None = None
    region: str | None = None
    unit: str | None = None
    site_code: str | None = None
    finding: Finding | None = None
    rectification: Rectification | None = None
    from_day: date | None = None
    to_day: date | None = None
    sort: Order = Order.NEWEST
    page: int = 1

    @property
    def text(self) -> TextQuery:
        """The words of the query, understood."""
        return parse(self.q)
