"""Backup and restore: one file holds everything, and nothing is ever overwritten."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.adapters.pictures import PictureStore
from portal.domain.vocabulary import ProblemType, ReportKind, State
from portal.store import Attachment, Board, Contact, Database, Report, Sender, Unit
from tests.cli.conftest import PASSWORD, Run
from tests.web.images import picture


@pytest.fixture
def installed(portal: Run) -> Run:
    """An installation with its root unit."""
    assert portal("init", "--password-stdin", stdin=f"{PASSWORD}\n").code == 0
    return portal


def test_what_was_backed_up_comes_back(installed: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "attachments" / "ab").mkdir(parents=True)
    (home / "attachments" / "ab" / "abc").write_bytes(b"picture")
    target = home / "copy.tar.gz"
    assert installed("backup", str(target)).code == 0
    assert target.stat().st_mode & 0o077 == 0
    elsewhere = home / "elsewhere"
    monkeypatch.setenv("PORTAL_HOME", str(elsewhere))
    assert installed("restore", str(target)).code == 0
    assert (elsewhere / "attachments" / "ab" / "abc").read_bytes() == b"picture"
    with Database(f"sqlite:///{elsewhere / 'portal.sqlite'}").reading() as session:
        assert session.query(Unit).one().code == "province"


def test_nothing_is_overwritten(installed: Run, home: Path) -> None:
    target = home / "copy.tar.gz"
    assert installed("backup", str(target)).code == 0
    assert installed("backup", str(target)).code == 2
    assert installed("restore", str(target)).code == 2


def test_another_file_is_not_restored(portal: Run, home: Path) -> None:
    wrong = home / "wrong.tar.gz"
    wrong.write_text("not an archive")
    ended = portal("restore", str(wrong))
    assert ended.code == 2
    assert "not a backup" in ended.err
    assert not (home / "portal.sqlite").exists()


def test_a_server_database_is_not_backed_up_here(portal: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://nobody@127.0.0.1/nothing")
    ended = portal("backup", str(home / "copy.tar.gz"))
    assert ended.code == 2
    assert "pg_dump" in ended.err


def test_a_restored_board_counts_on_where_no_lost_copy_has_been(
    installed: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index or a browser may have seen days that the backup does not know."""
    target = home / "copy.tar.gz"
    assert installed("backup", str(target)).code == 0
    monkeypatch.setenv("PORTAL_HOME", str(home / "elsewhere"))
    assert installed("restore", str(target)).code == 0
    with Database(f"sqlite:///{home / 'elsewhere' / 'portal.sqlite'}").reading() as session:
        board = session.query(Board).one()
    assert board.revision == board.removal > 100_000


def test_a_backup_from_long_ago_is_cleaned_before_it_serves(
    installed: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What should have been deleted since has nothing to give once the backup is back."""
    store = PictureStore(home / "attachments")
    kept = store.put(picture())
    ended = datetime.now(UTC) - timedelta(days=800)
    for path in store.folder.glob("??/*"):
        os.utime(path, (ended.timestamp(), ended.timestamp()))
    with Database(f"sqlite:///{home / 'portal.sqlite'}").writing() as session:
        report = Report(
            number="2018-000001", kind=ReportKind.CORRECTION, problem_type=ProblemType.TYPO, state=State.CLOSED,
            description="我叫卓玛", submitted_at=ended, finished_at=ended,
            contact=Contact(name="卓玛", phone="13912345678", email="zhuoma@mail.example"),
        )  # fmt: skip
        session.add(report)
        session.flush()
        session.add(Sender(report_id=report.id, address="192.0.2.77"))
        session.add(
            Attachment(
                report_id=report.id, sha256=kept.sha256, media_type=kept.media_type, size=kept.size,
                width=kept.width, height=kept.height, created_at=ended,
            )
        )  # fmt: skip
    target = home / "copy.tar.gz"
    assert installed("backup", str(target)).code == 0
    elsewhere = home / "elsewhere"
    monkeypatch.setenv("PORTAL_HOME", str(elsewhere))
    answer = installed("restore", str(target))
    assert answer.code == 0
    assert "已删除超过保存期限的内容" in answer.out
    with Database(f"sqlite:///{elsewhere / 'portal.sqlite'}").reading() as session:
        assert session.query(Report).one().description is None
        assert not session.query(Contact).count() + session.query(Sender).count() + session.query(Attachment).count()
    assert not list(PictureStore(elsewhere / "attachments").names())
    written = b"".join(path.read_bytes() for path in elsewhere.glob("portal.sqlite*"))
    assert not [words for words in ("卓玛", "13912345678", "192.0.2.77") if words.encode() in written]


def test_init_deletes_what_is_overdue_in_a_database_put_back_by_other_means(installed: Run, home: Path) -> None:
    ended = datetime.now(UTC) - timedelta(days=200)
    with Database(f"sqlite:///{home / 'portal.sqlite'}").writing() as session:
        session.add(
            Report(
                number="2018-000001",
                kind=ReportKind.CORRECTION,
                problem_type=ProblemType.TYPO,
                state=State.CLOSED,
                description="首页有错别字",
                submitted_at=ended,
                finished_at=ended,
                contact=Contact(phone="13912345678"),
            )
        )
    late = installed("doctor")
    assert late.code == 1
    assert "PORTAL_KEEP_CONTACTS 1 项" in late.out
    answer = installed("init")
    assert answer.code == 0
    assert "已删除超过保存期限的内容 1 项" in answer.out
    assert "没有逾期未删除的内容" in installed("doctor").out
