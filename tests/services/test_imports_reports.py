"""Messages of the national system, taken in by the file: each once, numbered by the year in which it was written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.domain.audit import Deed
from portal.domain.import_columns import COLUMNS, Subject
from portal.domain.imports import Fate, Line, RowFate, read_entries
from portal.domain.vocabulary import Action, State
from portal.services import import_reports
from portal.services.context import Context
from portal.services.dispatch import dispatch_waiting
from portal.services.errors import NotAllowed
from portal.services.imports import HasMistakes, carry_out, examine
from portal.store import AuditEntry, Contact, Event, Fact, Letter, OutboxItem, Report
from tests.handling import Desk
from tests.province import SITE_CODE, SITE_HOST, Cast

HEAD = [column.name for column in COLUMNS[Subject.REPORTS]]
GOOD = {
    "external_number": "QG1",
    "kind": "我要找错",
    "site_code": SITE_CODE,
    "page_url": f"http://{SITE_HOST}/1.html",
    "problem_type": "错别字",
    "description": "有错字",
    "contact_name": "王小明",
    "contact_phone": "13912345678",
    "contact_email": "xiaoming@mail.example",
    "submitted_at": "2017-12-31 23:30",
}
UNLISTED = {
    "external_number": "QG2",
    "kind": "unlisted",
    "problem_type": "other",
    "description": "没有登记",
    "submitted_at": "43101.5",
    "site_name": "某某网",
    "site_url": "www.moumou.example",
    "region": "海东市",
}


def lines(*rows: dict[str, str]) -> list[Line]:
    """A file of these rows."""
    cells = [HEAD, *([row.get(name, "") for name in HEAD] for row in rows)]
    return [Line(number, row) for number, row in enumerate(cells, start=1)]


def dry(context: Context, cast: Cast, *rows: dict[str, str]) -> list[RowFate]:
    told: list[RowFate] = []
    examine(context, cast.admin, Subject.REPORTS, read_entries(Subject.REPORTS, lines(*rows)), told.append)
    return told


def take(context: Context, cast: Cast, *rows: dict[str, str], marker: str = "") -> dict[str, int]:
    entries = read_entries(Subject.REPORTS, lines(*rows))
    return carry_out(context, cast.admin, Subject.REPORTS, entries, "0" * 64, marker).plain()


def count(context: Context, table: Any) -> int:
    with context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_message_becomes_a_report_that_waits_for_dispatch(context: Context, cast: Cast) -> None:
    assert take(context, cast, GOOD, UNLISTED)["new"] == 2
    with context.database.reading() as session:
        first, second = session.scalars(select(Report).order_by(Report.id)).all()
        assert (first.number, first.external_number, first.state) == ("2017-000001", "QG1", State.RECEIVED)
        assert first.submitted_at == datetime(2017, 12, 31, 15, 30, tzinfo=UTC)
        assert first.site is not None
        assert first.region_code == "630102"
        assert first.tracking_hash is None
        assert first.contact is not None
        assert first.contact.email_digest
        assert (second.number, second.region_code) == ("2018-000001", "630200")
        assert (second.site_name, second.site_url) == ("某某网", "http://www.moumou.example")
        events = session.scalars(select(Event)).all()
        assert [(event.action, event.details["imported"]) for event in events] == [(Action.SUBMIT, True)] * 2
        chained = session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)).all()
        assert chained == [Deed.STEP, Deed.STEP, Deed.IMPORT]
    assert count(context, Letter) == 0
    assert count(context, OutboxItem) == 0
    assert dispatch_waiting(context).sent == 2


def test_numbers_go_on_where_citizens_left_off(context: Context, cast: Cast, desk: Desk) -> None:
    desk.submitted()
    take(context, cast, {**GOOD, "submitted_at": "2018-06-01"})
    desk.submitted(description="另一处错别字，请尽快改正过来。")
    with context.database.reading() as session:
        assert session.scalars(select(Report.number).order_by(Report.id)).all() == [
            "2018-000001", "2018-000002", "2018-000003"
        ]  # fmt: skip


def test_a_file_that_comes_again_adds_only_what_is_new(context: Context, cast: Cast) -> None:
    take(context, cast, GOOD)
    told = dry(context, cast, GOOD, UNLISTED)
    assert [row.fate for row in told] == [Fate.SAME, Fate.NEW]
    assert told[0].note == "已导入，编号 2017-000001"
    assert take(context, cast, GOOD, UNLISTED) == {"new": 1, "changed": 0, "same": 1, "wrong": 0}
    assert count(context, Report) == 2


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"external_number": ""}, "原编号"),
        ({"external_number": "9" * 41}, "原编号"),
        ({"kind": "表扬"}, "留言类型"),
        ({"problem_type": ""}, "问题类型"),
        ({"description": ""}, "问题描述"),
        ({"description": "长" * 2001}, "问题描述"),
        ({"site_code": "123"}, "网站标识码"),
        ({"site_code": "", "page_url": ""}, "网站标识码"),
        ({"page_url": "javascript:alert(1)"}, "网页地址"),
        ({"contact_phone": "找我"}, "联系电话"),
        ({"contact_email": "a@b"}, "电子邮箱"),
        ({"submitted_at": "昨天"}, "提交时间"),
        ({"submitted_at": "2018-02-30"}, "提交时间"),
        ({"submitted_at": "2018-06-05"}, "提交时间"),
        ({"submitted_at": "1999-12-31"}, "提交时间"),
        ({"region": "月球"}, "地区"),
        ({"kind": "漏报网站找错"}, "漏报网站名称"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_stored(
    context: Context, cast: Cast, changes: dict[str, str], column: str
) -> None:
    wrong = {**GOOD, "external_number": "QG3", **changes}
    told = dry(context, cast, GOOD, wrong)
    assert told[0].fate is Fate.NEW
    assert told[1].fate is Fate.WRONG
    assert column in {name for name, _ in told[1].problems}
    with pytest.raises(HasMistakes):
        take(context, cast, GOOD, wrong)
    assert count(context, Report) == 0
    assert count(context, AuditEntry) == 0


def test_the_same_number_twice_in_a_file_is_a_mistake(context: Context, cast: Cast) -> None:
    assert "与第 2 行重复" in dry(context, cast, GOOD, GOOD)[1].words()


def test_a_website_that_nobody_knows_is_left_to_a_person(context: Context, cast: Cast) -> None:
    row = dry(context, cast, {**GOOD, "site_code": "9999990001", "page_url": ""})[0]
    assert (row.fate, row.note) == (Fate.NEW, import_reports.UNKNOWN_SITE)


def test_the_provincial_office_imports_no_reports(context: Context, cast: Cast) -> None:
    entries = read_entries(Subject.REPORTS, lines(GOOD))
    with pytest.raises(NotAllowed):
        examine(context, cast.officer("province"), Subject.REPORTS, entries, lambda row: None)


def test_an_import_that_breaks_off_leaves_nothing(
    context: Context, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [{**GOOD, "external_number": f"QG{number}"} for number in range(30)]
    stored = import_reports._store
    calls = iter([stored, stored])

    def breaks(*given: Any) -> None:
        next(calls)(*given)

    monkeypatch.setattr(import_reports, "CHUNK", 10)
    monkeypatch.setattr(import_reports, "_store", breaks)
    with pytest.raises(StopIteration):
        take(context, cast, *many)
    tables = (Report, Event, Contact, AuditEntry)
    assert [count(context, table) for table in tables] == [0] * len(tables)
    monkeypatch.setattr(import_reports, "_store", stored)
    assert take(context, cast, *many)["new"] == 30


def test_a_worker_that_was_killed_after_the_commit_finds_the_result(context: Context, cast: Cast) -> None:
    assert take(context, cast, GOOD, marker="import:abc")["new"] == 1
    assert take(context, cast, GOOD, marker="import:abc")["new"] == 1
    assert count(context, Report) == 1
    assert count(context, Fact) == 1
    with context.database.reading() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.deed == Deed.IMPORT)).all()) == 1
