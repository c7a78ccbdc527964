"""The registers as tables with the columns of their imports, so that what was exported can be imported again."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.import_columns import COLUMNS, Subject
from portal.domain.page_address import parse_host
from portal.domain.policy import Actor, keeps_registers
from portal.queries.site_register import SiteQuery, matching_sites
from portal.queries.unit_register import in_order, reach_of
from portal.store import Account, ResponsibleOfficer
from portal.store.facts import load_tree


def table_head(subject: Subject) -> list[str]:
    """The headings of a table, in Chinese."""
    return [column.label for column in COLUMNS[subject]]


def unit_table(session: Session, actor: Actor, text: str = "") -> list[list[str]] | None:
    """The units in use that the actor keeps, in the order of the tree; None for whoever keeps none. ``text`` looks in
    name and code."""
    tree = load_tree(session)
    if not keeps_registers(actor, tree):
        return None
    named = select(ResponsibleOfficer.unit_id, Account.username).join(
        Account, (Account.id == ResponsibleOfficer.account_id) & Account.active
    )
    responsible = {row.unit_id: row.username for row in session.execute(named)}
    wanted = text.lower()
    rows = []
    for unit, _ in in_order(tree, reach_of(actor, tree)):
        if wanted in unit.name.lower() or wanted in unit.code:
            above = tree.above(unit.id)
            parent = tree[above[0]].code if above else ""
            officer = responsible.get(unit.id, "")
            rows.append([unit.code, unit.name, unit.kind.label, parent, unit.region_code or "", officer])
    return rows


def site_table(session: Session, actor: Actor, query: SiteQuery) -> list[list[str]] | None:
    """The websites that the query finds within the actor's reach, by code; None for whoever keeps none."""
    tree = load_tree(session)
    if not keeps_registers(actor, tree):
        return None

    def rows() -> Iterator[list[str]]:
        for site in matching_sites(session, actor, query, tree):
            hosts = sorted(each.host for each in site.hosts if each.host != parse_host(site.url))
            keeper = tree[tree.resolve(site.filing_unit_id)]
            yield [site.code, site.name, site.url, " ".join(hosts), keeper.code, site.status.label]

    return list(rows())
