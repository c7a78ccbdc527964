"""A web server that is not the portal, on a port of its own: for what government sites put on their pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page

from portal.demo.places import SITES

CODE = next(site for site in SITES if site.filing_unit == "chengdong-gov").code


@dataclass
class OtherHost:
    """Pages by their paths, all with the same policy."""

    portal: str
    port: int
    policy: str = ""
    pages: dict[str, str] = field(default_factory=dict)

    def tag(self, code: str = CODE, more: str = "") -> str:
        """The tag as sites carry it."""
        return f'<script id="_jiucuo_" sitecode="{code}" src="{self.portal}/exposure/jiucuo.js"{more}></script>'

    def show(self, page: Page, body: str, head: str = "", address: str = "/") -> Page:
        """Let the page open a document of this host at this address."""
        html = f'<!doctype html><html lang="zh-CN"><head><title>通知</title>{head}</head><body>{body}</body></html>'
        self.pages[unquote(urlsplit(address).path)] = html
        page.goto(f"http://127.0.0.1:{self.port}{address}")
        return page


@contextmanager
def serving(portal: str) -> Iterator[OtherHost]:
    """Another host, which knows where the portal is; gone afterwards."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html = host.pages.get(unquote(urlsplit(self.path).path))
            self.send_response(200 if html is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if host.policy:
                self.send_header("Content-Security-Policy", host.policy)
            self.end_headers()
            self.wfile.write((html or "").encode())

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host = OtherHost(portal, server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield host
    server.shutdown()
    server.server_close()
    thread.join()
