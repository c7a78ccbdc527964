"""Importing and exporting in the browser: exactly the file that was shown, by whoever may, and nothing half."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from portal.adapters.import_files import LARGEST_UPLOAD, ImportFiles
from portal.domain.audit import Deed
from portal.domain.import_columns import Subject, labels_of
from portal.import_keeper import ImportKeeper
from portal.store import AuditEntry, Report, Unit
from tests.conftest import FrozenClock
from tests.province import SITE_CODE
from tests.web.people import Stage
from tests.web.reading import Page, words

HEAD = "code,name,kind,parent\n"
GOOD = HEAD + "haibei,海北州政府办公室,组织单位,province\nfgw,省发展改革委,组织单位,province\n"
BAD = GOOD + "a!,坏,填报单位,nobody\n"


def send(stage: Stage, text: str | bytes, who: str = "admin", subject: str = "units", name: str = "单位.csv") -> Any:
    """Upload a file as the page's form would."""
    content = text.encode() if isinstance(text, str) else text
    return stage.officer(who).post(
        "/admin/imports", {"subject": subject, "file": FileStorage(io.BytesIO(content), filename=name)}
    )


def uploaded(stage: Stage, text: str | bytes, who: str = "admin", **options: Any) -> str:
    """The address of an uploaded file that was examined."""
    answer = send(stage, text, who, **options)
    assert answer.status_code == 303, answer.text
    stage.follow_up()
    return str(answer.location)


def text(page: Page) -> str:
    return words(next(page.all("main")))


def files(stage: Stage) -> ImportFiles:
    return ImportFiles(stage.workings.settings.imports)


def unit_codes(stage: Stage) -> set[str]:
    with stage.workings.context.database.reading() as session:
        return set(session.scalars(select(Unit.code)))


def test_a_file_is_shown_line_by_line_and_imported_when_confirmed(stage: Stage) -> None:
    admin = stage.officer("admin")
    answer = send(stage, GOOD)
    waiting = admin.get(answer.location)
    assert "正在核对" in waiting.text
    assert waiting.headers["Refresh"]
    stage.follow_up()
    page = admin.page(answer.location)
    assert "单位.csv，共 2 行：新增 1 行，更新 0 行，不变 1 行，有误 0 行。" in text(page)
    assert "haibei" not in unit_codes(stage)
    assert admin.fill(page, f"{answer.location}/confirm").status_code == 303
    assert "正在导入" in admin.get(answer.location).text
    stage.follow_up()
    done = admin.get(answer.location)
    assert "导入完成" in done.text
    assert "Refresh" not in done.headers
    assert "haibei" in unit_codes(stage)
    key = answer.location.rpartition("/")[2]
    assert not files(stage).source(key).exists()


def test_a_file_with_a_mistake_offers_no_confirmation(stage: Stage) -> None:
    address = uploaded(stage, BAD)
    admin = stage.officer("admin")
    page = admin.page(address)
    assert "有 1 行有误，不能导入" in text(page)
    assert "上级单位代码 ：没有这个上级单位" in text(page).replace("：", " ：", 1) or "没有这个上级单位" in text(page)
    assert "haibei" not in text(page)
    assert "haibei" in text(admin.page(f"{address}?view=all"))
    assert "确认导入" not in page.text
    admin.post(f"{address}/confirm")
    stage.follow_up()
    assert "haibei" not in unit_codes(stage)


def test_a_file_that_is_no_table_is_refused_in_a_sentence(stage: Stage) -> None:
    address = uploaded(stage, b"PK\x03\x04nothing", name="a.xlsx")
    assert "这个文件不能导入，没有改动任何内容" in text(stage.officer("admin").page(address))


def test_what_changed_since_the_dry_run_is_shown_instead_of_imported(stage: Stage) -> None:
    first, second = uploaded(stage, GOOD), uploaded(stage, GOOD.replace("haibei", "haibei2"))
    admin = stage.officer("admin")
    for address in (first, second):
        admin.fill(admin.page(address), f"{address}/confirm")
    stage.follow_up()
    assert "导入完成" in admin.get(first).text
    page = text(admin.page(second))
    assert "已有同名的单位（haibei）" in page
    assert "haibei2" not in unit_codes(stage)


def test_a_file_that_was_changed_on_the_disk_is_not_imported(stage: Stage) -> None:
    address = uploaded(stage, GOOD)
    source = files(stage).source(address.rpartition("/")[2])
    source.write_text(GOOD.replace("haibei", "hainan"))
    admin = stage.officer("admin")
    admin.fill(admin.page(address), f"{address}/confirm")
    stage.follow_up()
    assert "文件已被清除或改动" in admin.get(address).text
    assert "hainan" not in unit_codes(stage)


def test_files_are_private_and_gone_after_an_hour(stage: Stage, clock: FrozenClock) -> None:
    address = uploaded(stage, GOOD)
    folder = files(stage).folder
    assert folder.stat().st_mode & 0o077 == 0
    assert stage.officer("province").get(address).status_code == 404
    assert stage.officer("admin").post(f"{address}/discard").status_code == 303
    assert list(folder.iterdir()) == []
    address = uploaded(stage, GOOD)
    clock.now += timedelta(hours=1, minutes=1)
    ImportKeeper(stage.workings.context, stage.workings.settings).turn()
    assert list(folder.iterdir()) == []
    assert stage.officer("admin").get(address).status_code == 404


@pytest.mark.parametrize("who", ["xining", "chengdong-gov", "auditor"])
def test_others_do_not_find_the_door(stage: Stage, who: str) -> None:
    assert stage.officer(who).get("/admin/imports").status_code == 403
    assert send(stage, GOOD, who).status_code == 403
    assert not files(stage).folder.exists()


def test_the_provincial_office_imports_registers_but_no_reports(stage: Stage) -> None:
    province = stage.officer("province")
    page = province.page("/admin/imports")
    assert "留言文件的列" not in text(page)
    assert province.get("/admin/imports/reports.csv").status_code == 403
    assert send(stage, "x", "province", subject="reports").status_code in (403, 422)
    assert "新增 1 行" in text(province.page(uploaded(stage, GOOD, "province")))


def test_a_file_that_is_too_large_is_refused_with_the_way_out(stage: Stage) -> None:
    for size in (LARGEST_UPLOAD + 10, LARGEST_UPLOAD + 200_000):
        answer = send(stage, b"x" * size)
        assert answer.status_code == 413
        assert "文件超过 20 MB" in answer.text
    assert not files(stage).folder.exists() or list(files(stage).folder.iterdir()) == []


def test_nothing_chosen_is_said(stage: Stage) -> None:
    answer = stage.officer("admin").post("/admin/imports", {})
    assert answer.status_code == 422
    assert "请选择导入的内容" in answer.text
    assert "请选择文件" in answer.text


@pytest.mark.parametrize("subject", list(Subject))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_filled_in_is_a_file_that_can_be_read(stage: Stage, subject: Subject, form: str) -> None:
    with stage.officer("admin").get(f"/admin/imports/{subject}.{form}") as answer:
        content = answer.data
    address = uploaded(stage, content, subject=subject.value, name=f"a.{form}")
    assert "文件只有列名，没有内容" in text(stage.officer("admin").page(address))


@pytest.mark.parametrize("subject", [Subject.UNITS, Subject.SITES])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_exported_register_is_imported_unchanged(stage: Stage, subject: Subject, form: str) -> None:
    with stage.officer("admin").get(f"/admin/{subject}/export.{form}") as answer:
        assert answer.status_code == 200
        content = answer.data
    page = text(stage.officer("admin").page(uploaded(stage, content, subject=subject.value, name=f"a.{form}")))
    assert "新增 0 行，更新 0 行" in page
    assert "有误 0 行" in page
    with stage.workings.context.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == Deed.EXPORT)).one()
        assert (entry.subject, entry.details["form"]) == (f"export:{subject}", form)


def test_an_export_holds_what_the_list_shows(stage: Stage) -> None:
    xining = stage.officer("xining").get("/admin/units/export.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(xining)))
    assert rows[0] == list(labels_of(Subject.UNITS).values())
    assert [row[0] for row in rows[1:]] == ["xining", "xining-edu", "chengdong", "chengdong-gov"]
    found = stage.officer("admin").get("/admin/sites/export.csv?status=closed").data.decode("utf-8-sig")
    assert SITE_CODE not in found
    assert stage.officer("chengdong-gov").get("/admin/units/export.csv").status_code == 403


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_reports_go_home_without_contact_data_and_without_formulas(stage: Stage, form: str) -> None:
    number = stage.desk.dispatched(description="=HYPERLINK(\"http://evil.example\",\"看\") 错别字")  # fmt: skip
    with stage.officer("province").get(f"/desk/reports/export.{form}") as answer:
        content = answer.data
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert rows[1][10].startswith("'=HYPERLINK")
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
        assert sheet.cell(2, 11).data_type == "s"
    assert rows[1][0] == number
    flat = " ".join(cell for row in rows for cell in row)
    for private in ("王小明", "xiaoming@mail.example", "联系电话"):
        assert private not in flat


def test_an_export_of_reports_keeps_to_filters_and_sight(stage: Stage) -> None:
    stage.desk.dispatched()
    assert len(_lines(stage, "chengdong", "")) == 2
    assert len(_lines(stage, "chengdong", "?state=closed")) == 1
    assert len(_lines(stage, "fgw", "")) == 1
    assert stage.officer("admin").get("/desk/reports/export.csv").status_code == 403


def _lines(stage: Stage, who: str, query: str) -> list[str]:
    answer = stage.officer(who).get(f"/desk/reports/export.csv{query}")
    return answer.data.decode().splitlines()


def test_reports_are_imported_by_the_worker(stage: Stage) -> None:
    head = "原编号,留言类型,网站标识码,问题类型,问题描述,提交时间\n"
    rows = "".join(f"QG{number},我要找错,{SITE_CODE},错别字,第 {number} 页有错,2018-06-01\n" for number in range(150))
    address = uploaded(stage, (head + rows).encode("gbk"), subject="reports")
    admin = stage.officer("admin")
    page = admin.page(address)
    assert f"{address}?page=2" in page.links
    assert "QG149" in text(admin.page(f"{address}?page=2"))
    admin.fill(page, f"{address}/confirm")
    stage.follow_up()
    assert "新增 150 行" in text(admin.page(address))
    with stage.workings.context.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 150
