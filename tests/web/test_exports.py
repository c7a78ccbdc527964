"""What a query found as a table: complete, in its order, safe to open, and only what is public."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook

from portal.domain.vocabulary import Action, Finding
from portal.queries import case_files
from portal.queries.board_query import PAGE
from portal.queries.case_fields import FIELDS, TABLE_FIELDS
from portal.web.board import exports
from tests.handling import COPY, PRIVATE, SUBMISSION
from tests.province import SITE_CODE
from tests.web.people import Stage
from tests.web.taking_home import content, exported, sheet_rows

EXPECTED = {
    "title": "城东区政府网：首页有错别字",
    "problem_type": "typo",
    "site_code": SITE_CODE,
    "region": "630102",
    "unit": "chengdong-gov",
    "finding": "confirmed",
    "status": "finished",
    "wrong_text": "公吿",
    "reply": "经核查属实，已改正。",
    "rectification": "done",
    "corrected_on": "2018-06-04",
    "correct_by": "",
    "received_on": "2018-06-04",
    "due_on": "2018-06-07",
    "published_on": "2018-06-04",
    "working_days": "0",
    "on_time": "true",
    "reopened": "false",
}
DANGEROUS = ("=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example","y")')


def published(stage: Stage, **copy: str) -> str:
    """A case with these words in its public copy."""
    number = stage.desk.climbed()
    stage.desk.act("province", number, Action.APPROVE, **{**COPY, **copy})
    return number


@pytest.fixture
def several(stage: Stage) -> list[str]:
    """More cases than a page of the board holds, the oldest first."""
    return [published(stage, public_title=f"第{place}条标题") for place in range(PAGE + 3)]


def test_the_table_holds_every_field_of_a_case(stage: Stage) -> None:
    number = stage.desk.finished()
    (row,) = exported(stage)
    assert tuple(row) == TABLE_FIELDS == (*FIELDS, "region_name", "unit_name")
    assert {name: row[name] for name in EXPECTED} == EXPECTED
    assert (row["number"], row["region_name"], row["unit_name"]) == (number, "城东区", "城东区政府网站")


def test_all_cases_found_are_exported_in_the_order_of_the_query(
    stage: Stage, several: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_files, "CHUNK", 5)
    assert [row["number"] for row in exported(stage)] == several[::-1]
    assert [row["number"] for row in exported(stage, sort="oldest", page="2")] == several
    assert [row["number"] for row in exported(stage, q="第7条")] == [several[7]]
    assert not exported(stage, problem_type="fake")
    assert [row["number"] for row in sheet_rows(content(stage, "/board/export.xlsx"))] == several[::-1]


def test_the_file_has_a_name_with_the_day_and_is_made_for_excel(stage: Stage) -> None:
    stage.desk.finished()
    answer = stage.citizen().get("/board/export.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=cases-2018-06-04.csv"
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.count(b"\r\n") == 2
    with stage.citizen().get("/board/export.xlsx") as book:
        assert "cases-2018-06-04.xlsx" in book.headers["Content-Disposition"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_spreadsheet_takes_a_text_for_a_formula(stage: Stage, text: str) -> None:
    published(stage, public_title=text, public_description=text)
    (row,) = exported(stage)
    assert row["title"] == row["description"] == f"'{text}"
    sheet = load_workbook(io.BytesIO(content(stage, "/board/export.xlsx"))).worksheets[0]
    for cell in (sheet.cell(2, TABLE_FIELDS.index(name) + 1) for name in ("title", "description", "page_url")):
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    assert sheet.cell(2, 2).value == text


def test_the_workbook_opens_with_real_dates_numbers_and_a_head_that_stays(stage: Stage) -> None:
    published(stage, public_description="第一行\n第二行\x0b")
    book = load_workbook(io.BytesIO(content(stage, "/board/export.xlsx")))
    assert book.sheetnames == ["公示案例", "字段说明"]
    sheet = book.worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:AA2")
    (row,) = sheet_rows(content(stage, "/board/export.xlsx"))
    assert row["published_on"] == datetime(2018, 6, 4)  # noqa: DTZ001 - openpyxl gives days so
    assert (row["working_days"], row["on_time"], row["correct_by"]) == (0, True, None)
    assert row["description"].startswith("第一行\n第二行")
    meanings = {line[0]: line for line in book.worksheets[1].iter_rows(values_only=True)}
    assert set(TABLE_FIELDS) < set(meanings)


def test_a_workbook_that_would_be_too_large_leads_to_the_csv_of_the_same_query(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.desk.finished()
    stage.desk.finished()
    monkeypatch.setattr(exports, "XLSX_LIMIT", 1)
    query = urlencode({"q": "公告", "sort": "oldest"})
    answer = stage.citizen().get(f"/board/export.xlsx?{query}")
    assert (answer.status_code, answer.location) == (303, f"/board/export.csv?{query}")


def test_a_case_that_is_withdrawn_while_the_table_is_sent_is_left_out(
    stage: Stage, several: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_files, "CHUNK", 5)
    with stage.citizen().get("/board/export.csv") as answer:
        pieces = iter(answer.response)
        sent = [next(pieces), next(pieces)]
        stage.desk.act("province", several[0], Action.WITHDRAW)
        whole = b"".join([*sent, *pieces]).decode()
    assert several[-1] in whole
    assert several[0] not in whole


def test_the_tables_hold_nothing_private(stage: Stage) -> None:
    stage.desk.finished()
    hidden = stage.desk.finished(**PRIVATE)
    told = str(exported(stage)) + str(sheet_rows(content(stage, "/board/export.xlsx")))
    private = (SUBMISSION.contact_name, SUBMISSION.contact_phone, hidden, "的经办人", "请改正")
    assert not [secret for secret in private if str(secret) in told]


def test_a_promise_that_was_not_kept_and_a_refusal_are_told(stage: Stage) -> None:
    promised = stage.desk.climbed(corrected_on=None, correct_by=date(2018, 6, 8))
    refused = stage.desk.dispatched()
    stage.desk.act("chengdong", refused, Action.REJECT)
    stage.desk.act("xining", refused, Action.APPROVE)
    for number in (promised, refused):
        stage.desk.act("province", number, Action.APPROVE)
    stage.workings.context.now.advance(days=7)  # type: ignore[attr-defined]
    rows = {row["number"]: row for row in exported(stage)}
    assert (rows[promised]["rectification"], rows[promised]["correct_by"]) == ("overdue", "2018-06-08")
    assert [rows[refused][name] for name in ("finding", "status", "rectification")] == [
        Finding.REFUSED, "refused", ""
    ]  # fmt: skip


def test_no_table_is_given_while_its_words_cannot_be_searched_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of everything must not pass for a table of what was asked for."""
    stage.desk.finished()
    found = exports.find_cases
    # As while the index is away and the board is too large to do without.
    monkeypatch.setattr(exports, "find_cases", lambda query: replace(found(query), searched=False))
    for name in ("export.csv", "export.xlsx", "feed.atom"):
        answer = stage.citizen().get(f"/board/{name}?q=公告")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
