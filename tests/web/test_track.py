"""办理查询: only who holds the code sees anything, and may rate and dispute."""

from __future__ import annotations

from collections.abc import Callable

from portal.domain.vocabulary import Action
from portal.services.dispatch import dispatch_waiting
from tests.conftest import FrozenClock
from tests.web.people import Stage, Visitor
from tests.web.reading import Page

WELL_FORMED = "0000-0000-0000-0000"
"""A code whose check character is right, and which nobody was given."""


def finished(stage: Stage) -> tuple[Visitor, str, str]:
    """A citizen whose report is published, with its number and code."""
    citizen = stage.citizen()
    number, code = citizen.reported()
    dispatch_waiting(stage.workings.context)
    stage.desk.act("chengdong", number, Action.TRANSFER)
    stage.desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in ("chengdong", "xining", "province"):
        stage.desk.act(reviewer, number, Action.APPROVE)
    return citizen, number, code


def test_a_wrong_code_is_422(stage: Stage) -> None:
    number, _ = stage.citizen().reported()
    citizen = stage.citizen()
    for address in ("/track", "/track/rating", "/track/dispute"):
        for code in ("", "x", WELL_FORMED, "ABCD-EFGH-JKMN-PQRS", "2018-000002", "字" * 16):
            fields = {"tracking_code": code, "rating": "5", "reason": "页面上还是错的"}
            answer = citizen.post(address, fields)
            assert answer.status_code == 422, (address, code)
            assert number not in answer.text
    assert number not in citizen.track(number).text.replace(f'value="{number}"', "")


def test_a_wrong_code_and_a_code_of_nobody_look_alike(stage: Stage) -> None:
    stage.citizen().reported()
    citizen = stage.citizen()
    answers = [citizen.track(code).text.replace(code, "") for code in (WELL_FORMED, "ZZZZ-ZZZZ-ZZZZ-ZZZZ")]
    assert answers[0] == answers[1]


SPELLINGS: tuple[Callable[[str], str], ...] = (
    str.lower,
    lambda code: code.replace("-", ""),
    lambda code: code.replace("-", " "),
    lambda code: f"  {code}\n",
    lambda code: code.replace("0", "O").replace("1", "l"),
    lambda code: "".join(chr(ord(letter) + 0xFEE0) for letter in code),
)


def test_the_code_is_known_in_every_spelling(stage: Stage) -> None:
    number, code = stage.citizen().reported()
    for spelling in SPELLINGS:
        answer = stage.citizen().track(spelling(code))
        assert answer.status_code == 200, spelling(code)
        assert number in answer.text


def test_an_expired_token_keeps_the_code(stage: Stage) -> None:
    _, code = stage.citizen().reported()
    answer = stage.citizen().client.post("/track", data={"tracking_code": code, "csrf_token": "x"})
    assert answer.status_code == 400
    assert Page(answer).form("/track")["tracking_code"] == code


def test_the_code_never_travels_in_an_address(stage: Stage) -> None:
    citizen, _, code = finished(stage)
    page = Page(citizen.track(code))
    assert not any(code in link for link in page.links)
    assert all(
        form.get("method") == "post" for form in page.all("form") if code in str(page.form(form.get("action", "")))
    )


def test_rating_again_replaces_the_former_one(stage: Stage) -> None:
    citizen, _, code = finished(stage)
    for score in ("5", "2"):
        answer = citizen.post("/track/rating", {"tracking_code": code, "rating": score, "comment": "改了"})
        assert answer.status_code == 200
        assert f"您已评 {score} 分" in answer.text


def test_a_rating_is_one_to_five(stage: Stage) -> None:
    citizen, _, code = finished(stage)
    for score in ("", "0", "6", "五", "-1", "5.0"):
        answer = citizen.post("/track/rating", {"tracking_code": code, "rating": score, "comment": "写了很久的话"})
        assert answer.status_code == 422, score
        assert "写了很久的话" in answer.text


def test_nothing_can_be_rated_or_disputed_before_it_is_finished(stage: Stage) -> None:
    citizen = stage.citizen()
    _, code = citizen.reported()
    page = Page(citizen.track(code))
    assert not page.has_form("/track/rating")
    assert not page.has_form("/track/dispute")
    assert citizen.post("/track/rating", {"tracking_code": code, "rating": "5"}).status_code == 422
    assert citizen.post("/track/dispute", {"tracking_code": code, "reason": "页面上还是错的"}).status_code == 422


def test_a_dispute_reaches_the_provincial_office_once(stage: Stage) -> None:
    citizen, number, code = finished(stage)
    dispute = {"tracking_code": code, "reason": "页面上还是错的"}
    assert number not in stage.officer("province").page("/desk").text
    assert citizen.post("/track/dispute", dispute).status_code == 200
    assert number in stage.officer("province").page("/desk").text
    assert citizen.post("/track/dispute", dispute).status_code == 422


def test_a_dispute_needs_a_reason_and_keeps_it(stage: Stage) -> None:
    citizen, _, code = finished(stage)
    answer = citizen.post("/track/dispute", {"tracking_code": code, "reason": "不行"})
    assert answer.status_code == 422
    assert Page(answer).form("/track/dispute")["reason"] == "不行"


def test_a_dispute_comes_within_15_days(stage: Stage, clock: FrozenClock) -> None:
    citizen, _, code = finished(stage)
    clock.advance(days=15)
    assert not Page(citizen.track(code)).has_form("/track/dispute")
    assert citizen.post("/track/dispute", {"tracking_code": code, "reason": "页面上还是错的"}).status_code == 422


def test_the_citizen_sees_neither_drafts_nor_officers(stage: Stage) -> None:
    citizen = stage.citizen()
    number, code = citizen.reported()
    dispatch_waiting(stage.workings.context)
    stage.desk.act("chengdong", number, Action.TRANSFER, note="内部说明不外传")
    stage.desk.act("chengdong-gov", number, Action.ANSWER, reply="这一稿还没有审核")
    text = citizen.track(code).text
    for inner in ("这一稿还没有审核", "内部说明不外传", "的经办人"):
        assert inner not in text
