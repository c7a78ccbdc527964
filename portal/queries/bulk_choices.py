"""What an officer may do to several reports of a list at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.bulk import BULK_ACTIONS, may_be_one_of_many
from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action, State
from portal.store import Reply, Report
from portal.store.facts import situation_of

_NEWEST = select(func.max(Reply.version)).where(Reply.report_id == Report.id).correlate(Report).scalar_subquery()


def possible_steps(
    session: Session, actor: Actor, reports: Sequence[Report], tree: UnitTree, now: datetime, dispute_days: int
) -> dict[str, frozenset[Action]]:
    """The steps that may be taken together with others, by number; reports without any are left out.

    One query if some of the reports are in review, for nobody approves what they wrote, or finished with an open
    promise, which is urged at whoever made it; else none.
    """
    told_by_reply = [each.id for each in reports if each.state is State.REVIEW or each.promised_for is not None]
    replies = _replies(session, told_by_reply)
    steps: dict[str, frozenset[Action]] = {}
    for report in reports:
        # None of these steps looks at the clock, the case, a dispute or a former end.
        before = situation_of(
            report, now, dispute_days, reply=replies.get(report.id), clock=None, case=None, dispute=None, answered=False
        )
        may = frozenset(action for action in BULK_ACTIONS if may_be_one_of_many(actor, action, before, tree))
        if may:
            steps[report.number] = may
    return steps


def _replies(session: Session, report_ids: Sequence[int]) -> dict[int, Reply]:
    """The newest reply of each of these reports."""
    if not report_ids:
        return {}
    newest = select(Reply).join(Report, Report.id == Reply.report_id).where(Reply.version == _NEWEST)
    return {reply.report_id: reply for reply in session.scalars(newest.where(Report.id.in_(report_ids)))}
