"""Forms of the public pages; field names are a contract that other programs rely on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField, ValidationError

from portal.domain.page_address import complete, problem_with
from portal.domain.picture import Picture
from portal.domain.site_code import parse_site_code
from portal.domain.vocabulary import ProblemType, ReportKind
from portal.services.intake import Submission
from portal.store import Region
from portal.web.forms import Characters, Filled, PictureForm, chosen
from portal.web.protection import ProtectedForm
from portal.web.public.contact_checks import mail_address, telephone

PROBLEM_HINTS = {
    "unreachable": "打不开、报错、附件下载不了、链接点错地方",
    "outdated": "栏目长期没有更新，或还挂着已经失效的内容",
    "inaccurate": "电话、地址、时间、办事条件等与实际不符",
    "unanswered": "在网站上咨询、留言，迟迟没有答复",
    "typo": "错字、漏字、多字、标点错误",
    "fake": "冒用、虚构、抄袭的内容",
    "other": "以上都不是",
}


def _web_address(form: Any, field: Any) -> None:
    if field.data:
        field.data = complete(field.data)
        problem = problem_with(field.data)
        if problem:
            raise ValidationError(problem)


class _ReportFields(PictureForm, ProtectedForm):
    """What both kinds of report ask for."""

    problem_type = RadioField(
        "是什么问题？",
        choices=dict(ProblemType.choices()),
        validators=[Filled("请选择问题类型")],
        validate_choice=False,
    )
    description = TextAreaField("问题描述", validators=[Filled("请描述您发现的问题"), Characters(10, 2000)])
    wrong_text = TextAreaField("网页上错误的文字", validators=[Characters(most=1000)])
    suggested_text = TextAreaField("建议改为", validators=[Characters(most=1000)])
    contact_name = StringField("姓名", validators=[Characters(most=50)])
    contact_phone = StringField("联系电话", validators=[Characters(most=30), telephone])
    contact_email = EmailField("电子邮箱", validators=[Characters(most=254), mail_address])

    def validate_problem_type(self, field: Any) -> None:
        """The seven types of the platform's list."""
        if ProblemType.lookup(field.data) is None:
            raise ValidationError("请选择列出的问题类型")

    def _common(self) -> dict[str, Any]:
        names = ("description", "wrong_text", "suggested_text", "contact_name", "contact_phone", "contact_email")
        return {name: self[name].data for name in names} | {"problem_type": ProblemType.lookup(self.problem_type.data)}


class ReportForm(_ReportFields):
    """我要找错: an error on a page of a registered site."""

    site_code = StringField("网站标识码", validators=[Characters(most=20)])
    page_url = StringField("网页地址", validators=[Filled("请填写有问题的网页地址"), _web_address])
    site_unknown = BooleanField("仍按“我要找错”提交，由省政府办公厅人工分办")

    def validate_site_code(self, field: Any) -> None:
        """Empty, or a code as the register writes it."""
        if field.data and parse_site_code(field.data) is None:
            raise ValidationError("网站标识码应为 10 位（一般在网站页脚可以找到），不清楚可以不填")

    def submission(self, pictures: tuple[Picture, ...]) -> Submission:
        """What the citizen sent, for intake."""
        code = parse_site_code(self.site_code.data) or ""
        return Submission(
            kind=ReportKind.CORRECTION, page_url=self.page_url.data, site_code=code, pictures=pictures, **self._common()
        )


class UnlistedForm(_ReportFields):
    """漏报网站找错: a government website that is missing from the register (§三(一))."""

    site_name = StringField("网站名称", validators=[Filled("请填写网站名称"), Characters(2, 100)])
    site_url = StringField("网站网址", validators=[Filled("请填写网站网址"), _web_address])
    region = SelectField("所在地区", validators=[Filled("请选择网站所在地区")], validate_choice=False)
    page_url = StringField("有问题的网页地址", validators=[_web_address])

    def offer_regions(self, regions: Sequence[Region]) -> None:
        """Let the citizen choose from these, the province's own departments first."""
        names = [
            (each.code, "省直部门" if each.level == 0 else "　" * (each.level - 1) + each.name) for each in regions
        ]
        self.region.choices = chosen(names, "请选择")

    def validate_region(self, field: Any) -> None:
        """One of those that were offered."""
        if field.data not in self.region.choices:
            raise ValidationError("请选择列出的地区")

    def submission(self, pictures: tuple[Picture, ...]) -> Submission:
        """What the citizen sent, for intake."""
        return Submission(
            kind=ReportKind.UNLISTED,
            site_name=self.site_name.data,
            site_url=self.site_url.data,
            region=self.region.data,
            page_url=self.page_url.data or self.site_url.data,
            pictures=pictures,
            **self._common(),
        )
