"""Whatever is indexed and whatever is asked for, an index answers as a look into every text would."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search import CaseIndex, IndexedCase, TextQuery, normalise
from tests.search.places import Place
from tests.search.standing import pairs

Texts = Mapping[int, IndexedCase]

ALPHABET = "西宁市政府网站aAＢb1 ß%_\\'😀\u200b\u0301\x00\ud800"
"""Few characters, so that words occur; some that mean something to SQL, and some that normalising changes or drops."""
some_fields = st.lists(st.text(st.sampled_from(ALPHABET), max_size=8) | st.text(max_size=3), max_size=3).map(tuple)
some_ids = st.integers(1, 9)
some_cases = st.builds(IndexedCase, some_ids, st.integers(0, 5), some_fields)
some_words = st.text(st.sampled_from("西宁市政府网站ab1s %_\\'😀"), min_size=1, max_size=4).map(normalise).filter(bool)
some_clauses = st.lists(st.lists(some_words, min_size=1, max_size=3).map(tuple), min_size=1, max_size=4)
some_changes = st.one_of(
    st.tuples(st.just("rebuild"), st.lists(some_cases, max_size=6), st.just(())),
    st.tuples(st.just("tidy"), st.just(()), st.just(())),
    *[st.tuples(st.just("apply"), st.lists(some_cases, max_size=3), st.lists(some_ids, max_size=3))] * 3,
)

shared_place = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def agree(index: CaseIndex, texts: Texts, clauses: list[tuple[str, ...]]) -> None:
    """The index holds exactly these cases and finds exactly those of them that meet the clauses."""
    view = index.view()
    assert pairs(view.held()) == {(case.case_id, case.revision) for case in texts.values()}
    meeting = [case for case in texts.values() if TextQuery(tuple(clauses)).matches(case.record())]
    assert pairs(view.find(clauses)) == {(case.case_id, case.revision) for case in meeting}
    assert dict(view.records(list(texts))) == {case.case_id: case.record() for case in texts.values()}


@given(
    cases=st.lists(some_cases, max_size=8, unique_by=lambda case: case.case_id),
    asked=st.lists(some_clauses, max_size=8),
)
@shared_place
def test_exactly_the_cases_that_meet_the_clauses_are_found(
    place: Place, cases: list[IndexedCase], asked: list[list[tuple[str, ...]]]
) -> None:
    index = place.open()
    assert index.rebuild(cases) == len(cases)
    for clauses in asked:
        agree(index, {case.case_id: case for case in cases}, clauses)


@given(case=some_cases, others=st.lists(some_cases, max_size=3), data=st.data())
@shared_place
def test_any_part_of_a_field_finds_its_case(
    place: Place, case: IndexedCase, others: list[IndexedCase], data: st.DataObject
) -> None:
    texts = {each.case_id: each for each in [*others, case]}
    index = place.open()
    index.rebuild(texts.values())
    for field in filter(None, map(normalise, case.fields)):
        start = data.draw(st.integers(0, len(field) - 1))
        part = normalise(field[start : data.draw(st.integers(start + 1, len(field)))])
        if part:
            assert case.case_id in index.view().find([(part,)]).ids.tolist()


@given(changes=st.lists(st.tuples(some_changes, some_clauses, st.booleans()), max_size=10))
@shared_place
def test_after_any_changes_in_any_order_the_index_is_what_they_amount_to(
    place: Place, changes: list[tuple[tuple[str, list[IndexedCase], list[int]], list[tuple[str, ...]], bool]]
) -> None:
    writer, reader = place.open(), place.open()
    writer.rebuild([])
    texts: dict[int, IndexedCase] = {}
    for (kind, cases, removed), clauses, looks in changes:
        fresh = {case.case_id: case for case in cases}
        if kind == "rebuild":
            writer.rebuild(fresh.values())
            texts = fresh
        elif kind == "apply":
            writer.apply(cases, removed)
            texts = {case_id: case for case_id, case in texts.items() if case_id not in removed} | fresh
        else:
            writer.tidy()
        # Not after every change, so that a reader also skips some.
        if looks:
            agree(reader, texts, clauses)
    agree(reader, texts, [("西",)])
