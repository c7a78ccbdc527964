"""The small permanent province that the tests play in: nine units, their accounts, one registered website."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from portal.domain import units
from portal.domain.policy import Actor, Party, officer
from portal.domain.units import UnitTree
from portal.domain.vocabulary import Role, UnitKind
from portal.store import Account, Database, Region, Site, SiteHost, Unit

SITE_CODE = "6301029001"
SITE_HOST = "www.chengdong.example"
LONG_AGO = datetime(2018, 1, 2, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Office:
    """A unit of the cast with the user names of its officers."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None
    region: str
    accounts: tuple[str, ...]


ORGANIZING, FILING = UnitKind.ORGANIZING, UnitKind.FILING
TWO_ANSWER = ("chengdong-gov", "chengdong-gov2")

# fmt: off
OFFICES = (
    Office("province",      "省政府办公厅",       ORGANIZING, None,        "630000", ("province", "province2")),
    Office("xining",        "西宁市政府办公室",   ORGANIZING, "province",  "630100", ("xining",)),
    Office("chengdong",     "城东区政府办公室",   ORGANIZING, "xining",    "630102", ("chengdong",)),
    Office("chengdong-gov", "城东区政府网站",     FILING,     "chengdong", "630102", TWO_ANSWER),
    Office("xining-edu",    "西宁市教育局",       FILING,     "xining",    "630100", ("xining-edu",)),
    Office("fgw",           "省发展改革委",       ORGANIZING, "province",  "630000", ("fgw",)),
    Office("fgw-web",       "省发展改革委网站",   FILING,     "fgw",       "630000", ("fgw-web",)),
    Office("haidong",       "海东市政府办公室",   ORGANIZING, "province",  "630200", ("haidong",)),
    Office("haidong-gov",   "海东市政府网站",     FILING,     "haidong",   "630200", ("haidong-gov",)),
)
REGIONS = (
    ("630000", "青海省", 0, None),
    ("630100", "西宁市", 1, "630000"),
    ("630102", "城东区", 2, "630100"),
    ("630103", "城中区", 2, "630100"),  # has no office of its own
    ("630200", "海东市", 1, "630000"),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: ids by the codes of units and the names of users."""

    units: dict[str, int]
    accounts: dict[str, int]
    unit_of: dict[str, str] = field(
        default_factory=lambda: {account: office.code for office in OFFICES for account in office.accounts}
    )

    def unit(self, code: str) -> int:
        """The id of a unit."""
        return self.units[code]

    def account(self, username: str) -> int:
        """The id of an account."""
        return self.accounts[username]

    def officer(self, username: str) -> Actor:
        """Somebody who acts for their unit."""
        return officer(self.accounts[username], self.units[self.unit_of[username]])

    @property
    def admin(self) -> Actor:
        """The one who runs the system and handles no reports."""
        return Actor(Party.ACCOUNT, self.accounts["admin"], None, Role.ADMIN)

    @property
    def auditor(self) -> Actor:
        """The one who reads the audit log and handles no reports."""
        return Actor(Party.ACCOUNT, self.accounts["auditor"], None, Role.AUDITOR)


def cast_on_paper() -> Cast:
    """The cast without a database; account ids and unit ids never coincide, so that mixing them up shows."""
    names = ("admin", "auditor", *(name for office in OFFICES for name in office.accounts))
    return Cast(
        units={office.code: number for number, office in enumerate(OFFICES, start=1)},
        accounts={name: number for number, name in enumerate(names, start=101)},
    )


def tree_on_paper(
    without_accounts: tuple[str, ...] = (), only: dict[str, tuple[str, ...]] | None = None, **merged: str
) -> UnitTree:
    """The cast's units as the rules see them.

    ``without_accounts``: codes of units that have nobody at work; ``only``: other accounts for a unit; ``merged``:
    a unit's code (with ``_`` for ``-``) and the code of the unit that it was merged into.
    """
    cast = cast_on_paper()
    successors = {code.replace("_", "-"): into for code, into in merged.items()}

    def officers(office: Office) -> frozenset[int]:
        names = () if office.code in without_accounts else (only or {}).get(office.code, office.accounts)
        return frozenset(cast.account(name) for name in names)

    return UnitTree(
        units.Unit(
            id=cast.unit(office.code),
            code=office.code,
            name=office.name,
            kind=office.kind,
            parent=cast.unit(office.parent) if office.parent else None,
            officers=officers(office),
            merged_into=cast.unit(successors[office.code]) if office.code in successors else None,
            region_code=office.region,
        )
        for office in OFFICES
    )


def settle(database: Database) -> Cast:
    """Put the cast into an empty database, as plain rows."""
    with database.writing() as session:
        for code, name, level, parent in REGIONS:
            session.add(Region(code=code, name=name, level=level, parent_code=parent))
            session.flush()
        # Two accounts without a unit come first, so that no account has the id of its unit.
        accounts = [_account("admin", Role.ADMIN, None), _account("auditor", Role.AUDITOR, None)]
        session.add_all(accounts)
        session.flush()
        ids: dict[str, int] = {}
        for office in OFFICES:
            unit = Unit(
                code=office.code,
                name=office.name,
                kind=office.kind,
                parent_id=ids[office.parent] if office.parent else None,
                region_code=office.region,
            )
            session.add(unit)
            session.flush()
            ids[office.code] = unit.id
            accounts += [_account(name, Role.OFFICER, unit.id) for name in office.accounts]
        session.add_all(accounts)
        session.add(
            Site(
                code=SITE_CODE,
                name="西宁市城东区人民政府网",
                url=f"http://{SITE_HOST}/",
                filing_unit_id=ids["chengdong-gov"],
                hosts=[SiteHost(host=SITE_HOST)],
            )
        )
        session.flush()
        return Cast(units=ids, accounts={account.username: account.id for account in accounts})


def _account(username: str, role: Role, unit: int | None) -> Account:
    return Account(username=username, display_name=f"{username}的经办人", role=role, unit_id=unit, created_at=LONG_AGO)
