"""Retention: everything goes when its time is over and not before; the public copy stays."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from portal.adapters.pictures import PictureStore
from portal.domain.audit import Deed
from portal.domain.audit_words import DELETED
from portal.domain.picture import Picture
from portal.domain.retention import Retention
from portal.domain.vocabulary import Action
from portal.queries.audit_log import AuditQuery, all_entries
from portal.services import rating
from portal.services.context import Context
from portal.services.retention import deletions, overdue
from portal.store import (
    Attachment,
    Base,
    Case,
    Contact,
    Dispute,
    Draft,
    Letter,
    OutboxItem,
    Rating,
    Report,
    Sender,
)
from tests.conftest import FrozenClock
from tests.databases import SERVER
from tests.handling import CITIZEN, COPY, PRIVATE, Desk
from tests.web.images import picture

KEPT = Retention()
SECRET_WORDS = "我叫卓玛，住在长江路九号"


@pytest.fixture
def store(tmp_path: Path) -> PictureStore:
    """An empty picture store."""
    return PictureStore(tmp_path / "attachments")


def put(store: PictureStore, colour: str, day: datetime) -> Picture:
    """Store a picture that was put there on that day."""
    kept = store.put(picture(colour=colour))
    for path in store.folder.glob(f"??/{kept.sha256}*"):
        os.utime(path, (day.timestamp(), day.timestamp()))
    return kept


def clean(context: Context, store: PictureStore, retention: Retention = KEPT, batch: int = 200) -> Counter[str]:
    """Delete everything overdue."""
    done: Counter[str] = Counter()
    for setting, number in deletions(context, retention, store, batch):
        assert number <= batch
        done[setting] += number
    return +done


def rows(context: Context, table: type[Base], *conditions: Any) -> list[Any]:
    """Rows as they are now."""
    with context.database.reading() as session:
        return list(session.scalars(select(table).where(*conditions)))


def full_report(context: Context, desk: Desk) -> Report:
    """A finished and published report of which everything is kept that can be."""
    number = desk.submitted(
        description=SECRET_WORDS,
        pictures=(),
        contact_email="zhuoma@mail.example",
    )
    with context.database.writing() as session:
        report = session.scalars(select(Report).where(Report.number == number)).one()
        session.add(Sender(report_id=report.id, address="192.0.2.77"))
        report.text_digest = "d" * 64
    desk.act("province", number, Action.DISPATCH)
    desk.act("chengdong", number, Action.TRANSFER)
    desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, number, Action.APPROVE)
    rating.rate(context, number, 4, "答复很快，谢谢卓玛")
    desk.act(CITIZEN, number, Action.DISPUTE, reason="还是没有改，我是卓玛")
    desk.act("province", number, Action.REFUSE_DISPUTE)
    return desk.report(number)


def test_contact_and_network_address_go_when_their_days_are_over_and_not_a_moment_before(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    report = full_report(context, desk)
    clock.now = report.finished_at + timedelta(days=180, seconds=-1)
    assert not clean(context, store)["contacts"]
    clock.advance(seconds=1)
    done = clean(context, store)
    assert (done["contacts"], done["senders"], done["originals"]) == (1, 1, 0)
    assert not rows(context, Contact)
    assert not rows(context, Sender)
    assert rows(context, Report)[0].description == SECRET_WORDS


def test_the_citizens_own_words_go_and_the_public_copy_stays(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    report = full_report(context, desk)
    clock.now = report.finished_at + timedelta(days=729, hours=23)
    clean(context, store)
    assert rows(context, Report)[0].description == SECRET_WORDS
    clock.advance(days=1)
    clean(context, store)
    (left,) = rows(context, Report)
    assert (left.description, left.wrong_text, left.suggested_text) == (None, None, None)
    assert (left.submission_digest, left.text_digest) == (None, None)
    assert left.page_url == "http://www.chengdong.example/notice/1.html"
    assert left.tracking_hash, "the citizen still finds the report"
    assert rows(context, Dispute)[0].reason == ""
    assert (rows(context, Rating)[0].score, rows(context, Rating)[0].comment) == (4, None)
    (case,) = rows(context, Case)
    assert case.visible
    assert case.description == COPY["public_description"]


def test_a_report_that_was_opened_again_or_never_ended_keeps_everything(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    reopened = full_report(context, desk).number
    waiting = desk.submitted()
    clock.advance(days=800)
    desk.act("province", reopened, Action.REOPEN)
    clock.advance(days=800)
    clean(context, store)
    assert desk.report(reopened).description == SECRET_WORDS
    assert desk.report(waiting).description
    assert len(rows(context, Contact)) == 2


def test_a_rating_that_comes_years_later_is_kept_as_long_and_an_undecided_dispute_keeps_its_reason(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    number = desk.finished()
    desk.act(CITIZEN, number, Action.DISPUTE, reason="还是没有改")
    clock.advance(days=725)
    rating.rate(context, number, 2, "一直没有改")
    clock.advance(days=20)
    clean(context, store)
    assert desk.report(number).description is None
    assert rows(context, Rating)[0].comment == "一直没有改"
    assert rows(context, Dispute)[0].reason == "还是没有改"
    desk.act("province", number, Action.REFUSE_DISPUTE)
    clock.advance(days=730)
    clean(context, store)
    assert rows(context, Rating)[0].comment is None
    assert rows(context, Dispute)[0].reason == ""


def test_what_was_withdrawn_from_the_board_goes_with_the_original(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    number = desk.finished()
    desk.act("province", number, Action.WITHDRAW)
    clock.advance(days=731)
    clean(context, store)
    (case,) = rows(context, Case)
    assert (case.title, case.description, case.wrong_text, case.suggested_text) == ("", "", "", "")
    assert case.withhold_reason is not None


def test_pictures_that_were_not_published_go_with_their_files(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    private, open_one, original, blackened, shared = (
        put(store, colour, clock.now) for colour in ("red", "green", "blue", "black", "white")
    )
    number = desk.finished()
    desk.submitted(pictures=(shared,))
    report = desk.report(number)
    with context.database.writing() as session:
        for kept, published, public in (
            (private, False, None),
            (open_one, True, None),
            (original, True, blackened.sha256),
            (shared, False, None),
        ):
            session.add(
                Attachment(
                    report_id=report.id, sha256=kept.sha256, media_type=kept.media_type, size=kept.size,
                    width=kept.width, height=kept.height, published=published, public_sha256=public,
                    created_at=clock.now,
                )
            )  # fmt: skip
    clock.advance(days=364)
    clean(context, store)
    assert {name for name, _ in store.names()} == {
        each.sha256 for each in (private, open_one, original, blackened, shared)
    }
    clock.advance(days=2)
    clean(context, store)
    assert {name for name, _ in store.names()} == {open_one.sha256, blackened.sha256, shared.sha256}
    left = rows(context, Attachment, Attachment.report_id == report.id)
    assert {(each.sha256, each.public_sha256) for each in left} == {(open_one.sha256, None), (blackened.sha256, None)}
    assert all(each.size == len(store.read(each.sha256) or b"") for each in left)


def test_drafts_go_with_the_pictures_that_nobody_sent(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    old, young, fresh = put(store, "red", clock.now), put(store, "green", clock.now), None
    with context.database.writing() as session:
        for key, kept, days in (("a", old, 0), ("b", young, 5)):
            session.add(
                Draft(
                    key_hash=key * 64,
                    answers={"description": SECRET_WORDS, "pictures": [{"sha256": kept.sha256}]},
                    begun_at=clock.now,
                    changed_at=clock.now + timedelta(days=days),
                )
            )
    clock.advance(days=8)
    fresh = put(store, "blue", clock.now - timedelta(hours=23))
    clean(context, store)
    assert [draft.key_hash for draft in rows(context, Draft)] == ["b" * 64]
    assert {name for name, _ in store.names()} == {young.sha256, fresh.sha256}


def test_traces_of_letters_go_after_their_days(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    with context.database.writing() as session:
        session.add_all(
            Letter(key=f"finished:{days}", taken_at=clock.now, sent_at=clock.now - timedelta(days=days))
            for days in (29, 31)
        )
        session.add_all(
            OutboxItem(
                topic="letter", payload={}, created_at=clock.now, available_at=clock.now,
                done_at=days and clock.now - timedelta(days=days),
            )
            for days in (29, 31, None)
        )  # fmt: skip
    clean(context, store)
    assert [letter.key for letter in rows(context, Letter)] == ["finished:29"]
    assert len(rows(context, OutboxItem)) == 2


def test_many_are_deleted_in_batches_and_a_second_time_finds_nothing(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    for _ in range(5):
        desk.finished(**PRIVATE)
    clock.advance(days=800)
    with context.database.reading() as session:
        assert overdue(session, clock.now, KEPT)["originals"] == 5
    done = clean(context, store, batch=2)
    assert (done["contacts"], done["originals"]) == (5, 5)
    assert not clean(context, store)
    with context.database.reading() as session:
        assert not overdue(session, clock.now, KEPT)


def test_what_was_interrupted_anywhere_is_finished_by_the_next(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    full_report(context, desk)
    put(store, "red", clock.now)
    clock.advance(days=800)
    steps = 0
    while True:
        round_of_work = deletions(context, KEPT, store, 1)
        if next(round_of_work, None) in (None, ("files", 0)):
            break
        round_of_work.close()
        steps += 1
        assert steps < 50
    assert steps > 5
    assert not rows(context, Contact)
    assert not list(store.names())


def test_two_at_once_do_each_others_work_without_harm(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    for _ in range(4):
        desk.finished()
    clock.advance(days=800)
    one, other = (deletions(context, KEPT, store, 1) for _ in range(2))
    done: Counter[str] = Counter()
    for pair in zip(one, other, strict=False):
        for setting, number in pair:
            done[setting] += number
    for setting, number in (*one, *other):
        done[setting] += number
    assert done["contacts"] == 4
    assert not clean(context, store)


def test_the_audit_log_tells_what_was_deleted_and_not_whose_it_was(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore
) -> None:
    full_report(context, desk)
    put(store, "red", clock.now)
    clock.advance(days=800)
    done = clean(context, store)
    told: Counter[str] = Counter()
    for line in all_entries(context.database, AuditQuery(deed=Deed.DELETE_OVERDUE)):
        assert line.who == "系统"
        ((label, number),) = line.details
        assert label == "删除项数"
        told[line.subject] += int(number)
    assert told == {f"保存期满的 {DELETED[setting]}": number for setting, number in done.items()}


@pytest.mark.skipif(bool(SERVER), reason="about the file of an embedded database")
def test_deleted_words_cannot_be_read_in_the_files_of_the_database(
    context: Context, desk: Desk, clock: FrozenClock, store: PictureStore, tmp_path: Path
) -> None:
    full_report(context, desk)
    private = [SECRET_WORDS.encode(), b"192.0.2.77", b"zhuoma@mail.example", "答复很快".encode()]

    def written() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.glob("portal.sqlite*"))

    assert all(words in written() for words in private)
    clock.advance(days=800)
    with context.database.writing() as session:
        session.execute(update(Case).values(description="公开的描述"))
    clean(context, store)
    context.database.empty_log()
    assert not [words for words in private if words in written()]
