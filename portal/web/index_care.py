"""What a page does that finds the search index damaged: it says so to the worker, who sees the rest by itself."""

from __future__ import annotations

import time
from contextlib import suppress

from sqlalchemy.exc import OperationalError

from portal.services.indexing import ask_for_rebuild
from portal.web.workings import board, context

ASK_EVERY_SECONDS = 10.0
_asked_at = -ASK_EVERY_SECONDS


def report_damage() -> None:
    """Ask for a new index if the present one turned out to be damaged while it was searched."""
    global _asked_at
    if not board().distrusts_index or time.monotonic() - _asked_at < ASK_EVERY_SECONDS:
        return
    # A reader does not wait twice for a database in which somebody writes for long.
    _asked_at = time.monotonic()
    with suppress(OperationalError):
        ask_for_rebuild(context())
