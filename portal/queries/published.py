"""Cases as rows: what the index is made of, and short lists for other pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from portal.domain.page_address import host_of
from portal.domain.vocabulary import ReportKind
from portal.search import IndexedCase
from portal.store import Case

_CHUNK = 500


def public_texts(case: Case) -> tuple[str, ...]:
    """Every text of a case that a reader can search for, the title and the site's name first."""
    return (
        case.title,
        case.site_name,
        case.description,
        case.wrong_text,
        case.suggested_text,
        case.reply,
        case.page_url,
        host_of(case.page_url) or "",
        case.number,
    )


def indexed(case: Case) -> IndexedCase:
    """The case as the index wants it."""
    return IndexedCase(case.report_id, case.revision, public_texts(case))


def visible_cases(session: Session) -> Iterator[IndexedCase]:
    """Every case on the board for a rebuild of the index, streamed in the order of publication."""
    stream = select(Case).where(Case.visible).order_by(Case.published_at, Case.report_id)
    for case in session.scalars(stream.execution_options(yield_per=_CHUNK)):
        yield indexed(case)
        session.expunge(case)


def split_visible(session: Session, ids: Iterable[int]) -> tuple[list[IndexedCase], list[int]]:
    """Of these report ids, the cases that belong in the index and the ids that do not."""
    wanted = sorted(set(ids))
    cases: list[IndexedCase] = []
    for start in range(0, len(wanted), _CHUNK):
        some = select(Case).where(Case.report_id.in_(wanted[start : start + _CHUNK]), Case.visible)
        cases += map(indexed, session.scalars(some))
    return cases, sorted(set(wanted) - {case.case_id for case in cases})


def visible_revisions(session: Session) -> dict[int, int]:
    """The id and the present revision of every case on the board."""
    rows = session.execute(select(Case.report_id, Case.revision).where(Case.visible))
    return dict(rows.all())


def revisions_of(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The present revision of those of these cases that are visible."""
    rows = session.execute(select(Case.report_id, Case.revision).where(Case.report_id.in_(ids), Case.visible))
    return dict(rows.all())


def in_order(session: Session, ids: Sequence[int]) -> list[Case]:
    """Those of these cases that are visible, in the order of the ids."""
    wanted = select(Case).where(Case.report_id.in_(ids), Case.visible)
    found = {case.report_id: case for case in session.scalars(wanted)}
    return [found[case_id] for case_id in ids if case_id in found]


def newest_cases(session: Session, count: int) -> Sequence[Case]:
    """The cases published last."""
    newest = select(Case).where(Case.visible).order_by(Case.published_at.desc(), Case.report_id.desc())
    return session.scalars(newest.limit(count)).all()


def newly_registered(session: Session, count: int) -> Sequence[Case]:
    """Cases of unlisted websites that have entered the register since, newest first (§三(二))."""
    registered = select(Case).where(Case.visible == true(), Case.kind == ReportKind.UNLISTED, Case.site_id.is_not(None))
    return session.scalars(registered.order_by(Case.published_at.desc()).limit(count)).all()
