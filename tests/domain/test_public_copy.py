"""§三(五): the public copy is the original shortened or masked; whatever else was done to it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.public_copy import MASKS, default_title, only_shortened_or_masked, without_query


@pytest.mark.parametrize(
    ("original", "public"),
    [
        ("首页打不开", "首页打不开"),
        ("我叫王小明，首页打不开", "首页打不开"),
        ("电话13912345678", "电话139****5678"),
        ("王小明反映首页打不开", "王某某反映首页打不开"),
        ("（首页）打不开　", "(首页) 打不开"),  # width and space do not count
        ("首页打不开", ""),
        ("", ""),
        ("说了很多很多", "说了……"),
    ],
)
def test_leaving_out_and_covering_is_not_writing(original: str, public: str) -> None:
    assert only_shortened_or_masked(original, public)


@pytest.mark.parametrize(
    ("original", "public"),
    [
        ("首页打不开", "首页打得开"),
        ("首页打不开", "首页打不开了"),
        ("先甲后乙", "先乙后甲"),
        ("", "甲"),
        ("abc", "abC"),
    ],
)
def test_every_new_or_moved_character_is_an_edit(original: str, public: str) -> None:
    assert not only_shortened_or_masked(original, public)


@given(st.text(), st.data())
def test_any_selection_with_any_masks_is_a_shortening(original: str, data: st.DataObject) -> None:
    kept = [letter for letter in original if data.draw(st.booleans())]
    masked = "".join(data.draw(st.sampled_from(["", *sorted(MASKS)])) + letter for letter in kept)
    assert only_shortened_or_masked(original, masked)


def test_a_title_names_the_site_and_the_first_clause() -> None:
    assert default_title("城东区政府网", "错别字", "首页有错字。请改正。") == "城东区政府网：首页有错字"
    assert default_title("城东区政府网", "错别字", "\n \n") == "城东区政府网：错别字"
    assert default_title("城东区政府网", "错别字", "一行\n二行") == "城东区政府网：一行"


def test_a_long_title_is_cut_at_sixty_characters() -> None:
    title = default_title("城东区政府网", "错别字", "长" * 200)
    assert len(title) == 60
    assert title.endswith("…")


def test_the_public_address_of_a_page_carries_nothing_that_names_the_visitor() -> None:
    assert without_query("http://a.example/b?phone=139#me") == "http://a.example/b"
    assert without_query("http://a.example/b#me?x") == "http://a.example/b"
