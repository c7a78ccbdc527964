"""Reminders: once a day to each unit, on working days and in working hours, numbers and a link only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from sqlalchemy import func, select, update

from portal.config import Post, Settings
from portal.domain.deadlines import SHANGHAI
from portal.jobs import Worker
from portal.postman import Postman
from portal.reminders import ReminderKeeper
from portal.services.context import Context
from portal.store import Account, CalendarDay, OutboxItem, Unit
from tests.conftest import FrozenClock
from tests.handling import SUBMISSION, Desk
from tests.mailbox import Mailbox, text_of
from tests.province import Cast
from tests.robot import Robot, open_robot

BASE = "https://portal.example"
MONDAY, THURSDAY, FRIDAY, SATURDAY = 4, 7, 8, 9
"""Days of June 2018. A report received on Monday is due on Thursday, one received on Tuesday on Friday."""


@pytest.fixture
def robot() -> Iterator[Robot]:
    """The province's chat robot."""
    with open_robot() as robot:
        yield robot


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox) -> Settings:
    """An installation that reminds by mail."""
    return replace(settings, post=Post(smtp_url=mailbox.url, sender="portal@portal.example", base_url=BASE))


def planned(desk: Desk) -> int:
    """How many reminders were put into the outbox."""
    with desk.context.database.reading() as session:
        wanted = select(func.count()).select_from(OutboxItem).where(OutboxItem.topic.startswith("reminder"))
        return session.scalar(wanted) or 0


@pytest.fixture(autouse=True)
def addresses(context: Context, cast: Cast) -> None:
    """Everybody but the second officer of the website has an address; so has the admin, who handles nothing."""
    with context.database.writing() as session:
        for username, account in cast.accounts.items():
            if username != "chengdong-gov2":
                change = update(Account).where(Account.id == account)
                session.execute(change.values(email=f"{username}@mail.example"))


def at(clock: FrozenClock, day: int, hour: int, minute: int = 0) -> None:
    """Let it be that time."""
    clock.now = datetime(2018, 6, day, hour, minute, tzinfo=SHANGHAI)


def look(context: Context, settings: Settings) -> None:
    """What a worker does that has just started, until nothing is left."""
    keeper, carrier = ReminderKeeper(context, settings), Postman(context, settings)
    keeper.turn()
    while carrier.turn():
        pass


def told(mailbox: Mailbox) -> dict[str, str]:
    """Who was written to, and about what."""
    return {to: str(letter["Subject"]) for (to,), letter in zip(mailbox.recipients, mailbox.letters, strict=True)}


def test_a_unit_is_reminded_on_the_last_day_with_numbers_and_a_link(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    numbers = [desk.transferred(), desk.transferred()]
    at(clock, THURSDAY, 9)
    look(desk.context, settings)
    assert told(mailbox) == {"chengdong-gov@mail.example": "办理提醒：今日到期 2 件"}
    text = text_of(mailbox.letters[0])
    assert "城东区政府网站：今日到期 2 件。" in text
    assert re.findall(r"https?://\S+", text) == [f"{BASE}/desk", f"{BASE}/account"]
    for secret in (*numbers, SUBMISSION.description, SUBMISSION.contact_name, SUBMISSION.contact_phone, "chengdong"):
        assert secret not in text


def test_what_is_overdue_is_told_to_the_unit_above_too(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    at(clock, FRIDAY, 9)
    look(desk.context, settings)
    assert told(mailbox) == {
        "chengdong-gov@mail.example": "办理提醒：逾期 1 件",
        "chengdong@mail.example": "办理提醒：下级单位逾期 1 件",
    }
    above = text_of(mailbox.letters[mailbox.recipients.index(["chengdong@mail.example"])])
    assert "下级单位城东区政府网站：逾期 1 件。" in above


def test_own_work_and_the_delay_below_come_in_one_letter(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    clock.advance(days=1)
    desk.dispatched()
    at(clock, FRIDAY, 9)
    look(desk.context, settings)
    letter = mailbox.letters[mailbox.recipients.index(["chengdong@mail.example"])]
    assert mailbox.recipients.count(["chengdong@mail.example"]) == 1
    assert text_of(letter).startswith("城东区政府办公室：今日到期 1 件。\n下级单位城东区政府网站：逾期 1 件。\n")


def test_nobody_is_reminded_where_nothing_presses(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    desk.finished()
    at(clock, MONDAY, 17)
    look(desk.context, settings)
    assert mailbox.raw == []


def test_once_a_day_however_many_workers_start(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    at(clock, THURSDAY, 9)
    for _ in range(5):
        look(desk.context, settings)
        clock.advance(hours=1)
    assert len(mailbox.raw) == 1
    at(clock, FRIDAY, 9)
    look(desk.context, settings)
    look(desk.context, settings)
    assert len(mailbox.raw) == 3


def test_two_workers_at_the_same_moment_plan_the_day_once(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.transferred()
    at(clock, THURSDAY, 9)
    first, second = ReminderKeeper(desk.context, settings), ReminderKeeper(desk.context, settings)
    letters = ReminderKeeper._letters

    def meanwhile(self: ReminderKeeper, *given: object) -> object:
        monkeypatch.setattr(ReminderKeeper, "_letters", letters)
        second.turn()
        return letters(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(ReminderKeeper, "_letters", meanwhile)
    first.turn()
    assert planned(desk) == 1
    look(desk.context, settings)
    assert len(mailbox.raw) == 1


@pytest.mark.parametrize(("hour", "minute"), [(8, 59), (17, 30), (23, 0)])
def test_nothing_is_sent_outside_the_hours(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock, hour: int, minute: int
) -> None:
    desk.transferred()
    at(clock, THURSDAY, hour, minute)
    look(desk.context, settings)
    assert mailbox.raw == []


@pytest.mark.parametrize(("hour", "minute"), [(9, 0), (17, 29)])
def test_a_worker_that_starts_late_still_reminds_within_the_hours(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock, hour: int, minute: int
) -> None:
    desk.transferred()
    at(clock, THURSDAY, hour, minute)
    look(desk.context, settings)
    assert len(mailbox.raw) == 1


def test_the_hours_are_those_of_the_setting(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    at(clock, THURSDAY, 9)
    later = replace(settings, post=replace(settings.post, hours=(time(14), time(15))))
    look(desk.context, later)
    assert mailbox.raw == []
    at(clock, THURSDAY, 14)
    look(desk.context, later)
    assert len(mailbox.raw) == 1


def test_nothing_is_sent_on_free_days_and_holidays(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    with desk.context.database.writing() as session:
        session.add(CalendarDay(day=date(2018, 6, 11), working=False, document="端午节"))
    for day in (SATURDAY, 10, 11):
        at(clock, day, 10)
        look(desk.context, settings)
    assert mailbox.raw == []
    at(clock, 12, 10)
    look(desk.context, settings)
    assert mailbox.raw


def test_a_saturday_that_is_worked_is_a_day_for_reminders(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    with desk.context.database.writing() as session:
        session.add(CalendarDay(day=date(2018, 6, SATURDAY), working=True, document="调休"))
    at(clock, SATURDAY, 10)
    look(desk.context, settings)
    assert mailbox.raw


def test_what_did_not_get_through_in_time_is_not_sent_later(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    at(clock, THURSDAY, 17, 29)
    mailbox.refused["chengdong-gov@mail.example"] = "450 later"
    look(desk.context, settings)
    mailbox.refused.clear()
    at(clock, THURSDAY, 17, 30)
    look(desk.context, settings)
    at(clock, SATURDAY, 10)
    look(desk.context, settings)
    assert mailbox.raw == []


def test_what_did_not_get_through_is_not_sent_on_the_next_day(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    at(clock, THURSDAY, 9)
    mailbox.refused["chengdong-gov@mail.example"] = "450 later"
    look(desk.context, settings)
    mailbox.refused.clear()
    at(clock, FRIDAY, 10)
    look(desk.context, settings)
    assert sorted(mailbox.subjects) == ["办理提醒：下级单位逾期 1 件", "办理提醒：逾期 1 件"]


def test_the_people_of_a_unit_that_was_merged_are_reminded_for_its_successor(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    merged, successor = desk.cast.unit("xining-edu"), desk.cast.unit("chengdong-gov")
    with desk.context.database.writing() as session:
        session.execute(update(Unit).where(Unit.id == merged).values(merged_into_id=successor))
    at(clock, THURSDAY, 9)
    look(desk.context, settings)
    assert set(told(mailbox)) == {"chengdong-gov@mail.example", "xining-edu@mail.example"}


def test_an_officer_who_left_is_not_written_to(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.transferred()
    with desk.context.database.writing() as session:
        session.execute(update(Account).where(Account.username == "chengdong-gov").values(active=False))
    at(clock, THURSDAY, 9)
    look(desk.context, settings)
    assert mailbox.raw == []


def test_the_robot_is_told_once_a_day_for_all_units(
    desk: Desk, settings: Settings, mailbox: Mailbox, robot: Robot, clock: FrozenClock
) -> None:
    desk.transferred()
    clock.advance(days=1)
    number = desk.dispatched()
    at(clock, FRIDAY, 9)
    both = replace(settings, post=replace(settings.post, webhook=robot.url))
    look(desk.context, both)
    look(desk.context, both)
    (post,) = robot.posted
    assert post["msgtype"] == "text"
    assert post["text"]["content"].splitlines() == [
        "办理提醒",
        "城东区政府办公室：今日到期 1 件。",
        "城东区政府网站：逾期 1 件。",
        f"工作台：{BASE}/desk",
    ]
    assert number not in post["text"]["content"]
    assert len(mailbox.raw) == 2


def test_a_robot_that_is_busy_is_told_again_and_mail_goes_on(
    desk: Desk, settings: Settings, mailbox: Mailbox, robot: Robot, clock: FrozenClock
) -> None:
    desk.transferred()
    at(clock, THURSDAY, 9)
    robot.answers.append((200, b'{"errcode":45009}'))
    both = replace(settings, post=replace(settings.post, webhook=robot.url))
    look(desk.context, both)
    assert len(mailbox.raw) == 1
    clock.advance(minutes=2)
    look(desk.context, both)
    look(desk.context, both)
    assert len(robot.posted) == 2


def test_a_robot_alone_needs_no_mail_server(desk: Desk, settings: Settings, robot: Robot, clock: FrozenClock) -> None:
    desk.transferred()
    at(clock, THURSDAY, 9)
    look(desk.context, replace(settings, post=Post(webhook=robot.url, base_url=BASE)))
    assert len(robot.posted) == 1


def test_a_demo_reminds_nobody(
    desk: Desk, settings: Settings, mailbox: Mailbox, robot: Robot, clock: FrozenClock
) -> None:
    desk.transferred()
    at(clock, THURSDAY, 9)
    demo = replace(settings, demo=True, post=replace(settings.post, webhook=robot.url))
    look(desk.context, demo)
    assert planned(desk) == 0
    assert mailbox.raw == []
    assert robot.posted == []


def test_the_worker_reminds_and_writes_letters_by_itself(
    desk: Desk, worker: Worker, mailbox: Mailbox, clock: FrozenClock
) -> None:
    number = desk.transferred(contact_email="xiaoming@mail.example")
    at(clock, THURSDAY, 9)
    while worker.turn():
        pass
    assert sorted(mailbox.subjects) == [
        "办理提醒：今日到期 1 件",
        f"留言 {number} 已收到",
        f"留言 {number} 已转办到填报单位核查",
    ]
