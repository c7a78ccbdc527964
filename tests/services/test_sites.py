"""The register of websites: what may stand in it, who keeps it, and that a closed website's reports find a home."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from portal.domain.audit import Deed
from portal.domain.policy import Actor
from portal.domain.registers import SiteEntry, UnitEntry
from portal.domain.vocabulary import Action, SiteStatus, State, UnitKind
from portal.services import dispatch, sites, units
from portal.services.errors import Invalid, NotAllowed, NotFound, Stale
from portal.services.register import keeping
from portal.store import AuditEntry, Site
from tests.handling import NEW_SITE, UNLISTED, Desk
from tests.province import SITE_CODE, SITE_HOST

EDU = SiteEntry("6301009002", "西宁教育网", "http://Edu.Xining.example/", "xining-edu", ["jiaoyu.xining.example"])
KNOWN = SiteEntry(SITE_CODE, "西宁市城东区人民政府网", f"http://{SITE_HOST}/", "chengdong-gov")


def keep(desk: Desk, who: str, step: Any, *given: Any) -> Any:
    """One step in the registers by somebody of the cast."""
    actor: Actor = desk.cast.admin if who == "admin" else desk.cast.officer(who)
    with keeping(desk.context, actor) as register:
        return step(register, *given)


def site(desk: Desk, code: str) -> Site:
    """The website's row as it is now, with its hosts."""
    with desk.context.database.reading() as session:
        found = session.scalars(select(Site).where(Site.code == code)).one()
        assert isinstance(found.hosts, list)
        return found


def hosts(desk: Desk, code: str) -> list[str]:
    """The hosts that are registered for a website."""
    return sorted(each.host for each in site(desk, code).hosts)


def history(desk: Desk, code: str) -> list[AuditEntry]:
    """What the audit log tells of a website, oldest first."""
    with desk.context.database.reading() as session:
        subject = f"site:{site(desk, code).id}"
        return list(session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)))


def test_a_website_is_registered_with_its_hosts_as_browsers_send_them(desk: Desk) -> None:
    spelled = ["JIAOYU.xining.example.", "http://jiaoyu.xining.example:8080/a", "教育.xining.example", ""]
    keep(desk, "xining", sites.add_site, replace(EDU, hosts=spelled, code=" ６３０１００９００２ "))
    assert hosts(desk, "6301009002") == ["edu.xining.example", "jiaoyu.xining.example", "xn--wcvs22d.xining.example"]
    (entry,) = history(desk, "6301009002")
    assert (entry.deed, entry.account_id) == (Deed.ADD_SITE, desk.cast.account("xining"))
    number = desk.submitted(site_code="", page_url="http://教育.XINING.example/a")
    assert desk.report(number).site_id == site(desk, "6301009002").id


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"code": "123"}, "code", "10 位"),
        ({"code": SITE_CODE}, "code", "已登记为“西宁市城东区人民政府网”"),
        ({"name": ""}, "name", "网站名称"),
        ({"url": "ftp://edu.xining.example/"}, "url", "http://"),
        ({"url": f"http://{SITE_HOST.upper()}/"}, "url", f"已登记在“西宁市城东区人民政府网”（{SITE_CODE}）名下"),
        ({"hosts": [SITE_HOST]}, "hosts", f"域名 {SITE_HOST} 已登记"),
        ({"hosts": ["not a host"]}, "hosts", "“not a host”不是域名"),
        ({"hosts": ["a.example，b.example"]}, "hosts", "每行一个"),
        ({"hosts": [f"h{number}.example" for number in range(30)]}, "hosts", "最多登记 20 个"),
        ({"unit": "nowhere"}, "unit", "没有这个单位"),
        ({"unit": "xining"}, "unit", "填报单位"),
        ({"status": None}, "status", "正常、例外或关停"),
    ],
)
def test_what_cannot_stand_in_the_register_is_said(
    desk: Desk, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        keep(desk, "admin", sites.add_site, replace(EDU, **wrong))
    assert [sentence in problem.message for problem in refusal.value.problems if problem.field == field] == [True]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("admin", True),
        ("province", True),
        ("xining", True),
        ("chengdong", False),
        ("fgw", False),
        ("xining-edu", False),
    ],
)
def test_websites_are_kept_by_the_units_above_their_filing_unit(desk: Desk, who: str, may: bool) -> None:
    if may:
        keep(desk, who, sites.add_site, EDU)
        keep(desk, who, sites.change_site, replace(EDU, name="西宁市教育网"))
        assert site(desk, EDU.code).name == "西宁市教育网"
        return
    with pytest.raises(NotAllowed):
        keep(desk, who, sites.add_site, EDU)
    keep(desk, "admin", sites.add_site, EDU)
    with pytest.raises(NotAllowed):
        keep(desk, who, sites.change_site, replace(EDU, name="西宁市教育网"))


def test_a_website_is_given_only_to_a_unit_that_one_keeps_and_that_is_in_use(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        keep(desk, "xining", sites.change_site, replace(KNOWN, unit="haidong-gov"))
    keep(desk, "admin", units.merge_units, "xining-edu", "haidong-gov")
    with pytest.raises(Invalid):
        keep(desk, "admin", sites.change_site, replace(KNOWN, unit="xining-edu"))
    keep(desk, "admin", sites.change_site, replace(KNOWN, unit="haidong-gov"))
    assert history(desk, SITE_CODE)[-1].details["after"] == {"unit": "海东市政府网站"}


def test_a_change_tells_what_was_and_what_is_and_the_same_again_nothing(desk: Desk) -> None:
    keep(desk, "admin", sites.change_site, replace(KNOWN, hosts=["old.chengdong.example"]))
    keep(desk, "admin", sites.change_site, replace(KNOWN, hosts=["old.chengdong.example"]))
    (entry,) = history(desk, SITE_CODE)
    assert entry.details["before"] == {"hosts": [SITE_HOST]}
    assert entry.details["after"] == {"hosts": ["old.chengdong.example", SITE_HOST]}
    keep(desk, "admin", sites.change_site, replace(KNOWN, url="http://old.chengdong.example/"))
    assert hosts(desk, SITE_CODE) == ["old.chengdong.example"]
    keep(desk, "admin", sites.add_site, replace(EDU, hosts=[SITE_HOST]))


def test_a_stale_form_is_told_what_happened_meanwhile(desk: Desk) -> None:
    keep(desk, "admin", sites.change_site, replace(KNOWN, name="城东区政府网"), 1)
    with pytest.raises(Stale) as refusal:
        keep(desk, "chengdong", sites.change_site, replace(KNOWN, name="另一个名称"), 1)
    assert [each.action for each in refusal.value.meanwhile] == ["修改网站"]
    with pytest.raises(NotFound):
        keep(desk, "admin", sites.change_site, EDU)


@pytest.mark.parametrize("named", [{}, {"site_code": ""}])
def test_a_closed_websites_reports_find_a_home(desk: Desk, named: dict[str, str]) -> None:
    """By its code or its host, at the organizing unit above its filing unit; if that merged, at the successor's."""
    keep(desk, "chengdong", sites.change_site, replace(KNOWN, status=SiteStatus.CLOSED))
    assert desk.report(desk.dispatched(**named)).holder_id == desk.cast.unit("chengdong")
    keep(desk, "admin", units.merge_units, "chengdong-gov", "haidong-gov")
    assert desk.report(desk.dispatched(**named)).holder_id == desk.cast.unit("haidong")


def test_a_closed_websites_reports_find_a_home_above_a_unit_that_retired(desk: Desk) -> None:
    keep(desk, "admin", sites.change_site, replace(KNOWN, status=SiteStatus.CLOSED))
    keep(desk, "admin", units.retire_unit, "chengdong-gov")
    assert desk.report(desk.dispatched()).holder_id == desk.cast.unit("chengdong")
    with pytest.raises(Invalid):
        keep(desk, "admin", units.retire_unit, "chengdong")


def test_since_when_the_sponsor_is_lost_is_kept_until_it_is_taken_back(desk: Desk) -> None:
    """§三(二)."""
    keep(desk, "chengdong", sites.change_site, replace(KNOWN, sponsor_lost=True))
    since = desk.context.now()
    desk.context.now.advance(days=3)  # type: ignore[attr-defined]  # the tests' clock
    keep(desk, "chengdong", sites.change_site, replace(KNOWN, sponsor_lost=True, name="城东区政府网"))
    assert site(desk, SITE_CODE).sponsor_lost_at == since
    keep(desk, "chengdong", sites.change_site, KNOWN)
    assert site(desk, SITE_CODE).sponsor_lost_at is None


def test_a_missing_site_enters_the_register_and_its_history_names_report_and_approver(desk: Desk) -> None:
    """§三(二): when the root approves."""
    names = ("kind", "site_name", "site_url", "region")
    number = desk.submitted(site_code="", page_url="", **{name: getattr(UNLISTED, name) for name in names})
    dispatch.dispatch_one(desk.context, number)
    desk.act("chengdong", number, Action.TRANSFER)
    desk.act("chengdong-gov", number, Action.ANSWER, **NEW_SITE)
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, number, Action.APPROVE)
    assert desk.report(number).state is State.PUBLISHED
    (entry,) = history(desk, NEW_SITE["new_site_code"])
    assert (entry.deed, entry.account_id) == (Deed.REGISTER_SITE, desk.cast.account("province"))
    assert entry.details["report"] == number
    assert hosts(desk, NEW_SITE["new_site_code"]) == ["edu.chengdong.example"]


def test_an_importer_adds_a_unit_and_its_websites_in_one_transaction(desk: Desk) -> None:
    with keeping(desk.context, desk.cast.admin) as register:
        units.open_unit(register, UnitEntry("water", "城东区水务局", UnitKind.FILING, "chengdong"))
        sites.add_site(register, replace(EDU, unit="water"))
        sites.add_site(register, replace(EDU, code="6301009003", url="http://water.example/", hosts=[], unit="water"))
    assert site(desk, "6301009003").filing_unit_id == site(desk, EDU.code).filing_unit_id
