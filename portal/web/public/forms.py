"""Forms of the public pages; field names are a contract that other programs rely on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from portal.adapters.pictures import PictureStore
from portal.domain.page_address import complete, problem_with
from portal.domain.picture import Picture
from portal.domain.site_code import parse_site_code
from portal.domain.vocabulary import ProblemType, ReportKind
from portal.services.intake import Submission
from portal.store import Region
from portal.web.forms import MOST_PICTURES, Characters, Filled, PictureForm, PortalForm, chosen
from portal.web.protection import ProtectedForm
from portal.web.public.contact_checks import mail_address, telephone
from portal.web.seals import seal, unseal

LOST_PICTURE = "有一张先前上传的图片已经失效，请重新选择"
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


class WhichPage(PortalForm):
    """The page of a registered site."""

    page_url = StringField(
        "网页地址", validators=[Filled("请填写有问题的网页地址"), _web_address], render_kw={"inputmode": "url"}
    )
    site_code = StringField("网站标识码", validators=[Characters(most=20)])

    def validate_site_code(self, field: Any) -> None:
        """Empty, or a code as the register writes it."""
        if field.data and parse_site_code(field.data) is None:
            raise ValidationError("网站标识码应为 10 位（一般在网站页脚可以找到），不清楚可以不填")


class PageForm(WhichPage):
    """The first step; a script may add the words that the visitor had selected on the page."""

    wrong_text = StringField("网页上错误的文字")


class WhichSite(PortalForm):
    """A site that is missing from the register."""

    site_name = StringField("网站名称", validators=[Filled("请填写网站名称"), Characters(2, 100)])
    site_url = StringField(
        "网站网址", validators=[Filled("请填写网站网址"), _web_address], render_kw={"inputmode": "url"}
    )
    region = SelectField("所在地区", validators=[Filled("请选择网站所在地区")], validate_choice=False)
    page_url = StringField("有问题的网页地址", validators=[_web_address], render_kw={"inputmode": "url"})

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


class WhatIsWrong(PortalForm):
    """The problem in the citizen's words."""

    problem_type = RadioField(
        "是什么问题？",
        choices=dict(ProblemType.choices()),
        validators=[Filled("请选择问题类型")],
        validate_choice=False,
    )
    description = TextAreaField("问题描述", validators=[Filled("请描述您发现的问题"), Characters(10, 2000)])
    wrong_text = TextAreaField("网页上错误的文字", validators=[Characters(most=1000)], render_kw={"rows": 2})
    suggested_text = TextAreaField("建议改为", validators=[Characters(most=1000)], render_kw={"rows": 2})

    def validate_problem_type(self, field: Any) -> None:
        """The seven types of the platform's list."""
        if ProblemType.lookup(field.data) is None:
            raise ValidationError("请选择列出的问题类型")


class KeptPictures(Field):  # type: ignore[misc]  # WTForms carries no types
    """Pictures that were stored with an earlier step; forms carry them as seals, ``data`` as pictures."""

    data: list[Picture]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take what this portal sealed, each once."""
        found = [_picture_in(value) for value in valuelist]
        self.data = list(dict.fromkeys(picture for picture in found if picture))
        if None in found:
            raise ValueError(LOST_PICTURE)

    @property
    def sealed(self) -> list[tuple[str, Picture]]:
        """Each picture with its seal."""
        return [(seal(self.name, astuple(picture)), picture) for picture in self.data or ()]


def _picture_in(text: str) -> Picture | None:
    value = unseal("picture", text)
    return Picture(*value) if value else None


class PicturesAndContact(PictureForm):
    """What may be given besides."""

    picture = KeptPictures("已上传的图片")
    contact_name = StringField("姓名", validators=[Characters(most=50)], render_kw={"autocomplete": "name"})
    contact_phone = StringField(
        "联系电话", validators=[Characters(most=30), telephone], render_kw={"autocomplete": "tel", "inputmode": "tel"}
    )
    contact_email = EmailField(
        "电子邮箱", validators=[Characters(most=254), mail_address], render_kw={"autocomplete": "email"}
    )

    def validate_attachments(self, field: Any) -> None:
        """Those that were stored before count too."""
        super().validate_attachments(field)
        kept = len(self.picture.data or ())
        if kept + len(field.data) > MOST_PICTURES:
            raise ValidationError(f"最多 {MOST_PICTURES} 张图片，已有 {kept} 张，又选了 {len(field.data)} 张")


class _ReportFields(WhatIsWrong, PicturesAndContact, ProtectedForm):
    """What both kinds of report ask for."""

    def all_pictures(self, store: PictureStore) -> tuple[Picture, ...] | None:
        """The pictures kept before and the uploads; None, with a sentence at its field, if one is not to be had."""
        kept = self.picture.data or []
        there = [picture for picture in kept if store.read(picture.sha256) is not None]
        if there != kept:
            self.picture.data = there
            self.attachments.errors = [LOST_PICTURE]
            return None
        uploads = self.store_pictures(store)
        return None if uploads is None else (*kept, *uploads)

    def _common(self) -> dict[str, Any]:
        names = ("description", "wrong_text", "suggested_text", "contact_name", "contact_phone", "contact_email")
        return {name: self[name].data for name in names} | {"problem_type": ProblemType.lookup(self.problem_type.data)}


class ReportForm(WhichPage, _ReportFields):
    """我要找错: an error on a page of a registered site."""

    site_unknown = BooleanField("仍按“我要找错”提交，由省政府办公厅人工分办")

    def submission(self, pictures: tuple[Picture, ...]) -> Submission:
        """What the citizen sent, for intake."""
        code = parse_site_code(self.site_code.data) or ""
        return Submission(
            kind=ReportKind.CORRECTION, page_url=self.page_url.data, site_code=code, pictures=pictures, **self._common()
        )


class UnlistedForm(WhichSite, _ReportFields):
    """漏报网站找错: a government website that is missing from the register (§三(一))."""

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
