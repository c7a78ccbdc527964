"""Backup and restore: one file holds everything, and nothing is ever overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.store import Board, Database, Unit
from tests.cli.conftest import PASSWORD, Run


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
