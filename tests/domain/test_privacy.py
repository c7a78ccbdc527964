"""Personal data is found in every disguise, and ordinary complaints are left alone: measured on labelled texts."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from portal.domain.masking import MASK, Masking, decision_id
from portal.domain.privacy import PersonalData, find
from tests.domain.privacy_texts import labelled

FLOOR = 0.98
"""Recall and precision of every kind on the labelled texts, which were also looked at while the rules were written."""


def test_recall_and_precision_of_every_kind() -> None:
    found, missed, wrong = Counter[str](), Counter[str](), Counter[str]()
    texts = list(labelled())
    assert len(texts) >= 300
    for each in texts:
        wanted, seen = set(each.data), {(str(datum.kind), datum.start, datum.end) for datum in find(each.text)}
        found.update(kind for kind, *_ in wanted & seen)
        missed.update(kind for kind, *_ in wanted - seen)
        wrong.update(kind for kind, *_ in seen - wanted)
    table = [f"{len(texts)} texts", f"{'kind':<12}{'data':>6}{'recall':>8}{'precision':>11}"]
    worst = 1.0
    for kind in map(str, PersonalData):
        right = found[kind]
        recall, precision = right / (right + missed[kind]), right / (right + wrong[kind])
        table.append(f"{kind:<12}{right + missed[kind]:>6}{recall:>8.3f}{precision:>11.3f}")
        worst = min(worst, recall, precision)
    sys.stdout.write("\n".join(["", *table, ""]))
    assert worst >= FLOOR, table


def test_nothing_masked_can_be_read_in_the_mask() -> None:
    for each in labelled():
        masked = Masking([each.text]).masked(each.text)
        assert find(masked) == []
        for mask in MASK.findall(masked):
            assert not any(letter.isdigit() for letter in mask)
        for _, start, end in each.data:
            words = each.text[start:end]
            assert len(words) < 2 or words not in masked


@pytest.mark.parametrize(
    "written", ["139 1234 5678", "１３９１２３４５６７８", "一三九一二三四五六七八", "1391234\n5678"]
)
def test_one_number_is_one_datum_however_it_is_written(written: str) -> None:
    plain = "13912345678"
    assert find(written)[0].key == find(plain)[0].key
    masking = Masking([f"{plain}，又写作{written}"])
    assert masking.masked(f"{plain}，又写作{written}") == "〔手机号〕，又写作〔手机号〕"


def test_each_datum_has_its_own_mask_and_comes_back_alone() -> None:
    text = "电话13912345678，或13812345678，或13712345678"
    masking = Masking([text])
    masked = masking.masked(text)
    assert masked == "电话〔手机号〕，或〔手机号二〕，或〔手机号三〕"
    second = decision_id("public_reply", find(text)[1])
    shortened = masked.replace("〔手机号〕，或", "")
    assert masking.restored(shortened, "public_reply", [second]) == "电话13812345678，或〔手机号三〕"
    assert masking.restored(shortened, "public_title", [second]) == shortened


def test_a_mask_of_an_earlier_publication_is_given_to_nothing_else() -> None:
    text = "电话〔手机号〕，现在是13912345678"
    masking = Masking([text])
    assert masking.masked(text) == "电话〔手机号〕，现在是〔手机号二〕"
    kept = [decision_id("", find(text)[0])]
    assert masking.restored(masking.masked(text), "", kept) == text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://a.example/user/13912345678/x.html", "http://a.example/user/〔手机号〕/x.html"),
        ("http://a.example/%31%33912345678", "http://a.example/〔手机号〕"),
        ("http://wang:secret@a.example/x", "http://a.example/x"),
        ("http://a.example/2018-06/04/content_5296123.htm", "http://a.example/2018-06/04/content_5296123.htm"),
        ("http://a.example/a?b=%E4%B8%AD&tel=13912345678#c", "http://a.example/a?b=%E4%B8%AD&tel=〔手机号〕#c"),
    ],
)
def test_a_page_address_is_masked_as_it_reads(url: str, shown: str) -> None:
    assert Masking([]).masked_address(url) == shown


def test_the_name_of_a_decision_does_not_hold_the_datum() -> None:
    datum = find("13912345678")[0]
    assert "1391" not in decision_id("public_reply", datum)
