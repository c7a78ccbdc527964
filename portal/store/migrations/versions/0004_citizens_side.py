"""What citizens are served with: drafts, senders, spent challenges, blacked-out pictures, reports taken back.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ACTIONS_BEFORE = "'submit', 'dispatch', 'set_aside', 'reject', 'return', 'transfer', 'recall', 'hand_back', 'answer', 'approve', 'send_back', 'urge', 'respond', 'justify', 'assign', 'reopen', 'withdraw', 'disclose', 'amend', 'rectify', 'dispute', 'refuse_dispute', 'recalculate'"
ACTIONS = "'submit', 'dispatch', 'set_aside', 'reject', 'return', 'transfer', 'recall', 'hand_back', 'answer', 'approve', 'send_back', 'urge', 'respond', 'justify', 'assign', 'reopen', 'withdraw', 'disclose', 'amend', 'rectify', 'retract', 'dispute', 'refuse_dispute', 'recalculate'"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_drafts"),
    )
    op.create_index("ix_drafts_changed_at", "drafts", ["changed_at"])
    op.create_table(
        "spent_challenges",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_spent_challenges"),
    )
    op.create_index("ix_spent_challenges_expires_at", "spent_challenges", ["expires_at"])
    op.create_table(
        "senders",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_senders_report_id_reports"),
        sa.PrimaryKeyConstraint("report_id", name="pk_senders"),
    )
    op.create_index("ix_senders_address", "senders", ["address"])
    op.add_column("contacts", sa.Column("email_digest", sa.String(length=64), nullable=True))
    op.create_index("ix_contacts_email_digest", "contacts", ["email_digest"])
    op.add_column("attachments", sa.Column("public_sha256", sa.String(length=64), nullable=True))
    op.create_index("ix_attachments_public_sha256", "attachments", ["public_sha256"])
    with op.batch_alter_table("reports", reflect_kwargs={"resolve_fks": False}) as reports:
        reports.add_column(sa.Column("text_digest", sa.String(length=64), nullable=True))
        reports.add_column(sa.Column("retracted_at", sa.DateTime(), nullable=True))
        reports.create_check_constraint(
            op.f("ck_reports_retracted_is_closed"), "retracted_at IS NULL OR state = 'closed'"
        )
    op.create_index("ix_reports_text_digest", "reports", ["text_digest"])
    op.create_index("ix_reports_finished_at", "reports", ["finished_at"])
    _allow(ACTIONS)


def downgrade() -> None:
    _allow(ACTIONS_BEFORE)
    op.drop_index("ix_reports_finished_at", table_name="reports")
    op.drop_index("ix_reports_text_digest", table_name="reports")
    with op.batch_alter_table("reports", reflect_kwargs={"resolve_fks": False}) as reports:
        reports.drop_constraint(op.f("ck_reports_retracted_is_closed"), type_="check")
        reports.drop_column("retracted_at")
        reports.drop_column("text_digest")
    op.drop_index("ix_attachments_public_sha256", table_name="attachments")
    op.drop_column("attachments", "public_sha256")
    op.drop_index("ix_contacts_email_digest", table_name="contacts")
    op.drop_column("contacts", "email_digest")
    op.drop_table("senders")
    op.drop_table("spent_challenges")
    op.drop_table("drafts")


def _allow(actions: str) -> None:
    """Let events name these actions."""
    with op.batch_alter_table("events", reflect_kwargs={"resolve_fks": False}) as events:
        events.drop_constraint(op.f("ck_events_action_known"), type_="check")
        events.create_check_constraint(op.f("ck_events_action_known"), f"action IN ({actions})")
