"""Forms of 办理查询; each carries the tracking code, which never travels in an address."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, EmailField, RadioField, StringField, TextAreaField, ValidationError

from portal.domain.mail_address import normal_address
from portal.web.forms import Characters, Filled, PortalForm
from portal.web.public.contact_checks import mail_address, telephone


class TrackForm(PortalForm):
    """办理查询: by tracking code."""

    tracking_code = StringField("查询码", validators=[Filled("请填写查询码")])
    wait = 0
    """Seconds until a code is looked up again, after too many wrong ones."""


class RatingForm(TrackForm):
    """How the citizen rates the handling."""

    rating = RadioField(
        "您对办理结果满意吗？",
        choices={"5": "很满意", "4": "满意", "3": "一般", "2": "不满意", "1": "很不满意"},
        validators=[Filled("请选择满意程度")],
        validate_choice=False,
    )
    comment = TextAreaField("补充说明", validators=[Characters(most=500)])

    def validate_rating(self, field: Any) -> None:
        """One to five."""
        if field.data not in ("1", "2", "3", "4", "5"):
            raise ValidationError("请选择满意程度")


class DisputeForm(TrackForm):
    """Why the citizen disputes the answer."""

    reason = TextAreaField("异议理由", validators=[Filled("请填写异议理由"), Characters(5, 1000)])


class ContactForm(TrackForm):
    """Contact data as the citizen wants it to be from now on; all empty deletes it."""

    contact_name = StringField("姓名", validators=[Characters(most=50)])
    contact_phone = StringField("联系电话", validators=[Characters(most=30), telephone])
    contact_email = EmailField("电子邮箱", validators=[Characters(most=254), mail_address])


class RetractForm(TrackForm):
    """The citizen takes the report back, and knows what that means."""

    confirmed = BooleanField("我确认撤回这条留言，不再需要答复", validators=[Filled("请先勾选确认")])


class LostForm(PortalForm):
    """The mail address that was given with the reports whose codes are lost."""

    contact_email = EmailField("电子邮箱", validators=[Filled("请填写提交留言时所留的邮箱")])

    def validate_contact_email(self, field: Any) -> None:
        """An address that letters can be sent to."""
        if normal_address(field.data) is None:
            raise ValidationError("邮箱地址不完整，应类似 name@mail.example")
