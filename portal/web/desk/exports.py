"""The list of all reports to take home, with the filters that it is read with."""

from __future__ import annotations

from itertools import chain

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.import_columns import Subject
from portal.domain.vocabulary import Role
from portal.queries.report_tables import HEAD, report_table
from portal.queries.worklists import count_whole
from portal.services.taking_home import record_export
from portal.web.desk.blueprint import blueprint
from portal.web.desk.lists import read_query
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.table_files import XLSX_LIMIT, csv_file, xlsx_file
from portal.web.workings import calendar, context, now, reader, today


@blueprint.get("/reports/export.<any(csv, xlsx):form>")
@may_enter(Role.OFFICER)
def export_reports(form: str) -> ResponseReturnValue:
    """Every report of the list, without contact data; too many of them for a workbook lead to the CSV."""
    query, who = read_query("reports"), actor()
    total = count_whole(reader(), who, query, now(), calendar())
    if form == "xlsx" and total > XLSX_LIMIT:
        return redirect(url_for("desk.export_reports", form="csv") + "?" + request.query_string.decode("latin-1"), 303)
    record_export(context(), who, Subject.REPORTS, form, total)
    rows = report_table(context().database, who, query, now(), calendar(), context().working_days)
    name, table = f"reports-{today()}.{form}", chain([HEAD], rows)
    return csv_file(name, table) if form == "csv" else xlsx_file(name, (Subject.REPORTS.label, table))
