"""Marking a report as a duplicate in one step, and where its citizen is led (§一)."""

from __future__ import annotations

from portal.domain.vocabulary import Action, State
from tests.handling import PRIVATE
from tests.web.people import REPORT, Stage, step_address
from tests.web.reading import Page, words
from tests.web.test_query_counts import ask

AGAIN = {"description": "“通知公告”一栏里把公告写成了公吿，请改正"}


def marking_link(page: Page, original: str) -> str:
    """The link beside an earlier report that marks it as the original."""
    found = {link for link in page.links if f"original={original}" in link}
    assert len(found) == 1, found
    return found.pop()


def test_at_triage_one_press_fills_the_form_and_one_more_sends_it(stage: Stage) -> None:
    first = stage.desk.finished()
    second = stage.desk.dispatched(**AGAIN)
    officer = stage.officer("chengdong")
    page = officer.page(f"/desk/reports/{second}")
    assert first in words(page.by_id("similar"))
    assert "文字相近" in words(page.by_id("similar"))
    link = marking_link(page, first)
    assert link.endswith("#action-reject")
    filled = officer.page(link)
    assert filled.by_id("action-reject").get("open") is not None
    assert filled.by_id("action-transfer").get("open") is None
    address = step_address(second, "reject")
    form = filled.form(address)
    assert (form["invalid_reason"], form["original"]) == ("duplicate", first)
    assert first in form["reply"]
    assert officer.fill(filled, address, public="yes").status_code == 303
    assert stage.desk.report(second).state is State.REVIEW


def test_a_reply_names_the_original_only_where_it_can_be_read(stage: Stage) -> None:
    stage.desk.finished(**PRIVATE)
    second = stage.desk.dispatched(**AGAIN)
    officer = stage.officer("chengdong")
    link = next(link for link in officer.page(f"/desk/reports/{second}").links if "original=" in link)
    assert "2018-" not in officer.page(link).form(step_address(second, "reject"))["reply"]


def test_at_answering_the_report_goes_back_with_its_original(stage: Stage) -> None:
    first = stage.desk.dispatched()
    second = stage.desk.transferred(**AGAIN)
    filing, organizing = stage.officer("chengdong-gov"), stage.officer("chengdong")
    page = filing.page(f"/desk/reports/{second}?list=todo")
    link = marking_link(page, first)
    assert "list=todo" in link
    assert link.endswith("#action-hand_back")
    assert f"/desk/reports/{first}" not in page.links, "the office never held the first report"
    assert filing.fill(filing.page(link), step_address(second, "hand_back")).status_code == 303
    assert stage.desk.report(second).state is State.TRIAGE
    back = organizing.page(f"/desk/reports/{second}")
    assert f"填报单位退回时认为与留言 {first} 重复" in words(back.by_id("similar"))


def test_an_invented_original_fills_nothing_that_the_service_would_take(stage: Stage) -> None:
    number = stage.desk.dispatched()
    officer = stage.officer("chengdong")
    for invented in ("x", "2018-999999<script>", "2018-9"):
        page = officer.get(f"/desk/reports/{number}", query_string={"original": invented})
        assert Page(page).form(step_address(number, "reject"))["original"] == ""
    page = officer.page(f"/desk/reports/{number}?original=2018-999999")
    assert officer.fill(page, step_address(number, "reject"), public="yes").status_code == 422


def test_nobody_who_cannot_mark_is_shown_the_list(stage: Stage) -> None:
    stage.desk.dispatched()
    number = stage.desk.answered()
    for username in ("chengdong", "province", "chengdong-gov"):
        assert 'id="similar"' not in stage.officer(username).get(f"/desk/reports/{number}").text


def test_the_citizen_is_led_to_the_original_while_it_is_visible(stage: Stage) -> None:
    first = stage.desk.finished()
    citizen = stage.citizen()
    number, code = citizen.reported(**{**REPORT, **AGAIN})
    stage.desk.act("province", number, Action.DISPATCH)
    officer = stage.officer("chengdong")
    officer.fill(
        officer.page(f"/desk/reports/{number}?original={first}#action-reject"),
        step_address(number, "reject"),
        public="no",
        withhold_reason="other",
        withhold_note="与已公示的留言重复",
    )
    case = f"/board/{first}"
    assert case not in Page(citizen.track(code)).links, "the refusal is not final yet"
    for reviewer in ("xining", "province"):
        stage.desk.act(reviewer, number, Action.APPROVE)
    tracked = Page(citizen.track(code))
    assert case in tracked.links
    assert citizen.get(case).status_code == 200
    stage.desk.act("province", first, Action.WITHDRAW)
    gone = Page(citizen.track(code))
    assert case not in gone.links
    assert f"原留言 {first}" not in gone.text


def test_the_page_asks_no_more_with_many_earlier_reports(stage: Stage) -> None:
    """While somebody is assigned, originals are likely and templates are kept: everything that is asked for at once."""
    for _ in range(30):
        stage.desk.dispatched()
    number = stage.desk.transferred(**AGAIN)
    stage.desk.act("chengdong-gov", number, Action.ASSIGN)
    ask(stage.officer("chengdong-gov"), f"/desk/reports/{number}?list=todo")
