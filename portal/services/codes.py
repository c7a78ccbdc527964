"""New tracking codes for citizens who lost theirs: by a link in a letter, or read out on the telephone.

The old code dies with the new one's birth. Neither the outbox nor a link holds an address or a code.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import policy
from portal.domain.audit import Deed
from portal.domain.demands import Problem
from portal.domain.mail_address import normal_address
from portal.domain.policy import Actor
from portal.domain.tracking_code import make_tracking_code
from portal.services import outbox
from portal.services.audit import record
from portal.services.contacts import email_digest
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed, NotFound
from portal.services.intake import tracking_hash
from portal.store import Contact, Report
from portal.store.facts import load_tree

LOST_CODE = "lost_code"
"""Outbox topic."""
ONE_LETTER_IN = timedelta(hours=1)
"""An address gets one such letter in this time, however often it is asked for."""
LINK_LASTS = timedelta(hours=24)
MOST_REPORTS = 10
"""Reports of one letter, the newest."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code that was just given out, to be shown once."""

    number: str
    tracking_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LostReports:
    """Where the letter goes, and each report's number with the end of its link, newest first."""

    email: str = field(repr=False)
    links: Sequence[tuple[str, str]] = field(repr=False)


def ask_for_codes(context: Context, email: str) -> None:
    """Have whoever reads the mail of this address find their reports again; raises Invalid for what is no address.

    The same is done for an address that nobody gave: only the worker, whom nobody watches, looks whether it is known.
    """
    digest = email_digest(context, email)
    if digest is None:
        raise Invalid([Problem("contact_email", "邮箱地址不完整，应类似 name@mail.example")])
    now = context.now()
    with context.database.writing() as session:
        outbox.add(session, LOST_CODE, {"address": digest, "since": now.isoformat()}, now)


def lost_reports(session: Session, context: Context, digest: str) -> LostReports | None:
    """The reports that came with this address and whose letters were not stopped; None where there are none."""
    wanted = (
        select(Report.number, Report.tracking_hash, Contact.email)
        .join(Contact, Contact.report_id == Report.id)
        .where(
            Contact.email_digest == digest,
            Contact.mail_stopped_at.is_(None),
            Report.tracking_hash.is_not(None),
        )
        .order_by(Report.id.desc())
        .limit(MOST_REPORTS)
    )
    found = session.execute(wanted).all()
    email = normal_address(found[0].email or "") if found else None
    if email is None:
        return None
    return LostReports(email, [(row.number, _link(context, row.number, row.tracking_hash)) for row in found])


def _link(context: Context, number: str, present_hash: str) -> str:
    until = int((context.now() + LINK_LASTS).timestamp())
    return f"{number}-{until}-{_proof(context, number, until, present_hash)}"


def _proof(context: Context, number: str, until: int, present_hash: str) -> str:
    # The present code is part of what is signed: once it was replaced, no older link opens anything.
    return context.digest("new code", number, str(until), present_hash)[:16].hex()


def linked_number(session: Session, context: Context, token: str) -> str | None:
    """The report that a link gives a new code for; None for one that ran out, was used or is not the portal's."""
    report = _linked(session, context, token)
    return report.number if report else None


def _linked(session: Session, context: Context, token: str, *, lock: bool = False) -> Report | None:
    before, _, proof = token.rpartition("-")
    number, _, until = before.rpartition("-")
    if not (until.isascii() and until.isdecimal() and len(until) <= 12):
        return None
    wanted = select(Report).where(Report.number == number)
    report = session.scalar(wanted.with_for_update() if lock else wanted)
    right = _proof(context, number, int(until), report.tracking_hash or "" if report else "")
    good = hmac.compare_digest(right.encode(), proof.encode("utf-8", "surrogatepass"))
    in_time = context.now() < datetime.fromtimestamp(int(until), UTC)
    return report if good and in_time else None


def renew_by_link(context: Context, token: str) -> NewCode | None:
    """Give out a new code to whoever has the link; None where it is good for nothing any more."""
    with context.database.writing() as session:
        report = _linked(session, context, token, lock=True)
        return _renew(session, context, report, None, {"by": "mail"}) if report else None


def renew_by_phone(context: Context, actor: Actor, number: str, called_back: bool, comment: str) -> NewCode:
    """Give out a new code that an officer reads out to the citizen, whom they called back at the number on record.

    Raises NotFound, NotAllowed where the officer may not or no number is on record, Invalid where the officer does
    not confirm the call or does not say how the citizen was recognised.
    """
    with context.database.writing() as session:
        report = session.scalar(select(Report).where(Report.number == number).with_for_update())
        if report is None:
            raise NotFound(number)
        reachable = report.contact is not None and report.contact.phone
        if not policy.may_renew_code(actor, report.holder_id, load_tree(session)) or not reachable:
            raise NotAllowed(f"new code for {number}")
        problems = [] if called_back else [Problem("called_back", "请先回拨留言所留的电话，核实后勾选")]
        if not comment.strip():
            problems.append(Problem("comment", "请写明怎样核实了对方身份"))
        if problems:
            raise Invalid(problems)
        return _renew(session, context, report, actor.account, {"by": "phone", "comment": comment.strip()})


def _renew(session: Session, context: Context, report: Report, account: int | None, details: dict[str, Any]) -> NewCode:
    code = make_tracking_code(secrets.token_bytes(16))
    report.tracking_hash = tracking_hash(context, code)
    record(session, context, Deed.NEW_CODE, f"report:{report.id}", account_id=account, **details)
    return NewCode(report.number, code)
