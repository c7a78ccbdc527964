"""Somebody leaves a unit at the moment in which it is given a report: whatever the order, somebody can act on it.

On a server each is a transaction on a connection of its own, and the test says in which order they come; on SQLite one
writes at a time, and they only start together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from portal.domain.registers import UnitEntry
from portal.domain.vocabulary import OPEN_STATES, Action, Role, UnitKind
from portal.services import account_register, accounts, casework, units
from portal.services.accounts import LastAccount
from portal.services.context import Context
from portal.services.errors import Invalid, Refused
from portal.services.register import keeping
from portal.store import Account, Database, Report
from portal.store.facts import load_tree
from tests.databases import SERVER
from tests.handling import Desk
from tests.services.test_concurrency import at_once

SPARE = "chengdong-spare"
on_a_server = pytest.mark.skipif(SERVER is None, reason="on SQLite one transaction writes at a time")


@pytest.fixture
def elsewhere(desk: Desk) -> Iterator[Context]:
    """The same installation in another process, with a unit of one officer and nothing else in it."""
    with keeping(desk.context, desk.cast.admin) as register:
        unit = units.open_unit(register, UnitEntry(SPARE, "城东区备用网站", UnitKind.FILING, "chengdong", "630102"))
        register.session.add(
            Account(
                username="spare", display_name="备用", role=Role.OFFICER, unit_id=unit.id, created_at=desk.context.now()
            )
        )
    second = Database(desk.context.database.engine.url.render_as_string(hide_password=False))
    yield replace(desk.context, database=second)
    second.dispose()


def give(desk: Desk, context: Context, number: str) -> Callable[[], object]:
    """The county transfers a report to that unit."""
    form = desk.form(Action.TRANSFER, unit=SPARE)
    return lambda: casework.act(context, desk.cast.officer("chengdong"), number, Action.TRANSFER, form)


def retire(desk: Desk, context: Context) -> object:
    """The administrator retires the unit."""
    with keeping(context, desk.cast.admin) as register:
        return units.retire_unit(register, SPARE)


def disable(desk: Desk, context: Context) -> object:
    """The administrator closes its last account."""
    with context.database.reading() as session:
        leaver = session.scalars(select(Account.id).where(Account.username == "spare")).one()
    return account_register.disable_account(context, desk.cast.admin, leaver)


def nobody_is_left_alone(context: Context) -> bool:
    """True if every open report lies where somebody can act."""
    with context.database.reading() as session:
        tree = load_tree(session)
        held = session.scalars(select(Report.holder_id).where(Report.state.in_(OPEN_STATES)))
        return all(holder is None or tree.staffed(holder) for holder in held)


@pytest.mark.parametrize("leave", [retire, disable])
def test_started_together_exactly_one_succeeds(
    desk: Desk, elsewhere: Context, leave: Callable[[Desk, Context], object]
) -> None:
    number = desk.dispatched()
    results = at_once(give(desk, desk.context, number), lambda: leave(desk, elsewhere))
    assert sum(isinstance(result, Refused) for result in results) == 1, results
    assert nobody_is_left_alone(desk.context)


@on_a_server
@pytest.mark.parametrize("leave", [retire, disable])
def test_a_unit_that_lost_its_people_since_the_step_read_the_tree_gets_nothing(
    desk: Desk, elsewhere: Context, leave: Callable[[Desk, Context], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, load = desk.dispatched(), casework.load_ground

    def leave_after_loading(*given: Any) -> Any:
        monkeypatch.setattr(casework, "load_ground", load)
        ground = load(*given)
        leave(desk, elsewhere)
        return ground

    monkeypatch.setattr(casework, "load_ground", leave_after_loading)
    with pytest.raises(Invalid):
        give(desk, desk.context, number)()
    assert nobody_is_left_alone(desk.context)


@on_a_server
@pytest.mark.parametrize("leave", [retire, disable])
def test_whoever_gives_a_report_to_a_unit_waits_for_the_one_who_leaves_it(
    desk: Desk, elsewhere: Context, leave: Callable[[Desk, Context], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, given = desk.dispatched(), list[Future[object]]()
    looked = {name: getattr(module, name) for module, name in ((accounts, "_stranded"), (units, "obstacles"))}
    with ThreadPoolExecutor(1) as pool:

        def give_after_looking(name: str) -> Callable[..., Any]:
            def look(*args: Any) -> Any:
                found = looked[name](*args)
                given.append(pool.submit(give(desk, desk.context, number)))
                # Whether it got through or has to wait, the other one goes on.
                wait(given, timeout=1)
                return found

            return look

        monkeypatch.setattr(accounts, "_stranded", give_after_looking("_stranded"))
        monkeypatch.setattr(units, "obstacles", give_after_looking("obstacles"))
        leave(desk, elsewhere)
        with pytest.raises(Invalid):
            given[0].result(timeout=60)
    assert nobody_is_left_alone(desk.context)


@on_a_server
def test_whoever_leaves_a_unit_waits_for_the_one_who_gives_it_a_report(
    desk: Desk, elsewhere: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, left, record = desk.dispatched(), list[Future[object]](), casework._record
    with ThreadPoolExecutor(1) as pool:

        def leave_before_the_end(*given: Any) -> None:
            record(*given)
            left.append(pool.submit(disable, desk, elsewhere))
            wait(left, timeout=1)

        monkeypatch.setattr(casework, "_record", leave_before_the_end)
        give(desk, desk.context, number)()
        with pytest.raises(LastAccount):
            left[0].result(timeout=60)
    assert nobody_is_left_alone(desk.context)


def test_of_the_last_two_who_are_closed_at_once_one_stays(desk: Desk, elsewhere: Context) -> None:
    desk.transferred()

    def close(context: Context, username: str) -> Callable[[], object]:
        return lambda: account_register.disable_account(context, desk.cast.admin, desk.cast.account(username))

    results = at_once(close(desk.context, "chengdong-gov"), close(elsewhere, "chengdong-gov2"))
    assert sorted(type(result) for result in results if result is not None) == [LastAccount]
    assert nobody_is_left_alone(desk.context)
