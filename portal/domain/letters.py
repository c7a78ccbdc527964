"""What letters say: to citizens the number of their report and a link, to officers how many reports wait; no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.domain.vocabulary import Term


class LetterKind(Term):
    """What a citizen is written about; the label ends the sentence 您的留言….

    Everything else that happens to a report is read at 办理查询.
    """

    RECEIVED = "received", "已收到"
    TRANSFERRED = "transferred", "已转办到填报单位核查"
    FINISHED = "finished", "已办结"
    REOPENED = "reopened", "将重新办理"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, as the foot of every letter says it."""

    portal: str
    sponsor: str
    phone: str

    @property
    def foot(self) -> str:
        """The last lines of a letter."""
        return f"本邮件由“{self.portal}”（{self.sponsor}，电话 {self.phone}）自动发送，请勿回复。"


@dataclass(frozen=True, slots=True)
class Text:
    """A letter without its address."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Load:
    """How much work of one unit is pressing, in reports."""

    overdue: int = 0
    today: int = 0
    next_day: int = 0
    stage_late: int = 0
    urged: int = 0
    late_promises: int = 0

    @property
    def late(self) -> str:
        """逾期 1 件，整改逾期 2 件: what the unit above is told of."""
        return _counted(("逾期", self.overdue), ("整改逾期", self.late_promises))

    @property
    def words(self) -> str:
        """逾期 1 件，今日到期 2 件; empty where nothing presses."""
        return _counted(
            ("逾期", self.overdue),
            ("今日到期", self.today),
            ("下一工作日到期", self.next_day),
            ("办理环节偏晚", self.stage_late),
            ("待回应督办", self.urged),
            ("整改逾期", self.late_promises),
        )


def _counted(*parts: tuple[str, int]) -> str:
    return "，".join(f"{what} {count} 件" for what, count in parts if count)


def citizen_letter(kind: LetterKind, number: str, track: str, stop: str, sender: Sender) -> Text:
    """The letter to a citizen: ``track`` is where tracking codes are entered, ``stop`` ends these letters."""
    body = f"""您好！

您的留言（编号 {number}）{kind.label}。

凭提交时得到的查询码，可以在这里查看办理情况：
{track}

{sender.foot}
不想再收到这条留言的邮件，请打开：
{stop}
"""
    return Text(f"留言 {number} {kind.label}", body)


def lost_code_letter(links: Sequence[tuple[str, str]], sender: Sender) -> Text:
    """The letter to somebody who lost their codes: number and address of each report, and what the address does."""
    lines = "\n\n".join(f"留言 {number}\n{address}" for number, address in links)
    return Text(
        "找回查询码",
        f"""您好！

有人（应当是您本人）在“{sender.portal}”请求找回查询码。用这个邮箱提交的留言如下，打开链接并按页面上的按钮，即可得到新的查询码，原查询码随即失效：

{lines}

链接 24 小时内有效，每个只能用一次。如果不是您本人的请求，不必理会本邮件，原查询码仍然有效。

{sender.foot}
""",
    )


def reminder(unit: str, own: Load, below: Sequence[tuple[str, Load]]) -> tuple[str, ...]:
    """The lines of a unit's reminder: its own work, then the units below it that are overdue."""
    lines = [f"{unit}：{own.words}。"] if own.words else []
    lines += [f"下级单位{name}：{load.late}。" for name, load in below if load.late]
    return tuple(lines)


def reminder_letter(subject: str, lines: Sequence[str], desk: str, account: str, sender: Sender) -> Text:
    """The letter to an officer; ``desk`` and ``account`` are the addresses of the desk and of the officer's page."""
    body = "\n".join(lines)
    return Text(
        f"办理提醒：{subject}",
        f"""{body}

请登录工作台办理：
{desk}

{sender.foot}
更换或清除接收提醒的邮箱：
{account}
""",
    )


def bulletin_letter(title: str, bulletin: str, account: str, sender: Sender) -> Text:
    """The letter to an officer whose unit is to acknowledge a bulletin; ``bulletin`` and ``account`` are addresses."""
    return Text(
        f"请确认收到：{title}",
        f"""《{title}》已经印发，请登录阅读，并为本单位确认收到：
{bulletin}

{sender.foot}
更换或清除接收提醒的邮箱：
{account}
""",
    )


def seal_letter(day: str, line: str, sender: Sender) -> Text:
    """The letter that takes a seal of the audit log out of the portal; the line stands alone, to be copied."""
    return Text(
        f"审计日志封存 {day}",
        f"""以下是审计日志 {day} 的封存。请妥善保存本邮件；日后核验时，将各次封存存成一个文件，运行
portal doctor --seals 文件

{line}

{sender.foot}
""",
    )


MOST_BYTES = 2000
"""Chat robots cut or refuse longer messages."""


def reminder_post(lines: Sequence[str], desk: str) -> str:
    """The same for a chat robot, all units in one message; what does not fit is counted."""
    head, foot = "办理提醒", f"工作台：{desk}"
    kept: list[str] = []
    for place, line in enumerate(lines):
        rest = f"另有 {len(lines) - place} 项，请到工作台查看。"
        if len("\n".join([head, *kept, line, rest, foot]).encode()) > MOST_BYTES:
            kept.append(rest)
            break
        kept.append(line)
    return "\n".join([head, *kept, foot])
