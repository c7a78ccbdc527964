"""Seals: what the portal hands to a browser in a form and takes back unchanged, or not at all."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer


def seal(purpose: str, value: Any) -> str:
    """The value (anything that JSON knows) as a signed text; a seal for one purpose is worth nothing for another."""
    return str(_serializer(purpose).dumps(value))


def unseal(purpose: str, text: str) -> Any:
    """The value that was sealed, or None if the text is not a seal of this portal for this purpose."""
    try:
        return _serializer(purpose).loads(text)
    except BadData:
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"portal {purpose}")
