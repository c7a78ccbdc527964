"""What a form asks for so that programs cannot fill it in by the thousand, and nobody else notices much.

A sum that the browser does by itself; where it cannot, the characters of a picture; for people who cannot see it, a
question in words. Besides, a field that stays empty, and a least time from the first look at the form to its sending.
All of it is off where ``PORTAL_CHALLENGE`` is, because programs may send forms there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import after_this_request, request
from wtforms import HiddenField, StringField

from portal.services import challenges
from portal.services.challenges import Solved
from portal.web.forms import PortalForm
from portal.web.limits import Limit, limiter, minutes, sender
from portal.web.visitors import visitor
from portal.web.workings import context, now, workings

LEAST_TIME = timedelta(seconds=3)
"""From the first look at a form to its sending. **[choice]**"""
OWN_FIELDS = frozenset({"subject", "started", "altcha", "challenge_token", "picture_code", "word_answer"})
"""The fields that the component ``challenge`` draws; whoever draws the others one by one leaves these to it."""
RENEW = "renew_challenge"
"""The button that asks for another picture and another question."""

TOO_FAST = "提交得太快了，请稍等几秒再点一次提交；您填写的内容还在"
LEFT_EMPTY = "有一项应当留空的内容被填上了（可能是浏览器自动填写的），已经清空，请再点一次提交；您填写的内容还在"
NOT_SOLVED = "请输入图片中的字符，或者改答文字题"
WRONG_CODE = "与图片中的字符不一致，已换一张，请重新输入"
WRONG_ANSWER = "文字题答得不对，已换一题，请重新回答"
SPENT = "这次验证已经用过或者过期，请再验证一次后提交；您填写的内容还在"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page must know of a challenge: its token, and for how long (milliseconds) the form must be open."""

    token: str
    least_ms: int


class ProtectedForm(PortalForm):
    """A form that is sent by people. After validation ``solved`` holds the challenge that goes with what is stored."""

    subject = StringField("主题（请留空，不要填写）")
    started = HiddenField()
    altcha = HiddenField()
    challenge_token = HiddenField()
    picture_code = StringField("图片中的字符")
    word_answer = StringField("文字题")

    solved: Solved | None = None
    wait_seconds = 0
    renewed = False

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and that a person sends them. Asking for another picture validates nothing and loses nothing."""
        if RENEW in request.form and workings().settings.challenge:
            self.renewed = True
            self._ask_anew()
            return False
        valid = bool(super().validate(extra_validators))
        if not workings().settings.challenge:
            return valid
        # All are asked: what is wrong is said in one go.
        passed = [self._left_empty(), self._not_too_fast(), self._is_solved()]
        return valid and all(passed)

    def begin(self, begun: datetime) -> None:
        """Count the least time from ``begun``, for a form whose first step was shown then."""
        self.started.data = challenges.stamp(context(), begun)

    def asked(self) -> Asked | None:
        """The challenge for the page, a new one unless the one at hand still counts; None where none is asked."""
        if not workings().settings.challenge:
            return None
        parts, who = context(), visitor()
        if not challenges.is_good(parts, self.challenge_token.data or "", who):
            self._ask_anew()
        if challenges.read_stamp(parts, self.started.data or "") is None:
            self.begin(now())
        token: str = self.challenge_token.data
        self.word_answer.label.text = challenges.question(parts, token).text
        return Asked(token, round(LEAST_TIME.total_seconds() * 1000))

    def spent(self) -> None:
        """Say that the challenge was used before, and ask another one."""
        self._ask_anew()
        self.form_errors.append(SPENT)

    def come_later(self, seconds: int) -> None:
        """Say that too much came from here, and when to try again; the answer says so to programs, too."""
        self.wait_seconds = seconds
        self.form_errors.append(f"短时间内提交的留言太多，请在 {minutes(seconds)}后再点提交；您填写的内容还在")

        @after_this_request
        def say_when(response: Any) -> Any:
            response.headers["Retry-After"] = str(seconds)
            return response

    def problems(self) -> list[tuple[str, str]]:
        """What concerns no single field first, the challenge last, as on the page."""
        of_challenge = (self.picture_code.id, self.word_answer.id)
        in_order = sorted(super().problems(), key=lambda problem: problem[0] in of_challenge)
        return [*(("", message) for message in self.form_errors), *in_order]

    @property
    def failure_status(self) -> int:
        """200 where only another picture was asked for, 429 where somebody has to wait."""
        if self.renewed:
            return 200
        return 429 if self.wait_seconds else super().failure_status

    def _left_empty(self) -> bool:
        if not self.subject.data:
            return True
        self.subject.data = ""
        self.form_errors.append(LEFT_EMPTY)
        return False

    def _not_too_fast(self) -> bool:
        begun = challenges.read_stamp(context(), self.started.data or "")
        if begun is not None and now() - begun >= LEAST_TIME:
            return True
        self.form_errors.append(TOO_FAST)
        return False

    def _is_solved(self) -> bool:
        parts, who, token = context(), visitor(), self.challenge_token.data or ""
        typed, answer = self.picture_code.data or "", self.word_answer.data or ""
        self.solved = challenges.check_sum(parts, self.altcha.data or "", who)
        if self.solved is not None:
            return True
        if typed or answer:
            return self._answered(who, token, typed, answer)
        self.picture_code.errors = [NOT_SOLVED]
        return False

    def _answered(self, who: str, token: str, typed: str, answer: str) -> bool:
        seconds = limiter().wait(Limit.WRONG_ANSWERS, sender())
        if seconds:
            self.picture_code.errors = [f"答错的次数太多，请在 {minutes(seconds)}后再试"]
            return False
        if not challenges.is_good(context(), token, who):
            self._ask_anew()
            self.picture_code.errors = [SPENT]
            return False
        self.solved = challenges.check_code(context(), token, who, typed) if typed else None
        if self.solved is None and answer:
            self.solved = challenges.check_answer(context(), token, who, answer)
        if self.solved is not None:
            return True
        limiter().count(Limit.WRONG_ANSWERS, sender())
        self._ask_anew()
        field, message = (self.picture_code, WRONG_CODE) if typed else (self.word_answer, WRONG_ANSWER)
        field.errors = [message]
        return False

    def _ask_anew(self) -> None:
        self.challenge_token.data = challenges.new_token(context(), visitor())
        self.picture_code.data = self.word_answer.data = self.altcha.data = ""
