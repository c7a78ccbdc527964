"""Letters over SMTP: what travels, what an error may tell, and that nothing goes in the clear by accident."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portal.adapters.mail import MailAway, MailFailed, MailRefused, Message, Server, SmtpMail, parse_server
from tests.mailbox import Mailbox, text_of
from tests.ports import free_port

LETTER = Message(
    to="wang@mail.example",
    subject="留言 2018-000001 已收到",
    body="您好！\n",
    identity="0123abcd",
    at=datetime(2018, 6, 4, 2, tzinfo=UTC),
    headers={"List-Unsubscribe": "<https://portal.example/track/letters/x>"},
)


def smtp(server: Server) -> SmtpMail:
    """A client as the portal makes it."""
    return SmtpMail(server, "portal@portal.example", "我为政府网站找错")


def test_a_letter_arrives_as_it_was_written(mailbox: Mailbox) -> None:
    smtp(parse_server(mailbox.url)).send(LETTER)
    (letter,) = mailbox.letters
    assert letter["Subject"] == LETTER.subject
    assert letter["From"] == "我为政府网站找错 <portal@portal.example>"
    assert letter["To"] == LETTER.to
    assert letter["Message-ID"] == "<0123abcd@portal.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == LETTER.headers["List-Unsubscribe"]
    assert text_of(letter) == LETTER.body
    assert mailbox.recipients == [[LETTER.to]]


@pytest.mark.parametrize("wrong", [{"subject": "留言\r\nBcc: other@mail.example"}, {"headers": {"X-A": "a\nX-B: b"}}])
def test_a_line_end_never_becomes_a_header(mailbox: Mailbox, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        smtp(parse_server(mailbox.url)).send(replace(LETTER, **wrong))  # type: ignore[arg-type]
    assert mailbox.raw == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        ("550 5.1.1 <wang@mail.example>: no such user", MailRefused),
        ("450 4.2.0 <wang@mail.example>: try later", MailFailed),
    ],
)
def test_a_refused_address_is_told_by_its_code_alone(mailbox: Mailbox, reply: str, error: type[Exception]) -> None:
    mailbox.refused[LETTER.to] = reply
    with pytest.raises(error) as refused:
        smtp(parse_server(mailbox.url)).send(LETTER)
    assert str(refused.value) == f"address refused with {reply[:3]}"
    assert refused.value.__suppress_context__, "a trace would quote the server, and the server the address"
    assert not isinstance(refused.value, MailAway)


def test_a_refused_letter_is_told_apart_from_a_busy_server(mailbox: Mailbox) -> None:
    mailbox.answers += ["554 spam from wang@mail.example", "451 busy"]
    for error, code in ((MailRefused, 554), (MailFailed, 451)):
        with pytest.raises(error, match=f"^letter refused with {code}$"):
            smtp(parse_server(mailbox.url)).send(LETTER)


def test_a_server_that_is_not_there_is_away() -> None:
    with pytest.raises(MailAway):
        smtp(parse_server(f"smtp://127.0.0.1:{free_port()}")).send(LETTER)


@pytest.mark.parametrize("tls", ["starttls", "wrapped"])
def test_a_server_without_tls_is_given_neither_letter_nor_password(
    mailbox: Mailbox, tls: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.adapters.mail.TIMEOUT_SECONDS", 1)
    server = Server("127.0.0.1", mailbox.port, tls, "portal", "a secret")
    with pytest.raises(MailAway):
        smtp(server).send(LETTER)
    assert mailbox.raw == []


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 587, "starttls")),
        ("smtp://mail.example:25?tls=off", Server("mail.example", 25, "off")),
        ("smtps://u%40a:p%3Aw@mail.example", Server("mail.example", 465, "wrapped", "u@a", "p:w")),
        ("smtp://u:p@localhost?tls=off", Server("localhost", 587, "off", "u", "p")),
    ],
)
def test_the_setting_says_how_to_connect(url: str, server: Server) -> None:
    assert parse_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://u:hunter2@mail.example:x",
        "smtp://u:hunter2@mail.example?tls=off",
        "smtps://u:hunter2@mail.example?tls=off",
        "smtp://u:hunter2@mail.example?starttls=no",
    ],
)
def test_a_wrong_setting_is_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"must|not an address|may say") as wrong:
        parse_server(url)
    assert "hunter2" not in str(wrong.value)


def test_no_secret_is_shown_when_a_server_is_printed() -> None:
    assert "hunter2" not in repr(parse_server("smtps://user:hunter2@mail.example"))
    assert "wang" not in repr(LETTER)
