"""The grounds on which a bulletin may criticise a unit, found in figures and events (§五.4)."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.bulletin import Ground
from portal.domain.deadlines import day_of
from portal.domain.periods import Period
from portal.domain.vocabulary import Action, WithholdReason
from portal.queries.bulletin_grounds import suspicions
from portal.queries.figures import Statistics
from portal.queries.sheet import Sheets
from portal.services import measuring, units
from portal.services.context import Context
from portal.services.register import keeping
from portal.store.facts import load_tree
from tests.handling import PRIVATE, REVIEWERS, Desk
from tests.province import Cast

MAY, JUNE, JULY = (Period.month(2018, month) for month in (5, 6, 7))


@pytest.fixture
def desk(context: Context, cast: Cast) -> Desk:
    """Takes steps on reports in the name of the cast."""
    return Desk(context, cast)


def found(desk: Desk, period: Period = JUNE) -> dict[tuple[str, Ground], tuple[str, ...]]:
    """Unit and ground with the numbers of the reports, once everything is counted."""
    while measuring.turn(desk.context):
        pass
    with desk.context.database.snapshot() as session:
        tree = load_tree(session)
        statistics = Statistics(Sheets().present(session), day_of(desk.context.now()))
        told = suspicions(session, tree, statistics, period, desk.context.calendar)
    return {(tree[each.unit].code, each.ground): each.reports for each in told}


def later(desk: Desk, days: int = 8) -> None:
    desk.context.now.advance(days=days)  # type: ignore[attr-defined]  # the tests' clock


def test_a_month_in_order_gives_no_ground(desk: Desk) -> None:
    desk.finished()
    desk.dispatched()
    assert found(desk) == {}


def test_whoever_held_a_report_when_it_fell_due_is_named_with_it(desk: Desk) -> None:
    numbers = tuple(desk.transferred() for _ in range(2))
    other = desk.answered()
    later(desk)
    assert found(desk) == {("chengdong-gov", Ground.OVERDUE): numbers, ("chengdong", Ground.OVERDUE): (other,)}
    assert found(desk, MAY) == found(desk, JULY) == {}


def test_a_delay_that_the_unit_explained_is_no_ground(desk: Desk) -> None:
    explained, silent = desk.transferred(), desk.transferred()
    later(desk)
    desk.act("chengdong-gov", explained, Action.JUSTIFY)
    desk.act("chengdong-gov", silent, Action.ANSWER)
    assert found(desk) == {("chengdong-gov", Ground.OVERDUE): (silent,)}


def test_a_reason_that_another_unit_gave_does_not_excuse(desk: Desk) -> None:
    number = desk.transferred()
    later(desk)
    desk.act("chengdong-gov", number, Action.ANSWER)
    desk.act("chengdong", number, Action.JUSTIFY)
    assert found(desk) == {("chengdong-gov", Ground.OVERDUE): (number,)}


def test_a_limit_that_has_not_passed_yet_is_no_ground(desk: Desk) -> None:
    desk.transferred()
    assert found(desk) == {}


def test_withheld_without_grounds_in_the_period_in_which_it_ended(desk: Desk) -> None:
    number = desk.finished(**{**PRIVATE, "withhold_reason": WithholdReason.TRADE_SECRET})
    assert found(desk) == {("chengdong-gov", Ground.WITHHELD): (number,)}
    later(desk, 30)
    assert found(desk, JULY) == {}
    desk.act("province", number, Action.DISCLOSE)
    assert found(desk) == {}


def test_agreeing_to_what_a_level_above_sends_back_is_poor_review(desk: Desk) -> None:
    number = desk.answered()
    desk.act("chengdong", number, Action.APPROVE)
    desk.act("xining", number, Action.APPROVE)
    desk.act("province", number, Action.SEND_BACK)
    assert found(desk) == {(code, Ground.POOR_REVIEW): (number,) for code in ("chengdong", "xining")}


def test_sending_back_oneself_is_good_review_and_a_new_answer_begins_anew(desk: Desk) -> None:
    number = desk.answered()
    desk.act("chengdong", number, Action.SEND_BACK)
    desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in REVIEWERS:
        desk.act(reviewer, number, Action.APPROVE)
    assert found(desk) == {}


def test_poor_review_belongs_to_the_period_of_sending_back(desk: Desk) -> None:
    desk.context.now.now = desk.context.now.now.replace(day=29)  # type: ignore[attr-defined]  # the tests' clock
    number = desk.answered()
    desk.act("chengdong", number, Action.APPROVE)
    later(desk, 3)
    desk.act("xining", number, Action.SEND_BACK)
    assert day_of(desk.context.now()) == date(2018, 7, 2)
    assert ("chengdong", Ground.POOR_REVIEW) not in found(desk)
    assert found(desk, JULY)[("chengdong", Ground.POOR_REVIEW)] == (number,)


def test_a_successor_answers_for_what_merged_into_it_and_the_root_for_nothing(desk: Desk) -> None:
    number = desk.transferred()
    set_aside = desk.submitted()
    desk.act("province", set_aside, Action.DISPATCH, unit="province")
    later(desk)
    with keeping(desk.context, desk.cast.officer("province")) as register:
        units.merge_units(register, "chengdong-gov", "xining-edu")
    assert found(desk) == {("xining-edu", Ground.OVERDUE): (number,)}
