"""漏报网站找错 (§三(一), §三(二)): a website that nobody registered is reported, answered for and registered."""

from __future__ import annotations

from sqlalchemy import select

from portal.domain.vocabulary import ReportKind, State
from portal.services.dispatch import dispatch_waiting
from portal.store import Report, Site
from tests.handling import NEW_SITE
from tests.web.people import FINAL, REPORT, Stage, Visitor
from tests.web.reading import Page

UNLISTED = {
    "site_name": "城东区教育网",
    "site_url": "http://edu.chengdong.example/",
    "region": "630102",
    "problem_type": "outdated",
    "description": "这个网站三年没有更新，也不在政府网站名单里。",
}


def reported(visitor: Visitor, **changes: str) -> str:
    """Send 漏报网站找错; the number."""
    answer = visitor.post("/report/unlisted", {**UNLISTED, **changes})
    assert answer.status_code == 303, answer.text
    return visitor.receipt()[0]


def test_an_unlisted_site_goes_all_the_way_into_the_register(stage: Stage) -> None:
    number = reported(stage.citizen())
    dispatch_waiting(stage.workings.context)
    assert stage.desk.report(number).kind is ReportKind.UNLISTED
    stage.act("chengdong", number, "transfer")
    stage.act("chengdong-gov", number, "answer", **NEW_SITE)
    for reviewer in ("chengdong", "xining"):
        stage.act(reviewer, number, "approve")
        with stage.workings.context.database.reading() as session:
            assert session.scalar(select(Site).where(Site.code == NEW_SITE["new_site_code"])) is None
    stage.act("province", number, "approve", **FINAL)
    with stage.workings.context.database.reading() as session:
        site = session.scalars(select(Site).where(Site.code == NEW_SITE["new_site_code"])).one()
        assert [host.host for host in site.hosts] == ["edu.chengdong.example"]
    assert "已纳入监管" in stage.citizen().get(f"/board/{number}").text
    assert NEW_SITE["new_site_code"] in stage.citizen().get("/report/unlisted").text


def test_a_confirmed_unlisted_site_without_its_data_is_refused(stage: Stage) -> None:
    number = reported(stage.citizen())
    dispatch_waiting(stage.workings.context)
    stage.act("chengdong", number, "transfer")
    answer = stage.act("chengdong-gov", number, "answer", new_site_code="12", new_site_name="", new_site_url="ftp://x")
    assert answer.status_code == 422
    for name in ("new_site_code", "new_site_name", "new_site_url"):
        assert f'id="answer-{name}-error"' in answer.text
    assert stage.desk.report(number).state is State.ANSWERING


def test_an_incomplete_form_keeps_what_was_typed(stage: Stage) -> None:
    answer = stage.citizen().post("/report/unlisted", {**UNLISTED, "site_name": "", "region": "999999"})
    assert answer.status_code == 422
    assert Page(answer).form("/report/unlisted")["description"] == UNLISTED["description"]


def test_an_unknown_site_leads_to_the_other_form_with_everything_typed(stage: Stage) -> None:
    """Nobody is refused for not knowing the register: the other form opens, filled in."""
    answer = stage.citizen().report(site_code="", page_url="http://unknown.example/a.html")
    assert answer.status_code == 422
    form = Page(answer).form("/report/unlisted")
    assert form["site_url"] == "http://unknown.example/"
    assert form["description"] == REPORT["description"]
    assert form["contact_phone"] == REPORT["contact_phone"]


def test_who_insists_is_taken_at_their_word_and_the_root_places_the_report(stage: Stage) -> None:
    """A report without a route lies on the root's desk."""
    citizen = stage.citizen()
    offered = Page(citizen.report(site_code="", page_url="http://unknown.example/a.html"))
    assert citizen.post("/report", offered.form("/report")).status_code == 303
    number = citizen.receipt()[0]
    assert dispatch_waiting(stage.workings.context).set_aside == 1
    report = stage.desk.report(number)
    assert (report.kind, report.holder_id) == (ReportKind.CORRECTION, stage.cast.unit("province"))
    assert stage.act("province", number, "dispatch", unit="haidong").status_code == 303
    assert stage.desk.report(number).state is State.TRIAGE


def test_a_region_without_an_office_goes_to_the_region_around_it(stage: Stage) -> None:
    number = reported(stage.citizen(), region="630103")
    dispatch_waiting(stage.workings.context)
    assert stage.desk.report(number).holder_id == stage.cast.unit("xining")


def test_the_page_address_hands_over_the_url(stage: Stage) -> None:
    page = stage.citizen().page("/report/unlisted?url=http://new.example/x")
    assert page.form("/report/site")["site_url"] == "http://new.example/x"


def test_reporting_twice_makes_one_report(stage: Stage) -> None:
    citizen = stage.citizen()
    assert reported(citizen) == reported(citizen)
    with stage.workings.context.database.reading() as session:
        assert len(session.scalars(select(Report)).all()) == 1
