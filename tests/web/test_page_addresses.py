"""The portal gives nobody a government link: an address is one only where it leads to an active registered site."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from portal.domain.page_address import host_opened
from portal.domain.vocabulary import SiteStatus
from portal.store import Case, Report, Site
from tests.province import SITE_HOST
from tests.web.people import Stage
from tests.web.reading import Page

OFFICIAL = f"http://{SITE_HOST}/notice/1.html"
OTHERS = (
    "http://spam.example/buy",
    "javascript:alert(1)",
    "JavaScript://www.chengdong.example/%0Aalert(1)",
    "data:text/html,<b>x</b>",
    f"http://{SITE_HOST}@spam.example/",
    f"http://spam.example\\@{SITE_HOST}/",
    f"http://spam.example@{SITE_HOST}/",
    f"http://{SITE_HOST}.spam.example/",
    f"http://spam.example/?{SITE_HOST}",
    f"//{SITE_HOST}/",
    f"ftp://{SITE_HOST}/",
    f"http://{SITE_HOST}\t.spam.example/",
    "http://[::1",
)


def links_of(stage: Stage, url: str) -> list[str]:
    """Links to ``url`` on the pages of a published report about it: the case, the desk, what the citizen sees."""
    number = stage.desk.finished()
    with stage.workings.context.database.writing() as session:
        session.execute(update(Report).where(Report.number == number).values(page_url=url))
        session.execute(update(Case).where(Case.number == number).values(page_url=url))
    pages = [
        stage.citizen().page(f"/board/{number}"),
        stage.officer("province").page(f"/desk/reports/{number}"),
        stage.citizen().page("/board"),
    ]
    assert url.split("?")[0].split("<")[0] in pages[0].text, "shown it is"
    found = [element for page in pages for element in page.all("a") if (element.get("href") or "") == url]
    structured = [element.text or "" for page in pages for element in page.all("script") if element.get("type")]
    assert any(url in text for text in structured if "ld+json" in text or "Question" in text) == bool(found)
    assert all(element.get("rel") == "noopener noreferrer nofollow" for element in found)
    return [element.get("href") or "" for element in found]


def test_a_page_of_an_active_site_can_be_opened_from_case_and_desk(stage: Stage) -> None:
    assert links_of(stage, OFFICIAL) == [OFFICIAL] * 2


@pytest.mark.parametrize("url", OTHERS)
def test_any_other_address_is_text(stage: Stage, url: str) -> None:
    assert host_opened(url) in (None, "spam.example", f"{SITE_HOST}.spam.example")
    assert links_of(stage, url) == []


@pytest.mark.parametrize("status", [SiteStatus.CLOSED, SiteStatus.EXEMPT])
def test_a_site_that_is_closed_or_an_exception_gets_no_link(stage: Stage, status: SiteStatus) -> None:
    with stage.workings.context.database.writing() as session:
        session.execute(update(Site).values(status=status))
    assert links_of(stage, OFFICIAL) == []


def test_the_citizens_own_page_shows_text(stage: Stage) -> None:
    citizen = stage.citizen()
    _, code = citizen.reported(page_url="http://spam.example/buy", site_unknown="y", site_code="")
    page = Page(citizen.track(code))
    assert "http://spam.example/buy" in page.text
    assert "http://spam.example/buy" not in page.links
