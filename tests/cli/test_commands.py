"""The commands: what they do, and that a refusal is one sentence with exit code 2."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal.cli import cli
from portal.domain.vocabulary import ProblemType, ReportKind, Role, State, UnitKind
from portal.services.accounts import DEMO_PASSWORD
from portal.services.context import Context
from portal.store import Account, Contact, Database, Report, Unit
from tests.cli.conftest import PASSWORD, Run
from tests.handling import Desk
from tests.province import Cast

SERVING = ("web", "worker", "serve")


def database(home: Path) -> Database:
    """The installation's own database."""
    return Database(f"sqlite:///{home / 'portal.sqlite'}")


def test_init_makes_the_root_unit_and_the_first_account(installed: Run, home: Path) -> None:
    opened = database(home)
    with opened.reading() as session:
        unit = session.scalars(select(Unit)).one()
        account = session.scalars(select(Account)).one()
    opened.dispose()
    assert (unit.kind, unit.parent_id) == (UnitKind.ORGANIZING, None)
    assert (account.username, account.role, account.active) == ("admin", Role.ADMIN, True)
    assert account.password_hash is not None
    assert PASSWORD not in account.password_hash


def test_init_again_migrates_only(installed: Run, home: Path) -> None:
    again = installed("init", "--password-stdin", stdin="another password\n")
    assert again.code == 0
    opened = database(home)
    with opened.reading() as session:
        assert len(session.scalars(select(Account)).all()) == 1
    opened.dispose()


def test_init_makes_addresses_of_an_older_version_known(installed: Run, home: Path) -> None:
    opened = database(home)
    with opened.writing() as session:
        report = Report(number="2018-000001", kind=ReportKind.CORRECTION, problem_type=ProblemType.TYPO)
        report.state, report.submitted_at = State.RECEIVED, datetime.now(UTC)
        report.contact = Contact(email="citizen@mail.example")
        session.add(report)
    assert installed("init").code == 0
    with opened.reading() as session:
        assert session.scalars(select(Contact.email_digest)).one() is not None
    opened.dispose()


@pytest.mark.parametrize("password", ["", "short", DEMO_PASSWORD])
def test_init_refuses_a_weak_first_password(portal: Run, password: str) -> None:
    refused = portal("init", "--password-stdin", stdin=f"{password}\n")
    assert refused.code == 2
    assert refused.err.startswith("portal: ")
    assert not password or password not in refused.err
    assert portal("init", "--password-stdin", stdin=f"{PASSWORD}\n").code == 0


def test_init_asks_twice_for_the_password(portal: Run) -> None:
    ended = CliRunner().invoke(cli, ["init"], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert ended.exit_code == 0, ended.output
    assert PASSWORD not in ended.output


@pytest.mark.parametrize("secret", ["", "tooshort", "ab" * 40])
def test_a_guessable_secret_is_refused_with_the_reason(
    portal: Run, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", secret)
    for command in ("init", *SERVING):
        refused = portal(command)
        assert refused.code == 2, command
        assert "PORTAL_SECRET_KEY" in refused.err
        assert not secret or secret not in refused.err
        assert len(refused.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        *((each,) for each in SERVING),
        ("dispatch",),
        ("index", "rebuild"),
        ("index", "check"),
        ("figures", "rebuild"),
        ("figures", "check"),
    ],
)
def test_without_init_nothing_is_done(portal: Run, words: tuple[str, ...]) -> None:
    refused = portal(*words)
    assert refused.code == 2
    assert "portal init" in refused.err
    assert "Traceback" not in refused.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_DISPATCH_TIMES", "nine o'clock"),
        ("PORTAL_WORKING_DAYS", "0"),
        ("PORTAL_WORKING_DAYS", "three"),
        ("PORTAL_HTTPS", "yes"),
        ("PORTAL_TRUSTED_PROXIES", "-1"),
        ("PORTAL_DISPUTE_DAYS", "1e9"),
        ("PORTAL_STAGE_DAYS", "2,3"),
        ("PORTAL_STAGE_DAYS", "3,2,4"),
        ("PORTAL_STAGE_DAYS", "0,3,4"),
        ("PORTAL_STAGE_DAYS", "two,3,4"),
    ],
)
def test_a_malformed_setting_is_refused_by_its_name(
    portal: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    for command in ("init", "web", "doctor"):
        refused = portal(command)
        assert refused.code == 2
        assert name in refused.err


def test_the_doctor_says_what_is_not_in_order(portal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = portal("doctor")
    assert before.code == 1
    assert "portal init" in before.out
    portal("init", "--password-stdin", stdin=f"{PASSWORD}\n")
    without_index = portal("doctor")
    assert without_index.code == 1
    assert "missing" in without_index.out
    assert portal("index", "rebuild").code == 0
    healthy = portal("doctor")
    assert healthy.code == 0, healthy.out
    assert "异常" not in healthy.out
    monkeypatch.setenv("PORTAL_SECRET_KEY", "weak")
    assert portal("doctor").code == 1


@pytest.fixture
def desk(context: Context, cast: Cast, monkeypatch: pytest.MonkeyPatch, home: Path) -> Desk:
    """The province, in the database that the program uses."""
    address = context.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("PORTAL_DATABASE_URL", address)
    return Desk(context, cast)


def test_dispatch_sends_whatever_waits(desk: Desk, portal: Run) -> None:
    number = desk.submitted()
    lost = desk.submitted(site_code="", page_url="http://nobody.example/")
    first = portal("dispatch")
    assert first.code == 0
    assert first.out.count("1 件") == 2
    assert desk.report(number).state is State.TRIAGE
    assert desk.report(lost).holder_id == desk.cast.unit("province")
    assert portal("dispatch").out.count("0 件") == 2


def test_the_index_is_rebuilt_and_checked(desk: Desk, portal: Run, home: Path) -> None:
    desk.finished()
    desk.finished()
    rebuilt = portal("index", "rebuild")
    assert (rebuilt.code, "2 条" in rebuilt.out) == (0, True)
    assert "一致" in portal("index", "check").out
    desk.finished()
    assert "补入 1 条" in portal("index", "check").out
    assert "一致" in portal("index", "check").out
    assert (home / "search_index" / "current").is_file()


def test_help_names_the_commands(portal: Run) -> None:
    shown = portal("--help")
    assert shown.code == 0
    for command in ("demo", "serve", "web", "worker", "init", "dispatch", "index", "figures", "doctor"):
        assert f"  {command} " in shown.out


def test_an_unknown_command_is_refused(portal: Run) -> None:
    assert portal("nonsense").code == 2
