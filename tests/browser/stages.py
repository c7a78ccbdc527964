"""The pages that belong to one citizen, in the order in which they come: no link leads to them."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from portal.demo.places import SITES
from tests.browser import challenges
from tests.browser.conftest import Visit
from tests.browser.finishing import finish
from tests.browser.reporting import go_on

SITE = next(site for site in SITES if site.filing_unit == "chengdong-gov")
DESCRIPTION = "办事大厅的开放时间在网页上写的是上午九点，门口的牌子写的是八点半，请核对。བཀྲ་ཤིས་བདེ་ལེགས།"
RATING = 'form[action="/track/rating"]'
DISPUTE = 'form[action="/track/dispute"]'


def citizens_pages(visit: Visit) -> Iterator[tuple[str, Page]]:
    """Every page on the way from the first question to the last word, each by a name, with its errors too."""
    page = visit.open(f"/report?site_code={SITE.code}&url=http://{SITE.host}/bsfw/{id(visit)}.html")
    yield "page", page
    page.fill("#page_url", "")
    go_on(page)
    yield "page-errors", page
    page.fill("#page_url", f"http://{SITE.host}/bsfw/{id(visit)}.html")
    go_on(page)
    yield "problem", page
    go_on(page)
    yield "problem-errors", page
    page.check('input[name="problem_type"][value="inaccurate"]')
    page.fill("#description", f"{DESCRIPTION}（{id(visit)}）")
    page.fill("#wrong_text", "九点")
    page.fill("#suggested_text", "八点半")
    go_on(page)
    yield "contact", page
    page.fill("#contact_phone", "一二三")
    go_on(page)
    yield "contact-errors", page
    page.fill("#contact_phone", "13800971234")
    go_on(page)
    yield "check", page
    challenges.send(visit)
    yield "received", page
    number, code = page.inner_text("#report-number"), page.inner_text("#tracking-code")
    page.click('form[action="/track"] button')
    yield "tracked", page
    finish(visit.program, number)
    page = visit.open("/track")
    page.click('form[action="/track"] button.btn')
    yield "track-errors", page
    page.fill("#tracking_code", code)
    page.click('form[action="/track"] button.btn')
    yield "finished", page
    page.click(f"{RATING} button")
    yield "rating-errors", page
    page.check(f'{RATING} input[value="5"]')
    page.click(f"{RATING} button")
    yield "rated", page
    page.click(f"{DISPUTE} button")
    yield "dispute-errors", page
    page.fill("#reason", "门口的牌子今天又换了，请再核对一次。")
    page.click(f"{DISPUTE} button")
    yield "disputed", page
