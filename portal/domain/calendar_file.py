"""A day for a calendar program: one all-day entry as RFC 5545 wants it, with nothing personal in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
"""Octets of one line, its end not counted (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """What is entered. ``uid`` is the same whenever the same deadline is taken home, so that it replaces itself."""

    uid: str
    day: date
    title: str
    text: str
    link: str


def calendar_file(entry: DueDay, now: datetime) -> bytes:
    """The file, UTF-8 with CRLF at the end of every line; ``now`` (aware) is when it was made."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//zhaocuo portal//deadline//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{escape(entry.uid)}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        # The end is the first day that no longer belongs to the entry (RFC 5545, 3.6.1).
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escape(entry.title)}",
        f"DESCRIPTION:{escape(entry.text)}",
        f"URL:{entry.link}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(fold(line) for line in lines)


def escape(text: str) -> str:
    """A text as a value: commas, semicolons, backslashes and line ends would mean something there."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def fold(line: str) -> bytes:
    """One content line in pieces of at most 75 octets, the later ones begun with a space; no character is cut."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"".join(each + b"\r\n" for each in (*pieces, piece))
