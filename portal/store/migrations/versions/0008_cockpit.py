"""Keep rising words, and find by index what a supervisor looks for among a million finished reports.

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
    promised = sa.text("correct_by IS NOT NULL")
    op.create_index(
        "ix_replies_promised", "replies", ["correct_by", "report_id"], sqlite_where=promised, postgresql_where=promised
    )


def downgrade() -> None:
    op.drop_index("ix_replies_promised", "replies")
    op.drop_index("ix_events_going_back", "events")
    op.drop_index("ix_reports_submitted_site", "reports")
    op.drop_table("rising_reports")
    op.drop_table("rising_words")
