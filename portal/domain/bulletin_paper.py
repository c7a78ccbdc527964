"""A bulletin as an official document (GB/T 9704-2012)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from portal.domain.bulletin import Wording
from portal.domain.bulletin_document import Chapter
from portal.domain.official_document import Block, Heading, Imprint, OfficialDocument, Paragraph


def on_paper(wording: Wording, chapters: Iterable[Chapter], sponsor: str, issued_on: date | None) -> OfficialDocument:
    """The document that ``sponsor`` issues; a draft has no date and no imprint yet."""
    return OfficialDocument(
        title=wording.title,
        blocks=tuple(block for chapter in chapters for block in _blocks(chapter)),
        red_head=f"{sponsor}文件" if wording.red_head else "",
        number=wording.number,
        addressed=(wording.addressed.rstrip("：:"),),
        signer=sponsor,
        signed_on=issued_on,
        imprint=Imprint(printed_by=sponsor, printed_on=issued_on) if issued_on else Imprint(),
    )


def _blocks(chapter: Chapter) -> Iterator[Block]:
    yield Heading(1, chapter.heading)
    yield from map(Paragraph, chapter.paragraphs)
    yield from chapter.tables
    for item in chapter.items:
        yield Heading(2, item.heading)
        yield from map(Paragraph, item.paragraphs)
