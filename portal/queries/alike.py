"""Published cases that a report may repeat, for the citizen to see before sending; of others nothing is hinted at."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.page_address import host_of, page_of
from portal.queries.published import in_order
from portal.store import Case

COMPARED = 1000
"""How many cases of the site are compared, the newest first."""
ALIKE = 80
"""From here on, of 100, two wrong texts are taken for the same."""


def published_alike(session: Session, page_url: str, site_id: int | None, wrong_text: str, most: int) -> Sequence[Case]:
    """Visible cases on the same page, then those of the same site with a similar wrong text; the newest first each."""
    host = host_of(page_url)
    columns = select(Case.report_id, Case.page_url, Case.wrong_text).where(Case.visible)
    if site_id is not None:
        wanted = columns.where(Case.site_id == site_id)
    elif host:
        wanted = columns.where(Case.site_id.is_(None), Case.page_url.contains(host, autoescape=True))
    else:
        return ()
    newest = wanted.order_by(Case.published_at.desc(), Case.report_id.desc()).limit(COMPARED)
    page = page_of(page_url)
    here, elsewhere = [], []
    for case_id, case_page, case_text in session.execute(newest):
        if page_of(case_page) == page:
            here.append(case_id)
        elif wrong_text and case_text and fuzz.ratio(wrong_text, case_text) >= ALIKE:
            elsewhere.append(case_id)
    return in_order(session, [*here, *elsewhere][:most])
