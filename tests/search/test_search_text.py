"""The text rules of the search: what is the same word, and where it stands in the text that readers see."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.search import IndexedCase, excerpt, highlight, normalise
from portal.search.postgres_grams import record_numbers, word_numbers
from portal.search.segments import grams, word_grams
from portal.search.text import _PLAIN

any_text = st.text(st.characters())
"""Every code point, lone surrogates too: forms and imports bring everything."""

awkward_text = st.text(
    st.sampled_from("aAß市ｶﾞ㎏¨ﬁ\u200b\u0301\u0345İ\u1100\u1161\u11a8\ud800\x00 \n\u3000ΐŉ한"), max_size=30
)
"""Characters that grow, shrink, join or vanish when they are normalised."""


@given(any_text | awkward_text)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(any_text | awkward_text)
def test_normalised_text_has_no_invisible_characters_and_single_spaces_only_between_words(text: str) -> None:
    normal = normalise(text)
    assert not [c for c in normal if unicodedata.category(c) in {"Cc", "Cf", "Cs"}]
    assert normal == " ".join(normal.split())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "strasse"),
        ("西宁\u200b市", "西宁市"),
        ("西宁\u3000\r\n\t市", "西宁 市"),
        ("a\ud800b\x00c", "abc"),
        ("㎏", "kg"),
        ("e\u0301", "é"),
        ("  ", ""),
    ],
)
def test_differently_written_words_are_the_same(written: str, meant: str) -> None:
    assert normalise(written) == meant


def test_a_record_has_its_normalised_fields_in_lines_of_their_own() -> None:
    assert IndexedCase(1, 1, ("Ａ\n市", "", "政 府")).record() == "a 市\n\n政 府"


def test_grams_are_characters_and_pairs_within_a_field() -> None:
    assert grams("a市 政\n府") == {"a", "市", "政", "府", "a市", "市 ", " 政"}
    assert grams("") == grams("\n\n") == set()
    assert word_grams("政") == {"政"}
    assert word_grams("市 政府") == {"市 ", " 政", "政府"}


@given(any_text | awkward_text, any_text | awkward_text)
def test_numbers_stand_for_grams_one_by_one(one: str, other: str) -> None:
    record = IndexedCase(1, 1, (one, other)).record()
    assert len(record_numbers(record)) == len(grams(record))
    assert set(record_numbers(record)) == {number for gram in grams(record) for number in word_numbers(gram)}


@given(any_text | awkward_text, st.data())
def test_every_part_of_a_text_has_only_grams_of_the_text(text: str, data: st.DataObject) -> None:
    normal = normalise(text)
    if normal:
        start = data.draw(st.integers(0, len(normal) - 1))
        part = normalise(normal[start : data.draw(st.integers(start + 1, len(normal)))])
        assert not part or word_grams(part) <= grams(normal)
        assert not part or set(word_numbers(part)) <= set(record_numbers(normal))


@given(any_text | awkward_text, st.lists(st.sampled_from(["a", "s", "市", "g", "é", "각", "ガ", "ss"]), max_size=3))
@example("ﬁ\u0301x", ["x"])
@example("G\u0345\u0301", ["g"])
@example("G\uff9e\u0301", ["g"])
@example("\u1100\u200b\u1161\u11a8", ["각"])
def test_highlighting_keeps_the_text_and_finds_what_the_search_finds(text: str, words: list[str]) -> None:
    pieces = highlight(text, words)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)
    assert any(matched for _, matched in pieces) == any(word in normalise(text) for word in words)
    for piece, matched in pieces:
        assert not matched or any(word in normalise(piece) for word in words)


@given(awkward_text, st.data())
def test_whatever_part_of_the_normalised_text_is_searched_the_marked_pieces_contain_it(
    text: str, data: st.DataObject
) -> None:
    words = normalise(text).split()
    if words:
        word = data.draw(st.sampled_from(words))
        assert any(matched and word in normalise(piece) for piece, matched in highlight(text, [word]))


@pytest.mark.parametrize(
    ("text", "words", "pieces"),
    [
        ("发现错别字一处", ["错别字"], (("发现", False), ("错别字", True), ("一处", False))),
        ("重５０㎏的", ["50k"], (("重", False), ("５０㎏", True), ("的", False))),
        ("Die Straße", ["strasse"], (("Die ", False), ("Straße", True))),
        ("cafe\u0301s", ["é"], (("caf", False), ("e\u0301", True), ("s", False))),
        ("西\u200b宁市", ["西宁"], (("西\u200b宁", True), ("市", False))),
        ("aaa", ["aa"], (("aaa", True),)),
        ("abcd", ["ab", "bc"], (("abc", True), ("d", False))),
        ("无关", ["错"], (("无关", False),)),
        ("", ["错"], ()),
    ],
)
def test_matches_are_marked_in_the_text_as_it_was_written(
    text: str, words: list[str], pieces: tuple[tuple[str, bool], ...]
) -> None:
    assert highlight(text, words) == pieces


def test_an_excerpt_shows_the_first_match_and_says_where_it_was_cut() -> None:
    text = "前" * 200 + "错别字" + "后" * 200
    pieces = excerpt(text, ["错别字"], length=30)
    assert pieces == (("…", False), ("前" * 10, False), ("错别字", True), ("后" * 17, False), ("…", False))


def test_an_excerpt_without_a_match_is_the_beginning() -> None:
    assert excerpt("一二三四五", ["六"], length=3) == (("一二三", False), ("…", False))
    assert excerpt("一二三", [], length=3) == (("一二三", False),)
    assert excerpt("", ["六"]) == ()


def test_an_excerpt_at_the_end_of_a_text_is_as_long_as_allowed() -> None:
    assert excerpt("一二三四五六", ["六"], length=3) == (("…", False), ("四五", False), ("六", True))


def test_an_excerpt_does_not_cut_an_accent_from_its_letter() -> None:
    assert excerpt("e\u0301" * 4, [], length=3) == (("e\u0301", False), ("…", False))


@given(any_text | awkward_text, st.integers(0, 40), st.data())
def test_an_excerpt_is_a_stretch_of_the_text_within_its_length(text: str, length: int, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(normalise(text).split() or ("x",)), max_size=2))
    shown = "".join(piece for piece, _ in excerpt(text.replace("…", "."), words, length)).strip("…")
    assert len(shown) <= length
    assert shown in text.replace("…", ".")


def test_characters_of_plain_texts_fold_one_by_one() -> None:
    plain = [chr(code) for code in range(0x110000) if _PLAIN.fullmatch(chr(code))]
    assert len(plain) > 20_000
    for character in plain:
        assert len(normalise(character)) == 1, hex(ord(character))
    assert normalise("".join(plain)) == "".join(map(normalise, plain))


@given(
    st.text(st.sampled_from("错别字Ａa “”。·—, ！…é"), max_size=30),
    st.text(st.sampled_from("错别a 。"), min_size=1, max_size=3),
)
def test_plain_texts_are_marked_as_others_are(text: str, word: str) -> None:
    """A character that is not plain sends the same text the long way round."""
    wanted = normalise(word)
    # U+2026 folds to three points, so that it makes no word longer or shorter.
    long_way = highlight(text + "…", [wanted] if wanted else [])
    short_way = highlight(text, [wanted] if wanted else [])
    assert [piece for piece in short_way if piece[1]] == [piece for piece in long_way if piece[1] and piece[0] != "…"]
