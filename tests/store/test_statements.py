"""Statements past SQLAlchemy: rows are as the unit of work would have written them, and errors tell nothing of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.store import Base, Database, Fact, NumberCounter, OutboxItem, SpentChallenge
from portal.store.statements import Direct, Lookup, Rows

NOON = datetime(2018, 7, 20, 4, 0, 0, 123456, tzinfo=UTC)
ITEM = {"topic": "letter", "payload": {"words": "错→对", "none": None}, "created_at": NOON, "available_at": NOON}
FACTS = Base.metadata.tables[Fact.__tablename__]


def shown(session: Session, item_id: int) -> tuple[object, ...]:
    """The row as the database keeps it, but for its id."""
    table = Base.metadata.tables[OutboxItem.__tablename__]
    row = session.execute(select(*(column for column in table.c if column.name != "id")).where(table.c.id == item_id))
    return tuple(row.one())


def test_a_row_is_kept_as_the_unit_of_work_would_have_kept_it(database: Database) -> None:
    with database.writing() as session:
        [direct] = Rows(OutboxItem).add_numbered(session, [ITEM])
        usual = OutboxItem(**ITEM)
        session.add(usual)
        session.flush()
        assert shown(session, direct) == shown(session, usual.id)
        kept = session.get_one(OutboxItem, direct)
        assert (kept.payload, kept.created_at, kept.attempts) == (ITEM["payload"], NOON, 0)


def test_ids_come_in_the_order_of_the_rows_and_go_on_from_those_given_before(database: Database) -> None:
    rows = Rows(OutboxItem)
    with database.writing() as session:
        session.add(OutboxItem(**ITEM))
        session.flush()
        first = rows.add_numbered(session, [ITEM | {"topic": f"first {each}"} for each in range(30)])
        second = rows.add_numbered(session, [ITEM | {"topic": "second"}])
        session.add(OutboxItem(**ITEM))
        session.flush()
        topics = {item.id: item.topic for item in session.scalars(select(OutboxItem))}
    assert [topics[each] for each in first] == [f"first {each}" for each in range(30)]
    assert topics[second[0]] == "second"
    assert len(topics) == 33


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.writing() as session:
        Rows(OutboxItem).add(session, [])
        assert list(Rows(OutboxItem).add_numbered(session, [])) == []


def test_rows_that_name_other_columns_are_written_by_another_statement(database: Database) -> None:
    rows = Rows(OutboxItem)
    with database.writing() as session:
        rows.add(session, [ITEM])
        rows.add(session, [ITEM | {"error": "later", "attempts": 3}])
        kept = session.execute(select(OutboxItem.error, OutboxItem.attempts).order_by(OutboxItem.id)).all()
    assert [tuple(each) for each in kept] == [(None, 0), ("later", 3)]


def test_an_error_is_sqlalchemys_and_tells_no_value(database: Database) -> None:
    rows = Rows(Fact)
    with pytest.raises(IntegrityError) as caught, database.writing() as session:
        rows.add(session, [{"name": "twice", "value": "13800970000"}, {"name": "twice", "value": "13800970001"}])
    assert "1380097" not in str(caught.value)
    with database.reading() as session:
        assert session.get(Fact, "twice") is None


def test_many_keys_are_looked_up_at_once_beside_another_condition(database: Database) -> None:
    lookup = Lookup(select(FACTS.c.name, FACTS.c.value).where(FACTS.c.value != bindparam("not")), FACTS.c.name)
    with database.writing() as session:
        Rows(Fact).add(session, [{"name": f"name {each}", "value": str(each)} for each in range(60)])
        wanted = {f"name {each}" for each in range(0, 60, 2)} | {"unknown", "'; --"}
        found = {tuple(row) for row in lookup.find(session, wanted, {"not": "4"})}
        assert found == {(f"name {each}", str(each)) for each in range(0, 60, 2) if each != 4}
        assert list(lookup.find(session, set(), {"not": "4"})) == []


def test_a_moment_is_compared_as_a_moment(database: Database) -> None:
    table = Base.metadata.tables[SpentChallenge.__tablename__]
    until = Direct(select(table.c.digest).where(table.c.expires_at > bindparam("now")))
    with database.writing() as session:
        Rows(SpentChallenge).add(session, [{"digest": "d", "expires_at": NOON}])
        assert [row[0] for row in until.ask(session, {"now": NOON.replace(hour=3)})] == ["d"]
        assert until.ask(session, {"now": NOON}) == []


def test_a_change_gives_back_what_it_made(database: Database) -> None:
    table = Base.metadata.tables[NumberCounter.__tablename__]
    draw = Direct(
        update(table).where(table.c.year == bindparam("of")).values(last=table.c.last + 2).returning(table.c.last)
    )
    with database.writing() as session:
        session.add(NumberCounter(year=2018, last=5))
        session.flush()
        assert [row[0] for row in draw.ask(session, {"of": 2018}, {"of": 2018}, {"of": 2019})] == [7, 9]
