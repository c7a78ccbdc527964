"""Accounts are safe: sessions end, guessing is slow while the owner gets in, and rights are asked for twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import create_app
from portal.domain.safety import Level, Safety
from portal.domain.totp import code_at, step_of
from portal.services import second_factor
from portal.store import Account, AuditEntry, SignedIn, SignInFailures
from tests.conftest import FrozenClock
from tests.web.people import PASSWORD, Stage, Visitor
from tests.web.reading import Page, token_in
from tests.web.test_login import cookie_of, with_cookie

NEW = "a quite different password"


def strict(stage: Stage, safety: Safety | None = None) -> Stage:
    """The same province with other rules."""
    context = replace(stage.workings.context, safety=safety or Safety())
    workings = replace(stage.workings, context=context)
    return Stage(create_app(workings.settings, workings), workings, stage.cast, stage.desk)


def change_password(visitor: Visitor, new: str = NEW, present: str = PASSWORD) -> int:
    page = visitor.page("/account/password")
    return visitor.fill(page, "/account/password", present=present, password=new, again=new).status_code


def test_an_idle_session_ends_and_one_in_use_ends_after_twelve_hours(stage: Stage, clock: FrozenClock) -> None:
    visitor = strict(stage).officer("chengdong")
    for _ in range(7):
        clock.advance(minutes=100)
        assert visitor.get("/desk").status_code == 200
    clock.advance(minutes=20)
    assert visitor.get("/desk").status_code == 302
    fresh = strict(stage).officer("chengdong")
    clock.advance(minutes=119)
    assert fresh.get("/account/alive").json == {"seconds": 120 * 60, "final": False}
    assert "data-final" not in fresh.get("/desk").text
    for _ in range(5):
        clock.advance(minutes=110)
        assert fresh.get("/desk").status_code == 200
    assert fresh.get("/account/alive").json == {"seconds": 51 * 60, "final": True}, "going on does not put it off"
    assert "data-final" in fresh.get("/desk").text
    clock.advance(minutes=120)
    answer = fresh.post("/desk/reports/2018-000001/answer", {"reply": "写了很久的答复"})
    assert answer.status_code == 403
    assert "写了很久的答复" in answer.text, "what was typed is lost"


def test_a_password_that_was_typed_while_the_session_ended_is_not_shown(stage: Stage, clock: FrozenClock) -> None:
    visitor = strict(stage).officer("chengdong")
    page = visitor.page("/account/password")
    clock.advance(hours=3)
    answer = visitor.fill(page, "/account/password", present=PASSWORD, password=NEW, again=NEW)
    assert answer.status_code == 403
    assert not any(secret in answer.text for secret in (PASSWORD, NEW))


def test_a_new_password_ends_every_other_session_and_renews_this_one(stage: Stage) -> None:
    here, there = stage.citizen(), stage.citizen()
    here.sign_in("chengdong")
    there.sign_in("chengdong")
    stolen = cookie_of(here)
    assert change_password(here) == 303
    assert here.get("/desk").status_code == 200
    assert there.get("/desk").status_code == 302
    assert with_cookie(stage, stolen).get("/desk").status_code == 302
    assert stage.citizen().sign_in("chengdong").status_code == 422
    assert stage.citizen().sign_in("chengdong", NEW).status_code == 303


def test_a_password_needs_the_present_one_and_the_rules(stage: Stage) -> None:
    visitor = stage.officer("chengdong")
    assert change_password(visitor, present="wrong") == 422
    for weak in ("short", "1234567890", "chengdong-2018", PASSWORD):
        assert change_password(visitor, weak) == 422
    assert visitor.get("/desk").status_code == 200


def test_an_owner_sees_their_sessions_and_ends_one_or_all_others(stage: Stage) -> None:
    visitors = [stage.citizen() for _ in range(3)]
    for visitor in visitors:
        visitor.sign_in("chengdong")
    page = visitors[0].page("/account")
    numbers = [button.get("value") or "" for button in page.all("button") if button.get("name") == "session"]
    assert len(numbers) == 3
    assert visitors[0].post("/account/sessions", {"session": numbers[0]}).status_code == 303
    assert sorted(visitor.get("/desk").status_code for visitor in visitors) == [200, 200, 302]
    assert visitors[0].post("/account/sessions", {"session": "others"}).status_code == 303
    assert [visitor.get("/desk").status_code for visitor in visitors] == [200, 302, 302]
    assert "登录" in visitors[0].page("/account").text


def test_nobody_ends_the_sessions_of_others(stage: Stage) -> None:
    owner, other = stage.officer("chengdong"), stage.officer("xining")
    owner.get("/desk")
    with stage.workings.context.database.reading() as session:
        number = session.scalar(select(SignedIn.id).where(SignedIn.account_id == stage.cast.account("chengdong")))
    other.post("/account/sessions", {"session": str(number)})
    assert owner.get("/desk").status_code == 200


def test_the_cookie_before_signing_in_is_worth_nothing_after(stage: Stage) -> None:
    visitor = stage.citizen()
    visitor.token()
    planted = cookie_of(visitor)
    visitor.sign_in("chengdong")
    assert with_cookie(stage, planted).get("/desk").status_code == 302


def guess(visitor: Visitor, username: str) -> tuple[int, str]:
    answer = visitor.sign_in(username, "wrong")
    return answer.status_code, answer.text


def test_guessing_is_slowed_alike_for_known_and_unknown_names(stage: Stage) -> None:
    for username in ("chengdong", "nobody-here"):
        visitor = stage.citizen()
        assert [guess(visitor, username)[0] for _ in range(7)] == [422] * 5 + [429] * 2
    known, unknown = (
        Page(stage.citizen().sign_in(name, "wrong")).words_of("password-error") for name in ("chengdong", "nobody-here")
    )
    assert known == unknown
    assert "请等待" in known


def test_ten_thousand_guesses_yield_nothing_and_the_owner_gets_in(stage: Stage, clock: FrozenClock) -> None:
    """At most a hundred tries a day are looked at, and the device that the owner uses is not slowed by them."""
    owner, attacker = stage.citizen(), stage.citizen()
    owner.sign_in("chengdong")
    owner.post("/logout")
    token = token_in(attacker.get("/login").text)
    looked_at = 0
    for number in range(10_000):
        if number % 1_000 == 0:
            clock.advance(hours=1)
        if number % 100 < 3:
            fields = {"csrf_token": token, "username": "chengdong", "password": f"guess {number}"}
            looked_at += attacker.client.post("/login", data=fields).status_code == 422
    assert 5 <= looked_at < 60
    fields = {"csrf_token": token, "username": "chengdong", "password": PASSWORD}
    assert attacker.client.post("/login", data=fields).status_code == 429, "a lucky guess would have been let in"
    assert owner.sign_in("chengdong").status_code == 303


def test_the_waiting_is_over_after_a_while_and_success_forgives(stage: Stage, clock: FrozenClock) -> None:
    visitor = stage.citizen()
    for _ in range(5):
        guess(visitor, "chengdong")
    answer = visitor.sign_in("chengdong")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10")
    clock.advance(seconds=10)
    assert visitor.sign_in("chengdong").status_code == 303
    with stage.workings.context.database.reading() as session:
        assert session.scalar(select(func.sum(SignInFailures.count))) == 10, "only name and address still count"


def code_of(stage: Stage, username: str, clock: FrozenClock) -> str:
    context = stage.workings.context
    account = stage.cast.account(username)
    with context.database.reading() as session:
        generation = second_factor._generation(session, account)
        pending = not second_factor.is_set_up(session, account)
    return code_at(second_factor._secret(context, account, generation + pending), step_of(clock.now))


def set_up(stage: Stage, visitor: Visitor, username: str, clock: FrozenClock) -> list[str]:
    page = visitor.page("/account/second-factor")
    answer = visitor.fill(page, "/account/second-factor", code=code_of(stage, username, clock))
    assert answer.status_code == 200
    return Page(answer).words_of("recovery-codes").split()


def test_a_second_factor_is_asked_for_taken_once_and_replaced_by_recovery_codes(
    stage: Stage, clock: FrozenClock
) -> None:
    codes = set_up(stage, stage.officer("chengdong"), "chengdong", clock)
    assert len(codes) == 10
    visitor = stage.citizen()
    answer = visitor.sign_in("chengdong")
    assert (answer.status_code, answer.location) == (303, "/login/second")
    assert visitor.get("/desk").status_code == 302
    page = visitor.page("/login/second")
    replayed = visitor.fill(page, "/login/second", code=code_of(stage, "chengdong", clock))
    assert replayed.status_code == 422, "the code of the set-up was taken again"
    clock.advance(seconds=30)
    answer = visitor.fill(page, "/login/second", code=code_of(stage, "chengdong", clock))
    assert (answer.status_code, answer.location) == (303, "/desk")
    for status in (303, 422):
        other = stage.citizen()
        other.sign_in("chengdong")
        page = other.page("/login/second")
        assert other.fill(page, "/login/second", code=codes[0]).status_code == status


def test_codes_cannot_be_guessed(stage: Stage, clock: FrozenClock) -> None:
    set_up(stage, stage.officer("chengdong"), "chengdong", clock)
    visitor = stage.citizen()
    visitor.sign_in("chengdong")
    page = visitor.page("/login/second")
    statuses = [visitor.fill(page, "/login/second", code=f"{n:06}").status_code for n in range(7)]
    assert statuses == [422] * 5 + [429] * 2


def test_whoever_must_have_a_second_factor_sets_it_up_before_anything_else(stage: Stage, clock: FrozenClock) -> None:
    demanding = strict(stage, Safety(second_factor=True))
    root, officer = demanding.officer("province"), demanding.officer("chengdong")
    assert officer.get("/desk").status_code == 200
    assert root.get("/desk").location == "/account/second-factor"
    set_up(demanding, root, "province", clock)
    assert root.get("/desk").status_code == 200


def test_an_old_password_is_changed_first_and_none_of_the_last_five_comes_back(
    stage: Stage, clock: FrozenClock
) -> None:
    graded = strict(stage, Safety(Level.TWO))
    visitor = graded.officer("chengdong")
    assert visitor.get("/desk").location == "/account/password"
    assert change_password(visitor, "all small letters") == 422
    assert change_password(visitor, "First Password 1") == 303
    assert visitor.get("/desk").status_code == 200
    assert change_password(visitor, "Second Password 2", "First Password 1") == 303
    assert change_password(visitor, "First Password 1", "Second Password 2") == 422
    clock.advance(days=90)
    visitor = graded.citizen()
    assert visitor.sign_in("chengdong", "Second Password 2").status_code == 303
    assert visitor.get("/desk").location == "/account/password"


ENTRY = {"username": "newcomer", "display_name": "何小满", "role": "officer", "unit": "chengdong"}


def test_the_administrator_opens_an_account_whose_owner_chooses_the_password(stage: Stage) -> None:
    admin = stage.officer("admin")
    answer = admin.fill(admin.page("/admin/accounts/new"), "/admin/accounts/new", **ENTRY)
    assert answer.status_code == 200
    link = Page(answer).words_of("invitation-link").partition("http://localhost")[2]
    newcomer = stage.citizen()
    page = newcomer.page(link)
    assert newcomer.fill(page, link, password=NEW, again=NEW).status_code == 303
    assert newcomer.sign_in("newcomer", NEW).location == "/desk"
    assert newcomer.get(link).status_code == 410
    assert "何小满" in admin.page("/admin/accounts?q=城东区").text
    assert "newcomer" not in admin.page("/admin/accounts?q=xining").text


def account_page(stage: Stage, username: str) -> str:
    return f"/admin/accounts/{stage.cast.account(username)}"


def test_reset_closing_and_another_role_end_the_sessions(stage: Stage) -> None:
    admin = stage.officer("admin")
    steps: list[tuple[str, Callable[[Page, str], object]]] = [
        ("chengdong-gov2", lambda page, base: admin.fill(page, f"{base}/reset")),
        ("province2", lambda page, base: admin.fill(page, f"{base}/change", unit="xining")),
        ("xining-edu", lambda page, base: admin.fill(page, f"{base}/disable")),
    ]
    for username, step in steps:
        officer, base = stage.officer(username), account_page(stage, username)
        assert officer.get("/desk").status_code == 200
        step(admin.page(base), base)
        assert officer.get("/desk").status_code == 302, username
    assert stage.citizen().sign_in("chengdong-gov2").status_code == 422, "the old password opens"
    assert stage.citizen().sign_in("xining-edu").status_code == 422
    base = account_page(stage, "xining-edu")
    assert "invitation-link" in admin.fill(admin.page(base), f"{base}/enable").text
    assert "停用账号" in admin.page(base).text


def test_the_last_officer_with_reports_goes_only_when_a_successor_is_named(stage: Stage) -> None:
    stage.desk.dispatched()
    admin, base = stage.officer("admin"), account_page(stage, "chengdong")
    refused = admin.fill(admin.page(base), f"{base}/disable")
    assert refused.status_code == 422
    assert "接替" in refused.text
    assert admin.fill(admin.page(base), f"{base}/disable", successor="nobody").status_code == 422
    assert admin.fill(admin.page(base), f"{base}/disable", successor="province2").status_code == 303
    with stage.workings.context.database.reading() as session:
        heir = session.get_one(Account, stage.cast.account("province2"))
        assert heir.unit_id == stage.cast.unit("chengdong")


def test_the_administrator_cannot_close_or_demote_themselves(stage: Stage) -> None:
    admin, base = stage.officer("admin"), account_page(stage, "admin")
    assert admin.fill(admin.page(base), f"{base}/disable").status_code == 422
    assert admin.fill(admin.page(base), f"{base}/reset").status_code == 422
    assert admin.fill(admin.page(base), f"{base}/change", role="auditor").status_code == 422
    assert admin.get("/admin/accounts").status_code == 200


def test_account_changes_ask_for_the_password_again_and_lose_nothing(stage: Stage, clock: FrozenClock) -> None:
    admin = stage.officer("admin")
    clock.advance(minutes=10)
    asked = admin.fill(admin.page("/admin/accounts/new"), "/admin/accounts/new", **ENTRY)
    assert asked.status_code == 403
    page = Page(asked)
    wrong = admin.fill(page, "/admin/accounts/new", confirm_password="wrong")
    assert wrong.status_code == 422
    done = admin.fill(Page(wrong), "/admin/accounts/new", confirm_password=PASSWORD)
    assert done.status_code == 200
    assert "何小满" in done.text
    assert admin.get("/account/second-factor").status_code == 200
    clock.advance(minutes=10)
    assert admin.get("/account/second-factor").location == "/login/confirm?next=/account/second-factor"
    number = stage.desk.dispatched()
    assert stage.act("chengdong", number, "transfer").status_code == 303, "steps of reports do not ask again"


@pytest.mark.parametrize(
    ("who", "address", "fields"),
    [
        ("chengdong", "/desk/units/new", {"name": "城东区新网站", "code": "chengdong-new", "person": "何小满"}),
        ("province", "/admin/units/chengdong-gov/merge", {"into": "xining-edu", "version": "1"}),
        ("province", "/admin/units/chengdong-gov/retire", {"version": "1"}),
    ],
)
def test_whatever_opens_moves_or_closes_accounts_asks_for_the_password_again(
    stage: Stage, clock: FrozenClock, who: str, address: str, fields: dict[str, str]
) -> None:
    """Whoever sits down at somebody else's desk gets no account of their own there."""
    officer = stage.officer(who)
    clock.advance(minutes=10)
    asked = officer.post(address, fields)
    assert asked.status_code == 403
    page = Page(asked)
    assert page.form(address).items() >= fields.items(), "what was typed is lost"
    assert officer.fill(page, address, confirm_password="wrong").status_code == 422
    assert officer.fill(page, address, confirm_password=PASSWORD).status_code != 403


def test_a_units_page_leads_the_administrator_to_its_accounts_and_back(stage: Stage) -> None:
    account = f"/admin/accounts/{stage.cast.account('chengdong')}"
    page = stage.officer("admin").page("/admin/units/chengdong")
    assert {account, "/admin/accounts/new?unit=chengdong"} <= set(page.links)
    assert "/admin/units/chengdong" in stage.officer("admin").page(account).links
    new = stage.officer("admin").page("/admin/accounts/new?unit=chengdong")
    assert new.form("/admin/accounts/new")["unit"] == "chengdong"
    assert not [link for link in stage.officer("xining").page("/admin/units/chengdong").links if "accounts" in link]


POWERS = {
    "/desk/reports": {"chengdong"},
    "/admin/accounts": {"admin"},
    "/admin/accounts/new": {"admin"},
    "/admin/units": {"admin", "chengdong", "province"},
    "/admin/audit": {"auditor"},
}


@pytest.mark.parametrize("address", POWERS)
def test_the_three_powers_are_separate(stage: Stage, address: str) -> None:
    for username in ("admin", "auditor", "chengdong"):
        answer = stage.officer(username).get(address)
        assert (answer.status_code == 200) is (username in POWERS[address]), (username, answer.status_code)


def test_neither_administrator_nor_auditor_acts_on_reports(stage: Stage) -> None:
    number = stage.desk.dispatched()
    for username in ("admin", "auditor"):
        assert stage.officer(username).get(f"/desk/reports/{number}").status_code in (403, 404)
        assert stage.demand(username, number, "transfer").status_code == 403


def test_every_change_of_an_account_is_in_the_audit_log_without_link_or_password(stage: Stage) -> None:
    admin = stage.officer("admin")
    answer = admin.fill(admin.page("/admin/accounts/new"), "/admin/accounts/new", **ENTRY)
    token = Page(answer).words_of("invitation-link").rpartition("/")[2]
    with stage.workings.context.database.reading() as session:
        entries = session.scalars(select(AuditEntry)).all()
    assert "create_account" in {entry.deed for entry in entries}
    assert token not in repr([entry.details for entry in entries])
    assert timedelta(0) <= stage.workings.context.now() - entries[-1].at
