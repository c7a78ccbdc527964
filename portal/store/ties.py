"""What ties a unit to the present: whoever wants to retire it must first find another home for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.units import UnitTree
from portal.domain.vocabulary import FINISHED_STATES, Finding, Role, SiteStatus
from portal.store.account import Account
from portal.store.reply import Reply
from portal.store.report import Report
from portal.store.site import Site

_NEWEST = select(func.max(Reply.version)).where(Reply.report_id == Report.id).correlate(Report).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Ties:
    """Numbers of the reports that a unit holds and of those whose promised correction it still owes; the websites it
    keeps that are not closed; codes of the units in use below it; its active accounts."""

    held: Sequence[str]
    promised: Sequence[str]
    sites: Sequence[Site]
    children: Sequence[str]
    accounts: Sequence[Account]

    @property
    def free(self) -> bool:
        """True if nothing stands in the way of retiring the unit; its accounts are closed with it."""
        return not (self.held or self.promised or self.sites or self.children)


def ties_of(session: Session, tree: UnitTree, unit: int) -> Ties:
    """What ties ``unit``, with all that was merged into it, to the present; four queries."""
    same = tree.same(unit)
    held = select(Report.number).where(Report.holder_id.in_(same)).order_by(Report.id)
    promised = (
        select(Report.number)
        .join(Reply, (Reply.report_id == Report.id) & (Reply.version == _NEWEST))
        .where(
            Reply.unit_id.in_(same),
            Reply.finding == Finding.CONFIRMED,
            Reply.correct_by.is_not(None),
            Report.state.in_(FINISHED_STATES),
            Report.rectified_on.is_(None),
        )
        .order_by(Report.id)
    )
    sites = select(Site).where(Site.filing_unit_id.in_(same), Site.status != SiteStatus.CLOSED).order_by(Site.code)
    people = select(Account).where(Account.unit_id.in_(same), Account.active, Account.role == Role.OFFICER)
    return Ties(
        held=session.scalars(held).all(),
        promised=session.scalars(promised).all(),
        sites=session.scalars(sites).all(),
        children=[each.code for each in tree if each.in_use and each.parent in same and each.id not in same],
        accounts=session.scalars(people.order_by(Account.id)).all(),
    )
