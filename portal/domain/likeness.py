"""How alike two websites are by their hosts and names, for officers who judge whether one is known already (§三(二)).

Similarities of texts are passed in, so that this stays free of libraries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

_PROVINCES = (
    "bj", "sh", "tj", "cq", "he", "sx", "nm", "ln", "jl", "hl", "js", "zj", "ah", "fj", "jx", "sd", "ha", "hb", "hn",
    "gd", "gx", "hi", "sc", "gz", "yn", "xz", "sn", "gs", "qh", "nx", "xj", "tw", "hk", "mo",
)  # fmt: skip
SHARED_SUFFIXES = frozenset(f"{name}.cn" for name in ("gov", "com", "org", "net", "edu", "ac", "mil", *_PROVINCES))
"""Names under .cn below which everybody registers; CNNIC's list."""
COMMON_WORDS = ("门户网站", "官方网站", "人民政府", "政府网站", "政务网", "政府网", "网站", "官网", "政府", "网")
"""What nearly every name of a government website has and none is told apart by."""
HOSTS_ALIKE, NAMES_ALIKE = 86, 70
"""From which likeness, in per cent, two hosts or two names are worth showing."""

Ratio = Callable[[str, str], float]
"""How alike two texts are, 0 to 100."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike, 0 to 100, and the grounds in words."""

    score: float
    grounds: str


def own_domain(host: str) -> str:
    """The part of a host that its owner registered: ``city.gov.cn`` of ``www.edu.city.gov.cn``."""
    labels = host.split(".")
    length = 3 if ".".join(labels[-2:]) in SHARED_SUFFIXES else 2
    return ".".join(labels[-length:])


def plain_name(name: str) -> str:
    """The name without what all names of government websites share; the name itself where nothing else is left."""
    plain = "".join(name.split())
    for word in COMMON_WORDS:
        plain = plain.replace(word, "")
    return plain or name


def likeness(name: str, host: str | None, known_name: str, known_hosts: Iterable[str], ratio: Ratio) -> Likeness | None:
    """How alike a website is to a known one; None where nothing worth showing is alike."""
    found = [each for known in known_hosts if host and (each := _alike_hosts(host, known, ratio)) is not None]
    alike = ratio(plain_name(name), plain_name(known_name)) if name.strip() else 0.0
    if alike >= NAMES_ALIKE:
        found.append(Likeness(alike * 0.95, "名称相同" if alike == 100 else "名称相近"))
    if not found:
        return None
    found.sort(key=lambda each: -each.score)
    return Likeness(found[0].score, "、".join(dict.fromkeys(each.grounds for each in found)))


def _alike_hosts(host: str, known: str, ratio: Ratio) -> Likeness | None:
    bare, known_bare = host.removeprefix("www."), known.removeprefix("www.")
    if bare == known_bare:
        return Likeness(100, "域名相同")
    if own_domain(host) == own_domain(known):
        # The more of the host is shared, the nearer: a site of the same city's same department.
        shared = len(set(bare.split(".")) & set(known_bare.split(".")))
        return Likeness(min(70 + shared, 90), f"同属 {own_domain(host)}")
    alike = ratio(bare, known_bare)
    return Likeness(alike * 0.9, "域名相近") if alike >= HOSTS_ALIKE else None
