"""What citizens decide about their own data: correct it, delete it, take it home, take the report back."""

from __future__ import annotations

import io
import json
import zipfile

from flask import Response
from flask.typing import ResponseReturnValue

from portal.domain.demands import ActionInput
from portal.domain.policy import CITIZEN
from portal.domain.vocabulary import Action
from portal.queries.own_data import own_data, picture_names
from portal.queries.own_pictures import tracked_pictures
from portal.services.casework import act
from portal.services.contacts import change_contact
from portal.services.errors import NotAllowed
from portal.web.forms import checks_own_token
from portal.web.public.blueprint import blueprint
from portal.web.public.track_forms import ContactForm, RetractForm, TrackForm
from portal.web.public.tracked_page import ask_again, find, show, show_again
from portal.web.workings import context, reader, workings


@blueprint.post("/track/contact")
@checks_own_token
def change_own_contact() -> ResponseReturnValue:
    """Correct name, telephone number and mail address, or delete them by leaving them empty."""
    form = ContactForm()
    found = find(form)
    if found is None:
        return ask_again(form)
    if not form.validate_on_submit():
        return show(found, form), form.failure_status
    name, phone, email = (field.data or "" for field in (form.contact_name, form.contact_phone, form.contact_email))
    change_contact(context(), found.report.number, name, phone, email)
    return show_again(form, "联系方式已更正。" if name or phone or email else "联系方式已删除。")


@blueprint.post("/track/data")
@checks_own_token
def take_own_data() -> ResponseReturnValue:
    """Everything that is held about the citizen with this report, in one archive."""
    form = TrackForm()
    found = find(form)
    if found is None:
        return ask_again(form)
    if not form.validate_on_submit():
        return show(found, form), form.failure_status
    pictures = tracked_pictures(reader(), found.report.id).own
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        told = json.dumps(own_data(reader(), found, pictures), ensure_ascii=False, indent=2)
        packed.writestr("data.json", told + "\n")
        for name, picture in picture_names(pictures):
            content = workings().pictures.read(picture.sha256)
            if content is not None:
                packed.writestr(name, content)
    answer = Response(archive.getvalue(), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.report.number}.zip"'
    return answer


@blueprint.post("/track/retract")
@checks_own_token
def retract() -> ResponseReturnValue:
    """Take an unfinished report back."""
    form = RetractForm()
    found = find(form)
    if found is None:
        return ask_again(form)
    if not form.validate_on_submit():
        return show(found, form), form.failure_status
    try:
        act(context(), CITIZEN, found.report.number, Action.RETRACT, ActionInput())
    except NotAllowed:
        return show(found, form, problem="这条留言现在不能撤回：已经办结过或者已经撤回"), 422
    return show_again(form, "留言已撤回，办理到此结束。")
