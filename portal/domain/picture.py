"""A picture as the rest of the portal knows it: what it is, not its bytes; and which areas of it are blacked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

MOST_AREAS = 20
"""Areas of one picture that can be blacked out; where more would be needed, it is better not published."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture, by the SHA-256 of its re-encoded bytes. ``size`` is in bytes, the sides in pixels."""

    sha256: str
    media_type: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a picture, in percent of its width and height, measured from the left and the top."""

    left: float
    top: float
    width: float
    height: float

    def problem(self) -> str | None:
        """A sentence if there is nothing to black out here; areas may reach beyond the picture's right and bottom."""
        sides = (self.left, self.top, self.width, self.height)
        if not all(isfinite(side) and 0 <= side <= 100 for side in sides):
            return "四个数都应在 0 到 100 之间"
        if self.width == 0 or self.height == 0:
            return "宽和高应大于 0"
        if self.left == 100 or self.top == 100:
            return "区域在图片之外"
        return None


def read_area(texts: Sequence[str]) -> Area | str | None:
    """The area that four numbers typed by a person describe, a sentence if they do not, None if nothing was typed."""
    typed = [text.strip().removesuffix("%").rstrip() for text in texts]
    if not any(typed):
        return None
    try:
        area = Area(*(float(text) for text in typed))
    except ValueError:
        return "四个数都要填写，单位是百分比，如 12.5"
    return area.problem() or area
