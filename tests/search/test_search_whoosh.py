"""The Whoosh index on disk: its files, damage to them, and power cuts."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.search import (
    CaseIndex,
    IndexedCase,
    IndexState,
    IndexUnavailable,
    contains_all,
    whoosh_index,
    whoosh_view,
)
from portal.search.generations import Generations
from portal.search.whoosh_index import WhooshIndex

CASES = [IndexedCase(n, (f"西宁市政府网站第{n}处错别字", f"2018-{n:06d}")) for n in range(1, 151)]


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


DAMAGES = {"removed": Path.unlink, "emptied": cut_to(0), "halved": cut_to(0.5)}
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
    for word in ("错别字", "第", "2018", "第150处"):
        unavailable_or_right(late, word)
        unavailable_or_right(reader, word)
    if ending != ".pst" or damage is not DAMAGES["halved"]:
        with pytest.raises(IndexUnavailable):
            late.nominate(["第"])
    if ending != ".pst" or damage is DAMAGES["removed"]:
        assert late.state() is IndexState.BROKEN
    assert late.rebuild(CASES) == len(CASES)
    assert reader.nominate(["第"]) == late.nominate(["第"]) == late.ids() == {case.case_id for case in CASES}


def unavailable_or_right(index: CaseIndex, word: str) -> None:
    try:
        assert index.nominate([word]) >= {case.case_id for case in CASES if contains_all(case.fields, [word])}
    except IndexUnavailable as unavailable:
        assert unavailable.state is IndexState.BROKEN


@pytest.mark.parametrize("ending", [".toc", ".trm", ".pst", "identity.json"])
def test_an_index_overwritten_with_noise_is_unavailable(index: WhooshIndex, folder: Path, ending: str) -> None:
    damaged = file_of(folder, ending)
    damaged.write_bytes(bytes((place * 73 + 41) % 256 for place in range(damaged.stat().st_size)))
    with pytest.raises(IndexUnavailable):
        index.nominate(["第"])


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


def test_the_pointer_never_leads_out_of_the_folder(index: WhooshIndex, folder: Path, tmp_path: Path) -> None:
    WhooshIndex(tmp_path / "other", "here").rebuild(CASES)
    (folder / "current").write_text(f"../other/{generation_of(tmp_path / 'other').name}")
    assert index.state() is IndexState.BROKEN


def test_an_index_deleted_while_it_is_open_is_missing_and_its_files_are_let_go(
    index: WhooshIndex, folder: Path
) -> None:
    assert index.state() is IndexState.READY
    shutil.rmtree(folder)
    assert index.state() is IndexState.MISSING
    assert not [file for file in open_files() if file.is_relative_to(folder)]


def open_files() -> list[Path]:
    """The files this process has open; removed ones carry a note in their name."""
    links = [*Path("/proc/self/fd").iterdir()]
    return [link.readlink() for link in links if link.is_symlink()]


def test_a_swap_is_noticed_even_before_the_old_generation_is_removed(
    index: WhooshIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = WhooshIndex(folder, "here")
    reader.nominate(["第"])
    monkeypatch.setattr(Generations, "prune", lambda self: None)
    index.rebuild(CASES[:1])
    assert reader.ids() == {1}


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
    opened = len(open_files())
    index.close()
    assert len(open_files()) < opened
    assert len(index.nominate(["错别字"])) == len(CASES)
