"""Letters to the citizen are put down with the step that they tell of, and only for those who want them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.domain.policy import SCHEDULE
from portal.domain.vocabulary import Action
from portal.services import letters
from portal.services.context import Context
from portal.services.letters import LETTER, MOST_A_DAY
from portal.store import Contact, OutboxItem
from tests.conftest import FrozenClock
from tests.handling import PRIVATE, REVIEWERS, SUBMISSION, Desk

EMAIL = "xiaoming@mail.example"


def put_down(context: Context) -> list[dict[str, Any]]:
    """The letters in the outbox, oldest first."""
    with context.database.reading() as session:
        wanted = select(OutboxItem.payload).where(OutboxItem.topic == LETTER).order_by(OutboxItem.id)
        return list(session.scalars(wanted))


def kinds(context: Context) -> list[str]:
    """What they are about."""
    return [payload["kind"] for payload in put_down(context)]


def finish(desk: Desk, number: str, **entries: Any) -> None:
    """From the filing unit's desk to the end."""
    desk.act("chengdong-gov", number, Action.ANSWER, **entries)
    for reviewer in REVIEWERS:
        desk.act(reviewer, number, Action.APPROVE)


@pytest.mark.parametrize("entries", [{}, PRIVATE], ids=["public", "withheld"])
def test_a_citizen_is_told_of_every_station(desk: Desk, context: Context, entries: dict[str, Any]) -> None:
    number = desk.submitted(contact_email=EMAIL)
    assert kinds(context) == ["received"]
    desk.act("province", number, Action.DISPATCH)
    assert kinds(context) == ["received"]
    desk.act("chengdong", number, Action.TRANSFER)
    assert kinds(context) == ["received", "transferred"]
    finish(desk, number, **entries)
    assert kinds(context) == ["received", "transferred", "finished"]
    desk.act("province", number, Action.REOPEN)
    assert kinds(context) == ["received", "transferred", "finished", "reopened"]


def test_each_end_is_told_but_only_the_first_transfer(desk: Desk, context: Context) -> None:
    number = desk.transferred(contact_email=EMAIL)
    desk.act("chengdong-gov", number, Action.HAND_BACK)
    desk.act("chengdong", number, Action.TRANSFER)
    finish(desk, number)
    desk.act("province", number, Action.REOPEN)
    finish(desk, number)
    keys = [letters.letter_key(payload) for payload in put_down(context)]
    first_words = [key.partition(":")[0] for key in dict.fromkeys(keys)]
    assert first_words == ["received", "transferred", "finished", "reopened", "finished"]


def test_the_outbox_holds_nothing_of_the_person(desk: Desk, context: Context) -> None:
    desk.transferred(contact_email=EMAIL)
    text = repr(put_down(context))
    for secret in (EMAIL, SUBMISSION.contact_name, SUBMISSION.contact_phone, SUBMISSION.description):
        assert secret not in text


def test_who_gave_no_address_or_stopped_the_letters_is_written_none(desk: Desk, context: Context) -> None:
    desk.transferred()
    assert put_down(context) == []
    number = desk.submitted(contact_email=EMAIL)
    letters.stop_letters(context, letters.stop_token(context, number))
    desk.act("province", number, Action.DISPATCH)
    desk.act("chengdong", number, Action.TRANSFER)
    assert kinds(context) == ["received"]


def test_a_step_that_was_refused_is_told_to_nobody(desk: Desk, context: Context) -> None:
    number = desk.transferred(contact_email=EMAIL)
    with pytest.raises(Exception, match="transfer"):
        desk.act("chengdong", number, Action.TRANSFER)
    assert kinds(context) == ["received", "transferred"]


def test_a_link_works_for_its_own_report_only(desk: Desk, context: Context) -> None:
    mine, other = desk.submitted(contact_email=EMAIL), desk.submitted(contact_email=EMAIL)
    token = letters.stop_token(context, mine)
    assert EMAIL not in token
    forged = token.replace(mine, other)
    for wrong in (forged, token[:-1], f"{token}0", mine, f"{mine}-", "", "-", "王", "\ud800", token.upper()):
        assert letters.stop_letters(context, wrong) is None, wrong
    assert letters.stop_letters(context, token) == mine
    with context.database.reading() as session:
        assert letters.are_stopped(session, mine)
        assert not letters.are_stopped(session, other)


def test_stopping_again_changes_nothing(desk: Desk, context: Context, clock: FrozenClock) -> None:
    number = desk.submitted(contact_email=EMAIL)
    token = letters.stop_token(context, number)
    letters.stop_letters(context, token)
    stopped = clock.now
    clock.advance(days=1)
    assert letters.stop_letters(context, token) == number
    with context.database.reading() as session:
        assert session.scalar(select(Contact.mail_stopped_at)) == stopped


def test_nobody_can_fill_a_strangers_mailbox_through_the_form(desk: Desk, context: Context, clock: FrozenClock) -> None:
    for each in range(MOST_A_DAY + 3):
        number = desk.submitted(contact_email=EMAIL, description=f"第 {each} 条留言，用的是别人的邮箱。")
        clock.advance(minutes=1)
    assert kinds(context) == ["received"] * MOST_A_DAY
    desk.act(SCHEDULE, number, Action.DISPATCH)
    desk.act("chengdong", number, Action.TRANSFER)
    assert len(kinds(context)) == MOST_A_DAY, "nor with what comes later"
    desk.submitted(contact_email="another@mail.example")
    clock.advance(days=1)
    desk.submitted(contact_email=EMAIL.upper())
    assert len(kinds(context)) == MOST_A_DAY + 2
