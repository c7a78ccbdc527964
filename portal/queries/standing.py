"""How far the public record has come: what every answer that shows it depends on, in one small query."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.store import Board, Event

OUT_OF_ORDER = 1_000
"""So many events may be written while one of them is not committed yet."""
NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Standing(NamedTuple):
    """``stamp`` is another one after every change; ``changed_at`` is when the last change was made."""

    stamp: str
    changed_at: datetime


def board_standing(session: Session) -> Standing:
    """Where the published cases stand."""
    board = session.execute(select(Board.revision, Board.changed_at)).one_or_none()
    if board is None:
        return Standing("0", NEVER)
    # The time belongs to it: a database that was put back counts the same revisions again.
    return Standing(f"{board.revision}.{board.changed_at.timestamp():.6f}", board.changed_at)


def ledger_standing(session: Session) -> Standing:
    """Where the ledger stands: each step of each report is an event, and the board says what is public."""
    board = board_standing(session)
    newest = select(func.max(Event.id)).scalar_subquery()
    # Ids are given in order but committed out of it: an earlier one may appear later.
    recent = select(func.count(Event.id)).where(Event.id > newest - OUT_OF_ORDER).correlate(None).scalar_subquery()
    event = session.execute(select(Event.id, Event.at, recent.label("recent")).where(Event.id == newest)).one_or_none()
    if event is None:
        return board
    return Standing(f"{board.stamp}.{event.id}.{event.recent}", max(board.changed_at, event.at))
