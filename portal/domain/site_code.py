"""网站标识码: the ten-character code by which every government website is registered.

Source: seen codes of the national register. Six digits of a region (or ``bm`` and four digits of a ministry) and a
serial of four. The region part need not be a GB/T 2260 code, functional zones have their own, and there is no check
digit; so the pattern is all that can be verified without the register.
"""

from __future__ import annotations

import re
import unicodedata

PATTERN = re.compile(r"(\d{6}|bm\d{4})\d{4}", re.ASCII)


def parse_site_code(text: str) -> str | None:
    """The code in its written form, or None if ``text`` is not one.

    Full-width characters, upper-case ``BM`` and surrounding space are forgiven: people copy codes from pages.
    """
    code = unicodedata.normalize("NFKC", text).strip().lower()
    return code if PATTERN.fullmatch(code) else None


def region_part(code: str) -> str | None:
    """The six digits of the region that a local site's code starts with, None for a ministry's (``bm``) code."""
    return None if code.startswith("bm") else code[:6]
