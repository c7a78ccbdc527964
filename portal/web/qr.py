"""QR codes as templates draw them: one path, without any style of its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

BORDER = 4
"""Light modules around a code, as its standard wants them."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """``path`` draws the dark modules into a square of ``size`` units."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code that a telephone reads ``text`` from."""
    code = segno.make_qr(text, error="m")
    rows = list(code.matrix_iter(border=BORDER))
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return QrCode(len(rows), "".join(strokes))
