"""Lines of a file of units or websites, each settled by the rules of the registers themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.domain.demands import Problem
from portal.domain.import_columns import Subject, labels_of
from portal.domain.imports import Entry, Fate, RowFate, one_of_problem, read_term, several
from portal.domain.registers import SiteEntry, UnitEntry
from portal.domain.site_code import parse_site_code
from portal.domain.vocabulary import SiteStatus, UnitKind
from portal.services import sites, units
from portal.services.errors import Invalid, NotAllowed, NotFound
from portal.services.register import Register
from portal.store import Site

Step = Callable[[Register, Entry], Fate]


def settle_entries(register: Register, subject: Subject, entries: Iterable[Entry]) -> Iterator[RowFate]:
    """Make the registers what the lines say and tell what became of each; a wrong line changes nothing.

    An empty cell leaves what is there. The caller ends the transaction, or takes it back.
    """
    labels = labels_of(subject)
    given = list(entries)
    if subject is Subject.UNITS:
        given, step = _parents_first(given), _settle_unit
    else:
        step = _settle_site
    seen: dict[str, int] = {}
    for entry in given:
        key = _key(subject, entry)
        problems = list(entry.problems)
        if key and key in seen:
            problems.append((labels["code"], f"与第 {seen[key]} 行重复"))
        seen.setdefault(key, entry.number)
        fate, found = (Fate.WRONG, []) if problems else _try(register, step, entry)
        told = [(labels.get(problem.field, ""), problem.message) for problem in found]
        yield RowFate(entry.number, key, fate, (*problems, *told))


def _key(subject: Subject, entry: Entry) -> str:
    code = entry.text("code")
    return (parse_site_code(code) or code) if subject is Subject.SITES else code


def _try(register: Register, step: Step, entry: Entry) -> tuple[Fate, Sequence[Problem]]:
    """Settle one line within a savepoint of its own, so that a wrong one leaves nothing for the others to rest on."""
    try:
        with register.session.begin_nested():
            return step(register, entry), ()
    except Invalid as invalid:
        found: Sequence[Problem] = invalid.problems
    except (NotAllowed, NotFound):
        found = [Problem("", "不在您的管理范围内")]
    register.reload()
    return Fate.WRONG, found


def _parents_first(entries: Sequence[Entry]) -> list[Entry]:
    """The lines in an order in which every new unit comes after the one above it; those in a ring as they stand."""
    by_code = {entry.text("code"): entry for entry in reversed(entries)}
    placed: dict[int, Entry] = {}
    for entry in entries:
        path: list[Entry] = []
        above: Entry | None = entry
        while above is not None and above.number not in placed and above not in path:
            path.append(above)
            above = by_code.get(above.text("parent"))
        for each in reversed(path):
            placed[each.number] = each
    return list(placed.values())


def _settle_unit(register: Register, entry: Entry) -> Fate:
    code, name, parent = (entry.text(each) for each in ("code", "name", "parent"))
    kind = read_term(UnitKind, entry.text("kind"))
    if kind is None:
        raise Invalid([Problem("kind", one_of_problem(UnitKind))])
    known = register.tree.find(code)
    if known is None:
        if not parent:
            raise Invalid([Problem("parent", "没有填写：新单位要有上级")])
        units.open_unit(register, UnitEntry(code, name, kind, parent, entry.text("region")))
        _name_responsible(register, entry)
        return Fate.NEW
    if not known.in_use:
        raise Invalid([Problem("code", f"{known.name}已并入其他单位或已撤销，不能再更改")])
    if kind is not known.kind:
        raise Invalid([Problem("kind", f"{known.name}是{known.kind.label}，类型不能更改")])
    row = register.unit(code)
    before = row.version
    if (name, entry.text("region") or known.region_code) != (known.name, known.region_code):
        units.change_unit(register, code, name, entry.text("region") or known.region_code or "")
    if parent and known.id == register.tree.root:
        raise Invalid([Problem("parent", "全省的最终审核单位没有上级，应留空")])
    if not parent and known.id != register.tree.root:
        raise Invalid([Problem("parent", "没有填写")])
    if parent and parent != register.tree[register.tree.above(known.id)[0]].code:
        units.move_unit(register, code, parent)
    _name_responsible(register, entry)
    return Fate.CHANGED if row.version != before else Fate.SAME


def _name_responsible(register: Register, entry: Entry) -> None:
    if entry.text("account"):
        units.name_responsible(register, entry.text("code"), entry.text("account"))


def _settle_site(register: Register, entry: Entry) -> Fate:
    code = parse_site_code(entry.text("code"))
    wanted = select(Site).options(selectinload(Site.hosts)).where(Site.code == code)
    known = register.session.scalar(wanted) if code else None
    status = read_term(SiteStatus, entry.text("status")) if entry.text("status") else SiteStatus.ACTIVE
    if status is None:
        raise Invalid([Problem("status", one_of_problem(SiteStatus))])
    name, url, unit = (entry.text(each) for each in ("name", "url", "unit"))
    hosts = several(entry.text("hosts"))
    if known is None:
        sites.add_site(register, SiteEntry(entry.text("code"), name, url, unit, hosts, status))
        return Fate.NEW
    before = known.version
    changed = SiteEntry(
        code=known.code,
        name=name,
        url=url,
        unit=unit,
        hosts=hosts or [each.host for each in known.hosts],
        status=status if entry.text("status") else known.status,
        sponsor_lost=known.sponsor_lost_at is not None,
    )
    sites.change_site(register, changed)
    return Fate.CHANGED if known.version != before else Fate.SAME
