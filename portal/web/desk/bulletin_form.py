"""The one form in which a bulletin is worded: its lines, its sections, its cases, and a decision on each criticism.

It is one form, so that no button of the page costs what was typed for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.bulletin import Decision, Part, Section, Verdict, Wording
from portal.domain.bulletin_document import Criticised, TypicalCase
from portal.domain.demands import Problem
from portal.queries.bulletins import BulletinPage
from portal.store import Criticism
from portal.web.forms import PortalForm

ROWS = 3
CHARACTERS_A_ROW = 45
UNKNOWN_CASE = "{}（已不在曝光台）"


class RevisionForm(PortalForm):
    """A form that was made for a bulletin as it was."""

    version = HiddenField()

    @property
    def revision(self) -> int:
        """The revision that the page was made for; -1, which no bulletin has, for nonsense."""
        given = self.version.data or ""
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else -1

    def take(self, problems: Iterable[Problem]) -> None:
        """Put the service's sentences at their fields."""
        for problem in problems:
            field = self[problem.field]
            field.errors = [*field.errors, problem.message]


class WordingForm(RevisionForm):
    """What every bulletin has; a bulletin's own form has fields for its sections and criticisms besides."""

    title = TextAreaField("标题", render_kw={"rows": 3})
    number = StringField("发文字号")
    red_head = BooleanField("版头套红（红色发文机关标志和红线）")
    addressed = StringField("主送机关")
    cases = SelectMultipleField(
        "选定的典型案例", validate_choice=False, widget=ListWidget(), option_widget=CheckboxInput()
    )
    case_search = StringField("查找已公示的案例")

    def wording(self, saved: Wording) -> Wording:
        """What was typed. The tables are those of the ``saved`` version: figures are not typed."""
        tables = {section.part: section.tables for section in saved.sections}
        return Wording(
            title="\n".join(line.strip() for line in (self.title.data or "").split("\n") if line.strip()),
            number=self.number.data or "",
            red_head=self.red_head.data,
            addressed=self.addressed.data or "",
            cases=tuple(dict.fromkeys(self.cases.data or ())),
            sections=tuple(
                Section(
                    part,
                    self[f"{part}_heading"].data or "",
                    self[f"{part}_text"].data or "",
                    tables.get(part, ()),
                    self[f"{part}_internal"].data,
                )
                for part in Part
            ),
        )

    def verdict(self, criticism: Criticism) -> Verdict:
        """What was decided about a unit; what makes no sense decides nothing."""
        decision = Decision.lookup(self[f"decision_{criticism.id}"].data) or Decision.OPEN
        return Verdict(decision, self[f"reason_{criticism.id}"].data or "")

    def typed(self, page: BulletinPage, wording: Wording) -> Iterator[str]:
        """Everything in it as lines to be copied, for where there is no form any more; ``wording`` is what it words."""
        yield from (text for text in (wording.name, wording.number, wording.addressed) if text)
        for section in wording.sections:
            yield section.heading
            yield from [section.text] if section.text else []
        if wording.cases:
            yield f"典型案例：{'、'.join(wording.cases)}"
        for each in page.criticisms:
            verdict = self.verdict(each)
            reason = f"，{verdict.reason}" if verdict.reason else ""
            yield f"{each.unit_name}（{each.ground.label}）：{verdict.decision.label}{reason}"

    def criticised(self, criticisms: Iterable[Criticism]) -> list[Criticised]:
        """Those that the form confirms, as the bulletin would name them."""
        return [
            Criticised(each.unit_name, each.ground, tuple(each.reports))
            for each in criticisms
            if self.verdict(each).decision is Decision.CONFIRMED
        ]

    def offer_cases(self, known: Iterable[TypicalCase]) -> None:
        """Let these cases be chosen, besides those that are chosen already."""
        words = {case.number: f"{case.number} {case.title}（{case.site}）" for case in known}
        chosen = dict.fromkeys(self.cases.data or ())
        self.cases.choices = {number: words.get(number, UNKNOWN_CASE.format(number)) for number in chosen | words}


def wording_form(page: BulletinPage, *, posted: bool) -> WordingForm:
    """The bulletin's own form: as it was ``posted``, or as it was saved last."""
    fields: dict[str, Any] = {}
    for section in page.wording.sections:
        rows = max(ROWS, sum(-(-len(line) // CHARACTERS_A_ROW) for line in section.text.split("\n")) + 1)
        fields[f"{section.part}_heading"] = StringField("标题")
        fields[f"{section.part}_text"] = TextAreaField("正文", render_kw={"rows": rows})
        fields[f"{section.part}_internal"] = BooleanField("向社会公开时略去这一部分")
    for each in page.criticisms:
        words = f"{each.unit_name}：{each.ground.label}（{len(each.reports)} 件）"
        fields[f"decision_{each.id}"] = RadioField(words, choices=dict(Decision.choices()), validate_choice=False)
        fields[f"reason_{each.id}"] = StringField("不予通报的理由")
    own = type("BulletinForm", (WordingForm,), fields)
    return own() if posted else own(formdata=None, data=_saved(page))  # type: ignore[no-any-return]  # made just above


def _saved(page: BulletinPage) -> dict[str, Any]:
    wording = page.wording
    values: dict[str, Any] = {
        "version": str(page.bulletin.revision),
        "title": wording.title,
        "number": wording.number,
        "red_head": wording.red_head,
        "addressed": wording.addressed,
        "cases": list(wording.cases),
    }
    for section in wording.sections:
        values[f"{section.part}_heading"] = section.heading
        values[f"{section.part}_text"] = section.text
        values[f"{section.part}_internal"] = section.internal
    for each in page.criticisms:
        values[f"decision_{each.id}"] = each.decision.value
        values[f"reason_{each.id}"] = each.reason or ""
    return values
