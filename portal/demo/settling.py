"""The demo province on the first day: regions, offices, websites and the people who sign in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.adapters.passwords import hash_password
from portal.demo import places
from portal.demo.places import DemoSite, DemoUnit
from portal.domain.policy import Actor, officer
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Role, SiteStatus, UnitKind
from portal.services.accounts import DEMO_FACT, DEMO_PASSWORD
from portal.store import Account, Fact, Region, ResponsibleOfficer, Site, SiteHost, Unit
from portal.store.facts import load_tree

LEVELS = ("省", "市州", "县市区")
WITHOUT_RESPONSIBLE = 13
"""Every thirteenth unit of the demo has nobody who answers for it."""
SECOND_AT_ROOT = ("province2", "刘志强")
"""Nobody approves what they wrote, so the provincial office needs two people to refuse anything itself."""


@dataclass(frozen=True, slots=True)
class Province:
    """Who and what there is: the tree of units, the officers of each unit by its id, the websites in use."""

    tree: UnitTree
    clerks: dict[int, tuple[Actor, ...]]
    usernames: dict[int, tuple[str, ...]]
    sites: tuple[DemoSite, ...]

    def unit(self, code: str) -> int:
        """The id of the unit with this code."""
        found = self.tree.find(code)
        if found is None:
            raise LookupError(f"the demo has no unit {code}")
        return found.id

    def code(self, unit: int) -> str:
        """The code of a unit."""
        return self.tree[unit].code

    def keepers_below(self, unit: int) -> list[str]:
        """Codes of the filing units directly under an organizing one."""
        return [each.code for each in self.tree if each.parent == unit and each.kind is UnitKind.FILING]

    def organizer_of(self, code: str) -> str:
        """Code of the organizing unit directly above a filing one."""
        return self.code(self.tree.above(self.unit(code))[0])

    def sites_of(self, keeper: str) -> list[DemoSite]:
        """The websites that a filing unit keeps."""
        return [site for site in self.sites if site.filing_unit == keeper]


def settle(session: Session, now: datetime) -> Province:
    """Put the province into an empty database; ``now`` is when its accounts were made."""
    for region in places.REGIONS:
        level = LEVELS.index(region.level)
        session.add(Region(code=region.code, name=region.name, level=level, parent_code=region.parent_code))
        session.flush()
    session.add(Fact(name=DEMO_FACT, value=now.isoformat()))
    # One hash serves everybody: the password is public, and eighty hashes take seconds.
    known_hash = hash_password(DEMO_PASSWORD)
    ids: dict[str, int] = {}
    people: list[tuple[str, str, Role, str | None]] = [
        ("admin", "系统管理员", Role.ADMIN, None),
        ("auditor", "审计员", Role.AUDITOR, None),
    ]
    for unit in places.UNITS:
        ids[unit.code] = _add_unit(session, unit, ids)
        people.append((unit.code, unit.person, Role.OFFICER, unit.code))
        if unit.parent_code is None:
            people.append((*SECOND_AT_ROOT, Role.OFFICER, unit.code))
    accounts = [
        Account(
            username=username,
            display_name=name,
            role=role,
            unit_id=ids[code] if code else None,
            password_hash=known_hash,
            created_at=now,
        )
        for username, name, role, code in people
    ]
    session.add_all(accounts)
    session.add_all(_site(site, ids) for site in places.SITES)
    session.flush()
    session.add_all(_responsible(accounts, now))
    session.flush()
    return _province(session, accounts)


def _responsible(accounts: list[Account], now: datetime) -> list[ResponsibleOfficer]:
    """The first officer of nearly every unit answers for it; some units have yet to name somebody (§五.2)."""
    first: dict[int, Account] = {}
    for account in accounts:
        if account.unit_id is not None:
            first.setdefault(account.unit_id, account)
    return [
        ResponsibleOfficer(unit_id=unit, account_id=account.id, named_at=now)
        for unit, account in first.items()
        if unit % WITHOUT_RESPONSIBLE
    ]


def _add_unit(session: Session, unit: DemoUnit, ids: dict[str, int]) -> int:
    row = Unit(
        code=unit.code,
        name=unit.name,
        kind=UnitKind(unit.kind),  # type: ignore[call-arg]  # looks a term up
        parent_id=ids[unit.parent_code] if unit.parent_code else None,
        region_code=unit.region_code,
    )
    session.add(row)
    session.flush()
    return row.id


def _site(site: DemoSite, ids: dict[str, int]) -> Site:
    return Site(
        code=site.code,
        name=site.name,
        url=f"http://{site.host}/",
        filing_unit_id=ids[site.filing_unit],
        status=SiteStatus(site.status),  # type: ignore[call-arg]  # looks a term up
        hosts=[SiteHost(host=site.host)],
    )


def _province(session: Session, accounts: list[Account]) -> Province:
    clerks: dict[int, list[Actor]] = defaultdict(list)
    usernames: dict[int, list[str]] = defaultdict(list)
    for account in accounts:
        if account.unit_id is not None:
            clerks[account.unit_id].append(officer(account.id, account.unit_id))
            usernames[account.unit_id].append(account.username)
    return Province(
        tree=load_tree(session),
        clerks={unit: tuple(actors) for unit, actors in clerks.items()},
        usernames={unit: tuple(names) for unit, names in usernames.items()},
        sites=tuple(site for site in places.SITES if site.status == SiteStatus.ACTIVE),
    )
