"""What may be done to several reports at once: what a single step may, but never the final approval."""

from __future__ import annotations

import pytest

from portal.domain.bulk import BULK_ACTIONS, may_be_one_of_many, why_not
from portal.domain.policy import may
from portal.domain.vocabulary import Action, Finding, ReportKind, State
from portal.domain.workflow import ReplyFacts, Situation
from tests.province import cast_on_paper, tree_on_paper

CAST, TREE = cast_on_paper(), tree_on_paper()
PEOPLE = ("province", "xining", "chengdong", "chengdong-gov", "fgw")
ANSWER = ReplyFacts(CAST.account("chengdong-gov"), CAST.unit("chengdong-gov"), Finding.CONFIRMED, public=True)


def situations() -> list[Situation]:
    holders = [CAST.unit(code) for code in PEOPLE]
    return [Situation(state, ReportKind.CORRECTION, holder=held, reply=ANSWER) for state in State for held in holders]


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("who", PEOPLE)
def test_nothing_is_allowed_in_bulk_that_is_not_allowed_singly(who: str, action: Action) -> None:
    actor = CAST.officer(who)
    for each in situations():
        expected = may(actor, action, each, TREE) and action in BULK_ACTIONS
        expected = expected and not (action is Action.APPROVE and who == "province")
        assert may_be_one_of_many(actor, action, each, TREE) == expected


@pytest.mark.parametrize("action", BULK_ACTIONS)
def test_every_refusal_has_its_sentence(action: Action) -> None:
    for who in PEOPLE:
        for each in situations():
            if not may_be_one_of_many(CAST.officer(who), action, each, TREE):
                assert why_not(CAST.officer(who), action, each, TREE)


def test_an_author_is_told_that_a_colleague_has_to_approve() -> None:
    refusal = ReplyFacts(CAST.account("chengdong"), CAST.unit("chengdong"), Finding.REFUSED, public=True)
    own = Situation(State.REVIEW, ReportKind.CORRECTION, holder=CAST.unit("chengdong"), reply=refusal)
    assert "您本人写的" in why_not(CAST.officer("chengdong"), Action.APPROVE, own, TREE)
