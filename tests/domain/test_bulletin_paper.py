"""A bulletin as an official document: every part of it in its place (GB/T 9704-2012)."""

from __future__ import annotations

from datetime import date

from portal.domain.bulletin import Ground, Part, Section, Wording
from portal.domain.bulletin_document import Criticised, chapters
from portal.domain.bulletin_paper import on_paper
from portal.domain.official_document import Heading, OfficialDocument, Paragraph, Table

TABLE = Table("对照", ("指标", "本期"), (("收到", "1"),))
WORDING = Wording(
    "关于六月的通报",
    "各市人民政府，省政府各厅：",
    (Section(Part.OVERVIEW, "总体情况", "共收到1条。", (TABLE,)), Section(Part.CRITICISM, "通报批评", "")),
    number="政办通报〔2018〕3号",
    red_head=True,
)
TOLD = chapters(WORDING, [Criticised("甲局", Ground.OVERDUE, ("2018-000002",))], [])


def paper(issued_on: date | None = date(2018, 7, 4)) -> OfficialDocument:
    return on_paper(WORDING, TOLD, "省政府办公厅", issued_on)


def test_sections_are_headings_of_the_first_level_and_grounds_of_the_second() -> None:
    numbered = [(number, block) for number, block in paper().arranged()]
    assert numbered[:3] == [("一、", Heading(1, "总体情况")), ("", Paragraph("共收到1条。")), ("", TABLE)]
    assert numbered[3][0] == "二、"
    assert numbered[5] == ("（一）", Heading(2, "无正当理由逾期不办"))


def test_head_receivers_signature_and_imprint_are_those_of_the_office() -> None:
    told = paper()
    assert (told.red_head, told.number, told.title) == ("省政府办公厅文件", "政办通报〔2018〕3号", "关于六月的通报")
    assert told.addressed_line == "各市人民政府，省政府各厅："
    assert (told.signer, told.signed_on) == ("省政府办公厅", date(2018, 7, 4))
    assert told.imprint.printed_line == "2018年7月4日印发"


def test_a_draft_has_no_date_and_no_imprint() -> None:
    told = paper(None)
    assert told.signed_on is None
    assert not told.imprint
