"""Messages that arrive in bulk from the national system: checked and laid aside first, stored in one go afterwards.

While a file is read and checked nothing is locked, so that citizens go on reporting; what is ready lies in a temporary
file. Storing takes seconds: it is one transaction, which draws the numbers as every submission does.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from itertools import islice
from typing import IO, Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.deadlines import day_of
from portal.domain.import_columns import Subject, labels_of
from portal.domain.imported_report import ImportedReport, read_report
from portal.domain.imports import Entry, Fate, RowFate
from portal.domain.page_address import host_of
from portal.domain.site_code import region_part
from portal.domain.vocabulary import ProblemType, ReportKind, State
from portal.services.contacts import contact_columns
from portal.services.context import Context
from portal.services.intake import first_event
from portal.services.numbers import draw_numbers
from portal.services.repeats import text_digest
from portal.store import Contact, Region, Report, Site, SiteHost, Unit
from portal.store.chain import write_events
from portal.store.statements import Rows

CHUNK = 500
UNKNOWN_SITE = "网站未登记，将由省政府办公厅人工分办"
_LABELS = labels_of(Subject.REPORTS)
_REPORTS, _CONTACTS = Rows(Report), Rows(Contact)

Item = TypeVar("Item")


class Places:
    """Regions, and websites by code and host, as they are while a file is read; four queries."""

    def __init__(self, session: Session) -> None:
        regions = session.execute(select(Region.code, Region.name)).all()
        self.regions: dict[str, str] = {code: code for code, _ in regions}
        names = [name for _, name in regions]
        self.regions |= {name: code for code, name in regions if names.count(name) == 1}
        home = select(Site.id, Site.code, Unit.region_code).join(Unit, Unit.id == Site.filing_unit_id)
        rows = session.execute(home).all()
        self.by_code: dict[str, int] = {row.code: row.id for row in rows}
        self.region_of: dict[int, str | None] = {row.id: row.region_code for row in rows}
        self.by_host: dict[str, int] = {
            row.host: row.site_id for row in session.execute(select(SiteHost.host, SiteHost.site_id))
        }

    def site(self, report: ImportedReport) -> int | None:
        """The registered website, as for a citizen's report: by its code, else by the host of an address."""
        if report.site_code in self.by_code:
            return self.by_code[report.site_code]
        hosts = (host_of(url) for url in (report.page_url, report.site_url) if url)
        return next((self.by_host[host] for host in hosts if host in self.by_host), None)

    def region(self, report: ImportedReport, site: int | None) -> str | None:
        """The region that the line names, else the website's, else the one that the site code begins with."""
        if report.region:
            return self.regions[report.region]
        if site is not None:
            return self.region_of[site]
        part = region_part(report.site_code) if report.site_code else None
        return part if part in self.regions else None


class Prepared:
    """A file of reports on its way into the database."""

    def __init__(self, context: Context, entries: Iterable[Entry], ready: IO[str]) -> None:
        self._context, self._entries, self._ready = context, entries, ready

    def fates(self) -> Iterator[RowFate]:
        """Read the file once, lay aside what is new, and tell the fate of every line."""
        with self._context.database.reading() as session:
            places = Places(session)
        seen: dict[str, int] = {}
        for chunk in in_chunks(self._entries, CHUNK):
            with self._context.database.reading() as session:
                known = known_numbers(session, [entry.text("external_number") for entry in chunk])
            for entry in chunk:
                yield self._fate(entry, places, known, seen)

    def _fate(self, entry: Entry, places: Places, known: dict[str, str], seen: dict[str, int]) -> RowFate:
        key = entry.text("external_number")
        read = read_report(entry, self._context.now())
        problems = list(entry.problems)
        if isinstance(read, list):
            problems += [(_LABELS[name], message) for name, message in read]
        elif read.region and read.region not in places.regions:
            problems.append((_LABELS["region"], "没有这个地区，请填写行政区划代码或完整名称"))
        if key and key in seen:
            problems.append((_LABELS["external_number"], f"与第 {seen[key]} 行重复"))
        seen.setdefault(key, entry.number)
        if problems or isinstance(read, list):
            return RowFate(entry.number, key, Fate.WRONG, tuple(problems))
        if key in known:
            return RowFate(entry.number, key, Fate.SAME, note=f"已导入，编号 {known[key]}")
        site = places.site(read)
        self._lay_aside(read, site, places.region(read, site))
        note = UNKNOWN_SITE if site is None and read.kind is ReportKind.CORRECTION else ""
        return RowFate(entry.number, key, Fate.NEW, note=note)

    def _lay_aside(self, read: ImportedReport, site: int | None, region: str | None) -> None:
        plain = asdict(replace(read, region=region or "")) | {
            "submitted_at": read.submitted_at.isoformat(),
            "site": site,
            "text_digest": text_digest(self._context, read.description),
        }
        self._ready.write(json.dumps(plain, ensure_ascii=False) + "\n")

    def ready(self) -> Iterator[dict[str, Any]]:
        """What was laid aside, once the fates were told."""
        self._ready.seek(0)
        return (json.loads(line) for line in self._ready)


@contextmanager
def prepare(context: Context, entries: Iterable[Entry]) -> Iterator[Prepared]:
    """A file of reports with a place to lay aside what is ready, gone when the block ends."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as ready:
        yield Prepared(context, entries, ready)


def store_reports(session: Session, context: Context, prepared: Prepared) -> int:
    """Store everything that is ready within the caller's transaction; returns how many reports are new.

    They lie in received until the next dispatch, like any other. Nobody gets a letter and there is no tracking code:
    whoever wrote them follows them where they were sent.
    """
    stored = 0
    now = context.now()
    for chunk in in_chunks(prepared.ready(), CHUNK):
        known = known_numbers(session, [each["external_number"] for each in chunk])
        new = [each for each in chunk if each["external_number"] not in known]
        if new:
            _store(session, context, new, now)
        stored += len(new)
    return stored


def _store(session: Session, context: Context, new: list[dict[str, Any]], now: datetime) -> None:
    numbers = _numbers(session, new)
    rows = [_row(each, number) for each, number in zip(new, numbers, strict=True)]
    ids = _REPORTS.add_numbered(session, rows)
    contacts = []
    for report_id, each in zip(ids, new, strict=True):
        columns = contact_columns(context, each["contact_name"], each["contact_phone"], each["contact_email"])
        if columns:
            contacts.append({"report_id": report_id, **columns})
    _CONTACTS.add(session, contacts)
    write_events(session, [first_event(report_id, now, imported=True) for report_id in ids])


def _numbers(session: Session, new: list[dict[str, Any]]) -> list[str]:
    """A number for each, in the year of its submission."""
    years = [day_of(datetime.fromisoformat(each["submitted_at"])).year for each in new]
    drawn = {year: iter(draw_numbers(session, year, years.count(year))) for year in sorted(set(years))}
    return [next(drawn[year]) for year in years]


def _row(each: dict[str, Any], number: str) -> dict[str, Any]:
    empty_is_none = ("site_code", "site_name", "site_url", "page_url", "wrong_text", "suggested_text")
    return {
        "number": number,
        "kind": ReportKind(each["kind"]),  # type: ignore[call-arg]  # looks a term up
        "state": State.RECEIVED,
        "version": 1,
        "site_id": each["site"],
        "region_code": each["region"] or None,
        "problem_type": ProblemType(each["problem_type"]),  # type: ignore[call-arg]  # looks a term up
        "description": each["description"],
        "submitted_at": datetime.fromisoformat(each["submitted_at"]),
        "external_number": each["external_number"],
        "text_digest": each["text_digest"],
        **{name: each[name] or None for name in empty_is_none},
    }


def known_numbers(session: Session, external: list[str]) -> dict[str, str]:
    """The numbers here of those that were imported before, by the numbers that they came with."""
    wanted = select(Report.external_number, Report.number).where(Report.external_number.in_(external))
    return {str(row.external_number): row.number for row in session.execute(wanted)}


def in_chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of ``size``, the last one shorter."""
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk
