"""周报: once a week, numbers only, to whoever wants them, compared with the unit's own past."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import update

from portal.config import Post, Settings
from portal.digests import DigestKeeper
from portal.domain.deadlines import SHANGHAI
from portal.domain.digest import is_digest_day, last_week
from portal.domain.periods import Period
from portal.postman import Postman
from portal.services import accounts, measuring
from portal.services.context import Context
from portal.store import Account, CalendarDay
from tests.conftest import FrozenClock, Weekdays
from tests.handling import SUBMISSION, Desk
from tests.mailbox import Mailbox, text_of
from tests.province import Cast

BASE = "https://portal.example"


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox) -> Settings:
    """An installation that sends letters."""
    return replace(settings, post=Post(smtp_url=mailbox.url, sender="portal@portal.example", base_url=BASE))


@pytest.fixture(autouse=True)
def addresses(context: Context, cast: Cast) -> None:
    """Four officers have an address; so has the admin, who handles nothing."""
    with context.database.writing() as session:
        for username in ("province", "chengdong", "chengdong-gov", "haidong", "admin"):
            change = update(Account).where(Account.id == cast.accounts[username])
            session.execute(change.values(email=f"{username}@mail.example"))


def look(context: Context, settings: Settings) -> None:
    """What a worker does that has just started, until nothing is left."""
    while measuring.turn(context):
        pass
    DigestKeeper(context, settings).turn()
    carrier = Postman(context, settings)
    while carrier.turn():
        pass


def at(clock: FrozenClock, day: int, hour: int = 9, minute: int = 30) -> None:
    """Let it be that time in June 2018."""
    clock.now = datetime(2018, 6, day, hour, minute, tzinfo=SHANGHAI)


def told(mailbox: Mailbox) -> dict[str, str]:
    """Who was written to, and what."""
    return {to: text_of(letter) for (to,), letter in zip(mailbox.recipients, mailbox.letters, strict=True)}


def test_every_unit_with_something_to_do_reads_its_week(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.finished()
    desk.finished()
    late = desk.transferred()
    at(clock, 11)
    look(desk.context, settings)
    letters = told(mailbox)
    assert set(letters) == {f"{who}@mail.example" for who in ("province", "chengdong", "chengdong-gov")}
    county = letters["chengdong@mail.example"]
    assert "城东区政府办公室（含下属单位）2018 年 6 月 4 日至2018 年 6 月 10 日" in county
    assert "收到：3 件；前 4 周共 0 件。" in county
    assert "按时办结率：100%（2/2）；前 4 周为 无。" in county
    assert "已经逾期 1 件" in county
    assert re.findall(r"https?://\S+", county) == [f"{BASE}/desk/statistics", f"{BASE}/account"]
    for secret in (late, SUBMISSION.description, SUBMISSION.contact_name, SUBMISSION.contact_phone):
        assert secret not in county


def test_one_letter_a_week_whoever_looks_and_how_often(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.finished()
    for day, hour in ((8, 10), (9, 10), (11, 8), (11, 10), (11, 11), (12, 10), (15, 10)):
        at(clock, day, hour)
        look(desk.context, settings)
    assert len(mailbox.letters) == 3
    desk.submitted()  # which nobody has been given yet: the province alone has something to read
    at(clock, 18)
    look(desk.context, settings)
    assert len(mailbox.letters) == 4


def test_whoever_wants_none_gets_none(
    desk: Desk, cast: Cast, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.finished()
    accounts.change_email(desk.context, cast.accounts["chengdong"], "chengdong@mail.example", weekly=False)
    at(clock, 11)
    look(desk.context, settings)
    assert "chengdong@mail.example" not in told(mailbox)


def test_after_a_holiday_it_comes_on_the_first_day_that_is_worked() -> None:
    class Holiday(Weekdays):
        def is_working(self, day: date) -> bool:
            return day.weekday() < 5 and day not in (date(2018, 6, 18), date(2018, 6, 19))

    calendar = Holiday()
    days = [day for day in range(11, 25) if is_digest_day(date(2018, 6, day), calendar)]
    assert days == [11, 20]
    assert last_week(date(2018, 6, 20)) == Period(date(2018, 6, 11), date(2018, 6, 17))


def test_a_week_without_any_work_day_has_no_digest(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.finished()
    with desk.context.database.writing() as session:
        session.add_all(CalendarDay(day=date(2018, 6, day), working=False, document="x") for day in range(11, 16))
    for day in range(11, 18):
        at(clock, day)
        look(desk.context, settings)
    assert not mailbox.letters
