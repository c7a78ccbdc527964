"""A mail server on this machine that keeps what it is given, and refuses what a test tells it to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port


@dataclass
class Mailbox:
    """What arrived, and what is answered instead: replies to RCPT by address, and to the next letters' content."""

    port: int
    raw: list[bytes] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"smtp://127.0.0.1:{self.port}?tls=off"

    @property
    def letters(self) -> list[EmailMessage]:
        """Everything that was taken, parsed."""
        return [message_from_bytes(each, policy=default) for each in self.raw]  # type: ignore[misc]

    @property
    def subjects(self) -> list[str]:
        """What the letters are about, in the order of arrival."""
        return [str(letter["Subject"]) for letter in self.letters]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Take an address unless a test said otherwise."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a letter unless a test said otherwise."""
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.raw.append(envelope.original_content)
            self.recipients.append(list(envelope.rcpt_tos))
        return answer


def text_of(letter: EmailMessage) -> str:
    """What a letter says, with lines as Python ends them."""
    return str(letter.get_content()).replace("\r\n", "\n")


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """A server that listens until the block ends."""
    mailbox = Mailbox(free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port, server_hostname="mail.example")
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
