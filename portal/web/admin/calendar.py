"""The calendar of working days: everybody of the offices reads it, the provincial office decides days (§四)."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, RadioField, StringField
from wtforms.validators import AnyOf

from portal.domain.decided_days import FIRST_YEAR, LAST_YEAR, LONGEST_DOCUMENT, DecidedDay
from portal.domain.policy import may_decide_days
from portal.domain.vocabulary import DayKind, Role
from portal.queries.year_calendar import year_calendar
from portal.services import calendar_days
from portal.services.calendar_days import Change
from portal.services.errors import Invalid, NotAllowed
from portal.store.facts import load_tree
from portal.web.admin.blueprint import blueprint
from portal.web.forms import Characters, Filled, PortalForm, checks_own_token
from portal.web.guards import may_enter
from portal.web.pages import chinese_date
from portal.web.sessions import actor
from portal.web.workings import context, reader, today


class DayForm(PortalForm):
    """A day, whether it is worked, and the document that this rests on."""

    day = DateField("日期", validators=[Filled("请填写日期，如 2027-02-15")])
    working = RadioField(
        "这一天",
        choices={"yes": "上班", "no": "休息"},
        validators=[AnyOf(("yes", "no"), "请选择上班或休息")],
        validate_choice=False,
    )
    document = StringField("依据", validators=[Filled("请填写依据的文件名称或文号"), Characters(2, LONGEST_DOCUMENT)])

    def given(self) -> DecidedDay:
        """What was typed, once it was validated."""
        return DecidedDay(self.day.data, self.working.data == "yes", self.document.data)


class RemovalForm(PortalForm):
    """The day whose decision is taken back."""

    day = DateField("日期", validators=[Filled("请填写日期")])


@blueprint.get("/calendar")
@may_enter(Role.OFFICER, Role.ADMIN)
def calendar() -> ResponseReturnValue:
    """A year as the clock sees it."""
    return _render(_asked_year(), DayForm(formdata=None))


@blueprint.post("/calendar")
@checks_own_token
@may_enter(Role.OFFICER)
def decide_day() -> ResponseReturnValue:
    """Decide a day, and say how many deadlines moved."""
    form = DayForm()
    if not may_decide_days(actor(), load_tree(reader())):
        abort(403)
    if not form.validate_on_submit():
        return _render(_asked_year(), form), form.failure_status
    given = form.given()
    try:
        change = calendar_days.set_day(context(), actor(), given)
    except Invalid as invalid:
        for problem in invalid.problems:
            form[problem.field].errors = [*form[problem.field].errors, problem.message]
        return _render(_asked_year(), form), 422
    except NotAllowed:
        abort(403)
    word = "上班" if given.working else "休息"
    flash(f"{chinese_date(given.day)}已定为{word}；{_consequence(change)}。", "success")
    return redirect(url_for("admin.calendar", year=given.day.year), 303)


@blueprint.post("/calendar/remove")
@checks_own_token
@may_enter(Role.OFFICER)
def undo_day() -> ResponseReturnValue:
    """Take a decision back, and say how many deadlines moved."""
    form = RemovalForm()
    if not may_decide_days(actor(), load_tree(reader())):
        abort(403)
    if not form.validate_on_submit():
        return _render(_asked_year(), DayForm(formdata=None), form.problems()), form.failure_status
    try:
        change = calendar_days.unset_day(context(), actor(), form.day.data)
    except NotAllowed:
        abort(403)
    flash(f"{chinese_date(form.day.data)}恢复为国务院办公厅公布的安排；{_consequence(change)}。", "success")
    return redirect(url_for("admin.calendar", year=form.day.data.year), 303)


def _consequence(change: Change) -> str:
    if not change.days:
        return "与原来一致，没有变化"
    return f"{change.moved} 件在办留言的期限已重算" if change.moved else "在办留言的期限没有变化"


def _asked_year() -> int:
    """The year that the address names, this year if it names none that makes sense."""
    given = request.args.get("year", "")
    known = given.isascii() and given.isdecimal() and len(given) == 4 and FIRST_YEAR <= int(given) <= LAST_YEAR
    return int(given) if known else today().year


def _render(year: int, form: DayForm, problems: list[tuple[str, str]] | None = None) -> str:
    session = reader()
    return render_template(
        "admin/calendar.html",
        view=year_calendar(session, context().calendar, year),
        form=form,
        problems=form.problems() + (problems or []),
        may_decide=may_decide_days(actor(), load_tree(session)),
        kinds=DayKind,
    )
