"""An invented province's years: offices, and reports with complete histories, written into the tables in bulk.

The same scale gives the same rows, up to a million reports and a decade in some minutes. Steps are written as the
services write them, but for the audit chain, which knows nothing of them; cases and letters are left out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, text, update

from portal.store import (
    Account,
    Base,
    CalendarDay,
    Clock,
    Database,
    Dispute,
    Event,
    Holding,
    NumberCounter,
    Rating,
    Region,
    Reply,
    Report,
    Site,
    SiteHost,
    Unit,
    UnitMoved,
)
from tests.decade_places import LOCAL, PROVINCE, ROOT, Almanac, Places, Scale
from tests.decade_steps import ACCOUNTS, Pages
from tests.decade_tale import Tale

_CHUNK = 5_000
"""Reports of one transaction."""
_TOLD = (Report, Reply, Event, Holding, Clock, Rating, Dispute)
_NUMBERED = (Report, Unit, Account, Site)


@dataclass(frozen=True)
class Decade:
    """What was written, and by whose rules."""

    scale: Scale
    places: Places
    almanac: Almanac

    @property
    def end(self) -> datetime:
        """The instant at which it breaks off."""
        return self.scale.end


def fill(database: Database, scale: Scale) -> Decade:
    """Write a province and its reports into an empty, migrated database."""
    decade = Decade(scale, Places(scale), Almanac(scale))
    with database.writing() as session:
        _settle(session.connection(), decade)
    counts: Counter[int] = Counter()
    pages = Pages()
    for place, told in enumerate(_tales(decade, counts, pages), start=1):
        told.tell()
        if place % _CHUNK == 0 or place == scale.reports:
            _put(database, pages)
    with database.writing() as session:
        connection = session.connection()
        _insert(connection, NumberCounter, [{"year": year, "last": last} for year, last in counts.items()])
        if not database.is_sqlite:
            _go_on_counting(connection)
    return decade


def _tales(decade: Decade, counts: Counter[int], pages: Pages) -> Iterator[Tale]:
    """The reports in the order in which they come in: more of them on working days, and by day."""
    scale, dice = decade.scale, random.Random(decade.scale.seed)
    start = datetime(scale.first, 1, 1, tzinfo=LOCAL)
    step = (scale.end - start) / scale.reports
    for place in range(scale.reports):
        at = (start + step * (place + dice.random())).replace(microsecond=0)
        if dice.random() < 0.6 and not (decade.almanac.works(at.date()) and at.hour > 7):
            at = at.replace(hour=8 + at.hour // 2)
        counts[at.year] += 1
        number = f"{at.year}-{counts[at.year]:06d}"
        yield Tale(decade.places, decade.almanac, pages, dice, place + 1, number, at)


def _put(database: Database, pages: Pages) -> None:
    with database.writing() as session:
        connection = session.connection()
        for noun in _TOLD:
            _insert(connection, noun, pages.rows[noun])
    pages.rows.clear()


def _insert(connection: Connection, noun: type[Base], rows: list[dict[str, Any]]) -> None:
    table = noun.__table__
    assert isinstance(table, Table)
    if rows:
        connection.execute(insert(table), rows)


def _settle(connection: Connection, decade: Decade) -> None:
    places = decade.places
    _insert(connection, Region, _regions(places))
    long_ago = decade.end - timedelta(days=366 * (decade.scale.years + 2))
    units, people, sites = [], [], []
    for office in places.offices.values():
        code = "province" if office.id == ROOT else f"unit-{office.id}"
        kind = "organizing" if office.organizing else "filing"
        unit = {"id": office.id, "code": code, "name": office.name, "kind": kind, "parent_id": office.parent}
        units.append(unit | {"region_code": office.region, "merged_into_id": None})
        heir = places.acting(office.id, decade.scale.end)
        person = {"id": ACCOUNTS + office.id, "username": code, "display_name": f"经办人{office.id}", "role": "officer"}
        people.append(person | {"unit_id": heir, "created_at": long_ago})
        if office.site is not None:
            site = {"id": office.site, "code": f"{office.region}{office.site:04d}"[-10:], "name": f"{office.name}网站"}
            sites.append(site | {"url": f"http://site{office.id}.example/", "filing_unit_id": heir})
    # Parents and successors may have been opened later than the unit itself.
    _insert(connection, Unit, [{**unit, "parent_id": None if unit["id"] == ROOT else ROOT} for unit in units])
    for office in places.offices.values():
        present = (
            update(Unit).where(Unit.id == office.id).values(parent_id=office.parent, merged_into_id=office.merged_into)
        )
        connection.execute(present)
    _insert(connection, Account, people)
    _insert(connection, Site, sites)
    _insert(connection, SiteHost, [{"host": f"site{site['id']}.example", "site_id": site["id"]} for site in sites])
    moves = [{"unit_id": m.unit, "at": m.at, "parent_id": m.parent, "merged": m.merged} for m in places.moves]
    _insert(connection, UnitMoved, moves)
    decided = [{"day": d.day, "working": d.working, "document": "省政府办公厅通知"} for d in decade.almanac.decisions]
    _insert(connection, CalendarDay, decided)


def _regions(places: Places) -> list[dict[str, Any]]:
    level: dict[str | None, int] = {None: -1}
    for code, parent in places.regions.items():
        level[code] = level[parent] + 1
    return [
        {
            "code": code,
            "name": "某省" if code == PROVINCE else f"地区{code}",
            "level": level[code],
            "parent_code": parent,
        }
        for code, parent in places.regions.items()
    ]


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL does not look at ids that were given: the next one must be told."""
    for noun in _NUMBERED:
        name = noun.__tablename__
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
        )
