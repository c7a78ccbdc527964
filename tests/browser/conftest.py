"""A real Chromium in front of the real program: ``portal demo`` in a home of its own, started once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from portal.adapters.calendar import StateCouncilCalendar
from portal.config import from_environment
from portal.domain.safety import Safety
from portal.services.context import Context
from portal.store import Database
from tests.browser.other_host import OtherHost, serving
from tests.browser.own_portal import OwnPortal, own_portal
from tests.conftest import FrozenClock
from tests.handling import Desk
from tests.ports import free_port
from tests.province import Cast

CHROMIUM = os.environ.get("PORTAL_TEST_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "demo-portal"
READY_SECONDS = 400
"""Generous: machines are shared. How fast the demo starts is measured elsewhere."""
PATIENCE_MS = 90_000
"""How long a page may take, for the same reason."""
expect.set_options(timeout=PATIENCE_MS)
WINDOWS = pytest.mark.parametrize(
    ("width", "script"),
    [(390, True), (390, False), (1280, True), (1280, False)],
    ids=["phone", "phone-without-script", "desk", "desk-without-script"],
)
"""What citizens read with."""


@dataclass
class Program:
    """The running demo."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    password: str = PASSWORD

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, *words: str) -> str:
        """Run another ``portal`` command on the same home; what it prints."""
        secret = (self.home / "demo-secret").read_text()
        environment = {**os.environ, "PORTAL_HOME": str(self.home), "PORTAL_SECRET_KEY": secret}
        done = subprocess.run(
            [sys.executable, "-m", "portal", *words], env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def children(self) -> dict[str, int]:
        """Process ids of web and worker."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True
        ).stdout
        found = {}
        for line in listed.splitlines():
            pid, _, words = line.strip().partition(" ")
            for name in ("web", "worker"):
                if f"portal {name}" in words:
                    found[name] = int(pid)
        return found


def answers(address: str) -> bool:
    """True if something answers with success there."""
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
            return True
    except (urllib.error.URLError, OSError):
        return False


def wait_for(what: str, true: object, seconds: float = READY_SECONDS) -> None:
    """Look until ``true()``; the test fails if that takes longer than ``seconds``."""
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.2)


def start_demo(home: Path) -> Program:
    """Start the demo and wait until it says that it is ready."""
    port, log = free_port(), home / "demo.log"
    home.mkdir(exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal", "demo", "--port", str(port)],
            # The tests send more from one address than people do.
            env={**os.environ, "PORTAL_HOME": str(home), "PYTHONUNBUFFERED": "1", "PORTAL_RATE_LIMITS": "off"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    program = Program(home, port, process, log)
    try:
        wait_for("demo ready", lambda: "演示已就绪" in log.read_text() or process.poll() is not None)
    except AssertionError:
        stop(program)
        raise
    assert process.poll() is None, log.read_text()
    return program


def stop(program: Program, by: int = signal.SIGTERM) -> None:
    """Stop the demo and wait until it is gone."""
    if program.process.poll() is None:
        program.process.send_signal(by)
        program.process.wait(30)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The demo that all browser tests share."""
    program = start_demo(tmp_path_factory.mktemp("demo"))
    yield program
    stop(program)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium; without it these tests fail."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One browser window on a portal."""

    page: Page
    program: Program | OwnPortal

    def open(self, path: str) -> Page:
        """Open a path of the portal."""
        self.page.goto(self.program.address + path)
        return self.page

    def sign_in(self, username: str) -> Page:
        """Sign in with an account that has the portal's one password."""
        self.open("/login")
        self.page.fill("#username", username)
        self.page.fill("#password", self.program.password)
        self.page.click("main form button")
        assert "/login" not in self.page.url, f"{username} cannot sign in"
        return self.page


class Windows:
    """Opens windows of any size, and closes them when the test is over."""

    def __init__(self, browser: Browser, program: Program | OwnPortal) -> None:
        self.browser = browser
        self.program = program
        self.opened: list[BrowserContext] = []

    def new(self, width: int = 1280, *, script: bool = True, **options: object) -> Visit:
        """A fresh window without cookies."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        self.opened.append(context)
        return Visit(context.new_page(), self.program)

    def close(self) -> None:
        """Close what was opened."""
        for context in self.opened:
            context.close()


@pytest.fixture
def portal(
    request: pytest.FixtureRequest, context: Context, cast: Cast, clock: FrozenClock, tmp_path: Path
) -> Iterator[OwnPortal]:
    """A portal of this test's own, with the ordinary rules or those that the parameter gives."""
    with own_portal(context, clock, tmp_path, getattr(request, "param", Safety())) as running:
        yield running


@pytest.fixture
def desk(context: Context, cast: Cast) -> Desk:
    """Takes steps at the test's own portal in the name of the cast."""
    return Desk(context, cast)


@pytest.fixture
def windows(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Windows]:
    """Windows on the test's own portal if it has one, otherwise on the demo."""
    opened = Windows(chromium, request.getfixturevalue("portal" if "portal" in request.fixturenames else "demo"))
    yield opened
    opened.close()


@pytest.fixture
def services(demo: Program) -> Iterator[Context]:
    """The demo's own database, as its services use it."""
    secret = (demo.home / "demo-secret").read_text()
    settings = from_environment({"PORTAL_HOME": str(demo.home), "PORTAL_SECRET_KEY": secret})
    database = Database(settings.database_url)
    yield Context(database, StateCouncilCalendar(), settings.secret_key.encode())
    database.dispose()


@pytest.fixture
def other(demo: Program) -> Iterator[OtherHost]:
    """A host that links to the demo."""
    with serving(demo.address) as host:
        yield host
