"""A bulletin as it is read: what is printed, in which order, and what the public does not get."""

from __future__ import annotations

from portal.domain.bulletin import Ground, Part, Section, Wording
from portal.domain.bulletin_document import LEAD, LONGEST_EXCERPT, Chapter, Criticised, TypicalCase, chapters
from portal.domain.official_document import Table

TABLE = Table("对照", ("指标", "本期"), (("收到", "1"),))
CASE = TypicalCase("2018-000001", "首页有错别字", "城东区政府网", "城东区政府网站", "“公吿”应为“公告”", "已改正", 2)
LATE = Criticised("甲局", Ground.OVERDUE, ("2018-000002", "2018-000003"))
CARELESS = Criticised("乙局", Ground.POOR_REVIEW, ("2018-000004",))
ALSO_LATE = Criticised("丙局", Ground.OVERDUE, ("2018-000005",))


def wording(*sections: Section) -> Wording:
    return Wording("通报", "各单位", sections)


def only(section: Section, *criticised: Criticised, cases: tuple[TypicalCase, ...] = ()) -> Chapter:
    (chapter,) = chapters(wording(section), criticised, cases)
    return chapter


def test_each_line_is_a_paragraph_and_empty_ones_are_none() -> None:
    chapter = only(Section(Part.OVERVIEW, "总体情况", " 第一段。\n\n第二段。 ", (TABLE,)))
    assert (chapter.heading, chapter.paragraphs, chapter.tables) == ("总体情况", ("第一段。", "第二段。"), (TABLE,))


def test_a_section_that_says_nothing_is_left_out() -> None:
    empty = [Section(part, part.label, " ") for part in Part]
    assert chapters(wording(*empty), [], []) == []
    with_table = Section(Part.UNITS, "各地区", "", (TABLE,))
    assert [each.part for each in chapters(wording(*empty, with_table), [], [])] == [Part.UNITS]


def test_the_public_gets_no_internal_section() -> None:
    told = wording(Section(Part.BEST, "好的", "甲"), Section(Part.WORST, "差的", "乙", internal=True))
    assert [each.heading for each in chapters(told, [], [])] == ["好的", "差的"]
    assert [each.heading for each in chapters(told, [], [], public=True)] == ["好的"]


def test_criticised_units_stand_ground_by_ground_with_their_reports() -> None:
    chapter = only(Section(Part.CRITICISM, "通报批评", ""), CARELESS, LATE, ALSO_LATE)
    assert chapter.paragraphs == (LEAD,)
    assert [(item.heading, *item.paragraphs) for item in chapter.items] == [
        ("无正当理由逾期不办", "甲局2条（2018-000002、2018-000003）；丙局1条（2018-000005）。"),
        ("审核不严", "乙局1条（2018-000004）。"),
    ]


def test_nobody_is_criticised_where_nobody_was_confirmed() -> None:
    chapter = only(Section(Part.CRITICISM, "通报批评", "本期没有。"))
    assert (chapter.paragraphs, chapter.items) == (("本期没有。",), ())


def test_a_typical_case_is_told_in_the_words_of_the_board() -> None:
    (item,) = only(Section(Part.CASES, "典型案例", ""), cases=(CASE,)).items
    assert item.heading == "首页有错别字（2018-000001）"
    assert "“公吿”应为“公告”" in item.paragraphs[0]
    assert "城东区政府网站答复“已改正”" in item.paragraphs[1]


def test_a_long_text_of_a_case_is_cut_and_the_cut_is_seen() -> None:
    long = TypicalCase("2018-000001", "题", "网", "单位", "字" * 400, "好\n的", 1)
    (item,) = only(Section(Part.CASES, "典型案例", ""), cases=(long,)).items
    assert item.paragraphs[0] == f"网民反映：{'字' * LONGEST_EXCERPT}……"
    assert "好 的" in item.paragraphs[1]


def test_everything_that_somebody_wrote_can_be_looked_through() -> None:
    chapter = only(Section(Part.CRITICISM, "通报批评", "序言。", (TABLE,)), LATE)
    assert list(chapter.texts) == [
        "通报批评", "序言。", LEAD, "无正当理由逾期不办", "甲局2条（2018-000002、2018-000003）。",
    ]  # fmt: skip
