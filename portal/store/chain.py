"""Writes the audit chain: what a transaction has to say is put down as it goes, and chained when it commits.

The end of the chain is one row, and whoever chains holds its lock until the commit is on disk. Taken at the very end it
is held for two statements, and no transaction that holds it waits for any other lock, so that none waits in a circle. A
worker that chained entries afterwards would hold up nobody, but until it came by, what was just done could be undone
without a trace; and a report's number makes submissions take turns for longer than the chain does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, event, select, update
from sqlalchemy.orm import Mapper, Session, SessionTransaction

from portal.domain.audit import Deed
from portal.domain.audit_chain import EVENT_FIELDS, Link, event_digest, plain_details
from portal.store.audit import AuditEntry, AuditHead
from portal.store.base import Base
from portal.store.event import Event
from portal.store.statements import NOTHING, Direct, Rows


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that has no place in the chain yet."""

    at: datetime
    account_id: int | None
    deed: Deed
    subject: str
    details: dict[str, Any]


class WritingSession(Session):
    """A session whose transaction ends with its entries chained into the audit log, every event among them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.waiting: list[Waiting] = []
        self.savepoints: dict[SessionTransaction, int] = {}


def put_down(session: Session, waiting: Waiting) -> None:
    """Have an entry chained when ``session`` commits; forgotten where it, or the savepoint, rolls back."""
    if not isinstance(session, WritingSession):
        raise TypeError("entries are written by sessions that write")
    session.waiting.append(waiting)


_HEADS = Base.metadata.tables[AuditHead.__tablename__]
_HEAD = Direct(select(_HEADS.c.position, _HEADS.c.hash).where(_HEADS.c.id == 1).with_for_update())
_MOVE_HEAD = Direct(update(_HEADS).values(position=bindparam("to"), hash=bindparam("to_hash")))
_ENTRIES, _EVENTS = Rows(AuditEntry), Rows(Event)
_EMPTY = dict.fromkeys(EVENT_FIELDS)


def write_events(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write many events in one statement, past the unit of work; they are chained like any other."""
    for event_id, row in zip(_EVENTS.add_numbered(session, rows), rows, strict=True):
        put_down(session, _step({**_EMPTY, **row, "id": event_id}))


@event.listens_for(WritingSession, "before_commit")
def _chain(session: WritingSession) -> None:
    """Chain everything that waits, in the order in which it was put down."""
    if session.in_nested_transaction():
        return
    session.flush()
    if not session.waiting:
        return
    [[position, previous]] = _HEAD.ask(session, NOTHING)
    rows = []
    for said in session.waiting:
        position += 1
        details = plain_details(said.details)
        link = Link(position, said.at, said.account_id, said.deed.value, said.subject, details, previous)
        previous_hash, previous = previous, link.hash
        rows.append(
            {
                "id": position,
                "at": said.at,
                "account_id": said.account_id,
                "deed": said.deed.value,
                "subject": said.subject,
                "details": details,
                "previous_hash": previous_hash,
                "hash": previous,
            }
        )
    _ENTRIES.add(session, rows)
    _MOVE_HEAD.tell(session, [{"to": position, "to_hash": previous}])
    session.waiting.clear()


def _step(event: Mapping[str, Any]) -> Waiting:
    """The entry of an event: with the digest of its row, a changed one is found."""
    digest = event_digest([event[name] for name in EVENT_FIELDS])
    details = {"event": event["id"], "position": event["position"], "action": str(event["action"]), "digest": digest}
    return Waiting(event["at"], event["account_id"], Deed.STEP, f"report:{event['report_id']}", details)


@event.listens_for(Event, "after_insert")
def _put_down_event(mapper: Mapper[Any], connection: Any, row: Event) -> None:
    session = Session.object_session(row)
    if session is None:
        raise TypeError("events are written by sessions that write")
    put_down(session, _step({name: getattr(row, name) for name in EVENT_FIELDS}))


@event.listens_for(WritingSession, "after_transaction_create")
def _remember_savepoint(session: WritingSession, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.savepoints[transaction] = len(session.waiting)


@event.listens_for(WritingSession, "after_soft_rollback")
def _forget_rolled_back(session: WritingSession, transaction: SessionTransaction) -> None:
    """What was put down since the savepoint, or since the beginning, never happened."""
    del session.waiting[session.savepoints.pop(transaction, 0) :]
