"""What every index of the board must do, whichever engine it uses: a new engine is one more line in PLACES."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search import CaseIndex, IndexedCase, IndexState, IndexUnavailable, contains_all, open_index, words_of

Place = Callable[[str], CaseIndex]
"""Opens one more instance at the same place, for the database with the given id."""


def whoosh_place(folder: Path) -> Place:
    return lambda database_id: open_index(f"whoosh://{folder / 'index'}", database_id)


PLACES = [whoosh_place]


@pytest.fixture(params=PLACES, ids=lambda place: place.__name__)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    opener: Callable[[Path], Place] = request.param
    return opener(tmp_path)


@pytest.fixture
def index(place: Place) -> CaseIndex:
    """An index with three cases."""
    index = place("here")
    index.rebuild([
        IndexedCase(1, ("西宁市政府网站错别字", "首页标题有误", "2018-000001")),
        IndexedCase(2, ("海东市网站打不开", "Straße ＡＢＣ", "2018-000002")),
        IndexedCase(3, ("", "信息不更新")),
    ])  # fmt: skip
    return index


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["错别字"], {1}),
        (["网站"], {1, 2}),
        (["网"], {1, 2}),
        (["字"], {1}),
        (["误"], {1}),
        (["网站", "标题"], {1}),
        (["网站", "更新"], set()),
        (["strasse"], {2}),
        (["abc"], {2}),
        (["2018-000002"], {2}),
        (["没有"], set()),
        (["有误", "没"], set()),
    ],
)
def test_a_case_is_nominated_when_each_word_lies_in_one_of_its_fields(
    index: CaseIndex, words: list[str], ids: set[int]
) -> None:
    assert index.nominate(words) == ids


def test_two_characters_in_neighbouring_fields_are_not_a_word(index: CaseIndex) -> None:
    assert index.nominate(["字首"]) == set()


def test_nominees_are_certain_only_when_the_texts_need_not_be_looked_at(index: CaseIndex) -> None:
    index.apply([IndexedCase(4, ("甲乙", "乙丙", "乙丙丁"))], [])
    for words in (["甲乙丙"], ["甲乙丙丁"], ["丁", "甲乙丙"]):
        assert index.nominate(words) == set() or not index.exact(words)


@pytest.mark.parametrize("words", [[], [""], ["网站", ""]])
def test_a_search_without_a_word_is_refused(index: CaseIndex, words: list[str]) -> None:
    with pytest.raises(ValueError, match="word"):
        index.nominate(words)


def test_the_index_knows_its_cases_and_is_ready(index: CaseIndex) -> None:
    assert index.ids() == {1, 2, 3}
    assert index.state() is IndexState.READY


def test_an_index_without_cases_is_ready_and_finds_nothing(place: Place) -> None:
    index = place("here")
    assert index.rebuild([]) == 0
    assert index.state() is IndexState.READY
    assert index.nominate(["网站"]) == index.nominate(["网"]) == index.ids() == set()
    index.apply([IndexedCase(7, ("网站",))], [])
    assert index.nominate(["网站"]) == {7}


def test_a_missing_index_says_so_until_it_is_built(place: Place) -> None:
    index = place("here")
    assert index.state() is IndexState.MISSING
    for use in all_uses(index):
        with pytest.raises(IndexUnavailable) as unavailable:
            use()
        assert unavailable.value.state is IndexState.MISSING
    assert index.rebuild([IndexedCase(5, ("网站",))]) == 1
    assert index.nominate(["网站"]) == {5}


def test_the_index_of_another_database_is_refused_until_it_is_rebuilt(index: CaseIndex, place: Place) -> None:
    other = place("elsewhere")
    assert other.state() is IndexState.FOREIGN
    for use in all_uses(other):
        with pytest.raises(IndexUnavailable) as unavailable:
            use()
        assert unavailable.value.state is IndexState.FOREIGN
    assert index.ids() == {1, 2, 3}
    other.rebuild([IndexedCase(9, ("网站",))])
    assert other.nominate(["网站"]) == {9}
    assert index.state() is IndexState.FOREIGN


def all_uses(index: CaseIndex) -> list[Callable[[], object]]:
    return [
        lambda: index.nominate(["网站"]),
        index.ids,
        lambda: index.apply([IndexedCase(8, ("网站",))], []),
        lambda: index.apply([], [1]),
    ]


def test_a_changed_case_is_found_by_its_new_words_only(index: CaseIndex) -> None:
    index.apply([IndexedCase(1, ("链接失效",))], [])
    assert index.nominate(["失效"]) == {1}
    assert index.nominate(["错别字"]) == set()
    assert index.ids() == {1, 2, 3}


def test_applying_the_same_change_again_changes_nothing(index: CaseIndex) -> None:
    for _ in range(2):
        index.apply([IndexedCase(4, ("链接失效",))], [2, 77])
        assert index.ids() == {1, 3, 4}
        assert index.nominate(["失效"]) == {4}


def test_of_two_versions_of_a_case_in_one_change_the_later_counts(index: CaseIndex) -> None:
    index.apply([IndexedCase(4, ("旧文",)), IndexedCase(4, ("新文",))], [])
    assert index.nominate(["旧文"]) == set()
    assert index.nominate(["新文"]) == {4}


def test_a_case_both_changed_and_removed_stays_because_a_nominee_too_many_is_harmless(index: CaseIndex) -> None:
    index.apply([IndexedCase(2, ("新文",))], [2])
    assert index.nominate(["新文"]) == {2}


def test_changes_are_visible_at_once_in_another_open_instance(index: CaseIndex, place: Place) -> None:
    reader = place("here")
    assert reader.nominate(["网站"]) == {1, 2}
    index.apply([], [1])
    assert reader.nominate(["网站"]) == {2}
    assert reader.ids() == {2, 3}
    index.apply([IndexedCase(4, ("网站",))], [])
    assert reader.nominate(["网站"]) == {2, 4}


def test_a_rebuilt_index_is_noticed_by_another_open_instance(index: CaseIndex, place: Place) -> None:
    reader = place("here")
    for case_id in range(10, 15):
        assert index.rebuild([IndexedCase(case_id, ("网站",))]) == 1
        assert reader.nominate(["网站"]) == reader.ids() == {case_id}


def test_the_old_index_serves_while_the_new_one_is_built(index: CaseIndex, place: Place) -> None:
    reader = place("here")

    def cases() -> Iterator[IndexedCase]:
        for case_id in range(20, 23):
            assert reader.nominate(["网站"]) == place("here").nominate(["网站"]) == {1, 2}
            yield IndexedCase(case_id, ("网站",))

    assert index.rebuild(cases()) == 3
    assert reader.nominate(["网站"]) == {20, 21, 22}


def test_a_rebuild_that_fails_passes_its_error_on_and_leaves_the_old_index(index: CaseIndex) -> None:
    def cases() -> Iterator[IndexedCase]:
        yield IndexedCase(4, ("网站",))
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        index.rebuild(cases())
    assert index.nominate(["网站"]) == {1, 2}
    index.apply([], [1])
    assert index.nominate(["网站"]) == {2}


def test_threads_share_an_instance_while_another_writes(index: CaseIndex, place: Place) -> None:
    writer = place("here")
    done = threading.Event()
    surprises: list[object] = []

    def search(words: list[str], always: set[int]) -> None:
        try:
            while not done.is_set():
                found = index.nominate(words)
                if found - {50} != always:
                    surprises.append((words, found))
        except Exception as error:
            surprises.append(error)

    searches = [(["网站"], {1, 2}), (["错别字"], {1}), (["新"], {3}), (["2018-000002"], {2})]
    threads = [threading.Thread(target=search, args=each) for each in searches]
    for thread in threads:
        thread.start()
    for round_ in range(12):
        writer.apply([IndexedCase(50, ("网站", f"第{round_}次"))], [])
    done.set()
    for thread in threads:
        thread.join()
    assert surprises == []


chinese_or_latin = st.text(st.sampled_from("西宁市政府网站aAＢb1 ß\u200b"), max_size=8)
case_fields = st.lists(chinese_or_latin, max_size=3).map(tuple)
some_ids = st.integers(1, 12)


@given(
    start=st.dictionaries(some_ids, case_fields, max_size=8),
    changes=st.lists(
        st.tuples(st.dictionaries(some_ids, case_fields, max_size=4), st.sets(some_ids, max_size=3)), max_size=6
    ),
    words=st.lists(st.text(st.sampled_from("西宁市政府网站ab1s"), min_size=1, max_size=4), min_size=1, max_size=3),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_case_is_ever_missed_and_checked_nominees_are_the_truth(
    place: Place,
    start: dict[int, tuple[str, ...]],
    changes: list[tuple[dict[int, tuple[str, ...]], set[int]]],
    words: list[str],
) -> None:
    index, texts = place("here"), dict(start)
    index.rebuild(IndexedCase(*each) for each in start.items())
    for changed, removed in changes:
        index.apply([IndexedCase(*each) for each in changed.items()], removed - changed.keys())
        texts = {case_id: fields for case_id, fields in texts.items() if case_id not in removed} | changed
    truth = {case_id for case_id, fields in texts.items() if contains_all(fields, words)}
    nominees = index.nominate(words)
    assert truth <= nominees <= texts.keys() == index.ids()
    assert {case_id for case_id in nominees if contains_all(texts[case_id], words)} == truth
    if index.exact(words):
        assert nominees == truth


@given(fields=case_fields, others=st.lists(case_fields, max_size=4), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_of_a_word_that_a_case_contains_finds_it(
    place: Place, fields: tuple[str, ...], others: list[tuple[str, ...]], data: st.DataObject
) -> None:
    known = [word for field in fields for word in words_of(field)]
    if not known:
        return
    word = data.draw(st.sampled_from(known))
    start = data.draw(st.integers(0, len(word) - 1))
    part = word[start : data.draw(st.integers(start + 1, len(word)))]
    index = place("here")
    index.rebuild(IndexedCase(case_id, texts) for case_id, texts in enumerate([fields, *others], 1))
    assert 1 in index.nominate([part])
