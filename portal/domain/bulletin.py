"""通报: what a bulletin consists of, in which state it is, who may take it further, and on what grounds it criticises.

§五.4 names the grounds for criticism by bulletin (通报批评), and has the provincial office sum up how reports were
handled from time to time. A bulletin speaks for the whole office, so nobody issues alone what they wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from portal.domain import scripts
from portal.domain.demands import Problem
from portal.domain.official_document import Table
from portal.domain.periods import Period
from portal.domain.policy import Actor, coordinates
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Role, Term

LONGEST_TITLE = 100
LONGEST_LINE = 60
"""Characters of a heading, of the document's number and of whom it is addressed to **[choice]**."""
LONGEST_TEXT = 5000
MOST_CASES = 10
"""Typical cases in one bulletin: more than that typify nothing **[choice]**."""
LONGEST_REASON = 300


class BulletinState(Term):
    """How far a bulletin has come."""

    DRAFT = "draft", "草稿"
    TO_SIGN = "to_sign", "待签发"
    ISSUED = "issued", "已印发"


class Ground(Term):
    """Why a unit is criticised by bulletin (§五.4); there is no other ground."""

    OVERDUE = "overdue", "无正当理由逾期不办"
    WITHHELD = "withheld", "应公开未公开"
    POOR_REVIEW = "poor_review", "审核不严"


class Decision(Term):
    """What the officer decided about a unit that stands to be criticised."""

    OPEN = "open", "待定"
    CONFIRMED = "confirmed", "通报批评"
    DROPPED = "dropped", "不予通报"


class Part(Term):
    """The sections of a bulletin in their order, under the headings that they have unless somebody words them anew."""

    OVERVIEW = "overview", "总体情况"
    UNITS = "units", "各地区、各部门办理情况"
    QUALITY = "quality", "办理质量和公开情况"
    BEST = "best", "办理较好的单位"
    WORST = "worst", "办理较差的单位"
    CASES = "cases", "典型案例"
    CRITICISM = "criticism", "通报批评"
    DEMANDS = "demands", "工作要求"


WITHOUT_FIGURES = frozenset({Part.CASES, Part.CRITICISM, Part.DEMANDS})
"""Sections whose texts are people's own: they do not change with the figures."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section. ``internal`` ones are left out where the public reads."""

    part: Part
    heading: str
    text: str
    tables: tuple[Table, ...] = ()
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything in a bulletin that an officer words or chooses; each save keeps a version of it.

    ``title`` may be broken into lines, for its lines on paper are to be whole in meaning (GB/T 9704, 7.3.1);
    ``number`` is 发文字号, ``addressed`` 主送机关, ``cases`` are numbers of published cases.
    """

    title: str
    addressed: str
    sections: tuple[Section, ...]
    number: str = ""
    red_head: bool = False
    cases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The title in one line, as everything but paper shows it."""
        return self.title.replace("\n", "")


def renewed(saved: Wording, fresh: Wording) -> Wording:
    """What a ``fresh`` draft takes from the figures, and all else as an officer left it: the lines around it, the
    headings, the cases, what is internal, and the texts of those sections that tell no figures."""
    told = {section.part: section for section in fresh.sections}
    sections = tuple(
        replace(each, text=told[each.part].text, tables=told[each.part].tables)
        if each.part in told and each.part not in WITHOUT_FIGURES
        else each
        for each in saved.sections
    )
    return replace(saved, sections=sections)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A unit, by its id, that figures and events give a ground to criticise, and the numbers of the reports."""

    unit: int
    ground: Ground
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The officer's decision about one of them; dropping it needs a reason."""

    decision: Decision
    reason: str = ""


class Step(Term):
    """Everything that is done with a bulletin once it is drafted."""

    SAVE = "save", "保存"
    SUBMIT = "submit", "送签"
    RETURN = "return", "退回修改"
    SIGN = "sign", "签发"
    ACKNOWLEDGE = "acknowledge", "确认收到"
    PUBLISH = "publish", "向社会公开"
    UNPUBLISH = "unpublish", "撤回公开"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules look at. ``edited_by`` is the account that saved last, ``waiting`` the ids of the units that have
    not acknowledged."""

    state: BulletinState
    edited_by: int
    waiting: frozenset[int] = field(default=frozenset())
    public: bool = False


Predicate = Callable[[Actor, Standing, UnitTree], bool]


def _office(actor: Actor, bulletin: Standing, tree: UnitTree) -> bool:
    return coordinates(actor, tree)


def _second_officer(actor: Actor, bulletin: Standing, tree: UnitTree) -> bool:
    """Nobody signs what they wrote."""
    return coordinates(actor, tree) and actor.account != bulletin.edited_by


def _addressed(actor: Actor, bulletin: Standing, tree: UnitTree) -> bool:
    if actor.role is not Role.OFFICER or actor.unit is None:
        return False
    return any(tree.resolve(unit) == tree.resolve(actor.unit) for unit in bulletin.waiting)


def _publisher(actor: Actor, bulletin: Standing, tree: UnitTree) -> bool:
    return coordinates(actor, tree) and not bulletin.public


def _withdrawer(actor: Actor, bulletin: Standing, tree: UnitTree) -> bool:
    return coordinates(actor, tree) and bulletin.public


RULES: Mapping[Step, tuple[BulletinState, Predicate]] = {
    Step.SAVE: (BulletinState.DRAFT, _office),
    Step.SUBMIT: (BulletinState.DRAFT, _office),
    Step.RETURN: (BulletinState.TO_SIGN, _office),
    Step.SIGN: (BulletinState.TO_SIGN, _second_officer),
    Step.ACKNOWLEDGE: (BulletinState.ISSUED, _addressed),
    Step.PUBLISH: (BulletinState.ISSUED, _publisher),
    Step.UNPUBLISH: (BulletinState.ISSUED, _withdrawer),
}
"""In which state a step is possible, and for whom."""


def may(actor: Actor, step: Step, bulletin: Standing, tree: UnitTree) -> bool:
    """True exactly where the rules have the step for this state and this actor."""
    state, predicate = RULES[step]
    return bulletin.state is state and predicate(actor, bulletin, tree)


def may_read(actor: Actor, bulletin: Standing, tree: UnitTree) -> bool:
    """True for the provincial office, and for every unit's officers once the bulletin was issued."""
    issued = bulletin.state is BulletinState.ISSUED
    return coordinates(actor, tree) or (issued and actor.role is Role.OFFICER and actor.unit is not None)


def may_be_about(period: Period) -> bool:
    """Bulletins are monthly or quarterly."""
    return period.is_regular and period.months_long != 12


def problems_of(wording: Wording) -> list[Problem]:
    """What is missing or too long, under the names of the fields in which it was typed."""
    lines = [("title", wording.title, LONGEST_TITLE), ("addressed", wording.addressed, LONGEST_LINE)]
    found = [Problem(name, "请填写") for name, text, _ in lines if not text.strip()]
    lines += [("number", wording.number, LONGEST_LINE)]
    lines += [(f"{each.part}_heading", each.heading, LONGEST_LINE) for each in wording.sections]
    found += [_too_long(name, len(text), most) for name, text, most in lines if len(text) > most]
    for section in wording.sections:
        if section.text.strip() and not section.heading.strip():
            found.append(Problem(f"{section.part}_heading", "有内容的部分要有标题"))
        if (length := scripts.length(section.text)) > LONGEST_TEXT:
            found.append(_too_long(f"{section.part}_text", length, LONGEST_TEXT))
    if len(wording.cases) > MOST_CASES:
        found.append(Problem("cases", f"典型案例最多 {MOST_CASES} 个，现在选了 {len(wording.cases)} 个"))
    return found


def _too_long(name: str, length: int, most: int) -> Problem:
    return Problem(name, f"最多 {most} 字，现在有 {length} 字，请精简")


def problem_of(verdict: Verdict) -> str:
    """What is wrong with a decision, as a sentence; empty where nothing is."""
    if verdict.decision is Decision.DROPPED and not verdict.reason.strip():
        return "不予通报须说明理由"
    if len(verdict.reason) > LONGEST_REASON:
        return f"理由最多 {LONGEST_REASON} 字，现在有 {len(verdict.reason)} 字，请精简"
    return ""


def kept(wording: Wording) -> dict[str, Any]:
    """The wording as plain data that a version keeps."""
    return {
        "title": wording.title,
        "number": wording.number,
        "addressed": wording.addressed,
        "red_head": wording.red_head,
        "cases": list(wording.cases),
        "sections": [
            {
                "part": section.part.value,
                "heading": section.heading,
                "text": section.text,
                "internal": section.internal,
                "tables": [
                    {"caption": table.caption, "head": list(table.head), "rows": [list(row) for row in table.rows]}
                    for table in section.tables
                ],
            }
            for section in wording.sections
        ],
    }


def read(told: Mapping[str, Any]) -> Wording:
    """The wording that :func:`kept` made plain data of."""
    return Wording(
        title=told["title"],
        number=told["number"],
        addressed=told["addressed"],
        red_head=told["red_head"],
        cases=tuple(told["cases"]),
        sections=tuple(
            Section(
                part=Part(section["part"]),  # type: ignore[call-arg]  # looks a term up
                heading=section["heading"],
                text=section["text"],
                internal=section["internal"],
                tables=tuple(
                    Table(table["caption"], tuple(table["head"]), tuple(map(tuple, table["rows"])))
                    for table in section["tables"]
                ),
            )
            for section in told["sections"]
        ),
    )
