"""The home page's figures and lists equal what is counted by hand, case by case."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from statistics import median

import pytest
from sqlalchemy import select

from portal.domain.vocabulary import Finding, ProblemType, ReportKind, State
from portal.queries import front_page
from portal.queries.front_page import FrontPage
from portal.store import Clock, Database, Report, Site
from tests.province import Cast
from tests.queries.shelf import FIRST, Shelf

TODAY = date(2018, 9, 30)
WORDS = ("公吿", "错" * 40, "错" * 41, "")


def random_board(shelf: Shelf, dice: random.Random, cases: int) -> None:
    """Cases and sites as they come, some withdrawn, some being handled anew."""
    with shelf.database.writing() as session:
        unit = shelf.cast.unit("chengdong-gov")
        for code in ("6301020002", "6301020003", "6301020004"):
            session.add(Site(code=code, name=f"网站{code}", url="http://a.example/", filing_unit_id=unit))
    with shelf.database.reading() as session:
        sites = [None, *session.scalars(select(Site.id))]
    for place in range(cases):
        corrected = dice.choice([None, TODAY - timedelta(days=dice.randrange(120))])
        case = shelf.put(
            site_id=dice.choice(sites),
            finding=dice.choice([Finding.CONFIRMED, Finding.CONFIRMED, Finding.UNCONFIRMED]),
            corrected_on=corrected,
            wrong_text=dice.choice(WORDS),
            suggested_text=dice.choice(WORDS),
            reopened=dice.random() < 0.1,
            working_days=dice.randrange(9),
            changed_at=datetime.combine(max(corrected or TODAY, date(2018, 6, 1)), FIRST.timetz()),
            published_at=FIRST + timedelta(days=place // 2),
        )
        if dice.random() < 0.15:
            shelf.withdraw(case)


@pytest.mark.parametrize("seed", range(6))
def test_corrections_and_sites_are_those_found_by_hand(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(front_page, "CORRECTIONS_AMONG", 25)
    random_board(shelf, random.Random(seed), 60)
    shown = shelf.visible()
    with shelf.database.reading() as session:
        names = {site.id: (site.code, site.name) for site in session.scalars(select(Site))}
        corrections = front_page.newest_corrections(session, 5)
        sites = front_page.improved_sites(session, TODAY, 3)
    confirmed = [case for case in shown if case.finding is Finding.CONFIRMED and case.corrected_on]
    short = [
        case
        for case in confirmed
        if case in shown[:25] and not case.reopened
        if 0 < len(case.wrong_text) <= 40 and 0 < len(case.suggested_text) <= 40
    ]
    short.sort(key=lambda case: (case.corrected_on, case.published_at, case.report_id), reverse=True)
    assert [each.number for each in corrections] == [case.number for case in short[:5]]
    since = TODAY - timedelta(days=89)
    counted = Counter(case.site_id for case in confirmed if case.site_id and case.corrected_on >= since)
    ranked = sorted(((*names[site], times) for site, times in counted.items()), key=lambda row: (-row[2], row[0]))
    assert [(each.code, each.name, each.corrected) for each in sites] == ranked[:3]


def add_report(database: Database, cast: Cast, place: int, dice: random.Random) -> tuple[State, bool, list[Clock]]:
    """A report in any state with any clocks; its state, whether it was taken back, and the clocks."""
    state = dice.choice([State.RECEIVED, State.ANSWERING, State.CLOSED, State.PUBLISHED])
    finished = FIRST if state in (State.CLOSED, State.PUBLISHED) else None
    retracted = FIRST if state is State.CLOSED and dice.random() < 0.3 else None
    clocks = []
    with database.writing() as session:
        report = Report(
            number=f"2019-{place:06d}", kind=ReportKind.CORRECTION, state=state, problem_type=ProblemType.TYPO,
            submitted_at=FIRST, finished_at=finished, retracted_at=retracted, holder_id=cast.unit("chengdong"),
        )  # fmt: skip
        session.add(report)
        session.flush()
        for turn in range(dice.randrange(3)):
            received = FIRST + timedelta(days=turn * 10)
            clock = Clock(
                report_id=report.id, unit_id=cast.unit("chengdong"), received_at=received, opens_on=received.date(),
                due_on=received.date(), due_at=received + timedelta(days=3), provisional=False,
                ended_at=received + timedelta(days=dice.randrange(1, 6)),
            )  # fmt: skip
            session.add(clock)
            session.flush()
            clocks.append(clock)
        session.expunge_all()
    return state, retracted is not None, clocks


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_those_counted_by_hand(
    shelf: Shelf, cast: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(front_page, "MEDIAN_OF", 7)
    dice = random.Random(seed)
    random_board(shelf, dice, 12)
    made = [add_report(shelf.database, cast, place, dice) for place in range(40)]
    with shelf.database.reading() as session:
        figures = front_page.count_figures(session)
    answered = [
        clocks for state, retracted, clocks in made if state in (State.CLOSED, State.PUBLISHED) and not retracted
    ]
    last = [clocks[-1] for clocks in answered if clocks]
    late = [clock for clock in last if clock.ended_at is not None and clock.ended_at >= clock.due_at]
    # The cases of the shelf have reports that are finished and had no clock.
    assert figures.received == len(made) + 12
    assert figures.finished == len(answered) + 12
    assert (figures.timed, figures.late) == (len(last), len(late))
    days = [case.working_days for case in shelf.visible()[:7]]
    assert (figures.recent, figures.median_days) == (len(days), median(days))


def test_an_empty_province_has_figures_too(database: Database, cast: Cast) -> None:
    with database.reading() as session:
        figures = FrontPage().figures(session)
    assert (figures.received, figures.finished, figures.timed) == (0, 0, 0)
    assert figures.median_days is None
    assert figures.on_time_percent is None


@pytest.mark.parametrize(("timed", "late", "percent"), [(1000, 1, 99.9), (3000, 1, 99.9), (3, 0, 100.0), (3, 3, 0.0)])
def test_a_rate_of_a_hundred_means_every_single_one(timed: int, late: int, percent: float) -> None:
    assert front_page.Figures(timed, timed, timed, late, 0, None).on_time_percent == percent


def test_a_withdrawn_case_is_gone_at_once(shelf: Shelf) -> None:
    case, front = shelf.put(corrected_on=TODAY), FrontPage()
    with shelf.database.reading() as session:
        assert len(front.progress(session, TODAY).corrections) == 1
    shelf.withdraw(case)
    with shelf.database.reading() as session:
        assert not front.progress(session, TODAY).corrections


def test_figures_are_counted_again_once_they_are_old(shelf: Shelf, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = 1000.0
    monkeypatch.setattr(front_page.time, "monotonic", lambda: seconds)
    front = FrontPage()

    def received() -> int:
        with shelf.database.reading() as session:
            return front.figures(session).received

    assert received() == 0
    shelf.put()
    assert received() == 0
    seconds += front_page.FIGURES_SECONDS
    assert received() == 1
