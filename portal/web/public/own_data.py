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
from portal.queries.tracking import TrackedReport
from portal.services.casework import act
from portal.services.contacts import change_contact
from portal.services.errors import NotAllowed
from portal.web.public.blueprint import blueprint
from portal.web.public.track_forms import ContactForm, RetractForm, TrackForm
from portal.web.public.tracked_page import show, show_again, with_code
from portal.web.workings import context, reader, workings


@blueprint.post("/track/contact")
@with_code(ContactForm)
def change_own_contact(found: TrackedReport, form: ContactForm) -> ResponseReturnValue:
    """Correct name, telephone number and mail address, or delete them by leaving them empty."""
    name, phone, email = (field.data or "" for field in (form.contact_name, form.contact_phone, form.contact_email))
    change_contact(context(), found.report.number, name, phone, email)
    return show_again(form, "联系方式已更正。" if name or phone or email else "联系方式已删除。")


@blueprint.post("/track/data")
@with_code(TrackForm)
def take_own_data(found: TrackedReport, form: TrackForm) -> ResponseReturnValue:
    """Everything that is held about the citizen with this report, in one archive."""
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
@with_code(RetractForm)
def retract(found: TrackedReport, form: RetractForm) -> ResponseReturnValue:
    """Take an unfinished report back."""
    try:
        act(context(), CITIZEN, found.report.number, Action.RETRACT, ActionInput())
    except NotAllowed:
        return show(found, form, problem="这条留言现在不能撤回：已经办结过或者已经撤回"), 422
    return show_again(form, "留言已撤回，办理到此结束。")
