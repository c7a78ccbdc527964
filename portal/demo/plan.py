"""How many reports take which course, on which websites and when: the whole year, decided before the first step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from portal.demo import aftermath, openings, plots
from portal.demo.almanac import at_some_hour
from portal.demo.copies import Copying, choose
from portal.demo.history import Walk
from portal.demo.life import Life
from portal.demo.openings import OPENINGS, Opening
from portal.demo.places import DemoSite
from portal.demo.plots import Plot
from portal.demo.refusals import REFUSALS
from portal.demo.scene import Stage
from portal.demo.tales import WITHHELD_AT, Library, Tale, missing_site
from portal.demo.texts import CITIZENS, NOT_GOVERNMENT, PROBLEMS, UNLISTED, WITHHELD
from portal.domain.deadlines import day_of, start_of
from portal.domain.vocabulary import InvalidReason

YEAR = 365
SETTLED = 14
"""Days after which a report that takes the plain course is surely finished."""
BUSY = ("chengdong-gov", "xining-edu", "fgw-web", "xining-gov", "province-gov")
"""Filing units whose websites get more reports than others."""

COURSES: tuple[tuple[Plot, int, int, int], ...] = (
    # Plot, how many of them, and between how many days ago they begin.
    (plots.slow, 16, 340, 25),
    (plots.urged_in_time, 10, 340, 20),
    (plots.urged_in_vain, 4, 300, 30),
    (plots.weak_once, 20, 350, 20),
    (plots.weak_twice, 6, 300, 25),
    (plots.promise_kept, 13, 340, 45),
    (plots.promise_urged, 2, 200, 45),
    (plots.promise_open, 6, 200, 60),
    (plots.long_promise, 7, 30, 16),
    (plots.recalled_by_root, 3, 320, 20),
    (plots.returned, 6, 320, 25),
    (plots.set_aside, 5, 320, 20),
    (plots.refused_too_soon, 3, 300, 25),
    (aftermath.dispute_open, 3, 18, 15),
    (aftermath.dispute_refused, 6, 300, 40),
    (aftermath.dispute_upheld, 5, 300, 45),
    (aftermath.reopened, 2, 22, 19),
    (aftermath.checked_again, 2, 250, 60),
    (aftermath.withdrawn, 4, 320, 40),
    (aftermath.amended, 5, 320, 40),
    (plots.assigned, 6, 330, 20),
)
MISDIRECTED: tuple[tuple[Plot, int], ...] = ((plots.handed_back, 6), (plots.recalled_from_answering, 5))
"""Courses that need an office with another one beside it."""
FRESH = 8
"""Reports that were finished within the last days."""

RETRACTED = 3
"""Reports that their citizens took back."""

DUPLICATES = (
    # For each story of refusals.REFUSALS["duplicate"]: a word of the original's title, and hours between the two.
    ("授受申请", 24),
    ("公积金贷款额度算例", 48),
    ("公交线路表", 1),
    ("招生划片", 60),
    ("水质信息", 24 * 16),
    ("应为", 1),
    ("视频无法播放", 30),
)
REFUSED = (
    # How many reports of each kind are refused besides the duplicates.
    (InvalidReason.UNCLEAR, 7),
    (InvalidReason.ABUSIVE, 9),
    (InvalidReason.UNRELATED, 8),
    (InvalidReason.ADVERTISING, 10),
)
WITHHELD_ROUNDS = 2
DISCLOSED = (9, 10, 7)
"""Places in texts.WITHHELD of reports that were published after all."""
MISSING_FINISHED = (0, 2, 3, 6, 7, 9, 10, 11, 12)
"""Places in texts.UNLISTED of websites that have been registered; the others are still open."""


@dataclass
class Plan:
    """Draws the lives of the year one after the other; the same seed and day give the same year."""

    stage: Stage
    seed: int
    now: datetime
    rng: Random = field(init=False)
    library: Library = field(init=False)
    _lives: int = 0

    def __post_init__(self) -> None:
        self.rng = Random(f"{self.seed}")
        self.library = Library(self.rng)

    @property
    def today(self) -> date:
        """The day on which the demo is looked at."""
        return day_of(self.now)

    def walks(self, reports: int) -> list[Walk]:
        """About ``reports`` lives; what the special courses leave over are plain ones."""
        special = [*self._open(), *self._special(), *self._not_published(), *self._refusals(), *self._missing()]
        rest = max(0, reports - len(special) - FRESH - RETRACTED)
        plain = [self._live(plots.plain, self._tale(), self._days_ago(YEAR, SETTLED)) for _ in range(rest)]
        # Drawn last, so that the courses before keep the days that the seed gives them.
        taken_back = [
            self._live(plots.retracted, self._tale(), self._days_ago(YEAR, SETTLED)) for _ in range(RETRACTED)
        ]
        return [*special, *plain, *self._fresh(), *taken_back]

    def _live(
        self,
        plot: Plot,
        tale: Tale,
        start: datetime,
        copying: Copying | None = None,
        until: datetime | None = None,
    ) -> Walk:
        return plot(self._life(tale, start, copying, until))

    def _life(self, tale: Tale, start: datetime, copying: Copying | None = None, until: datetime | None = None) -> Life:
        self._lives += 1
        citizen = self.rng.choice(CITIZENS)
        rng = Random(f"{self.seed}/{self._lives}")
        made = copying or choose(self.rng, citizen)
        return Life(self.stage, tale, start.replace(microsecond=0), rng, citizen, made, until=until)

    def _days_ago(self, most: int, least: int) -> datetime:
        day = self.today - timedelta(days=self.rng.randint(least, most))
        return at_some_hour(day, self.rng)

    def _site(self, keeper: str | None = None, among: Sequence[DemoSite] = ()) -> DemoSite:
        sites = among or self.stage.province.sites
        if keeper is not None:
            return self.rng.choice(self.stage.province.sites_of(keeper))
        return self.rng.choices(sites, [4 if site.filing_unit in BUSY else 1 for site in sites])[0]

    def _tale(self, keeper: str | None = None) -> Tale:
        return self.library.problem(self._site(keeper))

    def _special(self) -> Iterator[Walk]:
        for plot, count, most, least in COURSES:
            for _ in range(count):
                tale = self._tale()
                if plot in (plots.returned, plots.recalled_by_root):
                    tale = self._through_another_site()
                elif plot is plots.set_aside:
                    tale = tale.on_unknown_host()
                yield self._live(plot, tale, self._days_ago(most, least))
        for plot, count in MISDIRECTED:
            for _ in range(count):
                keeper = self.rng.choice(self._with_neighbours())
                yield self._live(plot, self._tale(keeper), self._days_ago(330, 20))

    def _with_neighbours(self) -> list[str]:
        province = self.stage.province
        keepers = dict.fromkeys(site.filing_unit for site in province.sites)
        crowds = {keeper: province.unit(province.organizer_of(keeper)) for keeper in keepers}
        return [keeper for keeper, unit in crowds.items() if len(province.keepers_below(unit)) > 1]

    def _through_another_site(self) -> Tale:
        """A page of one website reported with the code of another: a county's for its city's, or any for any."""
        if self.rng.random() < 0.5:
            keeper, entered = self.rng.choice(("xining-edu", "xining-gjj", "xining-rsj")), "chengdong-gov"
        else:
            keeper = self.rng.choice(("fgw-web", "jyt-web", "rst-web", "wlt-web", "haidong-gov"))
            entered = self.rng.choice(("xining-gov", "haibei-gov", "guoluo-gov", "haixi-gov"))
        return self._tale(keeper).claimed_to_be_on(self._site(entered))

    def _not_published(self) -> Iterator[Walk]:
        for _ in range(WITHHELD_ROUNDS):
            for case, place in zip(WITHHELD, WITHHELD_AT, strict=True):
                tale = self.library.withheld(case, place, self.stage.province.sites)
                yield self._live(plots.plain, tale, self._days_ago(350, 20), Copying.AS_WRITTEN)
        for which in DISCLOSED:
            tale = self.library.withheld(WITHHELD[which], WITHHELD_AT[which], self.stage.province.sites)
            yield self._live(aftermath.disclosed, tale, self._days_ago(320, 60), Copying.AS_WRITTEN)

    def _refusals(self) -> Iterator[Walk]:
        for reason, count in REFUSED:
            for _ in range(count):
                tale = self.library.refused(self._site(), reason)
                yield self._live(plots.refused, tale, self._days_ago(YEAR, SETTLED), Copying.AS_WRITTEN)
        for (word, hours), refusal in zip(DUPLICATES, REFUSALS[InvalidReason.DUPLICATE.value], strict=True):
            told = [problem for problem in PROBLEMS if word in problem.title]
            sites = [site for site in self.stage.province.sites if {"any", *site.hints} & set(told[0].fits)]
            tale = self.library.problem(self._site(among=sites or self.stage.province.sites), told[:1])
            start = self._days_ago(330, 40)
            original = self._life(tale, start)
            yield plots.plain(original)
            again = self.library.repeated(tale, refusal)
            later = start + timedelta(hours=hours * self.rng.uniform(0.9, 1))
            yield self._live(plots.repeats(original), again, later, Copying.AS_WRITTEN)

    def _missing(self) -> Iterator[Walk]:
        for which in MISSING_FINISHED:
            unlisted = UNLISTED[which]
            tale = missing_site(unlisted, self._keeper_in(unlisted.region_code))
            yield self._live(plots.plain, tale, self._days_ago(340, 25), Copying.AS_WRITTEN)
        private = ((NOT_GOVERNMENT[0], "rst-web", plots.set_aside), (NOT_GOVERNMENT[1], "xining-gov", plots.plain))
        for unlisted, keeper, plot in private:
            tale = missing_site(unlisted, keeper)
            yield self._live(plot, tale, self._days_ago(300, 25), Copying.AS_WRITTEN)

    def _keeper_in(self, region: str) -> str:
        """The filing unit that answers for a website of ``region``: its own, or that of the region around it."""
        province = self.stage.province
        for code in (region, region[:4] + "00"):
            for unit in province.tree:
                if unit.region_code == code and unit.parent is not None and province.tree.is_organizing(unit.id):
                    return province.keepers_below(unit.id)[0]
        raise LookupError(f"nobody answers for {region}")

    def _open(self) -> Iterator[Walk]:
        """What lies on the desks this morning; everything happened before today began."""
        almanac = self.stage.almanac
        for opening in OPENINGS:
            for _ in range(opening.count):
                day = almanac.received_day(self.today, opening.left)
                start = almanac.before_dispatch_on(day, self.rng)
                plot = openings.plot_of(opening)
                yield self._live(plot, self._open_tale(opening), start, until=start_of(self.today))
        for nth, keeper in enumerate(openings.SET_ASIDE, start=2):
            start = almanac.before_dispatch_on(almanac.shift(self.today, -nth), self.rng)
            yield self._live(openings.to_place, self._tale(keeper).on_unknown_host(), start)
        last = almanac.last_slot(self.now)
        for _ in range(openings.WAITING):
            yield self._live(openings.waiting, self._tale(), last + (self.now - last) * self.rng.uniform(0.02, 1))

    def _open_tale(self, opening: Opening) -> Tale:
        if opening.missing is not None:
            return missing_site(UNLISTED[opening.missing], opening.keeper)
        if opening.how == "refused":
            return self.library.refused(self._site(opening.keeper), InvalidReason.UNCLEAR)
        if opening.how == "withheld":
            sites = self.stage.province.sites_of(opening.keeper)
            hints = {hint for site in sites for hint in site.hints}
            case = next(each for each in zip(WITHHELD, WITHHELD_AT, strict=True) if each[1][1] in hints)
            return self.library.withheld(*case, sites)
        return self._tale(opening.keeper)

    def _fresh(self) -> Iterator[Walk]:
        """Answered quickly and published within the last days."""
        for nth in range(FRESH):
            day = self.stage.almanac.received_day(self.today, 2 - nth % 4)
            start = self.stage.almanac.before_dispatch_on(day, self.rng)
            yield self._live(plots.plain, self._tale(), start, until=start_of(self.today))
