"""Seals leave the portal: by file at once, by letter through the postman, and again where a place was not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from portal.audit_keeper import AuditKeeper
from portal.config import Post, Settings
from portal.domain.audit_chain import read_seals
from portal.domain.deadlines import day_of
from portal.jobs import Worker
from portal.postman import Postman
from portal.queries.audit_chain import stored_seals, verified
from portal.services import audit_keeping, outbox
from portal.services.audit_keeping import SEAL, seal_key
from portal.store import AuditEntry
from tests.conftest import FrozenClock
from tests.handling import Desk
from tests.mailbox import open_mailbox, text_of


def test_the_worker_seals_once_a_day(desk: Desk, worker: Worker, clock: FrozenClock) -> None:
    for day in range(3):
        desk.submitted()
        for _ in range(5):
            worker.turn()
        with desk.context.database.reading() as session:
            days = [seal.day.day for seal in stored_seals(session)]
            assert days == [4 + each for each in range(day + 1)]
        clock.advance(days=1)


def test_a_place_that_is_away_gets_the_seal_later(
    desk: Desk, settings: Settings, tmp_path: Path, clock: FrozenClock
) -> None:
    places = (tmp_path / "here.txt", tmp_path / "away" / "seals.txt")
    keeper = AuditKeeper(desk.context, replace(settings, audit_seals=tuple(map(str, places))))
    while keeper.turn():
        pass
    assert outbox.work(desk.context, {SEAL: keeper.write_out}) == 1
    assert len(list(read_seals(places[0].read_text()))) == 1
    places[1].parent.mkdir()
    clock.advance(minutes=5)
    assert outbox.work(desk.context, {SEAL: keeper.write_out}) == 1
    assert places[1].read_text() == places[0].read_text()


def test_a_seal_that_goes_by_letter_can_be_checked_from_the_letter(desk: Desk, settings: Settings) -> None:
    desk.submitted()
    with open_mailbox() as mailbox:
        post = Post(smtp_url=mailbox.url, sender="portal@portal.example", base_url="https://portal.example")
        carrier = Postman(desk.context, replace(settings, post=post))
        audit_keeping.seal(desk.context, ("mailto:audit@mail.example",))
        while carrier.turn():
            pass
        (letter,) = mailbox.letters
    seals = list(read_seals(text_of(letter)))
    assert letter["To"] == "audit@mail.example"
    with desk.context.database.snapshot() as session:
        assert verified(session, day_of(desk.context.now()), seal_key(desk.context), seals).whole
    assert seals[0].position == 1


def test_old_entries_go_in_time_and_the_rest_stays_whole(desk: Desk, settings: Settings, clock: FrozenClock) -> None:
    desk.transferred()
    clock.advance(days=settings.retention.audit + 1)
    desk.submitted()
    keeper = AuditKeeper(desk.context, settings)
    while keeper.turn():
        pass
    with desk.context.database.snapshot() as session:
        assert [entry.id for entry in session.query(AuditEntry).order_by(AuditEntry.id)] == [4, 5]
        assert verified(session, day_of(clock.now), seal_key(desk.context)).whole
