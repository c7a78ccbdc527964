"""Mail addresses are known by digests, also those that were given before there were any."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from portal.services import contacts
from portal.services.contacts import email_digest, fill_digests
from portal.store import Contact
from tests.handling import Desk


def digests(desk: Desk) -> dict[str | None, str | None]:
    """The digest of each address."""
    with desk.context.database.reading() as session:
        return {each.email: each.email_digest for each in session.scalars(select(Contact))}


def forget(desk: Desk, **changes: str | None) -> None:
    """Leave the contacts as an older version would have."""
    with desk.context.database.writing() as session:
        session.execute(update(Contact).values(email_digest=None, **changes))


def test_an_older_versions_addresses_are_found_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "BATCH", 2)
    addresses = [f"citizen{place}@mail.example" for place in range(5)]
    for address in addresses:
        desk.submitted(contact_email=address)
    desk.submitted(contact_email="")
    before = digests(desk)
    forget(desk)
    assert fill_digests(desk.context) == 5
    assert digests(desk) == before
    assert before[addresses[0]] == email_digest(desk.context, addresses[0])
    assert fill_digests(desk.context) == 0, "done once, nothing is left to do"


def test_what_is_no_address_keeps_none_and_stops_nothing(desk: Desk) -> None:
    desk.submitted(contact_email="citizen@mail.example")
    forget(desk, email="no address")
    desk.submitted(contact_email="another@mail.example")
    assert fill_digests(desk.context) == 0
    with desk.context.database.reading() as session:
        assert session.scalar(select(func.count()).where(Contact.email_digest.is_not(None))) == 1
