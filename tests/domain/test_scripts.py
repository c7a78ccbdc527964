"""Tibetan parts of a text are known as such, and Tibetan is measured in syllables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.privacy import find
from portal.domain.scripts import length, runs

GREETING = "བཀྲ་ཤིས་བདེ་ལེགས།"
SENTENCE = "དྲ་ཚིགས་འདིའི་ཁ་བྱང་ནོར་འདུག"
MONGOLIAN = "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ"
UYGHUR = "تور بېتىدە خاتالىق بار"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("首页有错别字", [("首页有错别字", "")]),
        (GREETING, [(GREETING, "bo")]),
        (f"网页上写着“{GREETING}”，应改。", [("网页上写着“", ""), (GREETING, "bo"), ("”，应改。", "")]),
        (f"{GREETING} {SENTENCE}", [(f"{GREETING} {SENTENCE}", "bo")]),
        (f"{GREETING}\n{SENTENCE}\n谢谢", [(f"{GREETING}\n{SENTENCE}", "bo"), ("\n谢谢", "")]),
        (f"{MONGOLIAN}，{UYGHUR}", [(f"{MONGOLIAN}，{UYGHUR}", "")]),
    ],
)
def test_a_text_is_cut_where_its_language_changes(text: str, pieces: list[tuple[str, str]]) -> None:
    assert list(runs(text)) == pieces


@given(st.text(st.sampled_from("字a \n་།ཀིྲ༡") | st.characters()))
def test_nothing_is_lost_and_no_piece_is_empty(text: str) -> None:
    pieces = list(runs(text))
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("公告", 2),
        ("བཀྲ", 1),
        ("བཀྲ་ཤིས་བདེ་ལེགས", 4),
        (GREETING, 5),
        (f"写着{GREETING}", 7),
        (UYGHUR, len(UYGHUR)),
        ("ཀ" * 24, 2),
    ],
)
def test_a_tibetan_syllable_counts_as_one_character(text: str, characters: int) -> None:
    assert length(text) == characters


@pytest.mark.parametrize("text", [GREETING, SENTENCE, MONGOLIAN, UYGHUR])
def test_ordinary_words_of_other_writings_are_not_taken_for_personal_data(text: str) -> None:
    assert not list(find(text))


def test_a_telephone_number_among_tibetan_words_is_found_and_nothing_around_it() -> None:
    for number in ("13912345678", "༡༣༩༡༢༣༤༥༦༧༨"):
        (found,) = find(f"{GREETING} ཁ་པར {number} {SENTENCE}")
        assert found.words == number
