"""The receipt and what comes after it, and published cases shown before a report is sent."""

from __future__ import annotations

from tests.web.people import REPORT, Stage


def test_the_receipt_carries_code_picture_and_telephone(stage: Stage) -> None:
    citizen = stage.citizen()
    citizen.reported()
    page = citizen.page("/report/received")
    assert 'class="qr"' in page.text
    assert stage.workings.settings.imprint.phone in page.text


def test_the_next_report_on_the_same_site_retypes_nothing(stage: Stage) -> None:
    citizen = stage.citizen()
    citizen.reported()
    answer = citizen.fill(citizen.page("/report/received"), "/report/again")
    assert (answer.status_code, answer.location) == (303, "/report")
    assert citizen.page("/report").form("/report/page")["page_url"] == REPORT["page_url"]
    form = citizen.walk(description="另一处错误，也请改正一下。").form("/report")
    assert form["contact_phone"] == REPORT["contact_phone"]
    nobody = stage.citizen()
    assert nobody.post("/report/again").location == "/report"
    assert REPORT["contact_phone"] not in nobody.get("/report/contact", follow_redirects=True).text


def test_only_published_cases_of_the_page_are_shown(stage: Stage) -> None:
    address = stage.desk.report(stage.desk.submitted()).page_url
    assert address
    page = address.partition("?")[0].replace("http://", "https://") + "/?x=2#top"
    open_number = stage.desk.submitted()
    citizen = stage.citizen()
    citizen.walk(page_url=page)
    assert "也许已经有人报告" not in citizen.get("/report/problem").text
    number = stage.desk.finished()
    for address in ("/report/problem", "/report/check"):
        text = citizen.get(address).text
        assert f"/board/{number}" in text, address
        assert open_number not in text, address
