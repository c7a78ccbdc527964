"""The command ``portal``: demo, serve, web, worker, init, dispatch, import, index, figures, backup, restore, doctor."""

from __future__ import annotations

import os
import secrets
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from portal import logs
from portal.adapters.backup import DATABASE, BackupRefused, back_up
from portal.adapters.backup import restore as unpack
from portal.cli_figures import figures
from portal.cli_imports import import_files
from portal.command_line import give_up, initialised, text_of
from portal.config import SettingError, Settings, from_environment
from portal.deletions import Deleter
from portal.demo.fill import fill
from portal.doctor import examine
from portal.domain.audit import Deed
from portal.domain.audit_chain import read_seals
from portal.domain.password_rules import password_problem
from portal.domain.safety import Level
from portal.domain.vocabulary import Role, UnitKind
from portal.jobs import IndexKeeper, Worker
from portal.queries import published
from portal.search import IndexedCase
from portal.services.accounts import DEMO_PASSWORD, add_account
from portal.services.audit import record
from portal.services.contacts import fill_digests
from portal.services.dispatch import dispatch_waiting
from portal.services.publication import part_from_later_copies
from portal.serving import Gunicorn, run_both
from portal.store import Database, Unit, migrate
from portal.web.workings import Workings, open_workings

DEMO_HOME = "instance"


@click.group()
def cli() -> None:
    """我为政府网站找错: report, handle, review and publish errors of government websites."""


cli.add_command(import_files)
cli.add_command(figures)


def main() -> None:
    """Entry of the console script; a wrong setting is one sentence, not a traceback."""
    try:
        cli(prog_name="portal")
    except SettingError as error:
        give_up(str(error))


def _ready_to_serve() -> Settings:
    """Settings whose secret and database are fit for people."""
    settings = from_environment()
    settings.check_secret()
    return initialised(settings)


@cli.command()
@click.option("--password-stdin", is_flag=True, help="Read the administrator's first password from standard input.")
@click.option("--root-name", default="省政府办公厅", show_default=True, help="Name of the provincial office.")
def init(password_stdin: bool, root_name: str) -> None:
    """Create or migrate the database; the first time also the root unit and the account admin."""
    settings = from_environment()
    settings.check_secret()
    migrate.upgrade(Database(settings.database_url))
    workings = open_workings(settings)
    with workings.context.database.reading() as session:
        known = session.query(Unit).first() is not None
    if known:
        # The database may be an old copy just put back: what is overdue goes before anybody is served.
        click.echo(f"数据库已是最新。{_caught_up(workings)}")
        return
    with workings.context.database.writing() as session:
        password = _first_password(password_stdin, settings.safety.level)
        session.add(Unit(code="province", name=root_name, kind=UnitKind.ORGANIZING))
        admin = add_account(session, workings.context, "admin", "系统管理员", Role.ADMIN, None, password)
        record(session, workings.context, Deed.CREATE_ACCOUNT, f"account:{admin.id}")
    click.echo("已建立数据库、根单位 province 和账号 admin。")


def _first_password(from_stdin: bool, level: Level) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("admin 的初始密码", hide_input=True, confirmation_prompt=True)
    if problem := password_problem(password, "admin", level):
        give_up(problem)
    return str(password)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def web(host: str, port: int, workers: int) -> None:
    """Serve the pages with gunicorn."""
    settings = _ready_to_serve()
    logs.configure()
    Gunicorn(settings, f"{host}:{port}", workers).run()


@cli.command()
def worker() -> None:
    """Do the follow-up work: index, dispatch at the set times."""
    logs.configure()
    at_work = Worker(open_workings(_ready_to_serve()))
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: at_work.stopping.set())
    at_work.run()


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Web and worker together, for production on one machine."""
    _ready_to_serve()
    address = f"http://{host}:{port}"
    run_both(host, port, workers, {}, prepare=lambda: None, ready=lambda: click.echo(f"portal: {address}"))


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def demo(host: str, port: int) -> None:
    """A province with a year of invented cases, to look at and to practise with."""
    environment = _demo_environment()
    os.environ.update(environment)
    workings = _demo_workings(from_environment())
    run_both(
        host,
        port,
        1,
        environment,
        prepare=lambda: _fill_empty_home(workings),
        ready=lambda: _introduce(f"http://{host}:{port}"),
    )


def _demo_environment() -> dict[str, str]:
    """The demo's settings: everything by default in its home, with a secret that stays the same between runs."""
    home = Path(os.environ.get("PORTAL_HOME", DEMO_HOME)).resolve()
    home.mkdir(parents=True, exist_ok=True)
    secret_file = home / "demo-secret"
    if not secret_file.exists():
        secret_file.touch(mode=0o600)
        secret_file.write_text(secrets.token_urlsafe(48))
    return {"PORTAL_HOME": str(home), "PORTAL_SECRET_KEY": secret_file.read_text(), "PORTAL_DEMO": "1"}


def _demo_workings(settings: Settings) -> Workings:
    migrate.upgrade(Database(settings.database_url))
    return open_workings(settings)


def _fill_empty_home(workings: Workings) -> None:
    with workings.context.database.reading() as session:
        empty = session.query(Unit).first() is None
    if empty:
        click.echo("正在准备演示数据……")
        fill(workings.context, workings.pictures, dispatch_times=workings.settings.dispatch_times)
    workings.context.database.dispose()


def _introduce(address: str) -> None:
    click.echo(f"""
演示已就绪：{address}
  后台登录：{address}/login，密码均为 {DEMO_PASSWORD}
  province、province2   省政府办公厅（终审）
  xining                西宁市政府办公室（组织单位）
  chengdong             城东区政府办公室（组织单位）
  chengdong-gov         城东区填报单位，网站：西宁市城东区人民政府网
  xining-edu            西宁市教育局（填报单位）
  fgw / fgw-web         省发展改革委（组织单位 / 填报单位）
  admin / auditor       系统管理员 / 审计员
按 Ctrl-C 停止。""")


@cli.command()
def dispatch() -> None:
    """Dispatch now whatever waits, as the schedule would."""
    done = dispatch_waiting(open_workings(initialised(from_environment())).context)
    click.echo(f"已分办 {done.sent} 件，转人工分办 {done.set_aside} 件。")


@cli.group()
def index() -> None:
    """The search index, a copy of the database."""


@index.command()
def rebuild() -> None:
    """Build the index anew; the old one serves meanwhile."""
    keeper = _keeper()
    with keeper.context.database.reading() as session:
        total = len(published.visible_revisions(session))

    def watch(cases: Iterator[IndexedCase]) -> Iterator[IndexedCase]:
        with click.progressbar(cases, length=total, label="重建索引", show_pos=True) as bar:
            yield from bar

    click.echo(f"索引已重建：{keeper.rebuild(watch)} 条。")


@index.command()
def check() -> None:
    """Compare index and database case by case and repair."""
    missing, surplus = _keeper().reconcile()
    click.echo(f"补入 {missing} 条，移除 {surplus} 条。" if missing or surplus else "索引与数据库一致。")


def _keeper() -> IndexKeeper:
    workings = open_workings(initialised(from_environment()))
    return IndexKeeper(workings.context, workings.index)


@cli.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup(target: Path) -> None:
    """Write database and pictures into one file, TARGET (.tar.gz); the portal may go on running."""
    settings = from_environment()
    try:
        size = back_up(_embedded_database(settings), settings.attachments, target)
    except BackupRefused as refused:
        give_up(str(refused))
    click.echo(f"已备份到 {target}（{size:,} 字节）。请与密钥分开保管。")


@cli.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
def restore(source: Path) -> None:
    """Put a backup back into an empty home, and migrate it to this version. Stop the portal first."""
    settings = from_environment()
    _embedded_database(settings)
    try:
        unpack(source, settings.home)
    except BackupRefused as refused:
        give_up(str(refused))
    database = Database(settings.database_url)
    migrate.upgrade(database)
    part_from_later_copies(database)
    workings = open_workings(settings)
    with workings.context.database.writing() as session:
        record(session, workings.context, Deed.RESTORE, "audit:log")
    click.echo(f"已恢复。{_caught_up(workings)}启动后搜索索引会自动重建。")


def _caught_up(workings: Workings) -> str:
    """Fill what an older version left empty, and delete whatever is overdue; the latter in a sentence."""
    fill_digests(workings.context)
    done = Deleter(workings.context, workings.settings.retention, workings.pictures).catch_up()
    return f"已删除超过保存期限的内容 {done.total()} 项。" if done else ""


def _embedded_database(settings: Settings) -> Path:
    path = settings.home / DATABASE
    if settings.database_url != f"sqlite:///{path}":
        give_up("backup and restore are for the embedded database; use pg_dump and pg_restore with PostgreSQL")
    return path


@cli.command()
@click.option("--seals", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Compare the audit log "
              "with the seals in this file: the one that the portal wrote, syslog's, or letters.")  # fmt: skip
def doctor(seals: Path | None) -> None:
    """Say what is in order and what is not; ends with 1 if anything is not."""
    written = list(read_seals(text_of(seals))) if seals else None
    if seals and not written:
        give_up(f"{seals.name} 中没有审计日志的封存")
    findings = examine(from_environment(), written)
    for good, words in findings:
        click.echo(f"{'正常' if good else '异常'}  {words}")
    sys.exit(0 if all(good for good, _ in findings) else 1)
