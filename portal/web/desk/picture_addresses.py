"""Where the desk shows the pictures of a report: as they came, and as the public gets them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from portal.store import Attachment
from portal.web.picture_files import ShownPicture, shown


def original_pictures(number: str, pictures: Iterable[Attachment]) -> list[ShownPicture]:
    """The pictures as they came."""
    return _shown(number, pictures, "desk.picture", "desk.small_picture")


def public_pictures(number: str, pictures: Iterable[Attachment]) -> list[ShownPicture]:
    """The pictures as the public gets them where they are published."""
    return _shown(number, pictures, "desk.public_picture", "desk.small_public_picture")


def _shown(number: str, pictures: Iterable[Attachment], view: str, small: str) -> list[ShownPicture]:
    def address(name: str, each: Attachment) -> str:
        return url_for(name, number=number, picture=each.id)

    return shown(pictures, lambda each: address(view, each), lambda each: address(small, each))
