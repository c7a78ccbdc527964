"""Official documents (GB/T 9704-2012) as files of word processors (DOCX).

The imprint stands at the foot of the last page, as far as text leaves room there. That this page has an even number
(7.4) is left to whoever prints it: only a word processor knows how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from portal.adapters import official_layout as layout
from portal.adapters.official_layout import LINE, TYPE_WIDTH
from portal.adapters.word_elements import TWIPS, indent, make
from portal.adapters.word_package import describe, packed, tidy
from portal.domain.official_document import (
    Block,
    Heading,
    Imprint,
    OfficialDocument,
    Paragraph,
    Table,
    line_of,
    lines_of,
    width_of,
)

LARGEST_MARK, SMALLEST_MARK = 36, 16
"""Points of the red head: as large as one line allows."""
SIGNED_RIGHT = 4
"""Characters between the date and the edge, where a seal is set (7.3.5.1)."""
NARROW_TABLE = 6
"""Columns up to which a table has type of its usual size."""
IMPRINT_SIZE = 14
"""Points: 四号."""
AT_THE_FOOT = {"horzAnchor": "margin", "tblpXSpec": "center", "vertAnchor": "margin", "tblpYSpec": "bottom"}
"""Where the imprint floats."""
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - properties of files are UTC without saying so


def write_document(told: OfficialDocument) -> bytes:
    """The file; the same description always gives the same bytes."""
    document = docx.Document()
    layout.lay_out(document)
    _head(document, told)
    for number, block in told.arranged():
        _block(document, number, block)
    _attachments(document, told)
    _signature(document, told)
    if told.imprint:
        _imprint(document, told.imprint)
    written = datetime.combine(told.signed_on, time.min) if told.signed_on else _UNDATED
    describe(document, line_of(told.title), line_of(told.signer), written)
    tidy(document, layout.ALSO_CALLED)
    return packed(document)


def _head(document: Document, told: OfficialDocument) -> None:
    number = line_of(told.number)
    if mark := line_of(told.red_head):
        _add(document, mark, layout.MARK).runs[0].font.size = Pt(_mark_size(mark))
        _add(document, number, layout.RULED_NUMBER)
    elif number:
        _add(document, number, layout.NUMBER)
    _add(document, "\n".join(told.title_lines), layout.TITLE)
    if told.addressed_line:
        _add(document, told.addressed_line, layout.ADDRESSED)


def _mark_size(mark: str) -> int:
    return max(SMALLEST_MARK, min(LARGEST_MARK, int(TYPE_WIDTH / width_of(mark))))


def _block(document: Document, number: str, block: Block) -> None:
    if isinstance(block, Heading):
        _add(document, number + block.text, layout.HEADINGS[block.level - 1])
    elif isinstance(block, Paragraph):
        _add(document, block.text, layout.BODY)
    else:
        _table(document, block)


def _table(document: Document, told: Table) -> None:
    """A table as wide as the type area, whose head stands on every page that it reaches."""
    if caption := line_of(told.caption):
        _add(document, caption, layout.CAPTION)
    rows = [told.head, *told.full_rows()]
    table = _empty_table(document, _widths(rows), len(rows))
    style = layout.CELL if len(told.head) <= NARROW_TABLE else layout.SMALL_CELL
    for row, texts in zip(table.findall(qn("w:tr")), rows, strict=True):
        heading = [make("tblHeader")] if texts is told.head else []
        row.insert(0, make("trPr", make("cantSplit"), *heading))
        for cell, text in zip(row.findall(qn("w:tc")), texts, strict=True):
            _fill(document, cell, lines_of(text), style)
    _add(document, "", layout.SPACER)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Twips of each column: by its longest line, but so that neither short words break nor long ones take all."""
    longest = [max((width_of(line) for text in column for line in lines_of(text)), default=0)
               for column in zip(*rows, strict=True)]  # fmt: skip
    # One character more is what cells keep free at both sides.
    shares = [max(2.0, min(16.0, each)) + 1 for each in longest]
    return [round(TYPE_WIDTH * TWIPS * each / sum(shares)) for each in shares]


def _empty_table(document: Document, widths: Sequence[int], rows: int, **place: object) -> BaseOxmlElement:
    """A table of empty cells at the end of the document; ``place``: where it floats, if it does."""
    floating = [make("tblpPr", **place)] if place else []
    properties = make("tblPr", make("tblStyle", val=layout.GRID), *floating, make("tblW", w=sum(widths), type="dxa"),
                      make("jc", val="center"), make("tblLayout", type="fixed"))  # fmt: skip
    grid = make("tblGrid", *(make("gridCol", w=width) for width in widths))
    table = make("tbl", properties, grid)
    for _ in range(rows):
        table.append(make("tr", *(_empty_cell(width) for width in widths)))
    document.element.body.insert_element_before(table, "w:sectPr")
    return table


def _empty_cell(width: int) -> BaseOxmlElement:
    return make("tc", make("tcPr", make("tcW", w=width, type="dxa"), make("vAlign", val="center")))


def _fill(
    document: Document, cell: BaseOxmlElement, lines: Sequence[str], style: str, *formats: BaseOxmlElement
) -> None:
    """Write each line as a paragraph of a cell; a cell must have one even where it says nothing."""
    for line in lines or [""]:
        paragraph = make("p", make("pPr", make("pStyle", val=style), *formats))
        WordParagraph(paragraph, document._body).add_run(line)
        cell.append(paragraph)


def _attachments(document: Document, told: OfficialDocument) -> None:
    """附件说明: one line below the text, names that break go on under their own beginning (7.3.4)."""
    for place, (number, name) in enumerate(told.numbered_attachments()):
        before = "" if place else "附件："
        paragraph = _add(document, before + number + name, layout.ATTACHMENT)
        if not place:
            paragraph.paragraph_format.space_before = Pt(LINE)
        left = 2 + width_of("附件：") + width_of(number)
        _indent(paragraph, left=left, hanging=width_of(before + number))


def _signature(document: Document, told: OfficialDocument) -> None:
    """署名 and 成文日期 as under a seal: the date four characters from the edge, the name centred above it."""
    day, signer = told.date_line, line_of(told.signer)
    overhang = (width_of(signer) - width_of(day)) / 2 if signer and day else 0
    # A long name moves the date to the left, so that it still ends within the type area.
    right = max(SIGNED_RIGHT, overhang)
    for place, (text, indented) in enumerate([(signer, right - overhang), (day, right)]):
        if text:
            paragraph = _add(document, text, layout.SIGNATURE)
            _indent(paragraph, right=indented)
            if not place or not signer:
                paragraph.paragraph_format.space_before = Pt(2 * LINE)
            paragraph.paragraph_format.keep_with_next = text is signer and bool(day)


def _imprint(document: Document, told: Imprint) -> None:
    """版记 at the foot of the page: lines above, between and below, one character in on both sides (7.4)."""
    lines = []
    if told.copies_line:
        hanging = width_of("抄送：")
        inside = indent(IMPRINT_SIZE, left=1 + hanging, right=1, hanging=hanging)
        lines.append((f"抄送：{told.copies_line}", inside))
    width = round(TYPE_WIDTH * TWIPS)
    if printed := f"{line_of(told.printed_by)}\t{told.printed_line}".rstrip():
        lines.append((printed, indent(IMPRINT_SIZE, left=1, right=1)))
    table = _empty_table(document, [width], len(lines), **AT_THE_FOOT)
    table.tblPr.insert_element_before(make("tblBorders", *_imprint_borders()), "w:tblLayout")
    table.tblPr.append(make("tblCellMar", make("left", w=0, type="dxa"), make("right", w=0, type="dxa")))
    end = width - IMPRINT_SIZE * TWIPS
    for cell, (text, inside) in zip(table.iter(qn("w:tc")), lines, strict=True):
        tabs = make("tabs", make("tab", val="right", pos=end))
        _fill(document, cell, [text], layout.IMPRINT, tabs, inside)
    _add(document, "", layout.END)


def _imprint_borders() -> Iterator[BaseOxmlElement]:
    """Outer lines of 0.35 mm, inner ones of 0.25 mm, none at the sides."""
    eighths = {"top": 8, "left": 0, "bottom": 8, "right": 0, "insideH": 6, "insideV": 0}
    for side, size in eighths.items():
        yield make(side, val="single", sz=size, space=0, color="000000") if size else make(side, val="nil")


def _add(document: Document, text: str, style: str) -> WordParagraph:
    """A paragraph at the end; a line break inside it is one in the file too."""
    paragraph = document.add_paragraph()
    paragraph._p.style = style
    if text:
        paragraph.add_run(text)
    return paragraph


def _indent(paragraph: WordParagraph, **characters: float) -> None:
    paragraph._p.get_or_add_pPr().append(indent(**characters))
