"""Writing the audit log: by several at once, in one order, and with nothing private in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from portal.domain.audit import Deed
from portal.domain.deadlines import day_of
from portal.domain.vocabulary import Action
from portal.queries.audit_chain import Verification, verified
from portal.services import accounts, audit_keeping, casework, intake, sessions
from portal.services.audit import record
from portal.services.context import Context
from portal.services.sessions import Place
from portal.services.sign_in import Try, WrongPassword, check_password
from portal.store import AuditEntry, AuditSeal, Database, OutboxItem, SignedIn
from portal.store.migrate import downgrade, upgrade
from tests.databases import scratch_database
from tests.handling import SUBMISSION, Desk
from tests.services.test_concurrency import at_once


@pytest.fixture
def elsewhere(context: Context) -> Iterator[Context]:
    """The same installation in another process: its own engine and connections."""
    second = Database(context.database.engine.url.render_as_string(hide_password=False))
    yield replace(context, database=second)
    second.dispose()


def walked(context: Context) -> Verification:
    """The whole walk along the chain."""
    with context.database.snapshot() as session:
        return verified(session, day_of(context.now()), audit_keeping.seal_key(context))


def test_several_who_write_at_once_make_one_chain(desk: Desk, elsewhere: Context) -> None:
    def write(number: int) -> Callable[[], None]:
        context = (desk.context, elsewhere)[number % 2]

        def run() -> None:
            for round_ in range(5):
                with context.database.writing() as session:
                    for part in range(2):
                        record(session, context, Deed.EXPORT, f"units:{number}", rows=round_, file=part)

        return run

    assert at_once(*(write(number) for number in range(4))) == [None] * 4
    result = walked(desk.context)
    assert (result.whole, result.entries) == (True, 40)
    with desk.context.database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    # The entries of one transaction stand together, in the order in which they were written.
    told = [(entry.subject, entry.details["rows"], entry.details["file"]) for entry in entries]
    for first, second in zip(told[::2], told[1::2], strict=True):
        assert (*first[:2], 1) == second
    for number in range(4):
        assert [rows for subject, rows, file in told if subject == f"units:{number}" and not file] == list(range(5))


def test_officers_and_citizens_at_once_do_not_wait_in_a_circle(desk: Desk, elsewhere: Context) -> None:
    """Whoever signs out holds their account's row while the same account's step is being chained."""
    numbers = [desk.transferred() for _ in range(3)]
    account = desk.cast.account("chengdong")
    for _ in range(5):
        sessions.begin(desk.context, account, Place())
    with desk.context.database.reading() as session:
        begun = session.scalars(select(SignedIn.id)).all()

    def urge(number: str) -> Callable[[], object]:
        return lambda: casework.act(elsewhere, desk.cast.officer("xining"), number, Action.URGE, desk.form(Action.URGE))

    def leave() -> None:
        for each in begun:
            sessions.sign_out(desk.context, account, each)

    def enter() -> None:
        for _ in range(5):
            accounts.change_email(elsewhere, account, "")
            with suppress(WrongPassword):
                check_password(elsewhere, Try("chengdong", "wrong"))

    def submit(visitor: int) -> Callable[[], object]:
        return lambda: intake.submit(desk.context, SUBMISSION, f"somebody {visitor}")

    results = at_once(*(urge(number) for number in numbers), leave, enter, *(submit(each) for each in range(3)))
    assert not [result for result in results if isinstance(result, Exception)]
    assert walked(desk.context).whole


def test_entries_tell_nothing_that_a_citizen_wrote(desk: Desk) -> None:
    desk.finished()
    with desk.context.database.reading() as session:
        written = " ".join(map(str, session.execute(text("SELECT subject, details FROM audit_entries")).all()))
    for private in (SUBMISSION.contact_name, SUBMISSION.contact_phone, SUBMISSION.description, SUBMISSION.page_url):
        assert private not in written
        assert private.encode("ascii", "backslashreplace").decode() not in written


def test_a_seal_goes_to_every_place_outside(desk: Desk, tmp_path: Path) -> None:
    desk.submitted()
    made = audit_keeping.seal(desk.context, (str(tmp_path / "seals"), "mailto:audit@mail.example"))
    assert made is not None
    with desk.context.database.reading() as session:
        items = session.scalars(select(OutboxItem).where(OutboxItem.topic.startswith("audit_seal"))).all()
        kept = session.get_one(AuditSeal, day_of(desk.context.now()))
    assert [(item.topic, item.payload["line"]) for item in items] == [
        ("audit_seal", made.line),
        ("audit_seal_letter", made.line),
    ]
    assert items[1].payload["place"] == "audit@mail.example"
    assert (kept.position, kept.signature) == (made.position, made.signature)


def test_two_workers_make_one_seal(desk: Desk, elsewhere: Context) -> None:
    results = at_once(lambda: audit_keeping.seal(desk.context, ()), lambda: audit_keeping.seal(elsewhere, ()))
    assert [result for result in results if result is not None] != []
    assert len([result for result in results if result is not None]) == 1


def test_migrating_chains_what_was_there_and_leads_back(tmp_path: Path, context: Context) -> None:
    with scratch_database(tmp_path, "before_the_chain") as database:
        upgrade(database, "0004")
        with database.engine.execution_options(writes=True).begin() as connection:
            for statement in BEFORE:
                connection.execute(text(statement))
        upgrade(database)
        result = walked(replace(context, database=database))
        assert (result.flaws, result.entries, result.events) == ([], 4, 2)
        with database.reading() as session:
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
            assert [entry.deed for entry in entries] == ["sign_in", "step", "view_contact", "step"]
        with database.writing() as session:
            record(session, context, Deed.SIGN_OUT, "account:1")
        assert walked(replace(context, database=database)).whole
        downgrade(database, "0004")
        with database.engine.connect() as connection:
            kept = connection.execute(text("SELECT id, deed, details FROM audit_entries ORDER BY id")).all()
        assert [(row.id, row.deed) for row in kept] == [(1, "sign_in"), (2, "view_contact"), (3, "sign_out")]
        upgrade(database)
        assert walked(replace(context, database=database)).whole


BEFORE = (
    "INSERT INTO reports (id, number, kind, state, version, problem_type, submitted_at) VALUES "
    "(1, '2018-000001', 'correction', 'received', 1, 'typo', '2018-06-04 02:00:00')",
    "INSERT INTO events (id, report_id, position, at, action, to_state, words, details) VALUES "
    "(1, 1, 1, '2018-06-04 02:00:00.123456', 'submit', 'received', NULL, '{\"version\": 1}'), "
    "(4, 1, 2, '2018-06-04 06:00:00', 'set_aside', 'received', '转人工', '{}')",
    "INSERT INTO audit_entries (id, at, deed, subject, details) VALUES "
    "(3, '2018-06-04 01:00:00', 'sign_in', 'account:1', '{}'), "
    "(7, '2018-06-04 05:00:00', 'view_contact', 'report:1', '{\"why\": \"核对\"}')",
)
