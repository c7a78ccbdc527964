"""The desk's lists: due first, filtered, and one report after the other."""

from __future__ import annotations

import re

from portal.domain.vocabulary import Action, ProblemType
from tests.web.people import FIELDS, Stage, step_address
from tests.web.reading import Page

NUMBER = re.compile(r">(\d{4}-\d{6})</a>")


def listed(stage: Stage, username: str, address: str = "/desk") -> list[str]:
    """The numbers of a list in its order."""
    return NUMBER.findall(stage.officer(username).page(address).text)


def test_what_is_due_first_stands_on_top(stage: Stage) -> None:
    early = stage.desk.dispatched()
    stage.workings.context.now.advance(days=1)  # type: ignore[attr-defined]  # the tests' clock
    late = stage.desk.dispatched()
    assert listed(stage, "chengdong") == [early, late]


def test_the_tabs_count_what_is_to_be_done(stage: Stage) -> None:
    stage.desk.dispatched()
    answered = stage.desk.answered()
    assert listed(stage, "chengdong", "/desk?state=review") == [answered]
    assert len(listed(stage, "chengdong")) == 2


def test_filters_by_type_text_and_lateness(stage: Stage) -> None:
    typo = stage.desk.dispatched()
    fake = stage.desk.dispatched(problem_type=ProblemType.FAKE)
    assert listed(stage, "chengdong", "/desk?problem_type=fake") == [fake]
    assert listed(stage, "chengdong", f"/desk?q={typo}") == [typo]
    assert listed(stage, "chengdong", "/desk?late=yes") == []
    stage.workings.context.now.advance(days=14)  # type: ignore[attr-defined]  # the tests' clock
    assert set(listed(stage, "chengdong", "/desk?late=yes")) == {typo, fake}
    assert "逾期" in stage.officer("chengdong").get("/desk").text


def test_after_a_step_the_next_report_of_the_same_list_opens(stage: Stage) -> None:
    first, second, third = (stage.desk.dispatched() for _ in range(3))
    order = listed(stage, "chengdong", "/desk?state=triage")
    assert set(order) == {first, second, third}
    officer = stage.officer("chengdong")
    place = "list=todo&state=triage"
    page = officer.page(f"/desk/reports/{order[1]}?{place}")
    answer = officer.fill(page, step_address(order[1], "transfer"), **FIELDS["transfer"])
    assert answer.status_code == 303
    assert answer.location.startswith(f"/desk/reports/{order[2]}?")
    assert "list=todo" in answer.location
    assert "state=triage" in answer.location


def test_after_the_last_report_of_a_list_the_first_that_is_left_opens_and_then_the_list(stage: Stage) -> None:
    for _ in range(2):
        stage.desk.dispatched()
    officer = stage.officer("chengdong")
    order = listed(stage, "chengdong")
    page = officer.page(f"/desk/reports/{order[1]}?list=todo")
    answer = officer.fill(page, step_address(order[1], "transfer"), **FIELDS["transfer"])
    assert answer.location.startswith(f"/desk/reports/{order[0]}?")
    page = officer.page(answer.location)
    assert officer.fill(page, step_address(order[0], "transfer"), **FIELDS["transfer"]).location == "/desk"


def test_the_transfer_preselects_the_sites_own_unit(stage: Stage) -> None:
    number = stage.desk.dispatched()
    form = stage.officer("chengdong").page(f"/desk/reports/{number}").form(step_address(number, "transfer"))
    assert form["unit"] == "chengdong-gov"


def test_all_reports_are_those_that_the_unit_or_one_below_ever_held(stage: Stage) -> None:
    number = stage.desk.answered()
    for who in ("chengdong", "xining", "province", "chengdong-gov"):
        assert listed(stage, who, "/desk/reports") == [number], who
    for who in ("fgw", "haidong", "xining-edu"):
        assert listed(stage, who, "/desk/reports") == [], who


def test_the_page_shows_what_changed_between_two_versions_of_a_reply(stage: Stage) -> None:
    number = stage.desk.answered(reply="已收到，谢谢。")
    stage.desk.act("chengdong", number, Action.SEND_BACK)
    stage.desk.act("chengdong-gov", number, Action.ANSWER, reply="已改正，谢谢。")
    page = stage.officer("chengdong").page(f"/desk/reports/{number}")
    assert ["".join(each.itertext()) for each in page.all("del")][-1].endswith("收到")
    assert ["".join(each.itertext()) for each in page.all("ins")][-1].endswith("改正")


def test_a_returned_editor_reads_the_reason_and_an_example(stage: Stage) -> None:
    number = stage.desk.answered()
    stage.desk.act("chengdong", number, Action.SEND_BACK, comment="没有写明改正的日期")
    page = stage.officer("chengdong-gov").page(f"/desk/reports/{number}")
    notices = [element for element in page.all("div") if "notice" in (element.get("class") or "")]
    assert any("没有写明改正的日期" in "".join(notice.itertext()) for notice in notices)
    assert list(page.all("blockquote"))


def test_the_climb_names_who_agreed_and_who_comes_next(stage: Stage) -> None:
    """§三(四) 逐级审核."""
    number = stage.desk.answered()
    stage.desk.act("chengdong", number, Action.APPROVE)
    steps = [
        (element.get("class"), "".join(element.itertext()))
        for element in stage.officer("xining").page(f"/desk/reports/{number}").all("li")
        if element.get("class") in ("done", "current", "todo")
    ]
    assert [state for state, _ in steps] == ["done", "current", "todo"]
    for name, (_, text) in zip(("城东区", "西宁市", "省政府"), steps, strict=True):
        assert name in text


def test_the_page_counts_the_days_of_the_clock(stage: Stage) -> None:
    """§四: received on Monday, from Tuesday 0:00 to Thursday 24:00."""
    number = stage.desk.dispatched()
    text = stage.officer("chengdong").page(f"/desk/reports/{number}").text
    assert "2018-06-05 星期二：第 2 个工作日（0 时起算）" in text
    assert "2018-06-07 星期四：第 4 个工作日（24 时到期）" in text


def test_admin_and_auditor_have_no_reports(stage: Stage) -> None:
    stage.desk.dispatched()
    assert listed(stage, "admin") == []
    for who in ("admin", "auditor"):
        assert stage.officer(who).get("/desk/reports").status_code == 403


def test_a_list_without_the_present_report_goes_on_with_its_first(stage: Stage) -> None:
    assert Page(stage.officer("chengdong").get("/desk?state=nonsense&page=-1&late=perhaps")).status == 200
