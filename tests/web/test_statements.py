"""The privacy notice says what the tables hold and for how long; the accessibility statement how to complain."""

from __future__ import annotations

from dataclasses import fields, replace

from flask import Flask

from portal import create_app
from portal.config import Settings
from portal.domain.personal_data import KEPT
from portal.domain.retention import Retention
from portal.store import Base
from portal.web.workings import Workings
from tests.web.people import Stage, Visitor
from tests.web.reading import Page

OF_CITIZENS = (
    "attachments", "cases", "contacts", "disputes", "drafts", "letters", "outbox", "ratings", "reports", "senders",
)  # fmt: skip
"""Tables that hold what citizens said, or where they can be found."""
OF_OFFICES = (
    "accounts", "assessment_results", "assessment_schemes", "audit_entries", "audit_head", "audit_seals", "board",
    "bulletin_criticisms", "bulletin_receipts", "bulletin_steps", "bulletin_versions", "bulletins", "calendar_days",
    "clocks", "closed_periods", "events", "facts", "figure_months", "figure_places", "figure_state",
    "frozen_assessments", "holdings", "invitations", "number_counters", "old_passwords", "recovery_codes", "regions",
    "replies", "reply_templates", "responsible_officers", "rising_reports", "rising_words", "schedule_runs",
    "score_objections", "second_factors", "sessions", "sign_in_failures", "site_hosts", "sites", "spent_challenges",
    "unit_moves", "units",
)  # fmt: skip
"""Tables that hold ids, officers' words and the registers; a new table must be put on one of the two lists."""
IMPERSONAL = {
    "attachments": "id report_id reply_id media_type size width height published created_at",
    "cases": (
        "report_id number visible kind problem_type reply site_id site_code site_name region_code unit_id "
        "unit_name finding corrected_on correct_by received_on due_on finished_on published_at working_days "
        "on_time reopened edited amended_on changed_at revision withhold_reason withhold_note"
    ),
    "contacts": "report_id",
    "disputes": "report_id raised_at decided_at upheld comment",
    "drafts": "begun_at changed_at",
    "letters": "taken_at sent_at",
    "outbox": "id topic created_at available_at attempts done_at error",
    "ratings": "report_id rated_at",
    "reports": (
        "id kind state holder_id version site_id site_code problem_type submitted_at finished_at rectified_on "
        "promised_for transferrer_id returned_by_id assignee_id urged_at external_number retracted_at"
    ),
    "senders": "report_id",
}
"""Columns of those tables that say nothing of a person: ids, dates, terms, and officers' words."""


def test_every_column_that_says_something_of_a_citizen_is_on_the_list_behind_the_privacy_notice() -> None:
    assert set(Base.metadata.tables) == set(OF_CITIZENS) | set(OF_OFFICES)
    held = {f"{name}.{column.name}" for name in OF_CITIZENS for column in Base.metadata.tables[name].columns}
    listed = frozenset().union(*(each.columns for each in KEPT))
    assert listed <= held
    assert held - listed == {f"{table}.{name}" for table, names in IMPERSONAL.items() for name in names.split()}


def test_every_setting_of_retention_has_its_line_in_the_notice() -> None:
    assert {each.setting for each in KEPT if each.setting} == {field.name for field in fields(Retention)}


def test_the_privacy_notice_says_everything_on_the_list_with_the_days_that_are_set(
    settings: Settings, workings: Workings
) -> None:
    kept = Retention(contacts=11, originals=12, pictures=13, senders=14, letters=15, drafts=16, audit=217)
    changed = replace(settings, retention=kept)
    app: Flask = create_app(changed, replace(workings, settings=changed))
    text = Visitor(app).page("/privacy").text
    for each in KEPT:
        assert each.what in text
        assert each.purpose in text
        assert each.how_long(kept) in text
    for days in (11, 12, 13, 14, 15, 16, 217):
        assert f"{days} 天后删除" in text


def test_the_privacy_notice_names_the_cookies_that_the_portal_sets(stage: Stage) -> None:
    visitor = stage.citizen()
    visitor.get("/report")
    visitor.client.post("/preferences", data={"care": "on"})
    visitor.reported()
    names = {cookie.key for cookie in visitor.client._cookies.values()}
    text = visitor.page("/privacy").text
    assert names == {"portal_session", "portal_receipt", "portal_preferences"}
    assert all(name in text for name in names)


def test_who_processes_why_how_long_and_whom_to_ask_stands_before_the_contact_fields(stage: Stage) -> None:
    citizen = stage.citizen()
    citizen.walk()
    text = citizen.page("/report/contact").text
    notice = text.index('id="processing-notice"')
    assert notice < text.index('name="contact_name"')
    imprint, retention = stage.workings.settings.imprint, stage.workings.settings.retention
    for words in (imprint.sponsor, imprint.undertaker, imprint.phone, f"{retention.contacts} 天", 'href="/privacy"'):
        assert words in text[notice : text.index('name="contact_name"')]


def test_the_accessibility_statement_leads_to_a_report_about_the_portal_itself(stage: Stage) -> None:
    page: Page = stage.citizen().page("/accessibility")
    assert stage.workings.settings.imprint.phone in page.text
    assert f"草稿保留 {stage.workings.settings.retention.drafts} 天" in page.text
    (link,) = [link for link in page.links if link.startswith("/report?")]
    assert "%2Faccessibility" in link or "/accessibility" in link
    assert "/accessibility" in stage.citizen().page(link).form("/report/page")["page_url"]
