"""Letters to citizens leave once each, say nothing but number and link, and end when the citizen wants."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from portal import postman
from portal.adapters.mail import SmtpMail
from portal.config import Post, Settings
from portal.domain.vocabulary import Action
from portal.postman import Postman
from portal.services import codes
from portal.services.letters import stop_letters, stop_token
from portal.services.sending import TAKEN_FOR
from portal.store import Contact, Letter, OutboxItem
from tests.conftest import FrozenClock
from tests.handling import REVIEWERS, SUBMISSION, Desk
from tests.mailbox import Mailbox, text_of
from tests.ports import free_port
from tests.province import SITE_HOST

EMAIL = "xiaoming@mail.example"
BASE = "https://portal.example"


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox) -> Settings:
    """An installation that sends letters."""
    return replace(settings, post=Post(smtp_url=mailbox.url, sender="portal@portal.example", base_url=BASE))


@pytest.fixture
def carrier(desk: Desk, settings: Settings) -> Postman:
    """Delivers whatever is due when a test says so."""
    return Postman(desk.context, settings)


def deliver(carrier: Postman) -> None:
    """Until nothing more is due."""
    while carrier.turn():
        pass


def waiting(desk: Desk) -> list[OutboxItem]:
    """Letters that are still to be sent."""
    with desk.context.database.reading() as session:
        wanted = select(OutboxItem).where(OutboxItem.topic == "letter", OutboxItem.done_at.is_(None))
        return list(session.scalars(wanted))


def test_each_station_is_one_letter(desk: Desk, carrier: Postman, mailbox: Mailbox) -> None:
    number = desk.transferred(contact_email=EMAIL)
    deliver(carrier)
    desk.act("chengdong-gov", number, Action.HAND_BACK)
    desk.act("chengdong", number, Action.TRANSFER)
    desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in REVIEWERS:
        desk.act(reviewer, number, Action.APPROVE)
    desk.act("province", number, Action.REOPEN)
    deliver(carrier)
    deliver(carrier)
    stations = ("已收到", "已转办到填报单位核查", "已办结", "将重新办理")
    assert mailbox.subjects == [f"留言 {number} {station}" for station in stations]
    assert mailbox.recipients == [[EMAIL]] * 4
    assert waiting(desk) == []


def test_a_letter_says_number_and_link_and_nothing_else_of_the_report(
    desk: Desk, carrier: Postman, mailbox: Mailbox
) -> None:
    number = desk.transferred(contact_email=EMAIL)
    deliver(carrier)
    report = desk.report(number)
    secrets = [SUBMISSION.contact_name, SUBMISSION.contact_phone, SUBMISSION.wrong_text, "错别字", "chengdong", "城东"]
    for letter in mailbox.letters:
        text = text_of(letter)
        links = re.findall(r"https?://\S+", text)
        stop = links.pop()
        assert links == [f"{BASE}/track"]
        assert re.fullmatch(rf"{BASE}/track/letters/{number}-[0-9a-f]{{32}}", stop)
        assert letter["List-Unsubscribe"] == f"<{stop}>"
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        whole = text + "".join(f"{name}: {value}\n" for name, value in letter.items() if name != "To")
        assert not [secret for secret in [*secrets, EMAIL] if secret in whole]
        # The tracking code is four groups of four, and the database knows it by this hash.
        assert not re.search(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", whole)
        assert report.tracking_hash not in whole
        assert "某省人民政府办公厅" in text


def test_a_letter_is_tried_again_later_and_sent_once(
    desk: Desk, carrier: Postman, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.submitted(contact_email=EMAIL)
    mailbox.refused[EMAIL] = f"450 4.2.0 <{EMAIL}>: greylisted"
    with capture_logs() as logged:
        deliver(carrier)
    assert mailbox.raw == []
    (item,) = waiting(desk)
    assert item.error == "address refused with 450"
    assert EMAIL not in str(logged)
    mailbox.refused.clear()
    deliver(carrier)
    assert mailbox.raw == [], "it has to wait a little first"
    clock.advance(seconds=2)
    deliver(carrier)
    deliver(carrier)
    assert len(mailbox.raw) == 1


def test_an_address_that_is_refused_for_good_is_let_be(
    desk: Desk, carrier: Postman, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.submitted(contact_email=EMAIL)
    desk.submitted(contact_email="other@mail.example")
    mailbox.refused[EMAIL] = f"550 5.1.1 <{EMAIL}>: unknown"
    with capture_logs() as logged:
        deliver(carrier)
    assert mailbox.recipients == [["other@mail.example"]]
    assert waiting(desk) == []
    assert EMAIL not in str(logged)
    assert [entry["reason"] for entry in logged if entry["event"] == "letter refused"] == ["address refused with 550"]
    mailbox.refused.clear()
    clock.advance(days=1)
    deliver(carrier)
    assert len(mailbox.raw) == 1


def test_a_server_that_is_away_is_left_alone_for_a_minute(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = replace(settings.post, smtp_url=f"smtp://u:hunter2@127.0.0.1:{free_port()}?tls=off")
    carrier = Postman(desk.context, replace(settings, post=nowhere))
    tried: list[str] = []
    hand_over = SmtpMail.send

    def counted(self: SmtpMail, message: Any) -> None:
        tried.append(message.identity)
        hand_over(self, message)

    monkeypatch.setattr(SmtpMail, "send", counted)
    for _ in range(3):
        desk.submitted(contact_email=EMAIL)
    with capture_logs() as logged:
        deliver(carrier)
        clock.advance(seconds=59)
        deliver(carrier)
    assert len(tried) == 1
    assert {item.error for item in waiting(desk)} == {"ConnectionRefusedError"}
    assert "hunter2" not in str(logged)
    deliver(Postman(desk.context, settings))
    assert len(mailbox.raw) == 3
    assert len(set(tried)) == 3


def test_a_letter_that_could_not_leave_for_days_is_dropped(
    desk: Desk, carrier: Postman, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.submitted(contact_email=EMAIL)
    clock.advance(days=3, seconds=1)
    deliver(carrier)
    assert mailbox.raw == []
    assert waiting(desk) == []


def test_whoever_stopped_the_letters_gets_none_of_those_that_wait(
    desk: Desk, carrier: Postman, mailbox: Mailbox
) -> None:
    number = desk.transferred(contact_email=EMAIL)
    carrier.turn()
    token = re.search(r"/track/letters/(\S+)", text_of(mailbox.letters[0]))
    assert token
    before = len(mailbox.raw)
    desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in REVIEWERS:
        desk.act(reviewer, number, Action.APPROVE)
    assert waiting(desk)
    stop_letters(desk.context, token[1])
    deliver(carrier)
    assert len(mailbox.raw) == before
    assert waiting(desk) == []


def test_an_address_that_was_deleted_is_written_to_no_more(desk: Desk, carrier: Postman, mailbox: Mailbox) -> None:
    desk.submitted(contact_email=EMAIL)
    with desk.context.database.writing() as session:
        session.execute(update(Contact).values(email=None))
    deliver(carrier)
    assert mailbox.raw == []


@pytest.mark.parametrize(
    "address",
    [
        "a,b@mail.example",
        "<a>@mail.example",
        "a@mail.example\r\nBcc:b@mail.example",
        "a@mail.example>\r\nRCPT TO:<b@c.cn",
    ],
)
def test_what_is_no_single_address_is_sent_nowhere(
    desk: Desk, carrier: Postman, mailbox: Mailbox, address: str
) -> None:
    desk.submitted(contact_email=address)
    with capture_logs() as logged:
        deliver(carrier)
    assert mailbox.raw == []
    assert waiting(desk) == []
    assert address not in str(logged)


def test_a_worker_killed_while_sending_repeats_at_most_that_letter(
    desk: Desk, settings: Settings, mailbox: Mailbox, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        desk.submitted(contact_email=EMAIL)
    hand_over = SmtpMail.send

    def killed_at_the_second(self: SmtpMail, message: Any) -> None:
        hand_over(self, message)
        if len(mailbox.raw) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SmtpMail, "send", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            Postman(desk.context, settings).turn()
    for _ in range(4):
        clock.advance(seconds=TAKEN_FOR.total_seconds() / 2)
        deliver(Postman(desk.context, settings))
    subjects = mailbox.subjects
    assert len(subjects) == 4
    assert len(set(subjects)) == 3
    assert subjects.count(subjects[1]) == 2
    twice = [letter["Message-ID"] for letter in mailbox.letters if letter["Subject"] == subjects[1]]
    assert len(set(twice)) == 1, "mail programs must know the repetition by its id"
    with desk.context.database.reading() as session:
        assert all(letter.sent_at for letter in session.scalars(select(Letter)))


def test_two_workers_send_each_letter_once(
    desk: Desk, settings: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    """The second one claims the same work while the first is still sending: its claim has run out meanwhile."""
    for _ in range(2):
        desk.submitted(contact_email=EMAIL)
    hand_over = SmtpMail.send

    def slow(self: SmtpMail, message: Any) -> None:
        monkeypatch.setattr(SmtpMail, "send", hand_over)
        clock.advance(minutes=2)
        deliver(Postman(desk.context, settings))
        hand_over(self, message)

    monkeypatch.setattr(SmtpMail, "send", slow)
    deliver(Postman(desk.context, settings))
    clock.advance(hours=1)
    deliver(Postman(desk.context, settings))
    assert sorted(mailbox.subjects) == sorted(set(mailbox.subjects))
    assert len(mailbox.raw) == 2


@pytest.mark.parametrize("silent", ["off", "demo"])
def test_nothing_leaves_a_demo_or_a_portal_without_a_mail_server(
    desk: Desk, settings: Settings, mailbox: Mailbox, silent: str
) -> None:
    desk.submitted(contact_email=EMAIL)
    quiet = replace(settings, demo=True) if silent == "demo" else replace(settings, post=Post())
    deliver(Postman(desk.context, quiet))
    assert mailbox.raw == []
    assert waiting(desk) == [], "a letter must not leave when mail is turned on later"


def test_a_turn_sends_a_few_letters_so_that_other_work_goes_on(desk: Desk, carrier: Postman, mailbox: Mailbox) -> None:
    for _ in range(postman.BATCH + 1):
        desk.submitted(contact_email=EMAIL)
    assert carrier.turn()
    assert len(mailbox.raw) == postman.BATCH


NOBODY = "nobody@mail.example"


def asked(desk: Desk, email: str = EMAIL) -> None:
    """Somebody says that they lost the codes of reports with this address."""
    codes.ask_for_codes(desk.context, email)


def links_in(letter: Any) -> list[str]:
    """The ends of the addresses in a letter that give new codes."""
    return re.findall(rf"{BASE}/track/new-code/(\S+)", text_of(letter))


def test_whoever_lost_their_codes_gets_one_letter_with_a_link_for_each_report(
    desk: Desk, carrier: Postman, mailbox: Mailbox
) -> None:
    numbers = [desk.submitted(contact_email=EMAIL), desk.submitted(contact_email="XiaoMing@Mail.Example")]
    desk.submitted(contact_email="other@mail.example")
    deliver(carrier)
    mailbox.raw.clear()
    mailbox.recipients.clear()
    asked(desk)
    deliver(carrier)
    (letter,) = mailbox.letters
    assert (letter["Subject"], mailbox.recipients) == ("找回查询码", [[EMAIL]])
    text = text_of(letter)
    assert re.findall(r"留言 (\d{4}-\d{6})", text) == list(reversed(numbers))
    for private in (SUBMISSION.contact_name, SUBMISSION.contact_phone, SUBMISSION.description, SITE_HOST):
        assert private not in text
    for number, token in zip(reversed(numbers), links_in(letter), strict=True):
        new = codes.renew_by_link(desk.context, token)
        assert new is not None
        assert new.number == number


def test_only_an_address_that_is_known_gets_a_letter_and_the_outbox_names_none(
    desk: Desk, carrier: Postman, mailbox: Mailbox
) -> None:
    desk.submitted(contact_email=EMAIL)
    deliver(carrier)
    mailbox.raw.clear()
    with capture_logs() as logs:
        for email in (NOBODY, EMAIL):
            asked(desk, email)
        with desk.context.database.reading() as session:
            rows = session.scalars(select(OutboxItem).where(OutboxItem.topic == codes.LOST_CODE)).all()
            assert len({tuple(sorted(row.payload)) for row in rows}) == 1
            assert "mail.example" not in repr([row.payload for row in rows])
        deliver(carrier)
    assert mailbox.subjects == ["找回查询码"]
    assert "mail.example" not in repr(logs)


def test_one_address_gets_one_such_letter_an_hour(
    desk: Desk, carrier: Postman, mailbox: Mailbox, clock: FrozenClock
) -> None:
    desk.submitted(contact_email=EMAIL)
    deliver(carrier)
    mailbox.raw.clear()
    for _ in range(6):
        asked(desk, EMAIL.upper())
        deliver(carrier)
        clock.advance(minutes=10)
    assert len(mailbox.raw) == 1
    clock.advance(minutes=1)
    asked(desk)
    deliver(carrier)
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 2


def test_who_stopped_the_letters_and_who_waited_too_long_get_none(
    desk: Desk, carrier: Postman, mailbox: Mailbox, clock: FrozenClock
) -> None:
    number = desk.submitted(contact_email=EMAIL)
    deliver(carrier)
    mailbox.raw.clear()
    asked(desk)
    clock.advance(minutes=61)
    deliver(carrier)
    assert mailbox.raw == []
    assert stop_letters(desk.context, stop_token(desk.context, number)) == number
    asked(desk)
    deliver(carrier)
    assert mailbox.raw == []


def test_a_letter_lists_the_ten_newest_reports(desk: Desk, carrier: Postman, mailbox: Mailbox) -> None:
    numbers = [desk.submitted(contact_email=EMAIL) for _ in range(12)]
    asked(desk)
    deliver(carrier)
    letter = next(each for each in mailbox.letters if each["Subject"] == "找回查询码")
    assert re.findall(r"留言 (\d{4}-\d{6})", text_of(letter)) == list(reversed(numbers))[:10]
