"""Cells of tables that people open in a spreadsheet: a text must stay a text there."""

from __future__ import annotations

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe stands before one that it would."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def plain_cell(text: str) -> str:
    """The text that :func:`safe_cell` made a cell of."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS_FORMULA) else text
