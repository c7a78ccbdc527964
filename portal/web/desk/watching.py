"""What presses: stage hints, urgings and unexplained delays, for the lists and for the page of a report."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from portal.domain.vocabulary import Watch
from portal.queries.duties import Duty, duties_of, duty_of
from portal.queries.report_page import ReportPage
from portal.queries.worklists import ListQuery, ReportList, urged_here
from portal.web.pages import here
from portal.web.sessions import actor
from portal.web.workings import calendar, now, reader, workings

View = tuple[str, str, int, bool]
ALWAYS = (Watch.URGED, Watch.UNEXPLAINED)
"""Watches that have a tab of their own; the others are reached from the cockpit."""


def watch_views(found: ReportList, query: ListQuery) -> list[View]:
    """Tabs for what is urged and what is late without a reason: always for who supervises, on a desk where there is
    any."""
    supervises = not query.mine and found.tree.is_organizing(found.tree.resolve(current_user.unit_id))
    return [
        (watch.label, here(watch=watch.value, state=None, page=None), found.watches[watch], watch is query.watch)
        for watch in Watch
        if watch is query.watch or (watch in ALWAYS and (supervises or (query.mine and found.watches[watch])))
    ]


def pressing(found: ReportList, query: ListQuery) -> dict[str, Any]:
    """For the template of a list: ``duties`` by the id of the report, and on a desk what must be answered first."""
    shown = [(line.report, line.clock) for line in found.lines]
    duties = duties_of(reader(), shown, found.tree, now(), calendar(), workings().settings.stage_days)
    urged = urged_here(reader(), actor(), found.tree) if query.mine and found.watches[Watch.URGED] else []
    return {
        "duties": duties,
        "urged": urged,
        "more_urged": found.watches[Watch.URGED] - len(urged),
        "unexplained": found.watches[Watch.UNEXPLAINED] if query.mine else 0,
    }


def duty_on(page: ReportPage) -> Duty:
    """The same for one report, from what its page has read."""
    clock = page.clocks[0] if page.clocks else None
    events = [past.event for past in reversed(page.history)]
    return duty_of(page.report, clock, events, now(), calendar(), workings().settings.stage_days)
