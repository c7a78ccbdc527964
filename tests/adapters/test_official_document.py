"""Official documents as files: the measures of GB/T 9704-2012, the words of their description, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest
import time_machine
from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.adapters.official_document import write_document
from portal.domain.official_document import Heading, Imprint, OfficialDocument, Paragraph, Table, fit

BULLETIN = OfficialDocument(
    title="青海省人民政府办公厅\n关于网民留言办理情况的通报",
    red_head="青海省人民政府办公厅文件",
    number="青政办〔2018〕137号",
    addressed=("各市、自治州人民政府", "省政府各部门"),
    blocks=(
        Heading(1, "总体情况"),
        Paragraph("9月，平台共收到网民留言128条。\n已办结120条。"),
        Table("办理情况表", ("单位", "按时办结率"), (("城东区", "87.5%（35/40）"), ("西宁市",))),
        Heading(2, "办理较好的单位"),
        Heading(3, "城东区"),
        Heading(4, "城东区教育局"),
        Heading(1, "工作要求"),
    ),
    attachments=("情况表", "名单"),
    signer="青海省人民政府办公厅",
    signed_on=date(2018, 10, 8),
    imprint=Imprint(("省委办公厅", "省法院"), "青海省人民政府办公厅", date(2018, 10, 9)),
)


def opened(told: OfficialDocument) -> Document:
    """The file as a word processor opens it."""
    return docx.Document(io.BytesIO(write_document(told)))


@pytest.fixture(scope="module")
def bulletin() -> Document:
    """A document that has everything."""
    return opened(BULLETIN)


def paragraph(document: Document, text: str) -> WordParagraph:
    """The paragraph that begins so."""
    [found] = [each for each in document.paragraphs if each.text.startswith(text)]
    return found


def font_of(found: WordParagraph) -> tuple[str | None, float]:
    """The font for Chinese letters of a paragraph's style, and its size in points."""
    style = found.style
    assert style is not None
    size = style.font.size
    assert size is not None
    return style.element.rPr.rFonts.get(qn("w:eastAsia")), size.pt


def indents(found: WordParagraph) -> dict[str, int]:
    """Indents of the paragraph itself or of its style, in hundredths of a character."""
    assert found.style is not None
    for element in (found._p.pPr, found.style.element.pPr):
        if element is not None and element.find(qn("w:ind")) is not None:
            attributes = element.find(qn("w:ind")).attrib
            return {name.partition("}")[2]: int(value) for name, value in attributes.items() if "Chars" in name}
    return {}


def test_the_type_area_is_156_by_225_mm_on_a4(bulletin: Document) -> None:
    section = bulletin.sections[0]
    for measure, millimetres in (
        (section.page_width, 210), (section.page_height, 297), (section.top_margin, 37), (section.bottom_margin, 35),
        (section.left_margin, 28), (section.right_margin, 26),
    ):  # fmt: skip
        assert measure is not None
        # Files count in twentieths of a point.
        assert abs(measure - Mm(millimetres)) <= Pt(0.05)


def test_a_page_has_22_lines_of_28_characters(bulletin: Document) -> None:
    section = bulletin.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines"
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    assert int(225 / 25.4 * 72 / pitch) == 22
    body = paragraph(bulletin, "9月").style
    assert body is not None
    assert body.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    assert body.paragraph_format.line_spacing == Pt(pitch)
    defaults = bulletin.styles.element.find(qn("w:docDefaults"))
    closer = int(next(defaults.iter(qn("w:spacing"))).get(qn("w:val"))) / 20
    assert int(156 / 25.4 * 72 / (16 + closer)) == 28


@pytest.mark.parametrize(
    ("text", "font", "size"),
    [
        ("青海省人民政府办公厅文件", "方正小标宋简体", 36),
        ("青政办〔2018〕137号", "仿宋_GB2312", 16),
        ("青海省人民政府办公厅\n关于", "方正小标宋简体", 22),
        ("各市、自治州人民政府，省政府各部门：", "仿宋_GB2312", 16),
        ("9月，平台", "仿宋_GB2312", 16),
        ("一、总体情况", "黑体", 16),
        ("（一）办理较好的单位", "楷体_GB2312", 16),
        ("1.城东区", "仿宋_GB2312", 16),
        ("（1）城东区教育局", "仿宋_GB2312", 16),
        ("附件：1.情况表", "仿宋_GB2312", 16),
        ("2018年10月8日", "仿宋_GB2312", 16),
    ],
)
def test_each_part_has_its_font_and_size(bulletin: Document, text: str, font: str, size: float) -> None:
    assert font_of(paragraph(bulletin, text)) == (font, size)


def test_every_font_has_other_names_for_readers_who_do_not_have_it() -> None:
    with zipfile.ZipFile(io.BytesIO(write_document(BULLETIN))) as archive:
        table = archive.read("word/fontTable.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    listed = dict(re.findall(r'<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"/>', table))
    assert set(re.findall(r'w:eastAsia="([^"]+)"', styles)) - {"zh-CN"} == set(listed)
    assert "宋体" in listed["方正小标宋简体"].split(",")
    assert "FangSong" in listed["仿宋_GB2312"].split(",")
    assert "KaiTi" in listed["楷体_GB2312"].split(",")
    assert "Theme" not in styles.replace("themeColor", ""), "a theme would put its own fonts first"


def test_headings_are_numbered_in_words_of_their_own_and_stand_in_the_outline(bulletin: Document) -> None:
    headings = [each for each in bulletin.paragraphs if each.style and each.style.name.startswith("Heading")]
    assert [each.text for each in headings] == [
        "一、总体情况", "（一）办理较好的单位", "1.城东区", "（1）城东区教育局", "二、工作要求",
    ]  # fmt: skip
    assert [each.style.name for each in headings if each.style] == [f"Heading {level}" for level in (1, 2, 3, 4, 1)]
    assert not list(bulletin.element.iter(qn("w:numPr")))
    assert all(indents(each) == {"firstLineChars": 200} for each in headings)


def test_every_line_of_a_text_is_a_paragraph_two_characters_in(bulletin: Document) -> None:
    for text in ("9月，平台共收到网民留言128条。", "已办结120条。"):
        found = paragraph(bulletin, text)
        assert found.text == text
        assert indents(found) == {"firstLineChars": 200}
    assert indents(paragraph(bulletin, "各市")) == {}


def test_the_red_head_stands_above_a_red_line_and_only_where_it_is_asked_for(bulletin: Document) -> None:
    mark, number = bulletin.paragraphs[:2]
    assert mark.text == BULLETIN.red_head
    assert mark.style is not None
    assert str(mark.style.font.color.rgb) == "FF0000"
    assert mark.style.paragraph_format.space_before is not None
    assert abs(mark.style.paragraph_format.space_before - Mm(35)) <= Pt(0.05)
    assert number.style is not None
    line = number.style.element.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert line.get(qn("w:color")) == "FF0000"
    plain = opened(OfficialDocument("通知", number="青政办〔2018〕1号"))
    assert [each.text for each in plain.paragraphs] == ["青政办〔2018〕1号", "通知"]
    assert not list(plain.paragraphs[0].style.element.iter(qn("w:pBdr")))  # type: ignore[union-attr]


def test_a_long_red_head_is_set_small_enough_for_one_line() -> None:
    mark = "青海省海西蒙古族藏族自治州人民政府办公室文件"
    [run] = opened(OfficialDocument("通知", red_head=mark)).paragraphs[0].runs
    assert run.font.size is not None
    assert run.font.size.pt * len(mark) <= 156 / 25.4 * 72


def test_a_table_has_its_words_its_caption_and_a_head_on_every_page(bulletin: Document) -> None:
    table, _ = bulletin.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["单位", "按时办结率"], ["城东区", "87.5%（35/40）"], ["西宁市", ""],
    ]  # fmt: skip
    repeated = [row._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, False, False]
    assert all(row._tr.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in table.rows)
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.iter(qn("w:gridCol"))]
    assert abs(sum(widths) / 20 - 156 / 25.4 * 72) < 1
    assert widths[1] > widths[0]
    caption = paragraph(bulletin, "办理情况表")
    assert caption._p.getnext() is table._tbl


def test_pages_are_numbered_odd_ones_on_the_right_and_even_ones_on_the_left(bulletin: Document) -> None:
    section = bulletin.sections[0]
    assert bulletin.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        [line] = footer.paragraphs
        assert line.text == "— 1 —"
        assert [field.text for field in line._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert line._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert indents(line) == {f"{side}Chars": 100}
        assert font_of(line) == ("宋体", 14)


def test_attachments_hang_below_the_beginning_of_their_names(bulletin: Document) -> None:
    first, second = paragraph(bulletin, "附件："), paragraph(bulletin, "2.名单")
    assert indents(first) == {"leftChars": 600, "hangingChars": 400}
    assert indents(second) == {"leftChars": 600, "hangingChars": 100}


def test_the_signer_is_centred_above_the_date_which_leaves_room_for_the_seal(bulletin: Document) -> None:
    signer, day = bulletin.paragraphs[-3:-1]
    assert (signer.text, day.text) == ("青海省人民政府办公厅", "2018年10月8日")
    assert indents(day) == {"rightChars": 400}
    assert indents(signer) == {"rightChars": 400 - (1000 - 650) // 2}
    long = opened(OfficialDocument("通知", signer="西宁市城东区人民政府办公室信息公开科", signed_on=date(2018, 1, 2)))
    assert indents(long.paragraphs[-2]) == {"rightChars": 0}
    assert indents(long.paragraphs[-1]) == {"rightChars": (1800 - 600) // 2}


def test_the_imprint_stands_at_the_foot_of_its_page(bulletin: Document) -> None:
    imprint = bulletin.tables[-1]
    assert [row.cells[0].text for row in imprint.rows] == [
        "抄送：省委办公厅，省法院。",
        "青海省人民政府办公厅\t2018年10月9日印发",
    ]
    place = imprint._tbl.tblPr.find(qn("w:tblpPr"))
    assert place.get(qn("w:tblpYSpec")) == "bottom"
    assert font_of(imprint.rows[0].cells[0].paragraphs[0]) == ("仿宋_GB2312", 14)
    only_day = opened(OfficialDocument("通知", imprint=Imprint(printed_on=date(2018, 1, 2))))
    assert [row.cells[0].text for row in only_day.tables[0].rows] == ["\t2018年1月2日印发"]
    assert not opened(OfficialDocument("通知")).tables


def test_the_same_description_is_the_same_file_whenever_it_is_written() -> None:
    with time_machine.travel(datetime(2018, 10, 8, 9, tzinfo=UTC), tick=False):
        first = write_document(BULLETIN)
    with time_machine.travel(datetime(2019, 3, 4, 23, 59, tzinfo=UTC), tick=False):
        assert write_document(BULLETIN) == first


def test_a_file_tells_of_itself_only_what_the_document_says(bulletin: Document) -> None:
    told = bulletin.core_properties
    assert (told.title, told.author) == (BULLETIN.title.replace("\n", ""), BULLETIN.signer)
    assert told.created is not None
    assert told.created.date() == BULLETIN.signed_on
    assert not (told.comments or told.last_modified_by or told.keywords)
    with zipfile.ZipFile(io.BytesIO(write_document(BULLETIN))) as archive:
        names = set(archive.namelist())
        assert not any("python-docx" in archive.read(name).decode("utf-8", "ignore") for name in names)
    assert not {name for name in names if "thumbnail" in name or "customXml" in name or "numbering" in name}


def test_a_document_without_a_body_is_one() -> None:
    assert [each.text for each in opened(OfficialDocument("通知")).paragraphs] == ["通知"]
    opened(OfficialDocument(""))
    opened(OfficialDocument("通知", blocks=(Paragraph(""), Heading(1, ""), Table("", ("",), ()))))


@settings(max_examples=40)
@given(text=st.text(st.characters(codec=None), max_size=40))
def test_no_text_breaks_the_file_and_all_of_it_that_can_be_read_is_there(text: str) -> None:
    told = OfficialDocument(
        title=text, red_head=text, number=text, addressed=(text,), attachments=(text, text), signer=text,
        blocks=(Heading(1, text), Paragraph(text), Table(text, (text, "<w:br/>"), ((text, text),))),
        imprint=Imprint((text,), text, date(2018, 1, 2)),
    )  # fmt: skip
    document = opened(told)
    written = "".join(node.text or "" for node in document.element.iter(qn("w:t")))
    for line in fit(text).splitlines():
        for piece in line.strip().split("\t"):
            assert piece in written


def test_marks_of_other_languages_are_text(bulletin: Document) -> None:
    hostile = "<w:p>&amp;\x00\x08]]>=1+1"
    document = opened(OfficialDocument("通知", (Paragraph(hostile),)))
    assert document.paragraphs[-1].text == "<w:p>&amp;]]>=1+1"
