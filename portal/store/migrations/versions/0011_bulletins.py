"""Keep bulletins with their versions, whom they criticise, and who has acknowledged them.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("bulletins", "bulletin_versions", "bulletin_steps", "bulletin_criticisms", "bulletin_receipts")


def upgrade() -> None:
    op.create_table(
        "bulletins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.Column("public_since", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'to_sign', 'issued')", name="state_known"),
        sa.CheckConstraint("first_day <= last_day", name="ends_after_start"),
        sa.CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name="issued_has_time"),
        sa.CheckConstraint("(issued_at IS NULL) = (signed_by_id IS NULL)", name="issued_is_signed"),
        sa.CheckConstraint("public_since IS NULL OR issued_at IS NOT NULL", name="public_is_issued"),
        sa.ForeignKeyConstraint(["edited_by_id"], ["accounts.id"], name="fk_bulletins_edited_by_id_accounts"),
        sa.ForeignKeyConstraint(["signed_by_id"], ["accounts.id"], name="fk_bulletins_signed_by_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_bulletins"),
        sa.UniqueConstraint("first_day", "last_day", name="uq_bulletins_first_day_last_day"),
    )
    op.create_table(
        "bulletin_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_bulletin_versions_account_id_accounts"),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_bulletin_versions_bulletin_id_bulletins"),
        sa.PrimaryKeyConstraint("id", name="pk_bulletin_versions"),
        sa.UniqueConstraint("bulletin_id", "version", name="uq_bulletin_versions_bulletin_id_version"),
    )
    op.create_table(
        "bulletin_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=True),
        sa.CheckConstraint(
            "step IN ('save', 'submit', 'return', 'sign', 'acknowledge', 'publish', 'unpublish')", name="step_known"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_bulletin_steps_account_id_accounts"),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_bulletin_steps_bulletin_id_bulletins"),
        sa.PrimaryKeyConstraint("id", name="pk_bulletin_steps"),
        sa.UniqueConstraint("bulletin_id", "position", name="uq_bulletin_steps_bulletin_id_position"),
    )
    op.create_table(
        "bulletin_criticisms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(length=100), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reports", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("ground IN ('overdue', 'withheld', 'poor_review')", name="ground_known"),
        sa.CheckConstraint("decision IN ('open', 'confirmed', 'dropped')", name="decision_known"),
        sa.CheckConstraint("(decision = 'open') = (decided_at IS NULL)", name="decided_has_time"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("decision <> 'dropped' OR reason IS NOT NULL", name="dropped_has_reason"),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_bulletin_criticisms_bulletin_id_bulletins"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name="fk_bulletin_criticisms_decided_by_id_accounts"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_bulletin_criticisms_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_bulletin_criticisms"),
        sa.UniqueConstraint(
            "bulletin_id", "unit_id", "ground", name="uq_bulletin_criticisms_bulletin_id_unit_id_ground"
        ),
    )
    op.create_table(
        "bulletin_receipts",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(at IS NULL) = (account_id IS NULL)", name="acknowledged_by_somebody"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_bulletin_receipts_account_id_accounts"),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_bulletin_receipts_bulletin_id_bulletins"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_bulletin_receipts_unit_id_units"),
        sa.PrimaryKeyConstraint("bulletin_id", "unit_id", name="pk_bulletin_receipts"),
    )
    op.create_index("ix_bulletin_receipts_unit_id", "bulletin_receipts", ["unit_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
