"""Bulletins as pages: drafted from the figures, worded, signed, issued, acknowledged, public (§五.4)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.domain.bulletin import Ground
from portal.domain.vocabulary import Action, WithholdReason
from portal.services import measuring
from portal.store import Bulletin, BulletinVersion, Criticism
from tests.guards.test_pages import check
from tests.handling import PRIVATE, SUBMISSION
from tests.web.hostile import TEXTS, plain
from tests.web.people import Stage
from tests.web.reading import Page, words

PRIVATE_WORDS = (SUBMISSION.contact_name, SUBMISSION.contact_phone, SUBMISSION.page_url)
LIST = "/desk/bulletins"
TOO_MUCH = ("much", "long address", "half a character")
"""Texts that are longer than any section, or that a browser cannot send."""


@pytest.fixture
def july(stage: Stage) -> Stage:
    """The month after one with something of everything, counted: published, withheld, late, sent back."""
    desk = stage.desk
    for _ in range(3):
        desk.finished()
    desk.finished(**{**PRIVATE, "withhold_reason": WithholdReason.TRADE_SECRET})
    careless = desk.answered()
    desk.act("chengdong", careless, Action.APPROVE)
    desk.act("xining", careless, Action.SEND_BACK)
    stage.workings.context.now.advance(days=30)  # type: ignore[attr-defined]  # the tests' clock
    stage.follow_up()
    return stage


def drafted(stage: Stage) -> str:
    """The address of a bulletin about June, drafted in the browser."""
    office = stage.officer("province")
    answer = office.fill(office.page(LIST), LIST, period="2018-06")
    assert answer.status_code == 303, answer.text
    return answer.location


def saved(stage: Stage, address: str, who: str = "province", **changes: str | None) -> TestResponse:
    """Change some fields of the form as it stands, and save."""
    visitor = stage.officer(who)
    return visitor.fill(visitor.page(address), address, **changes)


def decided(stage: Stage) -> dict[str, str]:
    """Every criticism confirmed, as fields of the form."""
    return {f"decision_{each.id}": "confirmed" for each in criticisms(stage)}


def criticisms(stage: Stage) -> list[Criticism]:
    with stage.workings.context.database.reading() as session:
        return list(session.scalars(select(Criticism).order_by(Criticism.id)))


def step(stage: Stage, who: str, address: str, name: str, **fields: str) -> TestResponse:
    visitor = stage.officer(who)
    return visitor.fill(visitor.page(address), f"{address}/{name}", **fields)


def issued(stage: Stage, **changes: str) -> str:
    """The address of one that was worded, signed by the second officer and issued."""
    address = drafted(stage)
    assert saved(stage, address, do="submit", **decided(stage), **changes).status_code == 303
    assert step(stage, "province2", address, "sign").status_code == 303
    return address


def opened(stage: Stage, address: str) -> str:
    """The same opened to the public; its public address."""
    checks = {"secrecy_checked": "y", "privacy_checked": "y"}
    assert step(stage, "province", address, "publish", **checks).status_code == 303
    return address.removeprefix("/desk")


def newest(stage: Stage) -> BulletinVersion:
    with stage.workings.context.database.reading() as session:
        found = session.scalars(select(BulletinVersion).order_by(BulletinVersion.version.desc())).first()
    assert found is not None
    return found


def test_a_draft_tells_the_figures_in_words_with_tables_and_whom_it_may_criticise(july: Stage) -> None:
    page = july.officer("province").page(drafted(july))
    assert words(next(page.all("h1"))) == "修改通报：2018 年 6 月"
    form = page.form("/desk/bulletins/1")
    assert form["title"].split("\n")[1:] == ["关于2018年6月“我为政府网站找错”", "网民留言办理情况的通报"]
    assert form["overview_text"].startswith("2018年6月，平台共收到网民纠错留言5条；截至目前已办结4条，办结率达80%。")
    assert "4/4" in page.text
    told = {(each.unit_name, each.ground.label): tuple(each.reports) for each in criticisms(july)}
    assert told == {
        ("城东区政府网站", "无正当理由逾期不办"): ("2018-000005",),
        ("城东区政府网站", "应公开未公开"): ("2018-000004",),
        ("城东区政府办公室", "审核不严"): ("2018-000005",),
    }
    assert "/desk/reports/2018-000004" in page.links


def test_a_period_is_drafted_once_and_only_when_it_is_over(july: Stage) -> None:
    drafted(july)
    office = july.officer("province")
    offered = [option.get("value") for option in office.page(LIST).all("option")]
    assert "2018-06" not in offered
    assert "2018-Q2" in offered
    for period, sentence in (("2018-06", "已经有通报"), ("2018-07", "还没有结束"), ("x", "请选择统计期")):
        assert office.post(LIST, {"period": period}).status_code == 303
        assert sentence in office.page(LIST).text


def test_figures_that_are_still_being_counted_make_no_bulletin(july: Stage) -> None:
    measuring.start_over(july.workings.context)
    office = july.officer("province")
    office.post(LIST, {"period": "2018-06"})
    assert "正在重新计算" in office.page(LIST).text


def test_what_an_officer_words_is_kept_as_a_version_beside_the_older_one(july: Stage) -> None:
    address = drafted(july)
    answer = saved(july, address, title="六月通报", overview_text="第一段。\n第二段。", worst_heading="", worst_text="")
    assert answer.status_code == 303
    page = july.officer("province2").page(address)
    assert page.form(address)["overview_text"] == "第一段。\n第二段。"
    version = july.officer("province2").page(f"{address}/versions/2")
    assert "第一段" in version.text
    assert [words(each) for each in version.all("del")] != []
    assert july.officer("province").get(f"{address}/versions/9").status_code == 404
    # Figures are not typed: the tables stay as they were counted.
    assert newest(july).wording["sections"][0]["tables"][0]["caption"] == "总体情况对照"


def test_a_form_that_is_wrong_comes_back_with_everything_typed(july: Stage) -> None:
    address = drafted(july)
    first = criticisms(july)[0]
    changes = {"title": "", "demands_text": "字" * 5001, f"decision_{first.id}": "dropped"}
    answer = saved(july, address, **changes, number="政办〔2018〕3号")
    assert answer.status_code == 422
    page = Page(answer)
    for sentence in ("请填写", "最多 5000 字", "不予通报须说明理由"):
        assert sentence in page.text
    form = page.form(address)
    assert (form["number"], form["demands_text"], form[f"decision_{first.id}"]) == (
        "政办〔2018〕3号", "字" * 5001, "dropped",
    )  # fmt: skip
    assert newest(july).version == 1


def test_a_stale_form_comes_back_with_what_happened_and_everything_typed(july: Stage) -> None:
    address = drafted(july)
    office = july.officer("province")
    before = office.page(address)
    saved(july, address, "province2", title="同事的标题")
    answer = office.fill(before, address, title="我的标题", overview_text="我的话")
    assert answer.status_code == 409
    page = Page(answer)
    assert "province2的经办人：保存" in page.text
    assert (page.form(address)["title"], page.form(address)["overview_text"]) == ("我的标题", "我的话")
    assert office.fill(page, address).status_code == 303
    assert newest(july).wording["title"] == "我的标题"


def test_what_was_typed_survives_a_colleague_who_sent_the_draft_to_be_signed(july: Stage) -> None:
    address = drafted(july)
    office = july.officer("province")
    before = office.page(address)
    saved(july, address, "province2", do="submit", **decided(july))
    answer = office.fill(before, address, overview_text="写了很久的一段话")
    assert answer.status_code == 409
    assert "写了很久的一段话" in answer.text
    assert not Page(answer).has_form(address)


def test_a_page_that_was_open_too_long_costs_nothing_typed(july: Stage) -> None:
    address = drafted(july)
    answer = saved(july, address, csrf_token="x", overview_text="写了很久")
    assert answer.status_code == 400
    assert Page(answer).form(address)["overview_text"] == "写了很久"


def test_cases_are_found_on_the_board_chosen_and_taken_out_again(july: Stage) -> None:
    address = drafted(july)
    office = july.officer("province")
    found = Page(office.fill(office.page(address), address, do="find", case_search="错别字", overview_text="没有丢"))
    assert found.form(address)["overview_text"] == "没有丢"
    offered = [each.get("value") for each in found.all("input") if each.get("name") == "cases"]
    assert offered == ["2018-000003", "2018-000002", "2018-000001"]
    assert newest(july).version == 1
    by_enter = office.fill(office.page(address), address, case_search="错别字")
    assert by_enter.status_code == 200, "Enter in that field looks for cases"
    assert newest(july).version == 1
    assert office.fill(found, address, cases="2018-000002", do="save").status_code == 303
    assert newest(july).wording["cases"] == ["2018-000002"]
    assert "城东区政府网：首页有错别字" in office.page(f"{address}/preview").text
    assert saved(july, address, cases=None).status_code == 303
    assert newest(july).wording["cases"] == []
    by_number = office.fill(office.page(address), address, do="find", case_search="2018-000001")
    assert "2018-000001 城东区政府网" in by_number.text
    nothing = office.fill(office.page(address), address, do="find", case_search="没有这样的案例")
    assert "没有找到" in nothing.text
    assert saved(july, address, cases="2018-000004").status_code == 422


def test_a_preview_shows_what_is_typed_and_saves_nothing(july: Stage) -> None:
    address = drafted(july)
    page = Page(saved(july, address, do="preview", title="预览的标题", overview_text="预览的话", **decided(july)))
    assert words(next(page.all("h1"))) == "预览的标题"
    for told in ("预览的话", "一、总体情况", "（一）无正当理由逾期不办", "城东区政府网站1条（2018-000005）"):
        assert told in page.text
    assert newest(july).version == 1


def test_a_draft_with_undecided_criticism_is_saved_but_not_sent_to_be_signed(july: Stage) -> None:
    address = drafted(july)
    assert saved(july, address, do="submit", title="新标题").status_code == 303
    page = july.officer("province").page(address)
    assert "还有 3 项通报批评待定" in page.text
    assert page.form(address)["title"] == "新标题"


def test_a_draft_is_made_anew_from_the_figures_of_today(july: Stage) -> None:
    """What was typed is a version of its own, the lines around the text stay, and one decision outlives it."""
    address = drafted(july)
    late = next(each for each in criticisms(july) if each.ground is Ground.WITHHELD)
    july.desk.act("chengdong-gov", "2018-000005", Action.ANSWER)
    for reviewer in ("chengdong", "xining", "province"):
        july.desk.act(reviewer, "2018-000005", Action.APPROVE)
    july.follow_up()
    typed = {"number": "某政办通报〔2018〕3号", "overview_text": "手写的一段。", f"decision_{late.id}": "confirmed"}
    answer = saved(july, address, do="redraft", **typed)
    assert answer.status_code == 303
    page = july.officer("province").page(address)
    assert "已按现在的数据重新起草，为第 3 稿" in page.text
    form = page.form(address)
    assert "已办结5条" in form["overview_text"]
    assert form["number"] == "某政办通报〔2018〕3号"
    assert form[f"decision_{late.id}"] == "confirmed"
    with july.workings.context.database.reading() as session:
        kept = session.scalars(select(BulletinVersion.wording).where(BulletinVersion.version == 2)).one()
    assert "手写的一段。" in [section["text"] for section in kept["sections"]]


def test_the_second_officer_signs_and_whoever_worded_it_cannot(july: Stage) -> None:
    address = drafted(july)
    saved(july, address, do="submit", **decided(july))
    first = july.officer("province").page(address)
    assert not first.has_form(f"{address}/sign")
    assert "须由本单位另一名同事签发" in first.text
    assert july.officer("province").post(f"{address}/sign", {"version": "3"}).status_code == 403
    assert step(july, "province2", address, "sign").status_code == 303
    assert "印发给 8 个单位" in july.officer("province").page(address).text


def test_giving_back_says_why(july: Stage) -> None:
    address = drafted(july)
    saved(july, address, do="submit", **decided(july))
    assert step(july, "province2", address, "return", words="").status_code == 422
    assert step(july, "province2", address, "return", words="数字再核一遍").status_code == 303
    page = july.officer("province").page(address)
    assert "数字再核一遍" in page.text
    assert page.has_form(address)


def test_a_step_on_a_bulletin_that_changed_meanwhile_is_refused_with_the_typed_words(july: Stage) -> None:
    address = drafted(july)
    saved(july, address, do="submit", **decided(july))
    office = july.officer("province")
    before = office.page(address)
    step(july, "province2", address, "sign")
    answer = office.fill(before, f"{address}/return", words="请改标题")
    assert answer.status_code == 409
    assert "请改标题" in answer.text
    assert "签发" in answer.text


def test_units_read_what_was_issued_and_acknowledge_it(july: Stage) -> None:
    address = issued(july)
    for who in ("xining", "chengdong-gov"):
        visitor = july.officer(who)
        assert "1 份通报等待本单位确认收到" in visitor.page("/desk").text
        assert "确认收到" in visitor.page(LIST).text
        page = visitor.page(address)
        assert "城东区政府网站1条" in page.text
        assert "办理记录" not in page.text
        assert visitor.fill(page, f"{address}/acknowledge").status_code == 303
        assert not visitor.page(address).has_form(f"{address}/acknowledge")
        assert visitor.post(f"{address}/acknowledge").status_code == 303, "a second click is no offence"
        assert "不需要再确认" in visitor.page(address).text
        assert "份通报等待" not in visitor.page("/desk").text
    assert "2 个已确认，6 个未确认" in july.officer("province").page(address).text
    assert "6 个单位未确认" in july.officer("province").page(LIST).text


def test_a_dropped_criticism_is_read_by_nobody_below(july: Stage) -> None:
    address = drafted(july)
    fields = {f"decision_{each.id}": "dropped" for each in criticisms(july)}
    fields |= {f"reason_{each.id}": "机房停电" for each in criticisms(july)}
    saved(july, address, do="submit", **fields)
    step(july, "province2", address, "sign")
    page = july.officer("chengdong-gov").page(address)
    assert "机房停电" not in page.text
    assert "2018-000005" not in page.text


@pytest.mark.parametrize("who", ["xining", "chengdong-gov"])
def test_a_draft_is_nobodys_but_the_provincial_offices(july: Stage, who: str) -> None:
    address, visitor = drafted(july), july.officer(who)
    assert "2018年6月" not in visitor.page(LIST).text
    for page in (address, f"{address}/preview", f"{address}/versions/1"):
        assert visitor.get(page).status_code == 404, page
    assert visitor.post(LIST, {"period": "2018-Q1"}).status_code == 403
    assert visitor.post(address, {"version": "1", "title": "x"}).status_code == 404
    for name in ("sign", "return", "publish", "unpublish", "acknowledge"):
        assert visitor.post(f"{address}/{name}", {"version": "1"}).status_code == 404, name


@pytest.mark.parametrize("who", ["xining", "chengdong-gov"])
def test_units_change_nothing_of_what_was_issued(july: Stage, who: str) -> None:
    address, visitor = issued(july), july.officer(who)
    assert visitor.post(address, {"version": "3", "title": "x"}).status_code == 403
    assert visitor.client.post(address, data={"version": "3"}).status_code == 403
    assert visitor.get(f"{address}/versions/1").status_code == 403
    for name in ("sign", "return", "publish", "unpublish"):
        assert visitor.post(f"{address}/{name}", {"version": "3", "words": "x"}).status_code == 403, name
    assert "public" not in visitor.get(f"{address}/preview?for=public").request.path
    with july.workings.context.database.reading() as session:
        assert session.scalars(select(Bulletin.revision)).one() == 4


@pytest.mark.parametrize("who", ["admin", "auditor"])
def test_accounts_without_a_unit_have_no_bulletins(july: Stage, who: str) -> None:
    address = issued(july)
    for page in (LIST, address, f"{address}/preview"):
        assert july.officer(who).get(page).status_code == 403, page


def test_the_public_reads_only_what_was_opened_and_without_internal_parts(july: Stage) -> None:
    address = issued(july, worst_text="某单位最差。", worst_heading="较差的", best_text="某单位最好。")
    public = address.removeprefix("/desk")
    citizen = july.citizen()
    assert citizen.get(public).status_code == 404
    assert "还没有公开的通报" in citizen.page("/bulletins").text
    assert step(july, "province", address, "publish", secrecy_checked="y").status_code == 422
    assert citizen.get(public).status_code == 404
    opened(july, address)
    page = citizen.page(public)
    assert "某单位最好" in page.text
    assert "某单位最差" not in page.text
    assert "某单位最差" in july.officer("xining").page(address).text
    assert public in citizen.page("/bulletins").links
    assert "/bulletins" in citizen.page("/statistics").links
    assert step(july, "province", address, "unpublish", words="有误").status_code == 303
    assert citizen.get(public).status_code == 404
    assert july.officer("xining").get(address).status_code == 200


def test_what_looks_like_personal_data_is_named_before_anything_is_opened(july: Stage) -> None:
    address = issued(july, demands_text="请联系王小明，手机13912345678。")
    assert "手机号 13912345678" in july.officer("province").page(address).text


def test_a_case_that_is_taken_off_the_board_goes_from_the_bulletin_too(july: Stage) -> None:
    address = issued(july, cases="2018-000001")
    public = opened(july, address)
    assert "城东区政府网：首页有错别字" in july.citizen().page(public).text
    july.desk.act("province", "2018-000001", Action.WITHDRAW)
    for page in (july.citizen().page(public), july.officer("xining").page(address)):
        assert "城东区政府网：首页有错别字" not in page.text


def test_no_page_of_a_bulletin_holds_a_citizens_data(july: Stage) -> None:
    address = issued(july, cases="2018-000001")
    public = opened(july, address)
    pages = [july.officer("province").page(each) for each in (LIST, address, f"{address}/preview")]
    pages += [july.officer("chengdong-gov").page(address), july.citizen().page(public)]
    for page in pages:
        for private in PRIVATE_WORDS:
            assert str(private) not in page.text


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in TOO_MUCH])
def test_hostile_text_comes_back_as_text(july: Stage, name: str) -> None:
    address, text = drafted(july), TEXTS[name]
    answer = saved(july, address, overview_text=text, title=f"题{text}"[:90], case_search=text[:300], do="preview")
    assert answer.status_code == 200
    assert plain(text)[:40] in "".join(letter for letter in words(Page(answer).tree) if letter.isalnum())
    assert not re.search(r"<script>alert|<img src=x", answer.text)
    assert saved(july, address, overview_text=text).status_code == 303
    assert saved(july, address, case_search=text[:300], do="find").status_code == 200


def test_every_page_of_a_bulletin_is_sound(july: Stage) -> None:
    office = july.officer("province")
    check("the list", office.page(LIST))
    address = drafted(july)
    check("the form", office.page(address))
    check("the version", office.page(f"{address}/versions/1"))
    check("the form with errors", Page(saved(july, address, title="", do="save")))
    check("the cases found", Page(saved(july, address, do="find", case_search="错别字")))
    check("the preview of what is typed", Page(saved(july, address, do="preview")))
    saved(july, address, do="submit", **decided(july))
    check("to be signed", july.officer("province2").page(address))
    check("given back without a word", Page(step(july, "province2", address, "return")))
    step(july, "province2", address, "sign")
    for who in ("province", "xining"):
        check(f"issued, for {who}", july.officer(who).page(address))
        check(f"the list, for {who}", july.officer(who).page(LIST))
    public = opened(july, address)
    check("opened", office.page(address))
    check("for everybody", july.citizen().page(public))
    check("all for everybody", july.citizen().page("/bulletins"))


def test_nonsense_in_the_form_decides_nothing(july: Stage) -> None:
    address = drafted(july)
    first = criticisms(july)[0]
    assert saved(july, address, version="x").status_code == 409
    assert saved(july, address, **{f"decision_{first.id}": "shoot", "cases": "1"}).status_code == 422
    assert july.officer("province").get("/desk/bulletins/99").status_code == 404
    assert july.officer("province").post(f"{address}/explode", {"version": "1"}).status_code == 404
    assert july.officer("province").post(f"{address}/save", {"version": "1"}).status_code == 404
