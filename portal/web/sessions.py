"""Who is signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from flask import Flask, Response, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.config import Settings
from portal.domain.browser_name import browser_name
from portal.domain.policy import NOBODY, Actor, Party
from portal.domain.safety import CONFIRMED_FOR, Safety
from portal.domain.vocabulary import Role, UnitKind
from portal.services import sessions
from portal.services.sessions import Place, key_hash
from portal.store import Account, SecondFactor, SignedIn, Unit
from portal.web.limits import address
from portal.web.workings import close_reader, context, fresh_reader, reader

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last request of a session is known: writing it down each time would make every page a write."""

log = structlog.get_logger()


class Person(UserMixin):  # type: ignore[misc]  # Flask-Login carries no types
    """A signed-in account, as pages and guards see it."""

    def __init__(
        self, key: str, account: Account, signed_in: SignedIn, unit: Unit | None, factor: SecondFactor | None
    ) -> None:
        self.account_id = account.id
        self.username = account.username
        self.display_name = account.display_name
        self.role: Role = account.role
        self.unit_id = account.unit_id
        self.unit_name = unit.name if unit else account.role.label
        self.keeps_registers = account.role is Role.ADMIN or (unit is not None and unit.kind is UnitKind.ORGANIZING)
        """Whether the navigation leads to the registers; what may be done there, the policy decides."""
        self.supervises = unit is not None and unit.kind is UnitKind.ORGANIZING
        """Whether the navigation leads to the cockpit."""
        self.imports_files = account.role is Role.ADMIN or (unit is not None and unit.parent_id is None)
        """Whether pages lead to importing whole files."""
        self.session_id = signed_in.id
        self.begun_at, self.seen_at = signed_in.begun_at, signed_in.seen_at
        self.confirmed_at = signed_in.confirmed_at
        self.has_factor = factor is not None and factor.set_up_at is not None
        self.password_set_at = account.password_set_at or account.created_at
        self.of_root = unit is not None and unit.parent_id is None
        self._key = key

    def get_id(self) -> str:
        """What the browser's cookie remembers: the key of this session, which ends by itself."""
        return self._key

    @property
    def actor(self) -> Actor:
        """The person as the policy knows them."""
        return Actor(Party.ACCOUNT, self.account_id, self.unit_id, self.role)

    def owes(self, safety: Safety) -> str | None:
        """The view where the person must do something before anything else; None if there is nothing."""
        if safety.password_is_old(self.password_set_at, self.begun_at):
            return "auth.password"
        if not self.has_factor and safety.demands_factor(self.role, self.of_root):
            return "auth.second_factor"
        return None

    def is_confirmed(self, now: datetime) -> bool:
        """True if they proved a short while ago who they are."""
        return now - self.confirmed_at < CONFIRMED_FOR

    def ends_at(self, safety: Safety) -> datetime:
        """When the session is over if nothing more is done in it, or at the latest."""
        return min(self._idle_until(safety), self.begun_at + safety.longest)

    def cannot_go_on(self, safety: Safety) -> bool:
        """True if the session ends then whatever is done in it: it will have lasted for too long."""
        return self.begun_at + safety.longest <= self._idle_until(safety)

    def _idle_until(self, safety: Safety) -> datetime:
        return max(self.seen_at, context().now()) + safety.idle


def actor() -> Actor:
    """Whoever makes this request."""
    return current_user.actor if current_user.is_authenticated else NOBODY


def place() -> Place:
    """Where this request comes from, as the list of sessions shows it."""
    return Place(address(), browser_name(request.user_agent.string))


def enter(key: str) -> None:
    """Let this browser be the session with ``key``, whatever its cookie held before."""
    session.clear()
    close_reader()
    person = _load(key)
    if person is not None:
        login_user(person)


def _load(key: str) -> Person | None:
    known = (
        select(Account, SignedIn, Unit, SecondFactor)
        .join(SignedIn, SignedIn.account_id == Account.id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(SignedIn.key_hash == key_hash(context(), key))
    )
    row = reader().execute(known).one_or_none()
    if row is None:
        return None
    account, signed_in = row[0], row[1]
    now, safety = context().now(), context().safety
    if not account.active or signed_in.ended_at is not None or signed_in.epoch != account.session_epoch:
        return None
    if safety.is_over(signed_in.begun_at, signed_in.seen_at, now):
        return None
    person = Person(key, row[0], row[1], row[2], row[3])
    if now - signed_in.seen_at >= SEEN_EVERY:
        _touch(signed_in.id)
    return person


def _touch(session_id: int) -> None:
    # A reading transaction left open would see the past, and on SQLite keep the log from being emptied.
    fresh_reader()
    try:
        sessions.touch(context(), session_id)
    except OperationalError:
        # A page is worth more than the minute of its last request.
        log.warning("the session's last request was not written down")


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
    app.add_template_global(session_end)
    app.add_template_global(session_cannot_go_on)
    app.add_template_global(session_seconds)


def session_end() -> datetime:
    """When the present person's session is over if nothing more is done in it."""
    return current_user.ends_at(context().safety)  # type: ignore[no-any-return]


def session_cannot_go_on() -> bool:
    """True if nothing that is done puts that off."""
    return current_user.cannot_go_on(context().safety)  # type: ignore[no-any-return]


def session_seconds() -> int:
    """How many seconds that is from now."""
    return max(0, int((session_end() - context().now()).total_seconds()))
