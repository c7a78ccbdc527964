"""The writer of the index is killed in the middle of commits and rebuilds: index and database agree afterwards."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.adapters.calendar import StateCouncilCalendar
from portal.config import CHECKOUT
from portal.jobs import IndexKeeper
from portal.queries import published
from portal.search.whoosh_index import WhooshIndex
from portal.services.context import Context
from portal.store import Database
from tests.province import Cast
from tests.queries.shelf import Shelf
from tests.search.standing import found, held_revisions

pytestmark = pytest.mark.load

ROUNDS = 50
CASES = 200
WRITER = """
import itertools, random, sys
from pathlib import Path
from portal.adapters.calendar import StateCouncilCalendar
from portal.jobs import IndexKeeper
from portal.search.whoosh_index import WhooshIndex
from portal.services.context import Context
from portal.store import Database
from tests.queries.shelf import Shelf

address, folder, first, last, seed = sys.argv[1:]
database = Database(address)
index = WhooshIndex(Path(folder), database.identity())
keeper = IndexKeeper(Context(database, StateCouncilCalendar(), b"secret"), index)
shelf = Shelf(database, None)
dice = random.Random(int(seed))
print("ready", flush=True)
for turn in itertools.count():
    case_id = dice.randint(int(first), int(last))
    if dice.random() < 0.1:
        shelf.withdraw(case_id)
    elif dice.random() < 0.2:
        shelf.show_again(case_id)
    else:
        shelf.change(case_id, title=f"第{dice.randrange(99)}次更名")
    keeper.update([{"report_id": case_id}])
    if turn % 12 == 11:
        keeper.rebuild()
"""


def test_a_killed_writer_leaves_an_index_that_is_mended(database: Database, cast: Cast, tmp_path: Path) -> None:
    shelf = Shelf(database, cast)
    for _ in range(CASES):
        shelf.put()
    address = database.engine.url.render_as_string(hide_password=False)
    index = WhooshIndex(tmp_path / "index", database.identity())
    keeper = IndexKeeper(Context(database, StateCouncilCalendar(), b"secret"), index)
    keeper.rebuild()
    dice = random.Random(7)
    for round_ in range(ROUNDS):
        arguments = [address, str(tmp_path / "index"), str(shelf.ids[0]), str(shelf.ids[-1]), str(round_)]
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, *arguments], cwd=CHECKOUT, stdout=subprocess.PIPE, env=dict(os.environ)
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(dice.uniform(0.01, 0.6))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        keeper.reconcile()
        with database.reading() as session:
            revisions = published.visible_revisions(session)
        assert held_revisions(index) == set(revisions.items())
        word = f"第{dice.randrange(99)}次"
        assert found(index, word) == {case.report_id for case in shelf.visible() if word in case.title}
