"""Who may do what: every situation, every action and every kind of visitor, against a table written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.domain.policy import (
    CITIZEN,
    NOBODY,
    SCHEDULE,
    Actor,
    Party,
    allowed,
    keeps_registers,
    may,
    may_add_to,
    may_keep_unit,
    may_see,
    officer,
)
from portal.domain.units import Unit, UnitTree
from portal.domain.vocabulary import Action, Finding, ReportKind, Role, State, UnitKind
from portal.domain.workflow import ReplyFacts, Situation

ROOT, XINING, CHENGDONG, GOV, FGW, HAIDONG, HAIDONG_GOV = range(1, 8)

# One letter for every kind of visitor.
VISITORS: dict[str, Actor] = {
    "P": officer(101, ROOT),  # wrote the provincial office's own refusals
    "Q": officer(102, ROOT),  # their colleague
    "X": officer(103, XINING),  # above the county
    "C": officer(104, CHENGDONG),  # wrote the county's refusals
    "D": officer(105, CHENGDONG),  # their colleague
    "G": officer(106, GOV),  # wrote the answers
    "H": officer(107, GOV),  # their colleague
    "S": officer(108, FGW),  # an organizing unit that has nothing to do with it
    "F": officer(109, HAIDONG_GOV),  # a filing unit elsewhere
    "A": Actor(Party.ACCOUNT, 110, None, Role.ADMIN),
    "U": Actor(Party.ACCOUNT, 111, None, Role.AUDITOR),
    "Z": CITIZEN,  # showed the tracking code
    "N": NOBODY,
    "T": SCHEDULE,
}


def province(root_accounts: frozenset[int] = frozenset({101, 102})) -> UnitTree:
    """Seven units; the county and its website have two officers each."""
    organizing, filing = UnitKind.ORGANIZING, UnitKind.FILING
    return UnitTree(
        [
            Unit(ROOT, "province", "省政府办公厅", organizing, None, root_accounts),
            Unit(XINING, "xining", "西宁市政府办公室", organizing, ROOT, frozenset({103})),
            Unit(CHENGDONG, "chengdong", "城东区政府办公室", organizing, XINING, frozenset({104, 105})),
            Unit(GOV, "chengdong-gov", "城东区政府网站", filing, CHENGDONG, frozenset({106, 107})),
            Unit(FGW, "fgw", "省发展改革委", organizing, ROOT, frozenset({108})),
            Unit(HAIDONG, "haidong", "海东市政府办公室", organizing, ROOT),
            Unit(HAIDONG_GOV, "haidong-gov", "海东市政府网站", filing, HAIDONG, frozenset({109})),
        ]
    )


TREE = province()
ANSWER = ReplyFacts(106, GOV, Finding.CONFIRMED, public=True)
REFUSAL = ReplyFacts(104, CHENGDONG, Finding.REFUSED, public=True)
OWN_REFUSAL = ReplyFacts(101, ROOT, Finding.REFUSED, public=True)


def report(state: State, holder: int | None, reply: ReplyFacts | None = None) -> Situation:
    """A report of which everything is true that any row of the workflow could ask for."""
    return Situation(
        state, ReportKind.CORRECTION, holder=holder, transferrer=CHENGDONG, reply=reply, urged=True, overdue=True,
        case_visible=True, promise_open=True, disputable=True, disputed=True,
    )  # fmt: skip


SITUATIONS: dict[str, Situation] = {
    "received, on nobody's desk": report(State.RECEIVED, None),
    "received, set aside for the root": report(State.RECEIVED, ROOT),
    "triage at the county": report(State.TRIAGE, CHENGDONG),
    "triage at the root": report(State.TRIAGE, ROOT),
    "answering": report(State.ANSWERING, GOV),
    "review at the county": report(State.REVIEW, CHENGDONG, ANSWER),
    "review where the author now works": report(State.REVIEW, CHENGDONG, replace(ANSWER, author=104)),
    "review of the county's refusal": report(State.REVIEW, XINING, REFUSAL),
    "final review": report(State.REVIEW, ROOT, ANSWER),
    "final review of the root's own refusal": report(State.REVIEW, ROOT, OWN_REFUSAL),
    "published": report(State.PUBLISHED, None, ANSWER),
    "published and refused by the county": report(State.PUBLISHED, None, REFUSAL),
    "closed": report(State.CLOSED, None, ANSWER),
    "closed and disputed": report(State.CLOSED, ROOT, ANSWER),
    "answering anew after a former end": replace(report(State.ANSWERING, GOV, ANSWER), answered_before=True),
    "taken back by the citizen": replace(report(State.CLOSED, None, ANSWER), retracted=True),
}

# What the notice and the blueprint allow; whatever is not listed is refused.
ALLOWED: dict[str, dict[str, str]] = {
    "received, on nobody's desk": {"dispatch": "PQT", "set_aside": "T", "retract": "Z", "withdraw": "PQ"},
    "received, set aside for the root": {"dispatch": "PQ", "retract": "Z", "withdraw": "PQ"},
    "triage at the county": {
        "transfer": "CD", "reject": "CD", "return": "CD", "recall": "PQ",
        "urge": "PQX", "respond": "CD", "justify": "CD", "assign": "CD", "retract": "Z", "withdraw": "PQ",
    },
    "triage at the root": {
        "transfer": "PQ", "reject": "PQ", "recall": "PQ",
        "respond": "PQ", "justify": "PQ", "assign": "PQ", "retract": "Z", "withdraw": "PQ",
    },
    "answering": {
        "answer": "GH", "hand_back": "GH", "recall": "PQXCD",
        "urge": "PQXCD", "respond": "GH", "justify": "GH", "assign": "GH", "retract": "Z", "withdraw": "PQ",
    },
    "review at the county": {
        "approve": "CD", "send_back": "CD",
        "urge": "PQX", "respond": "CD", "justify": "CD", "assign": "CD", "retract": "Z", "withdraw": "PQ",
    },
    "review where the author now works": {
        "approve": "D", "send_back": "CD",
        "urge": "PQX", "respond": "CD", "justify": "CD", "assign": "CD", "retract": "Z", "withdraw": "PQ",
    },
    "review of the county's refusal": {
        "approve": "X", "send_back": "X",
        "urge": "PQ", "respond": "X", "justify": "X", "assign": "X", "retract": "Z", "withdraw": "PQ",
    },
    "final review": {
        "approve": "PQ", "send_back": "PQ",
        "respond": "PQ", "justify": "PQ", "assign": "PQ", "retract": "Z", "withdraw": "PQ",
    },
    "final review of the root's own refusal": {
        "approve": "Q", "send_back": "PQ",
        "respond": "PQ", "justify": "PQ", "assign": "PQ", "retract": "Z", "withdraw": "PQ",
    },
    "published": {
        "urge": "PQXCD", "respond": "GH", "rectify": "GH",
        "dispute": "Z", "refuse_dispute": "PQ", "reopen": "PQ", "amend": "PQ", "withdraw": "PQ",
    },
    "published and refused by the county": {
        "urge": "PQX", "respond": "CD", "rectify": "CD",
        "dispute": "Z", "refuse_dispute": "PQ", "reopen": "PQ", "amend": "PQ", "withdraw": "PQ",
    },
    "closed": {
        "urge": "PQXCD", "respond": "GH", "rectify": "GH",
        "dispute": "Z", "refuse_dispute": "PQ", "reopen": "PQ", "disclose": "PQ", "withdraw": "PQ",
    },
    "closed and disputed": {
        "urge": "PQXCD", "respond": "GH", "rectify": "GH",
        "dispute": "Z", "refuse_dispute": "PQ", "reopen": "PQ", "disclose": "PQ", "withdraw": "PQ",
    },
    "answering anew after a former end": {
        "answer": "GH", "hand_back": "GH", "recall": "PQXCD",
        "urge": "PQXCD", "respond": "GH", "justify": "GH", "assign": "GH", "withdraw": "PQ",
    },
    "taken back by the citizen": {},
}  # fmt: skip


@pytest.mark.parametrize("situation", list(SITUATIONS))
@pytest.mark.parametrize("action", list(Action))
def test_exactly_those_may_act_whom_the_table_names(situation: str, action: Action) -> None:
    found = {letter for letter, actor in VISITORS.items() if may(actor, action, SITUATIONS[situation], TREE)}
    assert found == set(ALLOWED[situation].get(action.value, ""))


@pytest.mark.parametrize("situation", list(SITUATIONS))
@pytest.mark.parametrize("letter", list(VISITORS))
def test_the_buttons_on_a_page_are_the_steps_that_will_be_accepted(situation: str, letter: str) -> None:
    rows = allowed(VISITORS[letter], SITUATIONS[situation], TREE)
    expected = {action for action, letters in ALLOWED[situation].items() if letter in letters}
    assert {row.action.value for row in rows} == expected
    assert len(rows) == len(expected)


def test_every_situation_has_its_expectation() -> None:
    assert set(SITUATIONS) == set(ALLOWED)


def test_the_root_refuses_only_while_it_has_two_people() -> None:
    """§二: the provincial office reviews its own refusals, and nobody approves what they wrote."""
    alone = province(frozenset({101}))
    assert not may(VISITORS["P"], Action.REJECT, SITUATIONS["triage at the root"], alone)
    assert may(VISITORS["P"], Action.TRANSFER, SITUATIONS["triage at the root"], alone)
    assert may(VISITORS["C"], Action.REJECT, SITUATIONS["triage at the county"], alone)


def _with(*more: Unit, moved: dict[int, int] | None = None) -> UnitTree:
    units = [replace(unit, merged_into=(moved or {}).get(unit.id)) for unit in TREE]
    return UnitTree([*units, *more])


def test_officers_of_a_merged_unit_act_for_its_successor() -> None:
    merged = _with(moved={FGW: CHENGDONG})
    assert may(VISITORS["S"], Action.TRANSFER, SITUATIONS["triage at the county"], merged)
    assert not may(VISITORS["S"], Action.TRANSFER, SITUATIONS["triage at the root"], merged)


def test_the_successor_acts_for_what_a_merged_unit_held() -> None:
    merged = _with(moved={CHENGDONG: FGW})
    assert may(VISITORS["S"], Action.TRANSFER, SITUATIONS["triage at the county"], merged)


def test_a_filing_unit_never_urges_or_recalls_whatever_lies_below_it() -> None:
    """§二, §五: supervision belongs to organizing units."""
    below = Unit(8, "branch", "城东区政府网站分站", UnitKind.FILING, GOV, frozenset({112}))
    tree = _with(below)
    held = replace(SITUATIONS["answering"], holder=8)
    assert not may(VISITORS["G"], Action.URGE, held, tree)
    assert may(VISITORS["C"], Action.URGE, held, tree)


@pytest.mark.parametrize(
    ("letter", "sees"),
    [("P", True), ("X", True), ("C", True), ("G", True), ("S", False), ("F", False), ("A", False), ("U", False),
     ("Z", False), ("N", False), ("T", False)],
)  # fmt: skip
def test_officers_see_what_their_unit_or_one_below_it_ever_held(letter: str, sees: bool) -> None:
    assert may_see(VISITORS[letter], [CHENGDONG, GOV], TREE) is sees


def test_a_unit_below_does_not_see_what_only_those_above_it_held() -> None:
    assert not may_see(VISITORS["G"], [CHENGDONG, XINING], TREE)
    assert not may_see(VISITORS["C"], [XINING], TREE)


def test_what_nobody_has_held_yet_is_seen_by_the_provincial_office_alone() -> None:
    assert {letter for letter, actor in VISITORS.items() if may_see(actor, [], TREE)} == {"P", "Q"}


# Who may rename, move, merge or retire a unit, and who may give it something to keep or name its responsible officer.
KEEPERS = {
    ROOT: ("PQA", "PQA"),
    XINING: ("PQA", "PQXA"),
    CHENGDONG: ("PQXA", "PQXCDA"),
    GOV: ("PQXCDA", "PQXCDA"),
    FGW: ("PQA", "PQSA"),
    HAIDONG: ("PQA", "PQA"),
    HAIDONG_GOV: ("PQA", "PQA"),
}


@pytest.mark.parametrize("unit", KEEPERS)
def test_units_are_kept_by_those_above_them_and_by_nobody_else(unit: int) -> None:
    keep, add = KEEPERS[unit]
    assert {letter for letter, actor in VISITORS.items() if may_keep_unit(actor, unit, TREE)} == set(keep)
    assert {letter for letter, actor in VISITORS.items() if may_add_to(actor, unit, TREE)} == set(add)


def test_registers_are_kept_by_the_administrator_and_by_organizing_units() -> None:
    assert {letter for letter, actor in VISITORS.items() if keeps_registers(actor, TREE)} == set("PQXCDSA")


def test_a_filing_unit_keeps_nothing_whatever_lies_below_it() -> None:
    tree = _with(Unit(8, "branch", "城东区政府网站分站", UnitKind.FILING, GOV, frozenset({112})))
    assert not may_keep_unit(VISITORS["G"], 8, tree)
    assert may_keep_unit(VISITORS["C"], 8, tree)


def test_whoever_acts_for_a_merged_unit_keeps_what_its_successor_keeps() -> None:
    merged = _with(moved={FGW: XINING})
    assert may_keep_unit(VISITORS["S"], CHENGDONG, merged)
    assert not may_keep_unit(VISITORS["S"], HAIDONG, merged)
