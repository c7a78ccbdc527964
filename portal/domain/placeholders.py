"""Placeholders in reply templates: {编号} {网站} {栏目} {日期} {问题类型}, and what must not be left of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDERS = ("编号", "网站", "栏目", "日期", "问题类型")
"""What a template may leave open. The 栏目 no report names, so that one stays for the officer."""

_BRACED = re.compile(r"[{｛]\s*([^{}｛｝\n]{1,20}?)\s*[}｝]")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder that has a value replaced by it; the others stay."""
    return _BRACED.sub(lambda found: values.get(found[1]) or found[0], text)


def unfilled(text: str) -> tuple[str, ...]:
    """The placeholders left in a text, each once, in the order of the text."""
    return tuple(dict.fromkeys(f"{{{name}}}" for name in _BRACED.findall(text) if name in PLACEHOLDERS))


def unknown(text: str) -> tuple[str, ...]:
    """What stands in braces and is no placeholder: most likely a misspelt one."""
    return tuple(dict.fromkeys(f"{{{name}}}" for name in _BRACED.findall(text) if name not in PLACEHOLDERS))
