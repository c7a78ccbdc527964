"""Addresses to go back to, which must not lead away from the portal."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_path(address: str) -> str | None:
    """The address if it is a path of this portal; None if it could lead a browser elsewhere."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if any(ord(letter) < 32 or letter == "\\" for letter in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else address
