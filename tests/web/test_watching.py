"""督办 and delays: the holder sees them on top until it answers, whoever stands above keeps a list."""

from __future__ import annotations

import re

from portal.domain.vocabulary import Action
from tests.web.people import Stage
from tests.web.reading import Page, words
from tests.web.test_lists import listed
from tests.web.test_query_counts import ask

URGED, UNEXPLAINED = "/desk/reports?watch=urged", "/desk/reports?watch=unexplained"


def notices(page: Page) -> str:
    """The words of all notices of a page."""
    return " ".join(words(each) for each in page.all("div") if "notice" in (each.get("class") or "").split())


def tab(stage: Stage, username: str, address: str, label: str) -> int | None:
    """The number on a tab; None if the list has no such tab."""
    for link in stage.officer(username).page(address).all("a"):
        found = re.fullmatch(rf"{label}\s*(\d+)", words(link))
        if found:
            return int(found[1])
    return None


def later(stage: Stage, **amount: float) -> None:
    """Let time pass."""
    stage.workings.context.now.advance(**amount)  # type: ignore[attr-defined]  # the tests' clock


def test_the_holder_sees_an_urging_on_top_until_it_responds(stage: Stage) -> None:
    number = stage.desk.transferred()
    assert "督办" not in notices(stage.officer("chengdong-gov").page("/desk"))
    stage.act("xining", number, "urge", comment="群众等着用，请今天办结")
    for address in ("/desk", "/desk?state=answering", f"/desk/reports/{number}"):
        shown = notices(stage.officer("chengdong-gov").page(address))
        assert "上级督办，请先办理并回应" in shown, address
        assert "群众等着用，请今天办结" in shown, address
    assert tab(stage, "chengdong-gov", "/desk", "督办中") == 1
    page = stage.officer("chengdong-gov").page(f"/desk/reports/{number}")
    link = next(link for link in page.links if "#action-respond" in link)
    opened = stage.officer("chengdong-gov").page(link)
    assert "open" in opened.by_id("action-respond").attrib
    stage.officer("chengdong-gov").fill(opened, f"/desk/reports/{number}/respond", comment="正在核查，下午答复")
    for address in ("/desk", f"/desk/reports/{number}"):
        assert "上级督办" not in notices(stage.officer("chengdong-gov").page(address)), address
    assert tab(stage, "chengdong-gov", "/desk", "督办中") is None


def test_an_urging_follows_the_report_to_its_next_holder(stage: Stage) -> None:
    number = stage.desk.dispatched()
    stage.desk.act("xining", number, Action.URGE)
    stage.desk.act("chengdong", number, Action.TRANSFER)
    assert number in notices(stage.officer("chengdong-gov").page("/desk"))
    assert number not in notices(stage.officer("chengdong").page("/desk"))
    shown = notices(stage.officer("xining").page(f"/desk/reports/{number}"))
    assert "正在督办，在办单位尚未回应" in shown


def test_who_stands_above_sees_since_when_and_whether_it_was_answered(stage: Stage) -> None:
    waiting, answered = stage.desk.transferred(), stage.desk.transferred()
    stage.desk.transferred()
    for number in (waiting, answered):
        stage.desk.act("xining", number, Action.URGE)
    later(stage, hours=2)
    stage.desk.act("chengdong-gov", answered, Action.RESPOND, comment="今天下午改正")
    for who in ("chengdong", "xining", "province"):
        assert set(listed(stage, who, URGED)) == {waiting, answered}, who
        assert tab(stage, who, "/desk/reports", "督办中") == 2
        text = stage.officer(who).page(URGED).text
        assert "西宁市政府办公室 2018-06-04 10:00 督办，尚未回应" in text
        assert "2018-06-04 12:00 已回应：今天下午改正" in text
    for who in ("fgw", "haidong"):
        assert listed(stage, who, URGED) == []


def test_an_urging_of_an_earlier_round_is_history(stage: Stage) -> None:
    number = stage.desk.answered()
    stage.desk.act("province", number, Action.URGE)
    for reviewer in ("chengdong", "xining", "province"):
        stage.desk.act(reviewer, number, Action.APPROVE)
    assert listed(stage, "province", URGED) == []
    later(stage, days=1)
    stage.desk.act("province", number, Action.REOPEN)
    assert listed(stage, "province", URGED) == []


def test_what_left_the_subtree_is_no_longer_watched_there(stage: Stage) -> None:
    number = stage.desk.dispatched()
    stage.desk.act("xining", number, Action.URGE)
    stage.desk.act("chengdong", number, Action.RETURN)
    stage.desk.act("province", number, Action.DISPATCH, unit="haidong")
    assert listed(stage, "xining", URGED) == []
    assert listed(stage, "haidong", URGED) == [number]


def test_a_late_report_asks_its_holder_for_the_reason(stage: Stage) -> None:
    number = stage.desk.transferred()
    later(stage, days=7)
    desk = stage.officer("chengdong-gov").page("/desk")
    assert "1 件已逾期，还没有说明理由" in notices(desk)
    opened = stage.officer("chengdong-gov").page(next(link for link in desk.links if "#action-justify" in link))
    assert "已逾期，请说明理由" in notices(opened)
    assert "open" in opened.by_id("action-justify").attrib
    stage.officer("chengdong-gov").fill(opened, f"/desk/reports/{number}/justify", comment="网站正在迁移，周五完成")
    desk = stage.officer("chengdong-gov").page("/desk")
    assert "说明理由" not in notices(desk)
    assert "已说明逾期理由" in desk.text
    assert "网站正在迁移，周五完成" in notices(stage.officer("xining").page(f"/desk/reports/{number}"))


def test_what_is_late_without_a_reason_is_a_list_that_names_who_is_charged(stage: Stage) -> None:
    """Lateness is charged to whoever held the report when it fell due."""
    silent, explained = stage.desk.transferred(), stage.desk.transferred()
    later(stage, days=7)
    stage.desk.act("chengdong-gov", explained, Action.JUSTIFY)
    stage.desk.act("chengdong-gov", silent, Action.HAND_BACK)
    fresh = stage.desk.transferred()
    for who in ("chengdong", "xining", "province"):
        assert listed(stage, who, UNEXPLAINED) == [silent], who
        assert tab(stage, who, "/desk/reports", "逾期未说明") == 1
        assert "未说明逾期理由，到期时在办：城东区政府网站" in stage.officer(who).page(UNEXPLAINED).text
    assert listed(stage, "fgw", UNEXPLAINED) == []
    assert fresh not in listed(stage, "chengdong", "/desk?watch=unexplained")
    assert listed(stage, "chengdong", "/desk?watch=unexplained") == [silent]


def test_a_reason_of_an_earlier_round_does_not_excuse_the_next(stage: Stage) -> None:
    number = stage.desk.answered()
    later(stage, days=7)
    stage.desk.act("chengdong", number, Action.JUSTIFY)
    for reviewer in ("chengdong", "xining", "province"):
        stage.desk.act(reviewer, number, Action.APPROVE)
    later(stage, days=1)
    stage.desk.act("province", number, Action.REOPEN)
    later(stage, days=7)
    assert listed(stage, "province", UNEXPLAINED) == [number]


def test_tabs_narrow_the_same_list_and_do_not_multiply(stage: Stage) -> None:
    urged = stage.desk.transferred()
    stage.desk.dispatched()
    stage.desk.act("xining", urged, Action.URGE)
    assert tab(stage, "xining", URGED, "全部") == 2
    assert listed(stage, "xining", URGED + "&state=triage") == []
    assert listed(stage, "xining", URGED + "&q=2018") == [urged]
    assert len(listed(stage, "xining", "/desk/reports?watch=nonsense")) == 2


def test_a_list_says_what_should_be_done_today_and_what_is_about_to_be_late(stage: Stage) -> None:
    """Received on Monday, due on Thursday: sorted by Tuesday, 即将逾期 from Wednesday on."""
    stage.desk.dispatched()
    expected = [
        ("剩余 3 个工作日", "最迟 6月5日转办"),
        ("剩余 2 个工作日", "应在今天转办"),
        ("即将逾期：剩余 1 个工作日", "已过本环节建议时间"),
        ("即将逾期：今天 24 时到期", "已过本环节建议时间"),
        ("逾期 1 个工作日", "说明逾期理由"),
    ]
    for clock, hint in expected:
        text = stage.officer("chengdong").page("/desk").text
        assert clock in text
        assert hint in text
        later(stage, days=1)


def test_the_citizen_is_not_told_of_stages(stage: Stage) -> None:
    _, code = stage.citizen().reported()
    stage.workings.context.now.advance(days=1)  # type: ignore[attr-defined]  # the tests' clock
    stage.desk.act("province", stage.desk.submitted(), Action.DISPATCH)
    text = stage.citizen().track(code).text
    assert "建议时间" not in text
    assert "即将逾期" not in text


def test_the_lists_ask_no_more_with_many_urgings(stage: Stage) -> None:
    for _ in range(12):
        stage.desk.act("xining", stage.desk.transferred(), Action.URGE)
    later(stage, days=7)
    ask(stage.officer("chengdong-gov"), "/desk")
    for address in (URGED, UNEXPLAINED):
        ask(stage.officer("xining"), address)
