"""Every page that the public can reach, found by following links: a new page is looked at without being listed."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar

from portal import create_app
from portal.config import from_environment
from tests.browser.conftest import Program
from tests.guards.test_pages import crawl

STARTS = (
    "/", "/board?q=公开", "/board?q=没有这样的词", "/board?region=630100&page=1", "/report/unlisted", "/track/lost",
    "/embed", "/embed?q=西宁", "/embed?site_code=6301029001",
)  # fmt: skip
PUBLIC = frozenset({"public", "board", "api", "auth"})
NO_PAGES = frozenset(
    {
        # Files, pictures, lists for programs.
        "board.export_csv", "board.export_xlsx", "board.feed", "board.ledger_table", "board.suggest", "api.cases",
        "api.openapi", "api.sites", "api.statistics", "public.challenge", "public.embedded_script", "public.favicon",
        "public.manifest",
        # An address that only leads on, and what belongs to those who have signed in, or are about to.
        "public.printed_link", "auth.account", "auth.alive", "auth.confirm", "auth.password", "auth.second",
        "auth.second_factor",
    }
)  # fmt: skip
"""Views without arguments that answer with something else than a page."""
OF_ONE_CITIZEN = frozenset({"public.received"})
"""Pages that only the browser sees that has sent something; tests/browser/stages.py walks through them."""


@dataclass
class Answer:
    """What a page answered, as the crawl wants it."""

    status_code: int
    mimetype: str
    text: str

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Reader:
    """A program with cookies that reads pages and follows no redirection by itself."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay())

    def get(self, path: str) -> Answer:
        """Open a path of the portal."""
        wanted = urllib.request.Request(self.address + urllib.request.quote(path, safe="/?=&%:#,+~@!$'()*;"))  # noqa: S310
        try:
            with self.opener.open(wanted, timeout=60) as answer:
                content = answer.read()
                kind = answer.headers.get_content_type()
                return Answer(answer.status, kind, content.decode() if kind == "text/html" else "")
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, "", "")


class Stay(urllib.request.HTTPRedirectHandler):
    """Shows redirections instead of following them."""

    def redirect_request(self, *_: object) -> None:
        return None


def public_pages(program: Program) -> Iterator[str]:
    """The address of every kind of public page that links lead to."""
    for address, _ in crawl(Reader(program.address), *STARTS):  # type: ignore[arg-type]  # it reads as a visitor does
        yield address.partition("#")[0]


def plain_addresses(program: Program) -> dict[str, str]:
    """The addresses of all public views that need nothing to be known, by endpoint."""
    secret = (program.home / "demo-secret").read_text()
    app = create_app(from_environment({"PORTAL_HOME": str(program.home), "PORTAL_SECRET_KEY": secret}))
    return {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint.split(".")[0] in PUBLIC
    }
