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
from portal.config import Settings
from portal.domain.safety import Safety
from portal.queries.board import Board
from portal.search import open_index
from portal.services.context import Context
from portal.store import Account
from portal.web.workings import Workings
from tests.conftest import FrozenClock
from tests.web.conftest import SECRET
from tests.web.people import PASSWORD


@dataclass
class OwnPortal:
    """Where it answers, and the clock that it goes by."""

    address: str
    clock: FrozenClock


@contextmanager
def own_portal(context: Context, clock: FrozenClock, home: Path, safety: Safety) -> Iterator[OwnPortal]:
    """The portal over the test's own province, in which every account has the same password; gone afterwards."""
    with context.database.writing() as session:
        session.execute(update(Account).values(password_hash=hash_password(PASSWORD)))
    settings = Settings(
        home=home,
        database_url=context.database.engine.url.render_as_string(hide_password=False),
        search_url=f"whoosh://{home / 'index'}",
        secret_key=SECRET,
    )
    index = open_index(settings.search_url, context.database.identity(), settings.database_url)
    strict, pictures = replace(context, safety=safety), PictureStore(settings.attachments)
    workings = Workings(settings, strict, index, Board(context.database, index), pictures)
    server = make_server("127.0.0.1", 0, create_app(settings, workings), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield OwnPortal(f"http://127.0.0.1:{server.server_port}", clock)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
