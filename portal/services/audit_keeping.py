"""Keeping the audit log: its end is sealed every day, and what is older than it must be kept is cut off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.audit_chain import LEAST_DAYS, Flaw, Seal, digest_sum
from portal.domain.deadlines import day_of
from portal.services import outbox
from portal.services.audit import record
from portal.services.context import Context
from portal.store import AuditEntry, AuditHead, AuditSeal, Fact
from portal.store.base import Base

SEAL = "audit_seal"
"""Outbox topic: write a seal out. Payload: ``place``, ``line`` and ``day``."""
SEAL_LETTER = "audit_seal_letter"
"""The same by mail, which is the postman's. Payload: ``place`` (a mail address), ``line`` and ``day``."""
PORTION = 10_000
"""Entries that are cut off in one transaction."""

VERIFIED = "audit_verified"
"""The fact that tells the auditor's page how the last walk along the chain ended."""

_ENTRIES = Base.metadata.tables[AuditEntry.__tablename__]


def seal_key(context: Context) -> bytes:
    """What seals are signed with: made from the portal's secret, which the database does not hold."""
    return context.digest("audit seal")


def seal(context: Context, places: Iterable[str]) -> Seal | None:
    """Seal the end of the chain for today and have the seal written out at ``places``; None if that was done before."""
    today = day_of(context.now())
    with context.database.reading() as session:
        if session.get(AuditSeal, today) is not None:
            return None
    try:
        with context.database.writing() as session:
            return _seal(session, context, places)
    except IntegrityError:
        # Another worker was at it at the same moment.
        return None


def _seal(session: Session, context: Context, places: Iterable[str]) -> Seal:
    now = context.now()
    head = session.get_one(AuditHead, 1)
    unsigned = Seal(day_of(now), head.position, head.hash, head.position - head.cut)
    made = Seal(unsigned.day, unsigned.position, unsigned.hash, unsigned.count, unsigned.sign(seal_key(context)))
    session.add(
        AuditSeal(
            day=made.day,
            made_at=now,
            position=made.position,
            hash=made.hash,
            count=made.count,
            signature=made.signature,
        )
    )
    for place in places:
        scheme, _, address = place.partition(":")
        payload = {"place": address if scheme == "mailto" else place, "line": made.line, "day": made.day.isoformat()}
        outbox.add(session, SEAL_LETTER if scheme == "mailto" else SEAL, payload, now)
    return made


def cut(context: Context, keep_days: int) -> int:
    """Delete the oldest entries, all of them older than ``keep_days``; returns how many, at most PORTION.

    What remains still verifies: the end of the deleted part is kept, and the entry that records the cut tells the sum
    of the events that were chained there. Raises ValueError for fewer days than the law allows.
    """
    if keep_days < LEAST_DAYS:
        raise ValueError(f"the audit log is kept for {LEAST_DAYS} days at least")
    limit = context.now() - timedelta(days=keep_days)
    with context.database.reading() as session:
        if (session.scalar(select(func.min(AuditEntry.at))) or limit) >= limit:
            return 0
    with context.database.writing() as session:
        head = session.scalars(select(AuditHead).where(AuditHead.id == 1).with_for_update()).one()
        # Times need not rise along the chain; the first entry that must stay ends the cut.
        first_kept = session.scalar(select(func.min(AuditEntry.id)).where(AuditEntry.at >= limit))
        until = min((first_kept or head.position) - 1, head.cut + PORTION)
        if until <= head.cut:
            return 0
        count, total = _earlier_sum(session)
        going = select(AuditEntry.details).where(AuditEntry.id <= until, AuditEntry.deed == Deed.STEP.value)
        digests = [details["digest"] for details in session.scalars(going)]
        cut_hash = session.scalars(select(AuditEntry.hash).where(AuditEntry.id == until)).one()
        removed = until - head.cut
        head.cut, head.cut_hash = until, cut_hash
        session.flush()
        session.execute(delete(_ENTRIES).where(_ENTRIES.c.id <= until))
        record(
            session,
            context,
            Deed.CUT_AUDIT,
            "audit:log",
            until=until,
            hash=cut_hash,
            entries=removed,
            days=keep_days,
            events=count + len(digests),
            sum=digest_sum(digests, total),
        )
        return removed


def _earlier_sum(session: Session) -> tuple[int, str]:
    """Number and sum of the events whose entries were cut off before."""
    newest = select(AuditEntry.details).where(AuditEntry.deed == Deed.CUT_AUDIT.value).order_by(AuditEntry.id.desc())
    told = session.scalars(newest.limit(1)).first()
    return (told["events"], told["sum"]) if told else (0, "0")


def keep_result(context: Context, entries: int, flaws: Sequence[Flaw], account_id: int | None = None) -> None:
    """Keep how a walk along the chain ended, for the auditor's page; if somebody asked for it, that is in the log."""
    first = str(flaws[0])[:80] if flaws else ""
    told = {"at": context.now().isoformat(), "entries": entries, "flaws": len(flaws), "first": first}
    with context.database.writing() as session:
        session.merge(Fact(name=VERIFIED, value=json.dumps(told, ensure_ascii=False)))
        if account_id is not None:
            details = {"entries": entries, "flaws": len(flaws)}
            record(session, context, Deed.VERIFY_AUDIT, "audit:log", account_id=account_id, **details)
