"""``portal figures``: the months that the statistics are counted from, made anew or compared with the events."""

from __future__ import annotations

import click

from portal.command_line import initialised
from portal.config import from_environment
from portal.domain.periods import month_names
from portal.services import measuring
from portal.services.context import Context
from portal.services.figure_check import months_kept, wrong_months
from portal.web.workings import open_workings


@click.group()
def figures() -> None:
    """The months of the statistics, a copy of what the events tell."""


@figures.command()
def rebuild() -> None:
    """Count every month from the events; pages say meanwhile that figures are incomplete."""
    context = _context()
    measuring.start_over(context)
    click.echo(f"统计已重算：{_count(context, len(months_kept(context) or ()))} 个月。")


@figures.command()
def check() -> None:
    """Compare every month with the events, and count anew those that differ."""
    context = _context()
    months = months_kept(context)
    if months is None:
        click.echo("统计尚未计算：请运行 portal figures rebuild。")
        return
    with click.progressbar(months, label="核对统计", show_pos=True) as bar:
        wrong = [month for each in bar for month in wrong_months(context, [each])]
    if not wrong:
        click.echo("统计与办理记录一致。")
        return
    measuring.count_again(context, wrong)
    _count(context, len(wrong))
    click.echo(f"已重算与办理记录不符的月份：{month_names(wrong)}。")


def _count(context: Context, months: int) -> int:
    """Count what waits, and show how far it is; returns how many months there were."""
    with click.progressbar(length=months, label="统计", show_pos=True) as bar:
        while measuring.turn(context):
            bar.update(1)
    return months


def _context() -> Context:
    return open_workings(initialised(from_environment())).context
