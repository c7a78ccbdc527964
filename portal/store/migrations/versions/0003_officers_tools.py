"""What the officers' tools keep: wordings of replies, addresses for reminders, and which letters were sent.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("email", sa.String(length=254), nullable=True))
    op.add_column("contacts", sa.Column("mail_stopped_at", sa.DateTime(), nullable=True))
    op.create_table(
        "letters",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_letters"),
    )
    op.create_table(
        "reply_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_reply_templates_unit_id_units"),
        sa.ForeignKeyConstraint(["written_by_id"], ["accounts.id"], name="fk_reply_templates_written_by_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_reply_templates"),
    )
    op.create_index("ix_reply_templates_unit_id", "reply_templates", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_reply_templates_unit_id", table_name="reply_templates")
    op.drop_table("reply_templates")
    op.drop_table("letters")
    op.drop_column("contacts", "mail_stopped_at")
    op.drop_column("accounts", "email")
