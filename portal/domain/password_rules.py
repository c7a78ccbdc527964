"""Which passwords may be used: by length and a list of common ones (NIST SP 800-63B §3.1.1), and where the portal is
graded also by kinds of characters (GB/T 22239, 身份鉴别)."""

from __future__ import annotations

from portal.domain.common_passwords import COMMON
from portal.domain.folded_text import fold
from portal.domain.safety import Level

SHORTEST = 10
LONGEST = 200
KINDS = 3
"""How many of the four kinds of characters a graded portal asks for."""
PORTAL_WORDS = frozenset(
    {"zhaocuo", "woyaozhaocuo", "jiucuo", "portal", "找错", "纠错", "我要找错", "我为政府网站找错"}
)


def password_problem(password: str, username: str, level: Level) -> str | None:
    """What is wrong with a new password, as a sentence in Chinese; None if it may be used."""
    if len(password) < SHORTEST:
        return f"密码至少 {SHORTEST} 个字符"
    if len(password) > LONGEST:
        return f"密码最多 {LONGEST} 个字符"
    if _is_common(password):
        return "这个密码太常见，请换一个"
    if username and username.lower() in password.lower():
        return "密码不能包含用户名"
    if _is_named_after_portal(password):
        return "密码不能由本系统的名称构成"
    if level is not Level.NONE and len(_kinds(password)) < KINDS:
        return "密码须包含大写字母、小写字母、数字、其他符号中的至少三种"
    return None


def password_hint(level: Level) -> str:
    """The rules in a few words, for the field where a password is chosen."""
    kinds = "，含大写字母、小写字母、数字、符号中的至少三种" if level is not Level.NONE else "；一句容易记的话就很好"
    return f"至少 {SHORTEST} 个字符，不含用户名{kinds}"


def _is_common(password: str) -> bool:
    """Common ones are common too with a few digits or signs behind them, doubled, or backwards."""
    plain = password.lower()
    core = plain.rstrip("0123456789!@#$%^&*._-~?")
    half = plain[: len(plain) // 2]
    doubled = half * 2 == plain and half in COMMON
    return len(set(plain)) < 4 or _is_run(plain) or doubled or bool({plain, plain[::-1]} & COMMON) or core in COMMON


def _is_run(plain: str) -> bool:
    """True for neighbours in the alphabet, among the digits or on the keyboard, forwards or backwards."""
    rows = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb")
    return any(plain in row or plain[::-1] in row for row in rows)


def _is_named_after_portal(password: str) -> bool:
    return "".join(each for each in fold(password.lower()).letters if each.isalpha()) in PORTAL_WORDS


def _kinds(password: str) -> set[str]:
    return {
        "upper" if each.isupper() else "lower" if each.islower() else "digit" if each.isdecimal() else "other"
        for each in password
    }
