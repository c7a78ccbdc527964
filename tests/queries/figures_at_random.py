"""Random questions to the statistics, and the comparison of every answer with the brute-force one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.domain.figures import FIGURES
from portal.domain.periods import Period
from portal.domain.vocabulary import ProblemType
from portal.queries.figures import By, Scope, Statistics, Values
from tests.queries.brute_figures import Brute, Counted


@dataclass(frozen=True)
class Question:
    """What is asked for."""

    period: Period
    scope: Scope


def questions(dice: random.Random, brute: Brute, first: date, last: date, count: int) -> list[Question]:
    """Months, quarters, years and free periods between two days, of anything there is: units at every level, regions,
    problem types and websites, alone and together."""
    return [Question(_period(dice, first, last), _scope(dice, brute)) for _ in range(count)]


def _period(dice: random.Random, first: date, last: date) -> Period:
    day = first + timedelta(days=dice.randrange((last - first).days + 1))
    kind = dice.randrange(5)
    if kind == 0:
        return Period.month(day.year, day.month)
    if kind == 1:
        return Period.quarter(day.year, (day.month + 2) // 3)
    if kind == 2:
        return Period.year(day.year)
    if kind == 3:
        return Period(first, last)
    return Period(day, day + timedelta(days=dice.randrange(500)))


def _scope(dice: random.Random, brute: Brute) -> Scope:
    reports = [told.report for told in brute.handlings]
    paths = [told.path for told in brute.handlings if told.path]
    regions = sorted({report.region_code for report in reports if report.region_code})
    sites = sorted({report.site_id for report in reports if report.site_id})
    region = dice.choice([code[:2] + "0000" for code in regions] + [code[:4] + "00" for code in regions] + regions)
    return Scope(
        unit=dice.choice(dice.choice(paths)) if dice.random() < 0.6 else None,
        region=region if dice.random() < 0.3 else None,
        problem_type=dice.choice(list(ProblemType)) if dice.random() < 0.25 else None,
        site=dice.choice(sites) if dice.random() < 0.15 else None,
    )


def compare(statistics: Statistics, brute: Brute, asked: Question) -> int:
    """Every figure, alone and by every grouping; returns how many figures were compared that count something."""
    period, scope = asked.period, asked.scope
    seen = agree(plain({None: statistics.totals(period, scope)}), brute.values(period, scope, None), asked)
    for by in By:
        seen += agree(plain(statistics.table(period, scope, by)), brute.values(period, scope, by), asked)
    return seen


def agree(told: dict[Any, Counted], expected: dict[Any, Counted], asked: Question) -> int:
    """Both are the same, of which there are so many; what differs is told with both values."""
    places = told.keys() | expected.keys()
    differing = {each: (told.get(each), expected.get(each)) for each in places if told.get(each) != expected.get(each)}
    assert not differing, f"{asked}: {differing}"
    return len(told)


def compare_lists(statistics: Statistics, brute: Brute, asked: Question, dice: random.Random) -> int:
    """The reports behind every figure, in all and in a group of chance; returns how many were listed."""
    period, scope, seen = asked.period, asked.scope, 0
    by = dice.choice(list(By))
    groups = sorted(statistics.table(period, scope, by), key=str)
    for figure in FIGURES:
        for within in (None, (by, dice.choice(groups))) if groups else (None,):
            for among in (False, True):
                told = statistics.reports(figure, period, scope, within, among=among)
                expected = brute.reports(figure.key, period, scope, within, among=among)
                assert told == expected, (figure.key, within, among, asked)
                seen += len(told)
    return seen


def plain(tables: dict[Any, Values]) -> dict[tuple[Any, str], Counted]:
    """The portal's answer in the same form."""
    return {
        (group, key): (value.counted, value.among, value.minutes)
        for group, values in tables.items()
        for key, value in values.items()
        if value.counted or value.among
    }
