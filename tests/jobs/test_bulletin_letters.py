"""Whoever is to acknowledge a bulletin is told by letter: its title and where it is, once, and only while it waits."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import update

from portal.config import Post, Settings
from portal.domain.bulletin import Part, Section, Wording
from portal.domain.periods import Period
from portal.postman import Postman
from portal.services import bulletins
from portal.store import Account
from tests.handling import Desk
from tests.mailbox import Mailbox, text_of

BASE = "https://portal.example"
WORDING = Wording("某省五月\n通报", "各单位", (Section(Part.OVERVIEW, "总体情况", "共收到1条。"),))


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox) -> Settings:
    """An installation that sends letters."""
    return replace(settings, post=Post(smtp_url=mailbox.url, sender="portal@portal.example", base_url=BASE))


def test_every_officer_with_an_address_hears_of_a_bulletin_that_their_unit_has_not_acknowledged(
    desk: Desk, settings: Settings, mailbox: Mailbox
) -> None:
    with desk.context.database.writing() as session:
        for username in ("province", "xining", "chengdong", "chengdong-gov", "admin"):
            change = update(Account).where(Account.id == desk.cast.accounts[username])
            session.execute(change.values(email=f"{username}@mail.example"))
    office, second = desk.cast.officer("province"), desk.cast.officer("province2")
    made = bulletins.draft(desk.context, office, Period.month(2018, 5), WORDING, [], complete=True)
    bulletins.submit(desk.context, office, made, 1)
    carrier = Postman(desk.context, settings)
    assert not carrier.turn(), "nothing leaves before it is signed"
    bulletins.sign(desk.context, second, made, 2)
    bulletins.acknowledge(desk.context, desk.cast.officer("xining"), made)
    while carrier.turn():
        pass
    assert sorted(mailbox.recipients) == [["chengdong-gov@mail.example"], ["chengdong@mail.example"]]
    for letter in mailbox.letters:
        text = text_of(letter)
        assert "《某省五月通报》已经印发" in text
        assert re.findall(r"https?://\S+", text) == [f"{BASE}/desk/bulletins/{made}", f"{BASE}/account"]
