"""A few characters as a picture that programs find hard to read."""

from __future__ import annotations

from functools import cache

from captcha.image import ImageCaptcha

WIDTH, HEIGHT = 240, 80
"""Pixels."""
_INK, _PAPER = (30, 110, 190), (238, 243, 250)


def draw_code(code: str) -> bytes:
    """The code as PNG; drawn anew, and differently, each time."""
    return _painter().generate(code, bg_color=_PAPER, fg_color=_INK).getvalue()


@cache
def _painter() -> ImageCaptcha:
    return ImageCaptcha(WIDTH, HEIGHT, font_sizes=(50, 56, 62))
