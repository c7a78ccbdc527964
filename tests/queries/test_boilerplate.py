"""Near-identical replies of a unit are counted, and nothing else is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.domain.reply_hints import HintKind
from portal.domain.vocabulary import Action
from portal.queries.boilerplate import near_identical
from portal.queries.review_hints import hints_for
from portal.services.context import Context
from portal.store import Reply, Report
from tests.handling import Desk
from tests.province import Cast

DRAWER = "网民您好！您反映的“{}”问题属实，已于 {} 月 4 日改正，我们将加强信息发布审核，感谢监督！"
OWN = "经查，第二段“步署”系录入错误，已更正为“部署”，并重新校对了同期的会议报道。"


@pytest.fixture
def desk(context: Context, cast: Cast) -> Desk:
    """People who handle reports."""
    return Desk(context, cast)


def alike(desk: Desk, number: str) -> int:
    """How many replies say nearly the same as the newest of this report."""
    with desk.context.database.reading() as session:
        newest = select(Reply).join(Report, Report.id == Reply.report_id).where(Report.number == number)
        reply = session.scalars(newest.order_by(Reply.version.desc())).first()
        assert reply is not None
        return near_identical(session, [reply])[reply.id]


def test_replies_from_the_drawer_are_counted(desk: Desk) -> None:
    for place in range(3):
        desk.finished(reply=DRAWER.format(f"错字{place}", place + 1))
    desk.finished(reply=OWN)
    assert alike(desk, desk.answered(reply=DRAWER.format("附件", 9))) == 3
    assert alike(desk, desk.answered(reply="网站首页飘窗无法关闭的问题已由技术人员修复，请刷新后再看。")) == 0


def test_earlier_versions_and_unapproved_replies_do_not_count(desk: Desk) -> None:
    waiting = desk.answered(reply=DRAWER.format("错字", 1))
    desk.act("chengdong", waiting, Action.SEND_BACK)
    desk.act("chengdong-gov", waiting, Action.ANSWER, reply=DRAWER.format("错字", 2))
    assert alike(desk, desk.answered(reply=DRAWER.format("错字", 3))) == 0
    assert alike(desk, waiting) == 0


def test_replies_of_other_units_do_not_count(desk: Desk) -> None:
    for _ in range(3):
        desk.finished(reply=DRAWER.format("错字", 1))
    number = desk.dispatched()
    desk.act("chengdong", number, Action.REJECT, reply=DRAWER.format("错字", 1))
    assert alike(desk, number) == 0


def test_only_the_newest_replies_are_compared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.queries.boilerplate.COMPARED", 1)
    desk.finished(reply=DRAWER.format("错字", 1))
    desk.finished(reply=OWN)
    assert alike(desk, desk.answered(reply=DRAWER.format("错字", 2))) == 0


def test_personal_data_in_a_reply_is_hinted_at_but_an_office_number_is_not(desk: Desk) -> None:
    text = "通知公告栏目的错别字已改正为“公告”，并重新校对，有疑问请致电{}咨询。"
    mobile, office = (desk.answered(reply=text.format(number)) for number in ("13897123456", "0971-6123456"))
    with desk.context.database.reading() as session:
        for number, kinds in ((mobile, [HintKind.PERSONAL]), (office, [])):
            report = session.scalars(select(Report).where(Report.number == number)).one()
            reply = session.scalars(select(Reply).where(Reply.report_id == report.id)).one()
            found = hints_for(session, [(report, reply)])[reply.id]
            assert [hint.kind for hint in found] == kinds
