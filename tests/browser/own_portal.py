"""A portal of a test's own, in this process: its clock stands still until the test moves it, its rules are chosen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import update
from werkzeug.serving import make_server

from portal import create_app
from portal.adapters.passwords import hash_password
from portal.adapters.pictures import PictureStore
from portal.config import Post, Settings
from portal.domain.safety import Safety
from portal.postman import Postman
from portal.queries.board import Board
from portal.search import open_index
from portal.services.context import Context
from portal.store import Account
from portal.web.workings import Workings
from tests.conftest import FrozenClock
from tests.ports import free_port
from tests.web.conftest import SECRET
from tests.web.people import PASSWORD


@dataclass
class OwnPortal:
    """Where it answers, the clock that it goes by, and what it is made of."""

    address: str
    clock: FrozenClock
    workings: Workings
    password: str = PASSWORD

    def deliver(self) -> None:
        """The postman's round."""
        postman = Postman(self.workings.context, self.workings.settings)
        while postman.turn():
            pass


@contextmanager
def own_portal(
    context: Context, clock: FrozenClock, home: Path, safety: Safety, smtp_url: str = ""
) -> Iterator[OwnPortal]:
    """The portal over the test's own province, in which every account has the same password; gone afterwards."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with context.database.writing() as session:
        session.execute(update(Account).values(password_hash=hash_password(PASSWORD)))
    settings = Settings(
        home=home,
        database_url=context.database.engine.url.render_as_string(hide_password=False),
        search_url=f"whoosh://{home / 'index'}",
        secret_key=SECRET,
        post=Post(smtp_url, "portal@mail.example", address),
    )
    index = open_index(settings.search_url, context.database.identity(), settings.database_url)
    strict, pictures = replace(context, safety=safety), PictureStore(settings.attachments)
    workings = Workings(settings, strict, index, Board(context.database, index), pictures)
    server = make_server("127.0.0.1", port, create_app(settings, workings), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield OwnPortal(address, clock, workings)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
