"""A bulletin as an official document: as a page to print, and as a file for word processors."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, send_file
from flask.typing import ResponseReturnValue

from portal.adapters.official_document import write_document
from portal.domain.bulletin_paper import on_paper
from portal.domain.deadlines import day_of
from portal.domain.official_document import OfficialDocument
from portal.domain.vocabulary import Role
from portal.queries.bulletins import BulletinPage
from portal.services.taking_home import record_export
from portal.web.desk.blueprint import blueprint
from portal.web.desk.bulletin_pages import page_of
from portal.web.guards import may_enter
from portal.web.sessions import actor
from portal.web.workings import context, workings

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/bulletins/<int:bulletin>/paper")
@may_enter(Role.OFFICER)
def print_bulletin(bulletin: int) -> ResponseReturnValue:
    """The page to print; paper shows nothing but the document."""
    page = page_of(bulletin)
    return render_template("desk/bulletin_paper.html", page=page, document=_document(page))


@blueprint.get("/bulletins/<int:bulletin>/bulletin.docx")
@may_enter(Role.OFFICER)
def export_bulletin(bulletin: int) -> ResponseReturnValue:
    """The file; who took it is in the audit log."""
    page = page_of(bulletin)
    written = write_document(_document(page))
    record_export(context(), actor(), f"bulletin-{bulletin}", "docx", 1)
    name = f"bulletin-{page.period.first}-{page.period.last}.docx"
    return send_file(BytesIO(written), mimetype=DOCX_TYPE, as_attachment=True, download_name=name)


def _document(page: BulletinPage) -> OfficialDocument:
    issued_at = page.bulletin.issued_at
    sponsor = workings().settings.imprint.sponsor
    return on_paper(page.wording, page.chapters(), sponsor, day_of(issued_at) if issued_at else None)
