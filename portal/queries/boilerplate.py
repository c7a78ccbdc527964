"""How many other replies of the same unit say nearly the same as a reply."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.store import Reply

COMPARED = 200
"""How many approved replies of a unit are compared, the newest first."""
NEARLY = 90
"""From so many percent on two replies count as nearly the same **[choice]**."""
_VARYING = re.compile(r"\d+|[“「『《\"][^”」』》\"]{0,40}[”」』》\"]|[\W_]+")


def without_varying(text: str) -> str:
    """The text without numbers, dates, quoted words and marks: what a wording keeps from report to report."""
    return _VARYING.sub("", text)


def near_identical(session: Session, replies: Sequence[Reply]) -> dict[int, int]:
    """By reply id: how many of the unit's newest approved replies to other reports say nearly the same. One query."""
    if not replies:
        return {}
    rank = func.row_number().over(partition_by=Reply.unit_id, order_by=Reply.id.desc()).label("rank")
    ranked = (
        select(Reply.unit_id, Reply.report_id, Reply.text, rank)
        .where(Reply.unit_id.in_({reply.unit_id for reply in replies}), Reply.approved_at.is_not(None))
        .subquery()
    )
    kept: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for unit, report, text in session.execute(
        select(ranked.c.unit_id, ranked.c.report_id, ranked.c.text).where(ranked.c.rank <= COMPARED)
    ):
        kept[unit].append((report, without_varying(text)))
    return {reply.id: _count(reply, kept[reply.unit_id]) for reply in replies}


def _count(reply: Reply, others: Sequence[tuple[int, str]]) -> int:
    """Reports, not versions: a reply that was approved again after a reopening counts once."""
    mine = without_varying(reply.text)
    alike = {report for report, text in others if report != reply.report_id and fuzz.ratio(mine, text) >= NEARLY}
    return len(alike)
