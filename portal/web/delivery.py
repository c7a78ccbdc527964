"""The last step of every answer: compressed where that is safe, and not sent to whoever holds it already.

Gzip of the standard library gives the same bytes for the same content, without the time of day in its header, so that
strong ETags remain true. Answers that hold a secret beside what somebody else may have put into the address or the
page are never compressed: from the length of the compressed answer the secret could be guessed piece by piece (BREACH).
Here that is every page with a token against forged requests, and every page of somebody who is signed in.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, g, request
from werkzeug.wsgi import ClosingIterator

from portal.config import Settings
from portal.search.recent import Recent
from portal.web.validators import ENCODED

COMPRESSIBLE = frozenset(
    ["application/atom+xml", "application/javascript", "application/json", "application/x-ndjson", "application/xml",
     "image/svg+xml", "text/css", "text/csv", "text/html", "text/javascript", "text/plain"]
)  # fmt: skip
SHORTEST = 200
"""Less than this fits into one packet whatever is done to it."""
USUAL, BEST = 6, 9
GZIP = 16 + zlib.MAX_WBITS
STATIC_KEPT = 4 * 1024 * 1024
"""Bytes of compressed static files that a process keeps: all of them many times over."""


def install(app: Flask, settings: Settings) -> None:
    """Compress answers, and turn those that the asker holds already into 304."""
    static: Recent[tuple[str, str | None], bytes] = Recent(STATIC_KEPT, lambda _, content: len(content))

    @app.after_request
    def deliver(response: Response) -> Response:
        if response.status_code != 200 or request.method not in ("GET", "HEAD"):
            return response
        if _may_compress(response):
            response.vary.add("Accept-Encoding")
            if request.accept_encodings["gzip"] > 0:
                _compress(response, static)
        # To say how long a stream is, Werkzeug would read the whole of it into memory first.
        response.automatically_set_content_length = not response.is_streamed
        response.make_conditional(request)
        return response


def _may_compress(response: Response) -> bool:
    # Pages of somebody who is signed in, and others that nobody may keep, carry no-store by now.
    has_secret = "csrf_token" in g or response.cache_control.no_store
    encoded = "Content-Encoding" in response.headers
    return response.mimetype in COMPRESSIBLE and not has_secret and not encoded


def _compress(response: Response, static: Recent[tuple[str, str | None], bytes]) -> None:
    if request.endpoint == "static":
        key = (request.path, response.get_etag()[0])
        known = static.get(key)
        response.direct_passthrough = False
        # Reading it closes the file.
        content = response.get_data()
        if known is None:
            known = b"".join(_gzip([content], BEST))
            static.put(key, known)
        response.set_data(known)
        response.headers.pop("Accept-Ranges", None)
    elif response.is_streamed:
        _compress_while_streaming(response)
    elif len(response.get_data()) < SHORTEST:
        return
    else:
        response.set_data(b"".join(_gzip([response.get_data()], USUAL)))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag + ENCODED)


def _compress_while_streaming(response: Response) -> None:
    original = response.response
    response.direct_passthrough = False
    # Whoever hangs up in the middle closes the file or the query behind it as well.
    close = getattr(original, "close", None)
    response.response = ClosingIterator(_gzip(response.iter_encoded(), USUAL), [close] if close else None)
    for name in ("Content-Length", "Accept-Ranges"):
        response.headers.pop(name, None)


def _gzip(chunks: Iterable[bytes], level: int) -> Iterator[bytes]:
    squeezed = zlib.compressobj(level, zlib.DEFLATED, GZIP)
    for chunk in chunks:
        part = squeezed.compress(chunk)
        if part:
            yield part
    yield squeezed.flush()
