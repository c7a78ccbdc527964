"""The exposure board 曝光台: published cases, found by words and filters. Reads the public copy only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from portal.domain.page_address import host_of
from portal.domain.vocabulary import ProblemType, ReportKind
from portal.search import CaseIndex, IndexedCase, IndexUnavailable, contains_all, words_of
from portal.store import Attachment, Case, Region

PAGE = 20
"""Cases on one page."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """What a reader asked for. Unknown filters were dropped when the address was read."""

    q: str = ""
    problem_type: ProblemType | None = None
    region: str | None = None
    page: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """The words to be found, as the index knows them."""
        return words_of(self.q)


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of the answer. ``searched`` is false while the index is being rebuilt and words were not applied."""

    cases: Sequence[Case]
    total: int
    page: int
    pages: int
    searched: bool
    words: tuple[str, ...]


def find_cases(session: Session, index: CaseIndex, query: BoardQuery) -> BoardPage:
    """The newest visible cases that match the filters and contain every word of the query.

    The index only nominates; what is visible, and whether a nominee truly contains the words, the database decides.
    """
    words, searched = query.words, True
    conditions = _conditions(session, query)
    if not words:
        total = session.scalar(select(func.count()).select_from(Case).where(*conditions)) or 0
        ids: list[int] | None = None
    else:
        try:
            ids = _matching(session, conditions, index.nominate(words), words, exact=index.exact(words))
            total = len(ids)
        except IndexUnavailable:
            ids, searched = None, False
            total = session.scalar(select(func.count()).select_from(Case).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, query.page), pages)
    first = (page - 1) * PAGE
    newest = select(Case).order_by(Case.published_at.desc(), Case.report_id.desc())
    if ids is None:
        newest = newest.where(*conditions).offset(first).limit(PAGE)
    else:
        newest = newest.where(Case.report_id.in_(ids[first : first + PAGE]))
    return BoardPage(session.scalars(newest).all(), total, page, pages, searched, words)


def _conditions(session: Session, query: BoardQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Case.visible == true()]
    if query.problem_type is not None:
        conditions.append(Case.problem_type == query.problem_type)
    if query.region is not None:
        conditions.append(Case.region_code.in_(region_and_below(session, query.region)))
    return conditions


def _matching(
    session: Session,
    conditions: Sequence[ColumnElement[bool]],
    nominated: frozenset[int],
    words: Sequence[str],
    *,
    exact: bool,
) -> list[int]:
    """Ids of the nominees that are visible, pass the filters and contain the words, newest first."""
    found: list[tuple[object, int]] = []
    for chunk in _chunks(sorted(nominated)):
        wanted = select(Case).where(Case.report_id.in_(chunk), *conditions)
        if exact:
            dated = session.execute(wanted.with_only_columns(Case.published_at, Case.report_id))
            found += [(published, number) for published, number in dated]
        else:
            found += [
                (case.published_at, case.report_id)
                for case in session.scalars(wanted)
                if contains_all(public_texts(case), words)
            ]
    return [number for _, number in sorted(found, reverse=True)]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def public_texts(case: Case) -> tuple[str, ...]:
    """Every text of a case that a reader can search for."""
    return (
        case.title,
        case.description,
        case.wrong_text,
        case.suggested_text,
        case.reply,
        case.site_name,
        case.page_url,
        host_of(case.page_url) or "",
        case.number,
    )


def indexed(case: Case) -> IndexedCase:
    """The case as the index wants it."""
    return IndexedCase(case.report_id, public_texts(case))


def visible_cases(session: Session) -> Iterator[IndexedCase]:
    """Every case on the board for a rebuild of the index, streamed."""
    stream = select(Case).where(Case.visible).order_by(Case.report_id).execution_options(yield_per=_CHUNK)
    for case in session.scalars(stream):
        yield indexed(case)
        session.expunge(case)


def split_visible(session: Session, ids: Iterable[int]) -> tuple[list[IndexedCase], list[int]]:
    """Of these report ids, the cases that belong in the index and the ids that do not."""
    wanted = set(ids)
    cases = session.scalars(select(Case).where(Case.report_id.in_(wanted), Case.visible)).all()
    return [indexed(case) for case in cases], sorted(wanted - {case.report_id for case in cases})


def visible_ids(session: Session) -> frozenset[int]:
    """The ids of every case on the board."""
    return frozenset(session.scalars(select(Case.report_id).where(Case.visible)))


@dataclass(frozen=True, slots=True)
class CasePage:
    """One case with its published pictures; ``case`` is what is left of a withdrawn one when not visible."""

    case: Case
    pictures: Sequence[Attachment]
    region_name: str


def find_case(session: Session, number: str) -> CasePage | None:
    """The case with this number, visible or withdrawn; None if there never was one."""
    case = session.scalar(select(Case).where(Case.number == number))
    if case is None:
        return None
    pictures = session.scalars(
        select(Attachment).where(Attachment.report_id == case.report_id, Attachment.published).order_by(Attachment.id)
    ).all()
    region = session.get(Region, case.region_code) if case.region_code else None
    return CasePage(case, pictures if case.visible else (), region.name if region else "")


def newest_cases(session: Session, count: int) -> Sequence[Case]:
    """The cases published last."""
    newest = select(Case).where(Case.visible).order_by(Case.published_at.desc(), Case.report_id.desc())
    return session.scalars(newest.limit(count)).all()


def newly_registered(session: Session, count: int) -> Sequence[Case]:
    """Cases of unlisted websites that have entered the register since, newest first (§三(二))."""
    registered = select(Case).where(Case.visible == true(), Case.kind == ReportKind.UNLISTED, Case.site_id.is_not(None))
    return session.scalars(registered.order_by(Case.published_at.desc()).limit(count)).all()


def regions(session: Session) -> Sequence[Region]:
    """Every region, in the order of the codes, which is the order of the tree."""
    return session.scalars(select(Region).order_by(Region.code)).all()


def region_and_below(session: Session, code: str) -> list[str]:
    """The codes of a region and of all regions within it."""
    children: dict[str | None, list[str]] = {}
    for own, parent in session.execute(select(Region.code, Region.parent_code)):
        children.setdefault(parent, []).append(own)
    found = [code]
    for each in found:
        found += children.get(each, [])
    return found
