"""What each demo report is about: a story of the collection, told of one website, with the replies that fit it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from portal.demo import places
from portal.demo.places import DemoSite
from portal.demo.problems_model import Problem
from portal.demo.refusals import REFUSALS, Refusal
from portal.demo.texts import PROBLEMS, PROMISED_REPLIES, Unlisted, Withheld
from portal.domain.vocabulary import Finding, InvalidReason, ProblemType, ReportKind, WithholdReason
from portal.services.intake import Submission

UNIT_NAMES = {unit.code: unit.name for unit in places.UNITS}
UNIT_REGIONS = {unit.code: unit.region_code for unit in places.UNITS}
REGION_NAMES = {region.code: region.name for region in places.REGIONS}

WITHHELD_AT = (
    # What each story of texts.WITHHELD is filed under, the kind of website it suits, and the page.
    ("unreachable", "service", "离婚登记预约页面提示系统维护", "/bsfw/yuyue/hydj.html"),
    ("inaccurate", "medical", "门诊慢特病病种目录有遗漏", "/ybfw/mtb/list.html"),
    ("inaccurate", "edu", "学籍查询页面显示转学前的学校", "/fwcx/xueji.html"),
    ("inaccurate", "trade", "清单模板合计公式少加一列", "/xzzx/qdmb.html"),
    ("other", "department", "申报系统预览页显示内部资料", "/sbxt/preview.html"),
    ("inaccurate", "tourism", "专题示意图的边界画法不规范", "/ztzl/lyt/map.html"),
    ("other", "gov", "便民地图标注过细", "/bmfw/map.html"),
    ("inaccurate", "gov", "会议报道标题容易误读", "/xwzx/hy/t_312.html"),
    ("inaccurate", "gov", "评优名单公示存疑", "/gggs/py/t_88.html"),
    ("other", "service", "查询页面可看到他人的办理状态", "/bsfw/cx.html"),
    ("inaccurate", "gov", "征收公告一栏面积为空", "/gggs/zs/t_41.html"),
)
UNLISTED_TITLES = "“{name}”未纳入登记"


@dataclass(frozen=True, slots=True)
class Tale:
    """One report's texts with their slots still open; ``refusal`` or ``withheld`` are set where it ends that way."""

    submission: Submission
    title: str
    words: dict[str, str]
    keeper: str
    confirmed_reply: str = ""
    unconfirmed_reply: str = ""
    refusal: Refusal | None = None
    invalid_reason: InvalidReason | None = None
    withheld: Withheld | None = None
    unlisted: Unlisted | None = None
    site: DemoSite | None = field(default=None)

    def told(self, text: str, day: date) -> str:
        """A text with its slots filled, as on ``day``."""
        return text.format(year=day.year, month=day.month, day=day.day, **self.words)

    def sent(self, day: date) -> Submission:
        """What the citizen sends on ``day``."""
        draft = self.submission
        return replace(
            draft,
            description=self.told(draft.description, day),
            page_url=self.told(draft.page_url, day),
            wrong_text=self.told(draft.wrong_text, day),
            suggested_text=self.told(draft.suggested_text, day),
        )

    def reply(self, finding: Finding, day: date) -> str:
        """The good reply, with the day on which the unit checked the page."""
        return self.told(self.confirmed_reply if finding is Finding.CONFIRMED else self.unconfirmed_reply, day)

    def promise(self, day: date, rng: Random) -> str:
        """A reply that promises the correction by ``day``."""
        return self.told(rng.choice(PROMISED_REPLIES), day)

    def claimed_to_be_on(self, site: DemoSite) -> Tale:
        """The same report from a citizen who entered through another website, whose code it then carries."""
        return replace(self, submission=replace(self.submission, site_code=site.code))

    def on_unknown_host(self) -> Tale:
        """The same report without a code, on a host that no registered website answers on."""
        url = self.submission.page_url.replace("http://", "http://zt.").replace("//zt.www.", "//zt.")
        return replace(self, submission=replace(self.submission, site_code="", page_url=url))


class Library:
    """Hands out stories, the less told ones first, so that a year's reports do not repeat themselves soon."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._told: Counter[str] = Counter()

    def problem(self, site: DemoSite, among: Sequence[Problem] = PROBLEMS) -> Tale:
        """A story that suits ``site``; ``among`` narrows the choice."""
        fitting = [each for each in among if {"any", *site.hints} & set(each.fits)] or list(among)
        least = min(self._told[each.title] for each in fitting)
        chosen = self._rng.choice([each for each in fitting if self._told[each.title] == least])
        nth = self._told[chosen.title]
        self._told[chosen.title] += 1
        # A story's items begin anywhere but are all used before one comes again.
        item = chosen.items[(nth + len(chosen.title)) % len(chosen.items)]
        # The title of a story that was told before names its subject, so that the board's lines differ.
        named = "{item}" in chosen.title or item in chosen.title
        title = f"{chosen.title}（{{item}}）" if nth and not named else chosen.title
        submission = Submission(
            kind=ReportKind.CORRECTION,
            problem_type=_type(chosen.problem_type),
            description=chosen.description,
            page_url=f"http://{site.host}{chosen.path}",
            site_code=site.code,
            wrong_text=chosen.wrong_text,
            suggested_text=chosen.suggested_text,
        )
        return Tale(
            submission,
            title,
            _words(site, item),
            site.filing_unit,
            confirmed_reply=chosen.confirmed_reply,
            unconfirmed_reply=chosen.unconfirmed_reply,
            site=site,
        )

    def refused(self, site: DemoSite, reason: InvalidReason, refusal: Refusal | None = None) -> Tale:
        """A message that will be refused; without ``refusal`` the next one of this reason."""
        if refusal is None:
            told = self._told[reason.value]
            self._told[reason.value] += 1
            refusal = REFUSALS[reason.value][told % len(REFUSALS[reason.value])]
        submission = Submission(
            kind=ReportKind.CORRECTION,
            problem_type=ProblemType.OTHER,
            description=refusal.description,
            page_url=f"http://{site.host}/",
            site_code=site.code,
        )
        title = f"{site.name}：{reason.label}"
        return Tale(
            submission, title, _words(site, ""), site.filing_unit, refusal=refusal, invalid_reason=reason, site=site
        )

    def repeated(self, original: Tale, refusal: Refusal) -> Tale:
        """Somebody writes again what ``original`` said already."""
        site = original.site
        if site is None:
            raise ValueError("only a report on a known website is repeated")
        tale = self.refused(site, InvalidReason.DUPLICATE, refusal)
        same = original.submission
        return replace(
            tale,
            words=original.words,
            submission=replace(tale.submission, page_url=same.page_url, problem_type=same.problem_type),
        )

    def withheld(self, case: Withheld, place: tuple[str, str, str, str], sites: Sequence[DemoSite]) -> Tale:
        """A report that is handled but rightly not published, on a website that it suits."""
        problem_type, hint, title, path = place
        site = self._rng.choice([each for each in sites if hint in each.hints])
        submission = Submission(
            kind=ReportKind.CORRECTION,
            problem_type=_type(problem_type),
            description=case.description,
            page_url=f"http://{site.host}{path}",
            site_code=site.code,
        )
        return Tale(
            submission,
            title,
            _words(site, ""),
            site.filing_unit,
            confirmed_reply=case.reply,
            unconfirmed_reply=case.reply,
            withheld=case,
            site=site,
        )


def missing_site(unlisted: Unlisted, keeper: str) -> Tale:
    """A report of a website that the register does not know; ``keeper`` will answer for it."""
    submission = Submission(
        kind=ReportKind.UNLISTED,
        problem_type=_type(unlisted.problem_type),
        description=unlisted.description,
        site_name=unlisted.site_name,
        site_url=f"http://{unlisted.host}/",
        region=unlisted.region_code,
    )
    words = {
        "site": unlisted.site_name,
        "unit": UNIT_NAMES[keeper],
        "region": REGION_NAMES[unlisted.region_code],
        "item": unlisted.site_name,
    }
    return Tale(
        submission,
        UNLISTED_TITLES.format(name=unlisted.site_name),
        words,
        keeper,
        confirmed_reply=unlisted.reply,
        unconfirmed_reply=unlisted.reply,
        unlisted=unlisted,
    )


def withhold_reason(case: Withheld | Refusal) -> WithholdReason | None:
    """The reason for not publishing, as a term; None where the report is published."""
    return WithholdReason.lookup(case.withhold_reason)


def _type(identifier: str) -> ProblemType:
    found = ProblemType.lookup(identifier)
    if found is None:
        raise ValueError(f"no such problem type: {identifier}")
    return found


def _words(site: DemoSite, item: str) -> dict[str, str]:
    return {
        "site": site.name,
        "unit": UNIT_NAMES[site.filing_unit],
        "region": REGION_NAMES[UNIT_REGIONS[site.filing_unit]],
        "item": item or site.name,
    }
