"""The desk 工作台: what lies on a unit's desk, what it may see, and the page of one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.domain import policy
from portal.domain.deadlines import Calendar
from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Finding, PublicStatus, State
from portal.domain.workflow import Situation, Transition, public_status
from portal.queries.clock_view import ClockView, clock_view
from portal.store import Account, Attachment, Case, Clock, Dispute, Event, Holding, Reply, Report, Site, Unit
from portal.store.facts import load_tree, situation_of

PAGE = 30
"""Reports on one page of a list."""


@dataclass(frozen=True, slots=True)
class Line:
    """One report in a list."""

    report: Report
    site_name: str
    holder_name: str
    clock: ClockView | None


@dataclass(frozen=True, slots=True)
class ReportList:
    """One page of reports; ``counts`` tells how many of the whole list are in each state."""

    lines: Sequence[Line]
    total: int
    page: int
    pages: int
    counts: dict[State, int]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Filters of a list; ``text`` looks in number, site and page address."""

    state: State | None = None
    text: str = ""
    page: int = 1


def todo_list(
    session: Session, actor: Actor, query: ListQuery, now: datetime, calendar: Calendar, working_days: int
) -> ReportList:
    """What the actor's unit must do, what is due first on top; for the root also what waits for dispatch."""
    tree = load_tree(session)
    here = tree.resolve(actor.unit) if actor.unit is not None else None
    mine: ColumnElement[bool] = Report.holder_id.in_(_same_unit(tree, here))
    if here == tree.root:
        mine = or_(mine, (Report.state == State.RECEIVED) & Report.holder_id.is_(None))
    return _list(session, mine, query, now, calendar, working_days, tree)


def visible_list(
    session: Session, actor: Actor, query: ListQuery, now: datetime, calendar: Calendar, working_days: int
) -> ReportList:
    """Every report that the actor may see, with filters; what is due first on top, then the newest."""
    tree = load_tree(session)
    return _list(session, _seen_by(actor, tree), query, now, calendar, working_days, tree)


def _same_unit(tree: UnitTree, unit: int | None) -> list[int]:
    """The unit and those that merged into it: their holdings are its own."""
    return [each.id for each in tree if unit is not None and tree.resolve(each.id) == unit]


def _seen_by(actor: Actor, tree: UnitTree) -> ColumnElement[bool]:
    if actor.unit is None:
        return Report.id.is_(None)
    if tree.resolve(actor.unit) == tree.root:
        return Report.id.is_not(None)
    held = select(Holding.report_id).where(Holding.unit_id.in_(tree.subtree(actor.unit)))
    return Report.id.in_(held)


def _list(
    session: Session,
    seen: ColumnElement[bool],
    query: ListQuery,
    now: datetime,
    calendar: Calendar,
    working_days: int,
    tree: UnitTree,
) -> ReportList:
    conditions = [seen, *_text_condition(query.text)]
    by_state = select(Report.state, func.count()).where(*conditions).group_by(Report.state)
    counts = dict(session.execute(by_state).tuples().all())
    if query.state is not None:
        conditions.append(Report.state == query.state)
    total = counts.get(query.state, 0) if query.state is not None else sum(counts.values())
    pages = max(1, -(-total // PAGE))
    page = min(max(1, query.page), pages)
    lines = (
        _lines()
        .where(*conditions)
        .order_by(Clock.due_at.is_(None), Clock.due_at, Report.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    return ReportList(
        [
            Line(
                report=report,
                site_name=site or report.site_name or "",
                holder_name=tree[report.holder_id].name if report.holder_id is not None else "",
                clock=clock_view(clock, now, calendar, working_days) if clock else None,
            )
            for report, site, clock in session.execute(lines).tuples()
        ],
        total,
        page,
        pages,
        counts,
    )


def _lines() -> Select[Report, str, Clock]:
    return (
        select(Report, Site.name, Clock)
        .outerjoin(Site, Site.id == Report.site_id)
        .outerjoin(Clock, (Clock.report_id == Report.id) & Clock.ended_at.is_(None))
    )


def _text_condition(text: str) -> list[ColumnElement[bool]]:
    wanted = text.strip()
    if not wanted:
        return []
    return [
        or_(
            Report.number.contains(wanted, autoescape=True),
            Report.page_url.contains(wanted, autoescape=True),
            Report.site_name.contains(wanted, autoescape=True),
            Report.site_id.in_(select(Site.id).where(Site.name.contains(wanted, autoescape=True))),
        )
    ]


@dataclass(frozen=True, slots=True)
class WrittenReply:
    """One version of the reply with its author, for officers."""

    reply: Reply
    author: str
    unit_name: str
    original_number: str | None


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One line of the history, for officers."""

    event: Event
    who: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything that an officer sees of one report, and what they may do now."""

    report: Report
    site: Site | None
    site_keeper: str
    holder_name: str
    situation: Situation
    tree: UnitTree
    status: PublicStatus
    clocks: Sequence[ClockView]
    replies: Sequence[WrittenReply]
    history: Sequence[PastEvent]
    pictures: Sequence[Attachment]
    case: Case | None
    dispute: Dispute | None
    assignee: str
    climb: Sequence[str]
    allowed: Sequence[Transition]
    has_contact: bool


def find_report(
    session: Session,
    actor: Actor,
    number: str,
    now: datetime,
    calendar: Calendar,
    working_days: int,
    dispute_days: int,
) -> ReportPage | None:
    """The page of one report; None if there is none or the actor may not see it, which must look alike."""
    whole = select(Report).options(joinedload(Report.site), joinedload(Report.contact))
    report = session.scalar(whole.where(Report.number == number))
    tree = load_tree(session)
    if report is None or not may_see(session, actor, report, tree):
        return None
    replies = _replies(session, report)
    final = next((each.reply for each in replies if each.reply.approved_at is not None), None)
    clocks = session.scalars(select(Clock).where(Clock.report_id == report.id).order_by(Clock.id.desc())).all()
    case, dispute = session.get(Case, report.id), session.get(Dispute, report.id)
    before = situation_of(
        report,
        now,
        dispute_days,
        reply=replies[0].reply if replies else None,
        clock=next((clock for clock in clocks if clock.ended_at is None), None),
        case=case,
        dispute=dispute,
    )
    assignee = session.get(Account, report.assignee_id) if report.assignee_id else None
    return ReportPage(
        report=report,
        site=report.site,
        site_keeper=tree[tree.resolve(report.site.filing_unit_id)].name if report.site else "",
        holder_name=tree[report.holder_id].name if report.holder_id is not None else "",
        situation=before,
        tree=tree,
        status=public_status(report.state, final is not None and final.finding is Finding.REFUSED),
        clocks=[clock_view(clock, now, calendar, working_days) for clock in clocks],
        replies=replies,
        history=_history(session, report),
        pictures=session.scalars(
            select(Attachment).where(Attachment.report_id == report.id).order_by(Attachment.id)
        ).all(),
        case=case,
        dispute=dispute,
        assignee=assignee.display_name if assignee else "",
        climb=_climb(before, tree),
        allowed=policy.allowed(actor, before, tree),
        has_contact=report.contact is not None,
    )


def may_see(session: Session, actor: Actor, report: Report, tree: UnitTree) -> bool:
    """True if the actor's unit, or one below it, holds or ever held the report."""
    held_by = session.scalars(select(Holding.unit_id).where(Holding.report_id == report.id).distinct()).all()
    return policy.may_see(actor, held_by, tree)


def _replies(session: Session, report: Report) -> list[WrittenReply]:
    original = select(Report.number).where(Report.id == Reply.original_id).scalar_subquery()
    written = (
        select(Reply, Account.display_name, Unit.name, original)
        .join(Account, Account.id == Reply.author_id)
        .join(Unit, Unit.id == Reply.unit_id)
        .where(Reply.report_id == report.id)
        .order_by(Reply.version.desc())
    )
    return [WrittenReply(*row) for row in session.execute(written)]


def _history(session: Session, report: Report) -> list[PastEvent]:
    events = (
        select(Event, Account.display_name)
        .outerjoin(Account, Account.id == Event.account_id)
        .where(Event.report_id == report.id)
        .order_by(Event.position.desc())
    )
    return [PastEvent(event, name or "") for event, name in session.execute(events)]


def _climb(report: Situation, tree: UnitTree) -> list[str]:
    """The levels that a review still has before it, the present one first (§三(四))."""
    if report.state is not State.REVIEW or report.holder is None:
        return []
    return [tree[unit].name for unit in (tree.resolve(report.holder), *tree.above(report.holder))]


def organizing_units(tree: UnitTree) -> list[tuple[str, str]]:
    """Code and name of every organizing unit that can receive a report, for choosing."""
    return _named(tree, [unit.id for unit in tree if tree.is_organizing(unit.id) and tree.staffed(unit.id)])


def filing_units_below(tree: UnitTree, top: int) -> list[tuple[str, str]]:
    """Code and name of every filing unit below ``top`` that has somebody at work, for choosing."""
    filing = (unit for unit in sorted(tree.subtree(top)) if not tree.is_organizing(unit))
    return _named(tree, [unit for unit in filing if tree.staffed(unit)])


def _named(tree: UnitTree, units: Sequence[int]) -> list[tuple[str, str]]:
    alive = [tree[unit] for unit in units if tree[unit].merged_into is None]
    return [(unit.code, unit.name) for unit in alive]


def colleagues(session: Session, tree: UnitTree, unit: int) -> list[tuple[str, str]]:
    """User name and display name of the unit's active accounts, for choosing."""
    ids = tree[tree.resolve(unit)].officers
    rows = session.execute(
        select(Account.username, Account.display_name).where(Account.id.in_(ids)).order_by(Account.id)
    )
    return [(username, name) for username, name in rows]
