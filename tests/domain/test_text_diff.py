"""Differences between two versions of a reply, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.text_diff import differences


def kinds(older: str, newer: str) -> list[tuple[str, str]]:
    return [(change.kind, change.text) for change in differences(older, newer)]


def test_one_character_that_changed_is_one_word() -> None:
    assert kinds("已收到", "已改正") == [("same", "已"), ("gone", "收到"), ("new", "改正")]


def test_latin_words_and_numbers_change_as_a_whole() -> None:
    assert kinds("共 26 条", "共 27 条") == [("same", "共 "), ("gone", "26"), ("new", "27"), ("same", " 条")]


@given(st.text(alphabet="已改正收到abc 12\n。", max_size=40), st.text(alphabet="已改正收到abc 12\n。", max_size=40))
def test_what_is_shown_holds_both_versions_whole(older: str, newer: str) -> None:
    changes = differences(older, newer)
    assert "".join(change.text for change in changes if change.kind != "gone") == newer
    assert "".join(change.text for change in changes if change.kind != "new") == older
