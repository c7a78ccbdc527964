"""Letters to the citizen: put down in the transaction of the step they tell of, and stopped whenever they ask.

Neither the outbox nor a link holds anything of the person; the address is looked up when the letter is sent.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain.letters import LetterKind
from portal.services import outbox
from portal.services.context import Context
from portal.store import Base, Contact, Report
from portal.store.statements import Lookup

LETTER = "letter"
"""Outbox topic."""
ONCE_EACH = frozenset({LetterKind.RECEIVED, LetterKind.TRANSFERRED})
"""Told at most once of a report; the others once for each time it happens."""
MOST_A_DAY = 20
"""Reports of one day whose letters go to the same address. **[choice]**"""


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter goes, and the number of the report that it is about."""

    number: str
    email: str = field(repr=False)


def announce(session: Session, report: Report, kind: LetterKind, now: datetime) -> None:
    """Have a letter sent if the citizen gave an address and still wants letters; ``report`` has its id and version."""
    if session.scalar(_willing(report.id)) is not None and not _one_too_many(session, report):
        payload = {"kind": kind.value, "report": report.id, "version": report.version, "since": now.isoformat()}
        outbox.add(session, LETTER, payload, now)


_REPORTS, _CONTACTS = (Base.metadata.tables[each.__tablename__] for each in (Report, Contact))
_CAME_TODAY = Lookup(
    select(_CONTACTS.c.email_digest, func.count())
    .join(_REPORTS, _REPORTS.c.id == _CONTACTS.c.report_id)
    .where(_REPORTS.c.submitted_at > bindparam("since"))
    .group_by(_CONTACTS.c.email_digest),
    _CONTACTS.c.email_digest,
)


def announce_received(session: Session, reports: Mapping[int, str | None], now: datetime) -> None:
    """Have letters sent about reports that were stored just now; ``reports``: by id the digest of each one's mail
    address, None without one."""
    addressed = {report_id: digest for report_id, digest in reports.items() if digest is not None}
    if not addressed:
        return
    since = now - timedelta(days=1)
    came: dict[str, int] = dict(_CAME_TODAY.find(session, set(addressed.values()), {"since": since}))
    letters = []
    # Last come, last served: these are the latest of those that were counted.
    for report_id, digest in reversed(addressed.items()):
        if came[digest] <= MOST_A_DAY:
            letters.append(
                {"kind": LetterKind.RECEIVED.value, "report": report_id, "version": 1, "since": now.isoformat()}
            )
        came[digest] -= 1
    outbox.add_all(session, LETTER, reversed(letters), now)


def letter_key(payload: Mapping[str, Any]) -> str:
    """What makes a letter the same one."""
    key = f"{payload['kind']}:{payload['report']}"
    return key if payload["kind"] in ONCE_EACH else f"{key}:{payload['version']}"


def addressee(session: Session, report_id: int) -> Addressee | None:
    """Who gets the report's letters now; None once they were stopped or the address was deleted."""
    found = session.execute(_willing(report_id)).one_or_none()
    return Addressee(found.number, found.email) if found else None


def stop_token(context: Context, number: str) -> str:
    """What the link in a letter carries: the report's number, and the proof that the portal wrote the link."""
    return f"{number}-{context.digest('letters', number)[:16].hex()}"


def letter_number(context: Context, token: str) -> str | None:
    """The report's number that a link is for, None unless the portal wrote it."""
    number, _, _ = token.rpartition("-")
    good = hmac.compare_digest(stop_token(context, number).encode(), token.encode("utf-8", "surrogatepass"))
    return number if good else None


def are_stopped(session: Session, number: str) -> bool:
    """True if the citizen has asked for no more letters about this report."""
    wanted = select(Contact.mail_stopped_at).join(Report, Report.id == Contact.report_id).where(Report.number == number)
    return session.scalar(wanted) is not None


def stop_letters(context: Context, token: str) -> str | None:
    """No more letters about this report; its number, or None for a link that is not the portal's.

    Doing it again changes nothing, and it works for a contact that was deleted since: nothing is sent there either.
    """
    number = letter_number(context, token)
    if number is None:
        return None
    with context.database.writing() as session:
        wanted = select(Contact).join(Report, Report.id == Contact.report_id).where(Report.number == number)
        contact = session.scalar(wanted.with_for_update(of=Contact))
        if contact is not None and contact.mail_stopped_at is None:
            contact.mail_stopped_at = context.now()
    return number


def _one_too_many(session: Session, report: Report) -> bool:
    """True for a report that came after many others with the same address on the same day: whoever types a stranger's
    address again and again must not fill their mailbox."""
    own = select(Contact.email_digest).where(Contact.report_id == report.id).scalar_subquery()
    earlier = (
        select(func.count())
        .select_from(Contact)
        .join(Report, Report.id == Contact.report_id)
        .where(
            Contact.email_digest == own,
            Report.id < report.id,
            Report.submitted_at > report.submitted_at - timedelta(days=1),
        )
    )
    return (session.scalar(earlier) or 0) >= MOST_A_DAY


def _willing(report_id: int) -> Any:
    return (
        select(Report.number, Contact.email)
        .join(Contact, Contact.report_id == Report.id)
        .where(Report.id == report_id, Contact.email.is_not(None), Contact.mail_stopped_at.is_(None))
    )
