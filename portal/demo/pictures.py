"""Pictures for some reports of the demo: screenshots of pages in trouble, drawn without any font of Chinese."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.adapters.pictures import PictureStore
from portal.domain.picture import Area, Picture
from portal.domain.policy import Actor
from portal.domain.vocabulary import ProblemType
from portal.services.attachments import choose_public_file
from portal.services.context import Context
from portal.services.intake import Submission
from portal.store import Attachment

SIZE = (960, 600)
MOST = 8
"""Reports with a picture; each costs the demo's start some hundredths of a second."""
CALLER = Area(4, 76, 46, 12)
"""Where the screenshot shows who took it: what the provincial office blacks out before it is published."""
INK, PALE, LINE = "#30394a", "#c9d1dd", "#e3e8f0"


@dataclass
class Album:
    """Gives pictures to the first fitting reports from ``since`` on, and publishes those of reports that are published.

    Every second one shows a telephone number, which is blacked out in what the public gets.
    """

    store: PictureStore
    since: datetime
    _drawn: dict[str, bool] = field(default_factory=dict)

    def pictures_of(self, sent: Submission, at: datetime) -> tuple[Picture, ...]:
        """The pictures that come with a report; mostly none."""
        fits = sent.problem_type in (ProblemType.UNREACHABLE, ProblemType.TYPO) and sent.page_url
        if at < self.since or not fits or len(self._drawn) >= MOST:
            return ()
        personal = len(self._drawn) % 2 == 1
        broken = sent.problem_type is ProblemType.UNREACHABLE
        kept = self.store.put(_screenshot(sent.page_url or "", broken=broken, personal=personal))
        self._drawn[kept.sha256] = personal
        return (kept,)

    def published(self, session: Session, context: Context, officer: Actor, report: int) -> tuple[int, ...]:
        """Ids of the report's pictures, which the officer publishes after blacking out who is to be seen in them."""
        found = session.scalars(select(Attachment).where(Attachment.report_id == report)).all()
        for each in found:
            if self._drawn.get(each.sha256):
                copy = self.store.put_blackened(each.sha256, each.media_type, [CALLER])
                choose_public_file(context, officer, each.id, each.public_sha256, copy, [CALLER])
        return tuple(each.id for each in found)


def _screenshot(url: str, *, broken: bool, personal: bool) -> bytes:
    """A browser's window with the page in it, as PNG."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 54), fill="#dde3ec")
    for place, colour in enumerate(("#e5605b", "#e8b64c", "#62b36a")):
        draw.ellipse((18 + place * 24, 20, 32 + place * 24, 34), fill=colour)
    draw.rounded_rectangle((110, 12, SIZE[0] - 24, 42), 14, fill="white")
    parts = urlsplit(url)
    draw.text((126, 19), f"{parts.netloc}{parts.path}"[:80], INK, _letters(16))
    draw.rectangle((0, 54, SIZE[0], 118), fill="#1d4f9c")
    draw.rounded_rectangle((36, 72, 300, 100), 6, fill="#7fa3d6")
    if broken:
        draw.text((SIZE[0] // 2, 240), "404", "#b8322a", _letters(110), anchor="mm")
        draw.text((SIZE[0] // 2, 330), "Not Found", INK, _letters(34), anchor="mm")
    else:
        _lines(draw, 150, 380)
        draw.ellipse((330, 196, 520, 244), outline="#d5281f", width=5)
    if personal:
        draw.rectangle((48, 466, 470, 520), fill="#f3f6fa", outline=PALE)
        draw.text((64, 482), "Tel 138 0000 1234   user: wangxm", INK, _letters(20))
    draw.rectangle((0, 548, SIZE[0], SIZE[1]), fill="#26303f")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _lines(draw: ImageDraw.ImageDraw, top: int, bottom: int) -> None:
    """Bars where words would stand."""
    draw.rounded_rectangle((48, top, 520, top + 26), 5, fill=INK)
    for place, height in enumerate(range(top + 58, bottom, 30)):
        draw.rounded_rectangle((48, height, SIZE[0] - 48 - place % 3 * 90, height + 14), 4, fill=PALE)
    draw.line((48, bottom + 20, SIZE[0] - 48, bottom + 20), fill=LINE, width=2)


def _letters(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
