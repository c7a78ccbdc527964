"""A bulletin as it is read: its sections in order, with the typical cases and the criticised units in their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from portal.domain.bulletin import Ground, Part, Section, Wording
from portal.domain.official_document import Table, heading_number

LONGEST_EXCERPT = 300
"""Characters of a case's texts; the board has the whole **[choice]**."""
LEAD = "依据《“我为政府网站找错”网民留言办理规范》“五、工作要求”第4项，对下列单位予以通报批评。"


@dataclass(frozen=True, slots=True)
class TypicalCase:
    """What a bulletin tells of a published case: words of its public copy and nothing else."""

    number: str
    title: str
    site: str
    unit: str
    description: str
    reply: str
    working_days: int


@dataclass(frozen=True, slots=True)
class Criticised:
    """A unit that is criticised, by its name, and the numbers of the reports that give the ground."""

    unit: str
    ground: Ground
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a chapter under a heading of its own; ``number`` is （一） and so on."""

    heading: str
    paragraphs: tuple[str, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section as it is printed; ``number`` is 一、 and so on, among those that are printed."""

    part: Part
    heading: str
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    items: tuple[Item, ...] = ()
    number: str = ""

    @property
    def texts(self) -> Iterator[str]:
        """Everything in it that somebody wrote; figures in tables are not."""
        yield from (self.heading, *self.paragraphs)
        for item in self.items:
            yield from (item.heading, *item.paragraphs)


def chapters(
    wording: Wording, criticised: Sequence[Criticised], cases: Sequence[TypicalCase], *, public: bool = False
) -> list[Chapter]:
    """Every section that says something; for the ``public`` those that are not internal."""
    shown = (section for section in wording.sections if not (public and section.internal))
    made = (_chapter(section, criticised, cases) for section in shown)
    told = [each for each in made if each.paragraphs or each.tables or each.items]
    return [replace(each, number=heading_number(1, place)) for place, each in enumerate(told, start=1)]


def _chapter(section: Section, criticised: Sequence[Criticised], cases: Sequence[TypicalCase]) -> Chapter:
    paragraphs = _paragraphs(section.text)
    items: tuple[Item, ...] = ()
    if section.part is Part.CASES:
        items = tuple(map(_case, cases))
    elif section.part is Part.CRITICISM:
        items = tuple(_criticism(criticised))
        paragraphs = (*paragraphs, LEAD) if items else paragraphs
    numbered = tuple(replace(each, number=heading_number(2, place)) for place, each in enumerate(items, start=1))
    return Chapter(section.part, section.heading, paragraphs, section.tables, numbered)


def _case(case: TypicalCase) -> Item:
    return Item(
        f"{case.title}（{case.number}）",
        (
            f"网民反映：{_excerpt(case.description)}",
            f"办理情况：{case.unit}答复“{_excerpt(case.reply)}”（{case.site}，办理用时{case.working_days}个工作日）。",
        ),
    )


def _criticism(criticised: Sequence[Criticised]) -> Iterator[Item]:
    """One item for each ground that somebody is criticised on, in the order in which the notice names them."""
    for ground in Ground:
        named = [
            f"{each.unit}{len(each.reports)}条（{'、'.join(each.reports)}）"
            for each in criticised
            if each.ground is ground
        ]
        if named:
            yield Item(ground.label, (f"{'；'.join(named)}。",))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_EXCERPT else f"{line[:LONGEST_EXCERPT]}……"
