"""Intake: a citizen's submission becomes a report with a number and a tracking code (§三(一))."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.deadlines import day_of
from portal.domain.picture import Picture
from portal.domain.site_code import region_part
from portal.domain.tracking_code import make_tracking_code
from portal.domain.vocabulary import Action, ProblemType, ReportKind, State
from portal.services.attachments import keep_pictures
from portal.services.challenges import Solved
from portal.services.contacts import contact_columns
from portal.services.context import Context
from portal.services.drafts import drop_draft
from portal.services.letters import announce_received
from portal.services.numbers import draw_numbers
from portal.services.repeats import text_digest
from portal.services.site_lookup import Clue, Place, locate
from portal.store import Contact, Region, Report, Sender, SpentChallenge
from portal.store.chain import write_events
from portal.store.statements import Lookup, Rows


@dataclass(frozen=True, slots=True)
class Submission:
    """What a citizen sent, checked by the form. Texts are as typed; "" means left empty."""

    kind: ReportKind
    problem_type: ProblemType
    description: str
    page_url: str = ""
    site_code: str = ""
    site_name: str = ""
    site_url: str = ""
    region: str = ""
    wrong_text: str = ""
    suggested_text: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    pictures: tuple[Picture, ...] = ()

    @property
    def clue(self) -> Clue:
        """What it tells of the site that it is about."""
        return Clue(self.site_code, (self.page_url, self.site_url))

    def fingerprint(self) -> tuple[str, ...]:
        """Everything that makes two submissions the same."""
        texts = (
            self.kind, self.problem_type, self.description, self.page_url, self.site_code, self.site_name,
            self.site_url, self.region, self.wrong_text, self.suggested_text,
            self.contact_name, self.contact_phone, self.contact_email,
        )  # fmt: skip
        return (*texts, *(picture.sha256 for picture in self.pictures))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen takes home. ``digest`` finds the receipt again, without holding the code."""

    number: str
    tracking_code: str | None
    """None once a new code was issued: the first one opens nothing any more."""
    digest: str


class Refused(Exception):
    """A submission that is not stored."""


class ChallengeSpent(Refused):
    """The challenge that came with the submission was solved for another one."""


class UnknownSite(Refused):
    """The register does not know the site that the submission is about."""


def submit(
    context: Context,
    submission: Submission,
    visitor: str,
    sender: str = "",
    solved: Solved | None = None,
    draft: str | None = None,
    *,
    known_site: bool = False,
) -> Receipt:
    """Store one report; ``visitor`` is a secret that only this citizen's browser holds, ``sender`` a network address,
    ``draft`` the key of the draft that it was written in, which ends with it.

    The same submission of the same visitor makes one report however often it arrives, and is answered alike. Raises
    UnknownSite if a ``known_site`` is demanded and the register does not have it, ChallengeSpent if ``solved`` was used
    for another one; then nothing is stored. Submissions at the same moment share
    a transaction; each is acknowledged only once it is safely stored.
    """
    arrival = _arrive(context, submission, visitor, sender, solved, draft, known_site=known_site)
    try:
        return context.database.batch(_store_all).add(arrival)
    except IntegrityError as error:
        # On PostgreSQL the same submission may arrive twice at the same moment; the second finds the first.
        first = find_receipt(context, arrival.digest)
        if first is None:
            raise ChallengeSpent if solved is not None and _is_spent(context, solved) else error from None
        return first


def submission_digest(context: Context, submission: Submission, visitor: str) -> str:
    """What the database knows by whom and what was sent."""
    return context.digest("submission", visitor, *submission.fingerprint()).hex()


def tracking_code(context: Context, digest: str) -> str:
    """The tracking code of a submission: made from its digest, so that it need not be kept anywhere."""
    return make_tracking_code(context.digest("tracking code", digest))


def tracking_hash(context: Context, code: str) -> str:
    """What the database knows a tracking code by."""
    return context.digest("tracking hash", code).hex()


def find_receipt(context: Context, digest: str) -> Receipt | None:
    """The receipt of an earlier submission, None if there was none."""
    with context.database.reading() as session:
        known = _known(session, [digest]).get(digest)
    if known is None:
        return None
    number, known_hash = known
    code = tracking_code(context, digest)
    return Receipt(number, code if known_hash == tracking_hash(context, code) else None, digest)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A submission at the door, with all that can be made ready before the database is free for it.

    ``report`` is its row but for the number and what the register of sites tells, ``contact`` its row but for the id.
    """

    report: dict[str, Any]
    contact: dict[str, str | None] | None
    code: str
    clue: Clue
    region: str
    pictures: tuple[Picture, ...]
    sender: str
    solved: Solved | None
    draft: str | None
    known_site: bool

    @property
    def digest(self) -> str:
        """Whose submission this is, and what it says."""
        return str(self.report["submission_digest"])

    def receipt(self, number: str, known_hash: str | None) -> Receipt:
        """What the citizen takes home of the report with this number, whose code has this hash by now."""
        return Receipt(number, self.code if known_hash == self.report["tracking_hash"] else None, self.digest)


def _arrive(
    context: Context,
    sent: Submission,
    visitor: str,
    sender: str,
    solved: Solved | None,
    draft: str | None,
    *,
    known_site: bool,
) -> Arrival:
    digest = submission_digest(context, sent, visitor)
    code = tracking_code(context, digest)
    report = {
        "kind": sent.kind,
        "state": State.RECEIVED,
        "site_code": sent.site_code or None,
        "site_name": sent.site_name or None,
        "site_url": sent.site_url or None,
        "page_url": sent.page_url or None,
        "problem_type": sent.problem_type,
        "description": sent.description,
        "wrong_text": sent.wrong_text or None,
        "suggested_text": sent.suggested_text or None,
        "submitted_at": context.now(),
        "submission_digest": digest,
        "tracking_hash": tracking_hash(context, code),
        "text_digest": text_digest(context, sent.description),
    }
    contact = contact_columns(context, sent.contact_name, sent.contact_phone, sent.contact_email)
    return Arrival(report, contact, code, sent.clue, sent.region, sent.pictures, sender, solved, draft, known_site)


_REPORTS, _CONTACTS, _SENDERS = Rows(Report), Rows(Contact), Rows(Sender)
_COLUMNS = _REPORTS.table.c
_KNOWN = Lookup(select(_COLUMNS.submission_digest, _COLUMNS.number, _COLUMNS.tracking_hash), _COLUMNS.submission_digest)


def _known(session: Session, digests: Collection[str]) -> dict[str, tuple[str, str | None]]:
    """Number and hash of the code of those submissions that were stored before, by digest."""
    return {digest: (number, known_hash) for digest, number, known_hash in _KNOWN.find(session, set(digests))}


def _store_all(session: Session, arrivals: Sequence[Arrival]) -> list[Receipt | Refused]:
    """Store what was not stored before; a receipt for each arrival, or why it was refused."""
    known = _known(session, [each.digest for each in arrivals])
    # Of a submission that arrives twice at the same moment the first is stored, and both find it.
    fresh = list({each.digest: each for each in arrivals if each.digest not in known}.values())
    places = dict(zip([each.digest for each in fresh], locate(session, [each.clue for each in fresh]), strict=True))
    refused: dict[str, Refused] = {
        each.digest: UnknownSite() for each in fresh if each.known_site and places[each.digest] is None
    }
    refused |= _spend(session, [each for each in fresh if each.solved and each.digest not in refused])
    stored = [each for each in fresh if each.digest not in refused]
    if stored:
        known |= _store(session, stored, places)
    for each in arrivals:
        if each.draft is not None and each.digest in known:
            drop_draft(session, each.draft)
    return [refused.get(each.digest) or each.receipt(*known[each.digest]) for each in arrivals]


def _spend(session: Session, arrivals: Sequence[Arrival]) -> dict[str, ChallengeSpent]:
    """Write down that the challenges were used, in the transaction that stores the reports: both or neither.

    Returns a refusal for each arrival whose challenge was used before, by digest.
    """
    solved = {each.digest: each.solved for each in arrivals if each.solved}
    if not solved:
        return {}
    wanted = select(SpentChallenge.digest).where(SpentChallenge.digest.in_([each.digest for each in solved.values()]))
    spent = set(session.scalars(wanted))
    refused = {}
    for digest, challenge in solved.items():
        if challenge.digest in spent:
            refused[digest] = ChallengeSpent()
        else:
            spent.add(challenge.digest)
            session.add(SpentChallenge(digest=challenge.digest, expires_at=challenge.expires_at))
    return refused


def _is_spent(context: Context, solved: Solved) -> bool:
    with context.database.reading() as session:
        return session.get(SpentChallenge, solved.digest) is not None


def _store(
    session: Session, arrivals: Sequence[Arrival], places: Mapping[str, Place | None]
) -> dict[str, tuple[str, str | None]]:
    """Store reports with all that belongs to them; number and hash of the code by digest."""
    now = max(each.report["submitted_at"] for each in arrivals)
    numbers = draw_numbers(session, day_of(now).year, len(arrivals))
    rows = [
        each.report | {"number": number, **_whereabouts(session, each, places[each.digest])}
        for each, number in zip(arrivals, numbers, strict=True)
    ]
    reports = dict(zip(_REPORTS.add_numbered(session, rows), arrivals, strict=True))
    contacts = {report_id: each.contact for report_id, each in reports.items() if each.contact}
    _CONTACTS.add(session, [{"report_id": report_id, **contact} for report_id, contact in contacts.items()])
    senders = [{"report_id": report_id, "address": each.sender} for report_id, each in reports.items() if each.sender]
    _SENDERS.add(session, senders)
    for report_id, arrival in reports.items():
        keep_pictures(session, report_id, arrival.pictures, arrival.report["submitted_at"])
    write_events(session, [first_event(report_id, each.report["submitted_at"]) for report_id, each in reports.items()])
    announce_received(session, {report_id: contact["email_digest"] for report_id, contact in contacts.items()}, now)
    return {row["submission_digest"]: (row["number"], row["tracking_hash"]) for row in rows}


def _whereabouts(session: Session, arrival: Arrival, place: Place | None) -> dict[str, Any]:
    region = arrival.region or (place.region_code if place else _region_of(session, arrival.clue.site_code))
    return {"site_id": place.site_id if place else None, "region_code": region}


def _region_of(session: Session, site_code: str) -> str | None:
    """The region that the code of an unknown site begins with."""
    region = region_part(site_code) if site_code else None
    return region if region and session.get(Region, region) else None


def first_event(report_id: int, now: datetime, **details: Any) -> dict[str, Any]:
    """The first event of a report, as the table has it."""
    return {
        "report_id": report_id,
        "position": 1,
        "at": now,
        "action": Action.SUBMIT,
        "to_state": State.RECEIVED,
        "details": {"version": 1, **details},
    }
