"""One transaction in the registers of units and websites: who keeps them, on which tree, and what is written down.

Whoever changes a register waits for whoever is at it, so that no two changes rest on different trees; steps on reports
go on meanwhile. An importer makes all its changes through one `Register`, and all of them stand or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.policy import Actor
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Meanwhile, NotAllowed, NotFound, Stale
from portal.services.turns import take_turn
from portal.store import Account, AuditEntry, Site, Unit
from portal.store.facts import load_tree


class Register:
    """What every change needs: the session, the services' context, the actor and the tree as it is now."""

    def __init__(self, session: Session, context: Context, actor: Actor) -> None:
        self.session, self.context, self.actor = session, context, actor
        take_turn(session)
        self.tree = load_tree(session)

    def reload(self) -> None:
        """Read the tree again after a change of it."""
        self.session.flush()
        self.tree = load_tree(self.session)

    def allow(self, allowed: bool) -> None:
        """Go on only if the policy lets the actor; raises NotAllowed."""
        if not allowed:
            raise NotAllowed("this part of the registers is not the actor's to keep")

    def unit(self, code: str) -> Unit:
        """The unit with this code. Raises NotFound."""
        unit = self.session.scalar(select(Unit).where(Unit.code == code))
        if unit is None:
            raise NotFound(code)
        return unit

    def site(self, code: str) -> Site:
        """The website with this code. Raises NotFound."""
        site = self.session.scalar(select(Site).where(Site.code == code))
        if site is None:
            raise NotFound(code)
        return site

    def expect(self, row: Unit | Site, version: int | None) -> None:
        """Go on only if ``row`` is as the form showed it; None (an importer) takes it as it is. Raises Stale with what
        was changed meanwhile."""
        if version is None or version == row.version:
            return
        entries = (
            select(AuditEntry, Account.display_name)
            .outerjoin(Account, Account.id == AuditEntry.account_id)
            .where(AuditEntry.subject == subject_of(row), AuditEntry.details["version"].as_integer() > version)
            .order_by(AuditEntry.id)
        )
        raise Stale(
            [
                Meanwhile(each.at, name or "系统", deed.label if (deed := Deed.lookup(each.deed)) else each.deed)
                for each, name in self.session.execute(entries)
            ]
        )

    def changed(
        self, row: Unit | Site, deed: Deed, before: Mapping[str, Any], after: Mapping[str, Any], **further: Any
    ) -> None:
        """Count the row's version up and write down what it was and what it is; only what differs is told."""
        row.version += 1
        differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        told_before = {name: before[name] for name in differing if name in before}
        told_after = {name: after[name] for name in differing if name in after}
        self.note(deed, subject_of(row), version=row.version, before=told_before, after=told_after, **further)

    def note(self, deed: Deed, subject: str, **details: Any) -> None:
        """Write into the audit log that the actor did this."""
        record(self.session, self.context, deed, subject, account_id=self.actor.account, **details)


def subject_of(row: Unit | Site) -> str:
    """What the audit log calls the row."""
    return f"{'unit' if isinstance(row, Unit) else 'site'}:{row.id}"


@contextmanager
def keeping(context: Context, actor: Actor) -> Iterator[Register]:
    """A register for one transaction, committed when the block ends without an error."""
    with context.database.writing() as session:
        yield Register(session, context, actor)
