"""What the citizen sees by tracking code: their own words, the story in public words, replies once they are final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar
from portal.domain.policy import CITIZEN, may
from portal.domain.vocabulary import FINISHED_STATES, Action, Finding, PublicStatus
from portal.domain.workflow import public_status
from portal.queries.clock_view import ClockView, clock_view
from portal.store import Case, Clock, Dispute, Event, Rating, Reply, Report, Unit
from portal.store.facts import load_tree, situation_of

PUBLIC_STORY: dict[Action, str] = {
    Action.SUBMIT: "留言已提交",
    Action.DISPATCH: "已分办到组织单位",
    Action.SET_ASIDE: "由省政府办公厅人工分办",
    Action.RETURN: "重新分办",
    Action.TRANSFER: "已转办到填报单位核查",
    Action.ANSWER: "办理单位已提出答复，正在审核",
    Action.REJECT: "提出不予受理意见，正在审核",
    Action.SEND_BACK: "审核未通过，退回重新办理",
    Action.REOPEN: "重新办理",
    Action.RECTIFY: "整改完成",
    Action.RETRACT: "您撤回了留言，办理结束",
    Action.DISPUTE: "您提出了异议",
    Action.REFUSE_DISPUTE: "异议已处理：维持原答复",
    Action.WITHDRAW: "撤回公开",
    Action.DISCLOSE: "转为公开",
    Action.AMEND: "公示内容已更正",
}
"""What of the inner history the citizen is told; whatever is missing here stays inside."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the story; ``state`` is done, current or todo."""

    title: str
    when: datetime | None
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class FinalReply:
    """A finally approved reply, in the officer's words; ``former`` if a later one replaced it (原答复)."""

    reply: Reply
    unit_name: str
    former: bool
    original_number: str | None
    """The original of a duplicate, while its case is visible."""


@dataclass(frozen=True, slots=True)
class TrackedReport:
    """Everything that a tracking code shows."""

    report: Report
    site_name: str
    status: PublicStatus
    story: Sequence[Step]
    replies: Sequence[FinalReply]
    clock: ClockView | None
    case: Case | None
    rating: Rating | None
    dispute: Dispute | None
    dispute_until: datetime | None
    """Until when the citizen may dispute; None where they may not, or no more."""
    rateable: bool
    retractable: bool


def find_tracked(
    session: Session, tracking_hash: str, now: datetime, calendar: Calendar, working_days: int, dispute_days: int
) -> TrackedReport | None:
    """The report behind a tracking code's hash, None if there is none."""
    report = session.scalar(select(Report).where(Report.tracking_hash == tracking_hash))
    if report is None:
        return None
    replies = _final_replies(session, report)
    refused = bool(replies) and replies[0].reply.finding is Finding.REFUSED
    newest_clock = select(Clock).where(Clock.report_id == report.id).order_by(Clock.id.desc()).limit(1)
    clock = session.scalar(newest_clock)
    case = session.get(Case, report.id)
    dispute = session.get(Dispute, report.id)
    tree = load_tree(session)
    now_is = situation_of(
        report, now, dispute_days, reply=None, clock=None, case=case, dispute=dispute, answered=bool(replies)
    )
    until = report.finished_at + timedelta(days=dispute_days) if report.finished_at else None
    return TrackedReport(
        report=report,
        site_name=report.site.name if report.site else report.site_name or "",
        status=public_status(report.state, refused),
        story=_story(session, report),
        replies=replies,
        clock=clock_view(clock, now, calendar, working_days) if clock else None,
        case=case if case is not None and case.visible else None,
        rating=session.get(Rating, report.id),
        dispute=dispute,
        dispute_until=until if may(CITIZEN, Action.DISPUTE, now_is, tree) else None,
        rateable=report.state in FINISHED_STATES and not now_is.retracted,
        retractable=may(CITIZEN, Action.RETRACT, now_is, tree),
    )


def _final_replies(session: Session, report: Report) -> list[FinalReply]:
    """Approved replies, the valid one first. While the report is handled anew, none is valid any more."""
    approved = (
        select(Reply, Unit.name, Case.number)
        .join(Unit, Unit.id == Reply.unit_id)
        .outerjoin(Case, (Case.report_id == Reply.original_id) & Case.visible)
        .where(Reply.report_id == report.id, Reply.approved_at.is_not(None))
        .order_by(Reply.version.desc())
    )
    return [
        FinalReply(reply, unit, place > 0 or report.state not in FINISHED_STATES, original)
        for place, (reply, unit, original) in enumerate(session.execute(approved).all())
    ]


def _story(session: Session, report: Report) -> list[Step]:
    """The public steps so far, and the one that comes next while the report is open."""
    events = session.scalars(select(Event).where(Event.report_id == report.id).order_by(Event.position)).all()
    steps = []
    for event in events:
        if event.action is Action.APPROVE and event.to_state in FINISHED_STATES:
            steps.append(Step("已办结", event.at, "", "done"))
        elif event.action in PUBLIC_STORY:
            steps.append(Step(PUBLIC_STORY[event.action], event.at, _unit_named(event), "done"))
    if report.state in FINISHED_STATES:
        return steps
    if steps:
        last = steps.pop()
        steps.append(Step(last.title, last.when, last.text, "current"))
    return [*steps, Step("办结并答复", None, "", "todo")]


def _unit_named(event: Event) -> str:
    """Which office has the report now; offices are public, officers are not."""
    if event.action in (Action.DISPATCH, Action.TRANSFER) and event.to_holder_path:
        return event.to_holder_path.split(" / ")[-1]
    return ""
