"""The one place where a report changes state.

Every step goes the same way: lock, version, policy, demands, step, effects, event, follow-up work, one commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain import demands, policy, workflow
from portal.domain.deadlines import day_of
from portal.domain.demands import ActionInput, Surroundings
from portal.domain.policy import Actor, Party
from portal.domain.site_code import parse_site_code
from portal.domain.units import UnitTree
from portal.domain.vocabulary import FINISHED_STATES, OPEN_STATES, Action, State
from portal.domain.workflow import Need, Outcome, Situation, Transition
from portal.services import clocks, publication
from portal.services.context import Context
from portal.services.effects import EFFECTS, Step
from portal.services.errors import Invalid, Meanwhile, NotAllowed, NotFound, Stale
from portal.services.replies import original_problem
from portal.store import Account, Clock, Event, Holding, Report, Site, Unit
from portal.store.facts import Ground, load_ground, situation


@dataclass(frozen=True, slots=True)
class Done:
    """What a step led to."""

    number: str
    state: State
    holder: int | None


def act(
    context: Context, actor: Actor, number: str, action: Action, given: ActionInput, version: int | None = None
) -> Done:
    """Take one step on the report ``number`` and commit it.

    ``version`` is the one that the actor's form was made for; None (the schedule, the citizen) means the present one.
    Raises NotFound, Stale (somebody acted meanwhile), NotAllowed, or Invalid; then nothing has changed.
    """
    with context.database.writing() as session:
        report = session.scalar(select(Report).where(Report.number == number).with_for_update())
        if report is None:
            raise NotFound(number)
        return act_within(session, context, actor, report, action, given, version)


def act_within(
    session: Session,
    context: Context,
    actor: Actor,
    report: Report,
    action: Action,
    given: ActionInput,
    version: int | None = None,
    ground: Ground | None = None,
) -> Done:
    """The same within the caller's transaction, on a report that the caller has locked.

    ``ground`` saves loading it for each of many steps that are taken in one transaction.
    """
    now = context.now()
    ground = ground or load_ground(session, context.calendar)
    tree = ground.tree
    before = situation(session, report, now, context.dispute_days)
    _refuse_stale(session, actor, report, version, tree)
    row = workflow.find_transition(before, action, tree)
    if row is None or not policy.PREDICATES[row.by](actor, before, tree):
        raise NotAllowed(f"{action} on {report.number}")
    given = demands.asked_for(row, given, before, tree)
    around = _surroundings(session, report, row, given, before, tree, day_of(now))
    found = demands.problems(row, given, before, actor, tree, around)
    if "public_title" in demands.fields_due(row, before, tree):
        found += publication.unmasked(session, report, given)
    if found:
        raise Invalid(found)
    chosen = tree.find(given.unit) if given.unit else None
    outcome = workflow.step(
        before, action, tree, by=actor.unit, account=actor.account, chosen=chosen.id if chosen else None
    )
    if not context.database.is_sqlite and not _is_still_staffed(session, outcome, before, tree):
        # Somebody retired the unit, or closed an account of it, since the tree was read: judge by what is true now.
        return act_within(session, context, actor, report, action, given, version)
    step = Step(session, report, actor, action, given, before, outcome, now, ground.calendar, context)
    # Everything is written in one go at the end; the few effects that read what they wrote flush it themselves.
    with session.no_autoflush:
        _apply(step, row, tree)
    session.flush()
    return Done(report.number, report.state, report.holder_id)


def _is_still_staffed(session: Session, outcome: Outcome, before: Situation, tree: UnitTree) -> bool:
    """True if whoever gets the report has the people that the tree says; none of them leaves before the step commits.

    Whoever retires a unit or closes an account locks the unit's row first, and then looks at what it holds. On SQLite
    one transaction writes at a time, and nothing has changed since the tree was read.
    """
    if outcome.holder is None or (outcome.state, outcome.holder) == (before.state, before.holder):
        return True
    here = tree.resolve(outcome.holder)
    session.execute(select(Unit.id).where(Unit.id == here).with_for_update(read=True, key_share=True))
    people = session.scalars(select(Account.id).where(Account.unit_id.in_(tree.same(here)), Account.active))
    return frozenset(people) == tree[here].officers


def _refuse_stale(session: Session, actor: Actor, report: Report, version: int | None, tree: UnitTree) -> None:
    """Tell whoever may see the report what happened since their form was opened; strangers learn nothing."""
    if version is None or version == report.version or actor.party is not Party.ACCOUNT:
        return
    held_by = session.scalars(select(Holding.unit_id).where(Holding.report_id == report.id)).all()
    if not policy.may_see(actor, held_by, tree):
        raise NotAllowed(report.number)
    since = (
        select(Event, Account.display_name)
        .outerjoin(Account, Account.id == Event.account_id)
        .where(Event.report_id == report.id, Event.details["version"].as_integer() > version)
        .order_by(Event.position)
    )
    raise Stale(
        [
            Meanwhile(each.at, name or each.unit_path or "系统", each.action.label)
            for each, name in session.execute(since)
        ]
    )


def _surroundings(
    session: Session,
    report: Report,
    row: Transition,
    given: ActionInput,
    before: Situation,
    tree: UnitTree,
    today: date,
) -> Surroundings:
    """What the demands of this row must know from the database, and no more."""
    accounts: frozenset[str] = frozenset()
    if Need.ACCOUNT in row.needs and before.holder is not None:
        ids = tree[tree.resolve(before.holder)].officers
        accounts = frozenset(session.scalars(select(Account.username).where(Account.id.in_(ids))))
    code = parse_site_code(given.new_site_code or "") if Need.SITE_DATA in row.needs else None
    # A reopened report names the site again that its first approval registered.
    elsewhere = select(Site.id).where(Site.code == code, Site.id != report.site_id)
    return Surroundings(
        today=today,
        received_on=day_of(report.submitted_at),
        original_problem=original_problem(session, given.original, report) if "original" in row.fields else None,
        holder_accounts=accounts,
        site_code_taken=code is not None and session.scalar(elsewhere) is not None,
    )


def _apply(step: Step, row: Transition, tree: UnitTree) -> None:
    report, outcome = step.report, step.outcome
    details: dict[str, Any] = {}
    if outcome.skipped:
        details["skipped"] = [tree.path_name(unit) for unit in outcome.skipped]
    if workflow.changes_version(row, step.before, outcome):
        report.version += 1
        details["version"] = report.version
    moved = (step.before.state, step.before.holder) != (outcome.state, outcome.holder)
    report.state, report.holder_id = outcome.state, outcome.holder
    _keep_times(step, details)
    for effect in EFFECTS.get(step.action, ()):
        details |= effect(step) or {}
    if moved:
        report.assignee_id = None
        _move_desk(step)
    _record(step, details, tree)


def _keep_times(step: Step, details: dict[str, Any]) -> None:
    """Clock and finishing time follow the step."""
    session, report, outcome, now = step.session, step.report, step.outcome, step.now
    # The finishing time comes first: every query below may flush the report, and a finished one has that time.
    was_finished = step.before.state in FINISHED_STATES
    if outcome.state in FINISHED_STATES and not was_finished:
        report.finished_at = now
    elif outcome.state not in FINISHED_STATES:
        report.finished_at = None
    if outcome.ends_clock:
        clocks.end_clock(session, report.id, now)
    if outcome.opens_clock and outcome.holder is not None:
        details["clock"] = clocks.open_clock(session, report.id, outcome.holder, now, step.calendar, step.working_days)


_NEWEST_EVENT = select(func.max(Event.position)).where(Event.report_id == bindparam("report"))
_RUNNING_HOLDING = select(Holding).where(Holding.report_id == bindparam("report"), Holding.until.is_(None))


def _move_desk(step: Step) -> None:
    """Close the holder's stretch of time and open the next one."""
    running = step.session.scalar(_RUNNING_HOLDING, {"report": step.report.id})
    if running is not None:
        running.until = step.now
    if step.outcome.holder is not None:
        step.session.add(
            Holding(report_id=step.report.id, unit_id=step.outcome.holder, state=step.outcome.state, since=step.now)
        )


def _record(step: Step, details: dict[str, Any], tree: UnitTree) -> None:
    """Write the event: who, from where, to where, when and why."""
    newest = step.session.scalar(_NEWEST_EVENT, {"report": step.report.id}) or 0
    holder = step.outcome.holder
    step.session.add(
        Event(
            report_id=step.report.id,
            position=newest + 1,
            at=step.now,
            action=step.action,
            account_id=step.actor.account,
            unit_id=step.actor.unit,
            unit_path=tree.path_name(step.actor.unit) if step.actor.unit is not None else None,
            from_state=step.before.state,
            to_state=step.outcome.state,
            from_holder_id=step.before.holder,
            to_holder_id=holder,
            to_holder_path=tree.path_name(holder) if holder is not None else None,
            words=step.words,
            details=details,
        )
    )


def recalculate_clocks(context: Context) -> int:
    """Bring every running clock to the calendar of now, one event each; returns how many moved (§四)."""
    with context.database.writing() as session:
        return recalculate_within(session, context)


def recalculate_within(session: Session, context: Context) -> int:
    """The same within the caller's transaction, after the days that the caller has just decided."""
    session.flush()
    reports = session.scalars(select(Report).where(Report.state.in_(OPEN_STATES)).with_for_update()).all()
    # Days and clocks are read once the reports are locked: whoever held them may have changed either.
    ground = load_ground(session, context.calendar)
    running = select(Clock).join(Report, Report.id == Clock.report_id).where(Clock.ended_at.is_(None))
    by_report = {clock.report_id: clock for clock in session.scalars(running.where(Report.state.in_(OPEN_STATES)))}
    moved = 0
    for report in reports:
        clock = by_report.get(report.id)
        if clock is None or not clocks.recalculated(clock, ground.calendar, context.working_days):
            continue
        now = context.now()
        before = situation(session, report, now, context.dispute_days)
        outcome = Outcome(report.state, report.holder_id)
        none = ActionInput()
        step = Step(
            session, report, policy.SCHEDULE, Action.RECALCULATE, none, before, outcome, now, ground.calendar, context
        )
        _record(step, {"clock": clocks.told(clock)}, ground.tree)
        moved += 1
    return moved
