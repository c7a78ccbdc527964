"""The page of one report as officers see it: its words, its story, its replies, and what may be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain import policy
from portal.domain.deadlines import Calendar
from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action, Finding, PublicStatus, State
from portal.domain.workflow import Situation, Transition, public_status
from portal.queries.clock_view import ClockView, clock_view
from portal.queries.register import may_be_opened
from portal.store import Account, Attachment, Case, Clock, Dispute, Event, Holding, Rating, Reply, Report, Site, Unit
from portal.store.facts import load_tree, situation_of


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
class Level:
    """One level of a review, as a step of a timeline: ``state`` is done, current or todo."""

    title: str
    when: datetime | None
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything that an officer sees of one report, and what they may do now. ``opens`` tells whether the page's
    address may be a link."""

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
    rating: Rating | None
    assignee: str
    climb: Sequence[Level]
    allowed: Sequence[Transition]
    has_contact: bool
    opens: bool


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
    whole = (
        select(Report, Case, Dispute, Rating, Account.display_name)
        .outerjoin(Case, Case.report_id == Report.id)
        .outerjoin(Dispute, Dispute.report_id == Report.id)
        .outerjoin(Rating, Rating.report_id == Report.id)
        .outerjoin(Account, Account.id == Report.assignee_id)
        .options(joinedload(Report.site), joinedload(Report.contact))
    )
    found = session.execute(whole.where(Report.number == number)).one_or_none()
    tree = load_tree(session)
    if found is None or not may_see(session, actor, found[0], tree):
        return None
    report, case, dispute, rating, assignee = found
    replies = _replies(session, report)
    final = next((each.reply for each in replies if each.reply.approved_at is not None), None)
    clocks = session.scalars(select(Clock).where(Clock.report_id == report.id).order_by(Clock.id.desc())).all()
    before = situation_of(
        report,
        now,
        dispute_days,
        reply=replies[0].reply if replies else None,
        clock=next((clock for clock in clocks if clock.ended_at is None), None),
        case=case,
        dispute=dispute,
        answered=final is not None,
    )
    history = _history(session, report)
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
        history=history,
        pictures=session.scalars(
            select(Attachment).where(Attachment.report_id == report.id).order_by(Attachment.id)
        ).all(),
        case=case,
        dispute=dispute,
        rating=rating,
        assignee=assignee or "",
        climb=_climb(before, history, tree),
        allowed=policy.allowed(actor, before, tree),
        has_contact=report.contact is not None,
        opens=may_be_opened(session, report.page_url or report.site_url, report.site),
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


def _climb(report: Situation, history: Sequence[PastEvent], tree: UnitTree) -> list[Level]:
    """The levels of the present review: those that agreed, the one that is reviewing, those still to come (§三(四)).

    ``history`` is newest first; the climb began with the last event that brought the report into review from below.
    """
    if report.state is not State.REVIEW or report.holder is None:
        return []
    agreed: list[Level] = []
    for past in history:
        if past.event.from_state is not State.REVIEW:
            break
        if past.event.action is Action.APPROVE:
            name = (past.event.unit_path or "").split(" / ")[-1]
            agreed.insert(0, Level(name, past.event.at, f"{past.who} 同意", "done"))
    here = tree.resolve(report.holder)
    coming = [Level(tree[unit].name, None, "", "todo") for unit in tree.above(here)]
    return [*agreed, Level(tree[here].name, None, "审核中", "current"), *coming]


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
