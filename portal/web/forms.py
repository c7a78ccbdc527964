"""What all forms share: protection against forged requests, cleaned text, messages in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import g, request
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import validate_csrf
from flask_wtf.file import MultipleFileField
from wtforms import Field, TextAreaField, ValidationError
from wtforms.validators import StopValidation

from portal.adapters.pictures import LARGEST_FILE, TOO_LARGE, PictureRefused, PictureStore
from portal.domain import scripts
from portal.domain.picture import Picture
from portal.domain.plain_text import clean as clean

csrf = CSRFProtect()
MOST_PICTURES = 3
TOO_MANY = f"最多上传 {MOST_PICTURES} 张图片，现在选了 {{count}} 张"
PICTURE_HINT = f"最多 {MOST_PICTURES} 张，每张不超过 5 MB，支持 JPG、PNG、WebP、HEIC"
PICTURE_FIELD = {
    "accept": "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif",
    "data-most": str(MOST_PICTURES),
    "data-largest": str(LARGEST_FILE),
    "data-too-many": TOO_MANY,
    "data-too-large": TOO_LARGE,
}
"""What browsers are told of a field for pictures: phones then offer the camera, and pictures.js checks early."""
EXPIRED = "页面停留过久，出于安全需要请再次点击提交；您填写的内容还在"


View = TypeVar("View", bound=Callable[..., Any])


def checks_own_token(view: View) -> View:
    """Mark a view whose form checks the token itself, so that an expired one costs nobody what they typed."""
    csrf.exempt(view)
    return view


def needs_no_token(view: View) -> View:
    """Mark a view that changes nothing but the caller's own cookie."""
    csrf.exempt(view)
    return view


def token_is_valid() -> bool:
    """Check the request's token once, for a page whose many forms share one; they take the answer from here."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    g.csrf_valid = True
    return True


class PortalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A form that keeps what was typed when its token expired; views that use it are exempt from the global check."""

    class Meta:
        locales = ("zh",)

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Clean every text before it is validated."""
            filters = unbound_field.kwargs.get("filters", ())
            if unbound_field.field_class.__name__ in ("StringField", "TextAreaField", "URLField", "EmailField"):
                filters = (clean, *filters)
                options = {**options, "filters": filters}
                unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

    @property
    def expired(self) -> bool:
        """True if the page was open for longer than its session."""
        return bool(self.csrf_token.errors)

    def problems(self) -> list[tuple[str, str]]:
        """Field id and message of everything to put right, for the error summary."""
        found = [("", EXPIRED)] if self.expired else []
        for field in self:
            if field.name != "csrf_token":
                found += [(field.id, message) for message in field.errors]
        return found

    @property
    def failure_status(self) -> int:
        """400 where only the token had expired, 422 where the person has something to put right."""
        return 400 if self.expired and len(self.problems()) == 1 else 422


class PictureForm(PortalForm):
    """A form with up to three pictures."""

    attachments = MultipleFileField("图片", render_kw=PICTURE_FIELD)

    def validate_attachments(self, field: Any) -> None:
        """The number; the content is checked when the pictures are stored."""
        field.data = [upload for upload in field.data or [] if upload and upload.filename]
        if len(field.data) > MOST_PICTURES:
            raise ValidationError(TOO_MANY.format(count=len(field.data)))

    def store_pictures(self, store: PictureStore) -> tuple[Picture, ...] | None:
        """The uploads, re-encoded and stored; None (with a sentence at the field) if one is no picture."""
        stored: list[Picture] = []
        for upload in self.attachments.data or []:
            try:
                stored.append(store.put(upload.stream.read(LARGEST_FILE + 1)))
            except PictureRefused as refused:
                self.attachments.errors = [f"第 {len(stored) + 1} 张：{refused}；请重新选择全部图片"]
                return None
        return tuple(stored)


class Filled:
    """The field must be filled in; ``message`` is a sentence of its own for each field."""

    field_flags: dict[str, Any] = {}  # noqa: RUF012 - WTForms reads it

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data:
            raise StopValidation(self.message)


class Characters:
    """The cleaned text has between ``least`` and ``most`` characters; in a text of several lines a Tibetan syllable
    counts as one where there are many, and its letters where there are few."""

    def __init__(self, least: int = 0, most: int = 1000) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Field) -> None:
        text = field.data or ""
        # Texts of one line lie in columns that are as wide as they say.
        written = scripts.length(text) if isinstance(field, TextAreaField) else len(text)
        if written > self.most:
            raise ValidationError(f"最多 {self.most} 字，现在有 {written} 字，请精简")
        if (length := len(text)) < self.least:
            raise ValidationError(f"至少 {self.least} 字，现在有 {length} 字，请补充")


def chosen(choices: Iterable[tuple[str, str]], empty: str) -> dict[str, str]:
    """Choices for a select field, with an empty one on top."""
    return {"": empty, **dict(choices)}
