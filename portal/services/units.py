"""The register of units: opening, changing, moving, merging, retiring, and naming who answers for one (§五.2 专人).

The past stays as it was: events, replies, clocks and holdings keep the unit that they name. What is open goes on with
whoever the tree says acts for that unit now. Each function takes one step within the caller's `Register`; ``version``
is the one that the form was made for, None means the present one.

Each raises NotFound, NotAllowed, Invalid, or Stale where somebody changed the unit since the form was opened.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from portal.domain.audit import Deed
from portal.domain.demands import Problem
from portal.domain.policy import may_add_to, may_keep_unit
from portal.domain.registers import UnitEntry, name_problem, unit_code_problem
from portal.domain.vocabulary import UnitKind
from portal.services.errors import Invalid
from portal.services.register import Register
from portal.store import Account, Region, ResponsibleOfficer, Site, Unit, UnitMoved
from portal.store.ties import Ties, ties_of


def open_unit(register: Register, entry: UnitEntry) -> Unit:
    """A new unit below ``entry.parent``."""
    parent = register.tree.find(entry.parent)
    if parent is None:
        raise Invalid([Problem("parent", "没有这个上级单位，请核对")])
    register.allow(may_add_to(register.actor, parent.id, register.tree))
    problems = [
        _name_taken(register, entry.name),
        code_problem(register, entry.code),
        Problem("kind", "请选择单位类型") if entry.kind is None else None,
        _parent_problem(register, entry.parent),
        _region_problem(register, entry.region),
    ]
    _refuse(problems)
    unit = Unit(
        code=entry.code,
        name=entry.name.strip(),
        kind=entry.kind or UnitKind.FILING,
        parent_id=parent.id,
        region_code=entry.region or parent.region_code,
        version=0,
    )
    register.session.add(unit)
    register.reload()
    after = {"name": unit.name, "kind": unit.kind.label, "parent": register.tree.path_name(parent.id)}
    register.changed(unit, Deed.OPEN_UNIT, {}, after | {"region": unit.region_code})
    return unit


def change_unit(register: Register, code: str, name: str, region: str, version: int | None = None) -> Unit:
    """Give a unit another name, or another region; events keep the name that it had."""
    unit = _kept(register, code, version)
    _refuse([_name_taken(register, name, unit), _region_problem(register, region)])
    before = {"name": unit.name, "region": unit.region_code}
    after = {"name": name.strip(), "region": region or None}
    if before == after:
        return unit
    unit.name, unit.region_code = after["name"] or "", after["region"]
    register.changed(unit, Deed.CHANGE_UNIT, before, after)
    register.reload()
    return unit


def move_unit(register: Register, code: str, parent: str, version: int | None = None) -> Unit:
    """Put a unit, with everything below it, below another one. Reports that it holds, or whose review is on its way,
    go on: the next reviewer is always looked for above whoever holds the report then."""
    unit = _kept(register, code, version)
    _refuse([_root_problem(register, unit, "parent"), _parent_problem(register, parent, unit)])
    above = register.unit(parent)
    register.allow(may_add_to(register.actor, above.id, register.tree))
    if register.tree.resolve(unit.parent_id or unit.id) != above.id:
        _place(register, unit, above)
    return unit


def merge_units(register: Register, code: str, into: str, version: int | None = None) -> Unit:
    """Merge a unit into another of its kind, which acts for it from now on; returns the other one.

    Open reports stay where their holdings say and are worked on by the successor, whose officers the accounts become;
    websites and the units below move to it. Events, replies and finished cases keep the old unit.
    """
    unit = _kept(register, code, version)
    _refuse([_root_problem(register, unit, "into"), _successor_problem(register, unit, into)])
    heir = register.unit(into)
    register.allow(may_add_to(register.actor, heir.id, register.tree))
    tree, session = register.tree, register.session
    ties = ties_of(session, tree, unit.id)
    names = (tree.path_name(unit.id), tree.path_name(heir.id))
    sites = session.scalars(select(Site).where(Site.filing_unit_id == unit.id).order_by(Site.id)).all()
    for child in session.scalars(select(Unit).where(Unit.code.in_(ties.children)).order_by(Unit.id)):
        _place(register, child, heir)
    for site in sites:
        site.filing_unit_id = heir.id
        register.changed(site, Deed.CHANGE_SITE, {"unit": unit.name}, {"unit": heir.name})
    for account in session.scalars(select(Account).where(Account.unit_id == unit.id).order_by(Account.id)):
        account.unit_id = heir.id
        register.note(
            Deed.CHANGE_ACCOUNT, f"account:{account.id}", before={"unit": unit.name}, after={"unit": heir.name}
        )
    _forget_responsible(register, unit)
    session.add(UnitMoved(unit_id=unit.id, at=register.context.now(), parent_id=unit.parent_id, merged=True))
    unit.merged_into_id = heir.id
    counts = {"reports": len(ties.held), "sites": len(sites), "children": len(ties.children)}
    register.changed(unit, Deed.MERGE_UNIT, {}, {"into": names[1]}, **counts)
    register.changed(heir, Deed.ABSORB_UNIT, {}, {"absorbed": names[0]}, **counts)
    register.reload()
    return heir


def retire_unit(register: Register, code: str, version: int | None = None) -> Unit:
    """Retire a unit that nothing ties to the present any more; its accounts are closed with it."""
    unit = _kept(register, code, version)
    # Whoever gives this unit a report at this moment names its row; they are waited for, and then counted.
    register.session.execute(select(Unit.id).where(Unit.id == unit.id).with_for_update())
    ties = ties_of(register.session, register.tree, unit.id)
    _refuse([_root_problem(register, unit, ""), *(Problem("", each) for each in obstacles(ties))])
    for account in ties.accounts:
        account.active = False
        account.session_epoch += 1
        register.note(Deed.CLOSE_ACCOUNT, f"account:{account.id}", unit=unit.name)
    _forget_responsible(register, unit)
    unit.retired_at = register.context.now()
    register.changed(unit, Deed.RETIRE_UNIT, {}, {}, accounts=len(ties.accounts))
    register.reload()
    return unit


def revive_unit(register: Register, code: str, version: int | None = None) -> Unit:
    """Take the retirement of a unit back. Its accounts stay closed until somebody opens them again."""
    unit = register.unit(code)
    register.allow(may_keep_unit(register.actor, unit.id, register.tree))
    register.expect(unit, version)
    if unit.retired_at is None:
        raise Invalid([Problem("", "这个单位没有被撤销")])
    above = register.tree[unit.parent_id or register.tree.root]
    _refuse(
        [
            _parent_problem(register, register.tree[register.tree.resolve(above.id)].code),
            _name_taken(register, unit.name, unit),
        ]
    )
    unit.retired_at = None
    register.changed(unit, Deed.REVIVE_UNIT, {}, {})
    register.reload()
    return unit


def name_responsible(register: Register, code: str, username: str, version: int | None = None) -> Unit:
    """Name the one officer of a unit who answers for its part in this work (§五.2); "" leaves it without one."""
    unit = register.unit(code)
    register.allow(may_add_to(register.actor, unit.id, register.tree))
    register.expect(unit, version)
    _refuse([_gone_problem(register, unit)])
    session = register.session
    chosen = session.scalar(select(Account).where(Account.username == username)) if username else None
    own = chosen is not None and chosen.id in register.tree[unit.id].officers
    if username and not own:
        raise Invalid([Problem("account", "请选择本单位在用的账号")])
    kept = session.get(ResponsibleOfficer, unit.id)
    before = session.get_one(Account, kept.account_id).display_name if kept else None
    if (kept.account_id if kept else None) == (chosen.id if chosen else None):
        return unit
    _forget_responsible(register, unit)
    if chosen is not None:
        named = ResponsibleOfficer(unit_id=unit.id, account_id=chosen.id, named_at=register.context.now())
        session.add(named)
    after = chosen.display_name if chosen else None
    register.changed(unit, Deed.NAME_RESPONSIBLE, {"responsible": before}, {"responsible": after})
    session.flush()
    return unit


def obstacles(ties: Ties) -> list[str]:
    """What stands in the way of retiring a unit, as sentences in Chinese."""
    found = []
    if ties.held:
        found.append(f"还有 {len(ties.held)} 件在办留言（{_some(ties.held)}）")
    if ties.promised:
        found.append(f"还有 {len(ties.promised)} 件承诺的整改没有报告完成（{_some(ties.promised)}）")
    if ties.sites:
        found.append(f"还有 {len(ties.sites)} 个未关停的网站（{_some([site.name for site in ties.sites])}）")
    if ties.children:
        found.append(f"还有 {len(ties.children)} 个下级单位（{_some(ties.children)}）")
    return found


def code_problem(register: Register, code: str) -> Problem | None:
    """What is wrong with the code of a new unit, which may also become its first user name."""
    if problem := unit_code_problem(code):
        return Problem("code", f"单位代码{problem}")
    if register.session.scalar(select(Unit.id).where(Unit.code == code)):
        return Problem("code", f"单位代码 {code} 已被使用，请换一个")
    return None


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:3]) + (" 等" if len(names) > 3 else "")


def _refuse(problems: Sequence[Problem | None]) -> None:
    found = [problem for problem in problems if problem is not None]
    if found:
        raise Invalid(found)


def _kept(register: Register, code: str, version: int | None) -> Unit:
    """The unit that the actor may keep, in use and as their form showed it."""
    unit = register.unit(code)
    register.allow(may_keep_unit(register.actor, unit.id, register.tree))
    register.expect(unit, version)
    _refuse([_gone_problem(register, unit)])
    return unit


def _gone_problem(register: Register, unit: Unit) -> Problem | None:
    if unit.merged_into_id is not None:
        return Problem("", f"这个单位已并入{register.tree[register.tree.resolve(unit.id)].name}，不能再更改")
    return Problem("", "这个单位已撤销，不能再更改") if unit.retired_at is not None else None


def _root_problem(register: Register, unit: Unit, field: str) -> Problem | None:
    if unit.id == register.tree.root:
        return Problem(field, f"{unit.name}是全省的最终审核单位，不能划转、并入或撤销")
    return None


def _parent_problem(register: Register, parent: str, unit: Unit | None = None) -> Problem | None:
    """What is wrong with ``parent`` as the unit above ``unit``, or above a new one."""
    above = register.tree.find(parent)
    if above is None:
        return Problem("parent", "没有这个上级单位，请核对")
    if not above.in_use:
        return Problem("parent", f"{above.name}已并入其他单位或已撤销，请选择在用的单位")
    if above.kind is not UnitKind.ORGANIZING:
        return Problem("parent", f"{above.name}是填报单位，上级须是组织单位")
    if unit is not None and register.tree.within(above.id, unit.id):
        return Problem("parent", "不能划转到自己或自己的下级单位之下")
    return None


def _successor_problem(register: Register, unit: Unit, into: str) -> Problem | None:
    heir = register.tree.find(into)
    if heir is None:
        return Problem("into", "没有这个单位，请核对")
    if not heir.in_use:
        return Problem("into", f"{heir.name}已并入其他单位或已撤销，请选择在用的单位")
    if heir.kind is not unit.kind:
        return Problem("into", f"{heir.name}是{heir.kind.label}，{unit.kind.label}只能并入{unit.kind.label}")
    if register.tree.within(heir.id, unit.id):
        return Problem("into", "不能并入自己或自己的下级单位；可以先把那个下级单位划转出来")
    return None


def _name_taken(register: Register, name: str, unit: Unit | None = None) -> Problem | None:
    if problem := name_problem(name):
        return Problem("name", problem)
    conditions: list[ColumnElement[bool]] = [
        Unit.name == name.strip(), Unit.retired_at.is_(None), Unit.merged_into_id.is_(None)
    ]  # fmt: skip
    if unit is not None:
        conditions.append(Unit.id != unit.id)
    code = register.session.scalar(select(Unit.code).where(*conditions))
    return Problem("name", f"已有同名的单位（{code}），请核对是否重复") if code else None


def _region_problem(register: Register, region: str) -> Problem | None:
    if region and register.session.get(Region, region) is None:
        return Problem("region", "没有这个地区，请从列表中选择")
    return None


def _place(register: Register, unit: Unit, above: Unit) -> None:
    """Put ``unit`` below ``above`` and write down where it was and is."""
    tree = register.tree
    before = {"parent": tree.path_name(unit.parent_id) if unit.parent_id is not None else None}
    register.session.add(UnitMoved(unit_id=unit.id, at=register.context.now(), parent_id=unit.parent_id))
    unit.parent_id = above.id
    register.changed(unit, Deed.MOVE_UNIT, before, {"parent": tree.path_name(above.id)})
    register.reload()


def _forget_responsible(register: Register, unit: Unit) -> None:
    kept = register.session.get(ResponsibleOfficer, unit.id)
    if kept is not None:
        register.session.delete(kept)
        register.session.flush()
