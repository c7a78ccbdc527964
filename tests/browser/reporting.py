"""Reporting as a citizen does it in a browser, step by step, each with its own button; and following the report."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import challenges
from tests.browser.conftest import Visit

NEXT = "main form[enctype] button.btn:not([name]):not([type])"
"""The button that leads on."""


def go_on(page: Page) -> None:
    """Press it."""
    page.click(NEXT)


def write(visit: Visit, address: str, problem_type: str, description: str, **fields: str) -> Page:
    """Answer every step from ``address`` on; the page where everything is checked."""
    page = visit.open(address)
    go_on(page)
    page.check(f'input[name="problem_type"][value="{problem_type}"]')
    page.fill("#description", description)
    for name in ("wrong_text", "suggested_text"):
        if name in fields:
            page.fill(f"#{name}", fields[name])
    go_on(page)
    for name in ("contact_name", "contact_phone", "contact_email"):
        if name in fields:
            page.fill(f"#{name}", fields[name])
    go_on(page)
    assert page.url.endswith("/report/check"), page.inner_text("main")
    return page


def send(visit: Visit, address: str, problem_type: str, description: str, **fields: str) -> Page:
    """Report; the page with number and tracking code."""
    write(visit, address, problem_type, description, **fields)
    challenges.send(visit)
    return visit.page


def followed(visit: Visit, code: str) -> Page:
    """The page behind the code."""
    page = visit.open("/track")
    page.fill("#tracking_code", code)
    page.click("main form .btn")
    return page


def fits(page: Page) -> bool:
    """True if nothing has to be scrolled to from side to side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def print_out(page: Page) -> None:
    """Look at the page as it is printed; nothing is left of what leads on, which would be of no use there."""
    page.emulate_media(media="print")
    left = page.locator("nav, button, .btn, input, textarea, .foot a").filter(visible=True)
    assert left.count() == 0, left.all_inner_texts()
