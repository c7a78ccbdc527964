"""Delivers what others put into the outbox: letters to citizens, reminders to officers and to the chat robot."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select

from portal.adapters.mail import Mail, MailAway, MailFailed, MailRefused, Message, SmtpMail, parse_server
from portal.adapters.webhook import Webhook, WebhookFailed
from portal.config import Post, Settings
from portal.domain.deadlines import SHANGHAI
from portal.domain.digest import digest_letter
from portal.domain.letters import (
    LetterKind,
    Sender,
    Text,
    bulletin_letter,
    citizen_letter,
    lost_code_letter,
    reminder_letter,
    reminder_post,
    seal_letter,
)
from portal.domain.mail_address import parse_mail_address
from portal.services import outbox
from portal.services.audit_keeping import SEAL_LETTER
from portal.services.bulletins import BULLETIN
from portal.services.codes import LOST_CODE, ONE_LETTER_IN, lost_reports
from portal.services.context import Context
from portal.services.letters import LETTER, addressee, letter_key, stop_token
from portal.services.outbox import Handler, Unfinished
from portal.services.sending import BeingSent, forget, once
from portal.store import Account, BulletinReceipt

REMINDER = "reminder"
REMINDER_POST = "reminder_post"
DIGEST = "digest"
"""Outbox topics besides LETTER."""
REMINDED = "reminder:"
"""How the keys of reminders begin."""
SEALED = "audit_seal:"
"""How the keys of letters with seals begin."""
BATCH = 5
"""Messages of one turn: everything else that the worker does waits meanwhile."""
REST = timedelta(minutes=1)
"""How long a server that does not answer is left alone."""
GIVE_UP = timedelta(days=3)
"""A letter that could not be handed over for so long tells nobody anything new."""

log = structlog.get_logger()


class Postman:
    """Sends each message once, as far as that can be known; see :mod:`portal.services.sending`."""

    def __init__(self, context: Context, settings: Settings) -> None:
        self.context = context
        self.post: Post = settings.post
        imprint = settings.imprint
        self.sender = Sender(imprint.name, imprint.sponsor, imprint.phone)
        self.mail: Mail | None = None
        self.webhook: Webhook | None = None
        # The demo's people are invented, but the addresses that visitors type into it are not.
        if self.post.smtp_url and not settings.demo:
            self.mail = SmtpMail(parse_server(self.post.smtp_url), self.post.sender, imprint.name)
        if self.post.webhook and not settings.demo:
            self.webhook = Webhook(self.post.webhook)
        self._not_before: datetime | None = None

    def turn(self) -> bool:
        """Deliver a few messages; True if any left, or need not leave any more."""
        if self._not_before is not None and self.context.now() < self._not_before:
            return False
        handlers: dict[str, Handler] = {
            LETTER: lambda payloads: self._each(payloads, self._write_to_citizen),
            LOST_CODE: lambda payloads: self._each(payloads, self._help_find_codes),
            REMINDER: lambda payloads: self._each(payloads, self._remind_officer),
            REMINDER_POST: lambda payloads: self._each(payloads, self._tell_robot),
            DIGEST: lambda payloads: self._each(payloads, self._send_digest),
            BULLETIN: lambda payloads: self._each(payloads, self._announce_bulletin),
            SEAL_LETTER: lambda payloads: self._each(payloads, self._send_seal),
        }
        return outbox.work(self.context, handlers, BATCH) > 0

    def _each(self, payloads: list[Mapping[str, Any]], deliver: Callable[[Mapping[str, Any]], None]) -> None:
        """Deliver one by one; those that failed are left for later without keeping the others."""
        left: list[int] = []
        reason = ""
        for place, payload in enumerate(payloads):
            try:
                deliver(payload)
            except (MailAway, WebhookFailed) as away:
                left += range(place, len(payloads))
                reason = str(away)
                self._not_before = self.context.now() + REST
                break
            except MailFailed as failed:
                left.append(place)
                reason = str(failed)
            except BeingSent:
                left.append(place)
                reason = reason or "another worker is sending it"
        if left:
            raise Unfinished(left, reason)

    def _write_to_citizen(self, payload: Mapping[str, Any]) -> None:
        kind = LetterKind.lookup(payload["kind"])
        too_old = self.context.now() - datetime.fromisoformat(payload["since"]) > GIVE_UP
        if self.mail is None or kind is None or too_old:
            return
        with self.context.database.reading() as session:
            reader = addressee(session, payload["report"])
        if reader is None:
            return
        stop = f"{self.post.base_url}/track/letters/{stop_token(self.context, reader.number)}"
        text = citizen_letter(kind, reader.number, f"{self.post.base_url}/track", stop, self.sender)
        # RFC 8058: mail programs show a button that posts to the address without opening it.
        headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        self._send(letter_key(payload), reader.email, text, headers)

    def _help_find_codes(self, payload: Mapping[str, Any]) -> None:
        """One letter an hour to an address that is known; one that waited longer than that is not sent any more."""
        if self.mail is None or self.context.now() - datetime.fromisoformat(payload["since"]) > ONE_LETTER_IN:
            return
        with self.context.database.reading() as session:
            lost = lost_reports(session, self.context, payload["address"])
        if lost is None:
            return
        key = f"{LOST_CODE}:{payload['address']}"
        forget(self.context, key, ONE_LETTER_IN)
        base = f"{self.post.base_url}/track/new-code"
        text = lost_code_letter([(number, f"{base}/{token}") for number, token in lost.links], self.sender)
        # An hour later it is another letter: mail programs hide one whose id they have seen.
        self._send(key, lost.email, text, {}, edition=payload["since"])

    def _remind_officer(self, payload: Mapping[str, Any]) -> None:
        if self.mail is None or not self._still_today(payload["day"]):
            return
        with self.context.database.reading() as session:
            wanted = select(Account.email).where(Account.id == payload["account"], Account.active)
            email = session.scalar(wanted)
        base = self.post.base_url
        text = reminder_letter(payload["subject"], payload["lines"], f"{base}/desk", f"{base}/account", self.sender)
        if email:
            self._send(f"{REMINDED}{payload['unit']}:{payload['day']}:{payload['account']}", email, text, {})

    def _send_digest(self, payload: Mapping[str, Any]) -> None:
        if self.mail is None or not self._still_today(payload["day"]):
            return
        with self.context.database.reading() as session:
            wanted = select(Account.email).where(Account.id == payload["account"], Account.active, Account.weekly)
            email = session.scalar(wanted)
        base = self.post.base_url
        text = digest_letter(payload["lines"], f"{base}/desk/statistics", f"{base}/account", self.sender)
        if email:
            self._send(f"{REMINDED}week:{payload['day']}:{payload['account']}", email, text, {})

    def _announce_bulletin(self, payload: Mapping[str, Any]) -> None:
        """Unless a colleague was quicker to acknowledge it."""
        if self.mail is None or self.context.now() - datetime.fromisoformat(payload["since"]) > GIVE_UP:
            return
        bulletin, unit, account = payload["bulletin"], payload["unit"], payload["account"]
        with self.context.database.reading() as session:
            email = session.scalar(select(Account.email).where(Account.id == account, Account.active))
            receipt = session.get(BulletinReceipt, (bulletin, unit))
        base = self.post.base_url
        text = bulletin_letter(payload["title"], f"{base}/desk/bulletins/{bulletin}", f"{base}/account", self.sender)
        if email and receipt is not None and receipt.at is None:
            self._send(f"{BULLETIN}:{bulletin}:{account}", email, text, {})

    def _tell_robot(self, payload: Mapping[str, Any]) -> None:
        webhook = self.webhook
        if webhook is None or not self._still_today(payload["day"]):
            return
        text = reminder_post(payload["lines"], f"{self.post.base_url}/desk")
        once(self.context, f"{REMINDED}robot:{payload['day']}", lambda: webhook.post(text))

    def _send_seal(self, payload: Mapping[str, Any]) -> None:
        """The audit log's seal of a day, to whoever keeps it out of reach of the database."""
        if self.mail is None:
            return
        place = hashlib.sha256(payload["place"].encode()).hexdigest()[:16]
        text = seal_letter(payload["day"], payload["line"], self.sender)
        self._send(f"{SEALED}{payload['day']}:{place}", payload["place"], text, {})

    def _still_today(self, day: str) -> bool:
        """A reminder that did not get through in time is not sent in the evening or on another day."""
        local = self.context.now().astimezone(SHANGHAI)
        return local.date().isoformat() == day and local.time() < self.post.hours[1]

    def _send(self, key: str, email: str, text: Text, headers: Mapping[str, str], edition: str = "") -> None:
        """Send once; what the server refuses for good is logged without its address, and not tried again.

        ``edition`` tells letters apart that have the same key at different times.
        """
        mail, address = self.mail, parse_mail_address(email)
        if mail is None or address is None:
            log.warning("letter not sent", key=key, reason="the address is none")
            return
        identity = hashlib.sha256(self.context.digest("letter", key, edition)).hexdigest()[:32]
        message = Message(address, text.subject, text.body, identity, self.context.now(), headers)
        try:
            if once(self.context, key, lambda: mail.send(message)):
                log.info("letter sent", key=key)
        except MailRefused as refused:
            log.warning("letter refused", key=key, reason=str(refused))
