"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_days"),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )
    op.create_table(
        "number_counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_number_counters"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("available_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["available_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )

    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("parent_code", sa.String(length=6), nullable=True),
        sa.ForeignKeyConstraint(["parent_code"], ["regions.code"], name="fk_regions_parent_code_regions"),
        sa.PrimaryKeyConstraint("code", name="pk_regions"),
    )
    op.create_index("ix_regions_parent_code", "regions", ["parent_code"], unique=False)

    op.create_table(
        "schedule_runs",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name="pk_schedule_runs"),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("region_code", sa.String(length=6), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('organizing', 'filing')", name=op.f("ck_units_kind_known")),
        sa.CheckConstraint("parent_id IS NOT NULL OR kind = 'organizing'", name=op.f("ck_units_root_organizes")),
        sa.CheckConstraint("parent_id <> id AND merged_into_id <> id", name=op.f("ck_units_not_its_own")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["units.id"], name="fk_units_merged_into_id_units"),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name="fk_units_parent_id_units"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_units_region_code_regions"),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("code", name="uq_units_code"),
    )
    op.create_index("ix_units_merged_into_id", "units", ["merged_into_id"], unique=False)
    op.create_index("ix_units_parent_id", "units", ["parent_id"], unique=False)
    op.create_index("ix_units_region_code", "units", ["region_code"], unique=False)

    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("display_name", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(), nullable=True),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.CheckConstraint("(role = 'officer') = (unit_id IS NOT NULL)", name=op.f("ck_accounts_officers_have_units")),
        sa.CheckConstraint("role IN ('officer', 'admin', 'auditor')", name=op.f("ck_accounts_role_known")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_accounts_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("username", name="uq_accounts_username"),
    )
    op.create_index("ix_accounts_unit_id", "accounts", ["unit_id"], unique=False)

    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("filing_unit_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.CheckConstraint("status IN ('active', 'exempt', 'closed')", name=op.f("ck_sites_status_known")),
        sa.ForeignKeyConstraint(["filing_unit_id"], ["units.id"], name="fk_sites_filing_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.UniqueConstraint("code", name="uq_sites_code"),
    )
    op.create_index("ix_sites_filing_unit_id", "sites", ["filing_unit_id"], unique=False)

    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_audit_entries_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_account_id", "audit_entries", ["account_id"], unique=False)
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_invitations_account_id_accounts"),
        sa.PrimaryKeyConstraint("account_id", name="pk_invitations"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("site_code", sa.String(length=10), nullable=True),
        sa.Column("site_name", sa.String(length=100), nullable=True),
        sa.Column("site_url", sa.String(length=2000), nullable=True),
        sa.Column("region_code", sa.String(length=6), nullable=True),
        sa.Column("page_url", sa.String(length=2000), nullable=True),
        sa.Column("problem_type", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("wrong_text", sa.Text(), nullable=True),
        sa.Column("suggested_text", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("transferrer_id", sa.Integer(), nullable=True),
        sa.Column("returned_by_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("urged_at", sa.DateTime(), nullable=True),
        sa.Column("external_number", sa.String(length=40), nullable=True),
        sa.Column("submission_digest", sa.String(length=64), nullable=True),
        sa.Column("tracking_hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(state IN ('published', 'closed')) = (finished_at IS NOT NULL)", name=op.f("ck_reports_finished_has_time")
        ),
        sa.CheckConstraint("kind <> 'unlisted' OR site_name IS NOT NULL", name=op.f("ck_reports_unlisted_names_site")),
        sa.CheckConstraint("kind IN ('correction', 'unlisted')", name=op.f("ck_reports_kind_known")),
        sa.CheckConstraint(
            "problem_type IN ('unreachable', 'outdated', 'inaccurate', 'unanswered', 'typo', 'fake', 'other')",
            name=op.f("ck_reports_problem_type_known"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'triage', 'answering', 'review', 'published', 'closed')",
            name=op.f("ck_reports_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('triage', 'answering', 'review') OR holder_id IS NOT NULL",
            name=op.f("ck_reports_open_has_holder"),
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["accounts.id"], name="fk_reports_assignee_id_accounts"),
        sa.ForeignKeyConstraint(["holder_id"], ["units.id"], name="fk_reports_holder_id_units"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_reports_region_code_regions"),
        sa.ForeignKeyConstraint(["returned_by_id"], ["units.id"], name="fk_reports_returned_by_id_units"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_reports_site_id_sites"),
        sa.ForeignKeyConstraint(["transferrer_id"], ["units.id"], name="fk_reports_transferrer_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("external_number", name="uq_reports_external_number"),
        sa.UniqueConstraint("number", name="uq_reports_number"),
        sa.UniqueConstraint("submission_digest", name="uq_reports_submission_digest"),
        sa.UniqueConstraint("tracking_hash", name="uq_reports_tracking_hash"),
    )
    op.create_index("ix_reports_assignee_id", "reports", ["assignee_id"], unique=False)
    op.create_index("ix_reports_holder_state", "reports", ["holder_id", "state"], unique=False)
    op.create_index("ix_reports_region_code", "reports", ["region_code"], unique=False)
    op.create_index("ix_reports_site_id", "reports", ["site_id"], unique=False)
    op.create_index("ix_reports_state_submitted", "reports", ["state", "submitted_at"], unique=False)

    op.create_table(
        "site_hosts",
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_site_hosts_site_id_sites"),
        sa.PrimaryKeyConstraint("host", name="pk_site_hosts"),
    )
    op.create_index("ix_site_hosts_site_id", "site_hosts", ["site_id"], unique=False)

    op.create_table(
        "cases",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("visible", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("problem_type", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("wrong_text", sa.Text(), nullable=False),
        sa.Column("suggested_text", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("site_code", sa.String(length=10), nullable=True),
        sa.Column("site_name", sa.String(length=100), nullable=False),
        sa.Column("page_url", sa.String(length=2000), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.Column("correct_by", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Boolean(), nullable=False),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("amended_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("withhold_reason", sa.String(length=20), nullable=True),
        sa.Column("withhold_note", sa.String(length=500), nullable=True),
        sa.CheckConstraint("finding IN ('confirmed', 'unconfirmed', 'refused')", name=op.f("ck_cases_finding_known")),
        sa.CheckConstraint("kind IN ('correction', 'unlisted')", name=op.f("ck_cases_kind_known")),
        sa.CheckConstraint(
            "problem_type IN ('unreachable', 'outdated', 'inaccurate', 'unanswered', 'typo', 'fake', 'other')",
            name=op.f("ck_cases_problem_type_known"),
        ),
        sa.CheckConstraint(
            "withhold_reason IN ('unconfirmed', 'image', 'sovereignty', 'privacy', 'trade_secret', 'other')",
            name=op.f("ck_cases_withhold_reason_known"),
        ),
        sa.CheckConstraint("visible = (withhold_reason IS NULL)", name=op.f("ck_cases_hidden_has_reason")),
        sa.CheckConstraint("working_days >= 0", name=op.f("ck_cases_days_not_negative")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_cases_region_code_regions"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_cases_report_id_reports"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_cases_site_id_sites"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_cases_unit_id_units"),
        sa.PrimaryKeyConstraint("report_id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
    )
    op.create_index("ix_cases_problem_type", "cases", ["problem_type"], unique=False)
    op.create_index("ix_cases_region_code", "cases", ["region_code"], unique=False)
    op.create_index("ix_cases_site_id", "cases", ["site_id"], unique=False)
    op.create_index("ix_cases_unit_id", "cases", ["unit_id"], unique=False)

    op.create_table(
        "clocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= received_at", name=op.f("ck_clocks_ends_after_start")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_clocks_report_id_reports"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_clocks_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_clocks"),
    )
    op.create_index("ix_clocks_due", "clocks", ["due_at"], unique=False)
    op.create_index("ix_clocks_report_id", "clocks", ["report_id"], unique=False)
    op.create_index(
        "uq_clocks_one_running",
        "clocks",
        ["report_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "contacts",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_contacts_report_id_reports"),
        sa.PrimaryKeyConstraint("report_id", name="pk_contacts"),
    )
    op.create_table(
        "disputes",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name=op.f("ck_disputes_decided_one_way")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_disputes_report_id_reports"),
        sa.PrimaryKeyConstraint("report_id", name="pk_disputes"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_path", sa.String(length=500), nullable=True),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("from_holder_id", sa.Integer(), nullable=True),
        sa.Column("to_holder_id", sa.Integer(), nullable=True),
        sa.Column("to_holder_path", sa.String(length=500), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "action IN ('submit', 'dispatch', 'set_aside', 'reject', 'return', 'transfer', 'recall', 'hand_back', 'answer', 'approve', 'send_back', 'urge', 'respond', 'justify', 'assign', 'reopen', 'withdraw', 'disclose', 'amend', 'rectify', 'dispute', 'refuse_dispute', 'recalculate')",
            name=op.f("ck_events_action_known"),
        ),
        sa.CheckConstraint(
            "from_state IN ('received', 'triage', 'answering', 'review', 'published', 'closed')",
            name=op.f("ck_events_from_state_known"),
        ),
        sa.CheckConstraint(
            "to_state IN ('received', 'triage', 'answering', 'review', 'published', 'closed')",
            name=op.f("ck_events_to_state_known"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_events_account_id_accounts"),
        sa.ForeignKeyConstraint(["from_holder_id"], ["units.id"], name="fk_events_from_holder_id_units"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_events_report_id_reports"),
        sa.ForeignKeyConstraint(["to_holder_id"], ["units.id"], name="fk_events_to_holder_id_units"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_events_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("report_id", "position", name="uq_events_report_id_position"),
    )
    op.create_index("ix_events_action_at", "events", ["action", "at"], unique=False)

    op.create_table(
        "holdings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_holdings_report_id_reports"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_holdings_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_holdings"),
    )
    op.create_index("ix_holdings_report_id", "holdings", ["report_id"], unique=False)
    op.create_index("ix_holdings_unit_report", "holdings", ["unit_id", "report_id"], unique=False)

    op.create_table(
        "ratings",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("rated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_ratings_one_to_five")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_ratings_report_id_reports"),
        sa.PrimaryKeyConstraint("report_id", name="pk_ratings"),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("invalid_reason", sa.String(length=20), nullable=True),
        sa.Column("original_id", sa.Integer(), nullable=True),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.Column("correct_by", sa.Date(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("withhold_reason", sa.String(length=20), nullable=True),
        sa.Column("withhold_note", sa.String(length=500), nullable=True),
        sa.Column("new_site_code", sa.String(length=10), nullable=True),
        sa.Column("new_site_name", sa.String(length=100), nullable=True),
        sa.Column("new_site_url", sa.String(length=2000), nullable=True),
        sa.CheckConstraint(
            "(finding = 'refused') = (invalid_reason IS NOT NULL)", name=op.f("ck_replies_refusal_has_reason")
        ),
        sa.CheckConstraint(
            "NOT (finding = 'confirmed' AND withhold_reason IS NOT NULL AND withhold_reason = 'unconfirmed')",
            name=op.f("ck_replies_confirmed_not_withheld_as_unconfirmed"),
        ),
        sa.CheckConstraint(
            "finding <> 'confirmed' OR ((corrected_on IS NULL) <> (correct_by IS NULL))",
            name=op.f("ck_replies_confirmed_names_correction"),
        ),
        sa.CheckConstraint("finding IN ('confirmed', 'unconfirmed', 'refused')", name=op.f("ck_replies_finding_known")),
        sa.CheckConstraint(
            "invalid_reason IN ('duplicate', 'unclear', 'abusive', 'unrelated', 'advertising')",
            name=op.f("ck_replies_invalid_reason_known"),
        ),
        sa.CheckConstraint(
            "invalid_reason IS NULL OR invalid_reason <> 'duplicate' OR original_id IS NOT NULL",
            name=op.f("ck_replies_duplicate_names_original"),
        ),
        sa.CheckConstraint(
            "original_id IS NULL OR (invalid_reason IS NOT NULL AND invalid_reason = 'duplicate')",
            name=op.f("ck_replies_only_duplicates_have_originals"),
        ),
        sa.CheckConstraint(
            "withhold_reason IN ('unconfirmed', 'image', 'sovereignty', 'privacy', 'trade_secret', 'other')",
            name=op.f("ck_replies_withhold_reason_known"),
        ),
        sa.CheckConstraint(
            "withhold_reason IS NULL OR withhold_reason <> 'other' OR withhold_note IS NOT NULL",
            name=op.f("ck_replies_other_reason_has_words"),
        ),
        sa.CheckConstraint("original_id <> report_id", name=op.f("ck_replies_not_its_own_original")),
        sa.CheckConstraint("public = (withhold_reason IS NULL)", name=op.f("ck_replies_withheld_has_reason")),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name="fk_replies_author_id_accounts"),
        sa.ForeignKeyConstraint(["original_id"], ["reports.id"], name="fk_replies_original_id_reports"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_replies_report_id_reports"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_replies_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sa.UniqueConstraint("report_id", "version", name="uq_replies_report_id_version"),
    )
    op.create_index("ix_replies_original_id", "replies", ["original_id"], unique=False)
    op.create_index("ix_replies_report_id", "replies", ["report_id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("size > 0 AND width > 0 AND height > 0", name=op.f("ck_attachments_not_empty")),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name="fk_attachments_reply_id_replies"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_attachments_report_id_reports"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_reply_id", "attachments", ["reply_id"], unique=False)
    op.create_index("ix_attachments_report_id", "attachments", ["report_id"], unique=False)
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"], unique=False)
    op.create_index(
        "uq_units_one_root",
        "units",
        [sa.text("(parent_id IS NULL)")],
        unique=True,
        sqlite_where=sa.text("parent_id IS NULL"),
        postgresql_where=sa.text("parent_id IS NULL"),
    )
    op.create_index(
        "ix_cases_newest",
        "cases",
        [sa.text("published_at DESC"), sa.text("report_id DESC")],
        sqlite_where=sa.text("visible = 1"),
        postgresql_where=sa.text("visible"),
    )


def downgrade() -> None:
    op.drop_index("ix_attachments_sha256", table_name="attachments")
    op.drop_index("ix_attachments_report_id", table_name="attachments")
    op.drop_index("ix_attachments_reply_id", table_name="attachments")

    op.drop_table("attachments")
    op.drop_index("ix_replies_report_id", table_name="replies")
    op.drop_index("ix_replies_original_id", table_name="replies")

    op.drop_table("replies")
    op.drop_table("ratings")
    op.drop_index("ix_holdings_unit_report", table_name="holdings")
    op.drop_index("ix_holdings_report_id", table_name="holdings")

    op.drop_table("holdings")
    op.drop_index("ix_events_action_at", table_name="events")

    op.drop_table("events")
    op.drop_table("disputes")
    op.drop_table("contacts")
    op.drop_index(
        "uq_clocks_one_running",
        table_name="clocks",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_clocks_report_id", table_name="clocks")
    op.drop_index("ix_clocks_due", table_name="clocks")

    op.drop_table("clocks")
    op.drop_index("ix_cases_unit_id", table_name="cases")
    op.drop_index("ix_cases_site_id", table_name="cases")
    op.drop_index("ix_cases_region_code", table_name="cases")
    op.drop_index("ix_cases_problem_type", table_name="cases")

    op.drop_table("cases")
    op.drop_index("ix_site_hosts_site_id", table_name="site_hosts")

    op.drop_table("site_hosts")
    op.drop_index("ix_reports_state_submitted", table_name="reports")
    op.drop_index("ix_reports_site_id", table_name="reports")
    op.drop_index("ix_reports_region_code", table_name="reports")
    op.drop_index("ix_reports_holder_state", table_name="reports")
    op.drop_index("ix_reports_assignee_id", table_name="reports")

    op.drop_table("reports")
    op.drop_table("invitations")
    op.drop_index("ix_audit_entries_at", table_name="audit_entries")
    op.drop_index("ix_audit_entries_account_id", table_name="audit_entries")

    op.drop_table("audit_entries")
    op.drop_index("ix_sites_filing_unit_id", table_name="sites")

    op.drop_table("sites")
    op.drop_index("ix_accounts_unit_id", table_name="accounts")

    op.drop_table("accounts")
    op.drop_index("ix_units_region_code", table_name="units")
    op.drop_index("ix_units_parent_id", table_name="units")
    op.drop_index("ix_units_merged_into_id", table_name="units")

    op.drop_table("units")
    op.drop_table("schedule_runs")
    op.drop_index("ix_regions_parent_code", table_name="regions")

    op.drop_table("regions")
    op.drop_index(
        "ix_outbox_waiting",
        table_name="outbox",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )

    op.drop_table("outbox")
    op.drop_table("number_counters")
    op.drop_table("facts")
    op.drop_table("calendar_days")
