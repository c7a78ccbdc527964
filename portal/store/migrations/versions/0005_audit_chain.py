"""Chain the audit log: every entry and every event so far gets its place, and nothing of either may change.

Revision ID: 0005
Revises: 0004
"""

import hashlib
import heapq
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

GENESIS = "0" * 64
BATCH = 2_000
INDEXED = ("at", "account_id")

SQLITE = (
    "CREATE TRIGGER events_unchanged BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are written once and never changed'); END",
    "CREATE TRIGGER events_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    "CREATE TRIGGER audit_entries_unchanged BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'audit_entries are written once and never changed'); END",
    "CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries WHEN OLD.id > (SELECT cut FROM audit_head WHERE id = 1) BEGIN SELECT RAISE(ABORT, 'audit_entries are deleted only up to the cut'); END",
)
POSTGRES = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = TG_TABLE_NAME || ' are written once and never changed'; END $$",
    "CREATE FUNCTION keep_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.id > (SELECT cut FROM audit_head WHERE id = 1) THEN RAISE integrity_constraint_violation USING MESSAGE = 'audit_entries are deleted only up to the cut'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER events_unchanged BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_entries_unchanged BEFORE UPDATE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION keep_audit_entries()",
)

EVENTS = sa.table(
    "events",
    sa.column("id", sa.Integer()),
    sa.column("report_id", sa.Integer()),
    sa.column("position", sa.Integer()),
    sa.column("at", sa.DateTime()),
    sa.column("action", sa.String()),
    sa.column("account_id", sa.Integer()),
    sa.column("unit_id", sa.Integer()),
    sa.column("unit_path", sa.String()),
    sa.column("from_state", sa.String()),
    sa.column("to_state", sa.String()),
    sa.column("from_holder_id", sa.Integer()),
    sa.column("to_holder_id", sa.Integer()),
    sa.column("to_holder_path", sa.String()),
    sa.column("words", sa.Text()),
    sa.column("details", sa.JSON()),
)
SAID = ("id", "at", "account_id", "deed", "subject", "details")


def columns(*more: str) -> list[Any]:
    kinds: dict[str, Any] = {"id": sa.Integer(), "account_id": sa.Integer(), "at": sa.DateTime(), "details": sa.JSON()}
    return [sa.column(name, kinds.get(name, sa.String())) for name in (*SAID, *more)]


CHAINED = sa.table("audit_entries", *columns("previous_hash", "hash"))


def upgrade() -> None:
    move_away()
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("cut", sa.Integer(), nullable=False),
        sa.Column("cut_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.create_table(
        "audit_seals",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_audit_seals"),
    )
    position, end = chain_everything()
    op.execute(
        f"INSERT INTO audit_head (id, position, hash, cut, cut_hash) VALUES (1, {position}, '{end}', 0, '{GENESIS}')"  # noqa: S608 - a number and two digests
    )
    for name in (*INDEXED, "deed", "subject"):
        op.create_index(f"ix_audit_entries_{name}", "audit_entries", [name])
    op.drop_table("audit_entries_before")
    for statement in POSTGRES if is_postgres() else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    for table, name in (("events", "unchanged"), ("audit_entries", "unchanged"), ("audit_entries", "kept")):
        op.execute(f"DROP TRIGGER {table}_{name}" + (f" ON {table}" if is_postgres() else ""))
    if is_postgres():
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("DROP FUNCTION keep_audit_entries()")
    else:
        op.execute("DROP TRIGGER events_kept")
    for name in ("deed", "subject"):
        op.drop_index(f"ix_audit_entries_{name}", table_name="audit_entries")
    move_away()
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
    # The steps of reports are in the events.
    op.execute(
        "INSERT INTO audit_entries (at, account_id, deed, subject, details) SELECT at, account_id, deed, subject, "
        "details FROM audit_entries_before WHERE deed <> 'step' ORDER BY id"
    )
    for name in INDEXED:
        op.create_index(f"ix_audit_entries_{name}", "audit_entries", [name])
    op.drop_table("audit_entries_before")
    op.drop_table("audit_seals")
    op.drop_table("audit_head")


def is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def move_away() -> None:
    """Give the table another name, and with it everything whose name must be free."""
    for name in INDEXED:
        op.drop_index(f"ix_audit_entries_{name}", table_name="audit_entries")
    op.rename_table("audit_entries", "audit_entries_before")
    if is_postgres():
        op.execute("ALTER INDEX pk_audit_entries RENAME TO pk_audit_entries_before")
        op.execute("ALTER SEQUENCE IF EXISTS audit_entries_id_seq RENAME TO audit_entries_before_id_seq")


def chain_everything() -> tuple[int, str]:
    """Entries and events in the order of their time, each chained to the one before; where the chain ends."""
    entries = (said(row) for row in rows_of(sa.table("audit_entries_before", *columns())))
    steps = (step(row) for row in rows_of(EVENTS))
    position, end, batch = 0, GENESIS, []
    for row in heapq.merge(entries, steps, key=lambda each: each["at"]):
        position += 1
        words = [position, row["at"], row["account_id"], row["deed"], row["subject"], row["details"], end]
        row |= {"id": position, "previous_hash": end, "hash": digest(words)}
        end = row["hash"]
        batch.append(row)
        if len(batch) == BATCH:
            op.bulk_insert(CHAINED, batch)
            batch = []
    op.bulk_insert(CHAINED, batch)
    return position, end


def rows_of(table: Any) -> Iterator[Any]:
    """The rows in the order of their ids, a batch at a time."""
    last = 0
    while (
        found := op.get_bind()
        .execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(BATCH))
        .all()
    ):
        yield from found
        last = found[-1].id


def said(row: Any) -> dict[str, Any]:
    return dict(row._mapping)


def step(row: Any) -> dict[str, Any]:
    details = {"event": row.id, "position": row.position, "action": row.action, "digest": digest(list(row))}
    return {
        "at": row.at,
        "account_id": row.account_id,
        "deed": "step",
        "subject": f"report:{row.report_id}",
        "details": details,
    }


def digest(value: list[Any]) -> str:
    words = json.dumps(value, sort_keys=True, separators=(",", ":"), default=plain)
    return hashlib.sha256(words.encode("ascii")).hexdigest()


def plain(value: datetime) -> str:
    return f"{value.isoformat(timespec='microseconds')}+00:00"
