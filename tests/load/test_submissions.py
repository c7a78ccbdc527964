"""Two hundred citizens at once, against gunicorn with two processes: every report gets its own number, and stays."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select

from portal.config import CHECKOUT
from portal.store import Database, Report
from portal.store.migrate import upgrade
from portal.supervisor import wait_until_answered
from tests import databases
from tests.ports import free_port
from tests.province import settle
from tests.web.conftest import SECRET
from tests.web.people import REPORT
from tests.web.reading import token_in

pytestmark = pytest.mark.load

Result = TypeVar("Result")
THREADS = 20
EACH = 10
PATIENCE_SECONDS = 180
ENGINES = {"sqlite": None, "postgresql": databases.SERVER or "postgresql://postgres@127.0.0.1/test"}


@dataclass
class Served:
    """A portal that answers on loopback, and the database behind it."""

    address: str
    database: Database


@pytest.fixture(params=ENGINES)
def served(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """``portal web`` with two processes over a database of its own. Without a server this is an error."""
    monkeypatch.setattr(databases, "SERVER", ENGINES[request.param])
    with databases.scratch_database(tmp_path, "load") as database:
        upgrade(database)
        settle(database)
        port = free_port()
        environment = {
            **os.environ,
            "PORTAL_HOME": str(tmp_path),
            "PORTAL_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
            "PORTAL_SECRET_KEY": SECRET,
            # Two hundred citizens come from one address here, and none of them is a person.
            "PORTAL_CHALLENGE": "off",
            "PORTAL_RATE_LIMITS": "off",
        }
        command = [sys.executable, "-m", "portal", "web", "--port", str(port), "--workers", "2"]
        with (tmp_path / "web.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, cwd=CHECKOUT, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            assert wait_until_answered(f"{address}/healthz", PATIENCE_SECONDS, lambda: process.poll() is None)
            yield Served(address, database)
        finally:
            process.terminate()
            process.wait(30)


class Citizen:
    """One browser with cookies of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, path: str, fields: dict[str, str] | None = None) -> str:
        """The page at a path, or what a form leads to; anything but success is an error."""
        body = urllib.parse.urlencode(fields).encode() if fields is not None else None
        with self.opener.open(self.address + path, body, timeout=60) as answer:
            text: str = answer.read().decode()
            return text

    def report(self, description: str) -> tuple[str, str]:
        """Send a report as a person would; number and tracking code."""
        token = token_in(self.open("/report"))
        return read_receipt(self.open("/report", {**REPORT, "description": description, "csrf_token": token}))


def read_receipt(page: str) -> tuple[str, str]:
    """Number and tracking code on the page of the receipt."""
    found = [re.search(rf'id="{name}">([^<]+)<', page) for name in ("report-number", "tracking-code")]
    assert all(found), "no receipt"
    number, code = (each[1] for each in found if each)
    return number, code


def all_at_once(work: Callable[[int], Result], times: int) -> list[Result]:
    """The results of ``work`` done by all threads together."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, range(times), timeout=PATIENCE_SECONDS))


def test_two_hundred_reports_at_once_get_two_hundred_numbers(served: Served) -> None:
    def one(place: int) -> tuple[str, str, str]:
        description = f"第{place}位网民的留言：首页有一处错别字，请改正。"
        return (description, *Citizen(served.address).report(description))

    sent = all_at_once(one, THREADS * EACH)
    numbers = sorted(number for _, number, _ in sent)
    year = numbers[0][:4]
    assert numbers == [f"{year}-{place:06d}" for place in range(1, THREADS * EACH + 1)], "a gap or a duplicate"
    assert len({code for _, _, code in sent}) == THREADS * EACH
    with served.database.reading() as session:
        kept = dict(session.execute(select(Report.number, Report.description)).all())
    assert kept == {number: description for description, number, _ in sent}


def test_the_same_report_sent_many_times_at_once_is_one(served: Served) -> None:
    citizen = Citizen(served.address)
    fields = {**REPORT, "csrf_token": token_in(citizen.open("/report"))}
    receipts = all_at_once(lambda _: read_receipt(citizen.open("/report", fields)), THREADS)
    assert len(set(receipts)) == 1
    with served.database.reading() as session:
        assert len(session.scalars(select(Report.id)).all()) == 1
