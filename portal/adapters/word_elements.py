"""Elements of WordprocessingML, written as they nest: python-docx lacks those that Chinese print needs."""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

TWIPS = 20
"""Twentieths of a point, the unit of most lengths."""
CHARACTER = 16
"""Points of a character of the body (三号): indents are counted in them."""


def make(tag: str, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    """An element of the main namespace with attributes of it; numbers are written as they are."""
    element: BaseOxmlElement = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


def fonts(eastern: str, western: str) -> BaseOxmlElement:
    """The fonts for Chinese and for other letters. Written out, so that no theme decides."""
    return make("rFonts", ascii=western, hAnsi=western, eastAsia=eastern, cs=western)


def indent(size: float = CHARACTER, **characters: float) -> BaseOxmlElement:
    """Indents in characters of ``size`` points, under the standard's names: left, right, firstLine, hanging.

    Each is said twice: word processors that do not count in characters take the length.
    """
    lengths: dict[str, object] = {}
    for name, count in characters.items():
        lengths[f"{name}Chars"] = round(count * 100)
        lengths[name] = round(count * size * TWIPS)
    return make("ind", **lengths)


def page_number() -> list[BaseOxmlElement]:
    """A field that says the number of the page that it stands on, as the content of runs."""
    instruction = make("instrText")
    instruction.text = "PAGE"
    text = make("t")
    text.text = "1"
    return [
        make("r", make("fldChar", fldCharType="begin")),
        make("r", instruction),
        make("r", make("fldChar", fldCharType="separate")),
        make("r", text),
        make("r", make("fldChar", fldCharType="end")),
    ]
