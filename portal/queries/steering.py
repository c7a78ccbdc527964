"""A word to the database about the order in which it should look, where it cannot know how many rows it will find."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement


def unindexed(column: Any) -> ColumnElement[Any]:
    """The column of ids as an expression, for which no index is used: it is checked on rows that others have found."""
    expression: ColumnElement[Any] = column + 0
    return expression
