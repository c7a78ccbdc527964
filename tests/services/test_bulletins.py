"""Bulletins through the services: who may do what, versions, the second officer, receipts (§五.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.domain.bulletin import (
    BulletinState,
    Decision,
    Ground,
    Part,
    Section,
    Suspicion,
    Verdict,
    Wording,
    read,
)
from portal.domain.periods import Period
from portal.domain.policy import Actor
from portal.domain.vocabulary import Action
from portal.services import bulletins, units
from portal.services.context import Context
from portal.services.errors import Invalid, NotAllowed, NotFound, Stale
from portal.services.register import keeping
from portal.store import AuditEntry, Bulletin, BulletinReceipt, BulletinStep, BulletinVersion, Criticism, Database
from portal.store.event import AppendOnly
from tests.handling import Desk
from tests.services.test_concurrency import at_once

MAY, JUNE = Period.month(2018, 5), Period.month(2018, 6)
WORDING = Wording("五月通报", "各单位", (Section(Part.OVERVIEW, "总体情况", "共收到1条。"),))
DROPPED = Verdict(Decision.DROPPED, "停电")
EVERYBODY = ("province", "province2", "xining", "chengdong-gov", "admin", "auditor")
BELOW = 8
"""Units of the cast below the provincial office."""


@pytest.fixture
def elsewhere(desk: Desk) -> Iterator[Context]:
    """The same installation in another process."""
    second = Database(desk.context.database.engine.url.render_as_string(hide_password=False))
    yield replace(desk.context, database=second)
    second.dispose()


def person(desk: Desk, name: str) -> Actor:
    return {"admin": desk.cast.admin, "auditor": desk.cast.auditor}.get(name) or desk.cast.officer(name)


def drafted(desk: Desk, *suspected: str, period: Period = MAY) -> int:
    """A draft by the first officer; ``suspected`` are units that stand to be criticised."""
    suspicions = [Suspicion(desk.cast.unit(code), Ground.OVERDUE, ("2018-000001",)) for code in suspected]
    return bulletins.draft(desk.context, person(desk, "province"), period, WORDING, suspicions, complete=True)


def submitted(desk: Desk) -> int:
    bulletin = drafted(desk)
    bulletins.submit(desk.context, person(desk, "province"), bulletin, 1)
    return bulletin


def issued(desk: Desk) -> int:
    bulletin = submitted(desk)
    bulletins.sign(desk.context, person(desk, "province2"), bulletin, 2)
    return bulletin


def published(desk: Desk) -> int:
    bulletin = issued(desk)
    publish(desk, "province", bulletin, 3)
    return bulletin


def publish(desk: Desk, name: str, bulletin: int, revision: int) -> None:
    bulletins.publish(desk.context, person(desk, name), bulletin, revision, secrecy_checked=True, privacy_checked=True)


def row(desk: Desk, bulletin: int) -> Bulletin:
    with desk.context.database.reading() as session:
        return session.get_one(Bulletin, bulletin)


def criticism(desk: Desk, bulletin: int) -> Criticism:
    with desk.context.database.reading() as session:
        return session.scalars(select(Criticism).where(Criticism.bulletin_id == bulletin)).one()


def deeds(desk: Desk) -> list[str]:
    with desk.context.database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.subject.startswith("bulletin:")))
        return [entry.deed for entry in sorted(entries, key=lambda entry: entry.id)]


MADE: dict[str, Callable[[Desk], int]] = {"draft": drafted, "to sign": submitted, "issued": issued, "public": published}
STEPS: dict[str, Callable[[Desk, Actor, int, int], object]] = {
    "save": lambda desk, who, bulletin, now: bulletins.save(desk.context, who, bulletin, now, WORDING, {}),
    "submit": lambda desk, who, bulletin, now: bulletins.submit(desk.context, who, bulletin, now),
    "return": lambda desk, who, bulletin, now: bulletins.return_to_draft(desk.context, who, bulletin, now, "改"),
    "sign": lambda desk, who, bulletin, now: bulletins.sign(desk.context, who, bulletin, now),
    "acknowledge": lambda desk, who, bulletin, now: bulletins.acknowledge(desk.context, who, bulletin),
    "publish": lambda desk, who, bulletin, now: bulletins.publish(
        desk.context, who, bulletin, now, secrecy_checked=True, privacy_checked=True
    ),
    "unpublish": lambda desk, who, bulletin, now: bulletins.unpublish(desk.context, who, bulletin, now, "有误"),
}
OFFICE, UNITS = {"province", "province2"}, {"xining", "chengdong-gov"}
ALLOWED = {
    ("draft", "save"): OFFICE,
    ("draft", "submit"): OFFICE,
    ("to sign", "return"): OFFICE,
    ("to sign", "sign"): {"province2"},
    ("issued", "acknowledge"): UNITS,
    ("issued", "publish"): OFFICE,
    ("public", "acknowledge"): UNITS,
    ("public", "unpublish"): OFFICE,
}


@pytest.mark.parametrize("state", MADE)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_those_whom_the_rules_name_and_by_nobody_else(desk: Desk, state: str, step: str) -> None:
    bulletin = MADE[state](desk)
    before, may_take = row(desk, bulletin), ALLOWED.get((state, step), set())
    for name in EVERYBODY:
        if name not in may_take:
            with pytest.raises(NotAllowed):
                STEPS[step](desk, person(desk, name), bulletin, before.revision)
    after = row(desk, bulletin)
    assert (after.revision, after.state) == (before.revision, before.state)
    for name in sorted(may_take)[:1]:
        STEPS[step](desk, person(desk, name), bulletin, before.revision)


def test_only_the_provincial_office_drafts(desk: Desk) -> None:
    for name in EVERYBODY[2:]:
        with pytest.raises(NotAllowed):
            bulletins.draft(desk.context, person(desk, name), MAY, WORDING, [], complete=True)


@pytest.mark.parametrize(
    ("period", "complete", "words"),
    [(JUNE, True, "还没有结束"), (Period.year(2017), True, "按月或者按季度"), (MAY, False, "正在重新计算")],
)
def test_a_bulletin_is_about_a_month_or_quarter_that_is_over_and_counted(
    desk: Desk, period: Period, complete: bool, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        bulletins.draft(desk.context, person(desk, "province"), period, WORDING, [], complete=complete)
    assert words in refused.value.problems[0].message


def test_a_period_has_one_bulletin(desk: Desk) -> None:
    drafted(desk)
    with pytest.raises(Invalid, match="period"):
        drafted(desk)
    drafted(desk, period=Period.quarter(2018, 1))


def test_every_save_keeps_a_version_and_none_is_ever_changed(desk: Desk) -> None:
    bulletin = drafted(desk)
    worded = replace(WORDING, title="五月通报（改）")
    assert bulletins.save(desk.context, person(desk, "province2"), bulletin, 1, worded, {}) == 2
    with desk.context.database.reading() as session:
        versions = session.scalars(select(BulletinVersion).order_by(BulletinVersion.version)).all()
    assert [read(each.wording).title for each in versions] == ["五月通报", "五月通报（改）"]
    assert [each.account_id for each in versions] == [desk.cast.account("province"), desk.cast.account("province2")]
    for written in (BulletinVersion, BulletinStep):
        with pytest.raises(AppendOnly), desk.context.database.writing() as session:
            session.scalars(select(written).order_by(written.id)).first().version = 9  # type: ignore[union-attr]


def test_drafting_anew_keeps_what_was_decided_on_the_same_grounds_and_asks_about_the_rest(desk: Desk) -> None:
    """The decision was about these reports; about others it is nobody's."""
    bulletin = drafted(desk, "chengdong-gov", "haidong-gov", "xining")
    office, units_of = person(desk, "province"), desk.cast.unit
    with desk.context.database.reading() as session:
        known = {each.unit_id: each.id for each in session.scalars(select(Criticism))}
    bulletins.save(desk.context, office, bulletin, 1, WORDING, dict.fromkeys(known.values(), DROPPED))
    now = [
        Suspicion(units_of("chengdong-gov"), Ground.OVERDUE, ("2018-000001",)),
        Suspicion(units_of("haidong-gov"), Ground.OVERDUE, ("2018-000001", "2018-000002")),
        Suspicion(units_of("xining"), Ground.POOR_REVIEW, ("2018-000003",)),
    ]
    with pytest.raises(Invalid):
        bulletins.redraft(desk.context, office, bulletin, 2, WORDING, now, complete=False)
    assert bulletins.redraft(desk.context, office, bulletin, 2, WORDING, now, complete=True) == 3
    with desk.context.database.reading() as session:
        found = {(each.unit_id, each.ground): each for each in session.scalars(select(Criticism))}
        versions = session.scalars(select(BulletinVersion.version)).all()
    assert {key: (each.decision, tuple(each.reports)) for key, each in found.items()} == {
        (units_of("chengdong-gov"), Ground.OVERDUE): (Decision.DROPPED, ("2018-000001",)),
        (units_of("haidong-gov"), Ground.OVERDUE): (Decision.OPEN, ("2018-000001", "2018-000002")),
        (units_of("xining"), Ground.POOR_REVIEW): (Decision.OPEN, ("2018-000003",)),
    }
    assert sorted(versions) == [1, 2, 3]
    with pytest.raises(Stale):
        bulletins.redraft(desk.context, office, bulletin, 2, WORDING, now, complete=True)
    for stranger in ("xining", "admin", "auditor"):
        with pytest.raises(NotAllowed):
            bulletins.redraft(desk.context, person(desk, stranger), bulletin, 3, WORDING, now, complete=True)


def test_of_two_officers_who_draft_at_once_the_second_learns_that_there_is_one(desk: Desk, elsewhere: Context) -> None:
    def draft(context: Context, who: str) -> Callable[[], int]:
        return lambda: bulletins.draft(context, person(desk, who), MAY, WORDING, [], complete=True)

    results = at_once(draft(desk.context, "province"), draft(elsewhere, "province2"))
    assert Counter(type(result) for result in results) == {int: 1, Invalid: 1}


def test_a_form_for_an_older_version_is_refused_with_what_happened_since(desk: Desk) -> None:
    bulletin = drafted(desk)
    bulletins.save(desk.context, person(desk, "province2"), bulletin, 1, WORDING, {})
    with pytest.raises(Stale) as refused:
        bulletins.save(desk.context, person(desk, "province"), bulletin, 1, WORDING, {})
    assert [(each.who, each.action) for each in refused.value.meanwhile] == [("province2的经办人", "保存")]
    assert row(desk, bulletin).version == 2
    with pytest.raises(NotFound):
        bulletins.save(desk.context, person(desk, "province"), bulletin + 1, 1, WORDING, {})


def test_whoever_saved_last_does_not_sign(desk: Desk) -> None:
    bulletin = drafted(desk)
    bulletins.save(desk.context, person(desk, "province2"), bulletin, 1, WORDING, {})
    bulletins.submit(desk.context, person(desk, "province"), bulletin, 2)
    with pytest.raises(NotAllowed):
        bulletins.sign(desk.context, person(desk, "province2"), bulletin, 3)
    assert bulletins.sign(desk.context, person(desk, "province"), bulletin, 3) == BELOW
    signed = row(desk, bulletin)
    assert (signed.state, signed.signed_by_id) == (BulletinState.ISSUED, desk.cast.account("province"))


def test_nobody_is_criticised_without_a_decision_on_each(desk: Desk) -> None:
    bulletin = drafted(desk, "chengdong-gov")
    suspected = criticism(desk, bulletin)
    with pytest.raises(Invalid) as refused:
        bulletins.submit(desk.context, person(desk, "province"), bulletin, 1)
    assert "城东区政府网站" in refused.value.problems[0].message
    without_reason = {suspected.id: Verdict(Decision.DROPPED)}
    with pytest.raises(Invalid) as refused:
        bulletins.save(desk.context, person(desk, "province"), bulletin, 1, WORDING, without_reason)
    assert refused.value.problems[0].field == f"reason_{suspected.id}"
    bulletins.save(desk.context, person(desk, "province"), bulletin, 1, WORDING, {suspected.id: DROPPED})
    decided = criticism(desk, bulletin)
    assert (decided.decision, decided.reason) == (Decision.DROPPED, "停电")
    assert decided.decided_by_id == desk.cast.account("province")
    bulletins.submit(desk.context, person(desk, "province"), bulletin, 2)


def test_a_decision_can_be_taken_back_while_the_draft_is_open(desk: Desk) -> None:
    bulletin = drafted(desk, "chengdong-gov")
    suspected = criticism(desk, bulletin).id
    office = person(desk, "province")
    for revision, verdict in enumerate((Verdict(Decision.CONFIRMED), Verdict(Decision.OPEN)), start=1):
        bulletins.save(desk.context, office, bulletin, revision, WORDING, {suspected: verdict})
    assert criticism(desk, bulletin).decided_at is None
    assert deeds(desk).count("decide_criticism") == 2


def test_a_decision_about_another_bulletin_is_left_alone(desk: Desk) -> None:
    first = drafted(desk, "chengdong-gov")
    other = drafted(desk, "xining", period=Period.quarter(2018, 1))
    office = person(desk, "province")
    bulletins.save(desk.context, office, other, 1, WORDING, {criticism(desk, first).id: Verdict(Decision.CONFIRMED)})
    assert criticism(desk, first).decision is Decision.OPEN


def test_typical_cases_are_published_ones(desk: Desk) -> None:
    public, open_one = desk.finished(), desk.answered()
    bulletin = drafted(desk)
    office = person(desk, "province")
    with pytest.raises(Invalid) as refused:
        bulletins.save(desk.context, office, bulletin, 1, replace(WORDING, cases=(public, open_one)), {})
    assert [open_one in each.message for each in refused.value.problems] == [True]
    bulletins.save(desk.context, office, bulletin, 1, replace(WORDING, cases=(public,)), {})
    desk.act("province", public, Action.WITHDRAW)
    with pytest.raises(Invalid):
        bulletins.save(desk.context, office, bulletin, 2, replace(WORDING, cases=(public,)), {})


def test_an_issued_bulletin_goes_to_every_unit_in_use_and_each_acknowledges_once(desk: Desk) -> None:
    bulletin = issued(desk)
    bulletins.acknowledge(desk.context, person(desk, "xining"), bulletin)
    with pytest.raises(NotAllowed):
        bulletins.acknowledge(desk.context, person(desk, "xining"), bulletin)
    with desk.context.database.reading() as session:
        receipts = session.scalars(select(BulletinReceipt)).all()
    assert len(receipts) == BELOW
    assert [each.account_id for each in receipts if each.at is not None] == [desk.cast.account("xining")]


def test_a_successor_acknowledges_for_what_merged_into_it(desk: Desk) -> None:
    bulletin = issued(desk)
    with keeping(desk.context, person(desk, "province")) as register:
        units.merge_units(register, "haidong-gov", "chengdong-gov")
    bulletins.acknowledge(desk.context, person(desk, "chengdong-gov"), bulletin)
    with desk.context.database.reading() as session:
        done = session.scalars(select(BulletinReceipt.unit_id).where(BulletinReceipt.at.is_not(None))).all()
    assert set(done) == {desk.cast.unit("haidong-gov"), desk.cast.unit("chengdong-gov")}


def test_giving_back_and_taking_from_the_public_need_a_reason(desk: Desk) -> None:
    office = person(desk, "province")
    bulletin = submitted(desk)
    for words in (" ", "字" * 1001):
        with pytest.raises(Invalid):
            bulletins.return_to_draft(desk.context, office, bulletin, 2, words)
    bulletins.sign(desk.context, person(desk, "province2"), bulletin, 2)
    publish(desk, "province", bulletin, 3)
    with pytest.raises(Invalid):
        bulletins.unpublish(desk.context, office, bulletin, 4, "")
    bulletins.unpublish(desk.context, office, bulletin, 4, "有误")
    assert row(desk, bulletin).public_since is None


def test_nothing_is_opened_to_the_public_without_both_checks(desk: Desk) -> None:
    bulletin = issued(desk)
    with pytest.raises(Invalid) as refused:
        bulletins.publish(
            desk.context, person(desk, "province"), bulletin, 3, secrecy_checked=False, privacy_checked=False
        )
    assert [problem.field for problem in refused.value.problems] == ["secrecy_checked", "privacy_checked"]
    assert row(desk, bulletin).public_since is None


def test_every_step_is_in_the_audit_log_and_in_the_bulletins_own_history(desk: Desk) -> None:
    bulletin = published(desk)
    bulletins.acknowledge(desk.context, person(desk, "xining"), bulletin)
    bulletins.unpublish(desk.context, person(desk, "province"), bulletin, 4, "有误")
    assert deeds(desk) == [
        "draft_bulletin", "submit_bulletin", "sign_bulletin", "publish_bulletin", "acknowledge_bulletin",
        "unpublish_bulletin",
    ]  # fmt: skip
    with desk.context.database.reading() as session:
        steps = session.scalars(select(BulletinStep).order_by(BulletinStep.position)).all()
    assert [each.step for each in steps] == ["save", "submit", "sign", "publish", "unpublish"]
    assert steps[-1].words == "有误"
