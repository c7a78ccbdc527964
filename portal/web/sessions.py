"""Who is signed in."""

from __future__ import annotations

from flask import Flask, Response
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import select

from portal.config import Settings
from portal.domain.policy import NOBODY, Actor, Party
from portal.domain.vocabulary import Role, UnitKind
from portal.store import Account, Unit
from portal.web.workings import close_reader, reader


class Person(UserMixin):  # type: ignore[misc]  # Flask-Login carries no types
    """A signed-in account, as pages and guards see it."""

    def __init__(
        self, account: Account, unit_name: str, unit_kind: UnitKind | None = None, at_root: bool = False
    ) -> None:
        self.account_id = account.id
        self.username = account.username
        self.display_name = account.display_name
        self.role: Role = account.role
        self.unit_id = account.unit_id
        self.unit_name = unit_name or account.role.label
        self.keeps_registers = unit_kind is UnitKind.ORGANIZING or account.role is Role.ADMIN
        """Whether the navigation leads to the registers; what may be done there, the policy decides."""
        self.imports_files = at_root or account.role is Role.ADMIN
        """Whether pages lead to importing whole files."""
        self._epoch = account.session_epoch

    def get_id(self) -> str:
        """What the session remembers; a new epoch makes every older session end."""
        return f"{self.account_id}.{self._epoch}"

    @property
    def actor(self) -> Actor:
        """The person as the policy knows them."""
        return Actor(Party.ACCOUNT, self.account_id, self.unit_id, self.role)


def actor() -> Actor:
    """Whoever makes this request."""
    return current_user.actor if current_user.is_authenticated else NOBODY


def _load(identity: str) -> Person | None:
    number, _, epoch = identity.partition(".")
    if not (number.isdecimal() and epoch.isdecimal()):
        return None
    known = (
        select(Account, Unit.name, Unit.kind, Unit.parent_id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Account.id == int(number))
    )
    found = reader().execute(known).one_or_none()
    if found is None or not found[0].active or found[0].session_epoch != int(epoch):
        return None
    at_root = found[2] is not None and found[3] is None
    return Person(found[0], found[1] or "", found[2], at_root)


class Doorkeeper(LoginManager):  # type: ignore[misc]  # Flask-Login carries no types
    """Flask-Login without its cookie that outlives a session, which this portal does not offer."""

    def _update_remember_cookie(self, response: Response) -> Response:
        # Looking for it would make every answer one that depends on the cookie, also those that are for everybody.
        return response


def install(app: Flask, settings: Settings) -> None:
    """Let Flask-Login recognise accounts, and close the reading session at the end of every request."""
    manager = Doorkeeper(app)
    manager.login_view = "auth.login"
    manager.login_message = "请先登录"
    manager.login_message_category = "info"
    manager.user_loader(_load)
    app.teardown_request(close_reader)
