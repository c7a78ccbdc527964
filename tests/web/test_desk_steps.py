"""The desk's forms: a step is taken once, by who may, on what they saw; whatever is refused loses no word."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.domain.vocabulary import State
from portal.store import AuditEntry, Event, Report
from tests.web.people import FIELDS, FINAL, Stage, step_address
from tests.web.reading import Page, words

LONG_REPLY = "感谢您的来信。经核查，首页第三条通知确有一处错字，编辑已于当日上午改正。"


def steps_taken(stage: Stage, number: str) -> int:
    """How many events the report has."""
    with stage.workings.context.database.reading() as session:
        count = select(func.count()).select_from(Event).join(Report).where(Report.number == number)
        return session.scalar(count) or 0


def test_an_incomplete_answer_is_422_with_its_words_still_there(stage: Stage) -> None:
    """§三(三): a confirmed report names when it was, or will be, corrected."""
    number = stage.desk.transferred()
    answer = stage.act("chengdong-gov", number, "answer", corrected_on="", reply=LONG_REPLY, withhold_note="记一笔")
    assert answer.status_code == 422
    form = Page(answer).form(step_address(number, "answer"))
    assert (form["reply"], form["withhold_note"], form["public"]) == (LONG_REPLY, "记一笔", "yes")
    assert stage.desk.report(number).state is State.ANSWERING


def test_the_error_summary_leads_to_the_fields(stage: Stage) -> None:
    number = stage.desk.transferred()
    page = Page(stage.act("chengdong-gov", number, "answer", reply="", finding=None, public=None))
    targets = [link[1:] for link in page.links if link.startswith("#answer-")]
    assert {"answer-reply", "answer-finding", "answer-public"} <= set(targets)
    for target in targets:
        assert page.by_id(target) is not None


def test_a_strange_date_is_422(stage: Stage) -> None:
    number = stage.desk.transferred()
    for typed in ("2018-13-40", "tomorrow", "二〇一八年", "99999-01-01"):
        answer = stage.act("chengdong-gov", number, "answer", corrected_on=typed)
        assert answer.status_code == 422, typed
        assert typed in answer.text


def test_an_expired_token_costs_the_officer_nothing(stage: Stage) -> None:
    number = stage.desk.transferred()
    officer = stage.officer("chengdong-gov")
    page = officer.page(f"/desk/reports/{number}")
    address = step_address(number, "answer")
    fields = {**FIELDS["answer"], "reply": LONG_REPLY, "csrf_token": "x"}
    answer = officer.fill(page, address, **fields)
    assert answer.status_code == 400
    assert stage.desk.report(number).state is State.ANSWERING
    again = Page(answer)
    assert again.form(address)["reply"] == LONG_REPLY
    assert officer.fill(again, address).status_code == 303


def test_a_stale_form_tells_what_happened_and_keeps_the_words(stage: Stage) -> None:
    number = stage.desk.transferred()
    address = step_address(number, "answer")
    slow = stage.officer("chengdong-gov")
    opened = slow.page(f"/desk/reports/{number}")
    assert stage.act("chengdong-gov2", number, "answer").status_code == 303
    stage.act("chengdong", number, "send_back")
    answer = slow.fill(opened, address, **{**FIELDS["answer"], "reply": LONG_REPLY})
    assert answer.status_code == 409
    page = Page(answer)
    told = words(page.tree)
    assert "chengdong-gov2的经办人" in told
    assert "驳回重办" in told
    # The step is possible again, so that the words stand in its form, ready to be sent.
    assert page.form(address)["reply"] == LONG_REPLY
    assert slow.fill(page, address).status_code == 303


def test_a_stale_form_whose_step_is_gone_gives_the_words_back(stage: Stage) -> None:
    number = stage.desk.transferred()
    slow = stage.officer("chengdong-gov")
    opened = slow.page(f"/desk/reports/{number}")
    stage.act("chengdong-gov2", number, "answer")
    answer = slow.fill(opened, step_address(number, "answer"), **{**FIELDS["answer"], "reply": LONG_REPLY})
    assert answer.status_code == 409
    assert LONG_REPLY in answer.text


def test_the_same_step_sent_twice_is_taken_once(stage: Stage) -> None:
    number = stage.desk.answered()
    officer = stage.officer("chengdong")
    page = officer.page(f"/desk/reports/{number}")
    address = step_address(number, "approve")
    assert officer.fill(page, address).status_code == 303
    before = steps_taken(stage, number)
    assert officer.fill(page, address).status_code == 409
    assert steps_taken(stage, number) == before


def test_a_form_without_a_true_version_is_stale(stage: Stage) -> None:
    number = stage.desk.transferred()
    officer = stage.officer("chengdong-gov")
    page = officer.page(f"/desk/reports/{number}")
    for version in (None, "", "-1", "abc", "0", "99999999999999999999", "１", "1.0", "1; DROP"):
        fields = {**FIELDS["answer"], "version": version}
        assert officer.fill(page, step_address(number, "answer"), **fields).status_code == 409, version
    assert stage.desk.report(number).state is State.ANSWERING


def test_an_unknown_action_is_404(stage: Stage) -> None:
    number = stage.desk.answered()
    for action in ("nonsense", "submit2", "APPROVE", "approve%00", "批准"):
        answer = stage.officer("chengdong").post(f"/desk/reports/{number}/{action}")
        assert answer.status_code == 404, action


def test_steps_of_others_are_not_for_officers(stage: Stage) -> None:
    number = stage.desk.finished()
    fields = {"version": str(stage.desk.report(number).version), "reason": "随便写的"}
    for action in ("submit", "set_aside", "dispute"):
        assert stage.officer("province").post(step_address(number, action), fields).status_code == 403, action


def test_a_report_of_nobody_and_one_of_others_look_alike(stage: Stage) -> None:
    number = stage.desk.transferred()
    outsider = stage.officer("fgw")
    assert outsider.get(f"/desk/reports/{number}").status_code == 403
    assert outsider.get("/desk/reports/2018-999999").status_code == 403


def test_a_form_cannot_bring_fields_that_the_step_does_not_ask_for(stage: Stage) -> None:
    """A reviewer below the root has no public copy to write and cannot smuggle one in."""
    number = stage.desk.answered()
    answer = stage.act("chengdong", number, "approve", public_title="偷偷写的标题", reply="偷偷改的答复")
    assert answer.status_code == 303
    with stage.workings.context.database.reading() as session:
        assert "偷偷" not in " ".join(event.words or "" for event in session.scalars(select(Event)))
    assert "偷偷改的答复" not in stage.officer("xining").page(f"/desk/reports/{number}").text


def test_the_final_approval_starts_with_the_words_of_the_report(stage: Stage) -> None:
    number = stage.desk.climbed()
    form = stage.officer("province").page(f"/desk/reports/{number}").form(step_address(number, "approve"))
    assert form["public_reply"] == "经核查属实，已改正。"
    assert form["public_description"] == stage.desk.report(number).description
    assert "secrecy_checked" not in form, "a review is confirmed by a person, not by default"


def test_a_field_left_out_of_the_public_copy_is_not_published_unseen(stage: Stage) -> None:
    number = stage.desk.climbed()
    answer = stage.act("province", number, "approve", **{**FINAL, "public_description": None})
    assert answer.status_code == 422
    assert stage.desk.report(number).state is State.REVIEW


def test_contact_data_is_shown_on_request_and_the_view_is_logged(stage: Stage) -> None:
    number, _ = stage.citizen().reported()
    stage.act("province", number, "dispatch")
    stage.act("chengdong", number, "transfer")
    officer = stage.officer("chengdong-gov")
    page = officer.page(f"/desk/reports/{number}")
    private = ("王小明", "xiaoming@mail.example")
    assert not any(text in page.text for text in private)
    with stage.workings.context.database.reading() as session:
        assert not session.scalars(select(AuditEntry).where(AuditEntry.deed == "view_contact")).all()
    shown = officer.post(f"/desk/reports/{number}/contact")
    assert shown.status_code == 200
    assert all(text in shown.text for text in private)
    with stage.workings.context.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "view_contact")).one()
        assert entry.account_id == stage.cast.account("chengdong-gov")
    assert officer.get(f"/desk/reports/{number}/contact").status_code in (404, 405)
    assert officer.client.post(f"/desk/reports/{number}/contact").status_code == 400
    assert stage.officer("fgw").post(f"/desk/reports/{number}/contact").status_code == 403


def test_a_session_that_ended_while_typing_gives_the_words_back(stage: Stage) -> None:
    number = stage.desk.transferred()
    visitor = stage.citizen()
    answer = visitor.post(step_address(number, "answer"), {**FIELDS["answer"], "reply": LONG_REPLY})
    assert answer.status_code == 403
    assert LONG_REPLY in answer.text
    assert stage.desk.report(number).state is State.ANSWERING
