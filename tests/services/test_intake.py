"""§三(一): a submission becomes a report with a number and a tracking code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from portal.domain.picture import Picture
from portal.domain.tracking_code import parse_tracking_code
from portal.domain.vocabulary import Action, State
from portal.services import intake
from portal.services.contacts import email_digest
from portal.services.context import Context
from portal.services.intake import UnknownSite
from portal.store import Attachment, Contact, Event, NumberCounter, Report
from tests.conftest import FrozenClock
from tests.handling import SUBMISSION, UNLISTED
from tests.province import SITE_CODE, Cast

pytestmark = pytest.mark.usefixtures("cast")


def stored(context: Context, number: str) -> Report:
    """The report's row."""
    with context.database.reading() as session:
        return session.scalars(select(Report).where(Report.number == number)).one()


def count(context: Context, table: type) -> int:
    """How many rows a table has."""
    with context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_report_is_received_and_lies_on_nobodys_desk(context: Context) -> None:
    receipt = intake.submit(context, SUBMISSION, "a visitor")
    report = stored(context, receipt.number)
    assert (report.state, report.holder_id, report.version) == (State.RECEIVED, None, 1)
    assert (report.submitted_at, report.finished_at) == (context.now(), None)
    assert report.description == SUBMISSION.description
    with context.database.reading() as session:
        event = session.scalars(select(Event)).one()
        contact = session.scalars(select(Contact)).one()
    assert (event.action, event.from_state, event.to_state) == (Action.SUBMIT, None, State.RECEIVED)
    assert (contact.name, contact.phone, contact.email) == ("王小明", "13912345678", None)


def test_no_event_ever_holds_the_citizens_words(context: Context) -> None:
    intake.submit(context, SUBMISSION, "a visitor")
    with context.database.reading() as session:
        event = session.scalars(select(Event)).one()
    assert event.words is None
    assert "13912345678" not in str(event.details)


def test_numbers_count_up_within_the_year(context: Context) -> None:
    numbers = [intake.submit(context, SUBMISSION, f"visitor {each}").number for each in range(3)]
    assert numbers == ["2018-000001", "2018-000002", "2018-000003"]


def test_a_submission_that_fails_in_the_middle_leaves_no_gap(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    intake.submit(context, SUBMISSION, "first")

    def broken(*_: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "keep_pictures", broken)
        with pytest.raises(OSError, match="no space"):
            intake.submit(context, SUBMISSION, "second")
    assert count(context, Report) == 1
    assert intake.submit(context, SUBMISSION, "third").number == "2018-000002"


def test_a_rule_of_the_database_that_is_broken_is_told_as_such(context: Context) -> None:
    with pytest.raises(IntegrityError):
        intake.submit(context, replace(UNLISTED, region="999999"), "a visitor")
    assert count(context, NumberCounter) == 0


def test_the_year_turns_at_midnight_in_shanghai(context: Context, clock: FrozenClock) -> None:
    # 15:59:59 UTC is a second before midnight in Shanghai.
    clock.now = datetime(2018, 12, 31, 15, 59, 59, tzinfo=UTC)
    assert intake.submit(context, SUBMISSION, "last year").number == "2018-000001"
    clock.advance(seconds=1)
    assert intake.submit(context, SUBMISSION, "this year").number == "2019-000001"


def test_the_same_submission_twice_makes_one_report_and_is_answered_alike(context: Context, clock: FrozenClock) -> None:
    first = intake.submit(context, SUBMISSION, "a visitor")
    clock.advance(minutes=1)
    assert intake.submit(context, SUBMISSION, "a visitor") == first
    assert count(context, Report) == 1
    assert intake.find_receipt(context, first.digest) == first


@pytest.mark.parametrize(
    "entries",
    [
        {"description": SUBMISSION.description + "！"},
        {"contact_phone": "13912345679"},
        {"wrong_text": SUBMISSION.wrong_text + SUBMISSION.suggested_text, "suggested_text": ""},
        {"pictures": (Picture("0" * 64, "image/png", 10, 10, 10),)},
    ],
)
def test_any_difference_makes_another_report(context: Context, entries: dict[str, Any]) -> None:
    first = intake.submit(context, SUBMISSION, "a visitor")
    second = intake.submit(context, replace(SUBMISSION, **entries), "a visitor")
    assert second.number != first.number
    assert second.tracking_code != first.tracking_code


def test_the_same_words_of_two_visitors_are_two_reports(context: Context) -> None:
    first, second = (intake.submit(context, SUBMISSION, visitor) for visitor in ("one", "another"))
    assert first.tracking_code != second.tracking_code


def test_the_tracking_code_is_kept_as_a_keyed_hash_only(context: Context) -> None:
    receipt = intake.submit(context, SUBMISSION, "a visitor")
    report = stored(context, receipt.number)
    assert receipt.tracking_code is not None
    assert parse_tracking_code(receipt.tracking_code) == receipt.tracking_code
    assert report.tracking_hash == intake.tracking_hash(context, receipt.tracking_code)
    kept = [str(value) for value in vars(report).values()]
    assert not [value for value in kept if receipt.tracking_code in value]
    elsewhere = replace(context, secret=b"the secret of another installation")
    assert intake.tracking_hash(elsewhere, receipt.tracking_code) != report.tracking_hash


def test_a_receipt_does_not_hand_out_a_code_that_was_replaced(context: Context) -> None:
    first = intake.submit(context, SUBMISSION, "a visitor")
    with context.database.writing() as session:
        session.execute(update(Report).values(tracking_hash="the hash of another code"))
    dead = replace(first, tracking_code=None)
    assert intake.find_receipt(context, first.digest) == dead
    assert intake.submit(context, SUBMISSION, "a visitor") == dead


@pytest.mark.parametrize("typed", ["Wang@Mail.Example", " wang@mail.example "])
def test_a_mail_address_is_found_by_its_digest_however_it_was_written(context: Context, typed: str) -> None:
    intake.submit(context, replace(SUBMISSION, contact_email=typed), "a visitor")
    with context.database.reading() as session:
        contact = session.scalars(select(Contact)).one()
    assert contact.email_digest == email_digest(context, "wang@mail.example")
    assert contact.email_digest != email_digest(context, "wang@other.example")
    assert "mail" not in str(contact.email_digest)


@pytest.mark.parametrize("typed", ["", "nobody", "a@mail.example,b@mail.example"])
def test_what_is_no_mail_address_has_no_digest(context: Context, typed: str) -> None:
    intake.submit(context, replace(SUBMISSION, contact_email=typed), "a visitor")
    with context.database.reading() as session:
        assert session.scalars(select(Contact)).one().email_digest is None


def test_an_unknown_receipt_is_nothing(context: Context) -> None:
    assert intake.find_receipt(context, "0" * 64) is None


def test_pictures_belong_to_the_report_and_are_not_public(context: Context) -> None:
    picture = Picture("0" * 64, "image/png", 10, 20, 30)
    intake.submit(context, replace(SUBMISSION, pictures=(picture,)), "a visitor")
    with context.database.reading() as session:
        kept = session.scalars(select(Attachment)).one()
    assert (kept.sha256, kept.width, kept.height, kept.published, kept.reply_id) == ("0" * 64, 20, 30, False, None)


@pytest.mark.parametrize(
    ("entries", "known"),
    [
        ({}, True),
        ({"site_code": ""}, True),  # by the host of the page
        ({"page_url": "http://elsewhere.example/"}, True),  # by its code
        ({"site_code": "6399999999"}, True),  # an unknown code on a known host
        ({"site_code": "", "page_url": "http://elsewhere.example/"}, False),
        ({"site_code": "", "page_url": ""}, False),
    ],
)
def test_the_website_is_recognised_by_its_code_or_its_host(
    context: Context, entries: dict[str, Any], known: bool
) -> None:
    report = stored(context, intake.submit(context, replace(SUBMISSION, **entries), "a visitor").number)
    assert (report.site_id is not None) is known


@pytest.mark.parametrize(
    ("entries", "region"),
    [
        ({}, "630102"),  # of the unit that keeps the site
        ({"region": "630200"}, "630200"),  # chosen by the citizen
        ({"site_code": "6302009999", "page_url": ""}, "630200"),  # what the code begins with
        ({"site_code": "9999999999", "page_url": ""}, None),
        ({"site_code": "bm12340001", "page_url": ""}, None),
    ],
)
def test_the_region_follows_from_what_is_known(context: Context, entries: dict[str, Any], region: str | None) -> None:
    report = stored(context, intake.submit(context, replace(SUBMISSION, **entries), "a visitor").number)
    assert report.region_code == region


def test_a_site_that_has_to_be_known_and_is_not_leaves_nothing(context: Context) -> None:
    unknown = replace(SUBMISSION, site_code="", page_url="http://elsewhere.example/")
    with pytest.raises(UnknownSite):
        intake.submit(context, unknown, "a visitor", known_site=True)
    assert count(context, Report) == 0
    first = intake.submit(context, unknown, "a visitor")
    assert first.number == "2018-000001", "nothing was drawn"
    # What was stored once is answered alike, whatever the register knows by now.
    assert intake.submit(context, unknown, "a visitor", known_site=True) == first


def test_a_report_without_contact_leaves_none(context: Context) -> None:
    intake.submit(context, replace(SUBMISSION, contact_name="", contact_phone=""), "a visitor")
    assert count(context, Contact) == 0


def test_digests_keep_their_parts_and_purposes_apart(context: Context, cast: Cast) -> None:
    assert context.digest("purpose", "ab", "c") != context.digest("purpose", "a", "bc")
    assert context.digest("purpose", "a") != context.digest("another", "a")
    assert SITE_CODE not in repr(context)
    assert "secret that" not in repr(context)
