"""Count the changes of the board, so that every copy of its cases knows whether it is up to date.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("removal", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_board_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_board"),
    )
    # Every case that is there already gets a number of its own, in the order of the last changes.
    op.add_column("cases", sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE cases SET revision = (SELECT count(*) FROM cases AS earlier "
        "WHERE (earlier.changed_at, earlier.report_id) <= (cases.changed_at, cases.report_id))"
    )
    op.execute(
        "INSERT INTO board (id, revision, removal, changed_at) "
        "SELECT 1, coalesce(max(revision), 0), coalesce(max(revision), 0), "
        "coalesce(max(changed_at), '2018-01-01 00:00:00') FROM cases"
    )
    op.create_index("ix_cases_revision", "cases", ["revision"], unique=False)
    # For the parts of the sitemap, and for what the ledger shows of one unit.
    op.create_index(
        "ix_cases_changed",
        "cases",
        ["changed_at", "report_id"],
        unique=False,
        sqlite_where=sa.text("visible = 1"),
        postgresql_where=sa.text("visible"),
    )
    op.create_index(
        "ix_replies_unit_final", "replies", ["unit_id", "report_id", "version", "approved_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_replies_unit_final", table_name="replies")
    op.drop_index(
        "ix_cases_changed",
        table_name="cases",
        sqlite_where=sa.text("visible = 1"),
        postgresql_where=sa.text("visible"),
    )
    op.drop_index("ix_cases_revision", table_name="cases")
    op.drop_column("cases", "revision")
    op.drop_table("board")
