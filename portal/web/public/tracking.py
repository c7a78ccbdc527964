"""办理查询: what a tracking code shows, and the due day for the citizen's calendar."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.domain.calendar_file import DueDay, calendar_file
from portal.queries.tracking import TrackedReport
from portal.web.forms import checks_own_token
from portal.web.public.blueprint import blueprint
from portal.web.public.track_forms import TrackForm
from portal.web.public.tracked_page import ask_again, find, show, with_code
from portal.web.workings import now


@blueprint.get("/track")
def track() -> ResponseReturnValue:
    """Ask for the code."""
    return render_template("public/track.html", form=TrackForm())


@blueprint.post("/track")
@checks_own_token
def tracked() -> ResponseReturnValue:
    """Show the report behind the code."""
    form = TrackForm()
    if not form.validate_on_submit():
        return render_template("public/track.html", form=form), form.failure_status
    found = find(form)
    return ask_again(form) if found is None else show(found, form)


@blueprint.post("/track/calendar")
@with_code(TrackForm)
def due_day(found: TrackedReport, form: TrackForm) -> ResponseReturnValue:
    """The day on which the time limit ends, as a file that calendar programs take."""
    if found.clock is None or not found.clock.running:
        return show(found, form, problem="现在没有正在计算的办理期限，不能加入日历"), 422
    number, link = found.report.number, url_for("public.track", _external=True)
    provisional = "放假安排尚未公布，日期是暂定的。" if found.clock.provisional else ""
    entry = DueDay(
        uid=f"deadline-{number}@{urlsplit(link).hostname}",
        day=found.clock.due_on,
        title=f"留言 {number} 办理期限（当天 24 时止）",
        text=f"{provisional}凭查询码可以查看办理情况：{link}",
        link=link,
    )
    answer = Response(calendar_file(entry, now()), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}.ics"'
    return answer
