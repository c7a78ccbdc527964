"""No page asks the database more than a dozen questions, however much lies on the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event

from portal.domain.vocabulary import Action
from tests.web.people import Stage, Visitor

DOZEN = 12
CHAIN = 3
"""What the audit log asks for in each transaction that writes: its end, the entries, the new end."""
GUARD = 1
"""A unit that is given a report is guarded against a merger meanwhile; an embedded database need not be asked."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile, transactions aside."""
    statements: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        # A search index that lies in the same database is asked too, but a folder would be as often.
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")) and " search." not in statement:
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def ask(visitor: Visitor, address: str) -> None:
    """Open a page and count what it asks."""
    assert visitor.get(address).status_code == 200
    with counted() as statements:
        visitor.get(address)
    assert len(statements) <= DOZEN, f"{address}: {len(statements)}\n" + "\n\n".join(statements)


@pytest.fixture
def busy(stage: Stage) -> Stage:
    """A desk with 300 open reports, a third of them to be reviewed."""
    for place in range(300):
        number = stage.desk.dispatched()
        if place % 3 == 0:
            stage.desk.act("chengdong", number, Action.TRANSFER)
            stage.desk.act("chengdong-gov", number, Action.ANSWER)
    return stage


def test_the_desk_asks_no_more_with_three_hundred_reports(busy: Stage) -> None:
    officer = busy.officer("chengdong")
    for address in ("/desk", "/desk?state=review&page=2", "/desk/reports?q=城东", "/desk/review", "/desk/promises"):
        ask(officer, address)
    for address in ("/desk", "/desk/reports"):
        ask(busy.officer("province"), address)


def test_the_list_of_promises_asks_no_more_with_many(stage: Stage) -> None:
    for _ in range(40):
        stage.desk.finished(corrected_on=None, correct_by=date(2018, 6, 8))
    for who in ("chengdong-gov", "chengdong", "province"):
        for address in ("/desk", "/desk/promises", "/desk/promises?state=promised&q=2018&page=2"):
            ask(stage.officer(who), address)


def test_what_a_bulk_step_asks_grows_with_the_ticked_reports_only(busy: Stage) -> None:
    """Each is judged alone, so there are questions for each; but none for the other reports of the desk."""
    officer = busy.officer("chengdong")
    counts = []
    for many in (10, 20, 30):
        page = officer.page("/desk?state=triage")
        boxes = [box.get("value") for box in page.all("input") if box.get("name") == "number"]
        with counted() as statements:
            answer = officer.fill(page, "/desk/bulk", number=boxes[:many], action="transfer")
        assert answer.status_code == 200
        counts.append(len(statements))
    each = (counts[1] - counts[0]) / 10
    assert each <= DOZEN + CHAIN + GUARD
    assert counts[2] - counts[1] <= each * 10 + 1
    assert counts[0] - each * 10 <= DOZEN


def test_the_page_of_a_report_asks_no_more_with_a_long_history(stage: Stage) -> None:
    number = stage.desk.answered()
    for _ in range(5):
        stage.desk.act("chengdong", number, Action.SEND_BACK)
        stage.desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in ("chengdong", "xining"):
        stage.desk.act(reviewer, number, Action.APPROVE)
    for who in ("province", "chengdong-gov"):
        ask(stage.officer(who), f"/desk/reports/{number}?list=todo")


def test_the_page_of_a_report_asks_no_more_beside_many_like_it(busy: Stage) -> None:
    """Where a report is sorted or answered, earlier ones on the same site are looked for."""
    waiting = {"chengdong": busy.desk.dispatched(), "chengdong-gov": busy.desk.transferred()}
    reviewed = busy.desk.answered()
    for who, number in [*waiting.items(), ("chengdong", reviewed)]:
        ask(busy.officer(who), f"/desk/reports/{number}?list=todo")


def test_public_pages_ask_no_more_with_many_cases(stage: Stage) -> None:
    number = stage.desk.finished()
    for _ in range(25):
        stage.desk.finished()
    stage.follow_up()
    for address in ("/", "/board", "/board?q=错别字&region=630100", f"/board/{number}", "/report", "/help"):
        ask(stage.citizen(), address)
