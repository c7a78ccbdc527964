"""What happens to reports of the demo after their end: disputes, reopening, and second thoughts about publication."""

from __future__ import annotations

from portal.demo import texts
from portal.demo.copies import kept_in
from portal.demo.history import Walk
from portal.demo.life import Life
from portal.demo.plots import finish, plain
from portal.demo.scene import ROOT
from portal.domain.vocabulary import Action, WithholdReason
from portal.store import Case

WITHDRAWALS = (
    # The reasons that texts.WITHDRAW_NOTES speak of; the last note belongs to reports that were not right.
    WithholdReason.PRIVACY,
    WithholdReason.PRIVACY,
    WithholdReason.PRIVACY,
    WithholdReason.TRADE_SECRET,
)


def dispute_open(life: Life) -> Walk:
    """Answered, but the citizen does not accept it; the provincial office has still to decide."""
    yield from life.brought()
    yield from finish(life)
    yield from life.disputed()


def dispute_refused(life: Life) -> Walk:
    """The first answer stands."""
    yield from dispute_open(life)
    yield life.later(0.5, 3)
    life.act(Action.REFUSE_DISPUTE, ROOT, comment=life.pick(texts.REFUSE_DISPUTE_COMMENTS, 0, 1, 2, 3))
    if life.rng.random() < 0.5:
        yield from life.rated(1, 2)


def dispute_upheld(life: Life) -> Walk:
    """The citizen was right: handled anew, with a better answer."""
    yield from reopened(life)
    yield from life.answered(extra="对前次答复不够到位，诚恳致歉。")
    yield from life.climbed()
    yield from life.rated(3, 4, 5)


def reopened(life: Life) -> Walk:
    """Disputed and opened again; it lies with the unit that answered."""
    yield from dispute_open(life)
    yield life.later(0.5, 3)
    life.act(Action.REOPEN, ROOT, reason=texts.REOPEN_REASONS[1])


def checked_again(life: Life) -> Walk:
    """The provincial office finds the error still there and opens the report without anybody asking."""
    yield from life.brought()
    yield from finish(life, confirmed_share=1)
    yield life.later(8, 25)
    life.act(Action.REOPEN, ROOT, reason=texts.REOPEN_REASONS[0])
    yield from life.answered(extra="页面曾因系统回滚恢复旧内容，现已重新更正并锁定。")
    yield from life.climbed()


def withdrawn(life: Life) -> Walk:
    """Published, and taken off the board when something in it should not be there."""
    yield from life.brought()
    yield from finish(life)
    yield life.later(1, 12)
    place = life.rng.randrange(len(WITHDRAWALS))
    life.act(
        Action.WITHDRAW,
        ROOT,
        withhold_reason=WITHDRAWALS[place],
        withhold_note=texts.WITHDRAW_NOTES[place],
    )


def disclosed(life: Life) -> Walk:
    """Not published at first; once the ground has gone, it is."""
    yield from life.brought()
    yield from finish(life)
    yield life.later(14, 40)
    life.act(Action.DISCLOSE, ROOT, **life.copy())


def amended(life: Life) -> Walk:
    """Published, and the public copy corrected afterwards."""
    yield from plain(life)
    yield life.later(1, 12)
    case = life.stage.session.get_one(Case, life.report.id)
    copy = {
        "public_title": f"{case.site_name}：{case.title}"[:100],
        "public_description": case.description,
        "public_wrong_text": case.wrong_text,
        "public_suggested_text": case.suggested_text,
        "public_reply": case.reply,
    }
    life.act(Action.AMEND, ROOT, reason=texts.AMEND_REASONS[3], kept=kept_in(copy), **copy)
