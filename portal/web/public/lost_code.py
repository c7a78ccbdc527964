"""Lost codes: asked for by mail address, given out by a button behind the link of a letter."""

from __future__ import annotations

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from portal.services import codes
from portal.web.forms import checks_own_token
from portal.web.limits import Limit, limiter, minutes, sender
from portal.web.public.blueprint import blueprint
from portal.web.public.track_forms import LostForm
from portal.web.workings import context, reader, workings


@blueprint.get("/track/lost")
def lost_code() -> ResponseReturnValue:
    """By mail where the portal sends letters, by telephone everywhere."""
    return _render(LostForm())


@blueprint.post("/track/lost")
@checks_own_token
def send_lost_code() -> ResponseReturnValue:
    """Have a letter sent if the address is known; whoever asks is told the same in any case."""
    form = LostForm()
    if not _sends_letters() or not form.validate_on_submit():
        return _render(form), form.failure_status
    wait = limiter().count(Limit.LOST_CODES, sender())
    if wait:
        form.contact_email.errors = [f"请求次数过多，请 {minutes(wait)}后再试"]
        answer = make_response(_render(form), 429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    codes.ask_for_codes(context(), form.contact_email.data)
    return render_template("public/lost_code_sent.html")


@blueprint.get("/track/new-code/<token>")
def new_code(token: str) -> ResponseReturnValue:
    """Ask first: programs that look at letters open every link in them."""
    number = codes.linked_number(reader(), context(), token)
    return render_template("public/new_code.html", number=number), 200 if number else 404


@blueprint.post("/track/new-code/<token>")
def give_new_code(token: str) -> ResponseReturnValue:
    """Give out a new code and show it once."""
    new = codes.renew_by_link(context(), token)
    if new is None:
        return render_template("public/new_code.html", number=None), 404
    return render_template("public/code_renewed.html", new=new)


def _render(form: LostForm) -> str:
    return render_template("public/lost_code.html", form=form, letters=_sends_letters())


def _sends_letters() -> bool:
    settings = workings().settings
    # A demo's visitors may type anybody's address.
    return bool(settings.post.smtp_url) and not settings.demo
