"""Earlier reports of the same site that a report may repeat (§一 重复留言), for officers to judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from portal.domain import duplicates
from portal.domain.duplicates import Told
from portal.domain.page_address import host_of
from portal.domain.policy import Actor
from portal.domain.units import UnitTree
from portal.domain.vocabulary import FINISHED_STATES, Finding
from portal.domain.workflow import public_status
from portal.store import Case, Holding, Reply, Report

CANDIDATES = 300
"""How many earlier reports of the site are compared, the newest first."""
SHOWN = 5
COMPARED = 300
"""Characters of a description that are compared: what it is about is said by then."""
SHORT = 40
"""Characters up to which two texts have hardly a character in common by chance."""
CHANCE_EACH, MOST_CHANCE = 0.0035, 0.5
"""How much of the likeness of longer texts is chance, for each further character of the shorter and at most; measured
on petitions about other matters, which all but vanish with it."""
EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier report that may be the original; of one that the officer may not see only what is public."""

    number: str
    submitted_at: datetime
    page_url: str
    excerpt: str
    grounds: str
    outcome: str
    seen: bool
    """The officer may open its page."""
    published: bool
    """Its case is on the board."""


def measure(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1, whatever the order in which things are said: by the characters that they
    share beyond what texts of their length share anyway."""
    alike = fuzz.token_set_ratio(" ".join(one), " ".join(other)) / 100
    chance = min(MOST_CHANCE, CHANCE_EACH * max(0, min(len(one), len(other)) - SHORT))
    return max(0.0, (alike - chance) / (1 - chance))


def find_similar(session: Session, actor: Actor, report: Report, tree: UnitTree) -> list[Similar]:
    """Likely originals of ``report``, the likeliest first, in one query; none that is itself a duplicate."""
    told = _told(report)
    host = host_of(report.page_url or report.site_url or "")
    scored = []
    for row in session.execute(_candidates(report, _seen_by(actor, tree))):
        if report.site_id is None and host_of(row.page_url or row.site_url or "") != host:
            continue
        likeness = duplicates.likeness(told, _told(row), measure)
        if likeness.likely:
            scored.append((-likeness.score, row.id, _shown(row, likeness.grounds)))
    # Of equally likely ones the older comes first: it is the original of the other, too.
    return [found for _, _, found in sorted(scored, key=lambda each: each[:2])[:SHOWN]]


def _told(report: Report | Row[*tuple[Any, ...]]) -> Told:
    return Told(
        report.page_url or report.site_url or "",
        report.problem_type,
        (report.description or "")[:COMPARED],
        report.wrong_text or "",
    )


def _seen_by(actor: Actor, tree: UnitTree) -> ColumnElement[bool]:
    """The same as policy.may_see, for every row at once: the actor's unit or one below it ever held the report."""
    if actor.unit is None:
        return false()
    if tree.resolve(actor.unit) == tree.root:
        return true()
    held = exists().where(Holding.report_id == Report.id, Holding.unit_id.in_(sorted(tree.subtree(actor.unit))))
    return held.correlate(Report)


def _candidates(report: Report, seen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Earlier reports of the same site, or of the same host where the site is not registered; what was taken back has
    no reply that another could share."""
    newest = select(func.max(Reply.version)).where(Reply.report_id == Report.id).correlate(Report).scalar_subquery()
    own = (Report.id, Report.number, Report.state, Report.page_url, Report.site_url, Report.problem_type)
    words = (Report.description, Report.wrong_text, Report.submitted_at)
    public = (Case.description.label("public_description"), Case.page_url.label("public_page"))
    return (
        select(*own, *words, *public, Reply.finding, seen.label("seen"))
        .outerjoin(Reply, and_(Reply.report_id == Report.id, Reply.version == newest))
        .outerjoin(Case, and_(Case.report_id == Report.id, Case.visible))
        .where(
            _same_site(report),
            Report.id != report.id,
            or_(
                Report.submitted_at < report.submitted_at,
                and_(Report.submitted_at == report.submitted_at, Report.id < report.id),
            ),
            Reply.original_id.is_(None),
            Report.retracted_at.is_(None),
        )
        .order_by(Report.id.desc())
        .limit(CANDIDATES)
    )


def _same_site(report: Report) -> ColumnElement[bool]:
    if report.site_id is not None:
        return Report.site_id == report.site_id
    host = host_of(report.page_url or report.site_url or "")
    if host is None:
        return false()
    named = func.lower(func.coalesce(Report.page_url, Report.site_url, ""))
    return and_(Report.site_id.is_(None), named.contains(host, autoescape=True))


def _shown(row: Row[*tuple[Any, ...]], grounds: Sequence[str]) -> Similar:
    """What of an earlier report is shown: its own words only to those who may open it."""
    published = row.public_page is not None
    words = (row.description if row.seen else row.public_description) or ""
    page = (row.page_url or row.site_url if row.seen else row.public_page) or ""
    finished = row.state in FINISHED_STATES
    outcome = public_status(row.state, finished and row.finding is Finding.REFUSED).label
    if finished and row.finding in (Finding.CONFIRMED, Finding.UNCONFIRMED):
        outcome = f"{outcome}，{row.finding.label}"
    return Similar(
        number=row.number,
        submitted_at=row.submitted_at,
        page_url=page,
        excerpt=words if len(words) <= EXCERPT else words[:EXCERPT] + "…",
        grounds="、".join(grounds),
        outcome=outcome,
        seen=bool(row.seen),
        published=published,
    )
