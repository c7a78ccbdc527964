"""What readers may type, and what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search import TextQuery, normalise, parse
from portal.search.query import MAX_QUERY_LENGTH

MEANINGS: dict[str, TextQuery] = {
    "": TextQuery(),
    " 　\u200b": TextQuery(),
    "错别字　网站": TextQuery((("错别字",), ("网站",))),
    "ＡＢ ab": TextQuery((("ab",),)),
    '"strasse abc" x': TextQuery((("strasse abc",), ("x",))),
    "“两 个”词": TextQuery((("两 个",), ("词",))),
    '"没有结束': TextQuery((("没有结束",),)),
    "“没有结束": TextQuery((("没有结束",),)),
    '错"别"字': TextQuery((("错",), ("别",), ("字",))),
    "＂全角＂": TextQuery((("全角",),)),
    "-错": TextQuery((), ("错",)),
    "网站 -错 -错": TextQuery((("网站",),), ("错",)),
    '-"两 个"': TextQuery((), ("两 个",)),
    "－全角": TextQuery((), ("全角",)),
    "2018-000001": TextQuery((("2018-000001",),)),
    "--": TextQuery((), ("-",)),
    "-": TextQuery((("-",),)),
    "a|b": TextQuery((("a", "b"),)),
    "a ｜ b|c d": TextQuery((("a", "b", "c"), ("d",))),
    "|a": TextQuery((("a",),)),
    "a|": TextQuery((("a",),)),
    "a||b": TextQuery((("a", "b"),)),
    "a|a": TextQuery((("a",),)),
    "a|-b c": TextQuery((("a",), ("c",)), ("b",)),
    "||| \"\" “” -\"\"": TextQuery(),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), MEANINGS.items())
def test_a_query_means(typed: str, meant: TextQuery) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "record", "matches"),
    [
        ("错别 网站", "西宁市\n网站有错别字", True),
        ("错别 网页", "西宁市\n网站有错别字", False),
        ("错别 网页|网站", "西宁市\n网站有错别字", True),
        ("错别 -西宁", "西宁市\n网站有错别字", False),
        ("-海东", "西宁市\n网站有错别字", True),
        ("市网", "西宁市\n网站有错别字", False),
    ],
)
def test_a_query_matches_a_record(typed: str, record: str, matches: bool) -> None:
    assert parse(typed).matches(record) is matches


def test_long_queries_are_cut_and_not_refused() -> None:
    assert parse("长" * 10_000) == TextQuery((("长" * MAX_QUERY_LENGTH,),))


def test_a_clause_can_be_dropped_and_a_word_replaced() -> None:
    query = parse("a|b 错字 -c")
    assert query.words == ("a", "b", "错字")
    assert query.without(0) == parse("错字 -c")
    assert query.replacing("错字", "错别字") == parse("a|b 错别字 -c")
    assert query.replacing("b", "d") == parse("a|d 错字 -c")


any_text = st.text(st.characters()) | st.text(st.sampled_from('ab错 -|"“”＂－｜\u3000\u200b\ud800\x00\n'))


@given(any_text)
def test_any_text_is_a_query_of_normalised_words(typed: str) -> None:
    query = parse(typed)
    for clause in (*query.clauses, query.excluded):
        assert all(word and word == normalise(word) for word in clause)
        assert len(set(clause)) == len(clause)
    assert all(query.clauses)


@given(any_text)
def test_a_query_typed_again_is_the_same_query(typed: str) -> None:
    query = parse(typed)
    assert parse(query.typed()) == query
