"""Where an invented decade plays: a province of offices, what became of them over the years, and its working days."""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cache, cached_property

from portal.adapters.calendar import StateCouncilCalendar
from portal.domain.deadlines import Overridden, Window, window

ROOT = 1
PROVINCE = "630000"
LOCAL = timezone(timedelta(hours=8))
"""The time of Asia/Shanghai, which has known no other for decades; a fixed one is quick to calculate with."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the province is, and how long it is told of: ``years`` from 1 January of ``first``."""

    reports: int
    first: int = 2016
    years: int = 10
    prefectures: int = 12
    counties: int = 4
    offices: int = 3
    """Filing units below each organizing one."""
    seed: int = 37

    @property
    def end(self) -> datetime:
        """Where the telling breaks off, whatever is still open."""
        return datetime(self.first + self.years, 1, 1, tzinfo=LOCAL)


@dataclass(slots=True)
class Office:
    """One unit; ``site`` is the id of its website. ``parent`` and ``merged_into`` are those of the present."""

    id: int
    name: str
    region: str
    organizing: bool
    parent: int | None
    site: int | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit left its place below ``parent``: for ``to``, or merged into it."""

    unit: int
    at: datetime
    parent: int
    to: int
    merged: bool


@dataclass(eq=False)
class Places:
    """The offices, and every change of the tree in its order."""

    scale: Scale
    offices: dict[int, Office] = field(default_factory=dict)
    regions: dict[str, str | None] = field(default_factory=lambda: {PROVINCE: None})
    moves: list[Moved] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open("省政府办公厅", PROVINCE, None)
        for number in range(1, self.scale.prefectures + 1):
            city = f"63{number:02}00"
            self.regions[city] = PROVINCE
            self._settle(f"第{number}市", city, ROOT)
            above = self._newest_organizing
            for serial in range(2, self.scale.counties + 2):
                county = f"63{number:02}{serial:02}"
                self.regions[county] = city
                self._settle(f"第{number}市第{serial - 1}县", county, above)
        self._settle("省发展改革委", PROVINCE, ROOT)
        self.first_parents = {office.id: office.parent for office in self.offices.values()}
        self._reorganise(random.Random(self.scale.seed))

    def _settle(self, name: str, region: str, parent: int) -> None:
        home = self._open(f"{name}政府办公室", region, parent)
        for number in range(1, self.scale.offices + 1):
            office = self._open(f"{name}第{number}局", region, home.id, organizing=False)
            office.site = office.id
        self._newest_organizing = home.id

    def _open(self, name: str, region: str, parent: int | None, organizing: bool = True) -> Office:
        office = Office(len(self.offices) + 1, name, region, organizing, parent)
        self.offices[office.id] = office
        return office

    def _reorganise(self, dice: random.Random) -> None:
        """Every year an office is merged and a county moves to another city; every third year two counties merge."""
        for year in range(self.scale.first, self.scale.first + self.scale.years):
            filing, heir = dice.sample([each for each in self._in_use() if not each.organizing], 2)
            self._merge(filing, heir, datetime(year, 3, 5, 10, dice.randrange(60), tzinfo=LOCAL))
            counties = [each for each in self._in_use() if each.organizing and each.region[-2:] != "00"]
            cities = [each for each in self._in_use() if each.organizing and each.region[-2:] == "00"]
            county, other = dice.sample(counties, 2)
            new = dice.choice([each for each in cities if each.id not in (ROOT, county.parent)])
            self._move(county, new.id, datetime(year, 7, 11, 15, dice.randrange(60), tzinfo=LOCAL))
            if year % 3 == 0:
                at = datetime(year, 10, 17, 9, dice.randrange(60), tzinfo=LOCAL)
                for child in [each for each in self._in_use() if each.parent == other.id]:
                    self._move(child, county.id, at)
                self._merge(other, county, at)

    def _in_use(self) -> list[Office]:
        return [office for office in self.offices.values() if office.merged_into is None]

    def _move(self, office: Office, to: int, at: datetime) -> None:
        assert office.parent is not None
        self.moves.append(Moved(office.id, at, office.parent, to, merged=False))
        office.parent = to

    def _merge(self, office: Office, heir: Office, at: datetime) -> None:
        assert office.parent is not None
        self.moves.append(Moved(office.id, at, office.parent, heir.id, merged=True))
        office.merged_into = heir.id

    @cached_property
    def filing(self) -> list[Office]:
        """Every filing unit that there ever was."""
        return [office for office in self.offices.values() if not office.organizing]

    @cached_property
    def organizing(self) -> list[int]:
        """Every organizing unit that there ever was, the root left out."""
        return [office.id for office in self.offices.values() if office.organizing and office.id != ROOT]

    @cached_property
    def _instants(self) -> list[datetime]:
        return [move.at for move in self.moves]

    def acting(self, unit: int, at: datetime) -> int:
        """Who acts for a unit at some time."""
        return self.reviewers(unit, at)[0]

    def reviewers(self, unit: int, at: datetime) -> tuple[int, ...]:
        """Who acts for a unit at some time, and behind it the units above, the root last."""
        return self._reviewers(unit, bisect_right(self._instants, at))

    def path_name(self, unit: int, at: datetime) -> str:
        """The names from the root down to a unit, as events write them."""
        return self._path_name(unit, bisect_right(self._instants, at))

    @cache  # noqa: B019 - a province lives as long as its decade
    def _reviewers(self, unit: int, era: int) -> tuple[int, ...]:
        parents, heirs = self._era(era)

        def resolved(each: int) -> int:
            while each in heirs:
                each = heirs[each]
            return each

        found = [resolved(unit)]
        while (parent := parents[found[-1]]) is not None:
            found.append(resolved(parent))
        return tuple(found)

    @cache  # noqa: B019 - a province lives as long as its decade
    def _path_name(self, unit: int, era: int) -> str:
        return " / ".join(self.offices[each].name for each in reversed(self._reviewers(unit, era)))

    @cache  # noqa: B019 - a province lives as long as its decade
    def _era(self, era: int) -> tuple[dict[int, int | None], dict[int, int]]:
        parents, heirs = dict(self.first_parents), {}
        for move in self.moves[:era]:
            if move.merged:
                heirs[move.unit] = move.to
            else:
                parents[move.unit] = move.to
        return parents, heirs


@dataclass(frozen=True, slots=True)
class Decision:
    """A day that the provincial office decided."""

    at: datetime
    day: date
    working: bool


class Almanac:
    """Working days as they were known at any time: the State Council's, and what the office decided meanwhile."""

    def __init__(self, scale: Scale) -> None:
        announced = StateCouncilCalendar()
        snow = date(scale.first + 1, 11, 15)
        while snow.weekday() != 2:
            snow += timedelta(days=1)
        monday = datetime.combine(snow - timedelta(days=2), time(10), LOCAL)
        self.decisions = (Decision(monday, snow, False), Decision(monday, snow + timedelta(days=3), True))
        self._before = announced
        self._after = Overridden(announced, {each.day: each.working for each in self.decisions})
        self.decided_at = monday

    @cache  # noqa: B019 - an almanac lives as long as its decade
    def works(self, day: date) -> bool:
        """True for a working day."""
        return self._after.is_working(day)

    @cache  # noqa: B019 - an almanac lives as long as its decade
    def _window(self, day: date, decided: bool) -> Window:
        return window(day, self._after if decided else self._before)

    def window(self, received: datetime, at: datetime) -> Window:
        """The time limit of what was received then, as it was known at ``at``."""
        return self._window(received.date(), at >= self.decided_at)

    def slot(self, at: datetime) -> datetime:
        """The next time of dispatch, 9:00 or 14:00 of a working day."""
        day = at.date()
        while True:
            for hour in (9, 14):
                slot = datetime.combine(day, time(hour, 0, 1), LOCAL)
                if slot > at and self.works(day):
                    return slot
            day += timedelta(days=1)

    def at_work(self, at: datetime) -> datetime:
        """``at``, or the next morning of a working day where nobody is at work then."""
        if 8 <= at.hour < 18 and self.works(at.date()):
            return at
        day = at.date() + timedelta(days=1 if at.hour >= 18 else 0)
        while not self.works(day):
            day += timedelta(days=1)
        # The minute and second are kept, so that mornings are not all alike.
        return datetime.combine(day, time(9 + at.minute % 3, at.minute, at.second), LOCAL)
