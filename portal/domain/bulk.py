"""Steps that may be taken on several reports at once, each judged alone by the same rules as a single one."""

from __future__ import annotations

from portal.domain import policy
from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action, State
from portal.domain.workflow import Situation, find_transition

BULK_ACTIONS = (Action.DISPATCH, Action.TRANSFER, Action.REJECT, Action.ASSIGN, Action.URGE, Action.APPROVE)
"""What may be done to several reports at once, in the order of their way through the offices."""
MOST = 50
"""Reports in one go **[choice]**."""


def is_final_approval(actor: Actor, action: Action, tree: UnitTree) -> bool:
    """True for the root's own approval: it edits and checks a public copy, so it is never one of many (§三(五))."""
    return action is Action.APPROVE and actor.unit is not None and tree.resolve(actor.unit) == tree.root


def may_be_one_of_many(actor: Actor, action: Action, report: Situation, tree: UnitTree) -> bool:
    """True if the actor may take this step on this report together with others."""
    if action not in BULK_ACTIONS or is_final_approval(actor, action, tree):
        return False
    return policy.may(actor, action, report, tree)


def why_not(actor: Actor, action: Action, report: Situation, tree: UnitTree) -> str:
    """The sentence that tells an officer why ``action`` was refused on a report that they may see."""
    if is_final_approval(actor, action, tree):
        return "最终审核要逐件核对公示内容，请用“一页审核十件”"
    if find_transition(report, action, tree) is None:
        return f"现在是“{report.state.label}”，不能{action.label}"
    if action is Action.URGE:
        return "在办单位或答复单位不是本单位的下级单位，不能督办"
    if report.state is State.REVIEW and policy.may(actor, Action.SEND_BACK, report, tree):
        return "答复是您本人写的，须由同事审核"
    return "不在本单位待办中，不能办理"
