"""The bar under a list with which several reports are dealt with at once."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from flask_login import current_user
from wtforms import RadioField, SelectField, TextAreaField

from portal.domain.bulk import BULK_ACTIONS
from portal.domain.demands import ActionInput
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action, InvalidReason, WithholdReason
from portal.queries.bulk_choices import possible_steps
from portal.queries.report_page import colleagues, organizing_units
from portal.store import Report
from portal.web.desk.forms import LABELS
from portal.web.forms import PortalForm, chosen
from portal.web.sessions import actor
from portal.web.workings import context, now, reader

WORDS = {Action.TRANSFER: "转办给各网站的填报单位"}
"""What a choice says where the step's own word says too little."""


class BulkForm(PortalForm):
    """The step, and what all reports have in common."""

    action = RadioField("办理事项", id="bulk-action", validate_choice=False)
    unit = SelectField("接收单位", id="bulk-unit", validate_choice=False)
    account = SelectField("经办人", id="bulk-account", validate_choice=False)
    comment = TextAreaField("说明", id="bulk-comment", render_kw={"rows": 2})
    invalid_reason = SelectField(LABELS["invalid_reason"], id="bulk-invalid-reason", validate_choice=False)
    reply = TextAreaField(LABELS["reply"], id="bulk-reply", render_kw={"rows": 3})
    public = RadioField(
        LABELS["public"], id="bulk-public", choices={"yes": "公开", "no": "不公开"}, validate_choice=False
    )
    withhold_reason = SelectField(LABELS["withhold_reason"], id="bulk-withhold-reason", validate_choice=False)
    withhold_note = TextAreaField(LABELS["withhold_note"], id="bulk-withhold-note", render_kw={"rows": 2})

    def given(self) -> ActionInput:
        """What was typed, in the words of the domain."""
        return ActionInput(
            unit=self.unit.data or None if "unit" in self else None,
            account=self.account.data if "account" in self else None,
            comment=self.comment.data,
            **(self._refusal() if "reply" in self else {}),
        )

    def _refusal(self) -> dict[str, Any]:
        """One reply for all: whoever ticks reports to be refused says that they are alike."""
        return {
            "invalid_reason": InvalidReason.lookup(self.invalid_reason.data),
            "reply": self.reply.data,
            "public": {"yes": True, "no": False}.get(self.public.data or ""),
            "withhold_reason": WithholdReason.lookup(self.withhold_reason.data),
            "withhold_note": self.withhold_note.data,
        }

    def wants(self) -> Action | None:
        """The step that was chosen; None for nothing, and for what is not done to several at once."""
        action = Action.lookup(self.action.data)
        return action if action in BULK_ACTIONS else None


@dataclass(frozen=True, slots=True)
class BulkBar:
    """The form, the numbers that can be ticked, and those that are; ``steps`` are offered, in their order."""

    form: BulkForm
    numbers: Set[str]
    picked: Set[str]
    steps: tuple[Action, ...]


def bulk_bar(reports: Sequence[Report], tree: UnitTree, *, picked: Set[str] = frozenset()) -> BulkBar | None:
    """The bar for these reports, with the steps that are possible for at least one of them; None if there are none.

    Two queries at most. In a request that posted the form, it holds what was posted.
    """
    possible = possible_steps(reader(), actor(), reports, tree, now(), context().dispute_days)
    steps = tuple(action for action in BULK_ACTIONS if any(action in each for each in possible.values()))
    if not steps:
        return None
    form = BulkForm()
    _offer(form, steps, tree)
    return BulkBar(form, possible.keys(), picked, steps)


def _offer(form: BulkForm, steps: tuple[Action, ...], tree: UnitTree) -> None:
    """Fill in what can be chosen, and leave out what none of the steps asks for."""
    form.action.choices = {action.value: WORDS.get(action, action.label) for action in steps}
    if len(steps) == 1:
        form.action.data = steps[0].value
    if Action.DISPATCH in steps:
        form.unit.choices = chosen(organizing_units(tree), "按网站或地区自动确定")
    else:
        del form.unit
    if Action.REJECT in steps:
        # A repetition names its original, and each its own.
        reasons = [(each.value, each.label) for each in InvalidReason if each is not InvalidReason.DUPLICATE]
        form.invalid_reason.choices = chosen(reasons, "请选择")
        form.withhold_reason.choices = chosen(WithholdReason.choices(), "请选择")
    else:
        del form.invalid_reason, form.reply, form.public, form.withhold_reason, form.withhold_note
    if Action.ASSIGN in steps:
        form.account.choices = chosen(colleagues(reader(), tree, current_user.unit_id), "请选择")
    else:
        del form.account
