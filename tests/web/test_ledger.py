"""The ledger: every number with its unit, dates and status; why the outcome is not public; and not a word of text."""

from __future__ import annotations

import csv
import io
from datetime import date
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from portal.domain.vocabulary import Action, Finding, WithholdReason
from portal.queries import ledger
from portal.store import Unit
from tests.handling import COPY, PRIVATE, SUBMISSION, UNLISTED
from tests.web.people import Stage
from tests.web.reading import Page, words
from tests.web.test_query_counts import ask

Rows = dict[str, list[str]]
REASON = 7
"""The last column of the page's table."""


def tables(page: Page) -> list[Rows]:
    """The tables of a page: the cells of every row by its heading."""
    found = []
    for table in page.all("table"):
        rows = [row for body in table.iter("tbody") for row in body.iter("tr")]
        cells = ([words(cell) for cell in row if cell.tag in ("th", "td")] for row in rows)
        found.append({row[0]: row for row in cells})
    return found


def numbers(stage: Stage, **query: str) -> Rows:
    """The numbers on the first page of the ledger for a query."""
    page = stage.citizen().page(f"/board/ledger?{urlencode(query)}")
    return next((table for table in tables(page) if any(key.startswith("20") for key in table)), {})


def owed(stage: Stage, **query: str) -> Rows:
    """The table of the units."""
    page = stage.citizen().page(f"/board/ledger?{urlencode(query)}")
    return {} if not list(page.all("details")) else tables(page)[0]


def table(stage: Stage, **query: str) -> list[dict[str, str]]:
    """The rows of ledger.csv for a query."""
    with stage.citizen().get(f"/board/ledger.csv?{urlencode(query)}") as answer:
        assert answer.status_code == 200
        assert answer.data.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def wait(stage: Stage, days: int) -> None:
    """Let days pass."""
    stage.workings.context.now.advance(days=days)  # type: ignore[attr-defined]


@pytest.fixture
def every(stage: Stage) -> dict[str, str]:
    """One report in every place that it can come to, by the name of the place."""
    desk = stage.desk
    found = {
        "received": desk.submitted(),
        "triage": desk.dispatched(),
        "answering": desk.transferred(),
        "review": desk.climbed(),
        "published": desk.finished(),
        "withheld": desk.finished(**PRIVATE),
        "withdrawn": desk.finished(),
        "refused": desk.dispatched(),
    }
    desk.act("province", found["withdrawn"], Action.WITHDRAW, withhold_reason=WithholdReason.IMAGE)
    desk.act("chengdong", found["refused"], Action.REJECT)
    for reviewer in ("xining", "province"):
        desk.act(reviewer, found["refused"], Action.APPROVE)
    return found


def test_every_number_stands_with_its_unit_dates_status_and_reason(stage: Stage, every: dict[str, str]) -> None:
    day, due, answered = "2018-06-04", "2018-06-07", "城东区政府网站"
    expected = {
        "received": ["待分办", day, "—", "—", "待受理", "—", "—"],
        "triage": ["城东区政府办公室", day, due, "—", "待受理", "未到期", "—"],
        "answering": [answered, day, due, "—", "办理中", "未到期", "—"],
        "review": ["省政府办公厅", day, due, "—", "办理中", "未到期", "—"],
        "published": [answered, day, due, day, "已办结", "按时", "—"],
        "withheld": [answered, day, due, day, "已办结", "按时", "不公开：涉及个人隐私"],
        "withdrawn": [answered, day, due, day, "已办结", "按时", "已撤回公开：有损党和政府形象"],
        "refused": ["城东区政府办公室", day, due, day, "不予受理", "按时", "—"],
    }
    found = numbers(stage)
    assert found == {number: [number, *expected[name]] for name, number in every.items()}
    assert list(found) == sorted(found, reverse=True)


def test_only_what_is_public_is_linked(stage: Stage, every: dict[str, str]) -> None:
    links = set(stage.citizen().page("/board/ledger").links)
    linked = {name for name, number in every.items() if f"/board/{number}" in links}
    assert linked == {"published", "refused"}


def test_the_ledger_carries_no_text_no_site_no_note_and_no_person(stage: Stage, every: dict[str, str]) -> None:
    stage.desk.submitted(**{name: getattr(UNLISTED, name) for name in ("kind", "site_name", "site_url", "region")})
    stage.desk.act("chengdong", stage.desk.dispatched(), Action.TRANSFER, note="请小李核查")
    told = [stage.citizen().page("/board/ledger").text, str(table(stage))]
    private = [*COPY.values(), SUBMISSION.description, SUBMISSION.contact_name, SUBMISSION.contact_phone, "公吿"]
    private += ["请说明是哪一页", "手机号", "错别", "城东区人民政府网", ".example", "教育网", "小李", "的经办人"]
    assert not [(secret, place) for secret in private for place, text in enumerate(told) if str(secret) in text]


def test_a_report_that_was_returned_has_no_time_limit_until_it_is_dispatched_again(stage: Stage) -> None:
    number = stage.desk.dispatched()
    stage.desk.act("chengdong", number, Action.RETURN)
    wait(stage, 30)
    assert numbers(stage)[number][1:] == ["待分办", "2018-06-04", "—", "—", "待受理", "—", "—"]
    assert not numbers(stage, overdue="yes")


def test_a_case_that_is_handled_anew_counts_as_open_with_its_new_limit(stage: Stage) -> None:
    number = stage.desk.finished()
    wait(stage, 7)
    stage.desk.act("province", number, Action.REOPEN)
    assert numbers(stage)[number][1:] == ["城东区政府网站", "2018-06-04", "2018-06-14", "—", "办理中", "未到期", "—"]
    assert number in numbers(stage, status="open")
    stage.desk.act("province", number, Action.WITHDRAW)
    assert numbers(stage)[number][REASON] == "已撤回公开：涉及个人隐私"


def test_what_was_withheld_and_is_public_now_has_no_reason_any_more(stage: Stage) -> None:
    disclosed, again = stage.desk.finished(**PRIVATE), stage.desk.finished(**PRIVATE)
    stage.desk.act("province", disclosed, Action.DISCLOSE)
    stage.desk.act("province", again, Action.REOPEN)
    assert [row[REASON] for row in numbers(stage).values()] == ["—", "—"]


def test_the_last_approved_reply_decides_what_became_of_a_report(stage: Stage) -> None:
    """Answered, then refused after a reopening: refused, by the unit that refused it."""
    number = stage.desk.finished()
    stage.desk.act("province", number, Action.REOPEN)
    stage.desk.act("chengdong-gov", number, Action.HAND_BACK)
    stage.desk.act("chengdong", number, Action.REJECT)
    for reviewer in ("xining", "province"):
        stage.desk.act(reviewer, number, Action.APPROVE)
    assert numbers(stage)[number][1] == "城东区政府办公室"
    assert list(numbers(stage, status="refused")) == [number]
    assert not numbers(stage, status="finished")
    assert not numbers(stage, unit="chengdong-gov")


STATUS = {
    "received": {"received", "triage"},
    "handling": {"answering", "review"},
    "finished": {"published", "withheld", "withdrawn"},
    "refused": {"refused"},
    "open": {"received", "triage", "answering", "review"},
}


def test_the_status_filter_knows_the_words_that_the_rows_show(stage: Stage, every: dict[str, str]) -> None:
    for status, names in STATUS.items():
        assert set(numbers(stage, status=status)) == {every[name] for name in names}, status


UNITS = {
    "province": set(STATUS["open"] | STATUS["finished"] | STATUS["refused"]),
    "xining": {"triage", "answering", "published", "withheld", "withdrawn", "refused"},
    "chengdong-gov": {"answering", "published", "withheld", "withdrawn"},
    "fgw": set(),
}


def test_a_unit_includes_what_lies_below_it(stage: Stage, every: dict[str, str]) -> None:
    for unit, names in UNITS.items():
        assert set(numbers(stage, unit=unit)) == {every[name] for name in names}, unit


def test_a_unit_that_was_merged_counts_for_its_successor(stage: Stage, every: dict[str, str]) -> None:
    with stage.workings.context.database.writing() as session:
        gone, heir = stage.cast.unit("chengdong-gov"), stage.cast.unit("fgw-web")
        session.execute(update(Unit).where(Unit.id == gone).values(merged_into_id=heir))
    assert set(numbers(stage, unit="fgw")) == {every[name] for name in UNITS["chengdong-gov"]}
    assert numbers(stage)[every["answering"]][1] == "省发展改革委网站"
    assert owed(stage)["省发展改革委"][1:] == ["1", "0", "0"]


def test_late_is_either_overdue_now_or_finished_too_late(stage: Stage) -> None:
    late, open_late, _ = stage.desk.climbed(), stage.desk.transferred(), stage.desk.finished()
    wait(stage, 4)  # Friday: the Thursday of the limit is over.
    stage.desk.act("province", late, Action.APPROVE)
    fresh = stage.desk.dispatched()
    assert list(numbers(stage, overdue="yes")) == [open_late]
    assert list(numbers(stage, overdue="late")) == [late]
    found = numbers(stage)
    assert [found[number][6] for number in (late, open_late, fresh)] == ["逾期", "逾期", "未到期"]


def test_a_broken_promise_is_listed_until_it_is_kept_even_if_the_case_is_not_public(stage: Stage) -> None:
    promise = {"corrected_on": None, "correct_by": date(2018, 6, 10)}
    kept, broken, hidden = (stage.desk.finished(**promise, **more) for more in ({}, {}, PRIVATE))
    stage.desk.finished(finding=Finding.UNCONFIRMED, corrected_on=None)
    assert not numbers(stage, rectification="overdue")
    wait(stage, 7)
    stage.desk.act("chengdong-gov", kept, Action.RECTIFY)
    assert set(numbers(stage, rectification="overdue")) == {broken, hidden}
    assert owed(stage)["西宁市政府办公室"][1:] == ["0", "0", "2"]


def test_what_each_unit_owes_adds_up_and_leads_to_exactly_those_numbers(stage: Stage, every: dict[str, str]) -> None:
    wait(stage, 7)
    stage.desk.transferred()
    assert {name: row[1:] for name, row in owed(stage).items()} == {
        "西宁市政府办公室": ["3", "2", "0"],
        "省政府办公厅（本单位）": ["1", "1", "0"],
        "待分办（尚无单位）": ["1", "0", "0"],
    }
    assert list(owed(stage, unit="xining")) == ["城东区政府办公室"]
    assert {name: row[1:] for name, row in owed(stage, unit="chengdong").items()} == {
        "城东区政府网站": ["2", "1", "0"],
        "城东区政府办公室（本单位）": ["1", "1", "0"],
    }
    page = stage.citizen().page("/board/ledger")
    assert {"/board/ledger?unit=xining&status=open", "/board/ledger?unit=xining&overdue=yes"} <= set(page.links)
    assert len(numbers(stage, unit="xining", status="open")) == 3
    assert len(numbers(stage, unit="xining", overdue="yes")) == 2


def test_years_and_numbers_find_what_was_received_then(stage: Stage) -> None:
    old = stage.desk.finished()
    wait(stage, 365)
    new = stage.desk.submitted()
    assert list(numbers(stage)) == [new, old]
    assert list(numbers(stage, year="2018")) == [old]
    assert list(numbers(stage, year="2019")) == [new]
    assert list(numbers(stage, number=f" {old} ")) == [old]
    assert not numbers(stage, number="2018")


def test_pages_hold_every_number_once_and_keep_the_filters(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "PAGE", 3)
    given = [stage.desk.dispatched() for _ in range(7)]
    stage.desk.submitted()
    query = {"unit": "xining", "status": "open", "year": "2018"}
    pages = [list(numbers(stage, page=str(page), **query)) for page in (1, 2, 3)]
    assert [number for page in pages for number in page] == given[::-1]
    assert list(numbers(stage, page="99", **query)) == pages[-1]
    links = [link for link in stage.citizen().page(f"/board/ledger?{urlencode(query)}").links if "page=2" in link]
    assert links
    assert all(f"{name}={value}" in link for name, value in query.items() for link in links)


def test_the_table_holds_the_same_as_the_pages(
    stage: Stage, every: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small pieces, so that reading and sending happen more than once.
    monkeypatch.setattr(ledger, "_CHUNK", 3)
    monkeypatch.setattr("portal.web.board.ledger.CHUNK", 100)
    rows = table(stage)
    assert [row["number"] for row in rows] == list(numbers(stage))
    by_number = {row["number"]: row for row in rows}
    assert by_number[every["withdrawn"]] == {
        "number": every["withdrawn"], "unit": "城东区政府网站", "unit_code": "chengdong-gov",
        "received_on": "2018-06-04", "due_on": "2018-06-07", "finished_on": "2018-06-04", "status": "已办结",
        "on_time": "true", "public": "false", "withhold_reason": "", "withdraw_reason": "有损党和政府形象",
    }  # fmt: skip
    assert by_number[every["withheld"]]["withhold_reason"] == "涉及个人隐私"
    assert by_number[every["received"]]["unit"] == by_number[every["received"]]["due_on"] == ""
    assert [row["number"] for row in table(stage, status="refused")] == [every["refused"]]


def test_a_units_name_is_never_a_formula(stage: Stage) -> None:
    stage.desk.dispatched()
    with stage.workings.context.database.writing() as session:
        session.execute(update(Unit).where(Unit.code == "chengdong").values(name="=1+1"))
    assert [row["unit"] for row in table(stage)] == ["'=1+1"]


def test_the_link_to_the_table_carries_the_filters(stage: Stage) -> None:
    stage.desk.dispatched()
    links = stage.citizen().page("/board/ledger?unit=xining&status=open&page=2&x=y").links
    assert "/board/ledger.csv?unit=xining&status=open" in links


def test_a_query_that_makes_no_sense_is_never_an_error(stage: Stage, every: dict[str, str]) -> None:
    names = ("unit", "status", "year", "overdue", "rectification", "number", "page")
    for value in ("", "-1", "0", "99999999999", "１", "x", "%", "' OR 1=1 --", "\x00", "\ud800", "🀄" * 50):
        query = urlencode(dict.fromkeys(names, value), errors="surrogatepass")
        for address in ("/board/ledger", "/board/ledger.csv"):
            with stage.citizen().get(f"{address}?{query}") as answer:
                assert answer.status_code == 200, value


def test_the_ledger_asks_no_more_with_many_numbers(stage: Stage) -> None:
    for _ in range(60):
        stage.desk.dispatched()
    for query in ("", "?unit=xining&status=open&year=2018", "?overdue=yes&page=2", "?rectification=overdue"):
        ask(stage.citizen(), f"/board/ledger{query}")


def test_an_empty_ledger_says_so(stage: Stage) -> None:
    page = stage.citizen().page("/board/ledger")
    assert "没有符合条件的编号" in page.text
    assert table(stage) == []
