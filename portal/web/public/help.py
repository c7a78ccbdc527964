"""办事指南: scope, process and deadlines, all read from the tables that the portal works by."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.domain.deadlines import window
from portal.domain.vocabulary import InvalidReason, ProblemType, WithholdReason
from portal.domain.workflow import TRANSITIONS
from portal.queries import process
from portal.web.public.blueprint import blueprint
from portal.web.workings import calendar, context, today, workings


@blueprint.get("/help")
def help() -> ResponseReturnValue:
    """What may be reported, how it is handled, how long it takes, what is published."""
    settings = workings().settings
    return render_template(
        "public/help.html",
        problem_types=ProblemType,
        invalid_reasons=InvalidReason,
        withhold_reasons=WithholdReason,
        stages=process.stages(),
        transitions=TRANSITIONS,
        source_label=process.source_label,
        who=process.WHO,
        where=process.WHERE,
        working_days=settings.working_days,
        dispute_days=context().dispute_days,
        dispatch_times=settings.dispatch_times,
        example=window(today(), calendar(), settings.working_days),
    )
