"""The forms of the registers of units and websites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from portal.domain.demands import Problem
from portal.domain.registers import LONGEST_NAME, SHORTEST_NAME, SiteEntry, UnitEntry
from portal.domain.vocabulary import SiteStatus, UnitKind
from portal.web.forms import Characters, Filled, PortalForm, chosen

Choices = list[tuple[str, str]]
_NAME = Characters(SHORTEST_NAME, LONGEST_NAME)


class RegisterForm(PortalForm):
    """Base of the forms below. ``version`` is what the unit or website was at when the form was made."""

    version = HiddenField()

    def expects(self) -> int:
        """The version that the form was made for; a form without one is older than everything."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1

    def take(self, problems: Iterable[Problem]) -> None:
        """Put the service's sentences beside the fields they belong to, the others above the whole form."""
        for problem in problems:
            if problem.field in self:
                self[problem.field].errors = [*self[problem.field].errors, problem.message]
            else:
                self.form_errors.append(problem.message)

    def problems(self) -> list[tuple[str, str]]:
        """Also what is wrong with the whole."""
        return [*(("", message) for message in self.form_errors), *super().problems()]


class ChangeForm(RegisterForm):
    """Name and region of a unit."""

    name = StringField("单位名称", id="change-name", validators=[Filled("请填写单位名称"), _NAME])
    region = SelectField("所属地区", id="change-region", validate_choice=False)


class ResponsibleForm(RegisterForm):
    """Who answers for the unit (§五.2)."""

    account = SelectField("专人", id="responsible-account", validate_choice=False)


class MoveForm(RegisterForm):
    """The unit above."""

    parent = SelectField(
        "新的上级单位", id="move-parent", validate_choice=False, validators=[Filled("请选择新的上级单位")]
    )


class MergeForm(RegisterForm):
    """The successor."""

    into = SelectField("并入哪个单位", id="merge-into", validate_choice=False, validators=[Filled("请选择并入的单位")])


class NewUnitForm(RegisterForm):
    """A unit below the present one."""

    name = StringField("单位名称", id="below-name", validators=[Filled("请填写单位名称"), _NAME])
    code = StringField("单位代码", id="below-code", validators=[Filled("请填写单位代码")])
    kind = RadioField("单位类型", id="below-kind", choices=dict(UnitKind.choices()), validate_choice=False)
    region = SelectField("所属地区", id="below-region", validate_choice=False)

    def entry(self, parent: str) -> UnitEntry:
        """What was typed."""
        return UnitEntry(
            code=self.code.data,
            name=self.name.data,
            kind=UnitKind.lookup(self.kind.data),
            parent=parent,
            region=self.region.data or "",
        )


class SiteForm(RegisterForm):
    """Everything about a website but its code, which is its name in every report and stays."""

    name = StringField("网站名称", validators=[Filled("请填写网站名称"), _NAME])
    url = StringField("首页网址", validators=[Filled("请填写首页网址，如 http://www.city.gov.cn/")])
    hosts = TextAreaField("其他域名", render_kw={"rows": 4}, validators=[Characters(most=5000)])
    unit = SelectField("填报单位", validate_choice=False, validators=[Filled("请选择填报单位")])
    status = RadioField("网站状态", choices=dict(SiteStatus.choices()), validate_choice=False)
    sponsor_lost = BooleanField("已失去主办单位")

    def entry(self, code: str) -> SiteEntry:
        """What was typed."""
        return SiteEntry(
            code=code,
            name=self.name.data,
            url=self.url.data,
            unit=self.unit.data,
            hosts=(self.hosts.data or "").split("\n"),
            status=SiteStatus.lookup(self.status.data),
            sponsor_lost=self.sponsor_lost.data,
        )


class NewSiteForm(SiteForm):
    """The same for a website that is not registered yet."""

    code = StringField("网站标识码", validators=[Filled("请填写网站标识码")])


def offer(field: Any, choices: Choices, empty: str) -> None:
    """Give a select field its choices; one that was sent and is not among them is left for the service to refuse."""
    field.choices = chosen(choices, empty)
