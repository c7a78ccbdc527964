"""Settings: environment variables ``PORTAL_…``, read once, typed, and checked before the portal starts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path

from portal.adapters.mail import parse_server
from portal.adapters.seal_places import parse_place
from portal.adapters.webhook import check_webhook
from portal.domain.audit_chain import LEAST_DAYS
from portal.domain.mail_address import parse_mail_address
from portal.domain.retention import Retention
from portal.domain.safety import Level, Safety
from portal.domain.stages import StageDays

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
DEFAULT_HOME = "instance"
SHORTEST_SECRET = 32


class SettingError(ValueError):
    """A setting is missing, malformed or too weak; the message names it and says what to do."""


def pages_home() -> Path:
    """Where templates/ and static/ lie: inside the package of a wheel, beside it in a checkout."""
    return PACKAGE if (PACKAGE / "templates").is_dir() else CHECKOUT


@dataclass(frozen=True, slots=True)
class Imprint:
    """What head and foot of every page say of the site, as government sites must."""

    name: str = "我为政府网站找错"
    english_name: str = "Government Website Error Reporting"
    sponsor: str = "某省人民政府办公厅"
    undertaker: str = "某省大数据中心"
    phone: str = "0000-0000000"
    site_code: str = "0000000000"
    icp: str = "某ICP备00000000号"
    police_record: str = "某公网安备00000000000000号"


@dataclass(frozen=True, slots=True)
class Post:
    """How letters and reminders leave the portal; by default none do. Server and robot are secrets."""

    smtp_url: str = field(default="", repr=False)
    sender: str = ""
    base_url: str = ""
    webhook: str = field(default="", repr=False)
    hours: tuple[time, time] = (time(9), time(17, 30))


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an installation can decide. ``from_environment`` documents the variables."""

    home: Path
    database_url: str
    search_url: str
    secret_key: str = field(repr=False)
    demo: bool = False
    https: bool = False
    trusted_proxies: int = 0
    dispatch_times: tuple[time, ...] = (time(9), time(14))
    working_days: int = 3
    dispute_days: int = 15
    stage_days: StageDays = field(default_factory=StageDays)
    ranking_minimum: int = 5
    publish_last_units: bool = False
    post: Post = Post()
    retention: Retention = field(default_factory=Retention)
    challenge: bool = True
    rate_limits: bool = True
    redis_url: str = field(default="", repr=False)
    audit_seals: tuple[str, ...] = ()
    safety: Safety = field(default_factory=Safety)
    imprint: Imprint = Imprint()

    @property
    def attachments(self) -> Path:
        """The folder of stored pictures."""
        return self.home / "attachments"

    @property
    def downloads(self) -> Path:
        """The folder of the board as files to take home."""
        return self.home / "downloads"

    @property
    def imports(self) -> Path:
        """The folder where files that are being imported wait."""
        return self.home / "imports"

    def check_secret(self) -> None:
        """Refuse to serve people with a secret that could be guessed; raises SettingError with the reason."""
        secret = self.secret_key
        if not secret:
            raise SettingError("PORTAL_SECRET_KEY is not set; make one with: python3 -c 'import secrets; "
                               "print(secrets.token_urlsafe(48))'")  # fmt: skip
        if len(secret) < SHORTEST_SECRET:
            raise SettingError(f"PORTAL_SECRET_KEY is too short: {len(secret)} characters, at least {SHORTEST_SECRET}")
        if len(set(secret)) < 10:
            raise SettingError("PORTAL_SECRET_KEY repeats itself: it needs at least 10 different characters")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; raises SettingError. The README lists every variable with its default."""
    given = os.environ if environment is None else environment
    home = Path(given.get("PORTAL_HOME", DEFAULT_HOME)).resolve()
    post = _post(given)
    return Settings(
        home=home,
        database_url=given.get("PORTAL_DATABASE_URL", f"sqlite:///{home / 'portal.sqlite'}"),
        search_url=given.get("PORTAL_SEARCH_URL", f"whoosh://{default_index(home)}"),
        secret_key=given.get("PORTAL_SECRET_KEY", ""),
        demo=given.get("PORTAL_DEMO") == "1",
        https=_switch(given, "PORTAL_HTTPS", False),
        trusted_proxies=_number(given, "PORTAL_TRUSTED_PROXIES", 0, 0, 10),
        dispatch_times=_times(given.get("PORTAL_DISPATCH_TIMES", "09:00,14:00")),
        working_days=_number(given, "PORTAL_WORKING_DAYS", 3, 1, 30),
        dispute_days=_number(given, "PORTAL_DISPUTE_DAYS", 15, 1, 365),
        stage_days=_stage_days(given.get("PORTAL_STAGE_DAYS", "2,3,4")),
        ranking_minimum=_number(given, "PORTAL_RANKING_MINIMUM", 5, 1, 10_000),
        publish_last_units=_switch(given, "PORTAL_PUBLISH_LAST_UNITS", False),
        post=post,
        retention=_retention(given),
        challenge=_switch(given, "PORTAL_CHALLENGE", True),
        rate_limits=_switch(given, "PORTAL_RATE_LIMITS", True),
        redis_url=_redis(given.get("PORTAL_REDIS_URL", "")),
        audit_seals=_seals(given.get("PORTAL_AUDIT_SEALS", ""), post),
        safety=Safety() if given.get("PORTAL_DEMO") == "1" else _safety(given),
        imprint=_imprint(given),
    )


def default_index(home: Path) -> Path:
    """The index lies in ``search_index/`` beside the default home, and inside any other home."""
    if home == Path(DEFAULT_HOME).resolve():
        return home.parent / "search_index"
    return home / "search_index"


def _imprint(given: Mapping[str, str]) -> Imprint:
    names = {name: f"PORTAL_{name.upper()}" for name in Imprint.__dataclass_fields__}
    return Imprint(**{name: given[variable] for name, variable in names.items() if given.get(variable)})


def _retention(given: Mapping[str, str]) -> Retention:
    """``PORTAL_KEEP_CONTACTS=180`` and the like, each in days; see Retention for what each one means."""
    names = {name: f"PORTAL_KEEP_{name.upper()}" for name in Retention.__dataclass_fields__}
    kept = Retention(
        **{name: _number(given, variable, getattr(Retention(), name), 1, 36_500) for name, variable in names.items()}
    )
    if kept.audit < LEAST_DAYS:
        raise SettingError(
            f"PORTAL_KEEP_AUDIT is {kept.audit}, it must be at least {LEAST_DAYS} days: the law wants such logs kept "
            "for six months (网络安全法 art. 21)"
        )
    return kept


def _seals(value: str, post: Post) -> tuple[str, ...]:
    """Where the audit log's seals are written out, separated by commas."""
    places = tuple(each.strip() for each in value.split(",") if each.strip())
    for place in places:
        _check("PORTAL_AUDIT_SEALS", parse_place, place)
        if place.startswith("mailto:") and not post.smtp_url:
            raise SettingError("PORTAL_AUDIT_SEALS sends mail, which needs PORTAL_SMTP_URL")
    return places


def _safety(given: Mapping[str, str]) -> Safety:
    """``PORTAL_DJBH_LEVEL`` and what may be set apart from it; the demo lets everybody look around with a password."""
    levels = {"none": Level.NONE, "2": Level.TWO, "3": Level.THREE}
    value = given.get("PORTAL_DJBH_LEVEL", "none")
    if value not in levels:
        raise SettingError(f"PORTAL_DJBH_LEVEL is {value!r}, it must be none, 2 or 3")
    idle = 120 if levels[value] is Level.NONE else 30
    return Safety(
        level=levels[value],
        idle=timedelta(minutes=_number(given, "PORTAL_SESSION_IDLE", idle, 5, 1440)),
        longest=timedelta(hours=_number(given, "PORTAL_SESSION_HOURS", 12, 1, 168)),
        second_factor=_switch(given, "PORTAL_SECOND_FACTOR", True),
    )


def _redis(url: str) -> str:
    # The reason does not quote the address, which may hold a password.
    if url and not re.fullmatch(r"(rediss?|unix)://\S+", url):
        raise SettingError("PORTAL_REDIS_URL must look like redis://host:6379/0")
    return url


def _post(given: Mapping[str, str]) -> Post:
    post = Post(
        smtp_url=given.get("PORTAL_SMTP_URL", ""),
        sender=given.get("PORTAL_MAIL_FROM", ""),
        base_url=given.get("PORTAL_BASE_URL", "").rstrip("/"),
        webhook=given.get("PORTAL_REMINDER_WEBHOOK", ""),
        hours=_hours(given.get("PORTAL_REMINDER_HOURS", "09:00-17:30")),
    )
    # The reasons never quote the two addresses: one holds a password, the other a key.
    if post.smtp_url:
        _check("PORTAL_SMTP_URL", parse_server, post.smtp_url)
        if parse_mail_address(post.sender) != post.sender:
            raise SettingError("PORTAL_MAIL_FROM must be the address that letters come from, like portal@mail.example")
    if post.webhook:
        _check("PORTAL_REMINDER_WEBHOOK", check_webhook, post.webhook)
    if (post.smtp_url or post.webhook) and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", post.base_url):
        raise SettingError("PORTAL_BASE_URL must be the portal's own address, like https://host: letters link to it")
    return post


def _check(name: str, check: Callable[[str], object], value: str) -> None:
    try:
        check(value)
    except ValueError as error:
        raise SettingError(f"{name}: {error}") from None


def _hours(value: str) -> tuple[time, time]:
    try:
        first, last = (time.fromisoformat(each.strip()) for each in value.split("-"))
    except ValueError:
        first = last = time()
    if first >= last:
        raise SettingError(f"PORTAL_REMINDER_HOURS is {value!r}, it must be two times like 09:00-17:30")
    return first, last


def _switch(given: Mapping[str, str], name: str, default: bool) -> bool:
    value = given.get(name, "on" if default else "off").lower()
    if value not in ("on", "off"):
        raise SettingError(f"{name} is {value!r}, it must be on or off")
    return value == "on"


def _number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = given.get(name, str(default))
    if not re.fullmatch(r"\d{1,6}", value, re.ASCII) or not least <= int(value) <= most:
        raise SettingError(f"{name} is {value!r}, it must be a whole number from {least} to {most}")
    return int(value)


def _times(value: str) -> tuple[time, ...]:
    try:
        times = tuple(sorted(time.fromisoformat(each.strip()) for each in value.split(",")))
    except ValueError:
        raise SettingError(f"PORTAL_DISPATCH_TIMES is {value!r}, it must be times like 09:00,14:00") from None
    return times


def _stage_days(value: str) -> StageDays:
    days = [int(each) for each in value.split(",") if re.fullmatch(r"\s*\d{1,2}\s*", each, re.ASCII)]
    if len(days) != 3 or value.count(",") != 2 or days != sorted(days) or not 1 <= days[0] <= days[-1] <= 31:
        raise SettingError(f"PORTAL_STAGE_DAYS is {value!r}, it must be three rising working days like 2,3,4")
    return StageDays(*days)
