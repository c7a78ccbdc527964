"""我要找错 as one set of fields, as any program may send it: what is asked, what is refused without losing a word."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from portal.store import Report
from tests.province import SITE_CODE
from tests.web.people import REPORT, Stage
from tests.web.reading import Page

WRONG: tuple[dict[str, Any], ...] = (
    {"description": "太短"},
    {"description": "长" * 2001},
    {"page_url": "javascript:alert(1)"},
    {"page_url": "http://有 空格/"},
    {"problem_type": "weather"},
    {"site_code": "12345"},
    {"contact_phone": "打我手机"},
    {"contact_email": "no address"},
    {"wrong_text": "错" * 1001},
    {"contact_name": "名" * 51},
)
TYPED = ("description", "wrong_text", "suggested_text", "contact_name", "contact_phone", "contact_email", "page_url")


def stored(stage: Stage) -> int:
    """How many reports there are."""
    with stage.workings.context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Report)) or 0


def test_a_linking_site_hands_over_its_code(stage: Stage) -> None:
    for name in ("site_code", "sitecode", "siteCode"):
        page = stage.citizen().page(f"/report?{name}={SITE_CODE}&url=www.chengdong.example/a.html")
        form = page.form("/report/page")
        assert form["site_code"] == SITE_CODE
        assert form["page_url"].endswith("www.chengdong.example/a.html")


def test_a_form_without_anything_is_refused_at_every_field_that_is_due(stage: Stage) -> None:
    answer = stage.citizen().post("/report", {})
    assert answer.status_code == 422
    links = Page(answer).links
    assert {"#page_url", "#problem_type", "#description"} <= set(links)
    assert stored(stage) == 0


def test_an_invalid_report_is_422_with_everything_typed_still_there(stage: Stage) -> None:
    citizen = stage.citizen()
    for wrong in WRONG:
        answer = citizen.report(**wrong)
        assert answer.status_code == 422, wrong
        page, name = Page(answer), next(iter(wrong))
        form = page.form("/report")
        assert {each: form[each] for each in TYPED} == {each: {**REPORT, **wrong}[each] for each in TYPED}
        assert name == "problem_type" or form["problem_type"] == "typo"
        assert f"#{name}" in page.links
    assert stored(stage) == 0


@pytest.mark.parametrize("token", ["", "x", "IjEi.Zm9v.YmFy"])
def test_an_expired_token_costs_nobody_what_they_typed(stage: Stage, token: str) -> None:
    citizen = stage.citizen()
    answer = citizen.client.post("/report", data={**REPORT, "csrf_token": token})
    assert answer.status_code == 400
    assert stored(stage) == 0
    page = Page(answer)
    assert all(page.form("/report")[name] == REPORT[name] for name in TYPED)
    # The page that came back is good to be sent as it is.
    assert citizen.fill(page, "/report").status_code == 303


def test_the_same_submission_twice_makes_one_report(stage: Stage) -> None:
    citizen = stage.citizen()
    first = citizen.reported()
    assert citizen.reported() == first
    assert stored(stage) == 1


def test_a_hasty_second_click_makes_no_second_report(stage: Stage) -> None:
    """Both requests carry the cookies that the browser had when the last step was opened."""
    citizen = stage.citizen()
    page = citizen.walk()
    cookie = citizen.client.get_cookie("portal_session")
    assert cookie is not None
    for _ in range(2):
        citizen.client.set_cookie("portal_session", cookie.value)
        assert citizen.fill(page, "/report").status_code == 303
    assert stored(stage) == 1


def test_whoever_reads_the_database_gets_no_receipt(stage: Stage) -> None:
    """What the database knows a submission by is in the cookie, but makes none."""
    stage.citizen().reported()
    with stage.workings.context.database.reading() as session:
        digest = session.scalar(select(Report.submission_digest))
    thief = stage.citizen()
    for forged in (digest, f"{digest}.", f"{digest}.{'0' * 32}", f"{digest}.{digest}"):
        thief.client.set_cookie("portal_receipt", str(forged), path="/report")
        answer = thief.get("/report/received")
        assert (answer.status_code, answer.location) == (303, "/track")
        assert thief.get("/report/check").location == "/report"


def test_the_receipt_goes_to_the_pages_of_reporting_alone(stage: Stage) -> None:
    cookie = stage.citizen().report().headers["Set-Cookie"]
    assert cookie.startswith("portal_receipt=")
    assert all(each in cookie for each in ("HttpOnly", "SameSite=Lax", "Path=/report"))
    assert "Expires" not in cookie


def test_the_same_words_of_two_people_are_two_reports(stage: Stage) -> None:
    assert stage.citizen().reported() != stage.citizen().reported()
    assert stored(stage) == 2


def test_a_report_needs_no_contact(stage: Stage) -> None:
    nobody = {"contact_name": "", "contact_phone": "", "contact_email": ""}
    assert stage.citizen().report(**nobody).status_code == 303


def test_numbers_count_up_within_the_year(stage: Stage) -> None:
    numbers = [stage.citizen().reported()[0] for _ in range(3)]
    assert numbers == ["2018-000001", "2018-000002", "2018-000003"]


@pytest.mark.parametrize("length", [10, 2000])
def test_the_description_may_have_10_to_2000_characters(stage: Stage, length: int) -> None:
    assert stage.citizen().report(description="字" * length).status_code == 303


def test_a_page_address_without_scheme_is_completed(stage: Stage) -> None:
    number, _ = stage.citizen().reported(page_url="www.chengdong.example/a.html")
    assert stage.desk.report(number).page_url == "http://www.chengdong.example/a.html"


def test_the_receipt_of_nobody_leads_to_tracking(stage: Stage) -> None:
    answer = stage.citizen().get("/report/received")
    assert (answer.status_code, answer.location) == (303, "/track")
