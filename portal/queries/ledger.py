"""The ledger 台账: every number ever received, where it stands and how long it took; never a word of any text."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.deadlines import day_of
from portal.domain.units import UnitTree
from portal.domain.vocabulary import FINISHED_STATES, Finding, PublicStatus, State, WithholdReason
from portal.domain.workflow import public_status
from portal.store import Case, Clock, Reply, Report

PAGE = 50
"""Numbers on one page."""
_CHUNK = 500
# The time of finishing says the same as the state, by constraint, and does not lead SQLite to the index of states,
# which holds nearly every report.
_FINISHED, _UNFINISHED = Report.finished_at.is_not(None), Report.finished_at.is_(None)

OPEN = "open"
STATUSES: dict[str, tuple[str, frozenset[PublicStatus]]] = {
    OPEN: ("未办结", frozenset({PublicStatus.RECEIVED, PublicStatus.HANDLING})),
    **{each.value: (each.label, frozenset({each})) for each in PublicStatus},
}
"""What the ledger can be filtered by: the four public words, and one for the two of them that are not the end."""
NOW, FINALLY = "yes", "late"
OVERDUE = {NOW: "现已逾期，尚未办结", FINALLY: "逾期办结"}
UNCORRECTED = "overdue"
RETRACTED = "网民已撤回"
"""What stands in place of a reason where the citizen took the report back."""


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Which numbers: ``unit`` is a code and includes what lies below it; ``status`` a key of STATUSES, ``overdue`` one
    of OVERDUE, ``rectification`` UNCORRECTED or none. Unknown values were dropped when the address was read."""

    unit: str = ""
    status: str = ""
    year: int | None = None
    overdue: str = ""
    rectification: str = ""
    number: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One number. ``unit`` holds the report, or answered it once it is finished; none while nobody has it.

    ``on_time`` is none where no time limit runs or ran out: before dispatch, and while the limit has not passed.
    ``withheld`` says why the outcome was never published, ``withdrawn`` why it is public no longer.
    """

    number: str
    unit: str | None
    unit_code: str | None
    received_on: date
    due_on: date | None
    finished_on: date | None
    status: PublicStatus
    on_time: bool | None
    public: bool
    withheld: WithholdReason | None
    withdrawn: WithholdReason | None
    retracted: bool
    """The citizen took the report back: it ended without a reply, and no time limit was left to be kept."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One page of the ledger, and the years from which there are numbers, newest first."""

    entries: Sequence[LedgerEntry]
    total: int
    page: int
    pages: int
    years: Sequence[int]


def find_ledger(session: Session, tree: UnitTree, query: LedgerQuery, now: datetime) -> Ledger:
    """The numbers that match, newest first; five queries."""
    conditions = _conditions(tree, query, now)
    total = session.scalar(select(func.count()).select_from(Report).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, query.page), pages)
    ids = session.scalars(_ids(conditions).offset((page - 1) * PAGE).limit(PAGE)).all()
    # Asked apart, each end is one look into the index; asked together, SQLite reads all of it.
    first, last = session.scalar(select(func.min(Report.number))), session.scalar(select(func.max(Report.number)))
    years = range(int(last[:4]), int(first[:4]) - 1, -1) if first and last else ()
    return Ledger(_entries(session, tree, ids, now), total, page, pages, years)


def whole_ledger(session: Session, tree: UnitTree, query: LedgerQuery, now: datetime) -> Iterator[LedgerEntry]:
    """Every number that matches, newest first, read piece by piece."""
    ids = array("q", session.scalars(_ids(_conditions(tree, query, now))).yield_per(_CHUNK))
    for start in range(0, len(ids), _CHUNK):
        yield from _entries(session, tree, ids[start : start + _CHUNK].tolist(), now)


def _ids(conditions: Sequence[ColumnElement[bool]]) -> Any:
    # A number begins with its year and then counts, so that its order is the order of receipt.
    return select(Report.id).where(*conditions).order_by(Report.number.desc())


def _entries(session: Session, tree: UnitTree, ids: Sequence[int], now: datetime) -> list[LedgerEntry]:
    newest = aliased(Clock)
    last_clock = select(func.max(newest.id)).where(newest.report_id == Report.id).correlate(Report).scalar_subquery()
    rows = session.execute(
        select(
            Report.number, Report.state, Report.holder_id, Report.submitted_at, Report.finished_at,
            Report.retracted_at,
            Reply.unit_id, Reply.finding, Reply.withhold_reason.label("withheld"),
            Clock.due_on, Clock.due_at, Clock.ended_at,
            Case.visible, Case.withhold_reason.label("withdrawn"),
        )
        .select_from(Report)
        .outerjoin(Reply, (Reply.report_id == Report.id) & _is_final())
        .outerjoin(Clock, Clock.id == last_clock)
        .outerjoin(Case, Case.report_id == Report.id)
        .where(Report.id.in_(ids))
        .order_by(Report.number.desc())
    )  # fmt: skip
    return [_entry(row, tree, now) for row in rows]


def _entry(row: Any, tree: UnitTree, now: datetime) -> LedgerEntry:
    retracted = row.retracted_at is not None
    finished = row.state in FINISHED_STATES
    holder = tree.resolve(row.holder_id) if row.holder_id is not None else None
    unit = row.unit_id if finished else holder
    # A clock that ended before the report did was another unit's: the report waits to be dispatched again.
    counts = row.due_on is not None and (finished or row.ended_at is None) and not retracted
    late = counts and (row.ended_at or now) >= row.due_at
    return LedgerEntry(
        number=row.number,
        unit=tree[unit].name if unit is not None else None,
        unit_code=tree[unit].code if unit is not None else None,
        received_on=day_of(row.submitted_at),
        due_on=row.due_on if counts else None,
        finished_on=day_of(row.finished_at) if row.finished_at else None,
        status=public_status(row.state, row.finding is Finding.REFUSED),
        on_time=not late if counts and (finished or late) else None,
        public=bool(row.visible),
        withheld=row.withheld if finished and row.visible is None else None,
        withdrawn=row.withdrawn,
        retracted=retracted,
    )


def _conditions(tree: UnitTree, query: LedgerQuery, now: datetime) -> list[ColumnElement[bool]]:
    conditions = _unit_condition(tree, query.unit)
    if query.status:
        conditions.append(_status_condition(STATUSES[query.status][1]))
    if query.year is not None:
        conditions.append(Report.number.between(f"{query.year}-000000", f"{query.year}-999999"))
    if query.overdue == NOW:
        conditions.append(Report.id.in_(select(Clock.report_id).where(*is_overdue(now))))
    elif query.overdue == FINALLY:
        conditions += is_finished_late()
    if query.rectification == UNCORRECTED:
        broken = select(Report.id).join(Reply, Reply.report_id == Report.id).where(*is_uncorrected(now))
        conditions.append(Report.id.in_(broken))
    if query.number:
        conditions.append(Report.number == query.number)
    return conditions


def _unit_condition(tree: UnitTree, code: str) -> list[ColumnElement[bool]]:
    """Held or answered by the unit or one below it; the root answers for everything, also for what nobody has yet."""
    unit = tree.find(code)
    if unit is None or unit.id == tree.root:
        return []
    below = tree.subtree(unit.id)
    return [
        or_(
            _UNFINISHED & Report.holder_id.in_(below),
            _FINISHED & Report.id.in_(_final_replies(Reply.unit_id.in_(below))),
        )
    ]


def _status_condition(wanted: frozenset[PublicStatus]) -> ColumnElement[bool]:
    """Asks :func:`public_status` which states are shown as one of these words, with a refusal and without."""
    plain = {state for state in State if public_status(state, refused=False) in wanted}
    refusing = {state for state in State if public_status(state, refused=True) in wanted}
    refused = Report.id.in_(_final_replies(Reply.invalid_reason.is_not(None)))
    parts: list[ColumnElement[bool]] = []
    if plain & refusing:
        parts.append(Report.state.in_(plain & refusing))
    if plain - refusing:
        parts.append(and_(Report.state.in_(plain - refusing), ~refused))
    if refusing - plain:
        parts.append(and_(Report.state.in_(refusing - plain), refused))
    return or_(*parts)


def _is_final() -> ColumnElement[bool]:
    """A reply is final if it was approved and no later one was."""
    later = aliased(Reply)
    replaced = exists().where(
        later.report_id == Reply.report_id, later.version > Reply.version, later.approved_at.is_not(None)
    )
    return Reply.approved_at.is_not(None) & ~replaced


def _final_replies(*conditions: ColumnElement[bool]) -> Any:
    return select(Reply.report_id).where(*conditions, _is_final())


def _finished_late() -> Any:
    later = aliased(Clock)
    is_last = ~exists().where(later.report_id == Clock.report_id, later.id > Clock.id)
    return select(Clock.report_id).where(Clock.ended_at >= Clock.due_at, is_last)


def is_unfinished() -> tuple[ColumnElement[bool], ...]:
    """Conditions on a report that still has to be answered."""
    # By state, for here the index of holders and states holds all that is asked for.
    return (Report.state.not_in(FINISHED_STATES),)


def is_overdue(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions on a clock that runs and has run out (§四)."""
    return Clock.ended_at.is_(None), Clock.due_at <= now


def is_finished_late() -> tuple[ColumnElement[bool], ...]:
    """Conditions on a report that was answered, but after its last time limit."""
    return _FINISHED, Report.retracted_at.is_(None), Report.id.in_(_finished_late())


def is_uncorrected(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions on a finished report and its final reply: the correction promised in it is overdue (§四)."""
    return (
        _FINISHED,
        Report.rectified_on.is_(None),
        Reply.corrected_on.is_(None),
        Reply.correct_by < day_of(now),
        _is_final(),
    )
