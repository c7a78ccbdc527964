"""§二 and §三: the steps of handling, spelt out here once more and compared with the workflow table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from portal.domain.policy import CITIZEN, may
from portal.domain.vocabulary import Action, Finding, PublicStatus, ReportKind, State
from portal.domain.workflow import (
    TRANSITIONS,
    IllegalStep,
    ReplyFacts,
    Situation,
    Transition,
    changes_version,
    find_transition,
    public_status,
    step,
)
from tests.province import cast_on_paper, tree_on_paper

CAST = cast_on_paper()
TREE = tree_on_paper()

ANSWER = ReplyFacts(CAST.account("chengdong-gov"), CAST.unit("chengdong-gov"), Finding.CONFIRMED, public=True)
REFUSAL = ReplyFacts(CAST.account("chengdong"), CAST.unit("chengdong"), Finding.REFUSED, public=True)
OWN_REFUSAL = ReplyFacts(CAST.account("province"), CAST.unit("province"), Finding.REFUSED, public=True)


def report(
    state: State, holder: str | None, reply: ReplyFacts | None = None, transferrer: str | None = "chengdong"
) -> Situation:
    """A report of which everything is true that any step could ask for."""
    return Situation(
        state=state,
        kind=ReportKind.CORRECTION,
        holder=CAST.unit(holder) if holder else None,
        transferrer=CAST.unit(transferrer) if transferrer else None,
        reply=reply,
        urged=True,
        overdue=True,
        case_visible=True,
        case_finding=reply.finding if reply else None,
        promise_open=True,
        disputable=True,
        disputed=True,
    )


def without(before: Situation, fact: str) -> Situation:
    """The same report, of which one fact is not true."""
    changes: dict[str, Any] = {fact: False}
    return replace(before, **changes)


@dataclass(frozen=True)
class Expected:
    """One step of the notice: where it starts, who takes it, where it ends, what the clock and the board do."""

    state: State
    holder: str | None
    action: Action
    to_state: State
    to_holder: str | None
    effect: str = ""
    by: str | None = None
    chosen: str | None = None
    reply: ReplyFacts | None = None


R, T, A, V, P, C = State.RECEIVED, State.TRIAGE, State.ANSWERING, State.REVIEW, State.PUBLISHED, State.CLOSED
PRIVATE = replace(ANSWER, public=False)

# fmt: off
STEPS = [
    # §三(二): dispatch, screening, return, transfer
    Expected(R, None,        Action.DISPATCH,  T, "chengdong", "opens", chosen="chengdong"),
    Expected(R, "province",  Action.DISPATCH,  T, "fgw", "opens", by="province", chosen="fgw"),
    Expected(R, None,        Action.SET_ASIDE, R, "province"),
    Expected(T, "chengdong", Action.TRANSFER,  A, "chengdong-gov", by="chengdong", chosen="chengdong-gov"),
    Expected(T, "chengdong", Action.REJECT,    V, "xining", by="chengdong"),
    Expected(T, "fgw",       Action.REJECT,    V, "province", by="fgw"),
    Expected(T, "province",  Action.REJECT,    V, "province", by="province"),
    Expected(T, "chengdong", Action.RETURN,    R, None, "ends", by="chengdong"),
    Expected(T, "chengdong", Action.RECALL,    R, "province", "ends", by="province"),
    # §三(三): answering
    Expected(A, "chengdong-gov", Action.ANSWER,    V, "chengdong", by="chengdong-gov"),
    Expected(A, "chengdong-gov", Action.HAND_BACK, T, "chengdong", by="chengdong-gov"),
    Expected(A, "chengdong-gov", Action.RECALL,    T, "chengdong", by="chengdong"),
    Expected(A, "chengdong-gov", Action.RECALL,    T, "chengdong", by="province"),
    # §三(四): review level by level, final review by the provincial office (§二)
    Expected(V, "chengdong", Action.APPROVE,   V, "xining", by="chengdong", reply=ANSWER),
    Expected(V, "xining",    Action.APPROVE,   V, "province", by="xining", reply=ANSWER),
    Expected(V, "province",  Action.APPROVE,   P, None, "ends appears", by="province", reply=ANSWER),
    Expected(V, "province",  Action.APPROVE,   C, None, "ends goes", by="province", reply=PRIVATE),
    Expected(V, "chengdong", Action.SEND_BACK, A, "chengdong-gov", by="chengdong", reply=ANSWER),
    Expected(V, "province",  Action.SEND_BACK, A, "chengdong-gov", by="province", reply=ANSWER),
    Expected(V, "xining",    Action.SEND_BACK, T, "chengdong", by="xining", reply=REFUSAL),
    Expected(V, "province",  Action.SEND_BACK, T, "province", by="province", reply=OWN_REFUSAL),
    # §四 and §五: urging and explaining, in every open state
    *(
        Expected(state, holder, action, state, holder, reply=ANSWER)
        for state, holder in ((T, "chengdong"), (A, "chengdong-gov"), (V, "xining"))
        for action in (Action.URGE, Action.RESPOND, Action.JUSTIFY, Action.ASSIGN)
    ),
    # whatever the citizen takes back ends where it lies
    *(
        Expected(state, holder, Action.RETRACT, C, None, "ends goes", reply=ANSWER)
        for state, holder in ((R, None), (R, "province"), (T, "chengdong"), (A, "chengdong-gov"), (V, "xining"))
    ),
    # after the end
    *(
        each
        for state in (P, C)
        for each in (
            Expected(state, None,       Action.URGE,           state, None, by="xining", reply=ANSWER),
            Expected(state, None,       Action.RESPOND,        state, None, by="chengdong-gov", reply=ANSWER),
            Expected(state, None,       Action.RECTIFY,        state, None, by="chengdong-gov", reply=ANSWER),
            Expected(state, None,       Action.DISPUTE,        state, "province", reply=ANSWER),
            Expected(state, "province", Action.REFUSE_DISPUTE, state, None, by="province", reply=ANSWER),
            Expected(state, None,       Action.REOPEN, A, "chengdong-gov", "opens", by="province", reply=ANSWER),
            Expected(state, "province", Action.REOPEN, T, "chengdong",     "opens", by="province", reply=REFUSAL),
        )
    ),
    Expected(P, None, Action.AMEND,    P, None, by="province", reply=ANSWER),
    Expected(C, None, Action.DISCLOSE, P, None, "appears", by="province", reply=PRIVATE),
    # §三(五): a case may be taken off the board at any time
    Expected(P, None,            Action.WITHDRAW, C, None, "goes", by="province", reply=ANSWER),
    Expected(C, None,            Action.WITHDRAW, C, None, "goes", by="province", reply=ANSWER),
    Expected(R, None,            Action.WITHDRAW, R, None, "goes", by="province", reply=ANSWER),
    Expected(T, "chengdong",     Action.WITHDRAW, T, "chengdong", "goes", by="province", reply=ANSWER),
    Expected(A, "chengdong-gov", Action.WITHDRAW, A, "chengdong-gov", "goes", by="province", reply=ANSWER),
    Expected(V, "xining",        Action.WITHDRAW, V, "xining", "goes", by="province", reply=ANSWER),
]
# fmt: on


def _id(expected: Expected) -> str:
    return f"{expected.state}-{expected.action}-at-{expected.holder or 'nobody'}-{expected.to_state}"


@pytest.mark.parametrize("expected", STEPS, ids=_id)
def test_a_step_leads_where_the_notice_says(expected: Expected) -> None:
    before = report(expected.state, expected.holder, expected.reply)
    outcome = step(
        before,
        expected.action,
        TREE,
        by=CAST.unit(expected.by) if expected.by else None,
        account=CAST.account(expected.by) if expected.by else None,
        chosen=CAST.unit(expected.chosen) if expected.chosen else None,
    )
    assert outcome.state is expected.to_state
    assert outcome.holder == (CAST.unit(expected.to_holder) if expected.to_holder else None)
    assert outcome.skipped == ()
    effects = {
        "opens": outcome.opens_clock,
        "ends": outcome.ends_clock,
        "appears": outcome.case_appears,
        "goes": outcome.case_goes,
    }
    assert {name for name, happens in effects.items() if happens} == set(expected.effect.split())


POSSIBLE = {(each.state, each.action) for each in STEPS}


def test_the_steps_above_are_the_whole_table() -> None:
    in_table = {(state, row.action) for row in TRANSITIONS for state in row.sources}
    assert in_table == POSSIBLE


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(Action))
def test_every_other_step_is_impossible(state: State, action: Action) -> None:
    if (state, action) in POSSIBLE:
        return
    before = report(state, None if state in (R, P, C) else "chengdong", ANSWER)
    assert find_transition(before, action, TREE) is None
    with pytest.raises(IllegalStep):
        step(before, action, TREE, by=CAST.unit("province"), chosen=CAST.unit("chengdong"))


@pytest.mark.parametrize(
    ("action", "state", "fact"),
    [
        (Action.RESPOND, T, "urged"),
        (Action.JUSTIFY, A, "overdue"),
        (Action.WITHDRAW, P, "case_visible"),
        (Action.WITHDRAW, V, "case_visible"),
        (Action.RECTIFY, P, "promise_open"),
        (Action.URGE, C, "promise_open"),
        (Action.RESPOND, P, "urged"),
        (Action.DISPUTE, C, "disputable"),
        (Action.REFUSE_DISPUTE, P, "disputed"),
    ],
)
def test_some_steps_need_their_occasion(action: Action, state: State, fact: str) -> None:
    before = report(state, "chengdong", ANSWER)
    assert find_transition(before, action, TREE) is not None
    assert find_transition(without(before, fact), action, TREE) is None


def test_only_what_lies_on_nobodys_desk_is_set_aside_for_the_provincial_office() -> None:
    assert find_transition(report(R, "province"), Action.SET_ASIDE, TREE) is None


# The fields of every form (§三): what the person must or may fill in.
PUBLIC_COPY = [f"public_{part}" for part in ("title", "description", "wrong_text", "suggested_text", "reply")]
PUBLIC_COPY += ["public_attachments", "kept", "mask_rest", "keep_address"]
FIELDS = {
    Action.DISPATCH: ["unit", "comment"],
    Action.REJECT: ["invalid_reason", "original", "reply", "public", "withhold_reason", "withhold_note"],
    Action.RETURN: ["reason"],
    Action.RECALL: ["reason"],
    Action.HAND_BACK: ["reason", "original"],
    Action.REOPEN: ["reason"],
    Action.WITHDRAW: ["withhold_reason", "withhold_note"],
    Action.TRANSFER: ["unit", "note"],
    Action.ANSWER: [
        *("finding", "reply", "corrected_on", "correct_by", "public", "withhold_reason", "withhold_note"),
        *("new_site_code", "new_site_name", "new_site_url", "attachments"),
    ],
    Action.APPROVE: ["comment", *PUBLIC_COPY, "secrecy_checked", "privacy_checked"],
    Action.DISCLOSE: PUBLIC_COPY,
    Action.AMEND: [*PUBLIC_COPY, "reason"],
    Action.SEND_BACK: ["comment"],
    Action.URGE: ["comment"],
    Action.RESPOND: ["comment"],
    Action.JUSTIFY: ["comment"],
    Action.REFUSE_DISPUTE: ["comment"],
    Action.ASSIGN: ["account"],
    Action.RECTIFY: ["corrected_on"],
    Action.DISPUTE: ["reason"],
    Action.SET_ASIDE: [],
    Action.RETRACT: [],
    Action.SUBMIT: [],
}


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.action}-{row.to.name.lower()}")
def test_every_step_asks_for_its_fields(row: Transition) -> None:
    assert sorted(row.fields) == sorted(FIELDS[row.action])


def test_a_level_without_anybody_at_work_is_stepped_over_and_named() -> None:
    """§三(四): review climbs level by level; who has no account cannot hold it up."""
    tree = tree_on_paper(without_accounts=("xining",))
    outcome = step(report(V, "chengdong", ANSWER), Action.APPROVE, tree, by=CAST.unit("chengdong"))
    assert outcome.holder == CAST.unit("province")
    assert outcome.skipped == (CAST.unit("xining"),)


def test_an_answer_climbs_past_all_empty_levels_to_the_provincial_office() -> None:
    tree = tree_on_paper(without_accounts=("xining", "chengdong"))
    outcome = step(report(A, "chengdong-gov"), Action.ANSWER, tree, by=CAST.unit("chengdong-gov"))
    assert outcome.holder == CAST.unit("province")
    assert outcome.skipped == (CAST.unit("chengdong"), CAST.unit("xining"))


def test_a_level_where_only_the_author_works_is_stepped_over() -> None:
    """Nobody approves what they wrote, so a reviewer who moved up from the filing unit is passed by."""
    tree = tree_on_paper(only={"chengdong": ("chengdong-gov",), "chengdong-gov": ("chengdong-gov2",)})
    author = CAST.account("chengdong-gov")
    outcome = step(report(A, "chengdong-gov"), Action.ANSWER, tree, by=CAST.unit("chengdong-gov"), account=author)
    assert outcome.holder == CAST.unit("xining")
    assert outcome.skipped == (CAST.unit("chengdong"),)


def test_what_comes_back_to_an_empty_transferrer_goes_to_the_next_above() -> None:
    tree = tree_on_paper(without_accounts=("chengdong",))
    outcome = step(report(A, "chengdong-gov"), Action.HAND_BACK, tree, by=CAST.unit("chengdong-gov"))
    assert (outcome.state, outcome.holder) == (T, CAST.unit("xining"))
    assert outcome.skipped == (CAST.unit("chengdong"),)


def test_what_is_sent_back_to_an_empty_writer_is_sorted_anew_above_it() -> None:
    tree = tree_on_paper(without_accounts=("chengdong-gov",))
    outcome = step(report(V, "province", ANSWER), Action.SEND_BACK, tree, by=CAST.unit("province"))
    assert (outcome.state, outcome.holder) == (T, CAST.unit("chengdong"))
    assert outcome.skipped == (CAST.unit("chengdong-gov"),)


def test_the_successor_of_a_merged_unit_reviews_and_answers_in_its_place() -> None:
    tree = tree_on_paper(chengdong="haidong", chengdong_gov="haidong-gov")
    climbed = step(report(A, "chengdong-gov"), Action.ANSWER, tree, by=CAST.unit("chengdong-gov"))
    assert climbed.holder == CAST.unit("haidong")
    sent_back = step(report(V, "province", ANSWER), Action.SEND_BACK, tree, by=CAST.unit("province"))
    assert (sent_back.state, sent_back.holder) == (A, CAST.unit("haidong-gov"))
    handed_back = step(report(A, "haidong-gov"), Action.HAND_BACK, tree, by=CAST.unit("haidong-gov"))
    assert handed_back.holder == CAST.unit("haidong")
    dispatched = step(report(R, None), Action.DISPATCH, tree, chosen=CAST.unit("chengdong"))
    assert dispatched.holder == CAST.unit("haidong")


def test_final_review_ends_even_if_the_root_is_named_by_a_unit_merged_into_it() -> None:
    tree = tree_on_paper(xining="province")
    outcome = step(report(V, "xining", ANSWER), Action.APPROVE, tree, by=CAST.unit("province"))
    assert (outcome.state, outcome.holder) == (P, None)


@pytest.mark.parametrize("action", [Action.DISPATCH, Action.TRANSFER])
def test_a_step_to_a_chosen_unit_needs_one(action: Action) -> None:
    state = R if action is Action.DISPATCH else T
    with pytest.raises(IllegalStep):
        step(report(state, "chengdong"), action, TREE)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.SEND_BACK])
def test_a_review_needs_a_reply(action: Action) -> None:
    with pytest.raises(IllegalStep):
        step(report(V, "chengdong"), action, TREE, by=CAST.unit("chengdong"))


def test_a_refused_report_on_the_board_stays_away_from_it_where_no_case_was_visible() -> None:
    before = replace(report(V, "province", PRIVATE), case_visible=False)
    outcome = step(before, Action.APPROVE, TREE, by=CAST.unit("province"))
    assert outcome.state is C
    assert not outcome.case_goes


@pytest.mark.parametrize(
    ("expected", "stale"),
    [(each, each.action not in (Action.URGE, Action.RESPOND, Action.JUSTIFY, Action.ASSIGN)) for each in STEPS],
    ids=lambda value: _id(value) if isinstance(value, Expected) else "",
)
def test_only_words_and_names_leave_open_forms_valid(expected: Expected, stale: bool) -> None:
    before = report(expected.state, expected.holder, expected.reply)
    row = find_transition(before, expected.action, TREE)
    assert row is not None
    outcome = step(
        before,
        expected.action,
        TREE,
        by=CAST.unit(expected.by) if expected.by else None,
        chosen=CAST.unit(expected.chosen) if expected.chosen else None,
    )
    assert changes_version(row, before, outcome) == stale


@pytest.mark.parametrize(
    ("state", "refused", "status"),
    [
        (State.RECEIVED, False, PublicStatus.RECEIVED),
        (State.RECEIVED, True, PublicStatus.RECEIVED),
        (State.TRIAGE, False, PublicStatus.RECEIVED),
        (State.TRIAGE, True, PublicStatus.RECEIVED),
        (State.ANSWERING, False, PublicStatus.HANDLING),
        (State.ANSWERING, True, PublicStatus.HANDLING),
        (State.REVIEW, False, PublicStatus.HANDLING),
        (State.REVIEW, True, PublicStatus.HANDLING),
        (State.PUBLISHED, False, PublicStatus.FINISHED),
        (State.PUBLISHED, True, PublicStatus.REFUSED),
        (State.CLOSED, False, PublicStatus.FINISHED),
        (State.CLOSED, True, PublicStatus.REFUSED),
    ],
)
def test_the_public_sees_four_words(state: State, refused: bool, status: PublicStatus) -> None:
    assert public_status(state, refused) is status


def test_the_four_words_are_those_of_the_platform() -> None:
    assert [status.label for status in PublicStatus] == ["待受理", "办理中", "已办结", "不予受理"]


def test_a_citizen_can_do_nothing_to_an_open_report_but_take_it_back() -> None:
    for state, holder in ((R, None), (T, "chengdong"), (A, "chengdong-gov"), (V, "xining")):
        open_report = report(state, holder, ANSWER)
        possible = [action for action in Action if may(CITIZEN, action, open_report, TREE)]
        assert possible == [Action.RETRACT]
        anew = replace(open_report, answered_before=True)
        assert not [action for action in Action if may(CITIZEN, action, anew, TREE)]


@pytest.mark.parametrize("action", list(Action))
def test_what_was_taken_back_has_ended_for_good(action: Action) -> None:
    ended = replace(report(C, None, ANSWER), retracted=True)
    assert find_transition(ended, action, TREE) is None
    with pytest.raises(IllegalStep):
        step(ended, action, TREE, by=CAST.unit("province"), chosen=CAST.unit("chengdong"))
