"""Posting a message to an enterprise chat robot."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10
LARGEST_ANSWER = 10_000
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class WebhookFailed(Exception):
    """The robot did not take the message; the text never holds its address, whose query is a key."""


def check_webhook(url: str) -> None:
    """Raise ValueError, with a reason that does not quote the address, unless messages may be posted to ``url``."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise ValueError("it must be an address like https://host/path")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise ValueError("it must be https: the key in it would travel in the clear")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A robot that leads elsewhere is not the one that was set."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Webhook:
    """One robot."""

    def __init__(self, url: str) -> None:
        check_webhook(url)
        self._url = url
        self._opener = urllib.request.build_opener(_NoRedirects)

    def post(self, text: str) -> None:
        """Post a text; raises WebhookFailed also where the robot answers 200 with an error in its JSON."""
        body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
        head = {"Content-Type": "application/json; charset=utf-8"}
        request = urllib.request.Request(self._url, body, head)  # noqa: S310 - checked above
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                told = answer.read(LARGEST_ANSWER)
        except urllib.error.HTTPError as error:
            with error:
                raise WebhookFailed(f"answered {error.code}") from None
        except (OSError, ValueError) as error:
            raise WebhookFailed(type(error).__name__) from None
        if code := _error_code(told):
            raise WebhookFailed(f"answered errcode {code}")


def _error_code(answer: bytes) -> int:
    """The error that chat robots report inside an answer of 200; 0 for none, and for answers that are no such JSON."""
    try:
        told = json.loads(answer)
    except ValueError:
        return 0
    code = told.get("errcode", 0) if isinstance(told, dict) else 0
    return code if isinstance(code, int) else 0
