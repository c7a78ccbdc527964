"""Reports that wander through the offices by the throw of dice, so that every corner of a cockpit is filled."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta

from portal.domain.deadlines import day_of
from portal.domain.vocabulary import Action
from portal.services import dispatch
from portal.services.errors import Invalid, NotAllowed
from portal.store import Site, SiteHost
from tests.conftest import FrozenClock
from tests.handling import UNLISTED, Desk

SITES = {"6300009001": "fgw-web", "6302009001": "haidong-gov"}
"""Websites besides the cast's own, with who keeps them."""
STEPS = (
    Action.TRANSFER, Action.TRANSFER, Action.TRANSFER, Action.ANSWER, Action.ANSWER, Action.ANSWER, Action.APPROVE,
    Action.APPROVE, Action.APPROVE, Action.SEND_BACK, Action.HAND_BACK, Action.RETURN, Action.REJECT, Action.RECALL,
    Action.URGE, Action.RESPOND, Action.JUSTIFY, Action.REOPEN, Action.RECTIFY,
)  # fmt: skip
"""What may be tried, the way forward more often than the ways back."""
FILING = {"chengdong": "chengdong-gov", "xining": "xining-edu", "fgw": "fgw-web", "haidong": "haidong-gov"}

SAYING = (
    "下载社保缴费证明时验证码图片显示不出来，刷新没有用",
    "手机上打开，验证码图片一直是空白",
    "注册账号时看不到验证码图片，不能继续",
    "输入身份信息以后验证码图片裂开了",
    "咨询页面的验证码图片过期，每天都这样",
    "登录失败，因为验证码图片没有加载",
)
"""What reports say in which a word is on the rise, each in words of its own."""


def wander(desk: Desk, clock: FrozenClock, seed: int, reports: int = 30, steps: int = 260) -> list[str]:
    """The numbers of reports that came in and were handled over some weeks; whoever may take a step takes it."""
    dice = random.Random(seed)
    _open_sites(desk)
    numbers: list[str] = []
    for place in range(steps):
        clock.advance(hours=dice.randrange(1, 9))
        if len(numbers) < reports and place % (steps // reports) == 0:
            numbers.append(_submit(desk, dice))
            if dice.random() < 0.8:
                dispatch.dispatch_one(desk.context, numbers[-1])
        _try(desk, dice, dice.choice(numbers), dice.choice(STEPS))
    return numbers


def _open_sites(desk: Desk) -> None:
    with desk.context.database.writing() as session:
        for code, keeper in SITES.items():
            host = f"www.{keeper}.example"
            site = Site(code=code, name=f"{keeper}的网站", url=f"http://{host}/", hosts=[SiteHost(host=host)])
            site.filing_unit_id = desk.cast.unit(keeper)
            session.add(site)


def _submit(desk: Desk, dice: random.Random) -> str:
    if dice.random() < 0.2:
        entries = {name: getattr(UNLISTED, name) for name in ("kind", "site_name", "site_url", "region")}
        return desk.submitted(**entries, site_code="", page_url="")
    code = dice.choice([None, *SITES])
    return desk.submitted(site_code=code, page_url=f"http://www.{SITES[code]}.example/") if code else desk.submitted()


def _try(desk: Desk, dice: random.Random, number: str, action: Action) -> None:
    """Take the step by the first of the cast, in random order, who may."""
    promise = {"corrected_on": None, "correct_by": day_of(desk.context.now()) + timedelta(days=dice.randrange(9))}
    for who in dice.sample(sorted(desk.cast.unit_of), len(desk.cast.unit_of)):
        entries = dict(promise) if action is Action.ANSWER and dice.random() < 0.7 else {}
        if action is Action.TRANSFER:
            entries = {"unit": FILING.get(desk.cast.unit_of[who], "xining-edu")}
        with suppress(NotAllowed, Invalid):
            desk.act(who, number, action, **entries)
            return
