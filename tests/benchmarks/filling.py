"""The same cases in the portal's own database: everything that a case needs to stand on the board, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, delete, insert

from portal.domain.deadlines import day_of
from portal.store import Account, Base, Board, Case, Database, Region, Reply, Report, Site, SiteHost, Unit
from portal.store.migrate import upgrade
from tests.benchmarks.cases import FIRST_DAY, SEED, Author, MadeCase
from tests.benchmarks.places import ROOT, regions, websites

_CHUNK = 5000
ROOT_UNIT, AUTHOR = 1, 1
_FIRST_OFFICE = 1000
"""Units that keep a website are numbered from here, in the order of the websites."""


def fill(database: Database, count: int, seed: int = SEED) -> None:
    """Put the register and ``count`` cases into an empty database, a chunk a transaction."""
    upgrade(database)
    with database.writing() as session:
        _settle(session.connection())
    made = Author(seed).cases(count)
    while chunk := list(islice(made, _CHUNK)):
        with database.writing() as session:
            connection = session.connection()
            _insert(connection, Report, map(report_row, chunk))
            _insert(connection, Reply, map(reply_row, chunk))
            _insert(connection, Case, map(case_row, chunk))
    with database.writing() as session:
        session.execute(delete(Board))
        session.add(Board(id=1, revision=count, changed_at=FIRST_DAY))


def _insert(connection: Connection, noun: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    table = noun.__table__
    assert isinstance(table, Table)
    connection.execute(insert(table), list(rows))


def _settle(connection: Connection) -> None:
    around = {"code": ROOT, "name": "青河省", "level": 0, "parent_code": None}
    places = [{"code": p.code, "name": p.name, "level": p.level, "parent_code": p.parent} for p in regions()]
    _insert(connection, Region, [around, *places])
    root = {"id": ROOT_UNIT, "code": "province", "name": "省政府办公厅", "region_code": ROOT}
    _insert(connection, Unit, [{**root, "kind": "organizing", "parent_id": None}])
    _insert(connection, Unit, _offices())
    # Somebody must have written the replies.
    person = {"id": AUTHOR, "username": "clerk", "display_name": "经办人", "role": "officer", "unit_id": ROOT_UNIT}
    _insert(connection, Account, [{**person, "created_at": FIRST_DAY}])
    _insert(connection, Site, _sites())
    _insert(connection, SiteHost, [{"host": site.host, "site_id": site.id} for site in websites()])


def _offices() -> Iterator[dict[str, Any]]:
    """An organizing unit for every region, and below it one filing unit for every website."""
    numbers = {ROOT: ROOT_UNIT}
    for number, place in enumerate(regions(), start=ROOT_UNIT + 1):
        numbers[place.code] = number
        common = {"id": number, "code": f"office-{place.code}", "name": f"{place.name}政府办公室"}
        yield {**common, "kind": "organizing", "parent_id": numbers[place.parent or ROOT], "region_code": place.code}
    for site in websites():
        common = {"id": _FIRST_OFFICE + site.id, "code": f"web-{site.code}", "name": site.office}
        yield {**common, "kind": "filing", "parent_id": numbers[site.region], "region_code": site.region}


def _sites() -> Iterator[dict[str, Any]]:
    for site in websites():
        common = {"id": site.id, "code": site.code, "name": site.name, "url": f"http://{site.host}/"}
        yield {**common, "filing_unit_id": _FIRST_OFFICE + site.id}


def report_row(case: MadeCase) -> dict[str, Any]:
    """The finished report behind a case."""
    return {
        "id": case["id"],
        "number": case["number"],
        "kind": "correction",
        "state": "published",
        "version": 1,
        "site_id": case["site"].id,
        "site_code": case["site"].code,
        "site_name": case["site"].name,
        "region_code": case["region"],
        "page_url": case["page_url"],
        "problem_type": case["problem_type"],
        "submitted_at": case["published_at"] - timedelta(days=3),
        "finished_at": case["published_at"],
    }


def reply_row(case: MadeCase) -> dict[str, Any]:
    """The approved reply to it."""
    refused, confirmed = case["finding"] == "refused", case["finding"] == "confirmed"
    return {
        "report_id": case["id"],
        "version": 1,
        "author_id": AUTHOR,
        "unit_id": _FIRST_OFFICE + case["site"].id,
        "written_at": case["published_at"] - timedelta(days=1),
        "approved_at": case["published_at"],
        "finding": case["finding"],
        "text": case["reply"],
        "invalid_reason": "unclear" if refused else None,
        "corrected_on": day_of(case["published_at"]) if confirmed else None,
        "public": True,
    }


def case_row(case: MadeCase) -> dict[str, Any]:
    """The case as the table ``cases`` keeps it; its revision is its id."""
    finished = day_of(case["published_at"])
    days = (finished - case["received_on"]).days
    return {
        "report_id": case["id"],
        "number": case["number"],
        "visible": True,
        "kind": "correction",
        "problem_type": case["problem_type"],
        "title": case["title"],
        "description": case["description"],
        "wrong_text": case["wrong_text"],
        "suggested_text": case["suggested_text"],
        "reply": case["reply"],
        "site_id": case["site"].id,
        "site_code": case["site"].code,
        "site_name": case["site"].name,
        "page_url": case["page_url"],
        "region_code": case["region"],
        "unit_id": _FIRST_OFFICE + case["site"].id,
        "unit_name": case["site"].office,
        "finding": case["finding"],
        "corrected_on": finished if case["finding"] == "confirmed" else None,
        "received_on": case["received_on"],
        "due_on": case["received_on"] + timedelta(days=5),
        "finished_on": finished,
        "published_at": case["published_at"],
        "working_days": days // 2,
        "on_time": days <= 5,
        "reopened": False,
        "edited": False,
        "changed_at": case["published_at"],
        "revision": case["id"],
    }
