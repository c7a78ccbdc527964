"""One case on a page of its own: its pictures, its story in public words, and the cases around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, true, tuple_
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar, day_of, opened_on
from portal.domain.vocabulary import Rectification
from portal.queries.register import may_be_opened
from portal.store import Attachment, Case, Region, Unit
from portal.store.facts import rectification

SAME_SITE = 3
"""Other cases of the same site that are shown."""


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One line of the story. ``day`` is none for what goes on now; ``until`` is the last day of a stretch of time;
    ``state`` is done, current or todo."""

    title: str
    day: date | None
    text: str = ""
    state: str = "done"
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A visible case and what its page says around it; ``earlier`` and ``later`` are its neighbours on the board.

    ``limit`` is the number of working days of §四. ``unit_code`` leads to the other cases of the unit. ``opens`` tells
    whether the page's address may be a link.
    """

    case: Case
    pictures: Sequence[Attachment]
    region_name: str
    unit_code: str
    limit: int
    story: Sequence[CaseStep]
    earlier: Case | None
    later: Case | None
    same_site: Sequence[Case]
    opens: bool


def find_case(session: Session, number: str) -> Case | None:
    """The case with this number, visible or withdrawn; None if there never was one."""
    return session.scalar(select(Case).where(Case.number == number))


def published_pictures(session: Session, case: Case) -> Sequence[Attachment]:
    """The pictures that may be shown with the case; none once it was withdrawn."""
    if not case.visible:
        return ()
    shown = select(Attachment).where(Attachment.report_id == case.report_id, Attachment.published)
    return session.scalars(shown.order_by(Attachment.id)).all()


def case_page(session: Session, case: Case, calendar: Calendar, limit: int, today: date) -> CasePage:
    """Everything on the page of a visible case; eight queries at most."""
    region = session.get(Region, case.region_code) if case.region_code else None
    return CasePage(
        case=case,
        pictures=published_pictures(session, case),
        region_name=region.name if region else "",
        unit_code=session.get_one(Unit, case.unit_id).code,
        limit=limit,
        story=story_of(case, calendar, limit, today),
        earlier=_neighbour(session, case, later=False),
        later=_neighbour(session, case, later=True),
        same_site=_same_site(session, case),
        opens=may_be_opened(session, case.page_url),
    )


def story_of(case: Case, calendar: Calendar, limit: int, today: date) -> list[CaseStep]:
    """What happened to the case, told from its public dates alone, in the order of the days."""
    verdict = "按时办结" if case.on_time else "逾期办结"
    steps = [
        CaseStep("收到留言", case.received_on),
        CaseStep(
            "办理时限",
            opened_on(case.due_on, calendar, limit),
            f"{limit} 个工作日，首日 0 时起，末日 24 时止",
            until=case.due_on,
        ),
        CaseStep("办结", case.finished_on, f"用时 {case.working_days} 个工作日，{verdict}"),
        CaseStep("公示", day_of(case.published_at)),
    ]
    if case.amended_on:
        steps.append(CaseStep("更正", case.amended_on, "公示内容有更正"))
    if case.corrected_on:
        steps.append(CaseStep("整改完成", case.corrected_on))
    # Python's sort keeps the order of what happened on one day.
    steps.sort(key=lambda step: step.day or today)
    return [*steps, *_still_to_come(case, today)]


def _still_to_come(case: Case, today: date) -> list[CaseStep]:
    steps = []
    if case.reopened:
        steps.append(CaseStep("重新办理", None, "正在重新办理，本页为原答复", "current"))
    state = rectification(case.finding, case.corrected_on, case.correct_by, today)
    if state is Rectification.OVERDUE:
        steps.append(CaseStep("整改逾期", case.correct_by, "承诺的日期已过，尚未报告整改完成", "current"))
    elif state is Rectification.PROMISED:
        steps.append(CaseStep("承诺整改", case.correct_by, "最迟在这一天改正", "todo"))
    return steps


def _neighbour(session: Session, case: Case, *, later: bool) -> Case | None:
    """The visible case that was published next before or after this one."""
    place, here = tuple_(Case.published_at, Case.report_id), (case.published_at, case.report_id)
    if later:
        wanted = select(Case).where(place > here).order_by(Case.published_at, Case.report_id)
    else:
        wanted = select(Case).where(place < here).order_by(Case.published_at.desc(), Case.report_id.desc())
    return session.scalar(wanted.where(Case.visible == true()).limit(1))


def _same_site(session: Session, case: Case) -> Sequence[Case]:
    if case.site_id is None:
        return ()
    others = select(Case).where(Case.site_id == case.site_id, Case.visible == true(), Case.report_id != case.report_id)
    return session.scalars(others.order_by(Case.published_at.desc(), Case.report_id.desc()).limit(SAME_SITE)).all()
