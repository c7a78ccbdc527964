"""Texts as people send them, made fit for a database and a page."""

from __future__ import annotations

import unicodedata


def clean(text: str | None) -> str:
    """The text without surrounding space and without control characters, which no database and no page wants."""
    kept = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        letter for letter in kept if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    ).strip()
