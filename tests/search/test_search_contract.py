"""What every index of the board must do, whichever engine it uses: a new engine is one more ``place``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest

from portal.search import CaseIndex, IndexBusy, IndexedCase, IndexState, IndexUnavailable, IndexView
from tests.search.places import Place
from tests.search.standing import found, held, held_revisions, meeting, pairs

CLAUSES: list[tuple[list[tuple[str, ...]], set[int]]] = [
    ([("网",)], {1, 2}),
    ([("字",)], {1}),  # the last of its field
    ([("网站",)], {1, 2}),
    ([("错别字",)], {1}),
    ([("西宁市政府网站错别字",)], {1}),  # a whole field
    ([("错别站",)], set()),
    ([("网站",), ("标题",)], {1}),
    ([("网站",), ("更新",)], set()),
    ([("网",), ("错别字",), ("误",)], {1}),
    ([("没有",)], set()),
    ([("有误",), ("没",)], set()),
    ([("标题", "更新")], {1, 3}),
    ([("错别字", "不更新", "没有的词")], {1, 3}),
    ([("网", "新")], {1, 2, 3}),
    ([("没有", "没"), ("网站",)], set()),
    ([("网站",), ("打不开", "错")], {1, 2}),
    ([("网站", "新"), ("不", "误"), ("开", "题")], {1, 2}),
    ([("网站",), ("网站",)], {1, 2}),
    ([("strasse",)], {2}),
    ([("tras",)], {2}),
    ([("abc",)], {2}),
    ([("strasse abc",)], {2}),  # a phrase with a space
    ([("e a",)], {2}),
    ([("2018-000002",)], {2}),
    ([("000",)], {1, 2}),
    ([("8-0000",)], {1, 2}),
    ([("100%",)], {2}),
    ([("0%",)], {2}),
    ([("%",)], {2}),
    ([("西%市",)], set()),
    ([("a_b",)], {2}),
    ([("a_c",)], set()),
    ([("_",)], {2}),
    ([("c\\d",)], {2}),
    ([("\\",)], {2}),
    ([("o'e",)], {2}),
    ([("'",)], {2}),
    ([('"f"',)], {2}),
    ([("{",), ("}",), (",",), ("null",)], set()),
    ([("😀",)], {2}),
    ([("😀天",)], {2}),
    ([('" 😀天',)], {2}),
    ([("字首",)], set()),  # the end of one field and the beginning of the next
    ([("别字首",)], set()),
    ([("误2",)], set()),
]


@pytest.mark.parametrize(("clauses", "ids"), CLAUSES, ids=map(str, range(len(CLAUSES))))
def test_a_case_is_found_when_some_word_of_each_clause_lies_in_one_of_its_fields(
    index: CaseIndex, clauses: list[tuple[str, ...]], ids: set[int]
) -> None:
    assert meeting(index.view(), clauses) == ids


def test_pairs_of_a_word_that_lie_apart_are_not_the_word(index: CaseIndex) -> None:
    index.apply([IndexedCase(4, 5, ("甲乙", "乙丙", "乙丙丁"))], [])
    for clauses in ([("甲乙丙",)], [("甲乙丙丁",)], [("丁",), ("甲乙丙",)], [("甲乙丙", "甲丁")]):
        assert meeting(index.view(), clauses) == set(), clauses
    assert found(index, "乙丙丁", "甲乙") == {4}


@pytest.mark.parametrize("clauses", [[], [()], [("",)], [("网站",), ("",)], [("网站", "")], [("网站",), ()]])
def test_a_search_without_a_word_is_refused(index: CaseIndex, clauses: list[tuple[str, ...]]) -> None:
    with pytest.raises(ValueError, match="word"):
        index.view().find(clauses)


def test_very_many_words_are_answered(index: CaseIndex) -> None:
    words = [chr(0x5000 + place) for place in range(1_300)]
    long = [first + second + "字" for first, second in pairwise(words)]
    for some in (words, long):
        assert meeting(index.view(), [(word,) for word in some]) == set()
        assert meeting(index.view(), [(*some, "网站")]) == {1, 2}
        assert meeting(index.view(), [(word, "网站") for word in some[:400]]) == {1, 2}


def test_hits_come_with_the_revision_that_was_indexed(index: CaseIndex) -> None:
    view = index.view()
    assert pairs(view.held()) == {(1, 1), (2, 4), (3, 3)}
    hits = view.find([("网站",)])
    assert pairs(hits) == {(1, 1), (2, 4)}
    assert {array.dtype for array in (*hits, *view.held())} == {np.dtype(np.int64)}
    index.apply([IndexedCase(1, 7, ("网站",))], [])
    assert pairs(index.view().find([("网站",)])) == {(1, 7), (2, 4)}
    assert held_revisions(index) == {(1, 7), (2, 4), (3, 3)}


def test_records_are_the_normalised_fields_of_the_cases_that_are_there(index: CaseIndex) -> None:
    index.apply([IndexedCase(3, 9, ("ＡＢ", "新")), IndexedCase(4, 9, ("四",))], [1])
    view = index.view()
    assert sorted(view.records([3, 1, 99, 4])) == [(3, "ab\n新"), (4, "四")]
    assert list(view.records([])) == []


def test_an_index_without_cases_is_ready_and_finds_nothing(place: Place) -> None:
    index = place.open()
    assert index.rebuild([]) == 0
    assert index.state() is IndexState.READY
    assert found(index, "网站") == found(index, "网") == held(index) == set()
    index.apply([IndexedCase(7, 1, ("网站",)), IndexedCase(8, 1, ())], [])
    assert found(index, "网站") == {7}
    assert held(index) == {7, 8}
    index.apply([], [7, 8])
    assert found(index, "网站") == held(index) == set()


def all_uses(index: CaseIndex) -> list[Callable[[], object]]:
    return [
        index.view,
        lambda: index.apply([IndexedCase(8, 1, ("网站",))], []),
        lambda: index.apply([], [1]),
        index.tidy,
    ]


def test_a_missing_index_says_so_until_it_is_built(place: Place) -> None:
    index = place.open()
    assert index.state() is IndexState.MISSING
    for use in all_uses(index):
        with pytest.raises(IndexUnavailable) as unavailable:
            use()
        assert unavailable.value.state is IndexState.MISSING
    assert index.rebuild([IndexedCase(5, 1, ("网站",))]) == 1
    assert index.state() is IndexState.READY
    assert found(index, "网站") == {5}


def test_the_index_of_another_database_is_refused_until_it_is_rebuilt(index: CaseIndex, place: Place) -> None:
    other = place.open("elsewhere")
    assert other.state() is IndexState.FOREIGN
    for use in all_uses(other):
        with pytest.raises(IndexUnavailable) as unavailable:
            use()
        assert unavailable.value.state is IndexState.FOREIGN
    assert held(index) == {1, 2, 3}
    other.rebuild([IndexedCase(9, 1, ("网站",))])
    assert found(other, "网站") == {9}
    assert index.state() is IndexState.FOREIGN


def test_a_broken_index_says_so_until_it_is_rebuilt(index: CaseIndex, place: Place) -> None:
    place.damage()
    assert index.state() is IndexState.BROKEN
    for use in all_uses(place.open()):
        with pytest.raises(IndexUnavailable) as unavailable:
            use()
        assert unavailable.value.state is IndexState.BROKEN
    assert index.rebuild([IndexedCase(9, 1, ("网站",))]) == 1
    assert found(index, "网站") == {9}


def test_a_changed_case_is_found_by_its_new_words_only(index: CaseIndex) -> None:
    index.apply([IndexedCase(1, 5, ("链接失效",))], [])
    assert found(index, "失效") == {1}
    assert found(index, "错别字") == found(index, "错") == set()
    assert held(index) == {1, 2, 3}


def test_applying_the_same_change_again_changes_nothing(index: CaseIndex) -> None:
    for _ in range(2):
        index.apply([IndexedCase(4, 5, ("链接失效",))], [2, 77])
        assert held_revisions(index) == {(1, 1), (3, 3), (4, 5)}
        assert found(index, "失效") == {4}


def test_of_two_versions_of_a_case_in_one_change_the_later_counts(index: CaseIndex) -> None:
    index.apply([IndexedCase(4, 5, ("旧文",)), IndexedCase(4, 6, ("新文",))], [])
    assert found(index, "旧文") == set()
    assert pairs(index.view().find([("新文",)])) == {(4, 6)}


def test_a_case_both_changed_and_removed_counts_as_changed(index: CaseIndex) -> None:
    index.apply([IndexedCase(2, 5, ("新文",))], [2])
    assert found(index, "新文") == {2}


def test_the_version_is_the_same_exactly_as_long_as_nothing_changes(index: CaseIndex, place: Place) -> None:
    other, versions = place.open(), []
    changes: list[Callable[[], object]] = [
        lambda: None,
        lambda: index.apply([IndexedCase(4, 5, ("新",))], []),
        lambda: index.apply([], [4]),
        lambda: index.apply([IndexedCase(4, 5, ("新",))], []),
        lambda: index.rebuild([]),
        lambda: index.rebuild([]),
    ]
    for change in changes:
        change()
        versions.append(index.view().version)
        assert index.view().version == other.view().version == versions[-1]
    assert len(set(versions)) == len(changes)
    index.apply([], [])
    assert index.view().version == versions[-1]


def test_an_unchanged_index_is_not_opened_again(index: CaseIndex) -> None:
    assert index.view() is index.view()


def test_changes_are_visible_at_once_in_another_open_instance(index: CaseIndex, place: Place) -> None:
    reader = place.open()
    assert found(reader, "网站") == {1, 2}
    index.apply([], [1])
    assert found(reader, "网站") == {2}
    assert held(reader) == {2, 3}
    index.apply([IndexedCase(4, 5, ("网站",))], [])
    assert found(reader, "网站") == {2, 4}
    for case_id in range(10, 15):
        assert index.rebuild([IndexedCase(case_id, 1, ("网站",))]) == 1
        assert found(reader, "网站") == held(reader) == {case_id}


def answers(view: IndexView) -> tuple[object, ...]:
    """What a view says, in full."""
    return (
        pairs(view.held()),
        pairs(view.find([("网站",)])),
        pairs(view.find([("错别字", "更新")])),
        sorted(view.records(range(1, 60))),
    )


def test_a_view_goes_on_answering_as_of_its_moment(index: CaseIndex, place: Place) -> None:
    views = [place.open().view(), index.view()]
    before = answers(views[0])
    for round_ in range(40):
        index.apply([IndexedCase(20 + round_, 1, ("网站错别字",)), IndexedCase(1, 9 + round_, ("换了网站",))], [3])
    index.tidy()
    assert [answers(view) for view in views] == [before, before]
    index.rebuild([IndexedCase(50, 1, ("网站",))])
    assert [answers(view) for view in views] == [before, before]
    assert held(index) == {50}


def test_the_old_index_serves_while_the_new_one_is_built(index: CaseIndex, place: Place) -> None:
    reader = place.open()

    def cases() -> Iterator[IndexedCase]:
        for case_id in range(20, 23):
            assert found(reader, "网站") == found(place.open(), "网站") == {1, 2}
            yield IndexedCase(case_id, 1, ("网站",))

    assert index.rebuild(cases()) == 3
    assert found(reader, "网站") == {20, 21, 22}


def test_a_rebuild_that_fails_passes_its_error_on_and_leaves_the_old_index(index: CaseIndex) -> None:
    def cases() -> Iterator[IndexedCase]:
        yield IndexedCase(4, 1, ("网站",))
        raise LookupError("the database went away")

    version = index.view().version
    with pytest.raises(LookupError, match="went away"):
        index.rebuild(cases())
    assert index.view().version == version
    assert found(index, "网站") == {1, 2}
    index.apply([], [1])
    assert found(index, "网站") == {2}


def test_a_second_writer_is_told_that_the_first_is_at_work(
    index: CaseIndex, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.engine, "CHANGE_PATIENCE_SECONDS", 0)
    monkeypatch.setattr(place.engine, "REBUILD_PATIENCE_SECONDS", 0)
    other = place.open()

    def cases() -> Iterator[IndexedCase]:
        for change in (lambda: other.apply([IndexedCase(1, 2, ())], []), lambda: other.rebuild([]), other.tidy):
            with pytest.raises(IndexBusy):
                change()
        yield IndexedCase(1, 1, ("网站",))

    assert index.rebuild(cases()) == 1
    other.apply([IndexedCase(2, 1, ("网站",))], [])
    assert held(index) == {1, 2}


def test_many_small_changes_and_tidying_keep_every_answer(index: CaseIndex) -> None:
    for case_id in range(10, 60):
        index.apply([IndexedCase(case_id, case_id, (f"第{case_id}处网站",))], [case_id - 20])
        index.tidy()
    while index.tidy():
        pass
    assert not index.tidy()
    assert held(index) == found(index, "网站") == set(range(40, 60))
    assert found(index, "第45处") == {45}


def test_threads_share_an_instance_while_another_writes(index: CaseIndex, place: Place) -> None:
    writer = place.open()
    done = threading.Event()
    surprises: list[object] = []

    def search(words: list[str], always: set[int]) -> None:
        try:
            while not done.is_set():
                ids = found(index, *words)
                if ids - {50} != always or not held(index) >= {1, 2, 3}:
                    surprises.append((words, ids))
        except Exception as error:
            surprises.append(error)

    searches = [(["网站"], {1, 2}), (["错别字"], {1}), (["新"], {3}), (["2018-000002"], {2})]
    threads = [threading.Thread(target=search, args=each) for each in searches]
    for thread in threads:
        thread.start()
    for round_ in range(40):
        writer.apply([IndexedCase(50, round_, ("网站", f"第{round_}次"))], [])
        writer.tidy()
    done.set()
    for thread in threads:
        thread.join()
    assert surprises == []
