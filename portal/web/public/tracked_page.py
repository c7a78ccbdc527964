"""What all addresses that take a tracking code share: the look-up, the count of wrong ones, and the page behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from portal.domain.tracking_code import parse_tracking_code
from portal.queries.tracking import TrackedReport, find_tracked
from portal.services.intake import tracking_hash
from portal.web.forms import checks_own_token
from portal.web.limits import Limit, limiter, minutes, sender
from portal.web.public.own_pictures import shown_pictures
from portal.web.public.track_forms import ContactForm, DisputeForm, RatingForm, RetractForm, TrackForm
from portal.web.workings import calendar, context, fresh_reader, now, reader

FormKind = TypeVar("FormKind", bound=TrackForm)
View = Callable[[TrackedReport, FormKind], ResponseReturnValue]
UNKNOWN = "没有找到对应的留言，请核对查询码（16 位字母和数字）"


def find(form: TrackForm) -> TrackedReport | None:
    """The report behind the typed code; leaves a sentence at the field where there is none.

    Whoever has typed too many wrong codes is refused before the code is looked at, so that nothing tells whether the
    next one was right.
    """
    typed = form.tracking_code.data or ""
    form.wait = limiter().wait(Limit.WRONG_CODES, sender())
    found = None if form.wait else _look_up(typed)
    if found is None and typed and not form.wait:
        form.wait = limiter().count(Limit.WRONG_CODES, sender())
    if form.wait:
        form.tracking_code.errors = [
            f"查询码输错次数过多，请 {minutes(form.wait)}后再试；其间输入正确的查询码也不能查询"
        ]
    elif found is None:
        form.tracking_code.errors = [UNKNOWN]
    return found


def with_code(kind: type[FormKind]) -> Callable[[View[FormKind]], Callable[[], ResponseReturnValue]]:
    """A view that is called with the report behind a code and the form of ``kind`` that was sent with it, complete;
    whatever is wrong with either is answered before."""

    def decorate(view: View[FormKind]) -> Callable[[], ResponseReturnValue]:
        @wraps(view)
        def answered() -> ResponseReturnValue:
            form = kind()
            found = find(form)
            if found is None:
                return ask_again(form)
            return view(found, form) if form.validate_on_submit() else (show(found, form), form.failure_status)

        return checks_own_token(answered)

    return decorate


def _look_up(typed: str) -> TrackedReport | None:
    parts = context()
    # What cannot be a code is looked up like one that could, so that the answers take equally long.
    digest = tracking_hash(parts, parse_tracking_code(typed) or "")
    return find_tracked(reader(), digest, now(), calendar(), parts.working_days, parts.dispute_days)


def ask_again(form: TrackForm) -> ResponseReturnValue:
    """The page that asks for the code, with what was typed and what is wrong with it."""
    answer = make_response(render_template("public/track.html", form=form), 429 if form.wait else 422)
    if form.wait:
        answer.headers["Retry-After"] = str(form.wait)
    return answer


def show_again(form: TrackForm, message: str) -> ResponseReturnValue:
    """The report's page after a change, with what was done."""
    fresh_reader()
    found = find(form)
    return ask_again(form) if found is None else show(found, form, message=message)


def show(found: TrackedReport, form: TrackForm, message: str = "", problem: str = "") -> str:
    """The report's page; ``form`` is the one that was sent, and comes back as it was filled in if it has errors.

    ``problem`` is said above the page where no field is to blame.
    """
    contact = found.report.contact
    known = (
        {"contact_name": contact.name, "contact_phone": contact.phone, "contact_email": contact.email}
        if contact
        else {}
    )
    rated = {"rating": str(found.rating.score), "comment": found.rating.comment} if found.rating else {}
    return render_template(
        "public/tracked.html",
        found=found,
        code=form.tracking_code.data,
        pictures=shown_pictures(found.report),
        rating_form=_sent(form, RatingForm, rated),
        dispute_form=_sent(form, DisputeForm, {}),
        contact_form=_sent(form, ContactForm, known),
        retract_form=_sent(form, RetractForm, {}),
        days_to_dispute=(found.dispute_until - now()).days if found.dispute_until else 0,
        sent=type(form).__name__ if form.errors else "",
        errors=([("", problem)] if problem else []) + form.problems(),
        message=message,
    )


def _sent(form: TrackForm, kind: type[TrackForm], start: dict[str, Any]) -> TrackForm:
    """The form that was sent, if it is of this kind and has something to put right, else a fresh one."""
    return form if isinstance(form, kind) and form.errors else kind(formdata=None, data=start)
