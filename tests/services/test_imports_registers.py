"""Files of units and websites: every line's fate first, then all of it or nothing, and no line twice (§五.2)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from portal.domain.audit import Deed
from portal.domain.import_columns import Subject
from portal.domain.imports import Fate, Line, RowFate, TableRefused, read_entries
from portal.domain.policy import Actor
from portal.queries.register_tables import site_table, table_head, unit_table
from portal.queries.site_register import SiteQuery
from portal.services.context import Context
from portal.services.errors import NotAllowed
from portal.services.imports import HasMistakes, carry_out, examine
from portal.store import AuditEntry, Site, Unit
from tests.province import SITE_CODE, SITE_HOST, Cast

UNITS = ["code", "name", "kind", "parent", "region", "account"]
MORE_HOSTS = "wap.chengdong.example、m.chengdong.example"
SITES = ["网站标识码", "网站名称", "网址", "其他域名", "填报单位代码", "状态"]


def lines(*rows: Sequence[str]) -> list[Line]:
    """A file of these rows, headings first."""
    return [Line(number, row) for number, row in enumerate(rows, start=1)]


def dry(context: Context, actor: Actor, subject: Subject, *rows: Sequence[str]) -> list[RowFate]:
    """The fates of a dry run."""
    told: list[RowFate] = []
    examine(context, actor, subject, read_entries(subject, lines(*rows)), told.append)
    return told


def take(context: Context, actor: Actor, subject: Subject, *rows: Sequence[str]) -> dict[str, int]:
    """Import the rows; the counts."""
    return carry_out(context, actor, subject, read_entries(subject, lines(*rows)), "0" * 64).plain()


def codes(context: Context) -> set[str]:
    with context.database.reading() as session:
        return set(session.scalars(select(Unit.code)))


def test_units_are_opened_below_one_another_whatever_the_order_of_the_lines(context: Context, cast: Cast) -> None:
    rows = (
        UNITS,
        ["menyuan-gov", "门源县政府网站", "填报单位", "menyuan", "", ""],
        ["menyuan", "门源县政府办公室", "organizing", "haibei", "", ""],
        ["haibei", "海北州政府办公室", "组织单位", "province", "630200", ""],
    )
    assert [row.fate for row in dry(context, cast.admin, Subject.UNITS, *rows)] == [Fate.NEW] * 3
    assert "haibei" not in codes(context)
    assert take(context, cast.admin, Subject.UNITS, *rows) == {"new": 3, "changed": 0, "same": 0, "wrong": 0}
    assert take(context, cast.admin, Subject.UNITS, *rows) == {"new": 0, "changed": 0, "same": 3, "wrong": 0}
    with context.database.reading() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "menyuan-gov")).one()
        assert session.get_one(Unit, unit.parent_id).code == "menyuan"
        assert unit.region_code == "630200"
        entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == Deed.IMPORT).limit(1)).one()
        assert entry.subject == "import:units"
        assert (entry.details["new"], entry.details["digest"]) == (3, "0" * 64)


def test_one_wrong_line_keeps_every_other_out(context: Context, cast: Cast) -> None:
    rows = (
        UNITS,
        ["haibei", "海北州政府办公室", "组织单位", "province", "", ""],
        ["Bad Code", "x", "别的", "nobody", "999999", ""],
        ["fgw", "省发展改革委", "填报单位", "province", "", ""],
        ["fgw", "省发展改革委", "组织单位", "province", "", ""],
        ["xining-edu", "西宁市教育局", "填报单位", "chengdong-gov", "", ""],
        ["haidong", "海东市政府办公室", "组织单位", "province", "", "nobody"],
    )
    before = codes(context)
    told = {row.number: row for row in dry(context, cast.admin, Subject.UNITS, *rows)}
    assert told[2].fate is Fate.NEW
    assert "单位类型：应是：组织单位、填报单位" in told[3].words()
    assert "类型不能更改" in told[4].words()
    assert told[5].problems == (("单位代码", "与第 4 行重复"),)
    assert "上级须是组织单位" in told[6].words()
    assert told[7].problems == (("专人账号", "请选择本单位在用的账号"),)
    with pytest.raises(HasMistakes):
        take(context, cast.admin, Subject.UNITS, *rows)
    assert codes(context) == before
    with context.database.reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.deed == Deed.IMPORT)).all() == []


def test_a_unit_is_renamed_moved_and_given_its_officer(context: Context, cast: Cast) -> None:
    rows = (UNITS, ["xining-edu", "西宁市教育和体育局", "填报单位", "chengdong", "", "xining-edu"])
    assert take(context, cast.admin, Subject.UNITS, *rows)["changed"] == 1
    with context.database.reading() as session:
        table = unit_table(session, cast.admin)
    assert ["xining-edu", "西宁市教育和体育局", "填报单位", "chengdong", "630100", "xining-edu"] in (table or [])


def test_what_was_exported_is_imported_unchanged(context: Context, cast: Cast) -> None:
    with context.database.reading() as session:
        tables = {
            Subject.UNITS: unit_table(session, cast.admin),
            Subject.SITES: site_table(session, cast.admin, SiteQuery()),
        }
    for subject, rows in tables.items():
        assert rows
        told = dry(context, cast.admin, subject, table_head(subject), *rows)
        assert {row.fate for row in told} == {Fate.SAME}, [row.words() for row in told]


def test_websites_are_registered_and_changed_by_their_codes(context: Context, cast: Cast) -> None:
    rows = (
        SITES,
        [SITE_CODE, "城东区人民政府门户网站", f"http://{SITE_HOST}/", MORE_HOSTS, "chengdong-gov", ""],
        ["6301009002", "西宁教育网", "http://edu.xining.example/", "", "xining-edu", "例外"],
    )  # fmt: skip
    assert [row.fate for row in dry(context, cast.admin, Subject.SITES, *rows)] == [Fate.CHANGED, Fate.NEW]
    assert take(context, cast.admin, Subject.SITES, *rows)["changed"] == 1
    assert take(context, cast.admin, Subject.SITES, *rows)["same"] == 2
    with context.database.reading() as session:
        site = session.scalars(select(Site).where(Site.code == SITE_CODE)).one()
        assert {host.host for host in site.hosts} == {SITE_HOST, "wap.chengdong.example", "m.chengdong.example"}


def test_two_websites_of_one_file_do_not_share_a_host(context: Context, cast: Cast) -> None:
    told = dry(
        context,
        cast.admin,
        Subject.SITES,
        SITES,
        ["6301009002", "西宁教育网", "http://edu.xining.example/", "", "xining-edu", ""],
        ["6301009003", "西宁教育二网", "http://edu.xining.example/2", "", "xining-edu", "停了"],
        ["630100900", "西宁教育三网", "edu", "", "province", ""],
        ["6301009005", "西宁教育五网", "http://edu.xining.example/5", "", "xining-edu", ""],
    )
    assert told[0].fate is Fate.NEW
    assert told[1].problems == (("状态", "应是：正常、例外、关停"),)
    assert {column for column, _ in told[2].problems} == {"网站标识码", "网址", "填报单位代码"}
    assert "域名 edu.xining.example 已登记在“西宁教育网”" in told[3].words()


@pytest.mark.parametrize("who", ["xining", "chengdong-gov", "auditor"])
@pytest.mark.parametrize("subject", [Subject.UNITS, Subject.SITES])
def test_only_the_administrator_and_the_provincial_office_import(
    context: Context, cast: Cast, who: str, subject: Subject
) -> None:
    actor = cast.auditor if who == "auditor" else cast.officer(who)
    head = UNITS if subject is Subject.UNITS else SITES
    with pytest.raises(NotAllowed):
        dry(context, actor, subject, head, ["x"] * 6)
    assert dry(context, cast.officer("province"), subject, head, ["x"] * 6)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "文件是空的"),
        ([UNITS], "只有列名"),
        ([["", ""], ["# 说明"]], "文件是空的"),
        ([["code", "name"], ["a", "b"]], "缺少列：单位类型、上级单位代码"),
        ([[*UNITS, "单位名称"], ["a"]], "第 7 列“单位名称”与第 2 列重复"),
        ([[*UNITS, "备注"], ["a"]], "第 7 列“备注”不是单位的列"),
    ],
)
def test_a_file_with_wrong_headings_is_refused_in_a_sentence(rows: list[list[str]], sentence: str) -> None:
    with pytest.raises(TableRefused) as refused:
        list(read_entries(Subject.UNITS, lines(*rows)))
    assert any(sentence in each for each in refused.value.sentences)
