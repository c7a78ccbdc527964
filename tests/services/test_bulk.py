"""Several reports at once while others act on the same ones over connections of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from portal.domain.demands import ActionInput
from portal.domain.vocabulary import Action, State
from portal.services import casework
from portal.services.bulk import Result, Wish, act_on_several
from portal.services.context import Context
from portal.services.errors import NotAllowed, Stale
from portal.store import Database, Event, Report
from tests.handling import Desk
from tests.services.test_concurrency import at_once


@pytest.fixture
def elsewhere(context: Context) -> Iterator[Context]:
    """The same installation in another process: its own engine and connections."""
    second = Database(context.database.engine.url.render_as_string(hide_password=False))
    yield replace(context, database=second)
    second.dispose()


def wishes(desk: Desk, *numbers: str) -> list[Wish]:
    return [Wish(number, desk.report(number).version) for number in numbers]


def test_of_two_officers_who_transfer_the_same_reports_each_report_goes_once(desk: Desk, elsewhere: Context) -> None:
    numbers = [desk.dispatched() for _ in range(5)]
    chosen = wishes(desk, *numbers)
    officer = desk.cast.officer("chengdong")

    def transfer(context: Context, order: list[Wish]) -> Callable[[], list[Result]]:
        return lambda: act_on_several(context, officer, Action.TRANSFER, order, ActionInput())

    first, second = at_once(transfer(desk.context, chosen), transfer(elsewhere, chosen[::-1]))
    assert isinstance(first, list)
    assert isinstance(second, list)
    mine = {result.number: result for result in first}
    theirs = {result.number: result for result in second}
    for number in numbers:
        assert mine[number].done != theirs[number].done, number
        loser = theirs[number] if mine[number].done else mine[number]
        assert loser.stale
        assert [each.action for each in loser.meanwhile] == ["转办"]
        assert desk.report(number).state is State.ANSWERING
    with desk.context.database.reading() as session:
        count = select(func.count()).select_from(Event).where(Event.action == Action.TRANSFER)
        assert session.scalar(count) == len(numbers)


def test_a_single_step_and_a_bulk_one_on_the_same_report_do_not_both_happen(desk: Desk, elsewhere: Context) -> None:
    number, other = desk.answered(), desk.answered()
    chosen = wishes(desk, number, other)
    officer = desk.cast.officer("chengdong")
    form = desk.form(Action.SEND_BACK)
    results = at_once(
        lambda: act_on_several(desk.context, officer, Action.APPROVE, chosen, ActionInput()),
        lambda: casework.act(elsewhere, officer, number, Action.SEND_BACK, form, chosen[0].version),
    )
    approved = results[0]
    assert isinstance(approved, list)
    assert approved[0].done == isinstance(results[1], Stale)
    assert approved[1].done


def test_nothing_happens_where_one_of_the_reports_may_not_be_seen(desk: Desk) -> None:
    own, foreign = desk.dispatched(), desk.submitted()
    desk.act("province", foreign, Action.DISPATCH, unit="fgw")
    for hidden in (Wish(foreign, 2), Wish("2018-999999", 1)):
        with pytest.raises(NotAllowed):
            act_on_several(
                desk.context, desk.cast.officer("chengdong"), Action.TRANSFER, [*wishes(desk, own), hidden],
                ActionInput(),
            )  # fmt: skip
    assert desk.report(own).state is State.TRIAGE


def test_every_step_is_a_transaction_of_its_own(desk: Desk) -> None:
    """What was done before a report was refused stays done, and so does what comes after it."""
    first, refused, last = desk.dispatched(), desk.transferred(), desk.dispatched()
    chosen = wishes(desk, first, refused, last)
    results = act_on_several(desk.context, desk.cast.officer("chengdong"), Action.TRANSFER, chosen, ActionInput())
    assert [result.done for result in results] == [True, False, True]
    with desk.context.database.reading() as session:
        done = session.scalars(select(Report.number).where(Report.state == State.ANSWERING).order_by(Report.id)).all()
    assert done == [first, refused, last]
