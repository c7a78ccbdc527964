"""The pages of the steps: what each is shown with, and which comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.domain.vocabulary import ProblemType, ReportKind
from portal.queries import places, published
from portal.queries.alike import published_alike
from portal.queries.register import filing_unit_name
from portal.services.drafts import keep
from portal.store import Site
from portal.web.forms import PICTURE_HINT, PortalForm
from portal.web.protection import OWN_FIELDS
from portal.web.public import drafts
from portal.web.public.drafts import STEPS, OpenDraft
from portal.web.public.forms import (
    PROBLEM_HINTS,
    PageForm,
    PicturesAndContact,
    ReportForm,
    UnlistedForm,
    WhatIsWrong,
    WhichSite,
)
from portal.web.public.known_sites import site_of
from portal.web.visitors import visitor
from portal.web.workings import context, now, reader, rectification_today

FORMS: Mapping[str, type[PortalForm]] = {
    "page": PageForm,
    "site": WhichSite,
    "problem": WhatIsWrong,
    "contact": PicturesAndContact,
}
TEMPLATES = {
    "page": "public/step_page.html",
    "site": "public/step_site.html",
    "problem": "public/step_problem.html",
    "contact": "public/step_contact.html",
    "check": "public/step_check.html",
}
FIRST = {"page": "public.report", "site": "public.unlisted"}
"""First steps have the addresses that everybody links to."""
NOT_TYPED = frozenset({"csrf_token", "attachments", "picture"}) | OWN_FIELDS
"""Fields that hold no text of the citizen."""
ALIKE_SHOWN = 3
REGISTERED_SHOWN = 5


def address_of(step: str) -> str:
    """Where a step is shown."""
    return url_for(FIRST[step]) if step in FIRST else url_for("public.step", step=step)


def go_on(draft: OpenDraft, step: str, answers: Mapping[str, str]) -> ResponseReturnValue:
    """Keep the answers of a step and lead to the first one that is still due."""
    keep(context(), draft.key, answers, step)
    drafts.hold(draft.key)
    return redirect(address_of(drafts.reread(draft).due), 303)


def typed(form: PortalForm) -> dict[str, str]:
    """Every text of a form by its field's name."""
    return {field.name: field.data or "" for field in form if field.name not in NOT_TYPED}


def form_of(step: str, draft: OpenDraft) -> PortalForm:
    """The form of a step with what the draft holds."""
    return FORMS[step](formdata=None, data={**draft.answers, "picture": list(draft.pictures)})


def render_step(step: str, form: PortalForm, draft: OpenDraft, status: int = 200, **more: Any) -> Response:
    """The page of one step."""
    visitor()
    if isinstance(form, WhichSite):
        form.offer_regions(places.regions(reader()))
        more["registered"] = published.newly_registered(reader(), REGISTERED_SHOWN)
    if step in ("page", "problem"):
        # What the form says comes first: the page may have come back with another address typed.
        kind = ReportKind.CORRECTION if step == "page" else draft.kind
        more |= _around({**draft.answers, **typed(form)}, kind)
    return _answer(step, draft, status, form=form, hints=PROBLEM_HINTS, picture_hint=PICTURE_HINT, **more)


def render_check(draft: OpenDraft, form: ReportForm | UnlistedForm | None = None, status: int = 200) -> Response:
    """Everything that was answered, and the button that sends it all; ``form`` is what was sent in vain."""
    answers, regions = draft.answers, {each.code: each.name for each in places.regions(reader())}
    complete = UnlistedForm if draft.kind is ReportKind.UNLISTED else ReportForm
    if form is None:
        form = complete(formdata=None, data={**answers, "picture": list(draft.pictures)})
        form.begin(draft.begun.begun_at or now())
    answers = {**answers, **typed(form)}
    return _answer(
        "check",
        draft,
        status,
        form=form,
        fields=typed(form),
        region=regions.get(answers.get("region", ""), ""),
        problem_type=ProblemType.lookup(answers.get("problem_type")),
        change={each: address_of(each) for each in STEPS[draft.kind]},
        **_around(answers, draft.kind),
    )


def _answer(step: str, draft: OpenDraft, status: int = 200, **more: Any) -> Response:
    steps = (*STEPS[draft.kind], "check")
    place = 0 if step in FIRST else steps.index(step)
    page = render_template(
        TEMPLATES[step],
        draft=draft,
        place=place + 1,
        places=len(steps),
        back=address_of(steps[place - 1]) if place else "",
        **more,
    )
    answer = make_response(page, status)
    if step in ("contact", "check"):
        # The next person at this computer must not find names and numbers among the pages that the browser kept.
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _around(answers: Mapping[str, str], kind: ReportKind) -> dict[str, Any]:
    """What the portal knows of the page: its site, the unit that runs it, and published cases that say the same."""
    page_url = answers.get("page_url") or answers.get("site_url", "")
    site: Site | None = None if kind is ReportKind.UNLISTED else site_of(answers.get("site_code"), page_url)
    wrong_text = answers.get("wrong_text", "")
    return {
        "site": site,
        "unit_name": filing_unit_name(reader(), site) if site else "",
        "alike": published_alike(reader(), page_url, site.id if site else None, wrong_text, ALIKE_SHOWN),
        "state": rectification_today,
    }
