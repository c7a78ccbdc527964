"""With the code: the calendar file, one's own data, contact data corrected or deleted, and taking a report back."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select

from portal.domain.vocabulary import Action
from portal.services.dispatch import dispatch_waiting
from portal.store import Attachment, Contact, Sender
from tests.conftest import FrozenClock
from tests.domain.test_calendar_file import read
from tests.guards.test_pages import check
from tests.handling import PRIVATE, REVIEWERS
from tests.web.images import picture, upload
from tests.web.people import REPORT, Stage, Visitor
from tests.web.reading import Page
from tests.web.test_strange_input import STRANGE


def handled(stage: Stage, until: str = "answering", **changes: Any) -> tuple[Visitor, str, str]:
    """A citizen whose report has come as far as that, with number and code."""
    citizen = stage.citizen()
    number, code = citizen.reported(**changes)
    dispatch_waiting(stage.workings.context)
    stage.desk.act("chengdong", number, Action.TRANSFER, note="内部说明不外传")
    if until == "answering":
        return citizen, number, code
    stage.desk.act("chengdong-gov", number, Action.ANSWER, **(PRIVATE if until == "withheld" else {}))
    if until == "review":
        return citizen, number, code
    for reviewer in REVIEWERS:
        stage.desk.act(reviewer, number, Action.APPROVE)
    return citizen, number, code


def contact_of(stage: Stage) -> Contact | None:
    """The only contact row."""
    with stage.workings.context.database.reading() as session:
        return session.scalars(select(Contact)).one_or_none()


def test_the_page_says_in_one_sentence_when_the_time_is_up(stage: Stage, clock: FrozenClock) -> None:
    citizen, _, code = handled(stage)
    page = Page(citizen.track(code))
    sentence = "单位于 2018年6月4日收到，6月5日、6月6日、6月7日计为 3 个工作日，2018年6月7日（星期四）24 时到期。"
    assert sentence in " ".join("".join(page.tree.itertext()).split())
    check("/track", page)


def test_days_that_do_not_count_are_named(stage: Stage, clock: FrozenClock) -> None:
    clock.advance(days=3)
    citizen, _, code = handled(stage)
    text = " ".join("".join(Page(citizen.track(code)).tree.itertext()).split())
    assert (
        "6月8日、6月11日、6月12日计为 3 个工作日（6月9日、6月10日休息，不计），2018年6月12日（星期二）24 时到期" in text
    )


def test_the_due_day_goes_into_a_calendar_without_anything_personal(stage: Stage) -> None:
    citizen, number, code = handled(stage)
    answer = citizen.post("/track/calendar", {"tracking_code": code})
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "attachment" in answer.headers["Content-Disposition"]
    told = dict(read(answer.data))
    assert told["DTSTART;VALUE=DATE"] == "20180607"
    assert number in told["SUMMARY"]
    assert not [word for word in (code, *REPORT.values()) if word in answer.text and word != "typo"]


def test_no_time_limit_makes_no_calendar_file(stage: Stage) -> None:
    citizen = stage.citizen()
    _, code = citizen.reported()
    assert not Page(citizen.track(code)).has_form("/track/calendar")
    answer = citizen.post("/track/calendar", {"tracking_code": code})
    assert answer.status_code == 422
    assert "没有正在计算的办理期限" in answer.text


def test_a_withheld_reply_is_read_with_its_reason(stage: Stage) -> None:
    citizen, _, code = handled(stage, "withheld")
    text = citizen.track(code).text
    assert "经核查属实，已改正。" in text
    assert "不在曝光台公示，原因：涉及个人隐私" in text


def test_the_citizen_takes_home_everything_and_nothing_of_others(stage: Stage) -> None:
    citizen, number, code = handled(stage, "finished", attachments=[upload(picture())])
    with stage.workings.context.database.writing() as session:
        session.merge(Sender(report_id=stage.desk.report(number).id, address="192.0.2.7"))
    citizen.post("/track/rating", {"tracking_code": code, "rating": "4", "comment": "改得很快"})
    citizen.post("/track/dispute", {"tracking_code": code, "reason": "另一页还是错的"})
    answer = citizen.post("/track/data", {"tracking_code": code})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        text = archive.read("data.json").decode()
        assert archive.read(names[1]) == stage.workings.pictures.read(names_sha(stage))
    told = json.loads(text)
    assert set(told) - {"说明"} == set(told["说明"])
    assert (told["number"], told["description"]) == (number, REPORT["description"])
    assert told["contact"]["phone"] == REPORT["contact_phone"]
    assert (told["sender_address"], told["rating"]["score"]) == ("192.0.2.7", 4)
    assert told["dispute"]["reason"] == "另一页还是错的"
    assert told["replies"][0]["text"] == "经核查属实，已改正。"
    assert [step["what"] for step in told["progress"]][:2] == ["留言已提交", "已分办到组织单位"]
    assert [each["file"] for each in told["pictures"]] == names[1:]
    for inner in ("内部说明不外传", "的经办人", code):
        assert inner not in text


def names_sha(stage: Stage) -> str:
    """The content of the one picture, by its hash."""
    with stage.workings.context.database.reading() as session:
        return session.scalars(select(Attachment.sha256)).one()


def test_drafts_are_not_taken_home(stage: Stage) -> None:
    citizen, _, code = handled(stage, "review")
    with zipfile.ZipFile(io.BytesIO(citizen.post("/track/data", {"tracking_code": code}).data)) as archive:
        assert json.loads(archive.read("data.json"))["replies"] == []


def test_contact_data_is_corrected_and_checked_as_in_the_report(stage: Stage) -> None:
    citizen, _, code = handled(stage)
    form = Page(citizen.track(code)).form("/track/contact")
    assert form["contact_email"] == REPORT["contact_email"]
    wrong = citizen.post("/track/contact", {**form, "contact_email": "nobody", "contact_phone": "打给我"})
    assert wrong.status_code == 422
    assert Page(wrong).form("/track/contact")["contact_phone"] == "打给我"
    check("/track/contact", Page(wrong))
    answer = citizen.post("/track/contact", {**form, "contact_name": "王大明"})
    assert "联系方式已更正" in answer.text
    contact = contact_of(stage)
    assert contact is not None
    assert (contact.name, contact.phone) == ("王大明", REPORT["contact_phone"])


def test_contact_data_is_deleted(stage: Stage) -> None:
    citizen, number, code = handled(stage)
    answer = citizen.post("/track/contact", {"tracking_code": code})
    assert "联系方式已删除" in answer.text
    assert contact_of(stage) is None
    assert "查看联系方式" not in stage.officer("chengdong-gov").page(f"/desk/reports/{number}").text


def test_a_report_is_taken_back_after_a_tick(stage: Stage) -> None:
    citizen, number, code = handled(stage, "review")
    assert number in stage.officer("chengdong").page("/desk").text
    unticked = citizen.post("/track/retract", {"tracking_code": code})
    assert unticked.status_code == 422
    assert "请先勾选确认" in unticked.text
    check("/track/retract", Page(unticked))
    answer = citizen.post("/track/retract", {"tracking_code": code, "confirmed": "y"})
    page = Page(answer)
    assert answer.status_code == 200
    for words in ("留言已撤回", "已办结", "网民已撤回", "您撤回了留言"):
        assert words in page.text
    for gone in ("retract", "rating", "dispute", "calendar"):
        assert not page.has_form(f"/track/{gone}")
    assert "这一稿" not in page.text
    assert citizen.post("/track/retract", {"tracking_code": code, "confirmed": "y"}).status_code == 422
    assert citizen.post("/track/rating", {"tracking_code": code, "rating": "5"}).status_code == 422


def test_officers_see_that_it_was_taken_back(stage: Stage) -> None:
    citizen, number, code = handled(stage, "review")
    citizen.post("/track/retract", {"tracking_code": code, "confirmed": "y"})
    officer = stage.officer("chengdong")
    assert number not in officer.page("/desk").text
    page = officer.page(f"/desk/reports/{number}")
    for words in ("网民已撤回", "撤回留言", "公众看到：已办结"):
        assert words in page.text
    assert "网民已撤回" in officer.page("/desk/reports").text
    assert "现在没有需要您单位办理的事项" in stage.officer("province").page(f"/desk/reports/{number}").text
    for username in ("province", "chengdong"):
        assert stage.officer(username).get("/desk/withheld").status_code in (200, 403)


def test_the_ledger_gives_it_as_the_reason(stage: Stage) -> None:
    citizen, number, code = handled(stage)
    citizen.post("/track/retract", {"tracking_code": code, "confirmed": "y"})
    page = stage.citizen().page("/board/ledger")
    assert "网民已撤回" in page.text
    (line,) = [row for row in stage.citizen().get("/board/ledger.csv").text.splitlines() if row.startswith(number)]
    assert line.split(",")[-2:] == ["网民已撤回", ""]
    assert stage.citizen().get(f"/board/{number}").status_code == 404


def test_a_finished_report_offers_no_way_back(stage: Stage) -> None:
    citizen, number, code = handled(stage, "finished")
    assert not Page(citizen.track(code)).has_form("/track/retract")
    answer = citizen.post("/track/retract", {"tracking_code": code, "confirmed": "y"})
    assert answer.status_code == 422
    assert "现在不能撤回" in answer.text
    assert stage.desk.report(number).retracted_at is None


def test_what_remains_of_the_time_to_dispute_is_said(stage: Stage, clock: FrozenClock) -> None:
    citizen, _, code = handled(stage, "finished")
    assert "还有 15 天" in citizen.track(code).text
    clock.advance(days=14, hours=1)
    assert "不足一天" in citizen.track(code).text


def test_what_the_office_decided_is_read_on_the_page(stage: Stage) -> None:
    citizen, number, code = handled(stage, "finished")
    waiting = citizen.post("/track/dispute", {"tracking_code": code, "reason": "另一页还是错的"}).text
    assert "采纳的，留言重新办理" in waiting
    stage.desk.act("province", number, Action.REFUSE_DISPUTE)
    decided = citizen.track(code).text
    assert "维持原答复" in decided
    assert "经核查页面已改正" in decided


def test_officers_read_the_rating_and_the_dispute(stage: Stage) -> None:
    citizen, number, code = handled(stage, "finished")
    citizen.post("/track/rating", {"tracking_code": code, "rating": "2", "comment": "只改了一半"})
    citizen.post("/track/dispute", {"tracking_code": code, "reason": "另一页还是错的"})
    for username in ("chengdong-gov", "chengdong", "xining", "province"):
        text = stage.officer(username).page(f"/desk/reports/{number}").text
        for words in ("网民评价", "2 分", "只改了一半", "另一页还是错的"):
            assert words in text, username
    form = Page(citizen.track(code)).form("/track/rating")
    assert (form["rating"], form["comment"]) == ("2", "只改了一半")
    citizen.post("/track/rating", {**form, "rating": "5"})
    assert "5 分" in stage.officer("chengdong-gov").page(f"/desk/reports/{number}").text


@pytest.mark.parametrize("name", STRANGE)
def test_strange_texts_with_a_right_code_are_answered(stage: Stage, name: str) -> None:
    citizen, number, code = handled(stage, "finished")
    text = STRANGE[name]
    fields = {"tracking_code": code, "rating": text, "comment": text, "reason": text, "confirmed": text}
    fields |= dict.fromkeys(("contact_name", "contact_phone", "contact_email"), text)
    for deed in ("rating", "dispute", "calendar", "contact", "data", "retract"):
        assert citizen.post(f"/track/{deed}", fields).status_code in (200, 422), deed
    address = f"/desk/reports/{number}/new-code"
    answer = stage.officer("province").post(address, {"called_back": text, "comment": text})
    assert answer.status_code in (200, 403, 422)
