"""Who may do what: one table of small predicates, and everything that is not allowed is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto

from portal.domain.import_columns import Subject
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Action, Role
from portal.domain.workflow import TRANSITIONS, By, Situation, Transition, find_transition


class Party(Enum):
    """In what capacity somebody comes. A citizen is one who showed the report's tracking code."""

    NOBODY = auto()
    CITIZEN = auto()
    SCHEDULE = auto()
    ACCOUNT = auto()


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever wants to act. ``account`` and ``unit`` are ids; only officers have a unit."""

    party: Party
    account: int | None = None
    unit: int | None = None
    role: Role | None = None


NOBODY = Actor(Party.NOBODY)
CITIZEN = Actor(Party.CITIZEN)
SCHEDULE = Actor(Party.SCHEDULE)


def officer(account: int, unit: int) -> Actor:
    """The officer ``account`` of ``unit``."""
    return Actor(Party.ACCOUNT, account, unit, Role.OFFICER)


Predicate = Callable[[Actor, Situation, UnitTree], bool]


def _is_unit(actor: Actor, unit: int | None, tree: UnitTree) -> bool:
    if actor.role is not Role.OFFICER or actor.unit is None or unit is None:
        return False
    return tree.resolve(actor.unit) == tree.resolve(unit)


def _citizen(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    return actor.party is Party.CITIZEN


def _schedule(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    return actor.party is Party.SCHEDULE


def _root(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    return _is_unit(actor, tree.root, tree)


def _schedule_or_root(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    """The schedule dispatches what lies on nobody's desk; what was set aside for the root is the root's to place."""
    return (_schedule(actor, report, tree) and report.holder is None) or _root(actor, report, tree)


def _holder(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    return _is_unit(actor, report.holder, tree)


def _holder_below_root(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    return _holder(actor, report, tree) and not _root(actor, report, tree)


def _refuser(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    """The root reviews its own refusals, so it needs a second person to refuse at all."""
    alone = _root(actor, report, tree) and len(tree[tree.root].officers) < 2
    return _holder(actor, report, tree) and not alone


def _reviewer(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    """Nobody approves what they wrote."""
    wrote_it = report.reply is not None and report.reply.author == actor.account
    return _holder(actor, report, tree) and not wrote_it


def _transferrer_or_above(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    return _organizes(actor, tree) and tree.within(report.transferrer, actor.unit)


def _above_holder(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    return _organizes(actor, tree) and tree.is_above(actor.unit, report.holder)


def _above_answerer(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    return _organizes(actor, tree) and report.reply is not None and tree.is_above(actor.unit, report.reply.unit)


def _answerer(actor: Actor, report: Situation, tree: UnitTree) -> bool:
    return report.reply is not None and _is_unit(actor, report.reply.unit, tree)


def _is_officer(actor: Actor) -> bool:
    return actor.role is Role.OFFICER


def _organizes(actor: Actor, tree: UnitTree) -> bool:
    """Supervising belongs to organizing units, even where a filing unit has others below it."""
    return _is_officer(actor) and actor.unit is not None and tree.is_organizing(tree.resolve(actor.unit))


PREDICATES: dict[By, Predicate] = {
    By.CITIZEN: _citizen,
    By.SCHEDULE: _schedule,
    By.SCHEDULE_OR_ROOT: _schedule_or_root,
    By.ROOT: _root,
    By.HOLDER: _holder,
    By.HOLDER_BELOW_ROOT: _holder_below_root,
    By.REFUSER: _refuser,
    By.REVIEWER: _reviewer,
    By.TRANSFERRER_OR_ABOVE: _transferrer_or_above,
    By.ABOVE_HOLDER: _above_holder,
    By.ABOVE_ANSWERER: _above_answerer,
    By.ANSWERER: _answerer,
}


def may(actor: Actor, action: Action, report: Situation, tree: UnitTree) -> bool:
    """True exactly where the workflow table has a row for this situation and the actor is who that row names."""
    row = find_transition(report, action, tree)
    return row is not None and PREDICATES[row.by](actor, report, tree)


def allowed(actor: Actor, report: Situation, tree: UnitTree) -> tuple[Transition, ...]:
    """The rows of the table that this actor may take now, in the table's order."""
    rows = (find_transition(report, row.action, tree) for row in TRANSITIONS if report.state in row.sources)
    return tuple(row for row in rows if row is not None and PREDICATES[row.by](actor, report, tree))


def may_supervise(actor: Actor, tree: UnitTree) -> bool:
    """True for officers of organizing units, who urge those below them and watch over what they handle (§二)."""
    return _organizes(actor, tree)


def may_decide_days(actor: Actor, tree: UnitTree) -> bool:
    """True for officers of the provincial office, who alone decide which days are worked (§四)."""
    return _is_unit(actor, tree.root, tree)


def coordinates(actor: Actor, tree: UnitTree) -> bool:
    """True for officers of the provincial office, which closes the figures, assesses and publishes criticism (§二)."""
    return _is_unit(actor, tree.root, tree)


def may_read_score(actor: Actor, unit: int, tree: UnitTree, *, frozen: bool) -> bool:
    """True for officers who may read how ``unit`` was assessed: its own and those above it at any time, every other
    one once the year is frozen and the numbers no longer move **[choice]**."""
    return _is_officer(actor) and (frozen or tree.within(unit, actor.unit))


def speaks_for(actor: Actor, unit: int, tree: UnitTree) -> bool:
    """True for officers of ``unit`` itself, who may object to its result."""
    return _is_unit(actor, unit, tree)


def may_sort_floods(actor: Actor, tree: UnitTree) -> bool:
    """True for officers of the provincial office, on whose desk repeated reports wait."""
    return _is_unit(actor, tree.root, tree)


def may_blacken(actor: Actor, tree: UnitTree) -> bool:
    """True for officers of the provincial office, who decide what of a picture the public sees (§三(四) 终审)."""
    return _is_unit(actor, tree.root, tree)


def may_renew_code(actor: Actor, holder: int | None, tree: UnitTree) -> bool:
    """True for those who may give a citizen a new tracking code: the present holder, who is at work on the report,
    and the provincial office, whose telephone number the pages name."""
    return _is_unit(actor, tree.root, tree) or _is_unit(actor, holder, tree)


def keeps_registers(actor: Actor, tree: UnitTree) -> bool:
    """True for those who keep some part of the registers of units and websites: the system's administrator, and
    organizing units for what lies below them."""
    return actor.role is Role.ADMIN or _organizes(actor, tree)


def may_keep_unit(actor: Actor, unit: int, tree: UnitTree) -> bool:
    """True for whoever may rename, move, merge or retire ``unit``: the organizing units above it, the provincial office
    for the whole province including itself, and the administrator."""
    if actor.role is Role.ADMIN or _is_unit(actor, tree.root, tree):
        return True
    return _organizes(actor, tree) and tree.is_above(actor.unit, unit)


def may_add_to(actor: Actor, unit: int, tree: UnitTree) -> bool:
    """True for whoever may give ``unit`` something to keep, a unit below it or a website, or name its responsible
    officer: those who may keep it, and it itself where it organizes."""
    return may_keep_unit(actor, unit, tree) or (_organizes(actor, tree) and tree.within(unit, actor.unit))


def may_see(actor: Actor, held_by: Iterable[int], tree: UnitTree) -> bool:
    """True if an officer may see a report that the units ``held_by`` hold or ever held; the root sees all."""
    if not _is_officer(actor) or actor.unit is None:
        return False
    return tree.resolve(actor.unit) == tree.root or any(tree.within(unit, actor.unit) for unit in held_by)


def may_import(actor: Actor, subject: Subject, tree: UnitTree) -> bool:
    """True for whoever may take a whole file into the portal: the administrator, and for the registers of units and
    websites the provincial office too."""
    return actor.role is Role.ADMIN or (subject is not Subject.REPORTS and _is_unit(actor, tree.root, tree))
