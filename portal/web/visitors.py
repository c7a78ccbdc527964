"""The secret by which one browser's submissions are known as its own."""

from __future__ import annotations

import secrets

from flask import session


def visitor() -> str:
    """This browser's secret, given with the form already: a hasty second click sends the cookies that the first one
    sent."""
    if "visitor" not in session:
        session["visitor"] = secrets.token_hex(16)
    known: str = session["visitor"]
    return known
