"""A chat robot on this machine that keeps what is posted to it, and answers as a test tells it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Robot:
    """What was posted, and what the next posts are answered: status, body and the place that a redirect names."""

    url: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)


@contextmanager
def open_robot() -> Iterator[Robot]:
    """A robot that listens until the block ends."""
    robot = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            robot.posted.append(json.loads(content))
            robot.types.append(self.headers["Content-Type"])
            status, body = robot.answers.pop(0) if robot.answers else (200, b'{"errcode":0,"errmsg":"ok"}')
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        robot.url = f"http://127.0.0.1:{server.server_port}/send?key=hunter2"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield robot
        finally:
            server.shutdown()
            thread.join()
