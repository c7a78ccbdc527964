"""What narrows a list besides its form: read from the address that a link made, and said in words above the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from flask import request

from portal.domain.units import UnitTree
from portal.domain.vocabulary import Lateness, Waiting
from portal.queries.list_filters import Narrowing
from portal.web.forms import clean
from portal.web.pages import chinese_date, here

NARROWING = ("unit", "charged", "only", "waiting", "site", "from", "to", "word")
"""Filters that only links set; a list says in words which of them narrow it."""


def read_narrowing(given: Mapping[str, str]) -> Narrowing:
    """The filters of an address; whatever makes no sense is left out."""
    return Narrowing(
        late=Lateness.lookup(given.get("late")),
        unit=_word(given, "unit"),
        charged=_word(given, "charged"),
        only=given.get("only") == "yes",
        waiting=Waiting.lookup(given.get("waiting")),
        site=_word(given, "site"),
        since=_day(given.get("from")),
        until=_day(given.get("to")),
        word=_word(given, "word"),
    )


def carried() -> dict[str, str]:
    """Those of the present address, for the form of the list to carry along."""
    return {each: request.args[each] for each in NARROWING if request.args.get(each)}


def said(by: Narrowing, tree: UnitTree, *, unit: str = "在办单位") -> list[tuple[str, str]]:
    """Each filter that is set, in words, with the address of the same list without it; ``unit`` says whose reports they
    are."""
    return list(_said(by, tree, unit))


def _said(by: Narrowing, tree: UnitTree, holder: str) -> Iterator[tuple[str, str]]:
    whole = "" if by.only else "及下属单位"
    for name, code, words in (("unit", by.unit, holder), ("charged", by.charged, "到期时在办单位")):
        unit = tree.find(code) if code else None
        if code:
            yield f"{words}：{unit.name}{whole}" if unit else f"{words}：{code}（没有这个单位）", _without(name, "only")
    if by.waiting is not None:
        yield f"在本环节停留（工作日）：{by.waiting.label}", _without("waiting")
    if by.site:
        yield f"网站标识码：{by.site}", _without("site")
    if by.since is not None or by.until is not None:
        yield f"提交日期：{chinese_date(by.since)} 至 {chinese_date(by.until)}", _without("from", "to")
    if by.word:
        yield f"含上升词：{by.word}", _without("word")


def _without(*names: str) -> str:
    return here(**dict.fromkeys((*names, "page")))


def _word(given: Mapping[str, str], name: str) -> str:
    return clean(given.get(name))[:40]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
