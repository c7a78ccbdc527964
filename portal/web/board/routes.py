"""The board's list, searched and filtered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.site_code import parse_site_code
from portal.queries import published, suggestions
from portal.queries.board import Answer
from portal.queries.board_query import BoardQuery, Order
from portal.queries.case_page import find_case
from portal.web.board.blueprint import blueprint
from portal.web.board.case_page import NUMBER
from portal.web.board.excerpts import excerpt_of
from portal.web.board.listing import Listing, named_sites
from portal.web.board.nothing_found import NothingFound, explain
from portal.web.board_query import parameters, query_string, read_query
from portal.web.limits import minutes
from portal.web.searching import TooManySearches, find_cases
from portal.web.workings import board, reader, rectification_today, today


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Published cases: found by words and filters, counted, in the order asked for."""
    query = read_query(request.args)
    number = _number_in(query)
    straight = _straight_to(query, number)
    if straight:
        return redirect(straight, 303)
    try:
        answer = find_cases(query)
    except TooManySearches as refused:
        return _come_later(query, refused.seconds)
    listing = _listing(answer)
    words = answer.text.words if answer.searched else ()
    return render_template(
        "board/index.html",
        query=query,
        found=answer,
        listing=listing,
        periods=listing.periods(today()),
        lines=[(case, words and excerpt_of(case, words)) for case in published.in_order(reader(), answer.ids)],
        words=words,
        nothing=None if answer.total else _nothing(answer, listing),
        number=number,
        state=rectification_today,
    )


def _come_later(query: BoardQuery, seconds: int) -> ResponseReturnValue:
    """Somebody has searched for too much; the words stay in the search box, the filters with them."""
    kept = parameters(query, q="")
    page = render_template("board/too_many_searches.html", query=query, kept=kept, wait=minutes(seconds))
    return page, 429, {"Retry-After": str(seconds)}


def _only_word(query: BoardQuery) -> str:
    """The one word that was typed, normalised; empty if there are others."""
    text = query.text
    return text.words[0] if len(text.words) == 1 and not text.excluded else ""


def _number_in(query: BoardQuery) -> str:
    word = _only_word(query)
    return word if NUMBER.fullmatch(word) else ""


def _straight_to(query: BoardQuery, number: str) -> str | None:
    """Where somebody wants to be who typed the number of a case or the code of a site and nothing else."""
    if number:
        return url_for("board.case", number=number) if find_case(reader(), number) else None
    code = parse_site_code(_only_word(query))
    if code and suggestions.site_names(reader(), [code]):
        return url_for("board.index") + query_string(BoardQuery(site_code=code))
    return None


def _listing(answer: Answer) -> Listing:
    query, undated = answer.query, answer
    if query.from_day or query.to_day or query.sort is not Order.NEWEST:
        undated = board().answer(replace(query, from_day=None, to_day=None, sort=Order.NEWEST), today())
    sites = suggestions.site_names(reader(), named_sites(answer))
    return Listing(answer, undated, board().places(), sites, url_for("board.index"))


def _nothing(answer: Answer, listing: Listing) -> NothingFound:
    places, day = board().places(), today()
    return explain(
        answer.query,
        listing.chips(),
        count=lambda query: suggestions.total(answer.words, query, places, day),
        spellings_of=partial(suggestions.neighbours, answer.words),
    )
