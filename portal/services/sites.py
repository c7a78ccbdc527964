"""The register of websites: adding one, changing what is known of it, closing it.

A closed website keeps its hosts and its filing unit, so that reports about it still find the organizing unit above.
Each function takes one step within the caller's `Register` and raises NotFound, NotAllowed, Invalid or Stale.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.domain.audit import Deed
from portal.domain.demands import Problem
from portal.domain.policy import may_add_to
from portal.domain.registers import SiteEntry, hosts_of, name_problem, url_problem
from portal.domain.site_code import parse_site_code
from portal.domain.vocabulary import SiteStatus, UnitKind
from portal.services.errors import Invalid
from portal.services.register import Register
from portal.store import Site, SiteHost, Unit


def add_site(register: Register, entry: SiteEntry) -> Site:
    """Register a website under its code."""
    unit = _filing_unit(register, entry)
    code = parse_site_code(entry.code)
    problems = _problems(register, entry, None)
    if code is None:
        problems.insert(0, Problem("code", "网站标识码应为 10 位：6 位数字（或 bm 加 4 位数字）后接 4 位数字"))
    elif known := register.session.scalar(select(Site).where(Site.code == code)):
        problems.insert(0, Problem("code", f"标识码 {code} 已登记为“{known.name}”，请核对"))
    if unit.kind is not UnitKind.FILING:
        problems.append(Problem("unit", f"{unit.name}是组织单位，请选择具体负责网站的填报单位"))
    if problems or code is None:
        raise Invalid(problems)
    site = Site(code=code, name="", url="", filing_unit_id=unit.id, version=0)
    register.session.add(site)
    _put(register, site, entry, unit)
    register.session.flush()
    register.changed(site, Deed.ADD_SITE, {}, _told(register, site))
    return site


def change_site(register: Register, entry: SiteEntry, version: int | None = None) -> Site:
    """Make the website with the entry's code what the entry says; the code itself stays for good."""
    site = register.site(parse_site_code(entry.code) or "")
    register.allow(may_add_to(register.actor, site.filing_unit_id, register.tree))
    register.expect(site, version)
    unit = _filing_unit(register, entry)
    problems = _problems(register, entry, site)
    if unit.kind is not UnitKind.FILING and unit.id != site.filing_unit_id:
        problems.append(Problem("unit", f"{unit.name}是组织单位，请选择具体负责网站的填报单位"))
    if problems:
        raise Invalid(problems)
    before, was = _told(register, site), site.status
    _put(register, site, entry, unit)
    after = _told(register, site)
    if before != after:
        closed = site.status is SiteStatus.CLOSED and was is not SiteStatus.CLOSED
        register.changed(site, Deed.RETIRE_SITE if closed else Deed.CHANGE_SITE, before, after)
    register.session.flush()
    return site


def _filing_unit(register: Register, entry: SiteEntry) -> Unit:
    """The unit that is to keep the website, in use and within the actor's reach."""
    known = register.tree.find(entry.unit)
    if known is None:
        raise Invalid([Problem("unit", "没有这个单位，请从列表中选择")])
    register.allow(may_add_to(register.actor, known.id, register.tree))
    if not known.in_use:
        raise Invalid([Problem("unit", f"{known.name}已并入其他单位或已撤销，请选择在用的单位")])
    return register.unit(entry.unit)


def _problems(register: Register, entry: SiteEntry, site: Site | None) -> list[Problem]:
    """What is wrong with an entry, apart from its code; ``site`` is the row that it changes."""
    found: list[Problem] = []
    if problem := name_problem(entry.name, "网站名称"):
        found.append(Problem("name", problem))
    if problem := url_problem(entry.url):
        found.append(Problem("url", problem))
    hosts, problem = hosts_of("" if problem else entry.url, entry.hosts)
    if problem:
        found.append(Problem("hosts", problem))
    taken = select(SiteHost.host, Site.name, Site.code).join(Site, Site.id == SiteHost.site_id)
    for host, name, code in register.session.execute(taken.where(SiteHost.host.in_(hosts)).order_by(SiteHost.host)):
        if site is None or code != site.code:
            field = "url" if hosts and host == hosts[0] else "hosts"
            found.append(Problem(field, f"域名 {host} 已登记在“{name}”（{code}）名下，请先在那里删除或核对网址"))
    if entry.status is None:
        found.append(Problem("status", "请选择网站状态：正常、例外或关停"))
    return found


def _put(register: Register, site: Site, entry: SiteEntry, unit: Unit) -> None:
    """Write a checked entry into the row."""
    site.name, site.url = entry.name.strip(), entry.url.strip()
    site.filing_unit_id = unit.id
    site.status = entry.status or SiteStatus.ACTIVE
    site.sponsor_lost_at = _since(site.sponsor_lost_at, entry.sponsor_lost, register.context.now())
    wanted, _ = hosts_of(entry.url, entry.hosts)
    site.hosts = [each for each in site.hosts if each.host in wanted]
    known = {each.host for each in site.hosts}
    site.hosts += [SiteHost(host=host) for host in wanted if host not in known]


def _since(known: datetime | None, lost: bool, now: datetime) -> datetime | None:
    """Since when the sponsor is lost: the day on which that was first said, until it is taken back."""
    return (known or now) if lost else None


def _told(register: Register, site: Site) -> dict[str, Any]:
    """The website as the audit log tells it."""
    return {
        "name": site.name,
        "url": site.url,
        "hosts": sorted(each.host for each in site.hosts),
        "unit": register.tree[site.filing_unit_id].name,
        "status": site.status.label,
        "sponsor_lost": site.sponsor_lost_at is not None,
    }
