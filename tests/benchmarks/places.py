"""Where the invented cases play: fifty regions in a tree of two levels, and six hundred websites of their offices."""

from __future__ import annotations

import random
from dataclasses import dataclass

ROOT = "630000"
SITES = 600

_CITIES = ("青川", "河东", "海原", "玉门口", "金山", "湖西", "云岭", "柳泉")
_COUNTIES_FIRST = "城乐化互平民循门祁刚共贵同兴泽尖玛班甘达"
_COUNTIES_SECOND = "东中西北都隆安和德源海晏察和仁库青玛久治"
_OFFICES = (
    ("人民政府", "gov"), ("教育局", "jyj"), ("财政局", "czj"), ("民政局", "mzj"), ("公安局", "gaj"), ("司法局", "sfj"),
    ("卫生健康局", "wjj"), ("自然资源局", "zrj"), ("生态环境局", "hbj"), ("交通运输局", "jtj"), ("水利局", "slj"),
    ("农业农村局", "nyj"), ("文化旅游局", "wlj"), ("应急管理局", "yjj"), ("市场监管局", "scj"), ("统计局", "tjj"),
    ("医疗保障局", "ybj"), ("林业草原局", "lcj"), ("人力资源和社会保障局", "rsj"), ("住房和城乡建设局", "zjj"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One region; ``parent`` is the code of the one around it."""

    code: str
    name: str
    level: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class Website:
    """One website with the office that keeps it; ``id`` counts from 1."""

    id: int
    code: str
    name: str
    host: str
    office: str
    region: str


def regions() -> list[Place]:
    """Eight cities and their 42 counties, the fifty regions that cases lie in."""
    found: list[Place] = []
    for place, name in enumerate(_CITIES, start=1):
        found.append(Place(f"63{place:02}00", f"{name}市", 1, ROOT))
    for place in range(42):
        city, serial = place % len(_CITIES) + 1, place // len(_CITIES) + 2
        first = _COUNTIES_FIRST[place % len(_COUNTIES_FIRST)]
        second = _COUNTIES_SECOND[(place * 7 + place // 20) % len(_COUNTIES_SECOND)]
        kind = "区" if serial == 2 else "县"
        found.append(Place(f"63{city:02}{serial:02}", f"{first}{second}{kind}", 2, f"63{city:02}00"))
    return found


def websites() -> list[Website]:
    """The register, in order of how often each is reported; always the same."""
    dice = random.Random(37)
    every = [(place, office) for place in regions() for office in _OFFICES]
    chosen = dice.sample(every, SITES)
    names = {place.code: place.name for place in regions()}
    found = []
    for serial, (place, (office, short)) in enumerate(chosen, start=1):
        whole = (names.get(place.parent or "", "") + place.name) + office
        found.append(
            Website(
                serial,
                f"{place.code}{serial:04}",
                f"{whole}网站",
                f"{short}{place.code}.qh{serial % 10}.example",
                whole,
                place.code,
            )
        )
    return found
