"""审计日志: for the auditor, and for nobody else: search it, take it home, see whether its chain is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.audit import Deed
from portal.domain.vocabulary import Role
from portal.queries import audit_log
from portal.queries.audit_chain import stored_seals, verified
from portal.queries.audit_log import AuditLine, AuditQuery
from portal.services import audit_keeping
from portal.services.audit import record_view
from portal.web.admin.blueprint import blueprint
from portal.web.forms import clean
from portal.web.guards import may_enter
from portal.web.pages import chinese_time, turn_page
from portal.web.table_files import XLSX_LIMIT, csv_file, xlsx_file
from portal.web.workings import context, reader, today, workings

LONGEST = 100
LATEST_SEALS = 7
HEADINGS = ("序号", "时间", "谁", "单位", "做了什么", "对象", "说明", "校验值")


@blueprint.get("/audit")
@may_enter(Role.AUDITOR)
def audit() -> ResponseReturnValue:
    """What was done, the newest first, and how the chain stands."""
    return _render([])


@blueprint.post("/audit/verify")
@may_enter(Role.AUDITOR)
def verify_audit() -> ResponseReturnValue:
    """Walk the whole chain now; that it was walked is in the log itself."""
    parts = context()
    with parts.database.snapshot() as session:
        found = verified(session, today(), audit_keeping.seal_key(parts))
    audit_keeping.keep_result(parts, found.entries, found.flaws, current_user.account_id)
    if found.flaws:
        return _render([str(flaw) for flaw in found.flaws])
    return redirect(url_for("admin.audit"), 303)


@blueprint.post("/audit/export")
@may_enter(Role.AUDITOR)
def export_audit() -> ResponseReturnValue:
    """Everything that the query finds, as CSV, or as a workbook unless that is too much for one; the export is in the
    log itself."""
    parts, query = context(), read_query(request.form)
    form = "xlsx" if request.form.get("form") == "xlsx" and _fits(query) else "csv"
    asked = _asked(query) | {"deed": query.deed.label if query.deed else ""}
    told = {name: value for name, value in asked.items() if value}
    record_view(parts, current_user.account_id, Deed.EXPORT_AUDIT, "audit:log", format=form.upper(), **told)
    name, table = f"audit-{today()}.{form}", _table(audit_log.all_entries(parts.database, query))
    return csv_file(name, table) if form == "csv" else xlsx_file(name, ("审计日志", table))


def read_query(given: Any) -> AuditQuery:
    """The query of an address or a form; whatever makes no sense is left out."""
    page = given.get("page", "1")
    return AuditQuery(
        deed=Deed.lookup(given.get("deed")),
        who=clean(given.get("who"))[:LONGEST],
        what=clean(given.get("what"))[:LONGEST],
        first=_day(given.get("from")),
        last=_day(given.get("to")),
        text=clean(given.get("q"))[:LONGEST],
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 8 else 1,
    )


def _day(given: str | None) -> date | None:
    with suppress(ValueError):
        day = date.fromisoformat(given or "")
        return day if 1970 <= day.year < 9999 else None
    return None


def _asked(query: AuditQuery) -> dict[str, str]:
    """The query as an address carries it, and as the log tells it."""
    return {
        "deed": query.deed.value if query.deed else "",
        "who": query.who,
        "what": query.what,
        "from": query.first.isoformat() if query.first else "",
        "to": query.last.isoformat() if query.last else "",
        "q": query.text,
    }


def _fits(query: AuditQuery) -> bool:
    return audit_log.list_entries(reader(), query).total < XLSX_LIMIT


def _table(lines: Iterator[AuditLine]) -> Iterator[Sequence[str]]:
    """The lines as cells, below their headings."""
    yield HEADINGS
    for line in lines:
        details = "；".join(f"{label}：{value}" for label, value in line.details)
        at = chinese_time(line.at)
        yield str(line.position), at, line.who, line.unit, line.deed, line.subject, details, line.hash


def _render(flaws: list[str]) -> str:
    query = read_query(request.args)
    session = reader()
    return render_template(
        "admin/audit.html",
        query=query,
        asked=_asked(query),
        found=audit_log.list_entries(session, query),
        standing=audit_log.standing(session, audit_keeping.VERIFIED),
        seals=stored_seals(session)[: -LATEST_SEALS - 1 : -1],
        places=len(workings().settings.audit_seals),
        flaws=flaws,
        deeds=Deed,
        most=XLSX_LIMIT,
        turn=turn_page,
    )
