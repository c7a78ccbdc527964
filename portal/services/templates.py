"""Reply templates: the wordings that a unit keeps for its answers, written and deleted by its own officers."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.audit import Deed
from portal.domain.demands import LONGEST, Problem
from portal.domain.placeholders import PLACEHOLDERS, unknown
from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Role
from portal.services.audit import record
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed, NotFound
from portal.store.facts import load_tree
from portal.store.template import ReplyTemplate

MOST = 50
"""Templates that a unit may keep: more than that nobody finds again **[choice]**."""
LONGEST_TITLE = 60


def save_template(context: Context, actor: Actor, title: str, text: str, template_id: int | None = None) -> int:
    """Keep a new template, or change the one with ``template_id``; returns its id.

    Raises NotAllowed for anybody but an officer, NotFound for a template that is not the officer's unit's, Invalid.
    """
    with context.database.writing() as session:
        tree = load_tree(session)
        unit = _unit_of(actor, tree)
        template = _own(session, tree, unit, template_id) if template_id is not None else None
        if problems := _problems(title, text):
            raise Invalid(problems)
        if template is None:
            held = session.scalar(select(func.count()).where(ReplyTemplate.unit_id == unit)) or 0
            if held >= MOST:
                raise Invalid([Problem("title", f"本单位已有 {held} 个模板，请先删除不用的")])
            template = ReplyTemplate(unit_id=unit)
            session.add(template)
        template.title, template.text = title.strip(), text.strip()
        template.written_by_id, template.written_at = actor.account or 0, context.now()
        session.flush()
        _record(session, context, actor, Deed.SAVE_TEMPLATE, template)
        return template.id


def delete_template(context: Context, actor: Actor, template_id: int) -> str:
    """Delete a template of the officer's unit; returns its title. Raises NotAllowed or NotFound."""
    with context.database.writing() as session:
        tree = load_tree(session)
        template = _own(session, tree, _unit_of(actor, tree), template_id)
        _record(session, context, actor, Deed.DELETE_TEMPLATE, template)
        session.delete(template)
        return template.title


def _unit_of(actor: Actor, tree: UnitTree) -> int:
    if actor.role is not Role.OFFICER or actor.unit is None:
        raise NotAllowed("only officers keep templates")
    return tree.resolve(actor.unit)


def _own(session: Session, tree: UnitTree, unit: int, template_id: int) -> ReplyTemplate:
    template = session.get(ReplyTemplate, template_id)
    if template is None or tree.resolve(template.unit_id) != unit:
        raise NotFound(f"template {template_id}")
    return template


def _problems(title: str, text: str) -> list[Problem]:
    problems = []
    if not 1 <= len(title.strip()) <= LONGEST_TITLE:
        problems.append(Problem("title", f"请填写模板名称，最多 {LONGEST_TITLE} 字"))
    if not text.strip():
        problems.append(Problem("text", "请填写模板内容"))
    elif len(text) > LONGEST["reply"]:
        problems.append(Problem("text", f"最多 {LONGEST['reply']} 字，现在有 {len(text)} 字，请精简"))
    if strange := unknown(text):
        offered = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        problems.append(Problem("text", f"不认识 {'、'.join(strange)}，可用的是 {offered}"))
    return problems


def _record(session: Session, context: Context, actor: Actor, deed: Deed, template: ReplyTemplate) -> None:
    record(session, context, deed, f"template:{template.id}", account_id=actor.account, title=template.title)
