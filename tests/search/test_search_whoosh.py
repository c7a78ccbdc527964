"""The Whoosh index on disk: its files, damage to them, and power cuts."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from portal.search import IndexedCase, IndexState, IndexUnavailable, IndexView, whoosh_files, whoosh_view
from portal.search.generations import Generations
from portal.search.whoosh_index import WhooshIndex
from tests.search.standing import found, held, pairs

CASES = [IndexedCase(n, n, (f"西宁市政府网站第{n}处错别字", f"2018-{n:06d}")) for n in range(1, 151)]


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


DAMAGES = {"removed": Path.unlink, "emptied": cut_to(0), "halved": cut_to(0.5), "shortened": cut_to(0.999)}
ENDINGS = [".toc", ".trm", ".pst", ".docs", ".texts", "identity.json"]
QUESTIONS = ["错别字", "第", "2018", "第150处", "西宁市政府网站第1处错别字"]
EVERYTHING = {(case.case_id, case.revision) for case in CASES}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_damaged_index_is_noticed_when_it_is_opened_and_can_be_rebuilt(
    index: WhooshIndex, folder: Path, damage: Callable[[Path], None], ending: str
) -> None:
    damage(file_of(folder, ending))
    assert WhooshIndex(folder, "here").state() is IndexState.BROKEN
    with pytest.raises(IndexUnavailable):
        WhooshIndex(folder, "here").view()
    assert index.rebuild(CASES) == len(CASES)
    assert pairs(index.view().find([("第",)])) == pairs(WhooshIndex(folder, "here").view().held()) == EVERYTHING


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_damage_under_an_open_view_is_an_error_or_no_matter_but_never_a_wrong_answer(
    index: WhooshIndex, folder: Path, damage: Callable[[Path], None], ending: str
) -> None:
    view = index.view()
    damage(file_of(folder, ending))
    for word in QUESTIONS:
        unavailable_or_right(view, word)
    assert pairs(view.held()) == EVERYTHING


def unavailable_or_right(view: IndexView, word: str) -> None:
    right = {(case.case_id, case.revision) for case in CASES if word in case.record()}
    try:
        assert pairs(view.find([(word,)])) == right
    except IndexUnavailable as unavailable:
        assert unavailable.state is IndexState.BROKEN
    try:
        assert dict(view.records([1, 150])) == {1: CASES[0].record(), 150: CASES[-1].record()}
    except IndexUnavailable as unavailable:
        assert unavailable.state is IndexState.BROKEN


@pytest.mark.parametrize("ending", [".toc", ".trm", "identity.json"])
def test_an_index_overwritten_with_noise_is_unavailable(index: WhooshIndex, folder: Path, ending: str) -> None:
    damaged = file_of(folder, ending)
    damaged.write_bytes(bytes((place * 73 + 41) % 256 for place in range(damaged.stat().st_size)))
    with pytest.raises(IndexUnavailable):
        WhooshIndex(folder, "here").view().find([("第",)])


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nowhere", b"../other", b"g-0123456789abcdef", b"g-0\n"])
def test_a_damaged_pointer_makes_the_index_broken(index: WhooshIndex, folder: Path, content: bytes) -> None:
    (folder / "current").write_bytes(content)
    assert index.state() is IndexState.BROKEN
    with pytest.raises(IndexUnavailable):
        index.apply([CASES[0]], [])
    index.rebuild(CASES[:1])
    assert held(index) == {1}


@pytest.mark.parametrize("ending", [".toc", ".docs", "identity.json"])
def test_a_change_to_a_damaged_index_is_reported_as_unavailable(index: WhooshIndex, folder: Path, ending: str) -> None:
    file_of(folder, ending).unlink()
    with pytest.raises(IndexUnavailable):
        index.apply([CASES[0]], [2])


@pytest.mark.parametrize("ending", [".trm", ".pst", ".texts"])
def test_a_change_does_not_make_a_damaged_index_look_sound(index: WhooshIndex, folder: Path, ending: str) -> None:
    cut_to(0.5)(file_of(folder, ending))
    with suppress(IndexUnavailable):
        index.apply([CASES[0]], [2])
    assert index.state() is IndexState.BROKEN


def test_the_pointer_never_leads_out_of_the_folder(index: WhooshIndex, folder: Path, tmp_path: Path) -> None:
    WhooshIndex(tmp_path / "other", "here").rebuild(CASES)
    (folder / "current").write_text(f"../other/{generation_of(tmp_path / 'other').name}")
    assert index.state() is IndexState.BROKEN


def test_an_index_deleted_while_it_is_open_is_missing_though_its_last_view_answers(
    index: WhooshIndex, folder: Path
) -> None:
    view = index.view()
    shutil.rmtree(folder)
    assert index.state() is IndexState.MISSING
    assert pairs(view.find([("第",)])) == EVERYTHING


def open_files() -> list[Path]:
    """The files this process has open; removed ones carry a note in their name."""
    links = [*Path("/proc/self/fd").iterdir()]
    return [link.readlink() for link in links if link.is_symlink()]


def test_a_swap_is_noticed_even_before_the_old_generation_is_removed(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = WhooshIndex(folder, "here")
    assert len(held(reader)) == len(CASES)
    monkeypatch.setattr(Generations, "prune", lambda self: None)
    index.rebuild(CASES[:1])
    assert held(reader) == {1}


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


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Lets this many files be written and then no more."""
    really_wait = whoosh_files._wait_for_disk
    left = [1_000]

    def wait(file: object) -> None:
        if not left[0]:
            raise OSError(28, "No space left on device")
        left[0] -= 1
        really_wait(file)

    def fill_up(files: int) -> None:
        left[0] = files

    monkeypatch.setattr(whoosh_files, "_wait_for_disk", wait)
    yield fill_up


@pytest.mark.parametrize("files", range(5))
def test_a_change_that_does_not_fit_on_the_disk_leaves_everything_as_it_was(
    index: WhooshIndex, full_disk: Callable[[int], None], files: int
) -> None:
    full_disk(files)
    with pytest.raises(IndexUnavailable):
        index.apply([IndexedCase(1, 9, ("新",))], [2])
    assert pairs(index.view().held()) == EVERYTHING
    assert found(index, "新") == set()
    full_disk(1_000)
    index.apply([IndexedCase(1, 9, ("新",))], [2])
    assert found(index, "新") == {1}
    assert 2 not in held(index)


@pytest.mark.parametrize("files", range(5))
def test_a_rebuild_that_does_not_fit_on_the_disk_leaves_the_old_index_and_no_files(
    index: WhooshIndex, folder: Path, full_disk: Callable[[int], None], files: int
) -> None:
    before = set(folder.rglob("*"))
    full_disk(files)
    with pytest.raises(OSError, match="No space left"):
        index.rebuild(CASES[:1])
    assert pairs(index.view().held()) == EVERYTHING
    assert set(folder.rglob("*")) == before
    full_disk(1_000)
    assert index.rebuild(CASES[:1]) == 1


def test_reading_changes_nothing_on_disk_and_needs_no_right_to_write(index: WhooshIndex, folder: Path) -> None:
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(stat.S_IRUSR | (stat.S_IXUSR if path.is_dir() else 0))
    before = {path: path.stat().st_mtime_ns for path in paths}
    reader = WhooshIndex(folder, "here")
    assert found(reader, "错别字") == held(reader) != set()
    assert reader.state() is IndexState.READY
    assert {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]} == before
    for path in paths:
        path.chmod(stat.S_IRWXU)


def test_the_first_search_and_not_the_opening_touches_the_disk(folder: Path) -> None:
    WhooshIndex(folder, "here")
    assert not folder.exists()


@pytest.fixture
def synced(index: WhooshIndex, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files and folders that the disk was waited for, after the index was built."""
    names: list[str] = []
    really_sync = os.fsync

    def fsync(descriptor: int) -> None:
        names.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        really_sync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return names


def test_a_generation_is_on_the_disk_before_the_pointer_names_it(
    index: WhooshIndex, folder: Path, synced: list[str]
) -> None:
    index.rebuild(CASES)
    assert synced[-3:] == [generation_of(folder).name, "current.new", folder.name]
    assert "identity.json" in synced


def test_every_file_is_on_the_disk_before_the_table_of_contents_names_it(
    index: WhooshIndex, folder: Path, synced: list[str]
) -> None:
    before = set(generation_of(folder).iterdir())
    index.apply([IndexedCase(1, 9, ("新",))], [])
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
        index.tidy()
    assert len([*generation_of(folder).iterdir()]) < 80
    assert len(found(index, "错别字")) == len(CASES)


def test_the_files_of_a_view_are_closed_with_it(index: WhooshIndex, folder: Path) -> None:
    view = index.view()
    old = generation_of(folder)
    index.rebuild(CASES[:1])
    assert held(index) == {1}
    assert [file for file in open_files() if file.is_relative_to(old)]
    del view
    assert not [file for file in open_files() if file.is_relative_to(old)]


def test_a_segment_without_a_case_left_is_removed(index: WhooshIndex, folder: Path) -> None:
    index.apply([IndexedCase(900, 1, ("新",))], [case.case_id for case in CASES])
    assert held(index) == {900}
    assert len([*generation_of(folder).glob("*.docs")]) == 1
