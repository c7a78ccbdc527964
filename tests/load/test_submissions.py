"""Two hundred citizens at once, against gunicorn with two processes: every report gets its own number, and stays."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select

from portal.store import Report
from tests.load.served import ENGINES, PATIENCE_SECONDS, Served, served_portal
from tests.web.people import REPORT
from tests.web.reading import token_in

pytestmark = pytest.mark.load

Result = TypeVar("Result")
THREADS = 20
EACH = 10


@pytest.fixture(params=ENGINES)
def served(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The portal on each engine."""
    # Two hundred citizens come from one address here, and none of them is a person.
    with served_portal(
        request.param, tmp_path, monkeypatch, PORTAL_CHALLENGE="off", PORTAL_RATE_LIMITS="off"
    ) as served:
        yield served


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
