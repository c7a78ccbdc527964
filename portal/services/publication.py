"""The public copy: made at the root's approval or disclosure, changed by amendment, gone by withdrawal."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.deadlines import Calendar, day_of, working_days_taken
from portal.domain.demands import ActionInput, Problem
from portal.domain.public_copy import only_shortened_or_masked
from portal.domain.vocabulary import WithholdReason
from portal.services import outbox
from portal.services.public_texts import PublicTexts, site_name
from portal.store import Attachment, Board, Case, Clock, Database, Reply, Report, Unit
from portal.store.facts import last_reply

INDEX_CASE = "index_case"
"""Outbox topic: bring the search index up to date with one case. Payload: ``report_id``."""

RESTORED = 1_000_000
"""More changes than a board sees between two backups."""

Told = dict[str, Any]
"""What an event remembers of a public copy: ``edited`` names fields that were more than shortened or masked;
``masked`` and ``kept`` give the kinds of personal data by field, never the data."""


def unmasked(session: Session, report: Report, given: ActionInput) -> list[Problem]:
    """What the public copy would tell of a person without anybody having decided so."""
    return PublicTexts(report, last_reply(session, report.id), session.get(Case, report.id)).problems(given)


def appear(
    session: Session, report: Report, reply: Reply, given: ActionInput, now: datetime, calendar: Calendar, limit: int
) -> Told:
    """Put the case on the board, or replace what an earlier handling left there; masks what was not kept."""
    case = session.get(Case, report.id)
    texts = PublicTexts(report, reply, case)
    replaces = case is not None and case.visible
    if case is None:
        case = Case(report_id=report.id, number=report.number, published_at=now)
    elif not case.visible:
        case.published_at = now
    _describe(session, case, report, reply, now, calendar, limit)
    return _write_copy(session, case, report, reply, texts, given, now, removal=replaces)


def preview(
    session: Session, report: Report, reply: Reply, given: ActionInput, now: datetime, calendar: Calendar, limit: int
) -> Case:
    """The case as it would stand on the board; it belongs to no session and is never stored."""
    case = Case(report_id=report.id, number=report.number, published_at=now, changed_at=now, amended_on=None)
    _describe(session, case, report, reply, now, calendar, limit)
    standing = session.get(Case, report.id)
    case.edited = bool(_take_texts(case, report, reply, PublicTexts(report, reply, standing), given).get("edited"))
    return case


def _describe(
    session: Session, case: Case, report: Report, reply: Reply, now: datetime, calendar: Calendar, limit: int
) -> None:
    """Everything of a case that is not its texts: where, what, by whom, and how long it took."""
    clock = _last_clock(session, report.id)
    finished = report.finished_at or now
    taken = working_days_taken(day_of(clock.received_at), day_of(finished), calendar)
    unit = session.get_one(Unit, reply.unit_id)
    case.kind = report.kind
    case.problem_type = report.problem_type
    case.site_id = report.site_id
    case.site_code = report.site.code if report.site else reply.new_site_code
    case.site_name = site_name(report, reply)
    case.region_code = report.region_code
    case.unit_id, case.unit_name = unit.id, unit.name
    case.finding = reply.finding
    case.corrected_on, case.correct_by = reply.corrected_on or report.rectified_on, reply.correct_by
    case.received_on = day_of(report.submitted_at)
    case.due_on, case.finished_on = clock.due_on, day_of(finished)
    case.working_days, case.on_time = taken, taken <= limit
    case.reopened = False
    case.visible, case.withhold_reason, case.withhold_note = True, None, None
    case.edited = False


def amend(session: Session, report: Report, reply: Reply, given: ActionInput, now: datetime) -> Told:
    """Correct the published copy; the case shows the day (更正)."""
    case = session.get_one(Case, report.id)
    case.amended_on = day_of(now)
    return _write_copy(session, case, report, reply, PublicTexts(report, reply, case), given, now, removal=True)


def withdraw(session: Session, report_id: int, reason: WithholdReason, note: str | None, now: datetime) -> None:
    """Take the case off the board; its row stays to say why, its pictures are published no longer."""
    case = session.get_one(Case, report_id)
    case.visible, case.withhold_reason, case.withhold_note = False, reason, note
    session.execute(update(Attachment).where(Attachment.report_id == report_id).values(published=False))
    _changed(session, case, now, removal=True)


def mark_reopened(session: Session, report_id: int, now: datetime) -> None:
    """The case stays while its report is handled anew, and says so (重新办理中)."""
    case = session.get(Case, report_id)
    if case is not None and case.visible:
        case.reopened = True
        _changed(session, case, now)


def rectify(session: Session, report_id: int, corrected_on: date, now: datetime) -> None:
    """The promise was kept: the case, if there is one, turns from 整改中 to 已整改."""
    case = session.get(Case, report_id)
    if case is not None:
        case.corrected_on = corrected_on
        _changed(session, case, now)


def show_other_file(session: Session, picture: Attachment, now: datetime) -> None:
    """The public gets another file of a picture, in which less or more is black: at once where it is on the board."""
    case = session.get(Case, picture.report_id)
    if case is not None and case.visible and picture.published:
        _changed(session, case, now, removal=True)


def _write_copy(
    session: Session,
    case: Case,
    report: Report,
    reply: Reply,
    texts: PublicTexts,
    given: ActionInput,
    now: datetime,
    *,
    removal: bool,
) -> Told:
    told = _take_texts(case, report, reply, texts, given)
    case.edited = case.edited or "edited" in told
    # A new case joins the session only now that it is complete: the next query writes it.
    session.add(case)
    _changed(session, case, now, removal=removal)
    pictures = Attachment.report_id == report.id
    session.execute(update(Attachment).where(pictures).values(published=Attachment.id.in_(given.public_attachments)))
    return told


def _take_texts(case: Case, report: Report, reply: Reply, texts: PublicTexts, given: ActionInput) -> Told:
    """Put the public copy into the case, whose ``site_name`` is the unmasked one yet."""
    final = texts.settled(given)
    # Where the citizen's words were deleted by now, the copy that stood on the board is all there is to compare with.
    told: Report | Case = report if report.description is not None else case
    told_description, told_wrong, told_suggested = told.description, told.wrong_text, told.suggested_text
    case.title = final.public_title or ""
    case.description = final.public_description or ""
    case.wrong_text = final.public_wrong_text or ""
    case.suggested_text = final.public_suggested_text or ""
    case.reply = final.public_reply or ""
    case.site_name = texts.place_name(case.site_name, given.kept)
    case.page_url = texts.address(given.kept, given.keep_address)
    compared = {
        "public_description": (told_description or "", case.description),
        "public_wrong_text": (told_wrong or "", case.wrong_text),
        "public_suggested_text": (told_suggested or "", case.suggested_text),
        "public_reply": (reply.text, case.reply),
    }
    edited = [field for field, (original, public) in compared.items() if not only_shortened_or_masked(original, public)]
    return ({"edited": edited} if edited else {}) | texts.told(given, case.site_name)


def _changed(session: Session, case: Case, now: datetime, *, removal: bool = False) -> None:
    """Give the change its place in the board's history; ``removal``: it takes words or pictures from the public."""
    board = session.get_one(Board, 1, with_for_update=True, populate_existing=True)
    board.revision += 1
    if removal:
        board.removal = board.revision
    # Of two changes the later one may have begun earlier. By its date alone it must be seen to be another one all the
    # same, and dates that browsers ask by count in seconds.
    board.changed_at = now if now > board.changed_at else board.changed_at + timedelta(seconds=1)
    case.revision = board.revision
    case.changed_at = now
    outbox.add(session, INDEX_CASE, {"report_id": case.report_id}, now)


def part_from_later_copies(database: Database) -> None:
    """After a restore: give the board revisions that no copy made since the backup can carry.

    Otherwise an index or a browser that saw the days now lost would take a later change for one of those.
    """
    with database.writing() as session:
        board = session.get_one(Board, 1, with_for_update=True)
        board.revision += RESTORED
        board.removal = board.revision


def _last_clock(session: Session, report_id: int) -> Clock:
    newest = select(Clock).where(Clock.report_id == report_id).order_by(Clock.received_at.desc(), Clock.id.desc())
    return session.scalars(newest.limit(1)).one()
