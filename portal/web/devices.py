"""What a browser keeps of the accounts that signed in on it: whoever guesses elsewhere does not slow their owners."""

from __future__ import annotations

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from portal.config import Settings
from portal.services.sign_in import Device

COOKIE = "portal_device"
KEPT_FOR = 365 * 24 * 3600
"""Seconds."""
MOST_ACCOUNTS = 5
"""People share a computer; the oldest is forgotten first."""


def device() -> Device:
    """The browser that makes this request, as far as it is known; a forged cookie is nobody's."""
    name, accounts = _read()
    return Device(name, frozenset(accounts))


def remember(response: Response, account_id: int, settings: Settings) -> Response:
    """Let the browser keep that the account signed in here."""
    name, known = _read()
    accounts = [each for each in known if each != account_id][-(MOST_ACCOUNTS - 1) :]
    sealed = _seal().dumps([name or secrets.token_hex(12), [*accounts, account_id]])
    response.set_cookie(
        COOKIE, sealed, max_age=KEPT_FOR, path="/login", httponly=True, samesite="Lax", secure=settings.https
    )
    return response


def _read() -> tuple[str, list[int]]:
    try:
        name, accounts = _seal().loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return "", []
    return name, accounts


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="device")
