"""What may stand in the registers of units and websites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.domain.page_address import parse_host, problem_with
from portal.domain.vocabulary import SiteStatus, UnitKind

UNIT_CODE = re.compile(r"[a-z][a-z0-9-]{1,38}", re.ASCII)
MOST_HOSTS = 20
SHORTEST_NAME, LONGEST_NAME = 2, 100


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit as somebody enters it; ``parent`` is a unit's code, ``region`` a region's, "" for none."""

    code: str
    name: str
    kind: UnitKind | None
    parent: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A website as somebody enters it; ``hosts`` in any spelling, ``unit`` is the code of its filing unit."""

    code: str
    name: str
    url: str
    unit: str
    hosts: Sequence[str] = ()
    status: SiteStatus | None = SiteStatus.ACTIVE
    sponsor_lost: bool = False


def name_problem(name: str, what: str = "单位名称") -> str | None:
    """What is wrong with the name of a unit or a website, as a sentence in Chinese; None if it may stand."""
    if SHORTEST_NAME <= len(name.strip()) <= LONGEST_NAME:
        return None
    return f"请填写{what}，{SHORTEST_NAME} 至 {LONGEST_NAME} 字"


def unit_code_problem(code: str) -> str | None:
    """What is wrong with the code of a unit; None if it may stand."""
    if UNIT_CODE.fullmatch(code):
        return None
    return "须以小写字母开头，只含小写字母、数字和短横线，2 至 39 位"


def hosts_of(url: str, others: Iterable[str]) -> tuple[list[str], str | None]:
    """The hosts of a website, that of its address first, each once; and what is wrong with them, if anything is."""
    found: list[str] = []
    for text in (url, *others):
        if not text.strip():
            continue
        host = parse_host(text)
        if host is None or len(host) > 253 or any(mark in host for mark in ",;，；、"):
            return found, f"“{text.strip()[:60]}”不是域名，应类似 www.city.gov.cn，每行一个"
        if host not in found:
            found.append(host)
    if len(found) > MOST_HOSTS:
        return found, f"最多登记 {MOST_HOSTS} 个域名，现在有 {len(found)} 个"
    return found, None


def url_problem(url: str) -> str | None:
    """What is wrong with a website's address; None if it may stand."""
    if problem := problem_with(url):
        return problem
    return None if parse_host(url) else "网址中的域名有误，请从浏览器地址栏复制完整网址"
