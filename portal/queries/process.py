"""The process as the help page draws it, read from the workflow table itself."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.vocabulary import OPEN_STATES, Action, State
from portal.domain.workflow import TRANSITIONS, By, To, Transition, public_status

WHO: dict[By, str] = {
    By.CITIZEN: "网民（凭查询码）",
    By.SCHEDULE: "系统定时",
    By.SCHEDULE_OR_ROOT: "系统定时；省政府办公厅",
    By.ROOT: "省政府办公厅",
    By.HOLDER: "在办单位",
    By.HOLDER_BELOW_ROOT: "在办的组织单位",
    By.REFUSER: "在办的组织单位",
    By.REVIEWER: "审核单位（答复人本人除外）",
    By.TRANSFERRER_OR_ABOVE: "转办单位及其上级",
    By.ABOVE_HOLDER: "在办单位的上级",
    By.ABOVE_ANSWERER: "答复单位的任一上级组织单位",
    By.ANSWERER: "答复单位",
}
WHERE: dict[To, str] = {
    To.RECEIVED_NOBODY: "待分办",
    To.RECEIVED_ROOT: "待分办（省政府办公厅人工分办）",
    To.TRIAGE_CHOSEN: "待转办",
    To.ANSWERING_CHOSEN: "待答复",
    To.TRIAGE_TRANSFERRER: "待转办（原转办单位）",
    To.REVIEW_PARENT: "待审核（上级单位）",
    To.REVIEW_PARENT_OR_END: "待审核（再上一级）；终审后办结",
    To.WRITER: "退给写答复的单位",
    To.SAME: "状态不变",
    To.SAME_ON_ROOT: "由省政府办公厅处理",
    To.SAME_ON_NOBODY: "状态不变",
    To.CLOSED_IF_PUBLISHED: "不再公示",
    To.CLOSED_NOBODY: "结束办理，不公示",
    To.PUBLISHED: "已公开",
}
PLAIN: dict[State, str] = {
    State.RECEIVED: "留言已经收到，等待分给网站所在地区或部门的组织单位。",
    State.TRIAGE: "组织单位确认由哪个单位办理；不属于受理范围的，研究怎样答复您。",
    State.ANSWERING: "网站的主办单位核查您反映的问题，属实的纠正，并拟写答复。",
    State.REVIEW: "上级单位逐级审核答复，以及是否公开。",
    State.PUBLISHED: "审核通过，问题和答复公示在曝光台。",
    State.CLOSED: "不公开的，审核通过后您凭查询码可以看到答复和不公开的原因。",
}
"""What happens while a report is in a state, told to citizens."""
LATER = frozenset({Action.URGE, Action.RESPOND, Action.JUSTIFY, Action.ASSIGN, Action.WITHDRAW, Action.RETRACT})
"""Steps that do not carry a report along, and the one that breaks its way off; the picture leaves them out, the table
below it has them."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A state, the word that the public sees for it, what happens in it, and the steps that lead on from it."""

    state: State
    public: str
    plain: str
    steps: tuple[Transition, ...]


def stages() -> list[Stage]:
    """The states in the order in which a report passes through them."""
    leading_on = {state: tuple(row for row in TRANSITIONS if _leads_on(row, state)) for state in State}
    return [Stage(state, public_status(state, refused=False).label, PLAIN[state], leading_on[state]) for state in State]


def _leads_on(row: Transition, state: State) -> bool:
    return state in row.sources and row.action not in LATER


def source_label(row: Transition) -> str:
    """From where a step starts, in words."""
    if not row.sources:
        return "—"
    if row.sources == OPEN_STATES:
        return "办理中的各状态"
    if row.sources == frozenset(State):
        return "各状态（已公示的）"
    return "、".join(state.label for state in State if state in row.sources)
