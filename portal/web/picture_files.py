"""Pictures on pages and as answers: shown, never run, and each named by who gave it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Response

from portal.store import Attachment

ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
POLICY = "default-src 'none'; sandbox"
"""Whatever a browser takes the file for, it may load and run nothing."""


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as a page shows it: a thumbnail that leads to the whole one; the sides are those of the whole one.

    ``words`` tell those who cannot see it what it is. ``reply`` is the id of the reply that it is evidence for.
    """

    id: int
    address: str
    small: str
    width: int
    height: int
    words: str
    blackened: bool
    reply: int | None


def shown(
    pictures: Iterable[Attachment],
    address: Callable[[Attachment], str],
    small: Callable[[Attachment], str],
    own: str = "网民提供的图片",
) -> list[ShownPicture]:
    """The pictures of one report in order, counted apart for the citizen's (``own``) and for officers' evidence."""
    counted = {own: 0, "办理单位提供的图片": 0}
    found = []
    for each in pictures:
        giver = own if each.reply_id is None else "办理单位提供的图片"
        counted[giver] += 1
        words = f"{giver} {counted[giver]}"
        blackened = each.public_sha256 is not None
        found.append(
            ShownPicture(each.id, address(each), small(each), each.width, each.height, words, blackened, each.reply_id)
        )
    return found


def picture_answer(content: bytes, media_type: str, name: str, *, keep: bool = False) -> Response:
    """The bytes of a stored picture; ``name`` holds letters, digits and hyphens, ``keep``: browsers may store it."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.{ENDINGS[media_type]}"'
    if not keep:
        answer.headers["Cache-Control"] = "no-store"
    return answer
