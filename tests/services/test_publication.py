"""§三(五): what appears on the exposure board, how it changes, and how it goes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.domain.picture import Picture
from portal.domain.vocabulary import Action, Finding, InvalidReason, State, WithholdReason
from portal.services.errors import Invalid
from portal.services.publication import INDEX_CASE
from portal.store import Attachment, Case, Event, OutboxItem, Site
from tests.conftest import FrozenClock
from tests.handling import NEW_SITE, PRIVATE, UNLISTED, Desk


def case_of(desk: Desk, number: str) -> Case | None:
    """The case of a report, visible or not."""
    with desk.context.database.reading() as session:
        return session.scalar(select(Case).where(Case.number == number))


def shown(desk: Desk, number: str) -> Case:
    """The case of a report, which is on the board."""
    case = case_of(desk, number)
    assert case is not None
    assert case.visible
    return case


def follow_up(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    """What the worker was left to do, oldest first."""
    with desk.context.database.reading() as session:
        return [(item.topic, item.payload) for item in session.scalars(select(OutboxItem).order_by(OutboxItem.id))]


def last_event(desk: Desk, number: str) -> Event:
    """What happened last."""
    with desk.context.database.reading() as session:
        own = select(Event).where(Event.report_id == desk.report(number).id)
        return session.scalars(own.order_by(Event.position.desc()).limit(1)).one()


def test_nothing_is_on_the_board_before_the_final_approval(desk: Desk) -> None:
    number = desk.climbed()
    assert case_of(desk, number) is None
    assert follow_up(desk) == []


def test_the_case_tells_what_happened_and_never_more_than_the_public_copy(desk: Desk, clock: FrozenClock) -> None:
    number = desk.climbed()
    clock.advance(days=2)
    desk.act("province", number, Action.APPROVE)
    case = shown(desk, number)
    assert (case.title, case.description) == ("城东区政府网：首页有错别字", "首页“通知公告”栏目中有一处错别字")
    assert (case.site_name, case.site_code) == ("西宁市城东区人民政府网", "6301029001")
    assert (case.unit_name, case.region_code, case.finding) == ("城东区政府网站", "630102", Finding.CONFIRMED)
    assert (case.received_on, case.due_on, case.finished_on) == (date(2018, 6, 4), date(2018, 6, 7), date(2018, 6, 6))
    assert (case.working_days, case.on_time) == (2, True)
    assert (case.corrected_on, case.published_at) == (date(2018, 6, 4), clock.now)
    assert case.page_url == "http://www.chengdong.example/notice/1.html"
    kept = " ".join(str(value) for value in vars(case).values())
    assert "13912345678" not in kept
    assert "王小明" not in kept
    assert follow_up(desk) == [(INDEX_CASE, {"report_id": case.report_id})]


def test_a_late_case_says_so(desk: Desk, clock: FrozenClock) -> None:
    """§四, §五."""
    number = desk.climbed()
    clock.advance(days=4)
    desk.act("province", number, Action.APPROVE)
    case = shown(desk, number)
    assert (case.working_days, case.on_time) == (4, False)


def test_shortening_and_masking_is_not_editing_but_everything_else_is(desk: Desk) -> None:
    untouched = desk.finished()
    assert not shown(desk, untouched).edited
    edited = desk.climbed()
    desk.act("province", edited, Action.APPROVE, public_reply="经核查属实，已经改正。")
    assert shown(desk, edited).edited
    assert last_event(desk, edited).details["edited"] == ["public_reply"]


def test_both_checks_are_on_the_record(desk: Desk) -> None:
    assert last_event(desk, desk.finished()).details["checked"] == ["secrecy", "privacy"]


def test_a_refused_report_is_on_the_board_where_its_opinion_was_public(desk: Desk) -> None:
    """§三(二): 认真研提答复口径，确定是否公开."""
    number = desk.dispatched()
    desk.act("chengdong", number, Action.REJECT)
    desk.act("xining", number, Action.APPROVE)
    desk.act("province", number, Action.APPROVE, public_reply="请说明是哪一页。")
    assert shown(desk, number).finding is Finding.REFUSED
    assert shown(desk, number).unit_name == "城东区政府办公室"


def test_a_withheld_report_appears_once_it_is_disclosed(desk: Desk, clock: FrozenClock) -> None:
    number = desk.finished(**PRIVATE)
    assert case_of(desk, number) is None
    at = clock.advance(days=30)
    desk.act("province", number, Action.DISCLOSE)
    case = shown(desk, number)
    assert desk.report(number).state is State.PUBLISHED
    assert (case.published_at, case.finished_on, case.working_days) == (at, date(2018, 6, 4), 0)


def test_an_amendment_changes_the_case_and_names_its_day(desk: Desk, clock: FrozenClock) -> None:
    number = desk.finished()
    published = shown(desk, number).published_at
    clock.advance(days=1)
    desk.act("province", number, Action.AMEND, public_title="更正后的标题")
    case = shown(desk, number)
    assert (case.title, case.amended_on, case.published_at) == ("更正后的标题", date(2018, 6, 5), published)
    assert len(follow_up(desk)) == 2


def test_a_withdrawn_case_is_gone_and_keeps_its_reason(desk: Desk) -> None:
    number = desk.finished()
    desk.act("province", number, Action.WITHDRAW)
    case = case_of(desk, number)
    assert case is not None
    assert (case.visible, case.withhold_reason, case.withhold_note) == (False, WithholdReason.PRIVACY, "含有手机号")
    assert desk.report(number).state is State.CLOSED
    assert len(follow_up(desk)) == 2


def test_a_withdrawn_case_may_be_disclosed_again(desk: Desk, clock: FrozenClock) -> None:
    number = desk.finished()
    desk.act("province", number, Action.WITHDRAW)
    at = clock.advance(days=1)
    desk.act("province", number, Action.DISCLOSE)
    case = shown(desk, number)
    assert (case.published_at, case.withhold_reason, case.withhold_note) == (at, None, None)


def test_a_reopened_case_stays_and_says_that_it_is_handled_anew(desk: Desk, clock: FrozenClock) -> None:
    number = desk.finished()
    first = shown(desk, number).published_at
    clock.advance(days=1)
    desk.act("province", number, Action.REOPEN)
    assert shown(desk, number).reopened
    desk.act("chengdong-gov", number, Action.ANSWER, reply="重新核查，已全部改正。")
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, number, Action.APPROVE, public_reply="重新核查，已全部改正。")
    case = shown(desk, number)
    assert (case.reopened, case.reply, case.published_at) == (False, "重新核查，已全部改正。", first)


def test_a_reopened_case_goes_when_the_new_reply_is_withheld(desk: Desk) -> None:
    number = desk.finished()
    desk.act("province", number, Action.REOPEN)
    desk.act("chengdong-gov", number, Action.ANSWER, **PRIVATE)
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, number, Action.APPROVE)
    case = case_of(desk, number)
    assert case is not None
    assert (case.visible, case.withhold_reason) == (False, WithholdReason.PRIVACY)


def test_a_case_may_be_withdrawn_while_its_report_is_handled_anew(desk: Desk) -> None:
    number = desk.finished()
    desk.act("province", number, Action.REOPEN)
    desk.act("province", number, Action.WITHDRAW)
    assert desk.report(number).state is State.ANSWERING
    case = case_of(desk, number)
    assert case is not None
    assert not case.visible


def test_a_kept_promise_turns_the_case_from_promised_to_done(desk: Desk, clock: FrozenClock) -> None:
    """§四: 持续整改跟踪."""
    number = desk.finished(corrected_on=None, correct_by=date(2018, 6, 20))
    assert (shown(desk, number).corrected_on, shown(desk, number).correct_by) == (None, date(2018, 6, 20))
    clock.advance(days=3)
    desk.act("chengdong-gov", number, Action.RECTIFY)
    assert shown(desk, number).corrected_on == date(2018, 6, 7)


def test_a_new_promise_after_reopening_is_open_again(desk: Desk, clock: FrozenClock) -> None:
    promise: dict[str, Any] = {"corrected_on": None, "correct_by": date(2018, 6, 20)}
    number = desk.finished(**promise)
    desk.act("chengdong-gov", number, Action.RECTIFY)
    desk.act("province", number, Action.REOPEN)
    desk.act("chengdong-gov", number, Action.ANSWER, **promise)
    for reviewer in ("chengdong", "xining", "province"):
        desk.act(reviewer, number, Action.APPROVE)
    assert shown(desk, number).corrected_on is None
    clock.advance(days=1)
    desk.act("chengdong-gov", number, Action.RECTIFY)
    assert shown(desk, number).corrected_on == date(2018, 6, 5)


def test_a_promise_kept_before_disclosure_is_shown_as_kept(desk: Desk, clock: FrozenClock) -> None:
    number = desk.finished(corrected_on=None, correct_by=date(2018, 6, 20), **PRIVATE)
    clock.advance(days=3)
    desk.act("chengdong-gov", number, Action.RECTIFY)
    desk.act("province", number, Action.DISCLOSE)
    assert shown(desk, number).corrected_on == date(2018, 6, 7)


def test_only_chosen_pictures_of_this_report_become_public_and_none_after_withdrawal(desk: Desk) -> None:
    pictures = tuple(Picture(str(each) * 64, "image/png", 10, 10, 10) for each in range(2))
    other = desk.submitted(pictures=pictures)
    number = desk.dispatched(pictures=pictures)
    desk.act("chengdong", number, Action.TRANSFER)
    evidence = Picture("e" * 64, "image/png", 10, 10, 10)
    desk.act("chengdong-gov", number, Action.ANSWER, attachments=(evidence,))
    for reviewer in ("chengdong", "xining"):
        desk.act(reviewer, number, Action.APPROVE)

    def published() -> list[tuple[str, int]]:
        with desk.context.database.reading() as session:
            public = select(Attachment).where(Attachment.published).order_by(Attachment.id)
            return [(each.sha256[0], each.report_id) for each in session.scalars(public)]

    ids = {}
    with desk.context.database.reading() as session:
        for each in session.scalars(select(Attachment)):
            ids[each.report_id, each.sha256[0]] = each.id
    mine, theirs = desk.report(number).id, desk.report(other).id
    chosen = (ids[mine, "1"], ids[mine, "e"], ids[theirs, "0"])
    desk.act("province", number, Action.APPROVE, public_attachments=chosen)
    assert published() == [("1", mine), ("e", mine)]
    desk.act("province", number, Action.WITHDRAW)
    assert published() == []


class TestMissingSites:
    """§三(二): a website that was missing from the register enters it when the root approves."""

    @staticmethod
    def answered(desk: Desk, **site: Any) -> str:
        entries = {name: getattr(UNLISTED, name) for name in UNLISTED.__dataclass_fields__}
        number = desk.dispatched(**entries)
        desk.act("chengdong", number, Action.TRANSFER)
        desk.act("chengdong-gov", number, Action.ANSWER, **{**NEW_SITE, **site})
        return number

    @staticmethod
    def sites(desk: Desk) -> list[str]:
        with desk.context.database.reading() as session:
            return list(session.scalars(select(Site.code).order_by(Site.code)))

    def approve(self, desk: Desk, number: str) -> None:
        for reviewer in ("chengdong", "xining", "province"):
            desk.act(reviewer, number, Action.APPROVE)

    def test_it_is_registered_under_the_unit_that_answered(self, desk: Desk) -> None:
        number = self.answered(desk)
        assert self.sites(desk) == ["6301029001"]
        self.approve(desk, number)
        assert self.sites(desk) == ["6301020099", "6301029001"]
        case = shown(desk, number)
        assert (case.site_code, case.site_name) == ("6301020099", "城东区教育网")
        assert desk.report(number).site_id == case.site_id

    def test_its_next_report_finds_its_way(self, desk: Desk) -> None:
        self.approve(desk, self.answered(desk))
        number = desk.dispatched(site_code="", page_url="http://edu.chengdong.example/1.html")
        assert desk.report(number).holder_id == desk.cast.unit("chengdong")

    def test_a_code_in_full_width_is_kept_in_its_written_form(self, desk: Desk) -> None:
        self.approve(desk, self.answered(desk, new_site_code="６３０１０２００９９"))
        assert self.sites(desk) == ["6301020099", "6301029001"]

    def test_a_code_of_another_site_is_refused(self, desk: Desk) -> None:
        with pytest.raises(Invalid) as refusal:
            self.answered(desk, new_site_code="6301029001")
        assert [problem.field for problem in refusal.value.problems] == ["new_site_code"]

    def test_a_reopened_report_may_name_its_own_site_again(self, desk: Desk) -> None:
        number = self.answered(desk)
        self.approve(desk, number)
        desk.act("province", number, Action.REOPEN)
        desk.act("chengdong-gov", number, Action.ANSWER, **NEW_SITE)
        self.approve(desk, number)
        assert self.sites(desk) == ["6301020099", "6301029001"]

    def test_a_site_that_somebody_registered_meanwhile_is_used_as_it_is(self, desk: Desk) -> None:
        number = self.answered(desk)
        with desk.context.database.writing() as session:
            session.add(Site(code="6301020099", name="教育网", url="http://x.example/", filing_unit_id=1))
        self.approve(desk, number)
        assert shown(desk, number).site_name == "教育网"

    def test_what_is_not_missing_is_not_registered(self, desk: Desk) -> None:
        number = desk.dispatched(**{name: getattr(UNLISTED, name) for name in UNLISTED.__dataclass_fields__})
        desk.act("chengdong", number, Action.REJECT, invalid_reason=InvalidReason.UNRELATED)
        desk.act("xining", number, Action.APPROVE)
        desk.act("province", number, Action.APPROVE, public_reply="请说明是哪一页。")
        assert self.sites(desk) == ["6301029001"]
        assert shown(desk, number).site_name == "城东区教育网"
