"""New tracking codes: the old one dies, a link works once and for a day, and officers call back first."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.domain.audit import Deed
from portal.domain.tracking_code import parse_tracking_code
from portal.domain.vocabulary import Action
from portal.services import codes, intake
from portal.services.contacts import change_contact, email_digest
from portal.services.errors import Invalid, NotAllowed, NotFound
from portal.store import AuditEntry, Contact
from tests.conftest import FrozenClock
from tests.handling import SUBMISSION, Desk

EMAIL = "xiaoming@mail.example"


def links(desk: Desk) -> dict[str, str]:
    """What the letter to the address would say: the link of each report."""
    with desk.context.database.reading() as session:
        found = codes.lost_reports(session, desk.context, email_digest(desk.context, EMAIL) or "")
    return dict(found.links) if found else {}


def audit(desk: Desk) -> list[AuditEntry]:
    """What the audit log tells of new codes and contact data."""
    with desk.context.database.reading() as session:
        others = select(AuditEntry).where(AuditEntry.deed != Deed.STEP).order_by(AuditEntry.id)
        return list(session.scalars(others))


def test_a_link_gives_a_new_code_once_and_the_old_one_dies(desk: Desk) -> None:
    number = desk.submitted(contact_email=EMAIL)
    old = desk.report(number).tracking_hash
    token = links(desk)[number]
    new = codes.renew_by_link(desk.context, token)
    assert new is not None
    assert parse_tracking_code(new.tracking_code) == new.tracking_code
    assert desk.report(number).tracking_hash == intake.tracking_hash(desk.context, new.tracking_code) != old
    assert codes.renew_by_link(desk.context, token) is None
    (entry,) = audit(desk)
    assert (entry.deed, entry.account_id, entry.details) == ("new_code", None, {"by": "mail"})
    assert new.tracking_code not in repr(vars(entry)) + repr(new)


def test_a_new_code_makes_every_older_link_useless(desk: Desk, clock: FrozenClock) -> None:
    number = desk.submitted(contact_email=EMAIL)
    first = links(desk)[number]
    clock.advance(hours=2)
    second = links(desk)[number]
    assert codes.renew_by_link(desk.context, second) is not None
    assert codes.renew_by_link(desk.context, first) is None


def test_a_link_lasts_a_day(desk: Desk, clock: FrozenClock) -> None:
    number = desk.submitted(contact_email=EMAIL)
    token = links(desk)[number]
    clock.advance(hours=24)
    assert codes.renew_by_link(desk.context, token) is None


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "",
        lambda token: "x",
        lambda token: token[:-1],
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token.replace("2018-000001", "2018-000002"),
        lambda token: token.replace("2018-000001", "2018-999999"),
        lambda token: token.replace("-15", "-25", 1),
        lambda token: "2018-000001-99999999999999999999-" + token.rpartition("-")[2],
        lambda token: token + "字\ud800",
    ],
)
def test_a_link_that_the_portal_did_not_write_gives_nothing(desk: Desk, forge: object) -> None:
    number = desk.submitted(contact_email=EMAIL)
    desk.submitted(contact_email=EMAIL)
    assert callable(forge)
    assert codes.renew_by_link(desk.context, forge(links(desk)[number])) is None


def test_what_was_submitted_before_is_answered_without_the_dead_code(desk: Desk) -> None:
    first = intake.submit(desk.context, SUBMISSION, "a visitor")
    codes.renew_by_phone(desk.context, desk.cast.officer("province"), first.number, True, "核对了姓名和内容")
    again = intake.submit(desk.context, SUBMISSION, "a visitor")
    assert (again.number, again.tracking_code) == (first.number, None)


def test_the_holder_and_the_provincial_office_give_out_codes_and_nobody_else(desk: Desk) -> None:
    number = desk.transferred()
    for who in ("province", "chengdong-gov"):
        new = codes.renew_by_phone(desk.context, desk.cast.officer(who), number, True, "核对了姓名")
        assert desk.report(number).tracking_hash == intake.tracking_hash(desk.context, new.tracking_code)
        entry = audit(desk)[-1]
        assert (entry.account_id, entry.details) == (desk.cast.account(who), {"by": "phone", "comment": "核对了姓名"})
    for who in ("xining", "chengdong", "fgw"):
        with pytest.raises(NotAllowed):
            codes.renew_by_phone(desk.context, desk.cast.officer(who), number, True, "核对了姓名")
    with pytest.raises(NotFound):
        codes.renew_by_phone(desk.context, desk.cast.officer("province"), "2018-999999", True, "核对了姓名")


def test_without_a_call_back_and_without_a_telephone_number_there_is_no_new_code(desk: Desk) -> None:
    number, silent = desk.submitted(), desk.submitted(contact_phone="", contact_email=EMAIL)
    province = desk.cast.officer("province")
    for called_back, comment in ((False, "核对了姓名"), (True, " ")):
        with pytest.raises(Invalid):
            codes.renew_by_phone(desk.context, province, number, called_back, comment)
    with pytest.raises(NotAllowed):
        codes.renew_by_phone(desk.context, province, silent, True, "核对了姓名")
    assert audit(desk) == []


def test_another_address_asks_for_letters_and_is_found(desk: Desk) -> None:
    number = desk.submitted(contact_email="old@mail.example")
    with desk.context.database.writing() as session:
        session.scalars(select(Contact)).one().mail_stopped_at = desk.context.now()
    change_contact(desk.context, number, "王小明", "13912345678", "old@mail.example")
    change_contact(desk.context, number, "王大明", "", "old@mail.example")
    with desk.context.database.reading() as session:
        assert session.scalars(select(Contact)).one().mail_stopped_at is not None
    change_contact(desk.context, number, "王大明", "", EMAIL)
    with desk.context.database.reading() as session:
        contact = session.scalars(select(Contact)).one()
    assert (contact.name, contact.phone, contact.email) == ("王大明", None, EMAIL)
    assert contact.mail_stopped_at is None
    assert list(links(desk)) == [number]
    assert [entry.deed for entry in audit(desk)] == ["change_contact"] * 2
    assert EMAIL not in repr([vars(entry) for entry in audit(desk)])


def test_contact_data_is_deleted_and_given_anew(desk: Desk) -> None:
    number = desk.submitted(contact_email=EMAIL)
    desk.act("province", number, Action.DISPATCH)
    change_contact(desk.context, number, "", "", "")
    with desk.context.database.reading() as session:
        assert session.scalars(select(Contact)).all() == []
    assert links(desk) == {}
    change_contact(desk.context, number, "", "", EMAIL)
    assert list(links(desk)) == [number]
    with pytest.raises(NotFound):
        change_contact(desk.context, "2018-999999", "", "", "")
