"""Final approval: original and public copy side by side, checks by name, and a preview that stores nothing."""

from __future__ import annotations

from sqlalchemy import select

from portal.domain.vocabulary import Action
from portal.store import Case, Event
from tests.web.people import FINAL, Stage, step_address
from tests.web.reading import Page, words


def test_the_original_stands_beside_the_public_copy(stage: Stage) -> None:
    number = stage.desk.climbed()
    page = stage.officer("province").page(f"/desk/reports/{number}")
    beside = [words(element) for element in page.all("div") if element.get("class") == "original"]
    assert any("首页“通知公告”栏目中有一处错别字，请改正。" in text for text in beside)
    assert page.form(step_address(number, "approve"))["public_description"].startswith("首页“通知公告”")


def test_the_checks_are_confirmed_by_name_and_kept_in_the_history(stage: Stage) -> None:
    number = stage.desk.climbed()
    page = stage.officer("province").page(f"/desk/reports/{number}")
    labels = [words(label) for label in page.all("label")]
    name = next(text for text in labels if "保密审查" in text).split("已完成")[0]
    assert name
    stage.act("province", number, "approve", **FINAL)
    assert f"{name}确认：保密审查、个人信息审查" in stage.officer("province").page(f"/desk/reports/{number}").text
    with stage.workings.context.database.reading() as session:
        event = session.scalars(select(Event).where(Event.action == Action.APPROVE).order_by(Event.id.desc())).first()
        assert event is not None
        assert event.account_id == stage.cast.account("province")
        assert event.details["checked"] == ["secrecy", "privacy"]


def test_the_preview_shows_the_typed_copy_and_stores_nothing(stage: Stage) -> None:
    number = stage.desk.climbed()
    officer = stage.officer("province")
    form = officer.page(f"/desk/reports/{number}").form(step_address(number, "approve"))
    typed = {**form, "public_title": "试一个标题", "public_description": "试一段描述"}
    answer = officer.client.post(f"{step_address(number, 'approve')}/preview", data=typed)
    assert answer.status_code == 200
    page = Page(answer)
    assert words(next(page.all("h1"))) == "试一个标题"
    assert "试一段描述" in page.text
    with stage.workings.context.database.reading() as session:
        assert session.scalars(select(Case)).all() == []


def test_only_who_may_approve_previews(stage: Stage) -> None:
    number = stage.desk.climbed()
    for who in ("xining", "chengdong-gov", "haidong"):
        officer = stage.officer(who)
        address = f"{step_address(number, 'approve')}/preview"
        answer = officer.client.post(address, data={"csrf_token": officer.token(), **FINAL})
        assert answer.status_code == 403, who


def test_shortening_is_not_writing_but_rewriting_is_marked(stage: Stage) -> None:
    shortened, rewritten = stage.desk.climbed(), stage.desk.climbed()
    stage.act("province", shortened, "approve", **FINAL)
    stage.act("province", rewritten, "approve", **{**FINAL, "public_description": "网站首页写错了一个字"})
    assert "经编辑" not in stage.citizen().get(f"/board/{shortened}").text
    assert "经编辑" in stage.citizen().get(f"/board/{rewritten}").text
    assert "经编辑：公示的问题描述" in stage.officer("province").page(f"/desk/reports/{rewritten}").text
