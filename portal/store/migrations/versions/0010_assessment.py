"""Keep schemes of the yearly assessment, results that were frozen, and what units objected to them.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("assessment_schemes", "frozen_assessments", "assessment_results", "score_objections")


def upgrade() -> None:
    op.create_table(
        "assessment_schemes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("version > 0", name="counted_from_one"),
        sa.ForeignKeyConstraint(["saved_by_id"], ["accounts.id"], name="fk_assessment_schemes_saved_by_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment_schemes"),
        sa.UniqueConstraint("year", "version", name="uq_assessment_schemes_year_version"),
    )
    op.create_table(
        "frozen_assessments",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme_year", sa.Integer(), nullable=False),
        sa.Column("scheme_version", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.JSON(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["frozen_by_id"], ["accounts.id"], name="fk_frozen_assessments_frozen_by_id_accounts"),
        sa.PrimaryKeyConstraint("year", name="pk_frozen_assessments"),
    )
    op.create_table(
        "assessment_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year"], ["frozen_assessments.year"], name="fk_assessment_results_year_frozen_assessments"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_assessment_results_unit_id_units"),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name="fk_assessment_results_parent_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment_results"),
        sa.UniqueConstraint("year", "unit_id", name="uq_assessment_results_year_unit_id"),
    )
    op.create_table(
        "score_objections",
        sa.Column("result_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("adjustment", sa.Integer(), nullable=False),
        sa.Column("replied_at", sa.DateTime(), nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(reply IS NULL) = (replied_at IS NULL) AND (reply IS NULL) = (replied_by_id IS NULL)", name="replied_whole"
        ),
        sa.CheckConstraint("reply IS NOT NULL OR adjustment = 0", name="adjusted_by_a_reply"),
        sa.ForeignKeyConstraint(
            ["result_id"], ["assessment_results.id"], name="fk_score_objections_result_id_assessment_results"
        ),
        sa.ForeignKeyConstraint(["raised_by_id"], ["accounts.id"], name="fk_score_objections_raised_by_id_accounts"),
        sa.ForeignKeyConstraint(["replied_by_id"], ["accounts.id"], name="fk_score_objections_replied_by_id_accounts"),
        sa.PrimaryKeyConstraint("result_id", name="pk_score_objections"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
