"""How official documents look by GB/T 9704-2012: paper, grid of lines and characters, fonts and styles.

Page (5.2.1): A4, 37 mm above and 28 mm left of a type area of 156 by 225 mm. Type (5.2.3): 22 lines of 28 characters,
三号仿宋 unless something else is said. Many readers do not have the fonts that the standard names: the table of fonts
says under which other names each may be found and what kind of font it is, so that word processors take the reader's
宋体, 仿宋 or 楷体 and never a font without Chinese letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from portal.adapters.word_elements import CHARACTER, TWIPS, fonts, indent, make, page_number

SMALL_STANDARD, SONG, IMITATION, REGULAR, BLACK = "方正小标宋简体", "宋体", "仿宋_GB2312", "楷体_GB2312", "黑体"
WESTERN = "Times New Roman"
ALSO_CALLED = {
    SMALL_STANDARD: "FZXiaoBiaoSong-B05S,方正小标宋_GBK,小标宋,宋体,SimSun",
    SONG: "SimSun,STSong",
    IMITATION: "仿宋,FangSong,STFangsong",
    REGULAR: "楷体,KaiTi,STKaiti",
    BLACK: "SimHei,STHeiti",
}
"""Fonts by the name that the standard's readers know, and other names of the same or of the next best."""

LINE = 28.95
"""Points from line to line: 22 of them are 225 mm."""
CHARACTERS, LINES = 28, 22
TYPE_WIDTH = 156 / 25.4 * 72
"""Points of a line."""
RED = "FF0000"

STANDARD, MARK, NUMBER, RULED_NUMBER, TITLE, ADDRESSED, BODY = (
    "Normal", "RedHead", "Number", "RuledNumber", "Title", "Addressed", "BodyText",
)  # fmt: skip
CAPTION, CELL, SMALL_CELL, SPACER, ATTACHMENT, SIGNATURE, IMPRINT, FOOTER, END = (
    "Caption", "Cell", "SmallCell", "Spacer", "Attachment", "Signature", "Imprint", "Footer", "End",
)  # fmt: skip
HEADINGS = ("Heading1", "Heading2", "Heading3", "Heading4")
GRID = "TableGrid"


@dataclass(frozen=True, slots=True)
class Style:
    """A style of paragraphs. Sizes and distances in points, indents in characters; ``line`` None: as high as its type.

    ``keep``: stays on the page of what follows; ``ruled``: the red line is below; ``level``: depth in the outline.
    """

    key: str
    name: str
    font: str = IMITATION
    size: float = CHARACTER
    line: float | None = LINE
    align: str = "both"
    first: float = 0
    before: float = 0
    after: float = 0
    keep: bool = False
    color: str = ""
    ruled: bool = False
    level: int | None = None
    western: str = WESTERN


STYLES = (
    Style(STANDARD, "Normal"),
    Style(MARK, "发文机关标志", SMALL_STANDARD, 36, None, "center", before=35 / 25.4 * 72, color=RED, keep=True),
    Style(NUMBER, "发文字号", align="center", after=LINE, keep=True),
    Style(RULED_NUMBER, "红线上的发文字号", align="center", before=2 * LINE, after=2 * LINE, keep=True, ruled=True),
    Style(TITLE, "Title", SMALL_STANDARD, 22, 35, "center", after=LINE, keep=True),
    Style(ADDRESSED, "主送机关", keep=True),
    Style(BODY, "Body Text", first=2),
    Style(HEADINGS[0], "heading 1", BLACK, first=2, keep=True, level=0),
    Style(HEADINGS[1], "heading 2", REGULAR, first=2, keep=True, level=1),
    Style(HEADINGS[2], "heading 3", first=2, keep=True, level=2),
    Style(HEADINGS[3], "heading 4", first=2, keep=True, level=3),
    Style(CAPTION, "caption", BLACK, 14, align="center", keep=True),
    Style(CELL, "表格文字", size=12, line=20, align="center"),
    Style(SMALL_CELL, "小号表格文字", size=10.5, line=16, align="center"),
    Style(SPACER, "表后空行", size=5, line=10),
    Style(ATTACHMENT, "附件说明"),
    Style(SIGNATURE, "署名和成文日期", align="right"),
    Style(IMPRINT, "版记", size=14, line=24),
    Style(END, "文末", size=1, line=1),
    Style(FOOTER, "footer", SONG, 14, None, western=SONG),
)
BUILT_IN = {"Normal", "Title", "Body Text", "heading 1", "heading 2", "heading 3", "heading 4", "caption", "footer"}


def lay_out(document: Document) -> None:
    """Give a document paper, grid, styles and page numbers; what styles it had are gone."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.right_margin, section.bottom_margin = Mm(26), Mm(35)
    # The dash of the page number stands 7 mm below the type area (7.5); its line is 5 mm high.
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    # Lines only: where 28 characters are a grid too, some word processors give each of them two of its squares.
    section._sectPr.append(make("docGrid", type="lines", linePitch=round(LINE * TWIPS)))
    _set_styles(document.styles.element)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _number_pages(footer.paragraphs[0], side)


def _number_pages(paragraph: Paragraph, side: str) -> None:
    # Odd pages have their number on the right, even ones on the left, one character from the edge (7.5).
    element = paragraph._p
    for old in list(element):
        element.remove(old)
    element.append(make("pPr", make("pStyle", val=FOOTER), indent(14, **{side: 1}), make("jc", val=side)))
    paragraph.add_run("— ")
    element.extend(page_number())
    paragraph.add_run(" —")


def _set_styles(styles: BaseOxmlElement) -> None:
    for old in styles.findall(qn("w:docDefaults")) + styles.findall(qn("w:style")):
        styles.remove(old)
    # So much closer do characters stand that 28 of them, and no more, are a line.
    closer = make("spacing", val=floor((TYPE_WIDTH / CHARACTERS - CHARACTER) * TWIPS))
    letters = make(
        "rPr", fonts(IMITATION, WESTERN), closer, _size("sz", CHARACTER), _size("szCs", CHARACTER), _language()
    )
    styles.insert(0, make("docDefaults", make("rPrDefault", letters), make("pPrDefault")))
    styles.extend(_style(style) for style in STYLES)
    styles.append(_table_style())


def _table_style() -> BaseOxmlElement:
    lines = [make(side, val="single", sz=4, space=0, color="000000")
             for side in ("top", "left", "bottom", "right", "insideH", "insideV")]  # fmt: skip
    margins = [make(side, w=108, type="dxa") for side in ("left", "right")]
    look = make("tblPr", make("tblBorders", *lines), make("tblCellMar", *margins))
    return make("style", make("name", val="Table Grid"), look, type="table", styleId=GRID)


def _style(style: Style) -> BaseOxmlElement:
    own = style.key == STANDARD
    marks = {"default": 1} if own else {} if style.name in BUILT_IN else {"customStyle": 1}
    element = make("style", make("name", val=style.name), type="paragraph", styleId=style.key, **marks)
    if not own:
        element.append(make("basedOn", val=STANDARD))
    element.extend((make("qFormat"), _paragraph_of(style), _letters_of(style)))
    return element


def _paragraph_of(style: Style) -> BaseOxmlElement:
    found = [make("keepNext")] if style.keep else []
    # Lone last lines are for the grid to bear: pages have 22 lines.
    found.append(make("widowControl", val=0))
    if style.ruled:
        # 4 mm below the number, as wide as the type area (7.2.7).
        found.append(make("pBdr", make("bottom", val="single", sz=12, space=11, color=RED)))
    if style.line != LINE:
        found.append(make("snapToGrid", val=0))
    height = (
        {"line": round(style.line * TWIPS), "lineRule": "exact"} if style.line else {"line": 240, "lineRule": "auto"}
    )
    found.append(make("spacing", before=round(style.before * TWIPS), after=round(style.after * TWIPS), **height))
    if style.first:
        found.append(indent(firstLine=style.first))
    found.append(make("jc", val=style.align))
    if style.level is not None:
        found.append(make("outlineLvl", val=style.level))
    return make("pPr", *found)


def _letters_of(style: Style) -> BaseOxmlElement:
    colour = [make("color", val=style.color)] if style.color else []
    sizes = (_size("sz", style.size), _size("szCs", style.size))
    return make("rPr", fonts(style.font, style.western), *colour, *sizes)


def _size(tag: str, points: float) -> BaseOxmlElement:
    return make(tag, val=round(points * 2))


def _language() -> BaseOxmlElement:
    return make("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
