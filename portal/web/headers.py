"""Response headers: what browsers may load, and that nobody keeps pages that belong to one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class _AlwaysHttps:
    """Whatever a proxy forgets to say, visitors come by https: no address of a page begins otherwise."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = "https"
        return self._app(environ, start_response)


def install(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer, and believe forwarded addresses from as many proxies as the setting says."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    if settings.https:
        app.wsgi_app = _AlwaysHttps(app.wsgi_app)  # type: ignore[method-assign]

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Addresses of pages here may hold what somebody searched for; other sites need not know.
        response.headers["Referrer-Policy"] = "same-origin"
        if settings.https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif request.endpoint != "static" and "Cache-Control" not in response.headers:
            private = request.method == "POST" or current_user.is_authenticated
            response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
        return response
