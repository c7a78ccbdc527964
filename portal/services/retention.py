"""Retention: what citizens entrusted to the portal is deleted when its time is over; their public copies stay.

Everything here may be interrupted anywhere and be done by several processes at once: what is overdue is asked anew for
every batch, and deleting it again changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, false, func, or_, select, update
from sqlalchemy.orm import Session

from portal.adapters.pictures import PictureStore
from portal.domain.audit import Deed
from portal.domain.public_copy import without_query
from portal.domain.retention import Retention
from portal.services.audit import record
from portal.services.context import Context
from portal.store import (
    Attachment,
    Case,
    Contact,
    Database,
    Dispute,
    Draft,
    Letter,
    OutboxItem,
    Rating,
    Report,
    Sender,
    SignedIn,
)

BATCH = 200
"""Rows, or files, that one transaction deals with: the worker has other work, and other writers wait."""
UNCLAIMED = timedelta(days=1)
"""How long a picture may lie in the store before a report or a draft must refer to it."""
PICTURE_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)

Overdue = Callable[[datetime], Select[Any]]
"""The keys of what must go if everything up to this instant must."""
Forget = Callable[[Session, PictureStore, Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of data: the setting that says how many days it is kept, which of it is overdue, and how it goes."""

    setting: str
    overdue: Overdue
    forget: Forget

    def until(self, now: datetime, retention: Retention) -> datetime:
        """What ended by this instant has been kept long enough."""
        days: int = getattr(retention, self.setting)
        return now - timedelta(days=days)


def deletions(
    context: Context, retention: Retention, pictures: PictureStore, batch: int = BATCH
) -> Iterator[tuple[str, int]]:
    """Delete everything overdue, one batch for each step of the iteration: its setting, and how many there were. The
    audit log tells the same, and not whose it was."""
    now = context.now()
    for rule in RULES:
        wanted = rule.overdue(rule.until(now, retention)).limit(batch)
        while done := _one_batch(context, rule, wanted, pictures):
            yield rule.setting, done
    for gone in _unclaimed(context.database, now - UNCLAIMED, pictures, batch):
        if gone:
            with context.database.writing() as session:
                _note(session, context, "files", gone)
        yield "files", gone


def overdue(session: Session, now: datetime, retention: Retention) -> dict[str, int]:
    """How many of each setting's rows should be gone by ``now`` and are not; settings without any are left out."""
    found: dict[str, int] = {}
    for rule in RULES:
        late = select(func.count()).select_from(rule.overdue(rule.until(now, retention)).subquery())
        if number := session.scalar(late):
            found[rule.setting] = found.get(rule.setting, 0) + number
    return found


def _one_batch(context: Context, rule: Rule, wanted: Select[Any], pictures: PictureStore) -> int:
    with context.database.reading() as session:
        # Looked for outside the queue of writers: mostly there is nothing.
        if session.scalar(wanted) is None:
            return 0
    with context.database.writing() as session:
        keys = session.scalars(wanted.with_for_update(skip_locked=True)).all()
        if keys:
            rule.forget(session, pictures, keys)
            _note(session, context, rule.setting, len(keys))
    return len(keys)


def _note(session: Session, context: Context, kind: str, number: int) -> None:
    record(session, context, Deed.DELETE_OVERDUE, f"retention:{kind}", deleted=number)


def _after_end(key: Any, until: datetime, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Keys of rows whose report ended by ``until``; one that was opened again has not ended."""
    table = key.class_
    chosen = select(key).where(Report.finished_at <= until, *conditions)
    return chosen if table is Report else chosen.join(Report, Report.id == table.report_id)


def _rows_of(key: Any) -> Forget:
    """Deletes whole rows."""

    def forget(session: Session, pictures: PictureStore, keys: Sequence[Any]) -> None:
        session.execute(delete(key.class_).where(key.in_(keys)))

    return forget


def _forget_words(session: Session, pictures: PictureStore, reports: Sequence[int]) -> None:
    """The citizen's words; digests made of them go too, for with the portal's key they would confirm a guess."""
    for report in session.scalars(select(Report).where(Report.id.in_(reports))):
        report.description = report.wrong_text = report.suggested_text = None
        report.submission_digest = report.text_digest = None
        report.page_url = without_query(report.page_url) if report.page_url else None
        report.site_url = without_query(report.site_url) if report.site_url else None


def _forget_reasons(session: Session, pictures: PictureStore, reports: Sequence[int]) -> None:
    session.execute(update(Dispute).where(Dispute.report_id.in_(reports)).values(reason=""))


def _forget_comments(session: Session, pictures: PictureStore, reports: Sequence[int]) -> None:
    session.execute(update(Rating).where(Rating.report_id.in_(reports)).values(comment=None))


def _forget_withdrawn(session: Session, pictures: PictureStore, reports: Sequence[int]) -> None:
    """What once stood on the board and may not stand there any more; the row stays to say why."""
    nothing = {"title": "", "description": "", "wrong_text": "", "suggested_text": ""}
    session.execute(update(Case).where(Case.report_id.in_(reports)).values(nothing))


def _forget_pictures(session: Session, pictures: PictureStore, attachments: Sequence[int]) -> None:
    """Pictures that were not published, and what a published one showed before parts of it were blacked out.

    The files follow in the same round, when nothing refers to them any more.
    """
    for attachment in session.scalars(select(Attachment).where(Attachment.id.in_(attachments))):
        if not attachment.published:
            session.delete(attachment)
        elif attachment.public_sha256 is not None:
            attachment.sha256, attachment.public_sha256 = attachment.public_sha256, None
            attachment.size = len(pictures.read(attachment.sha256) or b"") or attachment.size


def _unclaimed(database: Database, before: datetime, pictures: PictureStore, batch: int) -> Iterator[int]:
    """Delete files that no report and no draft refers to; whoever stores a picture renews the date of its file."""
    with database.reading() as session:
        drafted = {
            name
            for answers in session.scalars(select(Draft.answers).execution_options(yield_per=BATCH))
            for name in PICTURE_NAME.findall(json.dumps(answers))
        }
    old = (name for name, put_at in pictures.names() if put_at < before and name not in drafted)
    while names := list(islice(old, batch)):
        with database.reading() as session:
            claimed = {
                name
                for column in (Attachment.sha256, Attachment.public_sha256)
                for name in session.scalars(select(column).where(column.in_(names)))
            }
        yield sum(pictures.delete(name, before) for name in names if name not in claimed)


RULES = (
    # Sessions tell from where somebody worked, as the audit log does, and are kept as long.
    Rule("audit", lambda until: select(SignedIn.id).where(SignedIn.seen_at <= until), _rows_of(SignedIn.id)),
    Rule("contacts", lambda until: _after_end(Contact.report_id, until), _rows_of(Contact.report_id)),
    Rule("senders", lambda until: _after_end(Sender.report_id, until), _rows_of(Sender.report_id)),
    Rule("originals", lambda until: _after_end(Report.id, until, Report.description.is_not(None)), _forget_words),
    Rule(
        "originals",
        # An undecided dispute still needs its reason.
        lambda until: _after_end(
            Dispute.report_id, until, Dispute.reason != "", Dispute.raised_at <= until, Dispute.decided_at.is_not(None)
        ),
        _forget_reasons,
    ),
    Rule(
        "originals",
        # A rating may come years later, and is then kept as long.
        lambda until: _after_end(Rating.report_id, until, Rating.comment.is_not(None), Rating.rated_at <= until),
        _forget_comments,
    ),
    Rule(
        "originals",
        lambda until: _after_end(Case.report_id, until, Case.visible == false(), Case.title != ""),
        _forget_withdrawn,
    ),
    Rule(
        "pictures",
        lambda until: _after_end(
            Attachment.id, until, or_(Attachment.published == false(), Attachment.public_sha256.is_not(None))
        ),
        _forget_pictures,
    ),
    Rule(
        "letters",
        lambda until: select(Letter.key).where(func.coalesce(Letter.sent_at, Letter.taken_at) <= until),
        _rows_of(Letter.key),
    ),
    Rule("letters", lambda until: select(OutboxItem.id).where(OutboxItem.done_at <= until), _rows_of(OutboxItem.id)),
    Rule("drafts", lambda until: select(Draft.key_hash).where(Draft.changed_at <= until), _rows_of(Draft.key_hash)),
)
