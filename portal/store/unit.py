"""Units 单位: the tree of offices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.vocabulary import UnitKind
from portal.store.base import Base, Instant, TermType, one_of


class Unit(Base):
    """One office. A retired or merged unit stays, so that the past keeps its names."""

    __tablename__ = "units"
    __table_args__ = (
        one_of("kind", UnitKind),
        CheckConstraint("parent_id IS NOT NULL OR kind = 'organizing'", name="root_organizes"),
        CheckConstraint("parent_id <> id AND merged_into_id <> id", name="not_its_own"),
        # An expression that is the same for every row without a parent: the second root is refused.
        Index(
            "uq_units_one_root",
            text("(parent_id IS NULL)"),
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[UnitKind] = mapped_column(TermType(UnitKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """Rises with every change, so that two who keep the register at once do not overwrite each other."""


class ResponsibleOfficer(Base):
    """The one person who answers for a unit's part in this work (§五.2 专人)."""

    __tablename__ = "responsible_officers"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), unique=True)
    named_at: Mapped[datetime] = mapped_column(Instant)
