"""How long what citizens entrust to the portal is kept; the privacy page states it, the worker keeps to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retention:
    """Days each **[choice]**, counted from the end of a report unless it says otherwise.

    The public copy of a case is not meant: it stays until it is withdrawn.
    """

    contacts: int = 180
    """Name, phone and e-mail address."""
    originals: int = 730
    """The citizen's own words: the report, the reason of a dispute, the comment of a rating."""
    pictures: int = 365
    """Pictures that were not published."""
    senders: int = 180
    """Network addresses that reports came from; the law wants them for six months."""
    letters: int = 30
    """What is known of letters that were sent, from the day they were sent."""
    drafts: int = 7
    """Reports that were begun and not sent, with their pictures, from the last change."""
    audit: int = 1095
    """Entries of the audit log, from the day they were written; the law wants six months at least."""
