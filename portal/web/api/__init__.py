"""The reading interface /api/v1: the board and the register of websites as JSON, for programs of other people."""

from __future__ import annotations

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider

from portal.config import Settings
from portal.web.api import cases, documentation, sites, statistics
from portal.web.api.blueprint import blueprint, describe
from portal.web.errors import is_for_programs

__all__ = ["cases", "documentation", "install", "sites", "statistics"]

EVERYBODY = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Last-Modified, Link"}
"""Scripts of any page may read what everybody may read; without credentials, which play no part here."""
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def install(app: Flask, settings: Settings) -> None:
    """Register the interface and open it to the scripts of other sites."""
    if isinstance(app.json, DefaultJSONProvider):
        # Fields in the order of their documentation, and Chinese that people can read.
        app.json.sort_keys = app.json.ensure_ascii = False
    describe(app, settings.imprint.name).register_blueprint(blueprint)

    @app.after_request
    def open_to_others(response: Response) -> Response:
        if is_for_programs():
            response.headers.update(EVERYBODY)
            if request.method == "OPTIONS":
                response.headers.update(PREFLIGHT)
        return response
