"""A report that passed its form, on its way into the database: not too many from one place, each challenge once."""

from __future__ import annotations

from portal.domain.page_address import host_of
from portal.domain.picture import Picture
from portal.services import intake
from portal.services.intake import ChallengeSpent, Receipt, Submission
from portal.services.site_lookup import locate
from portal.web.limits import Limit, address, limiter, sender
from portal.web.public.forms import ReportForm, UnlistedForm
from portal.web.visitors import visitor
from portal.web.workings import context


def accept(
    form: ReportForm | UnlistedForm,
    pictures: tuple[Picture, ...],
    draft: str | None = None,
    *,
    known_site: bool = False,
) -> Receipt | None:
    """Store what the valid form holds; its receipt. ``draft`` is the key of its draft.

    None if it was refused: then the form says why, and ``failure_status`` is the answer's status. Raises UnknownSite
    if a ``known_site`` is demanded and the register does not have it.
    """
    submission, who = form.submission(pictures), visitor()
    seconds = _too_many(submission, who, known_site=known_site)
    if seconds:
        form.come_later(seconds)
        return None
    try:
        return intake.submit(context(), submission, who, address(), form.solved, draft, known_site=known_site)
    except ChallengeSpent:
        form.spent()
        return None


def _too_many(submission: Submission, who: str, *, known_site: bool) -> int:
    """Count the report for its sender and its site; the seconds to wait if it is one too many for either.

    One that was stored before is not counted again, and one that will be refused for its site is not counted at all.
    """
    counts = limiter()
    if not counts.on or intake.find_receipt(context(), intake.submission_digest(context(), submission, who)):
        return 0
    # Closed before the report is stored: whoever reads on keeps SQLite's log from being emptied.
    with context().database.reading() as reader:
        [place] = locate(reader, [submission.clue])
    if place is None and known_site:
        return 0
    site = place.site_code if place else host_of(submission.page_url) or host_of(submission.site_url) or ""
    # Asked before either is counted: whoever is refused for the site has not used up their own share.
    waits = counts.wait(Limit.REPORTS, sender()), counts.wait(Limit.REPORTS_ON_SITE, site)
    return max(waits) or counts.count(Limit.REPORTS, sender()) or counts.count(Limit.REPORTS_ON_SITE, site)
