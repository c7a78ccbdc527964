"""The registers to take home: what the list shows, in the columns that can be imported again."""

from __future__ import annotations

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from portal.domain.import_columns import Subject
from portal.domain.vocabulary import Role
from portal.queries.register_tables import site_table, table_head, unit_table
from portal.services.taking_home import record_export
from portal.web.admin.blueprint import blueprint
from portal.web.admin.sites import read_query
from portal.web.forms import clean
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.table_files import csv_file, xlsx_file
from portal.web.workings import context, reader, today


@blueprint.get("/units/export.<any(csv, xlsx):form>")
@may_enter(Role.OFFICER, Role.ADMIN)
def export_units(form: str) -> ResponseReturnValue:
    """The units in use that this person keeps."""
    return _file(Subject.UNITS, unit_table(reader(), actor(), clean(request.args.get("q"))[:100]), form)


@blueprint.get("/sites/export.<any(csv, xlsx):form>")
@may_enter(Role.OFFICER, Role.ADMIN)
def export_sites(form: str) -> ResponseReturnValue:
    """The websites that this person keeps, with the list's own filters."""
    return _file(Subject.SITES, site_table(reader(), actor(), read_query()), form)


def _file(subject: Subject, rows: list[list[str]] | None, form: str) -> Response:
    if rows is None:
        abort(403)
    record_export(context(), actor(), subject, form, len(rows))
    name, table = f"{subject}-{today()}.{form}", [table_head(subject), *rows]
    return csv_file(name, table) if form == "csv" else xlsx_file(name, (subject.label, table))
