"""Sending letters over SMTP; errors never carry the address that a letter was for."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

TIMEOUT_SECONDS = 10
"""For each answer of the server. A letter takes about ten of them."""
PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class MailFailed(Exception):
    """The letter could not be handed over now; whoever tries again later may succeed."""


class MailAway(MailFailed):
    """The server does not answer, or does not let the portal in: no other letter would fare better now."""


class MailRefused(Exception):
    """The server will never take this letter for this address."""


@dataclass(frozen=True, slots=True)
class Message:
    """One letter to one address. ``identity`` (ASCII, no spaces) is the same whenever the same letter is sent."""

    to: str = field(repr=False)
    subject: str
    body: str
    identity: str
    at: datetime
    headers: Mapping[str, str]


class Mail(Protocol):
    """Whatever can send a letter."""

    def send(self, message: Message) -> None:
        """Hand the letter over; raises MailFailed or MailRefused."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed over. ``tls`` is "wrapped" (from the first byte), "starttls" or "off"."""

    host: str
    port: int
    tls: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def parse_server(url: str) -> Server:
    """The server of ``smtp[s]://user:password@host:port``, ``?tls=off`` for a relay that knows no TLS.

    Raises ValueError with a reason that never quotes the address, because it holds a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("it is not an address like smtp://user:password@host:587") from None
    if parts.scheme not in PORTS or not host or parts.path not in ("", "/"):
        raise ValueError("it must be smtp://user:password@host:port or smtps://…")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    plain = query.pop("tls", "on") == "off"
    if query or parts.fragment or (plain and parts.scheme == "smtps"):
        raise ValueError("after the port it may say only ?tls=off, and that only with smtp://")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if plain and user and host not in LOOPBACK:
        raise ValueError("a password must not travel without TLS: leave out ?tls=off, or user and password")
    tls = "wrapped" if parts.scheme == "smtps" else "off" if plain else "starttls"
    return Server(host, port or PORTS[parts.scheme], tls, user, password)


class SmtpMail:
    """Letters over SMTP, one connection each: there are few, and a connection kept open would have to be watched."""

    def __init__(self, server: Server, sender: str, sender_name: str) -> None:
        self.server = server
        self.sender = Address(sender_name, addr_spec=sender)

    def send(self, message: Message) -> None:
        """Hand the letter over; raises MailFailed or MailRefused with the server's code and nothing else of it."""
        letter = self.compose(message)
        try:
            self._hand_over(letter, message.to)
        except smtplib.SMTPRecipientsRefused as refused:
            (code, _) = next(iter(refused.recipients.values()))
            raise _error(code, "address") from None
        except smtplib.SMTPDataError as refused:
            raise _error(refused.smtp_code, "letter") from None
        except smtplib.SMTPResponseException as error:
            raise MailAway(f"{type(error).__name__} {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailAway(type(error).__name__) from None

    def _hand_over(self, letter: EmailMessage, address: str) -> None:
        connection = self._connection()
        try:
            connection.send_message(letter, self.sender.addr_spec, [address])
        finally:
            # Whatever is said in parting, the letter was taken by now, or it was not.
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def compose(self, message: Message) -> EmailMessage:
        """The letter as it travels; a line end in any header raises ValueError."""
        letter = EmailMessage(SMTP)
        letter["From"] = self.sender
        letter["To"] = Address(addr_spec=message.to)
        letter["Subject"] = message.subject
        letter["Date"] = format_datetime(message.at)
        # The same for a repetition, by which mail programs tell that they hold the letter already.
        letter["Message-ID"] = f"<{message.identity}@{self.sender.domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        for name, value in message.headers.items():
            letter[name] = value
        letter.set_content(message.body, charset="utf-8", cte="base64")
        return letter

    def _connection(self) -> smtplib.SMTP:
        """A connection that is encrypted as the setting says, signed in where it names a user."""
        server, own_name = self.server, self.sender.domain
        secure = ssl.create_default_context() if server.tls != "off" else None
        connection: smtplib.SMTP
        if server.tls == "wrapped":
            connection = smtplib.SMTP_SSL(server.host, server.port, own_name, timeout=TIMEOUT_SECONDS, context=secure)
        else:
            connection = smtplib.SMTP(server.host, server.port, own_name, timeout=TIMEOUT_SECONDS)
        try:
            if server.tls == "starttls":
                # A server that does not offer it makes this fail: nothing is sent in the clear by accident.
                connection.starttls(context=secure)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _error(code: int, what: str) -> MailFailed | MailRefused:
    if 500 <= code < 600:
        return MailRefused(f"{what} refused with {code}")
    return MailFailed(f"{what} refused with {code}")
