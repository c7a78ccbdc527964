"""The examination behind ``portal doctor``: what of an installation is in order and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from portal.config import SettingError, Settings
from portal.domain.audit_chain import Seal
from portal.domain.deadlines import SHANGHAI, day_of
from portal.domain.periods import month_names
from portal.queries.audit_chain import unsealed_since, verified
from portal.search import IndexState
from portal.services import retention
from portal.services.audit_keeping import seal_key
from portal.services.figure_check import months_kept, wrong_months
from portal.store import Database, migrate
from portal.web.workings import Workings, open_workings

SEALED_WITHIN = timedelta(days=2)
"""The worker seals once a day, and may have been stopped over a night."""

Finding = tuple[bool, str]
"""Whether it is in order, and the words for it."""


def examine(settings: Settings, seals: Sequence[Seal] | None = None) -> list[Finding]:
    """Everything that is looked at, in the order in which it is told; ``seals``: those that were written out, to be
    compared with the audit log instead of the database's own."""
    return [_secret(settings), *_database(settings, seals)]


def _secret(settings: Settings) -> Finding:
    try:
        settings.check_secret()
    except SettingError as error:
        return False, f"密钥：{error}"
    return True, "密钥"


def _database(settings: Settings, seals: Sequence[Seal] | None) -> list[Finding]:
    database = Database(settings.database_url)
    present, needed = migrate.present_revision(database), migrate.newest_revision()
    if present != needed:
        return [(False, f"数据库版本 {present or '空'}，需要 {needed}：请运行 portal init")]
    workings: Workings = open_workings(replace(settings, secret_key=settings.secret_key or "-" * 32))
    state = workings.index.state()
    return [
        (True, f"数据库版本 {present}"),
        (state is IndexState.READY, f"搜索索引：{state.value}"),
        _retention(workings),
        _figures(workings),
        *_audit(settings, workings, seals),
    ]


def _retention(workings: Workings) -> Finding:
    """Whether anything should have been deleted more than a day ago: the worker does it every hour."""
    with workings.context.database.reading() as session:
        late = retention.overdue(session, workings.context.now() - timedelta(days=1), workings.settings.retention)
    if not late:
        return True, "保存期限：没有逾期未删除的内容"
    listed = "、".join(f"PORTAL_KEEP_{name.upper()} {number} 项" for name, number in late.items())
    return False, f"保存期限：逾期未删除（{listed}），请确认 portal worker 在运行"


def _figures(workings: Workings) -> Finding:
    """Whether the statistics' months are what the events tell: each is counted once more."""
    months = months_kept(workings.context)
    if months is None:
        return False, "统计：尚未计算，请确认 portal worker 在运行，或者运行 portal figures rebuild"
    wrong = list(wrong_months(workings.context, months))
    if wrong:
        return False, f"统计：{month_names(wrong)}与办理记录不符，请运行 portal figures check"
    return True, f"统计：{len(months)} 个月，与办理记录相符"


def _audit(settings: Settings, workings: Workings, seals: Sequence[Seal] | None) -> list[Finding]:
    """Whether the audit chain is whole and agrees with its seals; each flaw is a finding that names the place."""
    key = seal_key(workings.context) if settings.secret_key else None
    with workings.context.database.snapshot() as session:
        found = verified(session, day_of(workings.context.now()), key, seals)
    compared = f"，与{'文件中的' if seals else ''} {found.seals} 份封存相符" if found.seals else "，尚无封存"
    # In order, but not beyond the reach of whoever owns the database.
    only_here = "" if settings.audit_seals else "；没有设置 PORTAL_AUDIT_SEALS，封存只在本数据库中"
    whole = f"审计日志：{found.entries:,} 条，{found.events:,} 条办理记录，首尾相连{compared}{only_here}"
    chain = [(False, f"审计日志：{flaw}") for flaw in found.flaws] or [(True, whole)]
    return [*chain, *_unsealed(workings)]


def _unsealed(workings: Workings) -> list[Finding]:
    """Whether the log was not sealed for longer than a day and a margin: until it is, whoever owns the database can
    rewrite what came since."""
    with workings.context.database.reading() as session:
        since = unsealed_since(session)
    if since is None or workings.context.now() - since <= SEALED_WITHIN:
        return []
    told = f"{since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return [(False, f"审计日志：{told} 以来没有封存，请确认 portal worker 在运行")]
