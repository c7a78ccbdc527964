"""Keep rising words, and find quickly what a supervisor looks for among a million finished reports.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rising_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=20), nullable=False),
        sa.Column("recent", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_rising_words_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_rising_words"),
        sa.UniqueConstraint("unit_id", "word", name="uq_rising_words_unit_id_word"),
    )
    op.create_table(
        "rising_reports",
        sa.Column("word_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_rising_reports_report_id_reports"),
        sa.ForeignKeyConstraint(["word_id"], ["rising_words.id"], name="fk_rising_reports_word_id_rising_words"),
        sa.PrimaryKeyConstraint("word_id", "report_id", name="pk_rising_reports"),
    )
    op.create_index("ix_reports_submitted_site", "reports", ["submitted_at", "site_id"])
    going_back = sa.text("action IN ('return', 'hand_back', 'send_back')")
    op.create_index(
        "ix_events_going_back", "events", ["report_id"], sqlite_where=going_back, postgresql_where=going_back
    )
    present = sa.text("until IS NULL")
    op.create_index("ix_holdings_present", "holdings", ["report_id"], sqlite_where=present, postgresql_where=present)
    op.add_column("reports", sa.Column("promised_for", sa.Date(), nullable=True))
    op.execute(
        """UPDATE reports SET promised_for = (SELECT replies.correct_by FROM replies
        WHERE replies.report_id = reports.id AND replies.finding = 'confirmed'
        AND replies.version = (SELECT max(each.version) FROM replies AS each WHERE each.report_id = reports.id))
        WHERE state IN ('published', 'closed') AND retracted_at IS NULL AND rectified_on IS NULL"""
    )
    promised = sa.text("promised_for IS NOT NULL")
    op.create_index(
        "ix_reports_promised", "reports", ["promised_for"], sqlite_where=promised, postgresql_where=promised
    )
    rectified = sa.text("rectified_on IS NOT NULL")
    op.create_index(
        "ix_reports_rectified", "reports", ["rectified_on"], sqlite_where=rectified, postgresql_where=rectified
    )


def downgrade() -> None:
    op.drop_index("ix_reports_rectified", "reports")
    op.drop_index("ix_reports_promised", "reports")
    op.drop_column("reports", "promised_for")
    op.drop_index("ix_holdings_present", "holdings")
    op.drop_index("ix_events_going_back", "events")
    op.drop_index("ix_reports_submitted_site", "reports")
    op.drop_table("rising_reports")
    op.drop_table("rising_words")
