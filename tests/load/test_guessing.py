"""Ten thousand guesses at a password: almost all are turned away unseen, and the people who work here do not notice.

Asked through gunicorn, over loopback: from one address that claims to be many, and from many through a proxy.
"""

from __future__ import annotations

import http.client
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import func, select, update

from portal.adapters.passwords import hash_password
from portal.domain.audit import Deed
from portal.queries.audit_chain import verified
from portal.store import Account, AuditEntry
from tests.load.served import ENGINES, Served, served_portal
from tests.web.people import PASSWORD
from tests.web.reading import token_in

pytestmark = pytest.mark.load

GUESSES = 10_000
GUESSERS = 6
LOOKED_AT = 60
"""Guesses that may be looked at, at the very most: what a name, or an address, is allowed before it waits, and one more
each time that a wait is over."""
WHOLE_SECONDS = 240
"""For machines are shared: a password takes a good part of a second of work, and all of them would take far longer."""
HONEST = 5
"""How often each of two people signs in meanwhile."""
WAIT_SECONDS = 20
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """One browser with cookies of its own, at an address of its own where a proxy says so."""

    def __init__(self, served: Served, address: str) -> None:
        self.served = served
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.opener.addheaders = [("X-Forwarded-For", address)]

    def open(self, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """Where it leads and what stands there."""
        body = urllib.parse.urlencode(fields).encode() if fields is not None else None
        with self.opener.open(self.served.address + path, body, timeout=60) as answer:
            return answer.url, answer.read().decode()

    def sign_in(self, username: str) -> float:
        """With the right password; the seconds that it took. Being refused is an error."""
        token, started = token_in(self.open("/login")[1]), monotonic()
        where, page = self.open("/login", {"csrf_token": token, "username": username, "password": PASSWORD})
        assert where.endswith("/desk"), page
        return monotonic() - started

    def sign_out(self) -> None:
        """Leave, so that signing in can be tried again."""
        self.open("/logout", {"csrf_token": token_in(self.open("/desk")[1])})


def guess(served: Served, numbers: Iterator[int]) -> Counter[int]:
    """Try one password after the other on a connection of one's own, each from another address if one may believe the
    header; how often each status was answered."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("GET", "/login")
    answer = connection.getresponse()
    cookie, token = (answer.getheader("Set-Cookie") or "").partition(";")[0], token_in(answer.read().decode())
    found: Counter[int] = Counter()
    for number in numbers:
        fields = {"csrf_token": token, "username": "chengdong", "password": f"guess {number}"}
        whence = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        connection.request(
            "POST", "/login", urllib.parse.urlencode(fields), {**FORM, "Cookie": cookie, "X-Forwarded-For": whence}
        )
        answer = connection.getresponse()
        answer.read()
        found[answer.status] += 1
    connection.close()
    return found


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine."""
    return str(request.param)


@pytest.mark.parametrize("proxies", [0, 1], ids=["one address, with forged headers", "ten thousand addresses"])
def test_ten_thousand_guesses_are_turned_away_and_everybody_else_gets_in(
    engine: str, proxies: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served_portal(engine, tmp_path, monkeypatch, PORTAL_TRUSTED_PROXIES=str(proxies)) as served:
        with served.database.writing() as session:
            session.execute(update(Account).values(password_hash=hash_password(PASSWORD)))
        owner, other = Browser(served, "192.0.2.1"), Browser(served, "192.0.2.2")
        for browser, username in ((owner, "chengdong"), (other, "haidong")):
            browser.sign_in(username)
            browser.sign_out()
        numbers, waited = count(), []
        upcoming = iter(lambda: next(numbers), GUESSES)
        started = monotonic()
        with ThreadPoolExecutor(GUESSERS) as pool:
            attack = [pool.submit(guess, served, upcoming) for _ in range(GUESSERS)]
            for browser, username in ((owner, "chengdong"), (other, "haidong")) * HONEST:
                waited.append(browser.sign_in(username))
                browser.sign_out()
            assert not any(each.done() for each in attack), "it was over before anybody could suffer"
            found = sum((each.result() for each in attack), Counter())
        ended = monotonic()
        print(f"{engine}, {proxies}: {GUESSES} guesses in {ended - started:.1f} s, {dict(found)}; others signed in "  # noqa: T201
              f"in {sorted(waited)[len(waited) // 2]:.2f} s, {max(waited):.2f} s at most")  # fmt: skip
        assert set(found) == {422, 429}
        assert found.total() == GUESSES
        assert found[422] <= LOOKED_AT
        assert ended - started < WHOLE_SECONDS
        assert max(waited) < WAIT_SECONDS
        check_log(served, found[422])


def check_log(served: Served, looked_at: int) -> None:
    """The log tells every guess that was looked at, none of those that were turned away, and is whole."""
    with served.database.snapshot() as session:
        refused = select(func.count()).where(AuditEntry.deed == Deed.SIGN_IN_REFUSED)
        assert session.scalar(refused.select_from(AuditEntry)) == looked_at
        day = session.scalars(select(func.max(AuditEntry.at))).one().date()
        assert verified(session, day, None).whole
