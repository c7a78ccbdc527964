"""Serving people: gunicorn with its settings given here, and web and worker side by side."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

from gunicorn.app.base import BaseApplication

from portal import create_app
from portal.config import SettingError, Settings
from portal.supervisor import Supervisor, port_is_free, wait_until_answered

NEW_OBJECTS = 10_000
"""So many more objects make the garbage collector look for circles among them; Python's own number is 700."""


class Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """Gunicorn with its settings given here, so that no configuration file has to lie beside the program."""

    def __init__(self, settings: Settings, bind: str, workers: int) -> None:
        self.settings = settings
        self.options = {
            "bind": bind,
            "workers": workers,
            # Most of the time they wait for the disk, together; SQLite's pool has connections for 15.
            "threads": 12,
            "worker_class": "gthread",
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - gunicorn's advice
            "control_socket_disable": True,
            "post_worker_init": _stop_searching_what_stays,
            "loglevel": "warning",
            "graceful_timeout": 8,
            # A site hands over the address of its page, and what is encoded twice is long.
            "limit_request_line": 8190,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> object:
        return create_app(self.settings)


def _stop_searching_what_stays(worker: object) -> None:
    """Spare the garbage collector what every request needs, and most of its rounds: few objects refer to each other in
    circles, and what a page leaves behind is gone without it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def run_both(
    host: str,
    port: int,
    workers: int,
    environment: dict[str, str],
    *,
    prepare: Callable[[], None],
    ready: Callable[[], None],
) -> None:
    """Serve web and worker together until Ctrl-C; ``prepare`` runs while the web starts, ``ready`` once all is well.

    Raises SettingError where the port is taken or the web does not come up.
    """
    if not port_is_free(host, port):
        raise SettingError(f"{host}:{port} is taken by another program; choose another one with --port")
    supervisor = Supervisor(
        {
            "web": ["web", "--host", host, "--port", str(port), "--workers", str(workers)],
            "worker": ["worker"],
        },
        environment,
    )

    def announce() -> None:
        # Ready means worker and index too; a wait that is cut short by Ctrl-C is no failure.
        ready_in_time = wait_until_answered(f"http://{host}:{port}/readyz", 60, lambda: not supervisor.stopping)
        if not ready_in_time and not supervisor.stopping:
            raise SettingError(f"not ready at {host}:{port} within a minute; the lines above say why")
        if not supervisor.stopping:
            ready()

    supervisor.run(prepare, announce)
