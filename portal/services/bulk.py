"""One step on several reports: each in its own transaction, judged alone, with a result of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import policy
from portal.domain.bulk import is_final_approval, why_not
from portal.domain.demands import ActionInput, Problem
from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action
from portal.services.casework import act
from portal.services.context import Context
from portal.services.dispatch import find_route
from portal.services.errors import Invalid, Meanwhile, NotAllowed, NotFound, Stale
from portal.store import Holding, Report
from portal.store.facts import load_tree, situation

log = structlog.get_logger()

BROKEN = "系统出错，这一件没有办理，请稍后再试"
NO_SITE = "没有对应的已登记网站，不能自动确定填报单位，请单独转办"
NO_ROUTE = "不能自动确定负责单位，请选择接收单位后再办"
CHANGED = "打开页面之后已有变化，请核对后再办"


@dataclass(frozen=True, slots=True)
class Wish:
    """One chosen report, with the version that the officer saw."""

    number: str
    version: int


@dataclass(frozen=True, slots=True)
class Result:
    """How one report fared: ``reason`` is empty if the step was taken, else a sentence in Chinese.

    ``stale``: others were faster, ``meanwhile`` tells what they did; ``problems`` are what the form lacked.
    """

    number: str
    reason: str = ""
    stale: bool = False
    meanwhile: tuple[Meanwhile, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def done(self) -> bool:
        """True if the step was taken."""
        return not self.reason


def act_on_several(
    context: Context, actor: Actor, action: Action, wishes: Sequence[Wish], given: ActionInput
) -> list[Result]:
    """Take ``action`` on every chosen report, in their order; a refusal of one leaves the others alone.

    Dispatch without a unit goes where each report's route leads, transfer to the unit of each report's own site;
    ``given.comment`` is the one text for all. Raises NotAllowed, before anything is done, if one of the numbers does
    not exist or may not be seen: the two must look alike.
    """
    with context.database.reading() as session:
        tree = load_tree(session)
        reports = _visible(session, actor, [wish.number for wish in wishes], tree)
        plans = [_plan(session, reports[wish.number], action, given, tree) for wish in wishes]
    results = []
    for wish, plan in zip(wishes, plans, strict=True):
        if is_final_approval(actor, action, tree):
            results.append(Result(wish.number, _refusal(context, actor, action, wish.number)))
        elif isinstance(plan, str):
            results.append(Result(wish.number, _refusal(context, actor, action, wish.number, plan)))
        else:
            results.append(_take(context, actor, action, wish, plan))
    return results


def _visible(session: Session, actor: Actor, numbers: Sequence[str], tree: UnitTree) -> dict[str, Report]:
    """The chosen reports by number; NotAllowed unless the actor may see every one of them."""
    found = session.execute(
        select(Report, Holding.unit_id)
        .outerjoin(Holding, Holding.report_id == Report.id)
        .where(Report.number.in_(numbers))
    ).all()
    held_by: dict[str, set[int]] = defaultdict(set)
    reports: dict[str, Report] = {}
    for report, unit in found:
        reports[report.number] = report
        if unit is not None:
            held_by[report.number].add(unit)
    for number in numbers:
        if number not in reports or not policy.may_see(actor, held_by[number], tree):
            raise NotAllowed(number)
    return reports


def _plan(session: Session, report: Report, action: Action, given: ActionInput, tree: UnitTree) -> ActionInput | str:
    """What this report's own form would hold, or the sentence that says why nobody can tell."""
    if action is Action.TRANSFER:
        if report.site is None:
            return NO_SITE
        keeper = tree[tree.resolve(report.site.filing_unit_id)]
        return ActionInput(unit=keeper.code, note=given.comment)
    if action is Action.DISPATCH and not given.unit:
        route = find_route(session, report, tree)
        if route is None:
            return NO_ROUTE
        return ActionInput(unit=tree[route.unit].code, comment=(given.comment or "").strip() or route.why)
    return replace(given, note=None)


def _take(context: Context, actor: Actor, action: Action, wish: Wish, given: ActionInput) -> Result:
    try:
        act(context, actor, wish.number, action, given, wish.version)
    except Invalid as invalid:
        reason = "；".join(problem.message for problem in invalid.problems)
        return Result(wish.number, reason, problems=invalid.problems)
    except Stale as stale:
        return Result(wish.number, CHANGED, stale=True, meanwhile=stale.meanwhile)
    except (NotAllowed, NotFound):
        return Result(wish.number, _refusal(context, actor, action, wish.number))
    except Exception:
        # What was done to the others has been committed, and the officer must learn of it.
        log.exception("bulk step failed", number=wish.number, action=action.value)
        return Result(wish.number, BROKEN)
    return Result(wish.number)


def _refusal(context: Context, actor: Actor, action: Action, number: str, otherwise: str = "") -> str:
    """Why the step was refused, told from how the report stands now; ``otherwise`` where the rules would allow it."""
    with context.database.reading() as session:
        report = session.scalars(select(Report).where(Report.number == number)).one()
        tree = load_tree(session)
        now = situation(session, report, context.now(), context.dispute_days)
        if otherwise and policy.may(actor, action, now, tree):
            return otherwise
        return why_not(actor, action, now, tree)
