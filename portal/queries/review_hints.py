"""What a reviewer should look at twice in replies that wait for review, with what the database knows of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.domain import privacy
from portal.domain.privacy import PersonalData
from portal.domain.reply_hints import Hint, Proposal, Question, hints
from portal.queries.boilerplate import near_identical
from portal.store import Reply, Report

UNREMARKABLE = frozenset({PersonalData.LANDLINE})
"""A good reply names the office to call."""


def hints_for(session: Session, pairs: Sequence[tuple[Report, Reply]]) -> dict[int, tuple[Hint, ...]]:
    """By reply id: the hints for each report with its newest reply; one query however many there are."""
    alike = near_identical(session, [reply for _, reply in pairs])
    return {reply.id: _hints(report, reply, alike.get(reply.id, 0)) for report, reply in pairs}


def _hints(report: Report, reply: Reply, alike: int) -> tuple[Hint, ...]:
    kinds = [datum.kind.label for datum in privacy.find(reply.text) if datum.kind not in UNREMARKABLE]
    question = Question(
        report.problem_type, report.description or "", report.wrong_text or "", report.suggested_text or ""
    )
    proposal = Proposal(
        reply.text,
        reply.finding,
        reply.corrected_on,
        reply.correct_by,
        reply.public,
        reply.withhold_reason,
        reply.withhold_note or "",
    )
    return hints(question, proposal, alike, kinds)
