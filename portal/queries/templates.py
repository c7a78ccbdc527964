"""The reply templates of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.units import UnitTree
from portal.store import Account
from portal.store.template import ReplyTemplate


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """A template and who wrote it last."""

    template: ReplyTemplate
    author: str


def templates_of(session: Session, tree: UnitTree, unit: int) -> Sequence[KeptTemplate]:
    """Every template of the unit and of those merged into it, by title."""
    here = tree.resolve(unit)
    desks = [each.id for each in tree if tree.resolve(each.id) == here]
    kept = (
        select(ReplyTemplate, Account.display_name)
        .join(Account, Account.id == ReplyTemplate.written_by_id)
        .where(ReplyTemplate.unit_id.in_(desks))
        .order_by(ReplyTemplate.title, ReplyTemplate.id)
    )
    return [KeptTemplate(template, name) for template, name in session.execute(kept)]
