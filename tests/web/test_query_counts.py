"""No page asks the database more than a dozen questions, however much lies on the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from portal.domain.vocabulary import Action
from tests.web.people import Stage, Visitor

DOZEN = 12


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
    for address in ("/desk", "/desk?state=review&page=2", "/desk/reports?q=城东", "/desk/review"):
        ask(officer, address)


def test_the_page_of_a_report_asks_no_more_with_a_long_history(stage: Stage) -> None:
    number = stage.desk.answered()
    for _ in range(5):
        stage.desk.act("chengdong", number, Action.SEND_BACK)
        stage.desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in ("chengdong", "xining"):
        stage.desk.act(reviewer, number, Action.APPROVE)
    for who in ("province", "chengdong-gov"):
        ask(stage.officer(who), f"/desk/reports/{number}?list=todo")


def test_public_pages_ask_no_more_with_many_cases(stage: Stage) -> None:
    number = stage.desk.finished()
    for _ in range(25):
        stage.desk.finished()
    stage.follow_up()
    for address in ("/", "/board", "/board?q=错别字&region=630100", f"/board/{number}", "/report", "/help"):
        ask(stage.citizen(), address)
