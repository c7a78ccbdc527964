"""The migrations make exactly the tables that the program believes in, and can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from portal.store import Base, Database
from portal.store.migrate import downgrade, newest_revision, present_revision, upgrade
from tests.databases import scratch_database

# Indexes are compared by their definitions below, not by SQLAlchemy's reflection, which says what it leaves out.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")


def _plain(value: Any) -> Any:
    """Types and lists in a form that compares by what they say."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key != "comment"}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | bool | int | None) else repr(value)


def _by_name(things: list[Any]) -> dict[str, Any]:
    return {thing["name"] or str(thing): _plain(dict(thing)) for thing in things}


def _described(database: Database) -> dict[str, dict[str, Any]]:
    """Every table with its columns, keys, constraints and indexes, as the database itself tells them."""
    inspector = inspect(database.engine)
    return {
        table: {
            "columns": _by_name(inspector.get_columns(table)),
            "primary key": _plain(dict(inspector.get_pk_constraint(table))),
            "foreign keys": _by_name(inspector.get_foreign_keys(table)),
            "unique": _by_name(inspector.get_unique_constraints(table)),
            "checks": _by_name(inspector.get_check_constraints(table)),
        }
        for table in sorted(inspector.get_table_names())
        if table != "alembic_version"
    }


def _index_definitions(database: Database) -> dict[str, str]:
    """Indexes word for word: reflection leaves out expressions and conditions on some databases."""
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if database.is_sqlite
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    )
    with database.engine.connect() as connection:
        rows = connection.execute(text(query)).all()
    return {name: " ".join(sql.split()) for name, sql in rows if "alembic_version" not in name}


def _guards(database: Database) -> dict[str, str]:
    """Triggers, and the functions that they call, word for word."""
    queries = (
        ["SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"]
        if database.is_sqlite
        else [
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        ]
    )
    with database.engine.connect() as connection:
        rows = [row for query in queries for row in connection.execute(text(query))]
    return {name: " ".join(words.split()) for name, words in rows}


def test_migrated_and_declared_tables_are_the_same(tmp_path: Path) -> None:
    with scratch_database(tmp_path, "migrated") as migrated, scratch_database(tmp_path, "declared") as declared:
        upgrade(migrated)
        with declared.engine.execution_options(writes=True).begin() as connection:
            Base.metadata.create_all(connection)
        expected, found = _described(declared), _described(migrated)
        assert list(found) == list(expected)
        for table, parts in expected.items():
            assert found[table] == parts, table
        assert _index_definitions(migrated) == _index_definitions(declared)
        assert _guards(migrated) == _guards(declared)
        assert {"events_unchanged", "audit_entries_unchanged", "audit_entries_kept"} <= set(_guards(migrated))


def test_the_comparison_sees_conditions_and_expressions_of_indexes(tmp_path: Path) -> None:
    with scratch_database(tmp_path, "migrated") as migrated:
        upgrade(migrated)
        indexes = _index_definitions(migrated)
        checks = _described(migrated)["reports"]["checks"]
    assert "WHERE" in indexes["uq_clocks_one_running"]
    assert "DESC" in indexes["ix_cases_newest"]
    assert "parent_id IS NULL" in indexes["uq_units_one_root"]
    assert "ck_reports_finished_has_time" in checks


def test_migrations_go_down_to_an_empty_database_and_up_again(tmp_path: Path) -> None:
    with scratch_database(tmp_path, "there_and_back") as database:
        assert present_revision(database) is None
        upgrade(database)
        assert present_revision(database) == newest_revision()
        before = _described(database)
        downgrade(database, "base")
        assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
        assert present_revision(database) is None
        upgrade(database)
        assert _described(database) == before


def test_migrating_a_database_that_is_there_already_changes_nothing(database: Database) -> None:
    before = _described(database)
    upgrade(database)
    assert _described(database) == before


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_constraints_have_names_that_migrations_can_speak_of(table: str) -> None:
    assert all(constraint.name for constraint in Base.metadata.tables[table].constraints)


def test_migrating_a_database_in_use_keeps_its_rows_and_what_refers_to_them(tmp_path: Path) -> None:
    with scratch_database(tmp_path, "in_use") as database:
        upgrade(database, "0003")
        with database.engine.execution_options(writes=True).begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO reports (id, number, kind, state, version, problem_type, submitted_at) VALUES "
                    "(1, '2018-000001', 'correction', 'received', 1, 'typo', '2018-06-04 02:00:00')"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO events (id, report_id, position, at, action, to_state, details) VALUES "
                    "(1, 1, 1, '2018-06-04 02:00:00', 'submit', 'received', '{}')"
                )
            )
            connection.execute(text("INSERT INTO contacts (report_id, name) VALUES (1, '何小满')"))
        upgrade(database)
        with database.reading() as session:
            joined = (
                "SELECT contacts.name FROM contacts JOIN reports ON reports.id = contacts.report_id "
                "JOIN events ON events.report_id = reports.id"
            )
            assert session.scalar(text(joined)) == "何小满"
        with pytest.raises(IntegrityError), database.writing() as session:
            session.execute(text("INSERT INTO contacts (report_id) VALUES (2)"))
