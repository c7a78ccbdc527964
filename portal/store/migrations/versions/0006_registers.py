"""What keeping the registers needs: versions of units and sites, lost sponsors, responsible officers.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("units", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column("sites", sa.Column("sponsor_lost_at", sa.DateTime(), nullable=True))
    op.add_column("sites", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_table(
        "responsible_officers",
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_responsible_officers_unit_id_units"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_responsible_officers_account_id_accounts"),
        sa.PrimaryKeyConstraint("unit_id", name="pk_responsible_officers"),
        sa.UniqueConstraint("account_id", name="uq_responsible_officers_account_id"),
    )


def downgrade() -> None:
    op.drop_table("responsible_officers")
    op.drop_column("sites", "version")
    op.drop_column("sites", "sponsor_lost_at")
    op.drop_column("units", "version")
