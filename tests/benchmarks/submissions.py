"""How fast reports are taken: ``POST /report`` beside an empty view that does the same form work and stores nothing.

``python -m tests.benchmarks.submissions``: both behind gunicorn as ``portal serve`` starts it, asked in turn by wrk
(Debian's package) over 16 connections. The portal acknowledges a report once SQLite has it on disk
(``synchronous=FULL``); the empty view checks the same token and the same form, and redirects. Reports with a picture
are measured apart: a picture is decoded, shrunk and encoded anew before its report is taken.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, redirect, render_template_string
from PIL import Image

from portal import logs
from portal.config import from_environment
from portal.serving import Gunicorn
from portal.store import Database
from portal.store.migrate import upgrade
from portal.web import limits
from portal.web.forms import checks_own_token, csrf
from portal.web.public.forms import ReportForm
from portal.web.workings import open_workings
from tests.benchmarks.servers import portal_environment, serving
from tests.benchmarks.tables import Timing, figure, print_machine, print_table, progress, ratio, say
from tests.ports import free_port
from tests.province import settle
from tests.web.reading import token_in

CONNECTIONS = 16
SCRIPT = Path(__file__).with_suffix(".lua")
BOUNDARY = "portal-benchmark-7d1f"
OPEN_DOORS = {"PORTAL_CHALLENGE": "off", "PORTAL_RATE_LIMITS": "off"}
"""What keeps programs away is not what is measured here."""


@dataclass(frozen=True)
class Round:
    """What wrk saw in one round: rate a second, and milliseconds."""

    rate: float
    median: float
    p95: float
    p99: float


def main() -> None:
    options = _options()
    logs.configure()
    print_machine()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        home = Path(folder)
        environment = portal_environment(home) | OPEN_DOORS
        _fill(home)
        own = _start(running, ["-m", "portal", "web", "--workers", str(options.workers)], home, environment)
        empty = _start(running, ["-m", __spec__.name, "--serve", str(options.workers)], home, environment)
        photo = home / "photo.jpg"
        # As hard to encode as a photograph of a screen.
        Image.effect_noise((1600, 1200), 40).save(photo, quality=70)
        plain = _in_turn(own, empty, options)
        with_picture = [_wrk(own, f"picture {each}", options.seconds, photo) for each in range(options.rounds)]
    _print(plain, with_picture, markdown=options.markdown)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.submissions", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each of the two is asked")
    parser.add_argument("--seconds", type=int, default=5, help="how long a round takes")
    parser.add_argument("--workers", type=int, default=2, help="web processes of each")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--serve", type=int, metavar="WORKERS", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        _serve_empty(options.port, options.serve)
    return options


def _fill(home: Path) -> None:
    database = Database(f"sqlite:///{home / 'portal.sqlite'}")
    upgrade(database)
    settle(database)
    database.dispose()


def _start(running: ExitStack, command: Sequence[str], home: Path, environment: dict[str, str]) -> int:
    """Start a server on a port of its own; the port."""
    port = free_port()
    words = [sys.executable, *command, "--port", str(port)]
    running.enter_context(serving(words, port, "/report", home / "web.log", environment))
    return port


def empty_app() -> Flask:
    """One view that checks token and form as the portal does, and stores nothing."""
    settings = from_environment()
    app = Flask("empty")
    app.config.update(SECRET_KEY=settings.secret_key, WTF_CSRF_TIME_LIMIT=None, MAX_CONTENT_LENGTH=20 * 1024 * 1024)
    app.extensions["workings"] = open_workings(settings)
    limits.install(app, settings)
    csrf.init_app(app)

    @app.get("/report")
    def form() -> str:
        return render_template_string('<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">')

    @app.post("/report")
    @checks_own_token
    def send() -> tuple[str, int] | object:
        return redirect("/report/received", 303) if ReportForm().validate_on_submit() else ("", 422)

    return app


class EmptyGunicorn(Gunicorn):
    """The portal's gunicorn with the empty application."""

    def load(self) -> object:
        return empty_app()


def _serve_empty(port: int, workers: int) -> None:
    EmptyGunicorn(from_environment(), f"127.0.0.1:{port}", workers).run()


def _in_turn(own: int, empty: int, options: argparse.Namespace) -> tuple[list[Round], list[Round]]:
    """Rounds of the portal and of the empty view, one after the other, so that both meet the same machine."""
    seen: tuple[list[Round], list[Round]] = ([], [])
    for port in (own, empty):
        _wrk(port, "warm up", 1)
    for each in range(options.rounds):
        for port, rounds in zip((own, empty), seen, strict=True):
            rounds.append(_wrk(port, str(each), options.seconds))
        progress(f"round {each + 1} of {options.rounds}")
    return seen


def _wrk(port: int, name: str, seconds: int, photo: Path | None = None) -> Round:
    """One round; raises RuntimeError if any report was not taken."""
    cookie, token = _session(port)
    extra = [BOUNDARY, str(photo)] if photo else [BOUNDARY]
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT)]
    address = f"http://127.0.0.1:{port}"
    words = subprocess.run(
        [*command, address, "--", cookie, token, name, *extra], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"^measured (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$", words, re.MULTILINE)
    if found is None or int(found[3]):
        raise RuntimeError(f"reports were not taken:\n{words}")
    requests, duration, _, *latencies = (int(each) for each in found.groups())
    return Round(requests / (duration / 1e6), *(each / 1000 for each in latencies))


def _session(port: int) -> tuple[str, str]:
    """A fresh browser's cookie and its form's token."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/report", timeout=30) as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return cookie, token_in(answer.read().decode())


def _print(plain: tuple[list[Round], list[Round]], with_picture: list[Round], *, markdown: bool) -> None:
    named = {"POST /report": plain[0], "empty view": plain[1], "POST /report with a picture": with_picture}
    rows = [
        [
            name,
            figure(Timing.of([each.rate for each in rounds]).median),
            *(figure(Timing.of([getattr(each, kind) for each in rounds]).median) for kind in ("median", "p95", "p99")),
        ]
        for name, rounds in named.items()
    ]
    head = ["", "a second", "median", "p95", "p99"]
    print_table(f"{CONNECTIONS} connections, medians of {len(plain[0])} rounds", head, rows, markdown=markdown)
    shares = [one.rate / other.rate for one, other in zip(*plain, strict=True)]
    median = Timing.of(shares).median
    say(f"\nThe portal's rate to the empty view's, median of the rounds: {ratio(median, 1)}")


if __name__ == "__main__":
    main()
