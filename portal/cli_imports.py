"""``portal import``: units, websites, reports and working days out of files; a file with a mistake changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from portal.adapters.tables import read_table
from portal.command_line import give_up, initialised, text_of
from portal.config import from_environment
from portal.domain.decided_days import read_days, whole_years
from portal.domain.import_columns import Subject
from portal.domain.imports import Entry, Fate, RowFate, TableRefused, Tally, read_entries
from portal.domain.policy import Actor, Party
from portal.domain.vocabulary import Role
from portal.services import calendar_days
from portal.services.context import Context
from portal.services.imports import HasMistakes, carry_out, examine
from portal.web.workings import open_workings

OPERATOR = Actor(Party.ACCOUNT, role=Role.ADMIN)
"""Whoever runs the machine has no account; the audit log names nobody."""
MOST_TOLD = 50
"""Wrong lines that are told when a file is refused; a dry run tells all of them."""


@click.group(name="import")
def import_files() -> None:
    """Read data from files; a file with a mistake changes nothing."""


@import_files.command(name="calendar")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--whole-year", is_flag=True, help="FILE lists every holiday and make-up day of its years, which are "
              "then known: no deadline in them is provisional any more.")  # fmt: skip
def import_calendar(source: Path, whole_year: bool) -> None:
    """Decide which days are worked: FILE has the columns date (2027-02-15), working (yes or no) and document."""
    read = read_days(text_of(source))
    if read.problems:
        give_up("\n".join((f"{source.name} 有误，没有导入任何一行：", *read.problems)))
    days = tuple(whole_years(read.days)) if whole_year else read.days
    change = calendar_days.import_days(open_workings(initialised(from_environment())).context, days)
    others = f"，连同其余日子共 {len(days)} 天" if whole_year else ""
    click.echo(
        f"已读入 {len(read.days)} 天{others}，其中 {change.days} 天有变化；{change.moved} 件在办留言的期限已重算。"
    )


def _command(subject: Subject, help_text: str) -> Callable[..., Any]:
    """One command for each kind of file; they differ in nothing else."""

    @import_files.command(name=subject.value, help=help_text)
    @click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @click.option("--dry-run", is_flag=True, help="Tell the fate of every line and change nothing.")
    def command(source: Path, dry_run: bool) -> None:
        context = open_workings(initialised(from_environment())).context
        try:
            _dry_run(context, subject, source) if dry_run else _import(context, subject, source)
        except TableRefused as refused:
            give_up("\n".join((f"{source.name} 不能导入，没有改动任何内容：", *refused.sentences)))

    return command


_command(Subject.UNITS, "Open and change units: FILE is CSV or XLSX; units are known by their codes.")
_command(Subject.SITES, "Register and change websites: FILE is CSV or XLSX; websites are known by their codes.")
_command(Subject.REPORTS, "Take in messages of the national system: FILE is CSV or XLSX; those known are left out.")


def _dry_run(context: Context, subject: Subject, source: Path) -> None:
    tally = examine(context, OPERATOR, subject, _entries(subject, source), lambda row: click.echo(_told(row)))
    click.echo(f"试导入，没有改动任何内容：{tally.words()}。")
    if tally[Fate.WRONG]:
        give_up(f"{source.name} 有 {tally[Fate.WRONG]} 行有误，更正后才能导入")


def _import(context: Context, subject: Subject, source: Path) -> None:
    wrong: list[RowFate] = []

    def watch(row: RowFate) -> None:
        if row.fate is Fate.WRONG and len(wrong) < MOST_TOLD:
            wrong.append(row)

    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        tally = carry_out(context, OPERATOR, subject, _watched(_entries(subject, source)), digest, watch=watch)
    except HasMistakes as mistakes:
        _tell_mistakes(source, wrong, mistakes.tally)
    click.echo(f"已导入{subject.label}：{tally.words()}。")


def _tell_mistakes(source: Path, wrong: list[RowFate], tally: Tally) -> None:
    more = tally[Fate.WRONG] - len(wrong)
    told = [*map(_told, wrong), *([f"另有 {more} 行有误，用 --dry-run 查看"] if more else [])]
    give_up("\n".join((f"{source.name} 有 {tally[Fate.WRONG]} 行有误，没有导入任何一行：", *told)))


def _entries(subject: Subject, source: Path) -> Iterator[Entry]:
    return read_entries(subject, read_table(source))


def _watched(entries: Iterator[Entry]) -> Iterator[Entry]:
    """The entries, with how many went by; how many there will be, nobody knows before the end."""
    with click.progressbar(entries, label="已读", show_pos=True, show_percent=False, show_eta=False) as bar:
        yield from bar


def _told(row: RowFate) -> str:
    words = row.words()
    return f"第 {row.number} 行  {row.fate.label}  {row.key}" + (f"  {words}" if words else "")
