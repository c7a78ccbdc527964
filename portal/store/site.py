"""Sites 网站: the register of government websites and the hosts they answer on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.vocabulary import SiteStatus
from portal.store.base import Base, Instant, TermType, one_of


class Site(Base):
    """One registered website; ``code`` is its 网站标识码."""

    __tablename__ = "sites"
    __table_args__ = (one_of("status", SiteStatus),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(String(2000))
    filing_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    status: Mapped[SiteStatus] = mapped_column(TermType(SiteStatus), default=SiteStatus.ACTIVE)
    sponsor_lost_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when it is known that nobody sponsors the website any more (§三(二))."""
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    hosts: Mapped[list[SiteHost]] = relationship(cascade="all, delete-orphan")


class SiteHost(Base):
    """A host name, lower case and in the ASCII form of IDNA, that belongs to one site."""

    __tablename__ = "site_hosts"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
