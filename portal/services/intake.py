"""Intake: a citizen's submission becomes a report with a number and a tracking code (§三(一))."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.deadlines import day_of
from portal.domain.letters import LetterKind
from portal.domain.page_address import parse_host
from portal.domain.picture import Picture
from portal.domain.site_code import region_part
from portal.domain.tracking_code import make_tracking_code
from portal.domain.vocabulary import Action, ProblemType, ReportKind, State
from portal.services.attachments import keep_pictures
from portal.services.challenges import Solved
from portal.services.contacts import new_contact
from portal.services.context import Context
from portal.services.drafts import drop_draft
from portal.services.letters import announce
from portal.services.repeats import text_digest
from portal.store import Event, NumberCounter, Region, Report, Sender, Site, SiteHost, SpentChallenge, Unit


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


class ChallengeSpent(Exception):
    """The challenge that came with the submission was solved for another one."""


def submit(
    context: Context,
    submission: Submission,
    visitor: str,
    sender: str = "",
    solved: Solved | None = None,
    draft: str | None = None,
) -> Receipt:
    """Store one report; ``visitor`` is a secret that only this citizen's browser holds, ``sender`` a network address,
    ``draft`` the key of the draft that it was written in, which ends with it.

    The same submission of the same visitor makes one report however often it arrives, and is answered alike. Raises
    ChallengeSpent if ``solved`` was used for another one; then nothing is stored.
    """
    digest = submission_digest(context, submission, visitor)
    try:
        with context.database.writing() as session:
            known = _known(session, context, digest)
            if known is not None:
                return known
            if solved is not None:
                _spend(session, solved)
            if draft is not None:
                drop_draft(session, draft)
            number = _store(session, context, submission, digest, sender)
    except IntegrityError as error:
        # On PostgreSQL the same submission may arrive twice at the same moment; the second finds the first.
        first = find_receipt(context, digest)
        if first is None:
            raise ChallengeSpent if solved is not None and _is_spent(context, solved) else error from None
        return first
    return Receipt(number, tracking_code(context, digest), digest)


def submission_digest(context: Context, submission: Submission, visitor: str) -> str:
    """What the database knows by whom and what was sent."""
    return context.digest("submission", visitor, *submission.fingerprint()).hex()


def find_receipt(context: Context, digest: str) -> Receipt | None:
    """The receipt of an earlier submission, None if there was none."""
    with context.database.reading() as session:
        return _known(session, context, digest)


def _known(session: Session, context: Context, digest: str) -> Receipt | None:
    wanted = select(Report.number, Report.tracking_hash).where(Report.submission_digest == digest)
    found = session.execute(wanted).one_or_none()
    if found is None:
        return None
    code = tracking_code(context, digest)
    return Receipt(found.number, code if found.tracking_hash == tracking_hash(context, code) else None, digest)


def tracking_code(context: Context, digest: str) -> str:
    """The tracking code of a submission: made from its digest, so that it need not be kept anywhere."""
    return make_tracking_code(context.digest("tracking code", digest))


def tracking_hash(context: Context, code: str) -> str:
    """What the database knows a tracking code by."""
    return context.digest("tracking hash", code).hex()


def find_site(session: Session, site_code: str, *urls: str) -> Site | None:
    """The registered site: by its code, else by the host of the first address that has a known one."""
    if site_code:
        site = session.scalar(select(Site).where(Site.code == site_code))
        if site is not None:
            return site
    for url in urls:
        host = parse_host(url)
        known = session.get(SiteHost, host) if host else None
        if known is not None:
            return session.get(Site, known.site_id)
    return None


def _spend(session: Session, solved: Solved) -> None:
    """Write down that the challenge was used, in the transaction that stores the report: both or neither."""
    if session.get(SpentChallenge, solved.digest) is not None:
        raise ChallengeSpent
    session.add(SpentChallenge(digest=solved.digest, expires_at=solved.expires_at))
    session.flush()


def _is_spent(context: Context, solved: Solved) -> bool:
    with context.database.reading() as session:
        return session.get(SpentChallenge, solved.digest) is not None


def _store(session: Session, context: Context, submission: Submission, digest: str, sender: str) -> str:
    now = context.now()
    number = _next_number(session, day_of(now).year)
    site = find_site(session, submission.site_code, submission.page_url, submission.site_url)
    report = Report(
        number=number,
        kind=submission.kind,
        state=State.RECEIVED,
        site=site,
        site_code=submission.site_code or None,
        site_name=submission.site_name or None,
        site_url=submission.site_url or None,
        region_code=_region(session, submission, site),
        page_url=submission.page_url or None,
        problem_type=submission.problem_type,
        description=submission.description,
        wrong_text=submission.wrong_text or None,
        suggested_text=submission.suggested_text or None,
        submitted_at=now,
        submission_digest=digest,
        text_digest=text_digest(context, submission.description),
        tracking_hash=tracking_hash(context, tracking_code(context, digest)),
    )
    report.contact = new_contact(context, submission.contact_name, submission.contact_phone, submission.contact_email)
    session.add(report)
    session.flush()
    if sender:
        session.add(Sender(report_id=report.id, address=sender))
    keep_pictures(session, report.id, submission.pictures, now)
    session.add(
        Event(
            report_id=report.id, position=1, at=now, action=Action.SUBMIT, to_state=State.RECEIVED,
            details={"version": 1},
        )
    )  # fmt: skip
    announce(session, report, LetterKind.RECEIVED, now)
    return number


def _next_number(session: Session, year: int) -> str:
    """Draw the year's next number; the counter's row lock makes the others wait until this report is stored."""
    counter = session.get(NumberCounter, year, with_for_update=True)
    if counter is None:
        counter = _first_counter(session, year)
    counter.last += 1
    session.flush()
    return f"{year}-{counter.last:06d}"


def _first_counter(session: Session, year: int) -> NumberCounter:
    try:
        with session.begin_nested():
            session.add(NumberCounter(year=year, last=0))
    except IntegrityError:
        pass  # Another submission opened the year at the same moment.
    return session.get_one(NumberCounter, year, with_for_update=True, populate_existing=True)


def _region(session: Session, submission: Submission, site: Site | None) -> str | None:
    """Where the report belongs: the region chosen, the site's unit's, or the one that the site code begins with."""
    if submission.region:
        return submission.region
    if site is not None:
        return session.get_one(Unit, site.filing_unit_id).region_code
    region = region_part(submission.site_code) if submission.site_code else None
    return region if region and session.get(Region, region) else None
