"""The register of units: who may change what, what a merger leaves as it was, and two who change it at once (§五.2)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal.domain.audit import Deed
from portal.domain.policy import Actor
from portal.domain.registers import UnitEntry
from portal.domain.vocabulary import Action, State, UnitKind
from portal.services import account_register, casework, dispatch, units
from portal.services.accounts import LastAccount
from portal.services.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from portal.services.register import Register, keeping
from portal.store import Account, AuditEntry, Event, Holding, Reply, ResponsibleOfficer, Site, Unit
from portal.store.facts import load_tree
from tests.handling import Desk
from tests.province import SITE_CODE

WATER = UnitEntry("chengdong-water", "城东区水务局", UnitKind.FILING, "chengdong")


def keep(desk: Desk, who: str, step: Any, *given: Any) -> Any:
    """One step in the registers by somebody of the cast."""
    actor: Actor = desk.cast.admin if who == "admin" else desk.cast.officer(who)
    with keeping(desk.context, actor) as register:
        return step(register, *given)


def unit(desk: Desk, code: str) -> Unit:
    """The unit's row as it is now."""
    with desk.context.database.reading() as session:
        return session.scalars(select(Unit).where(Unit.code == code)).one()


def history(desk: Desk, code: str) -> list[AuditEntry]:
    """What the audit log tells of a unit, oldest first."""
    with desk.context.database.reading() as session:
        subject = f"unit:{unit(desk, code).id}"
        return list(session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)))


def said(refusal: pytest.ExceptionInfo[Invalid]) -> str:
    """The sentences of a refusal."""
    return "；".join(problem.message for problem in refusal.value.problems)


def past(desk: Desk) -> list[str]:
    """Every event, holding and reply, word for word."""
    with desk.context.database.reading() as session:
        found = []
        for table in (Event, Holding, Reply):
            found += [repr(row) for row in session.execute(select(table.__table__)).all()]
        return found


def test_a_unit_is_opened_below_an_organizing_one_and_its_history_says_by_whom(desk: Desk) -> None:
    keep(desk, "xining", units.open_unit, WATER)
    opened = unit(desk, "chengdong-water")
    assert (opened.region_code, opened.version) == ("630102", 1)
    (entry,) = history(desk, "chengdong-water")
    assert entry.deed == Deed.OPEN_UNIT
    assert entry.account_id == desk.cast.account("xining")
    assert entry.details["after"]["parent"] == "省政府办公厅 / 西宁市政府办公室 / 城东区政府办公室"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "单位名称"),
        ({"name": "西宁市教育局"}, "已有同名的单位（xining-edu）"),
        ({"code": "Bad Code"}, "小写字母"),
        ({"code": "xining"}, "已被使用"),
        ({"kind": None}, "单位类型"),
        ({"parent": "chengdong-gov"}, "上级须是组织单位"),
        ({"parent": "nowhere"}, "没有这个上级单位"),
        ({"region": "999999"}, "没有这个地区"),
    ],
)
def test_what_cannot_stand_in_the_register_is_said(desk: Desk, wrong: dict[str, Any], sentence: str) -> None:
    entry = UnitEntry(**{**{name: getattr(WATER, name) for name in WATER.__slots__}, **wrong})
    with pytest.raises(Invalid) as refusal:
        keep(desk, "admin", units.open_unit, entry)
    assert sentence in said(refusal)


def test_an_importer_opens_many_units_in_one_transaction_or_none(desk: Desk) -> None:
    rows = [WATER, UnitEntry("chengdong-office", "城东区水务办", UnitKind.ORGANIZING, "chengdong")]
    rows += [UnitEntry("below", "水务办网站", UnitKind.FILING, "chengdong-office")]

    def all_of(register: Register, entries: list[UnitEntry]) -> None:
        for entry in entries:
            units.open_unit(register, entry)

    with pytest.raises(Invalid):
        keep(desk, "admin", all_of, [*rows, UnitEntry("xining", "重复", UnitKind.FILING, "chengdong")])
    with desk.context.database.reading() as session:
        assert session.scalar(select(Unit).where(Unit.code == "below")) is None
    keep(desk, "admin", all_of, rows)
    assert unit(desk, "below").parent_id == unit(desk, "chengdong-office").id


@pytest.mark.parametrize(
    ("who", "step", "given"),
    [
        ("chengdong", units.change_unit, ("chengdong", "新名称", "")),  # itself
        ("chengdong", units.change_unit, ("xining-edu", "新名称", "")),  # beside it
        ("fgw", units.change_unit, ("chengdong-gov", "新名称", "")),  # elsewhere
        ("chengdong-gov", units.change_unit, ("chengdong-gov", "新名称", "")),  # no organizing unit
        ("xining", units.move_unit, ("chengdong-gov", "haidong")),  # to where it keeps nothing
        ("xining", units.move_unit, ("haidong-gov", "chengdong")),  # from there
        ("xining", units.merge_units, ("chengdong", "haidong")),
        ("chengdong", units.merge_units, ("chengdong-gov", "xining-edu")),
        ("chengdong", units.retire_unit, ("chengdong",)),
        ("chengdong", units.open_unit, (UnitEntry("a-unit", "某局", UnitKind.FILING, "xining"),)),
        ("chengdong-gov", units.name_responsible, ("chengdong-gov", "chengdong-gov")),
        ("fgw", units.name_responsible, ("xining", "xining")),
    ],
)
def test_nobody_keeps_what_is_not_below_them(desk: Desk, who: str, step: Any, given: tuple[Any, ...]) -> None:
    with pytest.raises(NotAllowed):
        keep(desk, who, step, *given)


def test_a_unit_that_does_not_exist_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        keep(desk, "admin", units.change_unit, "nowhere", "新名称", "")


def test_another_name_leaves_the_past_its_old_one(desk: Desk) -> None:
    number = desk.answered()
    before = past(desk)
    keep(desk, "province", units.change_unit, "chengdong-gov", "城东区融媒体中心", "630102")
    assert past(desk) == before
    assert unit(desk, "chengdong-gov").name == "城东区融媒体中心"
    (entry,) = history(desk, "chengdong-gov")
    assert (entry.details["before"], entry.details["after"]) == (
        {"name": "城东区政府网站"}, {"name": "城东区融媒体中心"}
    )  # fmt: skip
    desk.act("chengdong", number, Action.SEND_BACK)
    desk.act("chengdong-gov", number, Action.ANSWER)
    with desk.context.database.reading() as session:
        paths = session.scalars(select(Event.unit_path).where(Event.action == Action.ANSWER).order_by(Event.id)).all()
    assert [path.split(" / ")[-1] for path in paths if path] == ["城东区政府网站", "城东区融媒体中心"]


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    keep(desk, "admin", units.change_unit, "fgw", "省发展改革委", "630000")
    keep(desk, "admin", units.move_unit, "fgw", "province")
    keep(desk, "admin", units.name_responsible, "fgw", "")
    assert history(desk, "fgw") == []
    assert unit(desk, "fgw").version == 1


def test_a_moved_unit_is_reviewed_by_whoever_is_above_it_now(desk: Desk) -> None:
    """§三(四): the next reviewer is the present parent; who reviews at this moment finishes."""
    number = desk.answered()
    keep(desk, "province", units.move_unit, "chengdong-gov", "haidong")
    assert desk.report(number).holder_id == desk.cast.unit("chengdong")
    desk.act("chengdong", number, Action.SEND_BACK)
    desk.act("chengdong-gov", number, Action.ANSWER)
    assert desk.report(number).holder_id == desk.cast.unit("haidong")
    desk.act("haidong", number, Action.APPROVE)
    desk.act("province", number, Action.APPROVE)
    assert desk.report(number).state is State.PUBLISHED


def test_a_review_on_its_way_climbs_from_where_it_is(desk: Desk) -> None:
    number = desk.answered()
    keep(desk, "province", units.move_unit, "chengdong", "haidong")
    desk.act("chengdong", number, Action.APPROVE)
    assert desk.report(number).holder_id == desk.cast.unit("haidong")


@pytest.mark.parametrize(
    ("code", "parent", "sentence"),
    [
        ("xining", "xining", "自己"),
        ("xining", "chengdong", "自己的下级"),
        ("fgw", "chengdong-gov", "上级须是组织单位"),
        ("province", "xining", "最终审核单位"),
        ("fgw", "nowhere", "没有这个上级单位"),
    ],
)
def test_no_unit_moves_below_itself_or_where_nobody_organizes(
    desk: Desk, code: str, parent: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        keep(desk, "admin", units.move_unit, code, parent)
    assert sentence in said(refusal)


def test_a_merged_units_reports_sites_and_people_go_on_with_its_successor(desk: Desk) -> None:
    held, reviewed = desk.transferred(), desk.answered()
    before = past(desk)
    keep(desk, "province", units.merge_units, "chengdong-gov", "xining-edu")
    assert past(desk) == before
    with desk.context.database.reading() as session:
        site = session.scalars(select(Site).where(Site.code == SITE_CODE)).one()
        assert site.filing_unit_id == desk.cast.unit("xining-edu")
        moved = session.scalars(select(Account).where(Account.username == "chengdong-gov")).one()
        assert moved.unit_id == desk.cast.unit("xining-edu")
    desk.act("xining-edu", held, Action.ANSWER)
    assert desk.report(held).holder_id == desk.cast.unit("xining")
    desk.act("chengdong", reviewed, Action.SEND_BACK)
    assert desk.report(reviewed).holder_id == desk.cast.unit("xining-edu")
    new = desk.submitted()
    dispatch.dispatch_one(desk.context, new)
    assert desk.report(new).holder_id == desk.cast.unit("xining")
    told = history(desk, "chengdong-gov")[-1].details
    assert (told["reports"], told["sites"]) == (1, 1)
    assert told["after"] == {"into": "省政府办公厅 / 西宁市政府办公室 / 西宁市教育局"}
    assert history(desk, "xining-edu")[-1].deed == Deed.ABSORB_UNIT


def test_what_lies_below_a_merged_organizing_unit_lies_below_its_successor(desk: Desk) -> None:
    number = desk.answered()
    keep(desk, "admin", units.merge_units, "chengdong", "haidong")
    assert unit(desk, "chengdong-gov").parent_id == desk.cast.unit("haidong")
    desk.act("haidong", number, Action.APPROVE)
    assert desk.report(number).holder_id == desk.cast.unit("province")


def test_mergers_form_a_chain_that_ends_with_the_last_successor(desk: Desk) -> None:
    number = desk.transferred()
    keep(desk, "admin", units.merge_units, "chengdong-gov", "xining-edu")
    keep(desk, "admin", units.merge_units, "xining-edu", "fgw-web")
    assert desk.report(number).holder_id == desk.cast.unit("chengdong-gov")
    desk.act("fgw-web", number, Action.ANSWER)
    assert desk.report(number).holder_id == desk.cast.unit("fgw")


@pytest.mark.parametrize(
    ("code", "into", "sentence"),
    [
        ("chengdong-gov", "chengdong", "只能并入填报单位"),
        ("xining", "chengdong", "自己的下级"),
        ("xining", "xining", "自己"),
        ("province", "xining", "最终审核单位"),
        ("chengdong-gov", "nowhere", "没有这个单位"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_the_reason(desk: Desk, code: str, into: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        keep(desk, "admin", units.merge_units, code, into)
    assert sentence in said(refusal)


def test_a_merged_unit_cannot_be_changed_merged_into_or_moved_under(desk: Desk) -> None:
    keep(desk, "admin", units.merge_units, "haidong", "xining")
    for step, given in (
        (units.change_unit, ("haidong", "新名称", "")),
        (units.move_unit, ("fgw", "haidong")),
        (units.merge_units, ("fgw", "haidong")),
        (units.retire_unit, ("haidong",)),
        (units.name_responsible, ("haidong", "")),
    ):
        with pytest.raises(Invalid):
            keep(desk, "admin", step, *given)
    keep(desk, "admin", units.open_unit, UnitEntry("haidong2", "海东市政府办公室", UnitKind.ORGANIZING, "province"))


def test_the_last_officer_of_a_successor_cannot_leave_what_it_took_over(desk: Desk) -> None:
    desk.transferred()
    keep(desk, "admin", units.merge_units, "chengdong-gov", "fgw-web")
    for username in ("chengdong-gov", "chengdong-gov2"):
        account_register.disable_account(desk.context, desk.cast.admin, desk.cast.account(username))
    with pytest.raises(LastAccount):
        account_register.disable_account(desk.context, desk.cast.admin, desk.cast.account("fgw-web"))


def test_a_unit_is_retired_once_nothing_ties_it_to_the_present(desk: Desk) -> None:
    """What stands in the way is said exactly, with numbers and names."""
    number = desk.transferred()
    with pytest.raises(Invalid) as refusal:
        keep(desk, "chengdong", units.retire_unit, "chengdong-gov")
    assert f"1 件在办留言（{number}）" in said(refusal)
    assert "1 个未关停的网站（西宁市城东区人民政府网）" in said(refusal)
    with pytest.raises(Invalid) as refusal:
        keep(desk, "province", units.retire_unit, "chengdong")
    assert "1 个下级单位（chengdong-gov）" in said(refusal)
    keep(desk, "xining", units.retire_unit, "xining-edu")
    assert unit(desk, "xining-edu").retired_at == desk.context.now()
    with desk.context.database.reading() as session:
        assert not session.scalars(select(Account).where(Account.username == "xining-edu")).one().active
    assert history(desk, "xining-edu")[-1].deed == Deed.RETIRE_UNIT


def test_a_retirement_is_taken_back_while_the_unit_above_is_there(desk: Desk) -> None:
    keep(desk, "xining", units.retire_unit, "xining-edu")
    keep(desk, "xining", units.revive_unit, "xining-edu")
    assert unit(desk, "xining-edu").retired_at is None
    assert history(desk, "xining-edu")[-1].deed == Deed.REVIVE_UNIT
    with pytest.raises(Invalid):
        keep(desk, "xining", units.revive_unit, "xining-edu")
    keep(desk, "province", units.retire_unit, "fgw-web")
    keep(desk, "province", units.retire_unit, "fgw")
    with pytest.raises(Invalid):
        keep(desk, "province", units.revive_unit, "fgw-web")


def test_a_promise_that_is_not_kept_yet_ties_whoever_made_it(desk: Desk) -> None:
    """§四 持续整改跟踪: somebody must be left to report the correction."""
    today = desk.context.now().date()
    number = desk.finished(corrected_on=None, correct_by=today)
    keep(desk, "admin", units.merge_units, "chengdong-gov", "haidong-gov")
    with pytest.raises(Invalid) as refusal:
        keep(desk, "admin", units.retire_unit, "haidong-gov")
    assert f"1 件承诺的整改没有报告完成（{number}）" in said(refusal)


def test_a_report_whose_writer_retired_goes_to_the_unit_above(desk: Desk) -> None:
    number = desk.answered()
    with desk.context.database.writing() as session:
        session.scalars(select(Site)).one().filing_unit_id = desk.cast.unit("haidong-gov")
    keep(desk, "admin", units.retire_unit, "chengdong-gov")
    desk.act("chengdong", number, Action.SEND_BACK)
    report = desk.report(number)
    assert (report.state, report.holder_id) == (State.TRIAGE, desk.cast.unit("chengdong"))


def test_one_officer_of_the_unit_is_named_responsible(desk: Desk) -> None:
    """§五.2 专人."""
    keep(desk, "chengdong", units.name_responsible, "chengdong-gov", "chengdong-gov2")
    keep(desk, "xining", units.name_responsible, "xining", "xining")
    with desk.context.database.reading() as session:
        named = {row.unit_id: row.account_id for row in session.scalars(select(ResponsibleOfficer))}
    assert named == {
        desk.cast.unit("chengdong-gov"): desk.cast.account("chengdong-gov2"),
        desk.cast.unit("xining"): desk.cast.account("xining"),
    }
    keep(desk, "chengdong", units.name_responsible, "chengdong-gov", "chengdong-gov")
    assert history(desk, "chengdong-gov")[-1].details["before"] == {"responsible": "chengdong-gov2的经办人"}
    with pytest.raises(Invalid):
        keep(desk, "chengdong", units.name_responsible, "chengdong-gov", "xining")
    keep(desk, "admin", units.merge_units, "chengdong-gov", "fgw-web")
    with desk.context.database.reading() as session:
        assert session.get(ResponsibleOfficer, desk.cast.unit("chengdong-gov")) is None


def test_a_stale_form_is_told_what_happened_meanwhile(desk: Desk) -> None:
    version = unit(desk, "chengdong-gov").version
    keep(desk, "chengdong", units.change_unit, "chengdong-gov", "城东区融媒体中心", "630102", version)
    for step, given in (
        (units.change_unit, ("chengdong-gov", "别的名称", "630102", version)),
        (units.move_unit, ("chengdong-gov", "xining", version)),
        (units.merge_units, ("chengdong-gov", "xining-edu", version)),
        (units.retire_unit, ("chengdong-gov", version)),
        (units.name_responsible, ("chengdong-gov", "", version)),
    ):
        with pytest.raises(Stale) as refusal:
            keep(desk, "xining", step, *given)
        (meanwhile,) = refusal.value.meanwhile
        assert (meanwhile.who, meanwhile.action) == ("chengdong的经办人", "修改单位")


def test_the_administrator_keeps_units_but_acts_on_no_report(desk: Desk) -> None:
    number = desk.answered()
    keep(desk, "admin", units.merge_units, "chengdong-gov", "xining-edu")
    for action in (Action.APPROVE, Action.SEND_BACK, Action.URGE):
        with pytest.raises(Refused):
            casework.act(desk.context, desk.cast.admin, number, action, desk.form(action))
    with desk.context.database.reading() as session:
        assert load_tree(session).find("chengdong-gov") is not None
