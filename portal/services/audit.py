"""The audit log: who did what to what, written in the transaction of the deed itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.services.context import Context
from portal.store.chain import Waiting, put_down


def record(
    session: Session, context: Context, deed: Deed, subject: str, /, *, account_id: int | None = None, **details: Any
) -> None:
    """Write down one deed; it is in the log if and only if the transaction of ``session`` commits,
    at its place in the chain.

    ``subject`` is a kind and an id, such as ``report:17``; ``account_id`` is whoever did it, None for the system, a
    citizen or whoever runs the machine. ``details`` hold ids, officers' words and digests: never what a citizen wrote
    or how to reach one, for entries outlive every other trace of them.
    """
    put_down(session, Waiting(context.now(), account_id, deed, subject, details))


def record_view(context: Context, account_id: int, deed: Deed, subject: str, /, **details: Any) -> None:
    """Write down that somebody looks at private data or takes data away, before it is handed out."""
    with context.database.writing() as session:
        record(session, context, deed, subject, account_id=account_id, **details)
