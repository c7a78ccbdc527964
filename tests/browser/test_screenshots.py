"""Every public page as it looks on a phone and on a desk: kept to be looked at, and refused where it is broken.

The pictures go to ``artefacts/screenshots/`` and are not part of the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser.conftest import Program, Visit, Windows
from tests.browser.public_pages import public_pages
from tests.browser.stages import citizens_pages

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).resolve().parents[2] / "artefacts" / "screenshots"
FEW = ("/", "/board", "/report", "/help")
"""Pages that are also kept in dark and in larger text."""


class Watch:
    """Notes whatever a window complains about or asks of another host."""

    def __init__(self, visit: Visit) -> None:
        self.complaints: list[str] = []
        self.home = visit.program.address
        visit.page.on("console", self._console)
        visit.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        visit.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that says 404 or 422 is a page all the same; the browser notes its status as an error.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.complaints.append(f"asks {request.url}")


def keep(page: Page, name: str, width: int) -> Iterator[str]:
    """Take the picture; what is wrong with the page at this width."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield f"{page.url} must be scrolled sideways at {width} pixels"


def file_name(address: str) -> str:
    """What a picture of this page is called."""
    return re.sub(r"[^\w-]+", "_", address.strip("/")) or "home"


@pytest.fixture(scope="module")
def addresses(demo: Program) -> list[str]:
    """Every kind of public page."""
    return list(public_pages(demo))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_public_page_fits_and_asks_nobody_else(windows: Windows, addresses: list[str], width: int) -> None:
    visit = windows.new(width)
    watch, wrong = Watch(visit), []
    for address in addresses:
        page = visit.open(address)
        wrong += keep(page, file_name(address), width)
    assert not wrong + watch.complaints


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_of_a_citizens_own_fits_and_asks_nobody_else(windows: Windows, width: int) -> None:
    visit = windows.new(width)
    watch, wrong = Watch(visit), []
    for name, page in citizens_pages(visit):
        wrong += keep(page, f"own-{name}", width)
    assert not wrong + watch.complaints


@pytest.mark.parametrize(("name", "scheme", "care"), [("dark", "dark", False), ("large", "light", True)])
@pytest.mark.parametrize("width", [390, 1280])
def test_dark_and_large_pages_fit_too(windows: Windows, name: str, scheme: str, care: bool, width: int) -> None:
    visit = windows.new(width, color_scheme=scheme)
    watch, wrong = Watch(visit), []
    if care:
        visit.open("/").click('button[name="care"]')
        visit.page.wait_for_selector("html[data-care]", state="attached")
    for address in FEW:
        wrong += keep(visit.open(address), f"{name}-{file_name(address)}", width)
    assert not wrong + watch.complaints
