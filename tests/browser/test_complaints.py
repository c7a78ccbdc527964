"""Complaining about the portal's own accessibility: from the statement to a number, on every kind of browser."""

from __future__ import annotations

from itertools import count

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from portal.services.context import Context
from portal.services.dispatch import dispatch_waiting
from portal.store import Report, Site, SiteHost
from tests.browser import challenges
from tests.browser.conftest import WINDOWS, Visit, Windows
from tests.browser.own_portal import OwnPortal
from tests.browser.reporting import fits, go_on
from tests.browser.test_accessibility import inspect
from tests.province import SITE_CODE, Cast

pytestmark = pytest.mark.browser

COMPLAINTS = count(1)


def begin(visit: Visit) -> str:
    """From the foot of the first page over the statement to the form, whose first step is answered already."""
    page = visit.open("/")
    page.click("footer >> text=无障碍")
    assert page.inner_text("h1") == "无障碍说明"
    statement = page.url
    page.click("main >> text=报告本网站的错误")
    assert page.input_value("#page_url") == statement
    go_on(page)
    return statement


def complain(page: Page) -> str:
    """Say what is wrong, and go on to the last step; the words."""
    page.check('input[name="problem_type"][value="other"]')
    words = f"读屏软件读不出统计图里的数字，第 {next(COMPLAINTS)} 次反映，请补上文字说明。"
    page.fill("#description", words)
    go_on(page)
    go_on(page)
    return words


@WINDOWS
def test_the_statement_leads_to_a_complaint_with_a_number(windows: Windows, width: int, script: bool) -> None:
    visit = windows.new(width, script=script)
    page, statement = visit.page, begin(visit)
    # The demo's register lacks the portal itself; the provincial office gets what is reported of it.
    page.get_by_role("button", name="确定已经登记，继续找错").click()
    words = complain(page)
    assert statement in page.inner_text("main .summary >> nth=0")
    if script:
        inspect(page)
    challenges.send(visit)
    number = page.inner_text("#report-number")
    assert fits(page)
    page.click('form[action="/track"] button')
    assert number in page.inner_text("h1")
    assert words in page.inner_text("main")
    office = windows.new(width)
    office.sign_in("province")
    page = office.open(f"/desk/reports/{number}")
    assert statement in page.inner_text("main")
    assert page.locator("#action-dispatch").count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_where_the_portal_is_registered_its_keeper_gets_the_complaint(
    windows: Windows, portal: OwnPortal, context: Context, cast: Cast, width: int
) -> None:
    with context.database.writing() as session:
        site = session.scalars(select(Site).where(Site.code == SITE_CODE)).one()
        site.hosts.append(SiteHost(host="127.0.0.1"))
        name = site.name
    visit = windows.new(width)
    begin(visit)
    assert name in visit.page.inner_text("main")
    complain(visit.page)
    # Nobody is that quick.
    portal.clock.advance(minutes=1)
    challenges.send(visit)
    number = visit.page.inner_text("#report-number")
    dispatch_waiting(context)
    with context.database.reading() as session:
        holder = session.scalars(select(Report.holder_id).where(Report.number == number)).one()
    assert holder == cast.unit("chengdong")
