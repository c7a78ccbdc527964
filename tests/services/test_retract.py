"""A citizen takes an unfinished report back: it ends, nobody has it any more, and no list counts it as withheld."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.domain.history import replay
from portal.domain.vocabulary import Action, State, WithholdReason
from portal.queries import bulk_choices, ledger, promises, withheld
from portal.queries.ledger import FINALLY, LedgerQuery
from portal.queries.promises import PromiseQuery
from portal.services import rating
from portal.services.dispatch import dispatch_waiting
from portal.services.errors import Invalid, NotAllowed
from portal.store import Clock, Event, Holding, Reply
from portal.store.facts import load_tree, past_step
from tests.conftest import FrozenClock
from tests.handling import CITIZEN, REVIEWERS, Desk

STAGES: dict[str, Any] = {
    "received": Desk.submitted,
    "triage": Desk.dispatched,
    "answering": Desk.transferred,
    "review": Desk.answered,
    "final review": Desk.climbed,
}


def returned(desk: Desk) -> str:
    """Returned by the county, so that its clock has ended and nobody has it."""
    number = desk.dispatched()
    desk.act("chengdong", number, Action.RETURN)
    return number


@pytest.mark.parametrize("stage", list(STAGES))
def test_an_unfinished_report_is_taken_back_from_wherever_it_lies(desk: Desk, clock: FrozenClock, stage: str) -> None:
    number = STAGES[stage](desk)
    clock.advance(hours=1)
    done = desk.act(CITIZEN, number, Action.RETRACT)
    assert (done.state, done.holder) == (State.CLOSED, None)
    report = desk.report(number)
    assert report.retracted_at == report.finished_at == clock.now
    with desk.context.database.reading() as session:
        assert not session.scalars(select(Holding).where(Holding.until.is_(None))).all()
        assert not session.scalars(select(Clock).where(Clock.ended_at.is_(None))).all()
        last = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert last is not None
        assert (last.action, last.account_id, last.words) == (Action.RETRACT, None, None)


def test_a_clock_that_had_ended_before_keeps_its_end(desk: Desk, clock: FrozenClock) -> None:
    number = returned(desk)
    ended = clock.now
    clock.advance(days=1)
    desk.act(CITIZEN, number, Action.RETRACT)
    with desk.context.database.reading() as session:
        told = replay(past_step(each) for each in session.scalars(select(Event).order_by(Event.position)))
        assert [kept.ended_at for kept in session.scalars(select(Clock))] == [ended]
    assert [each.ended_at for each in told.clocks] == [ended]
    assert (told.state, told.holder) == (State.CLOSED, None)


def test_nothing_can_be_done_to_it_any_more(desk: Desk) -> None:
    number = desk.climbed(corrected_on=None, correct_by=date(2018, 7, 1))
    desk.act(CITIZEN, number, Action.RETRACT)
    for who in (CITIZEN, "province", "chengdong", "chengdong-gov"):
        for action in Action:
            if action in (Action.SUBMIT, Action.RECALCULATE):
                continue
            with pytest.raises(NotAllowed):
                desk.act(who, number, action)
    with pytest.raises(NotAllowed):
        rating.rate(desk.context, number, 5, "")
    dispatch_waiting(desk.context)
    assert desk.report(number).state is State.CLOSED


def test_a_report_that_was_finished_once_is_not_taken_back(desk: Desk) -> None:
    """Its answer is known, perhaps on the board; whoever disagrees with it disputes it."""
    number = desk.finished()
    with pytest.raises(NotAllowed):
        desk.act(CITIZEN, number, Action.RETRACT)
    desk.act("province", number, Action.REOPEN)
    with pytest.raises(NotAllowed):
        desk.act(CITIZEN, number, Action.RETRACT)


def test_no_list_of_finished_reports_counts_it(desk: Desk, clock: FrozenClock) -> None:
    """Its unapproved reply promised a correction and proposed not to publish; neither ever took effect."""
    promised = desk.climbed(corrected_on=None, correct_by=date(2018, 6, 5))
    secret = desk.climbed(public=False, withhold_reason=WithholdReason.IMAGE)
    for number in (promised, secret):
        desk.act(CITIZEN, number, Action.RETRACT)
    clock.advance(days=30)
    province = desk.cast.officer("province")
    with desk.context.database.reading() as session:
        tree = load_tree(session)
        assert withheld.list_withheld(session, 1).total == 0
        assert promises.late_promises(session, tree, date(2018, 7, 4)) == {}
        assert promises.promised_numbers(session, province, PromiseQuery(), date(2018, 7, 4)) == []
        row = desk.report(promised)
        assert bulk_choices.possible_steps(session, province, [row], tree, clock.now, 15) == {}


def test_the_ledger_says_that_the_citizen_took_it_back(desk: Desk, clock: FrozenClock) -> None:
    number = desk.transferred()
    clock.advance(days=30)
    desk.act(CITIZEN, number, Action.RETRACT)
    with desk.context.database.reading() as session:
        tree = load_tree(session)
        (entry,) = ledger.find_ledger(session, tree, LedgerQuery(), clock.now).entries
        late = ledger.find_ledger(session, tree, LedgerQuery(overdue=FINALLY), clock.now)
    assert (entry.status.label, entry.retracted, entry.unit, entry.withheld) == ("已办结", True, None, None)
    assert (entry.on_time, entry.due_on, late.total) == (None, None, 0)


def test_it_is_no_original_of_another_report(desk: Desk) -> None:
    first, second = desk.submitted(), desk.dispatched()
    desk.act(CITIZEN, first, Action.RETRACT)
    with pytest.raises(Invalid, match="original"):
        desk.act("chengdong", second, Action.REJECT, invalid_reason="duplicate", original=first)


def test_the_draft_of_a_reply_stays_unapproved(desk: Desk) -> None:
    number = desk.answered()
    desk.act(CITIZEN, number, Action.RETRACT)
    for reviewer in REVIEWERS:
        with pytest.raises(NotAllowed):
            desk.act(reviewer, number, Action.APPROVE)
    with desk.context.database.reading() as session:
        assert [reply.approved_at for reply in session.scalars(select(Reply))] == [None]
