"""Reports are sent by people: a sum, a picture or a question, each once; and nobody loses what they typed."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import create_app
from portal.config import Settings
from portal.domain.vocabulary import State
from portal.jobs import Worker
from portal.services import challenges
from portal.store import Report, SpentChallenge
from tests.challenges import answer_to, solve
from tests.conftest import FrozenClock
from tests.web.people import REPORT, Stage, Visitor
from tests.web.reading import Page

TYPED = ("description", "wrong_text", "suggested_text", "contact_name", "contact_phone", "contact_email", "page_url")
UNLISTED = {
    "site_name": "城东区教育网", "site_url": "http://edu.chengdong.example/", "region": "630102",
    **{name: text for name, text in REPORT.items() if name not in ("site_code", "page_url")},
}  # fmt: skip


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As an installation is without any setting: challenges are asked."""
    return replace(settings, challenge=True)


def count(stage: Stage, table: type) -> int:
    """How many rows a table has."""
    with stage.workings.context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


class Person(Visitor):
    """A citizen who looks at the last step for as long as people do, and then sends it."""

    def __init__(self, stage: Stage, clock: FrozenClock, address: str = "/report", seconds: float = 10) -> None:
        super().__init__(stage.app)
        self.context = stage.workings.context
        self.address = address
        self.shown = self.walk(address, **(UNLISTED if "un" in address else {}))
        clock.advance(seconds=seconds)

    @property
    def token(self) -> Any:  # type: ignore[override]
        """The token of the page's challenge."""
        return self.shown.form(self.address)["challenge_token"]

    def send(self, **fields: Any) -> Any:
        """Send the form of the page, filled in."""
        answer = self.fill(self.shown, self.address, **{**(UNLISTED if "un" in self.address else REPORT), **fields})
        if answer.status_code != 303:
            self.shown = Page(answer)
        return answer

    def sum(self) -> str:
        """What the page's script would put into the form."""
        return solve(self.get("/challenge").get_json()["challenge"])

    def solutions(self) -> dict[str, dict[str, str]]:
        """Each way to show that one is a person."""
        return {
            "sum": {"altcha": self.sum()},
            "picture": {"picture_code": challenges.picture_code(self.context, self.token)},
            "question": {"word_answer": answer_to(self.context, self.token)},
        }


def refused(person: Person, stage: Stage, sentence: str, **fields: Any) -> None:
    """The form comes back with the sentence, a fresh challenge and everything typed; nothing is stored."""
    before, token = count(stage, Report), person.token
    answer = person.send(**fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    form = person.shown.form(person.address)
    typed = {**(UNLISTED if "un" in person.address else REPORT), **fields}
    assert all(form[name] == typed[name] for name in TYPED if name in typed)
    assert challenges.is_good(person.context, form["challenge_token"], _visitor(person))
    assert count(stage, Report) == before
    assert token


def _visitor(person: Person) -> str:
    with person.client.session_transaction() as session:
        known: str = session["visitor"]
        return known


@pytest.mark.parametrize("way", ["sum", "picture", "question"])
@pytest.mark.parametrize("address", ["/report", "/report/unlisted"])
def test_each_of_the_three_ways_is_enough(stage: Stage, clock: FrozenClock, way: str, address: str) -> None:
    person = Person(stage, clock, address)
    assert person.send(**person.solutions()[way]).status_code == 303
    assert (count(stage, Report), count(stage, SpentChallenge)) == (1, 1)


def test_nothing_solved_is_refused_without_losing_a_word(stage: Stage, clock: FrozenClock) -> None:
    refused(Person(stage, clock), stage, "请输入图片中的字符")


def test_a_wrong_code_brings_another_picture(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock)
    token = person.token
    refused(person, stage, "与图片中的字符不一致", picture_code="0OIL1")
    assert person.token != token
    assert person.shown.form("/report")["picture_code"] == ""
    assert person.send(picture_code=challenges.picture_code(person.context, person.token).lower()).status_code == 303


def test_a_wrong_answer_brings_another_question(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock)
    refused(person, stage, "文字题答得不对", word_answer="不知道")


def test_a_right_code_stays_while_something_else_is_put_right(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock)
    code = challenges.picture_code(person.context, person.token)
    assert person.send(description="太短", picture_code=code).status_code == 422
    assert person.shown.form("/report")["picture_code"] == code
    assert person.send().status_code == 303


@pytest.mark.parametrize("way", ["sum", "picture", "question"])
def test_a_solution_counts_once(stage: Stage, clock: FrozenClock, way: str) -> None:
    person = Person(stage, clock)
    first = person.shown
    solution = person.solutions()[way]
    assert person.send(**solution).status_code == 303
    person.shown = first
    refused(person, stage, "已经用过", **solution, description="另一处错误，同一个验证不能再用一次。")
    assert (count(stage, Report), count(stage, SpentChallenge)) == (1, 1)


@pytest.mark.parametrize("way", ["sum", "picture", "question"])
def test_the_same_submission_twice_is_answered_alike(stage: Stage, clock: FrozenClock, way: str) -> None:
    person = Person(stage, clock)
    first = person.shown
    solution = person.solutions()[way]
    assert person.send(**solution).status_code == 303
    receipt = person.receipt()
    person.shown = first
    assert person.send(**solution).status_code == 303
    assert person.receipt() == receipt
    assert count(stage, Report) == 1


@pytest.mark.parametrize("way", ["sum", "picture", "question"])
def test_a_solution_grows_old(stage: Stage, clock: FrozenClock, way: str) -> None:
    person = Person(stage, clock)
    solution = person.solutions()[way]
    clock.advance(seconds=challenges.GOOD_FOR.total_seconds() + 1)
    assert person.send(**solution).status_code == 422
    assert count(stage, Report) == 0


def test_twenty_minutes_are_not_too_long(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock)
    solution = person.solutions()["sum"]
    clock.advance(minutes=20)
    assert person.send(**solution).status_code == 303


@pytest.mark.parametrize("way", ["sum", "picture", "question"])
def test_what_somebody_else_solved_counts_for_nobody(stage: Stage, clock: FrozenClock, way: str) -> None:
    solver, person = Person(stage, clock), Person(stage, clock)
    borrowed = {**solver.solutions()[way], "challenge_token": solver.token}
    assert person.send(**borrowed).status_code == 422
    assert count(stage, Report) == 0


def _changed(payload: str, *path: str, to: Any) -> str:
    sent = json.loads(base64.b64decode(payload))
    part = sent
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = to
    return base64.b64encode(json.dumps(sent).encode()).decode()


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("solution", "derivedKey"), "00" * 32),
        (("solution", "derivedKey"), None),
        (("challenge", "parameters", "cost"), 1),
        (("challenge", "parameters", "nonce"), "00" * 16),
        (("challenge", "parameters", "data"), {"until": 9_999_999_999}),
        (("challenge", "parameters", "data"), None),
        (("challenge", "parameters"), []),
        (("challenge", "signature"), ""),
        (("challenge",), "x"),
        (("solution",), None),
    ],
)
def test_a_sum_that_was_tampered_with_is_none(stage: Stage, clock: FrozenClock, path: tuple[str, ...], to: Any) -> None:
    person = Person(stage, clock)
    assert person.send(altcha=_changed(person.sum(), *path, to=to)).status_code == 422
    assert count(stage, Report) == 0


def test_junk_in_the_fields_of_the_challenge_is_a_sentence(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock)
    for field in ("altcha", "challenge_token", "started", "picture_code", "word_answer", "subject"):
        for junk in ("x", "e30=", "W10=", "bnVsbA==", "é" * 30, "[" * 3000, "\x00", "A" * 50_000):
            assert person.send(**{field: junk}).status_code == 422, (field, junk[:20])
    assert count(stage, Report) == 0


@pytest.mark.parametrize("end", ["9999999999", "99999999999", "-1", "1e9", "", "９"])
def test_nobody_can_lengthen_a_token(stage: Stage, clock: FrozenClock, end: str) -> None:
    person = Person(stage, clock)
    nonce, _, signature = person.token.split(".")
    token = f"{nonce}.{end}.{signature}"
    assert person.send(challenge_token=token, picture_code="ABCDE").status_code == 422
    assert person.get(f"/challenge/picture/{token}").status_code == 404


def test_a_field_that_people_do_not_see_stays_empty(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock)
    refused(person, stage, "应当留空的内容", **person.solutions()["picture"], subject="buy now")
    # The browser of an honest person had filled it in; the page that came back is good as it is.
    assert person.send().status_code == 303


def test_faster_than_people_are_is_refused_once(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock, seconds=2)
    refused(person, stage, "提交得太快", **person.solutions()["picture"])
    clock.advance(seconds=1)
    assert person.send().status_code == 303


@pytest.mark.parametrize("started", ["", "1528077600.00", "0.", "9" * 12 + ".x"])
def test_nobody_can_say_that_they_began_earlier(stage: Stage, clock: FrozenClock, started: str) -> None:
    person = Person(stage, clock)
    refused(person, stage, "提交得太快", **person.solutions()["picture"], started=started)


def test_another_picture_costs_nobody_what_they_typed(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock)
    token = person.token
    answer = person.send(renew_challenge="yes", description="短")
    assert answer.status_code == 200
    form = person.shown.form("/report")
    assert form["challenge_token"] != token
    assert form["description"] == "短"
    assert "errsum" not in answer.text
    assert count(stage, Report) == 0


def test_the_picture_is_a_picture_and_nobodys_to_keep(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock)
    answer = person.get(f"/challenge/picture/{person.token}")
    assert answer.data.startswith(b"\x89PNG")
    assert answer.headers["Cache-Control"] == "no-store"
    assert stage.citizen().get(f"/challenge/picture/{person.token}").status_code == 404
    assert challenges.picture_code(person.context, person.token) not in person.shown.text


def test_guessing_makes_wait(stage: Stage, clock: FrozenClock, settings: Settings) -> None:
    with_limits = replace(stage.workings, settings=replace(settings, rate_limits=True))
    person = Person(Stage(create_app(with_limits.settings, with_limits), with_limits, stage.cast, stage.desk), clock)
    for _ in range(20):
        assert person.send(word_answer="不知道").status_code == 422
    assert "答错的次数太多" in person.send(word_answer=answer_to(person.context, person.token)).text
    # Whose browser can do the sum is not concerned.
    assert person.send(altcha=person.sum()).status_code == 303


def test_solved_challenges_are_forgotten_when_they_are_old(stage: Stage, clock: FrozenClock) -> None:
    person = Person(stage, clock)
    person.send(**person.solutions()["sum"])
    Worker(stage.workings).turn()
    assert count(stage, SpentChallenge) == 1
    clock.now += challenges.GOOD_FOR + timedelta(seconds=1)
    Worker(stage.workings).turn()
    assert count(stage, SpentChallenge) == 0


class TestSwitchedOff:
    """Programs that test the contract send the fields of the contract and nothing else."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """``PORTAL_CHALLENGE=off``."""
        return replace(settings, challenge=False)

    def test_nothing_is_asked_and_nothing_checked(self, stage: Stage) -> None:
        citizen = stage.citizen()
        page = citizen.walk()
        assert not {"subject", "started", "altcha", "picture_code", "word_answer"} & page.form("/report").keys()
        assert citizen.report(subject="x", renew_challenge="yes").status_code == 303
        assert stage.desk.report("2018-000001").state is State.RECEIVED
