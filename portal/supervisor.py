"""Runs web and worker side by side: starts both, starts again whichever dies, stops both together."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from types import FrameType

RESTART_PAUSE = 0.5
GRACE_SECONDS = 10


class Supervisor:
    """Two or more child processes by name, each started with ``python -m portal …``."""

    def __init__(self, commands: Mapping[str, list[str]], environment: Mapping[str, str]) -> None:
        self.commands = dict(commands)
        self.environment = {**os.environ, **environment}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def run(self, prepare: Callable[[], None], ready: Callable[[], None]) -> None:
        """Start everything, call ``ready`` once, and watch until Ctrl-C or SIGTERM.

        ``prepare`` is called while the first child is already starting: on two cores that saves its time.
        """
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        try:
            for place, name in enumerate(self.commands):
                self._start(name)
                if place == 0:
                    prepare()
            ready()
            while not self.stopping:
                self._revive()
                time.sleep(RESTART_PAUSE)
        finally:
            self._end()

    def _start(self, name: str) -> None:
        # A session of its own keeps the terminal's Ctrl-C away from the children, and makes them one group to clear.
        command = [sys.executable, "-m", "portal", *self.commands[name]]
        self.children[name] = subprocess.Popen(command, env=self.environment, start_new_session=True)  # noqa: S603

    def _revive(self) -> None:
        for name, child in list(self.children.items()):
            if child.poll() is not None and not self.stopping:
                self._clear(child)
                print(f"{name} ended with {child.returncode}, starting it again", file=sys.stderr, flush=True)  # noqa: T201
                self._start(name)

    @staticmethod
    def _clear(child: subprocess.Popen[bytes]) -> None:
        """End what a killed child left running: gunicorn's processes would keep the port from its successor."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def port_is_free(host: str, port: int) -> bool:
    """True if nobody listens there yet; another program's answers must not be taken for our own."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def wait_until_answered(address: str, seconds: float, alive: Callable[[], bool] = lambda: True) -> bool:
    """True as soon as ``address`` answers, False if it does not within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and alive():
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
