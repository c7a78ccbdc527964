"""The Whoosh index on disk: damage, other processes, killed writers and power cuts."""

import os
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.search import (
    CaseIndex,
    IndexBusy,
    IndexedCase,
    IndexState,
    IndexUnavailable,
    open_index,
    whoosh_index,
    whoosh_view,
)
from portal.search.whoosh_index import WhooshIndex

CASES = [IndexedCase(n, (f"西宁市政府网站第{n}处错别字", f"2018-{n:06d}")) for n in range(1, 301)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> WhooshIndex:
    index = WhooshIndex(folder, "here")
    index.rebuild(CASES)
    return index


def generation_of(folder: Path) -> Path:
    return folder / (folder / "current").read_text()


def file_of(folder: Path, ending: str) -> Path:
    """The largest file with this ending in the generation in use."""
    return max(generation_of(folder).glob(f"*{ending}"), key=lambda file: file.stat().st_size)


def cut_to(share: float) -> Callable[[Path], None]:
    return lambda file: os.truncate(file, int(file.stat().st_size * share))


def fill_with_noise(file: Path) -> None:
    file.write_bytes(bytes((place * 73 + 41) % 256 for place in range(file.stat().st_size)))


DAMAGES = {"removed": Path.unlink, "emptied": cut_to(0), "halved": cut_to(0.5), "noise": fill_with_noise}
ENDINGS = [".toc", ".trm", ".pst", "case_id.col", "identity.json"]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("opened_before", [True, False])
def test_a_damaged_index_is_unavailable_and_can_be_rebuilt(
    index: WhooshIndex, folder: Path, damage: Callable[[Path], None], ending: str, opened_before: bool
) -> None:
    reader = WhooshIndex(folder, "here")
    if opened_before:
        reader.nominate(["错别字"])
    damage(file_of(folder, ending))
    late = WhooshIndex(folder, "here")
    for word in ("错别字", "第", "2018", "第300处"):
        unavailable_or_right(late, word)
        unavailable_or_right(reader, word)
    if ending != ".pst" or damage is not DAMAGES["halved"]:
        with pytest.raises(IndexUnavailable):
            late.nominate(["第"])
    if ending != ".pst" or damage is DAMAGES["removed"]:
        assert late.state() is IndexState.BROKEN
    assert late.rebuild(CASES) == len(CASES)
    assert reader.nominate(["第300处"]) == late.nominate(["第300处"]) == {300}


def unavailable_or_right(index: CaseIndex, word: str) -> None:
    try:
        assert index.nominate([word]) == {case.case_id for case in CASES if any(word in text for text in case.fields)}
    except IndexUnavailable as unavailable:
        assert unavailable.state is IndexState.BROKEN


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nowhere", b"../other", b"g-0123456789abcdef", b"g-0\n"])
def test_a_damaged_pointer_makes_the_index_broken(index: WhooshIndex, folder: Path, content: bytes) -> None:
    (folder / "current").write_bytes(content)
    assert index.state() is IndexState.BROKEN
    with pytest.raises(IndexUnavailable):
        index.apply([CASES[0]], [])
    index.rebuild(CASES[:1])
    assert index.ids() == {1}


def test_a_change_to_a_damaged_index_is_reported_as_unavailable(index: WhooshIndex, folder: Path) -> None:
    file_of(folder, ".trm").unlink()
    with pytest.raises(IndexUnavailable):
        index.apply([CASES[0]], [2])


def test_an_index_deleted_while_it_is_open_is_missing(index: WhooshIndex, folder: Path) -> None:
    assert index.state() is IndexState.READY
    (folder / "current").unlink()
    assert index.state() is IndexState.MISSING


def test_an_index_in_another_layout_is_broken(
    index: WhooshIndex, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(whoosh_view, "_LAYOUT", "another Unicode version")
    assert WhooshIndex(folder, "here").state() is IndexState.BROKEN


def test_only_the_newest_generation_stays_and_other_files_are_left_alone(index: WhooshIndex, folder: Path) -> None:
    (folder / "README.md").write_text("kept")
    (folder / "g-abandoned").mkdir()
    index.rebuild(CASES)
    assert {file.name for file in folder.iterdir()} == {
        "README.md", "current", "writer.lock", generation_of(folder).name,
    }  # fmt: skip


def test_a_failed_rebuild_leaves_no_files(index: WhooshIndex, folder: Path) -> None:
    before = set(folder.rglob("*"))

    def cases() -> Iterator[IndexedCase]:
        yield CASES[0]
        raise LookupError

    with pytest.raises(LookupError):
        index.rebuild(cases())
    assert set(folder.rglob("*")) == before


def test_a_failed_change_leaves_everything_as_it_was(index: WhooshIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(writer: object, case: IndexedCase) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(whoosh_index, "_add", fail)
        with pytest.raises(IndexUnavailable):
            index.apply([IndexedCase(1, ("新",))], [2])
    assert index.ids() == {case.case_id for case in CASES}
    index.apply([IndexedCase(1, ("新",))], [2])
    assert index.nominate(["新"]) == {1}
    assert 2 not in index.ids()


def test_reading_changes_nothing_on_disk_and_needs_no_right_to_write(index: WhooshIndex, folder: Path) -> None:
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(stat.S_IRUSR | (stat.S_IXUSR if path.is_dir() else 0))
    before = {path: path.stat().st_mtime_ns for path in paths}
    reader = WhooshIndex(folder, "here")
    assert reader.nominate(["错别字"]) == reader.ids() != set()
    assert reader.state() is IndexState.READY
    assert {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]} == before
    for path in paths:
        path.chmod(stat.S_IRWXU)


def test_the_first_search_and_not_the_opening_touches_the_disk(folder: Path) -> None:
    WhooshIndex(folder, "here")
    assert not folder.exists()


def in_child(work: Callable[[], object]) -> int:
    """Start the work in a forked process and return its number."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return child


def exit_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("change", ["rebuild", "apply"])
def test_a_killed_writer_does_not_block_the_next_one(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def die(writer: object, case: IndexedCase) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as deadly:
        deadly.setattr(whoosh_index, "_add", die)
        work = (lambda: index.rebuild(CASES)) if change == "rebuild" else (lambda: index.apply([CASES[0]], [2]))
        assert exit_of(in_child(work)) == -signal.SIGKILL
    monkeypatch.setattr(whoosh_index, "CHANGE_PATIENCE_SECONDS", 0)
    assert len(index.ids()) == len(CASES)
    index.apply([IndexedCase(1, ("新",))], [2])
    assert index.nominate(["新"]) == {1}
    index.rebuild(CASES)
    assert len([*folder.glob("g-*")]) == 1


def test_a_second_writer_is_told_that_the_first_is_at_work(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_index, "CHANGE_PATIENCE_SECONDS", 0)
    monkeypatch.setattr(whoosh_index, "REBUILD_PATIENCE_SECONDS", 0)
    other = WhooshIndex(folder, "here")

    def cases() -> Iterator[IndexedCase]:
        with pytest.raises(IndexBusy):
            other.apply([CASES[0]], [])
        with pytest.raises(IndexBusy):
            other.rebuild([])
        yield CASES[0]

    assert index.rebuild(cases()) == 1
    other.apply([CASES[1]], [])
    assert index.ids() == {1, 2}


def test_parent_and_child_do_not_disturb_each_other_after_a_fork(index: WhooshIndex) -> None:
    everything = {case.case_id for case in CASES}

    def search() -> None:
        for _ in range(150):
            assert index.nominate(["错别字"]) == index.nominate(["第"]) == everything

    search()
    child = in_child(search)
    search()
    assert exit_of(child) == 0


def test_a_child_forked_during_a_search_does_not_wait_for_it(index: WhooshIndex) -> None:
    with index._reading():
        child = in_child(lambda: index.nominate(["错别字"]))
        signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
        signal.alarm(20)
        try:
            assert exit_of(child) == 0
        finally:
            signal.alarm(0)


def test_every_file_is_on_the_disk_before_the_table_of_contents_names_it(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    really_sync = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        really_sync(descriptor)

    before = set(generation_of(folder).iterdir())
    monkeypatch.setattr(os, "fsync", fsync)
    index.apply([IndexedCase(1, ("新",))], [])
    new = {file.name for file in set(generation_of(folder).iterdir()) - before}
    contents = next(place for place, name in enumerate(synced) if ".toc" in name)
    assert {name for name in new if not name.endswith(".toc")} == set(synced[:contents])
    assert synced[-1] == generation_of(folder).name


def test_segments_are_not_compound_files_which_would_be_copied_into_memory(index: WhooshIndex, folder: Path) -> None:
    assert [*generation_of(folder).glob("*.trm")]
    assert not [*generation_of(folder).glob("*.seg")]


def test_many_changes_leave_few_files(index: WhooshIndex, folder: Path) -> None:
    for case in CASES[:40]:
        index.apply([case], [])
    assert len([*generation_of(folder).iterdir()]) < 60
    assert len(index.nominate(["错别字"])) == len(CASES)


def test_closing_lets_go_of_the_files_and_the_next_search_opens_them_again(index: WhooshIndex) -> None:
    index.nominate(["错别字"])
    opened = len([*Path("/proc/self/fd").iterdir()])
    index.close()
    assert len([*Path("/proc/self/fd").iterdir()]) < opened
    assert len(index.nominate(["错别字"])) == len(CASES)


@pytest.mark.parametrize(
    "url",
    ["", "whoosh", "whoosh:", "whoosh://", "whoosh:///", "whoosh://relative/path", "redis://host/0", "/srv/index"],
)
def test_an_address_that_cannot_be_understood_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match=r"the search address .* must"):
        open_index(url, "here")


def test_an_address_is_taken_literally(tmp_path: Path) -> None:
    open_index(f"whoosh://{tmp_path}/指 数%20#1", "here").rebuild(CASES[:1])
    assert WhooshIndex(tmp_path / "指 数%20#1", "here").ids() == {1}
