"""网站标识码 and tracking codes: what people copy, type and misread."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.site_code import parse_site_code, region_part
from portal.domain.tracking_code import ALPHABET, make_tracking_code, parse_tracking_code

secrets = st.binary(min_size=10, max_size=40)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("6301029001", "6301029001"),
        ("bm12340001", "bm12340001"),
        ("BM12340001", "bm12340001"),
        ("  6301029001\n", "6301029001"),
        ("６３０１０２９００１", "6301029001"),  # full width, as input methods write it
        ("ｂｍ12340001", "bm12340001"),
    ],
)
def test_a_site_code_is_recognised_however_it_was_copied(typed: str, code: str) -> None:
    assert parse_site_code(typed) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "630102900",
        "63010290011",
        "63010290a1",
        "bm1234000",
        "bm123400011",
        "xx12340001",
        "630102 9001",
        "٦٣٠١٠٢٩٠٠١",
    ],
)
def test_anything_else_is_no_site_code(typed: str) -> None:
    assert parse_site_code(typed) is None


def test_a_local_code_names_its_region_and_a_ministrys_none() -> None:
    assert region_part("6301029001") == "630102"
    assert region_part("bm12340001") is None


@given(secrets)
def test_a_tracking_code_survives_being_written_down(secret: bytes) -> None:
    code = make_tracking_code(secret)
    assert parse_tracking_code(code) == code


@given(secrets)
def test_a_tracking_code_is_four_groups_of_four(secret: bytes) -> None:
    groups = make_tracking_code(secret).split("-")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)


def test_the_alphabet_has_no_letter_that_is_mistaken_for_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_the_same_secret_gives_the_same_code_and_another_another() -> None:
    assert make_tracking_code(b"0123456789") == make_tracking_code(b"0123456789")
    assert make_tracking_code(b"0123456789") != make_tracking_code(b"0123456788")


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 10 bytes"):
        make_tracking_code(b"123456789")


@given(secrets)
def test_every_single_wrong_character_is_found(secret: bytes) -> None:
    code = make_tracking_code(secret).replace("-", "")
    for place, right in enumerate(code):
        for wrong in ALPHABET.replace(right, ""):
            assert parse_tracking_code(code[:place] + wrong + code[place + 1 :]) is None


@given(secrets, st.data())
def test_letters_that_look_like_digits_are_read_as_such(secret: bytes, data: st.DataObject) -> None:
    code = make_tracking_code(secret)
    looks = {"0": "Oo０", "1": "IiLlｌ", "V": "Uuv"}
    read = "".join(data.draw(st.sampled_from(looks.get(letter, letter) + letter)) for letter in code)
    assert parse_tracking_code(read) == code


@pytest.mark.parametrize("between", ["", " ", "-", "－", "—", "\u3000", "_", "\n"])
def test_what_stands_between_the_groups_does_not_matter(between: str) -> None:
    code = make_tracking_code(b"0123456789")
    assert parse_tracking_code(code.lower().replace("-", between)) == code


@pytest.mark.parametrize(
    "typed", ["", "0000", "0000-0000-0000-000", "0000-0000-0000-0000-0", "中文-0000-0000-0000", "!" * 16]
)
def test_anything_else_is_no_tracking_code(typed: str) -> None:
    assert parse_tracking_code(typed) is None
