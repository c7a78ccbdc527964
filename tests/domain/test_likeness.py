"""Which known websites a missing one may be, by host and name (§三(二))."""

from __future__ import annotations

import pytest
from rapidfuzz import fuzz

from portal.domain.likeness import likeness, own_domain, plain_name

KNOWN = ("西宁市教育局网", ("jyj.xining.gov.cn", "edu.xining-edu.cn"))


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.jyj.xining.gov.cn", "xining.gov.cn"),
        ("xining.gov.cn", "xining.gov.cn"),
        ("www.xining.qh.cn", "xining.qh.cn"),
        ("news.xining.cn", "xining.cn"),
        ("www.chengdong.example", "chengdong.example"),
        ("localhost", "localhost"),
    ],
)
def test_a_domain_is_what_its_owner_registered(host: str, domain: str) -> None:
    assert own_domain(host) == domain


def test_what_all_names_share_tells_none_apart() -> None:
    assert plain_name("西宁市人民政府门户网站") == "西宁市"
    assert plain_name("政府网") == "政府网"


@pytest.mark.parametrize(
    ("name", "host", "grounds"),
    [
        ("", "www.jyj.xining.gov.cn", "域名相同"),
        ("", "edu.xining-edu.cn", "域名相同"),
        ("", "zsb.jyj.xining.gov.cn", "同属 xining.gov.cn"),
        ("", "jyj.xinning.gov.cn", "域名相近"),
        ("西宁市教育局", None, "名称相同"),
        ("西宁教育局", "www.elsewhere.example", "名称相近"),
        ("西宁市教育局", "jyj.xining.gov.cn", "域名相同、名称相同"),
    ],
)
def test_what_is_alike_is_shown_with_the_grounds(name: str, host: str | None, grounds: str) -> None:
    found = likeness(name, host, *KNOWN, fuzz.ratio)
    assert found is not None
    assert found.grounds == grounds


@pytest.mark.parametrize(
    ("name", "host"), [("", None), ("海东市水务局", "swj.haidong.gov.cn"), ("格尔木旅游网", "www.lvyou.example")]
)
def test_what_is_not_alike_is_not_shown(name: str, host: str | None) -> None:
    assert likeness(name, host, *KNOWN, fuzz.ratio) is None


def test_the_same_host_comes_before_all_and_a_nearer_neighbour_before_a_farther_one() -> None:
    scores = []
    for host in ("jyj.xining.gov.cn", "zsb.jyj.xining.gov.cn", "lyj.xining.gov.cn"):
        found = likeness("", host, *KNOWN, fuzz.ratio)
        assert found is not None
        scores.append(found.score)
    assert scores == sorted(set(scores), reverse=True)
