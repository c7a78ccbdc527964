"""What a reviewer is asked to look at twice: measured on labelled replies, kind by kind (§三(四), §五.4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.domain.reply_hints import MANY, Hint, HintKind, hints
from tests.domain.labelled_replies import PHONE, REPLIES, TYPO, Labelled, case


def hinted(labelled: Labelled) -> tuple[Hint, ...]:
    """The hints for one labelled reply."""
    return hints(labelled.question, labelled.reply, labelled.alike, labelled.personal)


def kinds(labelled: Labelled) -> set[HintKind]:
    """Their kinds."""
    return {hint.kind for hint in hinted(labelled)}


@pytest.mark.parametrize("kind", list(HintKind))
def test_each_kind_is_found_and_seldom_in_vain(kind: HintKind) -> None:
    judged = [(kind in labelled.due, kind in kinds(labelled)) for labelled in REPLIES]
    right = judged.count((True, True))
    recall = right / sum(due for due, _ in judged)
    precision = right / sum(found for _, found in judged)
    print(f"\n{kind}: {len(judged)} replies, {right} found, recall {recall:.1%}, precision {precision:.1%}")  # noqa: T201 - to be read
    assert len(REPLIES) >= 60
    assert recall >= 0.9
    assert precision >= 0.9


def test_good_replies_are_left_in_peace() -> None:
    good = [labelled for labelled in REPLIES if not labelled.due]
    disturbed = [labelled.reply.text for labelled in good if kinds(labelled)]
    assert len(good) > 20
    assert len(disturbed) <= 1, disturbed


def test_every_hint_says_what_it_rests_on() -> None:
    for labelled in REPLIES:
        for hint in hinted(labelled):
            assert hint.sentence
            assert hint.ground


def test_the_number_of_near_identical_replies_is_told() -> None:
    labelled = replace(REPLIES[0], alike=MANY)
    (hint,) = hinted(labelled)
    assert (hint.kind, str(MANY) in hint.ground) == (HintKind.BOILERPLATE, True)
    assert hinted(replace(labelled, alike=MANY - 1)) == ()


def test_greetings_do_not_make_a_reply_long() -> None:
    bare = case(set(), TYPO, "“公吿”已改为“公告”。")
    polite = case(
        set(), TYPO, "尊敬的网友，您好！“公吿”已改为“公告”。感谢您对我们工作的关注和支持！给您带来不便，深表歉意！"
    )
    assert HintKind.SHORT in kinds(bare) & kinds(polite)


def test_saying_that_nothing_was_corrected_is_no_correction() -> None:
    text = "婚姻登记处的联系电话确为空号，目前尚未改正，我们对此深表歉意，也感谢您的提醒。"
    assert HintKind.NO_CORRECTION in kinds(case(set(), PHONE, text))
    assert HintKind.NO_CORRECTION not in kinds(case(set(), PHONE, text.replace("尚未改正", "已经改正")))


def test_the_day_alone_is_enough() -> None:
    text = "婚姻登记处的联系电话停用了，新的号码自6月4日启用，见办事指南页面，感谢您的监督。"
    assert HintKind.NO_CORRECTION not in kinds(case(set(), PHONE, text))
    assert HintKind.NO_CORRECTION in kinds(case(set(), PHONE, text.replace("6月4日", "去年")))
