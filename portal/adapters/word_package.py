"""The file around a document: fonts under all their names, no traces of a template, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from portal.adapters.word_elements import make

KEPT = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.FOOTER,
}
"""Parts that a document has; the template's picture, numbering and second sheet of styles are of no use."""
LONGEST_PROPERTY = 255
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive knows."""


def describe(document: Document, title: str, author: str, written: datetime) -> None:
    """Say what the file is, by whom and of when; nothing else is told, least of all when it was downloaded."""
    told = document.core_properties
    told.title, told.author, told.last_modified_by = title[:LONGEST_PROPERTY], author[:LONGEST_PROPERTY], ""
    told.created = told.modified = told.last_printed = written
    told.comments = told.keywords = told.subject = told.category = ""
    told.language, told.revision = "zh-CN", 1


def tidy(document: Document, font_names: Mapping[str, str]) -> None:
    """Leave out what came with the template, and list the fonts with the other names of each."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, each in relations.items() if each.reltype not in KEPT]:
            del relations[key]
    listed = make("fonts", *(_font(name, others) for name, others in font_names.items()))
    part = Part(
        PackURI("/word/fontTable.xml"),
        CONTENT_TYPE.WML_FONT_TABLE,
        serialize_part_xml(listed),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)
    settings = document.settings.element
    for name in ("zoom", "proofState", "savePreviewPicture", "rsids", "shapeDefaults", "themeFontLang"):
        for old in settings.findall(qn(f"w:{name}")):
            settings.remove(old)
    for each in settings.iter(qn("w:compatSetting")):
        if each.get(qn("w:name")) == "compatibilityMode":
            # The layout of 2013 and later; word processors call older ones a compatibility mode and warn of it.
            each.set(qn("w:val"), "15")


def _font(name: str, others: str) -> BaseOxmlElement:
    # Character set 134 is GB 2312: whoever has none of the names takes another font with Chinese letters.
    return make(
        "font",
        make("altName", val=others),
        make("charset", val="86"),
        make("family", val="auto"),
        make("pitch", val="variable"),
        name=name,
    )


def packed(document: Document) -> bytes:
    """The file. Its parts carry no time of their own, so that the same document is the same file."""
    written, settled = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as archive, ZipFile(settled, "w", ZIP_DEFLATED) as target:
        for name in archive.namelist():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, archive.read(name))
    return settled.getvalue()
