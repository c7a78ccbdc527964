"""审计日志 as the auditor reads it: who may, what is found, what is taken home, and what is wrong with the chain."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal.audit_keeper import AuditKeeper
from portal.domain.audit import Deed
from portal.services.audit import record
from portal.store import AuditEntry
from tests.services.tampering import change, owner
from tests.web.people import Stage

POSTS = ("/admin/audit/verify", "/admin/audit/export")


def entries_of(stage: Stage, deed: str) -> list[AuditEntry]:
    """What the log holds of one kind of deed."""
    with stage.workings.context.database.reading() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.deed == deed)))


def rows(stage: Stage, query: str = "") -> list[str]:
    """The entries that the page lists, each as its words."""
    page = stage.officer("auditor").page(f"/admin/audit{query}")
    return [" ".join("".join(row.itertext()).split()) for row in page.all("tr")][1:]


def table(stage: Stage, query: str = "") -> list[str]:
    """The same without other tables of the page."""
    return [row for row in rows(stage, query) if row[:1].isdigit() and "第" not in row.split()[0]]


def test_nobody_but_the_auditor_reads_the_log(stage: Stage) -> None:
    for name in ("admin", "province", "chengdong-gov"):
        assert stage.officer(name).get("/admin/audit").status_code == 403
        for address in POSTS:
            assert stage.officer(name).post(address).status_code == 403
    assert stage.citizen().get("/admin/audit").status_code == 302
    for address in POSTS:
        assert stage.citizen().post(address).status_code == 403


def test_the_auditor_reads_the_log_and_nothing_else(stage: Stage) -> None:
    number = stage.desk.submitted()
    auditor = stage.officer("auditor")
    assert auditor.get("/desk").location == "/admin/audit"
    for address in ("/desk/reports", f"/desk/reports/{number}", "/desk/promises", "/admin/calendar"):
        assert auditor.get(address).status_code == 403
    page = auditor.page("/admin/audit")
    assert "待办" not in page.text
    assert "审计日志" in page.text


def test_entries_read_as_who_did_what_to_what(stage: Stage) -> None:
    number = stage.desk.transferred()
    stage.officer("chengdong").post(f"/desk/reports/{number}/contact")
    newest = table(stage)
    assert any("chengdong" in row and "查看联系方式" in row and number in row for row in newest)
    assert any("城东区政府办公室" in row and "办理：转办" in row and number in row for row in newest)
    assert any("网民" in row and "办理：提交" in row and number in row for row in newest)
    assert any("登录" in row and "来源地址：127.0.0.1" in row for row in newest)
    assert "13912345678" not in " ".join(newest)


def test_the_log_is_searched_by_deed_person_thing_day_and_word(stage: Stage) -> None:
    first, second = stage.desk.transferred(), stage.desk.submitted()
    stage.officer("chengdong").post(f"/desk/reports/{first}/contact")
    assert len(table(stage, "?deed=view_contact")) == 1
    assert len(table(stage, f"?what={first}")) == 4
    assert len(table(stage, f"?what={second}")) == 1
    assert len(table(stage, "?q=转办")) == 1
    assert {"chengdong" in row for row in table(stage, "?who=chengdong的")} == {True}
    assert {"城东区政府办公室" in row for row in table(stage, "?who=城东区政府办公室")} == {True}
    assert table(stage, "?from=2018-06-05") == []
    assert len(table(stage, "?from=2018-06-04&to=2018-06-04&deed=step")) == 4
    assert table(stage, "?what=2018-999999") == []
    assert "没有符合条件的记录" in stage.officer("auditor").page("/admin/audit?q=没有这个词").text


@pytest.mark.parametrize(
    "query", ["?deed=nonsense", "?from=yesterday&to=9999-99-99", "?page=0", "?page=99999999999", "?q=%00%25_\\"]
)
def test_a_query_without_sense_is_no_error(stage: Stage, query: str) -> None:
    assert stage.officer("auditor").get(f"/admin/audit{query}").status_code == 200


def test_long_logs_have_pages(stage: Stage) -> None:
    context = stage.workings.context
    with context.database.writing() as session:
        for number in range(120):
            record(session, context, Deed.EXPORT, "units:all", rows=number)
    assert len(table(stage, "?deed=export")) == 50
    assert len(table(stage, "?deed=export&page=3")) == 20
    assert "行数：0" in table(stage, "?deed=export&page=3")[-1]


def test_what_was_found_is_taken_home_and_that_is_in_the_log(stage: Stage) -> None:
    context = stage.workings.context
    with context.database.writing() as session:
        record(session, context, Deed.SAVE_TEMPLATE, "template:1", title="=HYPERLINK(1)")
        record(session, context, Deed.EXPORT, "=cmd|calc", rows=3)
    auditor = stage.officer("auditor")
    page = auditor.page("/admin/audit?deed=save_template")
    answer = auditor.fill(page, "/admin/audit/export")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    head, *lines = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert head[:6] == ["序号", "时间", "谁", "单位", "做了什么", "对象"]
    assert len(lines) == 1
    assert lines[0][6] == "名称：=HYPERLINK(1)"
    whole = auditor.post("/admin/audit/export").text
    cells = [cell for line in csv.reader(io.StringIO(whole.removeprefix("\ufeff"))) for cell in line]
    assert "'=cmd|calc all" not in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    with context.database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.deed == "export_audit")).all()
    assert [entry.details.get("deed") for entry in entries] == ["保存答复模板", None]
    assert {entry.account_id for entry in entries} == {stage.cast.account("auditor")}


def test_what_was_found_is_taken_home_as_a_workbook_too_unless_it_is_too_much(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.desk.transferred()
    auditor = stage.officer("auditor")
    page = auditor.page("/admin/audit?deed=step")
    with auditor.fill(page, "/admin/audit/export", form="xlsx") as answer:
        head, *lines = load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True)
    assert (head[0], head[4]) == ("序号", "做了什么")
    assert [line[4] for line in lines] == ["办理：转办", "办理：分办", "办理：提交"]
    (entry,) = entries_of(stage, "export_audit")
    assert entry.details["format"] == "XLSX"
    monkeypatch.setattr("portal.web.admin.audit.XLSX_LIMIT", 2)
    assert "导出 Excel" not in auditor.page("/admin/audit").text
    assert auditor.post("/admin/audit/export", {"form": "xlsx"}).mimetype == "text/csv"


def test_the_auditor_has_the_chain_verified_and_is_told_where_it_breaks(stage: Stage) -> None:
    stage.desk.transferred()
    auditor = stage.officer("auditor")
    assert "还没有核验过" in auditor.page("/admin/audit").text
    assert auditor.post("/admin/audit/verify").status_code == 303
    page = auditor.page("/admin/audit")
    assert "首尾相连" in page.text
    assert "核验审计日志" in " ".join(table(stage))
    with owner(stage.workings.context.database) as connection:
        change(connection, 2, subject="report:99")
    answer = auditor.post("/admin/audit/verify")
    assert answer.status_code == 200
    assert "第 2 条（2018-06-04 10:00）：内容被改动" in answer.text
    later = auditor.page("/admin/audit").text
    assert "第 2 条（2018-06-04 10:00）：内容被改动" in later


def test_the_worker_seals_walks_and_writes_out(stage: Stage, tmp_path: Path) -> None:
    stage.desk.transferred()
    stage.follow_up()
    page = stage.officer("auditor").page("/admin/audit")
    assert "2018-06-04 10:00 核验：3 条记录首尾相连" in page.text
    assert "2018年6月4日" in page.text
    assert "尚未设置封存写出到哪里" in page.text
    with owner(stage.workings.context.database) as connection:
        change(connection, 2, subject="report:99")
    keeper = AuditKeeper(stage.workings.context, stage.workings.settings)
    while keeper.turn():
        pass
    assert "第 2 条（2018-06-04 10:00）：内容被改动" in stage.officer("auditor").page("/admin/audit").text
