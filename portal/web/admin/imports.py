"""Importing in the browser: send a file, read what would become of every line, confirm exactly that file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import RadioField

from portal.adapters.import_files import LARGEST_UPLOAD, About, ImportFiles, Stage, TooLarge
from portal.domain.import_columns import COLUMNS, REMARK, Subject
from portal.domain.imports import Fate
from portal.domain.policy import may_import
from portal.domain.vocabulary import Role
from portal.queries.register_tables import table_head
from portal.services.errors import NotAllowed
from portal.services.uploads import CARRY_OUT, EXAMINE, ask_for
from portal.store.facts import load_tree
from portal.web.admin.blueprint import blueprint
from portal.web.forms import Filled, PortalForm, checks_own_token, clean
from portal.web.guards import may_enter
from portal.web.pages import asked_page, here, turn_page
from portal.web.sessions import actor
from portal.web.table_files import csv_file, xlsx_file
from portal.web.workings import context, now, reader, workings

PAGE = 100
"""Lines on one page of the dry run."""
ENVELOPE = 64 * 1024
"""Bytes that a form needs around its file."""
REFRESH_SECONDS = 2
TOO_LARGE = f"文件超过 {LARGEST_UPLOAD // 1024 // 1024} MB，请拆开上传，或请系统管理员用命令行 portal import 导入"


class UploadForm(PortalForm):
    """What the file is made of, and the file."""

    subject = RadioField(
        "导入什么？",
        choices=dict(Subject.choices()),
        validators=[Filled("请选择导入的内容")],
        validate_choice=False,
    )
    file = FileField("文件", validators=[Filled("请选择文件")], render_kw={"accept": ".csv,.txt,.xlsx"})


class ConfirmForm(PortalForm):
    """Nothing but the token."""


@blueprint.get("/imports")
@may_enter(Role.OFFICER, Role.ADMIN)
def imports() -> ResponseReturnValue:
    """Ask for a file; say what it must look like."""
    return _render_form(_upload_form(formdata=None))


@blueprint.post("/imports")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def upload() -> ResponseReturnValue:
    """Keep the file and have it examined; nothing is imported yet."""
    request.max_content_length = LARGEST_UPLOAD + ENVELOPE
    try:
        form = _upload_form()
    except RequestEntityTooLarge:
        form = _upload_form(formdata=None)
        form.file.errors = [TOO_LARGE]
        return _render_form(form), 413
    subject = Subject.lookup(form.subject.data)
    if not form.validate_on_submit():
        return _render_form(form), form.failure_status
    if subject not in _subjects():
        abort(403)
    name = clean(PurePath(form.file.data.filename or "").name)[-100:] or "文件"
    try:
        key = _files().keep(form.file.data.stream, subject.value, name, actor().account or 0, now())
    except TooLarge:
        form.file.errors = [TOO_LARGE]
        return _render_form(form), 413
    ask_for(context(), actor(), subject, key, EXAMINE)
    return redirect(url_for("admin.uploaded", key=key), 303)


@blueprint.get("/imports/<key>")
@may_enter(Role.OFFICER, Role.ADMIN)
def uploaded(key: str) -> ResponseReturnValue:
    """How far the file has come: being read, the fate of its lines, or what was imported."""
    about = _own(key)
    wrong = about.tally[Fate.WRONG]
    only_wrong = wrong > 0 and request.args.get("view") != "all"
    pages = max(1, -(-(wrong if only_wrong else about.tally.total) // PAGE))
    page = min(asked_page(), pages)
    waiting = about.stage in (Stage.EXAMINING, Stage.IMPORTING)
    body = render_template(
        "admin/uploaded.html",
        key=key,
        about=about,
        stages=Stage,
        fate=Fate,
        subject=Subject.lookup(about.subject),
        lines=_files().fates(key, only_wrong, (page - 1) * PAGE, PAGE) if not waiting else [],
        views=_views(about, only_wrong),
        page=page,
        pages=pages,
        turn=turn_page,
        waiting=waiting,
    )
    # Works without a script, and ends by itself as soon as there is nothing to wait for.
    return body, 200, {"Refresh": str(REFRESH_SECONDS)} if waiting else {}


@blueprint.post("/imports/<key>/confirm")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def confirm_import(key: str) -> ResponseReturnValue:
    """Have exactly the file imported whose fates were shown."""
    about = _own(key)
    if not ConfirmForm().validate_on_submit():
        flash("页面停留过久，出于安全需要请再次点击“确认导入”。", "warning")
        return redirect(url_for("admin.uploaded", key=key), 303)
    if about.stage == Stage.EXAMINED and not about.tally[Fate.WRONG]:
        _files().note(key, replace(about, stage=Stage.IMPORTING.value))
        try:
            ask_for(context(), actor(), Subject(about.subject), key, CARRY_OUT)  # type: ignore[call-arg]  # looks a term up
        except NotAllowed:
            abort(403)
    return redirect(url_for("admin.uploaded", key=key), 303)


@blueprint.post("/imports/<key>/discard")
@checks_own_token
@may_enter(Role.OFFICER, Role.ADMIN)
def discard_import(key: str) -> ResponseReturnValue:
    """Delete the file; nothing of it was imported."""
    about = _own(key)
    if ConfirmForm().validate_on_submit() and about.stage in (Stage.EXAMINED, Stage.REFUSED):
        _files().forget(key)
        flash("文件已删除，没有改动任何内容。", "info")
    return redirect(url_for("admin.imports"), 303)


@blueprint.get("/imports/<any(units, sites, reports):subject>.<any(csv, xlsx):form>")
@may_enter(Role.OFFICER, Role.ADMIN)
def import_template(subject: str, form: str) -> ResponseReturnValue:
    """An empty table with headings, an example and what each column means."""
    about = Subject(subject)  # type: ignore[call-arg]  # looks a term up
    if about not in _subjects():
        abort(403)
    columns = COLUMNS[about]
    example = [column.example for column in columns]
    table: list[Sequence[str]] = [table_head(about), [f"{REMARK} 示例，导入时略过：{example[0]}", *example[1:]]]
    name = f"{about}-template.{form}"
    if form == "csv":
        notes = [[f"{REMARK} {column.label}：{column.note}"] for column in columns]
        return csv_file(name, [*table, *notes])
    notes = [
        ["列名", "英文列名", "必有", "说明"],
        *([column.label, column.name, "是" if column.needed else "", column.note] for column in columns),
    ]
    return xlsx_file(name, (about.label, table), ("说明", notes))


def _views(about: About, only_wrong: bool) -> list[tuple[str, str, int, bool]]:
    wrong = about.tally[Fate.WRONG]
    if not wrong:
        return []
    return [
        ("有误的行", here(view=None, page=None), wrong, only_wrong),
        ("全部行", here(view="all", page=None), about.tally.total, not only_wrong),
    ]


def _files() -> ImportFiles:
    return ImportFiles(workings().settings.imports)


def _own(key: str) -> About:
    """The file of that key, which this person sent."""
    about = _files().about(key)
    if about is None or about.account != actor().account:
        abort(404)
    return about


def _subjects() -> list[Subject]:
    """What this person may import."""
    tree = load_tree(reader())
    return [subject for subject in Subject if may_import(actor(), subject, tree)]


def _upload_form(**options: Any) -> UploadForm:
    form = UploadForm(**options)
    subjects = _subjects()
    if not subjects:
        abort(403)
    form.subject.choices = [(subject.value, subject.label) for subject in subjects]
    if not form.subject.data:
        chosen = Subject.lookup(request.args.get("subject"))
        form.subject.data = chosen.value if chosen in subjects else None
    return form


def _render_form(form: UploadForm) -> str:
    return render_template(
        "admin/imports.html", form=form, problems=form.problems(), subjects=_subjects(), columns=COLUMNS
    )
