"""Bulletins taken home: as a file for word processors and as a page to print."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.store import AuditEntry
from tests.guards.test_pages import check
from tests.web.hostile import TEXTS, plain
from tests.web.people import Stage
from tests.web.test_bulletins import PRIVATE_WORDS, TOO_MUCH, drafted, issued, july, saved

__all__ = ["july"]


def texts(answer: TestResponse) -> str:
    """Every word of the file, tables included, a paragraph or a cell on each line."""
    assert answer.status_code == 200
    assert answer.mimetype.endswith("wordprocessingml.document")
    file = docx.Document(BytesIO(answer.data))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def test_the_file_holds_the_edited_words_the_tables_and_the_confirmed_criticism(july: Stage) -> None:
    address = issued(july, title="省政府办公厅六月通报", number="政办〔2018〕3号", overview_text="改过的话。")
    for who in ("province", "chengdong-gov"):
        with july.officer(who).get(f"{address}/bulletin.docx") as answer:
            told = texts(answer)
        for words in (
            "省政府办公厅六月通报", "政办〔2018〕3号", "一、总体情况", "改过的话。", "按时办结率",
            "（一）无正当理由逾期不办", "城东区政府网站1条（2018-000005）", "2018年7月4日",
        ):  # fmt: skip
            assert words in told, words
    with july.workings.context.database.reading() as session:
        taken = session.scalars(select(AuditEntry.subject).where(AuditEntry.deed == "export")).all()
    assert taken == ["export:bulletin-1"] * 2


def test_a_draft_is_taken_home_by_the_provincial_office_alone(july: Stage) -> None:
    address = drafted(july)
    for place in (f"{address}/bulletin.docx", f"{address}/paper"):
        for who in ("xining", "chengdong-gov"):
            assert july.officer(who).get(place).status_code == 404
        for who in ("admin", "auditor"):
            assert july.officer(who).get(place).status_code == 403
    with july.officer("province").get(f"{address}/bulletin.docx") as answer:
        assert "2018年7月4日" not in texts(answer)


def test_neither_file_nor_page_holds_a_citizens_data(july: Stage) -> None:
    address = issued(july, cases="2018-000001")
    officer = july.officer("chengdong-gov")
    with officer.get(f"{address}/bulletin.docx") as answer:
        told = texts(answer)
    assert "城东区政府网：首页有错别字" in told
    for private in PRIVATE_WORDS:
        assert str(private) not in told + officer.page(f"{address}/paper").text


def test_the_page_to_print_is_sound_and_holds_the_same_words(july: Stage) -> None:
    address = issued(july, red_head="y", overview_text="改过的话。")
    page = july.officer("province").page(f"{address}/paper")
    check("the page to print", page)
    for words in ("改过的话。", "文件", "一、", "2018年7月4日印发"):
        assert words in page.text


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in TOO_MUCH])
def test_hostile_text_makes_a_file_that_opens(july: Stage, name: str) -> None:
    address, text = drafted(july), TEXTS[name]
    assert saved(july, address, overview_text=text, overview_heading="标题").status_code == 303
    with july.officer("province").get(f"{address}/bulletin.docx") as answer:
        told = "".join(letter for letter in texts(answer) if letter.isalnum())
    assert plain(text)[:40] in told
