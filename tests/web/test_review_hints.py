"""Hints stand beside the reply for whoever reviews it, and decide nothing (§三(四), §五.4)."""

from __future__ import annotations

from portal.domain.vocabulary import Action, State
from tests.web.people import Stage
from tests.web.reading import Page

GOOD = "网民您好！“通知公告”栏目中的错别字“公吿”已更正为“公告”，并对同期通知重新校对，感谢您的监督！"
POOR = "收到，谢谢。联系人王科长，手机13897123456。"
ONCE_MORE = "请再看一眼"


def test_a_poor_reply_is_shown_with_hints_on_both_pages(stage: Stage) -> None:
    number = stage.desk.answered(reply=POOR)
    for address in (f"/desk/reports/{number}", "/desk/review"):
        text = stage.officer("chengdong").page(address).text
        assert ONCE_MORE in text
        for label in ("答复很短", "没有写明如何改正", "可能含有个人信息", "手机号"):
            assert label in text


def test_a_good_reply_is_shown_without(stage: Stage) -> None:
    number = stage.desk.answered(reply=GOOD)
    for address in (f"/desk/reports/{number}", "/desk/review"):
        assert ONCE_MORE not in stage.officer("chengdong").page(address).text


def test_hints_stand_beside_the_newest_version_only_and_only_in_review(stage: Stage) -> None:
    number = stage.desk.answered(reply=POOR)
    stage.desk.act("chengdong", number, Action.SEND_BACK)
    address = f"/desk/reports/{number}"
    assert ONCE_MORE not in stage.officer("chengdong-gov").page(address).text
    stage.desk.act("chengdong-gov", number, Action.ANSWER, reply=GOOD)
    assert ONCE_MORE not in stage.officer("chengdong").page(address).text


def test_hints_decide_nothing(stage: Stage) -> None:
    number = stage.desk.answered(reply=POOR)
    assert stage.act("chengdong", number, "approve").status_code == 303
    assert stage.desk.report(number).holder_id == stage.cast.unit("xining")
    assert stage.desk.report(number).state is State.REVIEW


def test_the_demands_of_the_notice_stand_beside_answering_and_reviewing(stage: Stage) -> None:
    answering, reviewing = stage.desk.transferred(), stage.desk.answered()
    for username, address, heading in (
        ("chengdong-gov", f"/desk/reports/{answering}", "答复要点"),
        ("chengdong", f"/desk/reports/{reviewing}", "审核要点"),
        ("chengdong", "/desk/review", "审核要点"),
    ):
        page: Page = stage.officer(username).page(address)
        assert heading in page.text
        for demand in ("态度诚恳", "表述清晰", "有理有据"):
            assert demand in page.text
