"""Reply templates of a unit: kept by its officers, used in an answer, never sent with a gap in it."""

from __future__ import annotations

from werkzeug.test import TestResponse

from portal.domain.vocabulary import State
from portal.store import AuditEntry
from portal.store.template import ReplyTemplate
from tests.web.people import FIELDS, Stage, step_address
from tests.web.reading import Page, words

LIST = "/desk/templates"
TEXT = "网民您好！您在{日期}前反映的{网站}{问题类型}问题（{编号}）属实，“{栏目}”栏目已改正，感谢您的监督！"


def keep(stage: Stage, username: str = "chengdong-gov", title: str = "已改正", text: str = TEXT) -> int:
    """An officer writes a template; its id."""
    officer = stage.officer(username)
    answer = officer.fill(officer.page(LIST), LIST, title=title, text=text)
    assert answer.status_code == 303, answer.text
    with stage.workings.context.database.reading() as session:
        return session.query(ReplyTemplate).order_by(ReplyTemplate.id.desc()).first().id  # type: ignore[union-attr]


def use(stage: Stage, number: str, template: int | str, action: str = "answer", **typed: str) -> TestResponse:
    """Press 套用 in the form of a step, with other fields typed already."""
    officer = stage.officer("chengdong-gov")
    page = officer.page(f"/desk/reports/{number}?list=todo")
    fields = {**page.form(step_address(number, action)), "template": str(template), **typed}
    return officer.client.post(f"/desk/reports/{number}/{action}/template?list=todo", data=fields)


def test_a_template_is_kept_changed_and_deleted(stage: Stage) -> None:
    template = keep(stage)
    officer = stage.officer("chengdong-gov")
    address = f"{LIST}/{template}"
    assert "已改正" in officer.page(LIST).text
    assert officer.fill(officer.page(address), address, title="错别字").status_code == 303
    assert "错别字" in officer.page(LIST).text
    assert officer.fill(officer.page(address), f"{address}/delete").status_code == 303
    assert "本单位还没有模板" in officer.page(LIST).text
    with stage.workings.context.database.reading() as session:
        deeds = [entry.deed for entry in session.query(AuditEntry).order_by(AuditEntry.id) if "template" in entry.deed]
    assert deeds == ["save_template", "save_template", "delete_template"]


def test_what_is_wrong_with_a_template_is_said_beside_the_field(stage: Stage) -> None:
    officer = stage.officer("chengdong-gov")
    for fields, wrong in (
        ({"title": "", "text": "好"}, "title"),
        ({"title": "x" * 61, "text": "好"}, "title"),
        ({"title": "好", "text": " "}, "text"),
        ({"title": "好", "text": "{栏木}已改正"}, "text"),
    ):
        page = Page(officer.fill(officer.page(LIST), LIST, **fields))
        assert page.status == 422
        assert words(page.by_id(f"{wrong}-error"))


def test_templates_belong_to_one_unit(stage: Stage) -> None:
    template = keep(stage, title="城东专用")
    for username in ("chengdong", "haidong-gov"):
        other = stage.officer(username)
        assert "城东专用" not in other.get(LIST).text
        assert other.get(f"{LIST}/{template}").status_code == 404
        assert other.post(f"{LIST}/{template}", {"title": "占用", "text": "占用"}).status_code == 404
        assert other.post(f"{LIST}/{template}/delete").status_code == 404
    assert "城东专用" in stage.officer("chengdong-gov2").get(LIST).text
    for username in ("admin", "auditor"):
        assert stage.officer(username).get(LIST).status_code == 403


def test_a_template_fills_an_empty_reply_and_keeps_what_else_was_typed(stage: Stage) -> None:
    template, number = keep(stage), stage.desk.transferred()
    version = stage.desk.report(number).version
    page = Page(use(stage, number, template, finding="confirmed", corrected_on="2018-06-04"))
    form = page.form(step_address(number, "answer"))
    assert page.status == 200
    assert form["reply"] == (
        f"网民您好！您在2018年6月4日前反映的西宁市城东区人民政府网错别字问题（{number}）属实，“{{栏目}}”栏目已改正，感谢您的监督！"
    )
    assert (form["finding"], form["corrected_on"]) == ("confirmed", "2018-06-04")
    assert "list=todo" in page.form_element(step_address(number, "answer")).get("action", "")
    assert stage.desk.report(number).version == version


def test_a_template_never_covers_words_unless_the_officer_says_so(stage: Stage) -> None:
    template, number = keep(stage), stage.desk.transferred()
    page = Page(use(stage, number, template, reply="我写了半小时的答复。"))
    assert page.status == 422
    assert page.form(step_address(number, "answer"))["reply"] == "我写了半小时的答复。"
    page = Page(use(stage, number, template, reply="我写了半小时的答复。", replace="yes"))
    assert page.form(step_address(number, "answer"))["reply"].startswith("网民您好")


def test_an_answer_with_a_gap_is_refused(stage: Stage) -> None:
    template, number = keep(stage), stage.desk.transferred()
    page = Page(use(stage, number, template))
    officer, address = stage.officer("chengdong-gov"), step_address(number, "answer")
    text = page.form(address)["reply"]
    refused = Page(officer.fill(page, address, **{**FIELDS["answer"], "reply": text}))
    assert refused.status == 422
    assert "{栏目}" in words(refused.by_id("answer-reply-error"))
    whole = {**FIELDS["answer"], "reply": text.replace("{栏目}", "通知公告")}
    assert officer.fill(refused, address, **whole).status_code == 303
    assert stage.desk.report(number).state is State.REVIEW


def test_using_a_template_asks_for_one_and_for_a_step_that_writes(stage: Stage) -> None:
    template, number = keep(stage), stage.desk.transferred()
    assert use(stage, number, "").status_code == 422
    foreign = keep(stage, "chengdong", "别的单位")
    assert use(stage, number, foreign).status_code == 422
    officer = stage.officer("chengdong-gov")
    assert officer.post(f"/desk/reports/{number}/hand_back/template", {"template": template}).status_code == 403
    assert officer.post(f"/desk/reports/{number}/x/template", {"template": template}).status_code == 404
    assert stage.officer("haidong").post(f"/desk/reports/{number}/answer/template").status_code == 403


def test_an_expired_token_costs_nobody_their_words(stage: Stage) -> None:
    template, number = keep(stage), stage.desk.transferred()
    answer = use(stage, number, template, reply="我写的。", replace="yes", csrf_token="old")
    assert answer.status_code == 400
    assert Page(answer).form(step_address(number, "answer"))["reply"] == "我写的。"
