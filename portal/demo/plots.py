"""The plots: how reports of the demo are handled from beginning to end, one function for each course of events."""

from __future__ import annotations

from collections.abc import Callable

from portal.demo import texts
from portal.demo.history import Walk
from portal.demo.life import Life
from portal.demo.scene import ROOT
from portal.demo.tales import withhold_reason
from portal.domain.vocabulary import Action, Finding, State, WithholdReason

Plot = Callable[[Life], Walk]
CONFIRMED_SHARE = 0.78
"""How many of the reports turn out to be right."""


def plain(life: Life) -> Walk:
    """Dispatched, passed on, answered, approved at every level."""
    yield from life.brought()
    yield from finish(life)
    if life.rng.random() < 0.35:
        yield from life.rated(3, 4, 4, 5, 5, 5)


def finish(life: Life, confirmed_share: float = CONFIRMED_SHARE) -> Walk:
    """From the desk of the unit that answers to the end."""
    finding = Finding.CONFIRMED if life.rng.random() < confirmed_share else Finding.UNCONFIRMED
    case = life.tale.withheld
    if case is not None or life.tale.unlisted is not None:
        unconfirmed = case is not None and withhold_reason(case) is WithholdReason.UNCONFIRMED
        finding = Finding.UNCONFIRMED if unconfirmed or no_government_site(life) else Finding.CONFIRMED
    yield from life.answered(finding)
    yield from life.climbed()


def no_government_site(life: Life) -> bool:
    """True for a missing website that turns out to be a private one: nothing is registered."""
    return life.tale.unlisted is not None and life.tale.unlisted.new_site_code is None


def retracted(life: Life) -> Walk:
    """Taken back by the citizen while it lies with the unit that answers."""
    yield from life.brought()
    yield from life.retracted()


def slow(life: Life) -> Walk:
    """Late, with a word about why in some of the cases."""
    life.tempo = life.rng.uniform(2.2, 3.2)
    yield from life.brought()
    if life.rng.random() < 0.6:
        yield from life.justified()
    yield from finish(life)
    yield from life.rated(1, 2, 2, 3)


def urged_in_time(life: Life) -> Walk:
    """Urged from above and answered, both the urging and the report."""
    yield from life.brought()
    yield from life.urged(above(life))
    yield from life.responded()
    yield from finish(life)


def urged_in_vain(life: Life) -> Walk:
    """Late, urged, and the urging is never answered; only the report is at last."""
    life.tempo = 2.6
    yield from life.brought()
    yield from life.justified()
    yield from life.urged(above(life))
    yield from finish(life)
    yield from life.rated(1, 2, 3)


def above(life: Life) -> str:
    """The unit that urges the holder: the one directly above, or the provincial office."""
    province = life.stage.province
    units = province.tree.above(province.unit(life.holder))
    return province.code(life.rng.choice((units[0], units[-1])))


def weak_once(life: Life) -> Walk:
    """The first reply is evasive and goes back at the first level."""
    yield from life.brought()
    yield from life.weakly_answered()
    yield from life.sent_back()
    yield from finish(life)


def weak_twice(life: Life) -> Walk:
    """Sent back at the first level, and a second time by the provincial office."""
    yield from life.brought()
    yield from life.weakly_answered()
    yield from life.sent_back()
    yield from life.answered()
    yield from life.climbed(to=ROOT)
    yield from life.sent_back(texts.SEND_BACK_COMMENTS[7])
    yield from life.answered(extra="同页其他相同错误已一并更正。")
    yield from life.climbed()
    yield from life.rated(2, 3, 4)


def promise_kept(life: Life) -> Walk:
    """The correction takes time, is promised and reported done."""
    days = life.rng.randrange(8, 25)
    yield from life.brought()
    yield from life.answered(promise=days)
    yield from life.climbed()
    yield life.later(days / 3, days - 2)
    life.act(Action.RECTIFY, life.tale.keeper, corrected_on=life.today)


def promise_urged(life: Life) -> Walk:
    """The correction is promised; the unit above asks how it stands, is answered, and it is reported done."""
    yield from life.brought()
    yield from life.answered(promise=20)
    yield from life.climbed()
    yield life.later(5, 8)
    life.act(Action.URGE, ROOT, comment="承诺的整改日期临近，请说明进展")
    yield life.later(1, 2)
    life.act(Action.RESPOND, life.tale.keeper, comment="正在修改模板，将按期完成")
    yield life.later(2, 5)
    life.act(Action.RECTIFY, life.tale.keeper, corrected_on=life.today)


def promise_open(life: Life) -> Walk:
    """The correction is promised; nothing has been heard of it yet. An old promise is late, a young one still runs."""
    yield from life.brought()
    yield from life.answered(promise=life.rng.randrange(12, 30))
    yield from life.climbed()


def long_promise(life: Life) -> Walk:
    """A large correction, promised for a day that is still to come."""
    yield from life.brought()
    yield from life.answered(promise=life.rng.randrange(45, 80))
    yield from life.climbed()


def handed_back(life: Life) -> Walk:
    """Passed on to the wrong office, which gives it back."""
    yield from life.arrive()
    yield from life.dispatched()
    yield from life.transferred(other_keeper(life))
    yield life.pause(30, 240)
    life.act(Action.HAND_BACK, reason=life.pick(texts.HAND_BACK_REASONS, 1, 2))
    yield from life.transferred()
    yield from finish(life)


def other_keeper(life: Life) -> str:
    """A filing unit beside the one that keeps the website; the same one where it has no neighbour."""
    province = life.stage.province
    organizer = province.unit(province.organizer_of(life.tale.keeper))
    others = [code for code in province.keepers_below(organizer) if code != life.tale.keeper]
    return life.rng.choice(others) if others else life.tale.keeper


def recalled_from_answering(life: Life) -> Walk:
    """The organizing unit notices its mistake before the office does."""
    yield from life.arrive()
    yield from life.dispatched()
    organizer = life.holder
    yield from life.transferred(other_keeper(life))
    yield life.pause(30, 240)
    life.act(Action.RECALL, organizer, reason=life.pick(texts.RECALL_REASONS, 0, 2))
    yield from life.transferred()
    yield from finish(life)


def recalled_by_root(life: Life) -> Walk:
    """The provincial office takes it back from the wrong unit and places it anew."""
    yield from life.arrive()
    yield from life.dispatched()
    yield life.pause(30, 200)
    life.act(Action.RECALL, ROOT, reason=texts.RECALL_REASONS[1])
    yield from life.placed_by_hand(texts.DISPATCH_COMMENTS[1])
    yield from life.transferred()
    yield from finish(life)


def returned(life: Life) -> Walk:
    """The first unit is not the right one. The next dispatch asks the unit above it, in the end a person."""
    yield from life.arrive()
    yield from life.dispatched()
    yield life.pause(30, 200)
    at_city = life.stage.province.tree.above(life.stage.province.unit(life.holder))[1:] == ()
    life.act(Action.RETURN, reason=life.pick(texts.RETURN_REASONS, *((0, 2) if at_city else (0, 1, 5))))
    yield from life.dispatched()
    if life.report.state is State.RECEIVED:
        yield from life.placed_by_hand(texts.DISPATCH_COMMENTS[2])
    yield from life.transferred()
    yield from finish(life)


def set_aside(life: Life) -> Walk:
    """Nobody can tell by machine where it belongs; the provincial office places it by hand."""
    yield from life.arrive()
    yield from life.dispatched()
    if life.report.state is State.RECEIVED:
        yield from life.placed_by_hand(life.pick(texts.DISPATCH_COMMENTS, 0, 3))
    yield from life.transferred()
    yield from finish(life)


def refused(life: Life) -> Walk:
    """Not a matter for this platform (§一)."""
    yield from life.arrive()
    yield from life.dispatched()
    yield from life.refused()
    yield from life.climbed()
    if life.rng.random() < 0.3:
        yield from life.rated(1, 2, 3)


def repeats(original: Life) -> Plot:
    """The plot of a report that says again what ``original`` said; refused as a duplicate of it."""

    def plot(life: Life) -> Walk:
        yield from life.arrive()
        yield from life.dispatched()
        if life.rng.random() < 0.3:
            yield from life.transferred()
            yield life.pause(20, 120)
            life.act(Action.HAND_BACK, reason=texts.HAND_BACK_REASONS[4], original=original.number)
        yield life.pause(15, 120)
        life.refuse(original.number)
        yield from life.climbed()

    return plot


def refused_too_soon(life: Life) -> Walk:
    """The provincial office does not accept the refusal: the report is to be handled after all."""
    yield from life.arrive()
    yield from life.dispatched()
    yield life.pause(15, 120)
    life.act(
        Action.REJECT,
        invalid_reason="unclear",
        reply="您好！留言没有写清问题，暂不受理，请补充后重新提交。",
        public=True,
    )
    yield from life.climbed(to=ROOT)
    yield from life.sent_back("留言写明了页面和错误之处，属于受理范围，请转主办单位核查答复。")
    yield from life.transferred()
    yield from finish(life)


def assigned(life: Life) -> Walk:
    """The office names a person before it answers."""
    yield from life.brought()
    yield from life.assigned()
    yield from finish(life)
