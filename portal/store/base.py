"""What every table shares: the declarative base, constraint names, and column types for instants and terms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

from portal.domain.vocabulary import Term


class Base(DeclarativeBase):
    """Base of all tables. Constraints have names, so that migrations can speak of them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive one is refused: nobody could say what it means."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class TermType(TypeDecorator[Any]):
    """A term of the vocabulary, kept as its identifier."""

    impl = String(20)
    cache_ok = True

    def __init__(self, terms: type[Term]) -> None:
        super().__init__()
        self.terms = terms

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.terms(value).value  # type: ignore[call-arg]  # looks a term up

    def process_result_value(self, value: Any, dialect: Dialect) -> Term | None:
        return None if value is None else self.terms(value)  # type: ignore[call-arg]  # looks a term up


def one_of(column: str, terms: type[Term]) -> CheckConstraint:
    """The constraint that ``column`` holds an identifier of ``terms`` (or nothing)."""
    listed = ", ".join(f"'{term.value}'" for term in terms)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
