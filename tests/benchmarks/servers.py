"""Programs that answer on loopback while something is measured, and readers who ask them."""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from portal.config import CHECKOUT
from portal.supervisor import wait_until_answered
from tests.ports import free_port

_PATIENCE = 60


@contextmanager
def running(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until the block ends; what it says goes to ``log``."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=CHECKOUT, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def serving(command: Sequence[str], port: int, path: str, log: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """A program that answers at ``path`` on this port, until the block ends; its process id."""
    with running(command, log, environment) as process:
        if not wait_until_answered(f"http://127.0.0.1:{port}{path}", _PATIENCE, lambda: process.poll() is None):
            raise RuntimeError(f"{command[:4]} does not answer: {log.read_text(encoding='utf-8')[-2000:]}")
        yield process.pid


def portal_environment(home: Path) -> dict[str, str]:
    """The settings of a portal whose everything is below ``home``."""
    return {
        "PORTAL_HOME": str(home.absolute()),
        "PORTAL_DATABASE_URL": f"sqlite:///{home.absolute() / 'portal.sqlite'}",
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(48),
        # A few readers at one address stand for all of them.
        "PORTAL_CHALLENGE": "off",
        "PORTAL_RATE_LIMITS": "off",
    }


@contextmanager
def portal_web(home: Path, workers: int) -> Iterator[tuple[int, int]]:
    """``portal web`` with so many processes; its port and the id of its first process."""
    port = free_port()
    command = [sys.executable, "-m", "portal", "web", "--port", str(port), "--workers", str(workers)]
    with serving(command, port, "/healthz", home / "web.log", portal_environment(home)) as process:
        yield port, process


@dataclass
class Visit:
    """What readers saw: milliseconds and size of every page, and the seconds that it took all in all."""

    times: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: Visit) -> None:
        """Count another visit in."""
        self.times += other.times
        self.sizes += other.sizes
        self.failures += other.failures
        self.seconds += other.seconds


def visit(ports: Sequence[int], paths: Iterator[str], readers: int, seconds: float) -> Visit:
    """Let readers, each with a connection of their own, ask for page after page for so many seconds.

    ``paths`` is shared: no two readers ask for the same page unless it comes twice. Readers are spread over the ports.
    """
    seen = Visit()
    lock = threading.Lock()
    started = time.perf_counter()

    def next_path() -> str | None:
        with lock:
            return next(paths, None) if time.perf_counter() < started + seconds else None

    def read(port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while path := next_path():
            asked = time.perf_counter()
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            size = len(answer.read())
            seen.times.append((time.perf_counter() - asked) * 1000)
            seen.sizes.append(size)
            if answer.status != 200:
                seen.failures.append(f"{answer.status} {path}")
        connection.close()

    threads = [threading.Thread(target=read, args=(ports[place % len(ports)],)) for place in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.seconds = time.perf_counter() - started
    return seen
