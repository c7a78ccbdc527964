"""The registers in the browser: who keeps what, what is asked twice, and forms that are out of date."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.domain.registers import UnitEntry
from portal.domain.vocabulary import Action, UnitKind
from portal.services import units
from portal.services.register import keeping
from portal.store import Site, Unit
from tests.handling import NEW_SITE, UNLISTED
from tests.province import SITE_CODE, SITE_HOST
from tests.web.people import Stage
from tests.web.reading import Page, words

GOV = "/admin/units/chengdong-gov"
SITE = f"/admin/sites/{SITE_CODE}"
NEW = {"code": "6301009002", "name": "西宁教育网", "url": "http://edu.xining.example/", "unit": "xining-edu"}


def unit(stage: Stage, code: str) -> Unit:
    """The unit's row as it is now."""
    with stage.workings.context.database.reading() as session:
        return session.scalars(select(Unit).where(Unit.code == code)).one()


def missing_site(stage: Stage) -> str:
    """A report of a missing website on the county's desk."""
    names = ("kind", "site_name", "site_url", "region")
    return stage.desk.dispatched(site_code="", page_url="", **{name: getattr(UNLISTED, name) for name in names})


def text(page: Page) -> str:
    """All words of the page's main part."""
    return words(next(page.all("main")))


@pytest.mark.parametrize("address", ["/admin/units", "/admin/sites", "/admin/sites/new", GOV, SITE])
@pytest.mark.parametrize("who", ["chengdong-gov", "auditor"])
def test_filing_units_and_auditors_keep_no_registers(stage: Stage, who: str, address: str) -> None:
    visitor = stage.officer(who)
    assert visitor.get(address).status_code == 403
    assert "/admin/units" not in visitor.page("/account").links


@pytest.mark.parametrize(
    ("who", "sees", "not_sees"),
    [
        ("admin", {"province", "xining", "chengdong-gov", "fgw-web"}, set()),
        ("province", {"province", "xining", "chengdong-gov", "fgw-web"}, set()),
        ("xining", {"xining", "chengdong", "chengdong-gov", "xining-edu"}, {"province", "fgw", "haidong"}),
        ("fgw", {"fgw", "fgw-web"}, {"province", "xining", "chengdong-gov"}),
    ],
)
def test_the_tree_begins_with_the_unit_that_keeps_it(
    stage: Stage, who: str, sees: set[str], not_sees: set[str]
) -> None:
    visitor = stage.officer(who)
    links = set(visitor.page("/admin/units").links)
    assert {f"/admin/units/{code}" for code in sees} <= links
    assert not {f"/admin/units/{code}" for code in not_sees} & links
    for code in not_sees:
        assert visitor.get(f"/admin/units/{code}").status_code == 403
    assert (SITE in visitor.page("/admin/sites").links) == ("chengdong-gov" in sees)


def test_units_are_found_by_name_and_code_and_by_what_they_lack(stage: Stage) -> None:
    admin = stage.officer("admin")
    found = admin.page("/admin/units?q=教育局")
    assert "/admin/units/xining-edu" in found.links
    assert "/admin/units/fgw" not in found.links
    assert "/admin/units/fgw-web" in admin.page("/admin/units?q=FGW-w").links
    assert "没有找到单位" in text(admin.page("/admin/units?q=%"))
    admin.fill(admin.page(GOV), f"{GOV}/responsible", account="chengdong-gov2")
    assert GOV not in admin.page("/admin/units?view=unnamed").links
    assert "/admin/units/fgw" in admin.page("/admin/units?view=unnamed").links


def test_many_units_stand_on_several_pages(stage: Stage) -> None:
    with keeping(stage.workings.context, stage.cast.admin) as register:
        for number in range(205):
            units.open_unit(register, UnitEntry(f"a{number:03}", f"第{number}办", UnitKind.FILING, "fgw"))
    page = stage.officer("admin").page("/admin/units")
    assert "/admin/units?page=2" in page.links
    second = stage.officer("admin").page("/admin/units?page=2")
    links = {link for link in page.links + second.links if link.startswith("/admin/units/")}
    assert len({link for link in links if "export" not in link}) == 214


def test_a_unit_is_opened_renamed_and_given_a_responsible_officer(stage: Stage) -> None:
    xining = stage.officer("xining")
    below = "/admin/units/chengdong/below"
    given = {"name": "城东区水务局", "code": "chengdong-water", "kind": "filing"}
    assert xining.fill(xining.page("/admin/units/chengdong"), below, **given).status_code == 303
    address = "/admin/units/chengdong-water"
    assert xining.fill(xining.page(address), f"{address}/change", name="城东区水利局").status_code == 303
    assert xining.fill(xining.page(GOV), f"{GOV}/responsible", account="chengdong-gov").status_code == 303
    page = xining.page(address)
    assert "城东区水务局 → 城东区水利局" in text(page)
    assert "xining的经办人" in text(page)
    assert "专人 chengdong-gov的经办人" in text(xining.page(GOV))


def test_a_wrong_entry_comes_back_with_everything_typed(stage: Stage) -> None:
    xining = stage.officer("xining")
    below = "/admin/units/chengdong/below"
    given = {"name": "西宁市教育局", "code": "Bad Code", "kind": "filing", "region": "630102"}
    answer = xining.fill(xining.page("/admin/units/chengdong"), below, **given)
    assert answer.status_code == 422
    page = Page(answer)
    assert {name: page.form(below)[name] for name in given} == given
    assert "已有同名的单位（xining-edu）" in text(page)
    assert "小写字母" in text(page)


def test_a_unit_moves_to_another_parent(stage: Stage) -> None:
    province = stage.officer("province")
    assert province.fill(province.page(GOV), f"{GOV}/move", parent="haidong").status_code == 303
    assert unit(stage, "chengdong-gov").parent_id == stage.cast.unit("haidong")
    page = text(province.page(GOV))
    assert "省政府办公厅 / 西宁市政府办公室 / 城东区政府办公室 → 省政府办公厅 / 海东市政府办公室" in page
    assert province.fill(province.page(GOV), f"{GOV}/move", parent="").status_code == 422


def test_a_merger_is_explained_before_it_is_done(stage: Stage) -> None:
    number = stage.desk.transferred()
    admin = stage.officer("admin")
    asked = admin.page(f"{GOV}/merge?into=xining-edu")
    for sentence in (f"1 件改由西宁市教育局办理：{number}", "西宁市城东区人民政府网", "成为西宁市教育局的经办人员"):
        assert sentence in text(asked)
    assert unit(stage, "chengdong-gov").merged_into_id is None
    answer = admin.fill(asked, f"{GOV}/merge")
    assert answer.status_code == 303
    assert answer.location == "/admin/units/xining-edu"
    assert "已并入 西宁市教育局" in text(admin.page(GOV))
    assert GOV in admin.page("/admin/units?view=gone").links
    assert number in stage.officer("xining-edu").page("/desk").text
    assert stage.act("xining-edu", number, "answer").status_code == 303


def test_what_stands_in_the_way_of_retiring_is_said(stage: Stage) -> None:
    number = stage.desk.transferred()
    chengdong = stage.officer("chengdong")
    asked = chengdong.page(f"{GOV}/retire")
    assert f"还有 1 件在办留言（{number}）" in text(asked)
    assert not asked.has_form(f"{GOV}/retire")
    answer = chengdong.post(f"{GOV}/retire", {"version": "1"})
    assert answer.status_code == 422
    assert "还有 1 个未关停的网站" in text(Page(answer))


def test_a_unit_without_ties_is_retired_and_revived(stage: Stage) -> None:
    province = stage.officer("province")
    address = "/admin/units/xining-edu"
    assert "xining-edu的经办人将停用" in text(province.page(f"{address}/retire"))
    assert province.fill(province.page(f"{address}/retire"), f"{address}/retire").status_code == 303
    assert stage.citizen().sign_in("xining-edu").status_code == 422
    assert not province.page(address).has_form(f"{address}/change")
    assert province.fill(province.page(address), f"{address}/revive").status_code == 303
    assert province.page(address).has_form(f"{address}/change")


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("chengdong", "/admin/units/chengdong/change"),
        ("chengdong", "/admin/units/xining-edu/change"),
        ("chengdong", "/admin/units/chengdong/retire"),
        ("fgw", f"{GOV}/merge"),
        ("province", "/admin/units/province/retire"),
        ("chengdong-gov", f"{GOV}/responsible"),
        ("chengdong", SITE.replace("9001", "9009")),
        ("fgw", SITE),
    ],
)
def test_what_is_not_theirs_is_refused_however_it_is_sent(stage: Stage, who: str, address: str) -> None:
    fields = {"version": "1", "name": "新名称", "into": "fgw-web", "url": f"http://{SITE_HOST}/", "status": "active"}
    answer = stage.officer(who).post(address, {**fields, "unit": "chengdong-gov"})
    assert answer.status_code == (422 if who == "province" else 403)


@pytest.mark.parametrize("form", ["change", "move", "merge", "retire", "responsible"])
def test_a_form_that_is_out_of_date_says_what_changed(stage: Stage, form: str) -> None:
    chengdong, admin = stage.officer("province"), stage.officer("admin")
    address = "/admin/units/xining-edu"
    where = {"merge": f"{address}/merge?into=fgw-web", "retire": f"{address}/retire"}.get(form, address)
    old = chengdong.page(where)
    admin.fill(admin.page(address), f"{address}/change", name="西宁市教育体育局")
    typed = {"change": {"name": "第三个名称"}, "move": {"parent": "fgw"}}.get(form, {})
    answer = chengdong.fill(old, f"{address}/{form}", **typed)
    assert answer.status_code == 409
    page = Page(answer)
    assert "admin的经办人：修改单位" in text(page)
    assert typed.items() <= page.form(f"{address}/{form}").items()
    assert chengdong.fill(page, f"{address}/{form}").status_code == 303


def test_a_website_is_registered_changed_and_found(stage: Stage) -> None:
    xining = stage.officer("xining")
    page = xining.page("/admin/sites/new?unit=xining-edu")
    assert page.form("/admin/sites/new")["unit"] == "xining-edu"
    answer = xining.fill(page, "/admin/sites/new", **NEW, hosts="jy.xining.example\njyj.xining.example")
    assert answer.status_code == 303
    address = "/admin/sites/6301009002"
    assert answer.location == address
    for query in ("q=jyj.xining", "q=6301009002", "q=教育网", "unit=教育局", "status=active"):
        assert address in xining.page(f"/admin/sites?{query}").links, query
    assert address not in xining.page("/admin/sites?status=closed").links
    form = xining.page(address).form(address)
    assert form["hosts"].split() == ["jy.xining.example", "jyj.xining.example"]
    answer = xining.fill(xining.page(address), address, status="closed", sponsor_lost="y")
    assert answer.status_code == 303
    page = text(xining.page(address))
    assert "关停网站" in page
    assert "状态：正常 → 关停" in page
    assert address in xining.page("/admin/sites?sponsor=lost").links
    assert "西宁教育网" in text(xining.page("/desk/unlisted"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "12"}, "10 位"),
        ({"code": SITE_CODE}, "已登记为“西宁市城东区人民政府网”"),
        ({"hosts": SITE_HOST}, f"域名 {SITE_HOST} 已登记在“西宁市城东区人民政府网”"),
        ({"hosts": "a b"}, "不是域名"),
        ({"unit": "fgw-web"}, ""),
        ({"unit": ""}, "请选择填报单位"),
        ({"url": "edu"}, "http://"),
        ({"name": "字" * 101}, "最多 100 字"),
        ({"status": "x"}, "正常、例外或关停"),
    ],
)
def test_a_wrong_website_comes_back_with_everything_typed(stage: Stage, wrong: dict[str, str], sentence: str) -> None:
    xining = stage.officer("xining")
    answer = xining.fill(xining.page("/admin/sites/new"), "/admin/sites/new", **{**NEW, **wrong})
    if not sentence:
        assert answer.status_code == 403
        return
    assert answer.status_code == 422
    page = Page(answer)
    assert sentence in text(page)
    assert page.form("/admin/sites/new")["name"] == {**NEW, **wrong}["name"]


def test_a_websites_form_that_is_out_of_date_says_what_changed(stage: Stage) -> None:
    chengdong, admin = stage.officer("chengdong"), stage.officer("admin")
    old = chengdong.page(SITE)
    admin.fill(admin.page(SITE), SITE, name="城东区政府门户网站")
    answer = chengdong.fill(old, SITE, name="城东区政府网", hosts="old.chengdong.example")
    assert answer.status_code == 409
    page = Page(answer)
    assert "admin的经办人：修改网站" in text(page)
    assert page.form(SITE)["hosts"] == "old.chengdong.example"
    assert chengdong.fill(page, SITE).status_code == 303
    with stage.workings.context.database.reading() as session:
        assert session.scalars(select(Site.name)).one() == "城东区政府网"


def test_known_sites_are_shown_before_a_missing_one_is_acted_on(stage: Stage) -> None:
    """§三(二)."""
    number = missing_site(stage)
    page = stage.officer("chengdong").page(f"/desk/reports/{number}")
    shown = page.words_of("similar-sites")
    assert "西宁市城东区人民政府网" in shown
    assert "同属 chengdong.example" in shown
    assert "城东区政府网站（城东区政府办公室）" in shown
    ordinary = stage.officer("chengdong").page(f"/desk/reports/{stage.desk.dispatched()}")
    assert "similar-sites" not in ordinary.text


def test_missing_sites_age_in_a_list_until_the_root_approves(stage: Stage) -> None:
    number = missing_site(stage)
    stage.workings.context.now.advance(days=7)  # type: ignore[attr-defined]  # the tests' clock
    for who, sees in (("province", True), ("xining", True), ("chengdong", True), ("fgw", False)):
        assert (number in stage.officer(who).page("/desk/unlisted").text) == sees, who
    page = text(stage.officer("chengdong").page("/desk/unlisted"))
    assert "7 天 5 个工作日" in page
    assert "城东区政府办公室" in page
    stage.desk.act("chengdong", number, Action.TRANSFER)
    stage.desk.act("chengdong-gov", number, Action.ANSWER, **NEW_SITE)
    for reviewer in ("chengdong", "xining", "province"):
        stage.desk.act(reviewer, number, Action.APPROVE)
    xining = stage.officer("xining")
    assert number not in xining.page("/desk/unlisted").text
    assert "6301020099" in text(xining.page("/desk/unlisted?state=registered"))
    assert "/admin/sites/6301020099" in xining.page("/admin/sites").links
    history = text(xining.page("/admin/sites/6301020099"))
    assert f"依据留言 {number} 的终审" in history
    assert "province的经办人" in history
