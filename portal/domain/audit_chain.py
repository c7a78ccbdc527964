"""The arithmetic of the audit chain: how an entry is hashed, how an event is, and how the end of the chain is sealed.

An entry's hash covers everything it says and the hash of the entry before it, so that nobody can change, remove, insert
or reorder one without the next one telling. Whoever owns the database can compute the whole chain anew; the seals,
signed with a key that the database does not hold and kept elsewhere, tell that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from portal.domain.deadlines import SHANGHAI
from portal.domain.vocabulary import Term

GENESIS = "0" * 64
"""What the first entry has instead of the hash of an entry before it."""

EVENT_FIELDS = (
    "id", "report_id", "position", "at", "action", "account_id", "unit_id", "unit_path", "from_state", "to_state",
    "from_holder_id", "to_holder_id", "to_holder_path", "words", "details",
)  # fmt: skip
"""What the digest of an event covers, in this order for ever: columns that come later have no part in it."""

LEAST_DAYS = 190
"""No entry may go earlier: the law wants such logs for six months."""


def _plain(value: Any) -> Any:
    """Instants as JSON has them; everything else that is not JSON is an error."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} has no place in the audit log")


# One encoder for all: to make one takes as long as to use it.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain).encode


def plain_details(details: dict[str, Any]) -> dict[str, Any]:
    """Details as a database gives them back; raises TypeError for what it could not keep."""
    kept: dict[str, Any] = json.loads(_encode(details))
    return kept


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the chain, without its own hash."""

    position: int
    at: datetime
    account_id: int | None
    deed: str
    subject: str
    details: dict[str, Any]
    previous_hash: str

    def hash_at(self, position: int) -> str:
        """The hash that this entry would have at ``position``."""
        said = [position, self.at, self.account_id, self.deed, self.subject, self.details, self.previous_hash]
        return hashlib.sha256(_encode(said).encode("ascii")).hexdigest()

    @property
    def hash(self) -> str:
        """The entry's hash, 64 hexadecimal digits."""
        return self.hash_at(self.position)


def event_digest(values: Sequence[Any]) -> str:
    """The digest of an event's row, given its values in the order of EVENT_FIELDS."""
    return hashlib.sha256(_encode(list(values)).encode("ascii")).hexdigest()


def digest_sum(digests: Iterable[str], start: str = "0") -> str:
    """The sum of digests, whatever their order, added to an earlier sum; hexadecimal.

    By it the events whose entries were cut off are known as a whole. The hashes are stretched to 2048 bits, where
    nobody finds another set with the same sum.
    """
    total = int(start, 16)
    for digest in digests:
        total += int.from_bytes(hashlib.shake_256(digest.encode("ascii")).digest(256), "big")
    return f"{total % (1 << 2048):x}"


class Fault(Term):
    """What can be wrong with the chain."""

    CHANGED = "changed", "内容被改动"
    MISSING = "missing", "记录被删除"
    INSERTED = "inserted", "被插入了记录"
    REORDERED = "reordered", "次序被调换"
    EVENT_CHANGED = "event_changed", "对应的办理记录被改动"
    EVENT_MISSING = "event_missing", "对应的办理记录被删除"
    EVENT_INSERTED = "event_inserted", "有办理记录没有写入审计日志"
    EVENTS_DIFFER = "events_differ", "到期清除部分对应的办理记录有变动"
    CUT = "cut", "到期清除的位置与记载不符"
    CUT_EARLY = "cut_early", f"清除了不满 {LEAST_DAYS} 天的记录"
    SEAL = "seal", "与封存不符，在此之前有记录被改写"
    SEAL_BEYOND = "seal_beyond", "封存之后的记录被删除"
    SIGNATURE = "signature", "封存的签名不符"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where the chain does not hold. ``until`` ends a stretch; ``about`` names a report or a seal."""

    fault: Fault
    position: int | None = None
    at: datetime | None = None
    until: int | None = None
    about: str = ""

    def __str__(self) -> str:
        place = "" if self.position is None else f"第 {self.position} 条"
        if self.until is not None and self.until != self.position:
            place = f"第 {self.position} 至 {self.until} 条"
        moment = f"（{self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}）" if self.at else ""
        about = f"{self.about}，" if self.about else ""
        return f"{place}{moment}{'：' if place else ''}{about}{self.fault.label}"


_SEAL = re.compile(
    r"portal-audit-seal day=(?P<day>\d{4}-\d\d-\d\d) position=(?P<position>\d{1,18}) hash=(?P<hash>[0-9a-f]{64})"
    r" count=(?P<count>\d{1,18}) signature=(?P<signature>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class Seal:
    """The end of the chain as it was on a day: position and hash of the last entry, and how many were held."""

    day: date
    position: int
    hash: str
    count: int
    signature: str = ""

    @property
    def words(self) -> str:
        """What is signed."""
        return (
            f"portal-audit-seal day={self.day.isoformat()} position={self.position} hash={self.hash} count={self.count}"
        )

    @property
    def line(self) -> str:
        """The seal as it is written out."""
        return f"{self.words} signature={self.signature}"

    def sign(self, key: bytes) -> str:
        """The signature that belongs to these words."""
        return hmac.digest(key, self.words.encode("ascii"), hashlib.sha256).hex()

    def is_signed(self, key: bytes) -> bool:
        """True if whoever signed had the key."""
        return hmac.compare_digest(self.signature, self.sign(key))


def read_seals(text: str) -> Iterator[Seal]:
    """The seals in a file, a log or a letter, whatever stands around them."""
    for found in _SEAL.finditer(text):
        try:
            day = date.fromisoformat(found["day"])
        except ValueError:
            continue
        yield Seal(day, int(found["position"]), found["hash"], int(found["count"]), found["signature"])
