"""The whole board as files: complete, built at night and after every withdrawal, and never with what was withdrawn."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from portal.domain.vocabulary import Action
from portal.jobs import Worker
from portal.queries import board, board_download, case_files
from portal.queries.case_fields import TABLE_FIELDS
from portal.store import Board, Unit
from portal.web.board import exports
from tests.handling import PRIVATE, SUBMISSION
from tests.web.people import Stage
from tests.web.taking_home import content, csv_rows, exported, json_rows
from tests.web.test_exports import published
from tests.web.test_feed import ids, read

NAMES = ("cases.zip", "cases.csv", "cases.jsonl", "data-dictionary.csv")


def advance(stage: Stage, **amount: float) -> None:
    """Let time pass."""
    stage.workings.context.now.advance(**amount)  # type: ignore[attr-defined]


def status(stage: Stage, name: str = "cases.csv") -> int:
    """How a file is answered."""
    with stage.citizen().get(f"/board/download/{name}") as answer:
        return answer.status_code


def folder(stage: Stage) -> Path:
    """Where the files are built."""
    return stage.workings.settings.downloads


def numbers(stage: Stage) -> list[str]:
    """The numbers of the cases in cases.csv."""
    return [row["number"] for row in csv_rows(content(stage, "/board/download/cases.csv"))]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build takes a piece for every case."""
    monkeypatch.setattr(board_download, "_CHUNK", 1)


def test_the_files_hold_the_whole_board_the_newest_first(stage: Stage, small_pieces: None) -> None:
    published_ones = [published(stage, public_title=title) for title in ("=1+1", "第二条", "第三条")]
    hidden = stage.desk.finished(**PRIVATE)
    stage.follow_up()
    rows = csv_rows(content(stage, "/board/download/cases.csv"))
    objects = json_rows(content(stage, "/board/download/cases.jsonl"))
    assert rows == exported(stage)
    assert [row["number"] for row in rows] == published_ones[::-1]
    assert [tuple(each) for each in objects] == [TABLE_FIELDS] * 3
    assert (objects[-1]["title"], rows[-1]["title"]) == ("=1+1", "'=1+1")
    assert (objects[0]["on_time"], objects[0]["working_days"], objects[0]["correct_by"]) == (True, 0, None)
    told = str(objects) + str(rows)
    assert not [secret for secret in (hidden, SUBMISSION.contact_phone, SUBMISSION.contact_name) if secret in told]


def test_the_archive_holds_the_same_files_and_the_dictionary_every_field(stage: Stage) -> None:
    stage.desk.finished()
    stage.follow_up()
    with zipfile.ZipFile(io.BytesIO(content(stage, "/board/download/cases.zip"))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: content(stage, f"/board/download/{name}") for name in NAMES[1:]
        }
    dictionary = csv.reader(io.StringIO(content(stage, "/board/download/data-dictionary.csv").decode("utf-8-sig")))
    lines = {line[0]: line[1:] for line in dictionary}
    assert [name for name in lines if name != "字段"] == list(TABLE_FIELDS)
    assert "typo 错别字" in lines["problem_type"][1]
    assert all(meaning and values for meaning, values in lines.values())


def test_the_page_says_what_there_is(stage: Stage) -> None:
    before = stage.citizen().page("/board/download")
    assert "文件正在生成" in before.text
    assert not [link for link in before.links if "/board/download/" in link]
    assert status(stage) == 503
    stage.desk.finished()
    stage.follow_up()
    page = stage.citizen().page("/board/download")
    assert {f"/board/download/{name}" for name in NAMES} <= set(page.links)
    for text in ("共 1 条", "2018-06-04 10:00", "problem_type", "查阅日期：2018-06-04"):
        assert text in page.text


def test_a_file_can_be_fetched_in_parts_and_asked_for_again(stage: Stage) -> None:
    stage.desk.finished()
    stage.follow_up()
    with stage.citizen().get("/board/download/cases.jsonl", headers={"Range": "bytes=0-9"}) as part:
        assert (part.status_code, part.data) == (206, b'{"number":')
        assert part.headers["Content-Disposition"] == "attachment; filename=cases-2018-06-04.jsonl"
        tag = part.headers["ETag"]
    with stage.citizen().get("/board/download/cases.jsonl", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304
    assert status(stage, "about.json") == status(stage, "lines.npy") == status(stage, "..%2Fcurrent") == 404


def test_a_withdrawn_case_is_gone_from_everything_at_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "EXPORT_LIMIT", 0)
    kept, withdrawn = stage.desk.finished(), stage.desk.finished()
    stage.follow_up()
    assert numbers(stage) == [withdrawn, kept]
    stage.desk.act("province", withdrawn, Action.WITHDRAW)
    assert {status(stage, name) for name in NAMES} == {503}
    answer = stage.citizen().get("/board/download/cases.csv")
    assert int(answer.headers["Retry-After"]) > 0
    assert "正在重新生成" in answer.text
    assert "文件正在生成" in stage.citizen().page("/board/download").text
    assert [row["number"] for row in exported(stage)] == [kept]
    assert ids(read(stage)) == [kept]
    assert withdrawn not in content(stage, "/board/export.xlsx").decode("latin-1")
    Worker(stage.workings).turn()
    assert numbers(stage) == [kept]
    assert not [path for path in folder(stage).rglob("*.*") if withdrawn.encode() in path.read_bytes()]


def test_amended_words_are_not_given_away_any_more(stage: Stage) -> None:
    number = published(stage, public_title="张三家的电话")
    stage.follow_up()
    stage.desk.act("province", number, Action.AMEND, public_title="某处的电话")
    assert status(stage) == 503
    stage.follow_up()
    assert "张三" not in content(stage, "/board/download/cases.csv").decode()


def test_a_withdrawal_in_the_middle_of_a_build_begins_it_again(stage: Stage, small_pieces: None) -> None:
    kept, withdrawn = stage.desk.finished(), stage.desk.finished()
    keeper = Worker(stage.workings).downloads
    assert keeper.turn()
    stage.desk.act("province", withdrawn, Action.WITHDRAW)
    turns = 1
    while keeper.turn():
        assert status(stage) == 503
        turns += 1
    assert turns < 10
    assert numbers(stage) == [kept]
    assert sorted(path.name for path in folder(stage).glob("draft-*")) == []


def test_files_of_a_database_that_was_set_back_are_not_given_away(stage: Stage) -> None:
    """Restored from a backup, it counts its revisions again: a new withdrawal may have an old number."""
    stage.desk.finished()
    stage.follow_up()
    with stage.workings.context.database.writing() as session:
        session.execute(update(Board).values(revision=Board.revision - 1))
    assert status(stage) == 503
    stage.follow_up()
    assert status(stage) == 200


def test_the_files_are_built_every_night(stage: Stage) -> None:
    stage.desk.finished()
    stage.follow_up()
    second = stage.desk.finished()
    advance(stage, hours=16)
    stage.follow_up()
    assert len(numbers(stage)) == 1, "it is two in the morning"
    advance(stage, hours=1)
    stage.follow_up()
    assert numbers(stage)[0] == second
    assert len(list(folder(stage).glob("*-*"))) == 1, "old files are removed"


def test_two_workers_do_not_build_at_once(stage: Stage, small_pieces: None) -> None:
    stage.desk.finished()
    first, second = Worker(stage.workings).downloads, Worker(stage.workings).downloads
    assert first.turn()
    assert not second.turn()
    assert len(list(folder(stage).glob("draft-*"))) == 1
    while first.turn():
        pass
    assert status(stage) == 200


def test_a_killed_build_is_cleared_away_by_the_next(stage: Stage, small_pieces: None) -> None:
    stage.desk.finished()
    killed = Worker(stage.workings).downloads
    killed.turn()
    # What the kernel and the database do for a process that dies.
    assert killed._lock is not None
    assert killed._build is not None
    killed._lock.close()
    killed._build.close()
    stage.follow_up()
    assert not list(folder(stage).glob("draft-*"))
    assert status(stage) == 200


def test_a_full_disk_is_tried_again_later_and_stops_nothing_else(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.desk.finished()
    worker = Worker(stage.workings)

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(board_download.Build, "go_on", full)
        while worker.turn():
            pass
    assert not list(folder(stage).glob("draft-*"))
    assert not worker.turn()
    assert status(stage) == 503
    advance(stage, minutes=6)
    while worker.turn():
        pass
    assert status(stage) == 200


@pytest.mark.parametrize("harm", ["pointer", "about", "file", "all"])
def test_damaged_files_are_not_given_away_and_built_anew(stage: Stage, harm: str) -> None:
    stage.desk.finished()
    stage.follow_up()
    current = folder(stage) / (folder(stage) / "current").read_text()
    match harm:
        case "pointer":
            (folder(stage) / "current").write_text("x\0")
        case "about":
            (current / "about.json").write_text("[]")
        case "file":
            (current / "cases.csv").write_bytes(b"")
        case _:
            shutil.rmtree(folder(stage))
    assert status(stage) == 503
    stage.follow_up()
    assert status(stage) == 200


def test_a_large_export_is_the_same_with_lines_that_are_ready(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changed, new and withdrawn cases among them, in any order, and with a name that changed since."""
    monkeypatch.setattr(case_files, "CHUNK", 3)
    known = [published(stage, public_title=f"第{place}条\n=标题") for place in range(8)]
    stage.follow_up()
    stage.desk.act("province", known[2], Action.REOPEN)
    published(stage, public_title="新的一条")
    queries = ({}, {"sort": "oldest"}, {"q": "标题"}, {"q": "没有"})
    live = [content(stage, "/board/export.csv", **query) for query in queries]
    made: list[int] = []
    row = case_files.table_row
    monkeypatch.setattr(case_files, "table_row", lambda case, *rest: made.append(case.report_id) or row(case, *rest))
    monkeypatch.setattr(exports, "EXPORT_LIMIT", 0)
    assert [content(stage, "/board/export.csv", **query) for query in queries] == live
    assert len(made) == 5, "two of nine, two of nine, one of eight"
    with stage.workings.context.database.writing() as session:
        session.execute(update(Unit).where(Unit.code == "chengdong-gov").values(code="renamed"))
    monkeypatch.setattr(board, "PLACES_SECONDS", 0.0)
    assert {each["unit"] for each in exported(stage)} == {"renamed"}


def test_lines_of_yesterday_are_not_taken(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A promise may be overdue since midnight."""
    promised = stage.desk.climbed(corrected_on=None, correct_by=date(2018, 6, 4))
    stage.desk.act("province", promised, Action.APPROVE)
    stage.follow_up()
    monkeypatch.setattr(exports, "EXPORT_LIMIT", 0)
    assert exported(stage)[0]["rectification"] == "promised"
    advance(stage, hours=15)
    assert exported(stage)[0]["rectification"] == "overdue"


def test_an_empty_board_has_files_too(stage: Stage) -> None:
    stage.follow_up()
    assert numbers(stage) == []
    assert "共 0 条" in stage.citizen().page("/board/download").text
