"""Counting all units at once finds what counting each by itself finds, wherever units stood meanwhile."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from portal.domain.assessment_scheme import DEFAULT
from portal.domain.figures import MARKS, PART_MARKS
from portal.domain.periods import Period
from portal.queries.figures import Scope, Statistics, Value
from portal.queries.sheet import Sheet
from portal.store.figures import PART, ROUND

YEAR = Period.year(2018)
PATHS = {1: (1,), 2: (1, 2), 3: (1, 2, 5), 4: (1, 3), 5: (1, 3, 5), 6: (1, 3, 6, 7), 7: (1, 7), 8: (1, 2, 6)}
"""Unit 5 moved from 2 to 3; 7 once stood two levels higher; 6 changed its parent too."""


@pytest.fixture
def statistics() -> Statistics:
    """Rounds with marks at random, before, in and after the year; place 0 is nobody's."""
    dice = np.random.default_rng(37)
    rounds, parts = np.zeros(600, ROUND), np.zeros(1200, PART)
    first = date(2017, 10, 1).toordinal()
    rounds["report"], rounds["parts"] = np.arange(600), 2
    rounds["received"] = dice.integers(first, first + 600, 600)
    rounds["ended"], rounds["due"] = rounds["received"] + 5, rounds["received"] + 3
    rounds["marks"] = dice.integers(0, 2 ** len(MARKS), 600)
    parts["day"], parts["marks"] = np.repeat(rounds["ended"], 2), dice.integers(0, 2 ** len(PART_MARKS), 1200)
    for rows in (rounds, parts):
        rows["place"] = dice.integers(0, len(PATHS) + 1, len(rows))
    met, kinds = np.unique(rounds["marks"], return_inverse=True)
    columns = [{name: rows[name].copy() for name in rows.dtype.names or ()} for rows in (rounds, parts)]
    places = {marks: place for place, marks in enumerate(met.tolist())}
    return Statistics(Sheet(1, True, PATHS, *columns, kinds.astype(np.int32), places), date(2018, 11, 1))


def test_every_unit_is_counted_as_if_it_were_asked_for_alone(statistics: Statistics) -> None:
    figures = DEFAULT.figures
    found = statistics.every_unit(YEAR, figures)
    assert set(found) == {1, 2, 3, 5, 6, 7}
    for unit, values in found.items():
        assert values == statistics.totals(YEAR, Scope(unit), figures), unit
        assert any(value.n for value in values.values())


def test_without_any_report_there_is_no_unit_to_count() -> None:
    assert Statistics(Sheet(), date(2018, 11, 1)).every_unit(YEAR, DEFAULT.figures) == {}


def test_medians_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="medians"):
        Value(1, 1, 60) + Value(1, 1, 30)
