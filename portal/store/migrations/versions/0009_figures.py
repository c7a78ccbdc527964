"""Keep what the statistics are counted from, where units stood before, and periods that were closed.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("weekly", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.create_table(
        "figure_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("rounds", sa.LargeBinary(), nullable=False),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_figure_months"),
    )
    op.create_index("ix_figure_months_revision", "figure_months", ["revision"])
    op.create_table(
        "figure_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("layout", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_figure_state"),
    )
    op.create_table(
        "figure_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_figure_places"),
        sa.UniqueConstraint("path", name="uq_figure_places_path"),
    )
    op.create_table(
        "unit_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name="fk_unit_moves_parent_id_units"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_unit_moves_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_moves"),
    )
    op.create_table(
        "closed_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name="ends_after_start"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_closed_periods_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_closed_periods"),
        sa.UniqueConstraint("first_day", "last_day", name="uq_closed_periods_first_day_last_day"),
    )
    op.create_index("ix_closed_periods_last_day", "closed_periods", ["last_day"])


def downgrade() -> None:
    op.drop_column("accounts", "weekly")
    for table in ("closed_periods", "unit_moves", "figure_places", "figure_state", "figure_months"):
        op.drop_table(table)
