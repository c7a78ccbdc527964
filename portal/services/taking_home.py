"""Tables that leave the portal: who took what is in the audit log before the first line is sent."""

from __future__ import annotations

from portal.domain.audit import Deed
from portal.domain.policy import Actor
from portal.services.audit import record
from portal.services.context import Context


def record_export(context: Context, actor: Actor, subject: str, form: str, lines: int) -> None:
    """Write down that the actor takes ``lines`` lines home; ``form`` is csv or xlsx."""
    with context.database.writing() as session:
        record(
            session,
            context,
            Deed.EXPORT,
            f"export:{subject}",
            account_id=actor.account,
            form=form,
            lines=lines,
        )
