"""Reporting step by step: nothing is typed twice, whatever happens to session, token, order and tabs on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.store import Contact, Draft, Report
from tests.province import SITE_CODE, SITE_HOST
from tests.web.images import picture, upload
from tests.web.people import REPORT, STEP_FIELDS, Stage, Visitor
from tests.web.reading import Page
from tests.web.test_unlisted import UNLISTED

STEPS = ("page", "problem", "contact")


def count(stage: Stage, table: type) -> int:
    """How many rows a table has."""
    with stage.workings.context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def lose_session(visitor: Visitor) -> None:
    """What a restarted browser does, or a new secret key."""
    visitor.client.delete_cookie("portal_session")


def sent(visitor: Visitor, page: Page) -> str:
    """Press the last button; the number."""
    answer = visitor.fill(page, "/report")
    assert answer.status_code == 303, answer.text
    return visitor.receipt()[0]


def begun(stage: Stage) -> tuple[Visitor, Page]:
    """Somebody before the second step."""
    citizen = stage.citizen()
    answer = citizen.answer("page", citizen.page("/report"))
    assert (answer.status_code, answer.location) == (303, "/report/problem")
    return citizen, citizen.page("/report/problem")


def test_the_steps_make_the_report_that_the_whole_form_makes(stage: Stage) -> None:
    citizen = stage.citizen()
    number = sent(citizen, citizen.walk(attachments=[upload(picture())]))
    report = stage.desk.report(number)
    for name in ("site_code", "page_url", "description", "wrong_text", "suggested_text"):
        assert getattr(report, name) == REPORT[name], name
    with stage.workings.context.database.reading() as session:
        contact = session.scalars(select(Contact)).one()
    assert (contact.name, contact.phone, contact.email) == (
        REPORT["contact_name"], REPORT["contact_phone"], REPORT["contact_email"],
    )  # fmt: skip


def test_the_draft_ends_when_its_report_is_stored(stage: Stage) -> None:
    citizen = stage.citizen()
    page = citizen.walk()
    assert count(stage, Draft) == 1
    sent(citizen, page)
    assert count(stage, Draft) == 0
    # Going back leads to the receipt, and the first step is empty again.
    assert citizen.get("/report/check").location == "/report/received"
    assert citizen.page("/report").form("/report/page")["page_url"] == ""


def test_pressing_the_last_button_twice_makes_one_report(stage: Stage) -> None:
    citizen = stage.citizen()
    page = citizen.walk()
    assert sent(citizen, page) == sent(citizen, page)
    assert count(stage, Report) == 1


def test_opening_the_first_step_stores_nothing(stage: Stage) -> None:
    stage.citizen().page(f"/report?site_code={SITE_CODE}&url=http://{SITE_HOST}/a.html")
    stage.citizen().page("/report/unlisted")
    assert count(stage, Draft) == 0


def test_no_address_holds_what_was_typed(stage: Stage) -> None:
    citizen = stage.citizen()
    address = "/report"
    for step in STEPS:
        answer = citizen.answer(step, citizen.page(address))
        address = answer.location
        assert address in ("/report/problem", "/report/contact", "/report/check")


def test_a_step_opened_out_of_order_leads_to_the_first_that_is_due(stage: Stage) -> None:
    nobody = stage.citizen()
    for step in ("problem", "contact", "check"):
        assert nobody.get(f"/report/{step}").location == "/report"
    citizen, _ = begun(stage)
    for step in ("contact", "check"):
        assert citizen.get(f"/report/{step}").location == "/report/problem"
    assert citizen.get("/report/page").location == "/report"
    assert citizen.get("/report/site").location == "/report/unlisted"


def test_going_back_finds_everything_as_it_was_typed(stage: Stage) -> None:
    citizen = stage.citizen()
    citizen.walk()
    shown = {
        **citizen.page("/report").form("/report/page"),
        **citizen.page("/report/problem").form("/report/problem"),
        **citizen.page("/report/contact").form("/report/contact"),
    }
    assert {name: shown[name] for name in REPORT} == REPORT


def test_a_change_leads_back_to_the_check(stage: Stage) -> None:
    citizen = stage.citizen()
    links = citizen.walk().links
    assert {"/report", "/report/problem", "/report/contact"} <= set(links)
    changes = {"page": {"site_code": ""}, "problem": {"wrong_text": "公吿栏"}, "contact": {"contact_name": "王大明"}}
    for step, change in changes.items():
        page = citizen.page("/report" if step == "page" else f"/report/{step}")
        answer = citizen.fill(page, f"/report/{step}", **change)
        assert (answer.status_code, answer.location) == (303, "/report/check")
    form = citizen.page("/report/check").form("/report")
    assert (form["wrong_text"], form["contact_name"]) == ("公吿栏", "王大明")


@pytest.mark.parametrize("step", STEPS)
def test_a_wrong_answer_keeps_everything_typed_in_its_step(stage: Stage, step: str) -> None:
    citizen = stage.citizen()
    citizen.walk()
    wrong = {
        "page": {"page_url": "http://有 空格/"},
        "problem": {"description": "短"},
        "contact": {"contact_email": "x"},
    }
    address = "/report" if step == "page" else f"/report/{step}"
    answer = citizen.answer(step, citizen.page(address), **wrong[step])
    assert answer.status_code == 422
    page = Page(answer)
    ((name, value),) = wrong[step].items()
    assert page.form(f"/report/{step}")[name] == value
    assert f"#{name}" in page.links
    # What was answered before is not touched by it.
    assert citizen.page("/report/check").form("/report")[name] == REPORT[name]


@pytest.mark.parametrize("step", STEPS)
def test_a_lost_session_costs_nobody_what_they_typed(stage: Stage, step: str) -> None:
    citizen, address = stage.citizen(), "/report"
    for each in STEPS:
        page = citizen.page(address)
        if each == step:
            lose_session(citizen)
            answer = citizen.answer(each, page)
            assert answer.status_code == 400
            assert "您填写的内容还在" in answer.text
            page = Page(answer)
            form = page.form(f"/report/{each}")
            assert all(form[name] == REPORT[name] for name in STEP_FIELDS[each] if name in REPORT)
            answer = citizen.fill(page, f"/report/{each}")
        else:
            answer = citizen.answer(each, page)
        assert answer.status_code == 303, answer.text
        address = answer.location
    assert address == "/report/check"
    form = citizen.page(address).form("/report")
    assert {name: form[name] for name in REPORT} == REPORT


def test_a_session_lost_before_the_last_button_costs_nothing(stage: Stage) -> None:
    citizen = stage.citizen()
    page = citizen.walk(attachments=[upload(picture())])
    lose_session(citizen)
    answer = citizen.fill(page, "/report")
    assert answer.status_code == 400
    sent(citizen, Page(answer))
    assert (count(stage, Report), count(stage, Draft)) == (1, 0)


@pytest.mark.parametrize("token", ["", "x", "IjEi.Zm9v.YmFy"])
def test_an_expired_token_stores_nothing_and_keeps_the_step(stage: Stage, token: str) -> None:
    citizen, page = begun(stage)
    answer = citizen.answer("problem", page, csrf_token=token)
    assert answer.status_code == 400
    assert Page(answer).form("/report/problem")["description"] == REPORT["description"]
    assert citizen.get("/report/check").location == "/report/problem"
    assert citizen.fill(Page(answer), "/report/problem").location == "/report/contact"


def test_two_reports_in_two_tabs_do_not_mix(stage: Stage) -> None:
    citizen, one = begun(stage)
    other = citizen.page(f"/report?url=http://{SITE_HOST}/other.html")
    assert citizen.fill(other, "/report/page").location == "/report/problem"
    # The first tab still shows its own second step, and its form knows its own draft.
    assert citizen.answer("problem", one).location == "/report/contact"
    page = citizen.page("/report/contact")
    assert citizen.answer("contact", page).location == "/report/check"
    form = citizen.page("/report/check").form("/report")
    assert form["page_url"] == REPORT["page_url"]
    assert count(stage, Draft) == 2
    sent(citizen, citizen.page("/report/check"))
    assert count(stage, Draft) == 1


def test_another_browser_sees_nothing_of_a_draft(stage: Stage) -> None:
    citizen = stage.citizen()
    page = citizen.walk(attachments=[upload(picture())])
    (image,) = [each.get("src", "") for each in page.all("img") if "/report/pictures/" in (each.get("src") or "")]
    assert citizen.get(image).mimetype == "image/jpeg"
    stranger = stage.citizen()
    assert stranger.get(image).status_code == 404
    assert stranger.get("/report/check").location == "/report"
    assert REPORT["contact_phone"] not in stranger.get("/report").text
    # A key that the portal did not seal opens nothing.
    answer = stranger.post("/report/contact", {"draft": "IkFBIg.x", "contact_name": "某人"})
    assert answer.location == "/report"
    assert REPORT["contact_phone"] not in stranger.get("/report/contact", follow_redirects=True).text


def test_a_page_of_another_site_cannot_plant_a_draft(stage: Stage) -> None:
    """Else what the visitor types next would lie in a draft whose key somebody else holds."""
    _, page = begun(stage)
    planted = page.form("/report/problem")["draft"]
    victim = stage.citizen()
    answer = victim.client.post(
        "/report/problem", data={"draft": planted, "description": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 422
    assert Page(answer).form("/report/problem")["draft"] != planted
    assert SITE_HOST not in answer.text


def test_pages_with_contact_data_are_kept_by_no_browser(stage: Stage) -> None:
    citizen = stage.citizen()
    citizen.walk()
    for address in ("/report/contact", "/report/check"):
        assert citizen.get(address).headers["Cache-Control"] == "no-store"


def test_what_was_filled_in_can_be_cleared(stage: Stage) -> None:
    citizen = stage.citizen()
    citizen.walk()
    assert citizen.fill(citizen.page("/report"), "/report/discard").status_code == 303
    assert count(stage, Draft) == 0
    assert REPORT["page_url"] not in citizen.get("/report").text


def test_the_page_of_a_known_site_names_it_and_who_runs_it(stage: Stage) -> None:
    citizen = stage.citizen()
    text = citizen.get(f"/report?url=http://{SITE_HOST}/a.html").text
    assert "城东区政府网站" in text
    assert SITE_CODE in text
    _, page = begun(stage)
    assert SITE_CODE in page.text


def test_selected_words_come_along_from_the_first_step(stage: Stage) -> None:
    citizen = stage.citizen()
    answer = citizen.answer("page", citizen.page("/report"), wrong_text="公吿" + "长" * 2000)
    form = citizen.page(answer.location).form("/report/problem")
    assert form["wrong_text"].startswith("公吿")
    assert len(form["wrong_text"]) == 1000


def unknown(citizen: Visitor) -> Page:
    """The first step come back, because nobody knows the site."""
    answer = citizen.answer("page", citizen.page("/report"), site_code="", page_url="http://unknown.example/a.html")
    assert answer.status_code == 422
    assert "登记册里没有找到这个网站" in answer.text
    return Page(answer)


def test_an_unknown_site_can_be_reported_as_unlisted_with_what_was_typed(stage: Stage) -> None:
    citizen = stage.citizen()
    answer = citizen.fill(unknown(citizen), "/report/page", unknown="unlisted")
    assert (answer.status_code, answer.location) == (303, "/report/unlisted")
    form = citizen.page("/report/unlisted").form("/report/site")
    assert form["site_url"] == "http://unknown.example/"
    assert form["page_url"] == "http://unknown.example/a.html"


def test_who_insists_goes_on_with_an_unknown_site(stage: Stage) -> None:
    citizen = stage.citizen()
    answer = citizen.fill(unknown(citizen), "/report/page", unknown="keep")
    for step in ("problem", "contact"):
        answer = citizen.answer(step, citizen.page(answer.location))
    number = sent(citizen, citizen.page("/report/check"))
    assert stage.desk.report(number).site_id is None


def test_an_address_put_right_goes_on_whatever_button_is_pressed(stage: Stage) -> None:
    citizen = stage.citizen()
    answer = citizen.fill(unknown(citizen), "/report/page", unknown="unlisted", page_url=REPORT["page_url"])
    assert answer.location == "/report/problem"


def test_an_unlisted_site_is_reported_in_steps(stage: Stage) -> None:
    citizen = stage.citizen()
    site = {name: UNLISTED[name] for name in ("site_name", "site_url", "region")}
    page = citizen.walk("/report/unlisted", **site)
    assert citizen.fill(page, "/report/unlisted").status_code == 303
    report = stage.desk.report(citizen.receipt()[0])
    assert {name: getattr(report, "region_code" if name == "region" else name) for name in site} == site


def test_an_unlisted_site_without_its_name_is_refused_with_the_rest_kept(stage: Stage) -> None:
    citizen = stage.citizen()
    page = citizen.page("/report/unlisted")
    answer = citizen.fill(page, "/report/site", site_url="http://x.example", region="630102")
    assert answer.status_code == 422
    form = Page(answer).form("/report/site")
    assert (form["site_url"], form["region"]) == ("http://x.example", "630102")
