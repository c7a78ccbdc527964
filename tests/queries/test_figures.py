"""Every figure equals what counting by hand gives (§二, §五.4), for whatever anybody may ask."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from portal.adapters.calendar import StateCouncilCalendar
from portal.domain.deadlines import Calendar, day_of
from portal.domain.figures import FIGURES
from portal.domain.periods import Period
from portal.queries.figures import Scope, Statistics
from portal.queries.sheet import Sheets
from portal.services import measuring
from portal.services.context import Context
from portal.store import Database
from portal.store.migrate import upgrade
from tests.conftest import FrozenClock
from tests.databases import scratch_database, without_waiting
from tests.decade import Decade, fill
from tests.decade_places import Scale
from tests.handling import Desk
from tests.province import Cast
from tests.queries.brute_figures import FINISHED, RECEIVED, TIMES, Brute
from tests.queries.figures_at_random import Question, compare, compare_lists, plain, questions
from tests.roaming import Wanderer

SCALE = Scale(700, first=2017, years=4, prefectures=3, counties=2, offices=2)
"""Four years with their spring festivals and make-up days, and one in which the holidays were prolonged."""


@dataclass(frozen=True)
class Counted:
    """A database whose figures were counted, and the same by brute force."""

    statistics: Statistics
    brute: Brute
    decade: Decade


def count(database: Database, calendar: Calendar, now: FrozenClock) -> Statistics:
    """Have the worker count everything, and read it as a page does."""
    context = Context(database, calendar, b"a secret that only the tests know", now)
    while measuring.turn(context):
        pass
    with database.reading() as session:
        sheet = Sheets().present(session)
    assert sheet.complete
    return Statistics(sheet, day_of(now()))


def by_hand(database: Database, calendar: Calendar, today: date) -> Brute:
    """The same by brute force."""
    with database.reading() as session:
        return Brute(session, calendar, today)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    """The generated years, counted in both ways."""
    calendar = StateCouncilCalendar()
    with scratch_database(tmp_path_factory.mktemp("decade"), "decade") as database:
        if database.is_sqlite:
            without_waiting(database)
        upgrade(database)
        decade = fill(database, SCALE)
        # Some days later, when the time of some reports that are open has run out.
        now = FrozenClock(decade.end + timedelta(days=12))
        statistics = count(database, calendar, now)
        yield Counted(statistics, by_hand(database, calendar, day_of(now())), decade)


def test_every_figure_is_defined_twice() -> None:
    assert {figure.key for figure in FIGURES} == {*RECEIVED, *FINISHED, *TIMES, "overdue", "held_hours"}


@pytest.mark.parametrize("seed", range(8))
def test_every_figure_equals_brute_force(counted: Counted, seed: int) -> None:
    dice = random.Random(seed)
    last = day_of(counted.decade.end) + timedelta(days=20)
    asked = questions(dice, counted.brute, date(SCALE.first, 1, 1), last, 4)
    assert sum(compare(counted.statistics, counted.brute, each) for each in asked) > 100


def test_every_figure_of_all_years_equals_brute_force_and_counts_something(counted: Counted) -> None:
    everything = Question(Period(date(SCALE.first, 1, 1), day_of(counted.decade.end)), Scope())
    compare(counted.statistics, counted.brute, everything)
    totals = plain({None: counted.statistics.totals(everything.period)})
    silent = {figure.key for figure in FIGURES if not totals.get((None, figure.key), (0,))[0]}
    assert not silent


@pytest.mark.parametrize("seed", range(3))
def test_the_list_behind_every_figure_has_the_reports_that_are_counted(counted: Counted, seed: int) -> None:
    dice = random.Random(seed)
    asked = questions(dice, counted.brute, date(SCALE.first, 1, 1), day_of(counted.decade.end), 2)
    assert sum(compare_lists(counted.statistics, counted.brute, each, dice) for each in asked) > 100


def test_the_parts_of_a_whole_add_up(counted: Counted) -> None:
    """§五.4: what is reported must be consistent in itself."""
    for year in range(SCALE.first, SCALE.first + SCALE.years):
        found = counted.statistics.totals(Period.year(year))
        number = {key: value.counted for key, value in found.items()}
        assert number["received"] == number["settled"] + number["retracted"] + number["waiting"]
        assert number["finished"] == number["valid"] + number["refused"]
        assert number["finished"] == number["published"] + number["withheld"]
        assert number["valid"] == number["confirmed"] + number["unconfirmed"]
        assert found["on_time"].among == number["on_time"] + number["late"]
        assert number["refused"] == sum(many for key, many in number.items() if key.startswith("refused_"))
        assert number["withheld"] == sum(many for key, many in number.items() if key.startswith("withheld_"))


def test_the_months_of_a_year_add_up_to_it(counted: Counted) -> None:
    for year in range(SCALE.first, SCALE.first + SCALE.years):
        whole = counted.statistics.totals(Period.year(year))
        months = [counted.statistics.totals(Period.month(year, month)) for month in range(1, 13)]
        for key in (*RECEIVED, *FINISHED, "overdue"):
            assert whole[key].counted == sum(month[key].counted for month in months if month), key


def test_deadlines_agree_with_the_clock_across_festivals_and_make_up_days(counted: Counted) -> None:
    """§四: three working days, counted here day by day from the day of receipt."""
    told = [each for each in counted.brute.handlings if each.finished and each.clock_from is not None]
    seen = 0
    for each in told:
        assert each.clock_from is not None
        assert each.due is not None
        day = day_of(each.clock_from)
        recalculated = each.did("recalculate")
        if not recalculated and day <= counted.decade.almanac.decisions[1].day <= each.due:
            continue  # Decided when it was over.
        number, festival = int(counted.brute.works(day)), False
        while number < 4:
            day += timedelta(days=1)
            number += counted.brute.works(day)
            festival |= counted.brute.works(day) is not (day.weekday() < 5)
        assert each.due == day
        seen += festival
    assert seen > 20
    assert len(told) > 500


@pytest.fixture
def wanderer(context: Context, cast: Cast, clock: FrozenClock) -> Wanderer:
    """Reports among the cast, brought about by the services."""
    return Wanderer(Desk(context, cast), clock, random.Random(37))


@pytest.mark.parametrize("seed", range(4))
def test_figures_of_what_the_services_did_equal_brute_force(wanderer: Wanderer, seed: int) -> None:
    """Units are moved and merged and an account goes meanwhile; what was counted before reads the same afterwards."""
    wanderer.dice = dice = random.Random(seed)
    context, clock = wanderer.desk.context, wanderer.clock
    changes = [
        lambda: wanderer.move("chengdong-gov", "haidong"),
        lambda: wanderer.merge("haidong-gov", "xining-edu"),
        lambda: wanderer.move("chengdong", "haidong"),
        lambda: wanderer.remove("chengdong-gov2"),
        lambda: wanderer.merge("haidong", "xining"),
    ]
    first = day_of(clock())
    for change in changes:
        wanderer.wander(40)
        statistics = count(context.database, context.calendar, clock)
        brute = by_hand(context.database, context.calendar, statistics.today)
        asked = questions(dice, brute, first, statistics.today, 4)
        before = [brute.values(each.period, each.scope, None) for each in asked]
        change()
        measuring.start_over(context)
        again = count(context.database, context.calendar, clock)
        same_day = Statistics(again.sheet, statistics.today)
        assert [plain({None: same_day.totals(each.period, each.scope)}) for each in asked] == before
        brute = by_hand(context.database, context.calendar, again.today)
        for each in asked:
            compare(again, brute, each)
