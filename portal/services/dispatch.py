"""Dispatch 分办: at set times every new report goes to the organizing unit it belongs to (§三(二))."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demands import ActionInput
from portal.domain.policy import SCHEDULE
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action, ReportKind, State, UnitKind
from portal.services.casework import act_within
from portal.services.context import Context
from portal.services.repeats import is_repeated
from portal.services.site_lookup import find_site
from portal.store import Region, Report, Site, Unit
from portal.store.facts import Ground, load_ground

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Dispatched:
    """How a run went: reports that found their unit, and those set aside for the root to place by hand."""

    sent: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class Route:
    """Where a report goes and why, in the words of its event."""

    unit: int
    why: str


def dispatch_waiting(context: Context) -> Dispatched:
    """Dispatch every report that lies on nobody's desk, each in its own transaction.

    Running it again, or twice at once, does no harm.
    """
    waiting = select(Report.number).where(Report.state == State.RECEIVED, Report.holder_id.is_(None))
    with context.database.reading() as session:
        numbers = session.scalars(waiting.order_by(Report.id)).all()
    sent = set_aside = 0
    for number in numbers:
        try:
            routed = dispatch_one(context, number)
        except Exception:
            # One report that cannot be placed must not keep the others waiting.
            log.exception("dispatch failed", number=number)
            continue
        sent += routed is True
        set_aside += routed is False
    return Dispatched(sent, set_aside)


def dispatch_one(context: Context, number: str) -> bool | None:
    """True if the report found its unit, False if it was set aside, None if somebody else took it meanwhile."""
    with context.database.writing() as session:
        report = session.scalar(select(Report).where(Report.number == number).with_for_update())
        if report is None or report.state is not State.RECEIVED or report.holder_id is not None:
            return None
        return dispatch_within(session, context, report, load_ground(session, context.calendar))


def dispatch_within(session: Session, context: Context, report: Report, ground: Ground) -> bool:
    """The same within the caller's transaction, on a report that waits on nobody's desk and is locked.

    One of many with the same words is set aside too: whether they are a flood, a person at the root decides for all
    of them at once.
    """
    route = None if is_repeated(session, report) else find_route(session, report, ground.tree)
    if route is None:
        act_within(session, context, SCHEDULE, report, Action.SET_ASIDE, ActionInput(), ground=ground)
        return False
    given = ActionInput(unit=ground.tree[route.unit].code, comment=route.why)
    act_within(session, context, SCHEDULE, report, Action.DISPATCH, given, ground=ground)
    return True


def find_route(session: Session, report: Report, tree: UnitTree) -> Route | None:
    """The organizing unit that a report belongs to; None: the root decides by hand.

    A report that was returned climbs to the nearest organizing unit above whoever returned it, but not to the root:
    what nobody below wants is placed by a person.
    """
    if report.returned_by_id is not None:
        above = tuple(unit for unit in tree.above(report.returned_by_id) if unit != tree.root)
        unit, _ = tree.first_staffed(above)
        return None if unit == tree.root else Route(unit, f"{tree[report.returned_by_id].name}退回，转上一级")
    if report.kind is ReportKind.UNLISTED:
        return _route_by_region(session, report, tree)
    site = report.site or find_site(session, report.site_code or "", report.page_url or "")
    return _route_by_site(site, tree) if site else None


def _route_by_site(site: Site, tree: UnitTree) -> Route | None:
    return Route(tree.home_of(site.filing_unit_id), f"按网站“{site.name}”分办")


def _route_by_region(session: Session, report: Report, tree: UnitTree) -> Route | None:
    """The organizing unit of the region that the citizen chose, else of the region around it.

    The province itself has no unit below the root that speaks for all of it, so such a report is the root's to place.
    """
    region = session.get(Region, report.region_code) if report.region_code else None
    while region is not None and region.parent_code is not None:
        units = session.scalars(
            select(Unit.id).where(
                Unit.region_code == region.code,
                Unit.kind == UnitKind.ORGANIZING,
                Unit.retired_at.is_(None),
                Unit.merged_into_id.is_(None),
            )
        ).all()
        if units:
            chosen = min(units, key=lambda unit: (len(tree.above(unit)), unit))
            unit, _ = tree.first_staffed((chosen, *tree.above(chosen)))
            return Route(unit, f"按网民选择的地区“{region.name}”分办")
        region = session.get(Region, region.parent_code)
    return None
