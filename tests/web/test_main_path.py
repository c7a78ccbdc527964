"""The whole way of a report through the pages: a citizen sends it, the offices handle it, everybody can read it."""

from __future__ import annotations

from typing import Any

from portal.services.dispatch import dispatch_waiting
from tests.web.people import FINAL, Stage


def test_a_report_goes_from_the_citizen_to_the_board(stage: Stage) -> None:
    citizen = stage.citizen()
    number, code = citizen.reported()
    assert number == "2018-000001"
    assert "待受理" in citizen.track(code).text
    assert dispatch_waiting(stage.workings.context).sent == 1
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("chengdong", "transfer", {}),
        ("chengdong-gov", "answer", {}),
        ("chengdong", "approve", {}),
    ]
    steps += [("xining", "approve", {"comment": "同意"}), ("province", "approve", FINAL)]
    for username, action, fields in steps:
        assert number in stage.officer(username).page("/desk").text, f"not on the desk of {username}"
        answer = stage.act(username, number, action, **fields)
        assert answer.status_code == 303, f"{username} {action}: {answer.status_code}"
    stage.follow_up()
    assert number in citizen.page("/board").text
    assert number in citizen.page("/board?q=错别").text, "two characters of its title do not find it"
    assert FINAL["public_reply"] in citizen.page(f"/board/{number}").text
    tracked = citizen.track(code).text
    for words in ("已办结", "经核查属实，已改正。", "已分办到组织单位", "已转办到填报单位核查", f"/board/{number}"):
        assert words in tracked


def test_the_receipt_survives_reloading(stage: Stage) -> None:
    """Success redirects to an address of its own, so that reloading sends nothing again."""
    citizen = stage.citizen()
    answer = citizen.report()
    assert (answer.status_code, answer.location) == (303, "/report/received")
    assert citizen.receipt() == citizen.receipt()


def test_the_receipt_belongs_to_the_browser_that_sent_the_report(stage: Stage) -> None:
    number, code = stage.citizen().reported()
    answer = stage.citizen().get("/report/received", follow_redirects=True)
    assert number not in answer.text
    assert code not in answer.text


def test_a_private_answer_is_told_to_the_citizen_alone(stage: Stage) -> None:
    """§三(四): a reply may propose 不公开 with its reason; the citizen gets the reply all the same."""
    citizen = stage.citizen()
    number, code = citizen.reported()
    dispatch_waiting(stage.workings.context)
    stage.act("chengdong", number, "transfer")
    stage.act("chengdong-gov", number, "answer", public="no", withhold_reason="privacy")
    for username in ("chengdong", "xining", "province"):
        assert stage.act(username, number, "approve").status_code == 303
    stage.follow_up()
    assert number not in citizen.page("/board").text
    assert citizen.get(f"/board/{number}").status_code == 404
    tracked = citizen.track(code).text
    assert "经核查属实，已改正。" in tracked
    assert "涉及个人隐私" in tracked


def test_a_refused_report_says_so(stage: Stage) -> None:
    """§一: five reasons for which a report is 不予受理; the answer is reviewed like any other."""
    citizen = stage.citizen()
    number, code = citizen.reported()
    dispatch_waiting(stage.workings.context)
    stage.act("chengdong", number, "reject")
    assert "不予受理" not in citizen.page("/board").text
    assert stage.act("xining", number, "approve").status_code == 303
    assert stage.act("province", number, "approve", **FINAL).status_code == 303
    assert "内容表述不清" in citizen.track(code).text
