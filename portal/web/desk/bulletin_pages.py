"""The two pages of a bulletin: where it is worded, and where it is read and taken further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, render_template
from wtforms import BooleanField, TextAreaField

from portal.domain.bulletin import Step
from portal.domain.bulletin_document import Chapter
from portal.domain.privacy import find
from portal.queries.board_query import BoardQuery
from portal.queries.bulletins import BulletinPage, find_bulletin, typical_cases
from portal.queries.published import in_order
from portal.services.errors import Meanwhile
from portal.store.facts import load_tree
from portal.web.desk.bulletin_form import RevisionForm, WordingForm
from portal.web.sessions import actor
from portal.web.workings import board, reader, today

MOST_FOUND = 8
WORDS = {Step.RETURN: "退回修改的理由", Step.UNPUBLISH: "撤回公开的理由"}
"""What has to be said with a step."""


class StepForm(RevisionForm):
    """What a step asks for; the service says what is missing."""

    words = TextAreaField("理由", render_kw={"rows": 2})
    secrecy_checked = BooleanField("已作保密审查，不含涉密和内部敏感信息")
    privacy_checked = BooleanField("已作个人信息审查，不含网民和其他个人的信息")


@dataclass(frozen=True, slots=True)
class Came:
    """What happened while the form was open, and the texts that have no field any more; None where they have."""

    meanwhile: Sequence[Meanwhile] = ()
    typed: Sequence[str] | None = None


def page_of(bulletin: int) -> BulletinPage:
    """The bulletin; one that does not exist and one that may not be read are not found alike."""
    page = find_bulletin(reader(), actor(), load_tree(reader()), bulletin)
    if page is None:
        abort(404)
    return page


def render(page: BulletinPage, form: WordingForm, *, found: Sequence[str] | None = None, came: Came = Came()) -> str:
    """The page where it is worded; ``found`` are numbers of cases that may be chosen besides."""
    form.offer_cases(typical_cases(reader(), [*(form.cases.data or ()), *(found or ())]))
    return render_template(
        "desk/bulletin_form.html", page=page, form=form, errors=form.problems(), found=found, came=came
    )


def render_read(page: BulletinPage, posted: Mapping[Step, StepForm] | None = None, *, came: Came = Came()) -> str:
    """The page where it is read, with the forms of the steps that are possible; ``posted`` ones come back."""
    forms = {step: _fresh(page) for step in Step if step in page.allowed} | dict(posted or {})
    for step, form in forms.items():
        form.words.label.text = WORDS.get(step, "")
    public = page.chapters(public=True)
    return render_template(
        "desk/bulletin.html",
        page=page,
        chapters=page.chapters(),
        forms=forms,
        errors=[problem for form in (posted or {}).values() for problem in form.problems()],
        came=came,
        personal=_personal(public) if Step.PUBLISH in forms else [],
        hidden=len(page.chapters()) - len(public),
    )


def found_cases(words: str) -> list[str]:
    """The numbers of the first cases on the board that the words find; none without words."""
    if not words:
        return []
    ids = board().answer(BoardQuery(q=words), today()).ids[:MOST_FOUND]
    return [case.number for case in in_order(reader(), ids)]


def _fresh(page: BulletinPage) -> StepForm:
    return StepForm(formdata=None, data={"version": str(page.bulletin.revision)})


def _personal(told: Sequence[Chapter]) -> list[str]:
    """What looks like personal data in the texts that the public would read."""
    found = (datum for chapter in told for text in chapter.texts for datum in find(text))
    return [f"{datum.kind.label} {datum.words}" for datum in found]
