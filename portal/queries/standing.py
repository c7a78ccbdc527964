"""How far the public record has come: what every answer that shows it depends on, in one small query."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.store import Board, Event

NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Standing(NamedTuple):
    """``stamp`` is another one after every change; ``changed_at`` is when the last change was made."""

    stamp: str
    changed_at: datetime


def board_standing(session: Session) -> Standing:
    """Where the published cases stand."""
    board = session.execute(select(Board.revision, Board.changed_at)).one_or_none()
    return Standing(str(board.revision), board.changed_at) if board else Standing("0", NEVER)


def ledger_standing(session: Session) -> Standing:
    """Where the ledger stands: each step of each report is an event, and the board says what is public."""
    board = board_standing(session)
    last = select(Event.id, Event.at).where(Event.id == select(func.max(Event.id)).scalar_subquery())
    event = session.execute(last).one_or_none()
    if event is None:
        return board
    return Standing(f"{board.stamp}.{event.id}", max(board.changed_at, event.at))
