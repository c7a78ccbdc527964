"""What the fields for contact data take, wherever a citizen fills them in."""

from __future__ import annotations

import re
from typing import Any

from wtforms import ValidationError


def telephone(form: Any, field: Any) -> None:
    """Digits with the signs that people write between them."""
    if field.data and not re.fullmatch(r"[\d+()（）\-－ 转]{5,30}", field.data):
        raise ValidationError("电话号码只能有数字、空格、括号和短横线")


def mail_address(form: Any, field: Any) -> None:
    """Something before and after one @; whether it exists only a mail can tell."""
    if field.data and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", field.data):
        raise ValidationError("邮箱地址不完整，应类似 name@mail.example")
