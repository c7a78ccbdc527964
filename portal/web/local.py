"""Addresses of the portal: those to go back to, which must not lead away from it, and those for elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for
from werkzeug.routing import IntegerConverter, Map

from portal.web.workings import workings


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


class RowNumber(IntegerConverter):
    """A number in an address that a database can be asked for; a longer one is the address of nothing."""

    def __init__(self, url_map: Map, fixed_digits: int = 0, min: int | None = None, max: int = 2**31 - 1) -> None:
        super().__init__(url_map, fixed_digits, min, max)


def own_root() -> str:
    """How the portal's addresses begin for the rest of the world: as the setting says, else as it was asked for."""
    return workings().settings.post.base_url or request.host_url.rstrip("/")


def outward(endpoint: str, **values: Any) -> str:
    """The whole address of a view, for paper and for pages of other sites."""
    return own_root() + url_for(endpoint, **values)
