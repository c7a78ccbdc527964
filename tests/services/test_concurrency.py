"""Several people and workers at once, each on a connection of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select

from portal.domain.vocabulary import Action, State
from portal.services import casework, dispatch, intake, outbox, units
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed, Stale
from portal.services.register import keeping
from portal.store import Database, Event, Report
from tests.handling import SUBMISSION, Desk

T = TypeVar("T")


@pytest.fixture
def elsewhere(context: Context) -> Iterator[Context]:
    """The same installation in another process: its own engine and connections."""
    second = Database(context.database.engine.url.render_as_string(hide_password=False))
    yield replace(context, database=second)
    second.dispose()


def at_once(*deeds: Callable[[], T]) -> list[T | Exception]:
    """What each deed came to, all of them started at the same moment."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], T]) -> T | Exception:
        start.wait(timeout=60)
        try:
            return deed()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_two_officers_who_act_at_once_exactly_one_succeeds(desk: Desk, elsewhere: Context) -> None:
    number = desk.answered()
    version = desk.report(number).version
    officer = desk.cast.officer("chengdong")

    def act(context: Context, action: Action) -> Callable[[], casework.Done]:
        return lambda: casework.act(context, officer, number, action, desk.form(action), version)

    results = at_once(act(desk.context, Action.APPROVE), act(elsewhere, Action.SEND_BACK))
    assert Counter(type(result) for result in results) == {casework.Done: 1, Stale: 1}
    stale = next(result for result in results if isinstance(result, Stale))
    assert len(stale.meanwhile) == 1
    assert desk.report(number).version == version + 1


def test_two_steps_without_a_form_in_between_follow_one_another(desk: Desk, elsewhere: Context) -> None:
    number = desk.transferred()

    def urge(context: Context, who: str) -> Callable[[], casework.Done]:
        return lambda: casework.act(context, desk.cast.officer(who), number, Action.URGE, desk.form(Action.URGE))

    results = at_once(urge(desk.context, "xining"), urge(elsewhere, "province"))
    assert all(isinstance(result, casework.Done) for result in results)
    with desk.context.database.reading() as session:
        positions = session.scalars(select(Event.position).order_by(Event.position)).all()
    assert positions == [1, 2, 3, 4, 5]


def test_two_workers_dispatch_every_report_once(desk: Desk, elsewhere: Context) -> None:
    numbers = [desk.submitted() for _ in range(6)]
    first, second = at_once(
        lambda: dispatch.dispatch_waiting(desk.context), lambda: dispatch.dispatch_waiting(elsewhere)
    )
    assert isinstance(first, dispatch.Dispatched)
    assert isinstance(second, dispatch.Dispatched)
    assert first.sent + second.sent == len(numbers)
    assert {desk.report(number).version for number in numbers} == {2}
    assert {desk.report(number).state for number in numbers} == {State.TRIAGE}


def test_the_schedule_and_the_root_never_dispatch_the_same_report_both(desk: Desk, elsewhere: Context) -> None:
    number = desk.submitted()
    form = desk.form(Action.DISPATCH, unit="fgw")
    officer = desk.cast.officer("province")
    by_hand, by_schedule = at_once(
        lambda: casework.act(elsewhere, officer, number, Action.DISPATCH, form, 1),
        lambda: dispatch.dispatch_one(desk.context, number),
    )
    assert (by_schedule is None) == isinstance(by_hand, casework.Done)
    assert isinstance(by_hand, casework.Done | Stale | NotAllowed)
    assert desk.report(number).version == 2


def test_numbers_have_no_gaps_however_many_submit_at_once(desk: Desk, elsewhere: Context) -> None:
    def submit(visitor: int) -> Callable[[], intake.Receipt]:
        context = (desk.context, elsewhere)[visitor % 2]
        return lambda: intake.submit(context, SUBMISSION, f"visitor {visitor}")

    receipts = at_once(*(submit(visitor) for visitor in range(8)))
    numbers = sorted(receipt.number for receipt in receipts if isinstance(receipt, intake.Receipt))
    assert numbers == [f"2018-{number:06d}" for number in range(1, 9)]


def test_the_same_submission_arriving_twice_at_once_makes_one_report(desk: Desk, elsewhere: Context) -> None:
    results = at_once(
        *(lambda context=context: intake.submit(context, SUBMISSION, "one visitor") for context in
          (desk.context, elsewhere, desk.context, elsewhere))
    )  # fmt: skip
    assert all(isinstance(result, intake.Receipt) for result in results)
    assert len(set(results)) == 1
    with desk.context.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1
    assert desk.submitted() == "2018-000002"


def test_a_piece_that_one_worker_is_doing_is_not_claimed_by_another(desk: Desk, elsewhere: Context) -> None:
    with desk.context.database.writing() as session:
        outbox.add(session, "index", {"number": 1}, desk.context.now())
    by_others: list[int] = []

    def busy(payloads: list[Mapping[str, Any]]) -> None:
        by_others.append(outbox.work(elsewhere, {"index": lambda _: None}))

    assert outbox.work(desk.context, {"index": busy}) == 1
    assert by_others == [0]


def test_two_workers_share_the_work_and_do_each_piece_once(desk: Desk, elsewhere: Context) -> None:
    with desk.context.database.writing() as session:
        for number in range(40):
            outbox.add(session, "index", {"number": number}, desk.context.now())
    done: list[int] = []

    def worker(context: Context) -> Callable[[], None]:
        def run() -> None:
            while outbox.work(context, {"index": lambda given: done.extend(each["number"] for each in given)}, batch=3):
                pass

        return run

    assert at_once(worker(desk.context), worker(elsewhere)) == [None, None]
    assert sorted(done) == list(range(40))


def test_of_two_who_keep_a_unit_at_once_the_second_is_told(desk: Desk, elsewhere: Context) -> None:
    def rename(context: Context, name: str) -> Callable[[], str]:
        def deed() -> str:
            with keeping(context, desk.cast.admin) as register:
                return units.change_unit(register, "xining-edu", name, "630100", 1).name

        return deed

    results = at_once(rename(desk.context, "西宁市教育体育局"), rename(elsewhere, "西宁市教育文化局"))
    assert Counter(type(result) for result in results) == {str: 1, Stale: 1}
    assert next(result for result in results if isinstance(result, Stale)).meanwhile[0].action == "修改单位"


def test_two_moves_at_once_make_no_circle(desk: Desk, elsewhere: Context) -> None:
    def move(context: Context, code: str, parent: str) -> Callable[[], str]:
        def deed() -> str:
            with keeping(context, desk.cast.admin) as register:
                return units.move_unit(register, code, parent).code

        return deed

    results = at_once(move(desk.context, "xining", "haidong"), move(elsewhere, "haidong", "xining"))
    assert Counter(type(result) for result in results) == {str: 1, Invalid: 1}
