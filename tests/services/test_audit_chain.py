"""The audit chain: who tampers with it is found, and the place is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import IntegrityError

from portal.domain.audit import Deed
from portal.domain.audit_chain import Fault, Flaw, Seal, read_seals
from portal.domain.deadlines import day_of
from portal.queries.audit_chain import Verification, stored_seals
from portal.queries.audit_chain import verified as walked
from portal.services import audit_keeping
from portal.services.audit import record
from portal.services.audit_keeping import seal_key
from portal.services.context import Context
from portal.store import AuditEntry, AuditHead, AuditSeal, Event
from tests.conftest import FrozenClock
from tests.handling import Desk
from tests.services import tampering
from tests.services.tampering import change, owner, recompute, remove, shift

KEEP = 200


def verified(context: Context, seals: list[Seal] | None = None) -> Verification:
    """The whole walk."""
    with context.database.snapshot() as session:
        return walked(session, day_of(context.now()), seal_key(context), seals)


def faults(context: Context, seals: list[Seal] | None = None) -> list[tuple[Fault, int | None]]:
    """What is wrong and where it begins."""
    return [(flaw.fault, flaw.position) for flaw in verified(context, seals).flaws]


def note(context: Context, subject: str, **details: Any) -> None:
    """One entry in a transaction of its own."""
    with context.database.writing() as session:
        record(session, context, Deed.VIEW_CONTACT, subject, account_id=1, **details)


def entries(context: Context) -> list[AuditEntry]:
    """The log."""
    with context.database.reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


@pytest.fixture
def log(desk: Desk) -> Context:
    """A log of nine entries: three steps of a report, then six views."""
    desk.transferred()
    for number in range(6):
        note(desk.context, f"report:{number + 1}")
    assert len(entries(desk.context)) == 9
    return desk.context


def test_every_step_and_every_deed_is_an_entry_in_one_chain_without_gaps(log: Context) -> None:
    found = entries(log)
    assert [entry.id for entry in found] == list(range(1, 10))
    assert [entry.deed for entry in found] == [Deed.STEP] * 3 + [Deed.VIEW_CONTACT] * 6
    assert [entry.details["action"] for entry in found[:3]] == ["submit", "dispatch", "transfer"]
    assert all(entry.previous_hash == before.hash for before, entry in pairwise(found))
    result = verified(log)
    assert (result.whole, result.entries, result.events) == (True, 9, 3)


def test_what_is_rolled_back_leaves_no_entry(log: Context) -> None:
    with pytest.raises(ZeroDivisionError), log.database.writing() as session:
        record(session, log, Deed.VIEW_CONTACT, "report:1")
        raise ZeroDivisionError
    with log.database.writing() as session:
        record(session, log, Deed.VIEW_CONTACT, "report:7")
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            record(session, log, Deed.VIEW_CONTACT, "report:8")
            raise ZeroDivisionError
        with session.begin_nested():
            record(session, log, Deed.VIEW_CONTACT, "report:9")
    assert [entry.subject for entry in entries(log)][9:] == ["report:7", "report:9"]
    assert verified(log).whole


def test_details_that_no_database_keeps_are_refused(log: Context) -> None:
    with pytest.raises(TypeError), log.database.writing() as session:
        record(session, log, Deed.VIEW_CONTACT, "report:1", strange={1, 2})
    assert verified(log).whole


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "report:99"},
        {"deed": "sign_in"},
        {"account_id": 2},
        {"account_id": None},
        {"details": {"rows": 1}},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_entry_is_found(log: Context, values: dict[str, Any]) -> None:
    with owner(log.database) as connection:
        change(connection, 5, **values)
    assert faults(log)[0] == (Fault.CHANGED, 5)


def test_a_changed_time_is_found(log: Context) -> None:
    with owner(log.database) as connection:
        change(connection, 9, at=log.now() - timedelta(microseconds=1))
    assert faults(log) == [(Fault.CHANGED, 9)]


def rehash(connection: Connection, position: int) -> None:
    """Change an entry and compute its own hash anew, but not those after it."""
    change(connection, position, subject="report:99")
    row = connection.execute(select(tampering.ENTRIES).where(tampering.ENTRIES.c.id == position)).one()
    link = tampering.Link(row.id, row.at, row.account_id, row.deed, row.subject, row.details, row.previous_hash)
    change(connection, position, hash=link.hash)


@pytest.mark.parametrize("position", [1, 5, 8, 9])
def test_an_entry_changed_together_with_its_hash_is_found_by_its_neighbour(log: Context, position: int) -> None:
    with owner(log.database) as connection:
        rehash(connection, position)
    assert [(fault, place) for fault, place in faults(log) if fault is Fault.CHANGED] == [(Fault.CHANGED, position)]


@pytest.mark.parametrize("position", [1, 5, 9])
def test_a_removed_entry_is_found(log: Context, position: int) -> None:
    with owner(log.database) as connection:
        remove(connection, position)
    assert faults(log)[0] == (Fault.MISSING, position)


def test_a_removed_entry_is_found_although_the_others_close_up(log: Context) -> None:
    with owner(log.database) as connection:
        remove(connection, 5)
        shift(connection, 6, -1)
    assert faults(log)[0] == (Fault.MISSING, 5)


def test_an_end_that_was_cut_off_is_found(log: Context) -> None:
    with owner(log.database) as connection:
        for position in (8, 9):
            remove(connection, position)
    assert [(str(flaw.fault), flaw.position, flaw.until) for flaw in verified(log).flaws] == [("missing", 8, 9)]


def test_an_inserted_entry_is_found(log: Context) -> None:
    with owner(log.database) as connection:
        shift(connection, 5, 1)
        tampering.insert(connection, 5, "report:99")
    assert faults(log) == [(Fault.INSERTED, 5)]


def test_an_entry_put_behind_the_end_is_found(log: Context) -> None:
    with owner(log.database) as connection:
        tampering.insert(connection, 10, "report:99")
    assert faults(log) == [(Fault.INSERTED, 10)]


def test_reordered_entries_are_found(log: Context) -> None:
    with owner(log.database) as connection:
        change(connection, 5, id=99)
        change(connection, 6, id=5)
        change(connection, 99, id=6)
    assert faults(log) == [(Fault.REORDERED, 5), (Fault.REORDERED, 6)]


@pytest.mark.parametrize("column", ["words", "unit_path", "account_id", "at"])
def test_a_changed_event_is_found_by_its_entry(log: Context, column: str) -> None:
    values = {"words": "改写", "unit_path": "别的单位", "account_id": 2, "at": log.now() + timedelta(seconds=1)}
    with owner(log.database) as connection:
        connection.execute(update(Event.__table__).where(Event.position == 2).values({column: values[column]}))
    (flaw,) = verified(log).flaws
    assert (flaw.fault, flaw.position, flaw.about) == (Fault.EVENT_CHANGED, 2, "留言 2018-000001")
    assert "第 2 条" in str(flaw)
    assert "留言 2018-000001" in str(flaw)


def test_a_removed_event_and_an_invented_one_are_found(log: Context) -> None:
    invented = (
        "INSERT INTO events (id, report_id, position, at, action, to_state, details) "
        "SELECT id + 100, report_id, position + 100, at, 'urge', to_state, details FROM events WHERE position = 3"
    )
    with owner(log.database) as connection:
        connection.execute(text(invented))
        connection.execute(delete(Event.__table__).where(Event.position == 3))
    assert faults(log) == [(Fault.EVENT_MISSING, 3), (Fault.EVENT_INSERTED, None)]


def test_removing_an_event_with_its_entry_leaves_a_gap_in_the_chain(log: Context) -> None:
    with owner(log.database) as connection:
        connection.execute(delete(Event.__table__).where(Event.position == 3))
        remove(connection, 3)
    assert faults(log) == [(Fault.MISSING, 3)]


def sealed_days(context: Context, clock: FrozenClock) -> list[Seal]:
    """Three seals, with two entries between them."""
    for _ in range(3):
        audit_keeping.seal(context, ())
        for number in (1, 2):
            note(context, f"report:{number}")
        clock.advance(days=1)
    with context.database.reading() as session:
        return stored_seals(session)


def test_one_seal_a_day_fits_the_chain_and_can_be_read_back(log: Context, clock: FrozenClock) -> None:
    seals = sealed_days(log, clock)
    assert [seal.position for seal in seals] == [9, 11, 13]
    assert audit_keeping.seal(log, ()) is not None
    assert audit_keeping.seal(log, ()) is None
    result = verified(log)
    assert (result.whole, result.seals) == (True, 4)
    written = "".join(f"Jun  4 10:00:00 host portal: {seal.line}\n" for seal in seals)
    assert list(read_seals(f"{written}portal-audit-seal day=2018-99-99 position=1\n")) == seals
    assert verified(log, seals).whole


def test_a_chain_that_its_owner_computed_anew_is_found_by_the_seals_only(log: Context, clock: FrozenClock) -> None:
    written_out = sealed_days(log, clock)
    with owner(log.database) as connection:
        change(connection, 10, subject="report:99")
        recompute(connection, 10)
    # The first seal was made before the place, the second after it.
    assert [(str(flaw.fault), flaw.position, flaw.until) for flaw in verified(log).flaws] == [("seal", 10, 11)]
    with owner(log.database) as connection:
        connection.execute(delete(AuditSeal))
    assert verified(log).whole
    assert [(str(flaw.fault), flaw.position, flaw.until) for flaw in verified(log, written_out).flaws] == [
        ("seal", 10, 11)
    ]


def test_seals_in_the_database_cannot_be_forged_without_the_key(log: Context, clock: FrozenClock) -> None:
    sealed_days(log, clock)
    with owner(log.database) as connection:
        change(connection, 10, subject="report:99")
        recompute(connection, 10)
        for row in connection.execute(select(AuditSeal.__table__)).all():
            fresh = connection.scalar(select(AuditEntry.hash).where(AuditEntry.id == row.position))
            connection.execute(update(AuditSeal.__table__).where(AuditSeal.day == row.day).values(hash=fresh))
    assert faults(log) == [(Fault.SIGNATURE, 11), (Fault.SIGNATURE, 13)]


def test_an_end_removed_with_all_its_traces_is_found_by_a_seal(log: Context, clock: FrozenClock) -> None:
    written_out = sealed_days(log, clock)
    with owner(log.database) as connection:
        connection.execute(delete(AuditSeal))
        for position in range(12, 16):
            remove(connection, position)
        recompute(connection, 11)
    assert verified(log).whole
    assert faults(log, written_out) == [(Fault.SEAL_BEYOND, 12)]


def test_entries_are_not_cut_before_their_time(log: Context, clock: FrozenClock) -> None:
    clock.advance(days=KEEP - 1)
    assert audit_keeping.cut(log, KEEP) == 0
    with pytest.raises(ValueError, match="190"):
        audit_keeping.cut(log, 189)


def test_after_a_cut_the_rest_verifies_and_tampering_is_found_as_before(log: Context, clock: FrozenClock) -> None:
    clock.advance(days=100)
    note(log, "report:7")
    clock.advance(days=KEEP - 50)
    assert audit_keeping.cut(log, KEEP) == 9
    assert [entry.id for entry in entries(log)] == [10, 11]
    assert verified(log).whole
    clock.advance(days=KEEP)
    note(log, "report:8")
    assert audit_keeping.cut(log, KEEP) == 1
    assert verified(log).whole
    told = entries(log)[-1]
    assert (told.deed, told.details["until"], told.details["events"]) == ("cut_audit", 10, 3)
    with owner(log.database) as connection:
        connection.execute(update(Event.__table__).where(Event.position == 2).values(words="改写"))
    assert faults(log) == [(Fault.EVENTS_DIFFER, None)]


def test_entries_that_were_not_cut_by_the_program_are_missed(log: Context, clock: FrozenClock) -> None:
    seals = sealed_days(log, clock)
    with owner(log.database) as connection:
        last = connection.scalar(select(AuditEntry.hash).where(AuditEntry.id == 11))
        connection.execute(update(AuditHead).values(cut=11, cut_hash=last))
        connection.execute(delete(AuditEntry.__table__).where(AuditEntry.id <= 11))
    found = faults(log, seals)
    assert (Fault.CUT, None) in found
    assert (Fault.CUT_EARLY, 10) in found


def test_the_database_lets_entries_go_up_to_the_cut_only(log: Context, clock: FrozenClock) -> None:
    clock.advance(days=KEEP + 1)
    note(log, "report:9")
    audit_keeping.cut(log, KEEP)
    with pytest.raises(IntegrityError), log.database.writing() as session:
        session.execute(delete(AuditEntry.__table__).where(AuditEntry.id == 10))


SENTENCES: list[tuple[Callable[[], Flaw], str]] = [
    (lambda: Flaw(Fault.CHANGED, 5), "第 5 条：内容被改动"),
    (lambda: Flaw(Fault.MISSING, 5, until=7), "第 5 至 7 条：记录被删除"),
    (lambda: Flaw(Fault.CUT), "到期清除的位置与记载不符"),
]


@pytest.mark.parametrize(("flaw", "sentence"), SENTENCES)
def test_a_flaw_is_told_in_a_sentence(flaw: Callable[[], Flaw], sentence: str) -> None:
    assert str(flaw()) == sentence
