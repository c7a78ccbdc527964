"""Sorting a flood: many reports of the same words, or of one sender, decided on by one person in one step.

The steps are the same as if each were taken alone, and judged by the same rules; all are taken, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import policy
from portal.domain.demands import ActionInput, Problem
from portal.domain.policy import Actor
from portal.domain.vocabulary import Action, InvalidReason
from portal.services.casework import act_within
from portal.services.context import Context
from portal.services.dispatch import find_route
from portal.services.errors import Invalid, NotAllowed, Stale
from portal.services.replies import original_problem
from portal.store import Report
from portal.store.facts import Ground, load_ground

RELEASED = "核实为正常留言，按原定路径分办"
TAKEN_HERE = "集中重复留言，由省政府办公厅统一处理"


@dataclass(frozen=True, slots=True)
class Sorted:
    """What was done: reports on their ordinary way, refused ones (in review now), those left for want of a route."""

    dispatched: int = 0
    refused: int = 0
    left: int = 0


def release(context: Context, actor: Actor, wishes: Sequence[tuple[str, int]]) -> Sorted:
    """Dispatch every one of these reports (number and version) as the schedule would have; what has no route stays.

    Raises NotAllowed or Stale; then nothing has changed.
    """
    with context.database.writing() as session:
        reports, ground = _locked(session, context, actor, wishes)
        sent = [_dispatch(session, context, actor, report, ground) for report in reports]
    return Sorted(dispatched=sum(sent), left=len(sent) - sum(sent))


def refuse(context: Context, actor: Actor, wishes: Sequence[tuple[str, int]], given: ActionInput) -> Sorted:
    """Refuse them all with one reply (不予受理). Of repetitions (``duplicate``) the first report of the same words
    stays, and is dispatched if it still waits; the others name it.

    Raises Invalid, NotAllowed (also where nobody else could review the refusals) or Stale; then nothing has changed.
    """
    with context.database.writing() as session:
        reports, ground = _locked(session, context, actor, wishes)
        kept = 0
        if given.invalid_reason is InvalidReason.DUPLICATE:
            original = _original(session, reports[0])
            given = replace(given, original=original.number)
            if original in reports:
                reports.remove(original)
                kept = _dispatch(session, context, actor, original, ground)
        here = ActionInput(unit=ground.tree[ground.tree.root].code, comment=TAKEN_HERE)
        for report in reports:
            act_within(session, context, actor, report, Action.DISPATCH, here, ground=ground)
            act_within(session, context, actor, report, Action.REJECT, given, ground=ground)
        return Sorted(dispatched=kept, refused=len(reports))


def _locked(
    session: Session, context: Context, actor: Actor, wishes: Sequence[tuple[str, int]]
) -> tuple[list[Report], Ground]:
    ground = load_ground(session, context.calendar)
    if not policy.may_sort_floods(actor, ground.tree):
        raise NotAllowed("sorting a flood")
    seen = dict(wishes)
    wanted = select(Report).where(Report.number.in_(seen)).order_by(Report.id).with_for_update()
    reports = list(session.scalars(wanted))
    if not reports or len(reports) != len(seen):
        raise NotAllowed("a report that does not exist")
    if any(report.version != seen[report.number] for report in reports):
        raise Stale([])
    return reports, ground


def _dispatch(session: Session, context: Context, actor: Actor, report: Report, ground: Ground) -> int:
    """1 if the report found its unit, 0 if it stays for want of a route."""
    route = find_route(session, report, ground.tree)
    if route is None:
        return 0
    given = ActionInput(unit=ground.tree[route.unit].code, comment=RELEASED)
    act_within(session, context, actor, report, Action.DISPATCH, given, ground=ground)
    return 1


def _original(session: Session, first: Report) -> Report:
    """The first report of the same words that can be named as the original; Invalid if there is none."""
    alike = select(Report).where(Report.text_digest == first.text_digest, Report.text_digest.is_not(None))
    for report in session.scalars(alike.order_by(Report.id).limit(20)):
        if report.id == first.id or original_problem(session, report.number, first) is None:
            return report
    raise Invalid([Problem("invalid_reason", "这一组的文字并不相同，不能按重复留言处理")])
