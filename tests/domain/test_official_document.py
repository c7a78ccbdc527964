"""The order and the numbering of official documents (GB/T 9704-2012, 7.3)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.official_document import (
    Heading,
    Imprint,
    OfficialDocument,
    Paragraph,
    Table,
    chinese_number,
    fit,
    heading_number,
    width_of,
    written_date,
)


def test_headings_of_the_four_levels_are_numbered_as_the_standard_has_it() -> None:
    assert [heading_number(level, 2) for level in (1, 2, 3, 4)] == ["二、", "（二）", "2.", "（2）"]
    for level in (0, 5):
        with pytest.raises(ValueError, match="levels 1 to 4"):
            Heading(level, "总体情况")


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (21, "二十一"), (99, "九十九"), (100, "一百"),
        (101, "一百零一"), (110, "一百一十"), (115, "一百一十五"), (1000, "一千"), (1001, "一千零一"),
        (1010, "一千零一十"), (1100, "一千一百"), (9999, "九千九百九十九"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_people_count(number: int, written: str) -> None:
    assert chinese_number(number) == written


@given(st.integers(1, 9999))
def test_no_two_numbers_are_written_alike_to_whoever_reads_them(number: int) -> None:
    places = {"十": 10, "百": 100, "千": 1000}
    total, digit = 0, 0
    for letter in chinese_number(number):
        if letter in places:
            total += (digit or 1) * places[letter]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(letter)
    assert total + digit == number


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_what_no_heading_is_counted_as_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        chinese_number(number)


def test_each_heading_counts_within_the_one_above_it() -> None:
    levels = [1, 2, 3, 4, 4, 3, 2, 3, 1, 2]
    document = OfficialDocument("通报", tuple(Heading(level, "题") for level in levels))
    assert [number for number, _ in document.arranged()] == [
        "一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "1.", "二、", "（一）",
    ]  # fmt: skip


def test_a_heading_without_words_takes_no_number_and_an_empty_text_no_room() -> None:
    blocks = (Heading(1, "  "), Paragraph("\n \n"), Heading(1, "总体情况"), Paragraph("第一段\r\n\n  第二段 "))
    assert list(OfficialDocument("通报", blocks).arranged()) == [
        ("一、", Heading(1, "总体情况")),
        ("", Paragraph("第一段")),
        ("", Paragraph("第二段")),
    ]


def test_a_single_attachment_has_no_number() -> None:
    assert OfficialDocument("通报", attachments=("情况表",)).numbered_attachments() == [("", "情况表")]
    several = OfficialDocument("通报", attachments=("情况表", "", "名单")).numbered_attachments()
    assert several == [("1.", "情况表"), ("2.", "名单")]


def test_units_stand_in_one_line_with_the_mark_that_belongs_behind_them() -> None:
    document = OfficialDocument("通报", addressed=("各市、自治州人民政府", "省政府各部门"))
    assert document.addressed_line == "各市、自治州人民政府，省政府各部门："
    assert OfficialDocument("通报").addressed_line == ""
    assert Imprint(copies=("省委办公厅", "省人大常委会办公厅")).copies_line == "省委办公厅，省人大常委会办公厅。"


def test_an_imprint_of_nothing_is_none() -> None:
    assert not Imprint()
    assert not Imprint(copies=("",))
    assert Imprint(printed_on=date(2018, 11, 2)).printed_line == "2018年11月2日印发"


def test_dates_are_written_in_arabic_digits_without_zeros() -> None:
    assert written_date(date(2018, 1, 2)) == "2018年1月2日"


def test_a_row_may_be_shorter_than_the_head_and_not_longer() -> None:
    assert list(Table("表", ("单位", "件数"), (("城东区",),)).full_rows()) == [("城东区", "")]
    with pytest.raises(ValueError, match="as wide as its rows"):
        Table("表", ("单位",), (("城东区", "1"),))


def test_no_character_is_left_that_xml_refuses() -> None:
    assert fit("a\x00\x08\x0b\x1b\ud800\ufffe\uffffb\tc") == "ab\tc"


def test_latin_letters_take_half_the_width() -> None:
    assert width_of("2018年11月2日") == 6.5
    assert width_of("（一）") == 3
