"""Which columns a file of units, websites or reports has, by the identifier and by the Chinese heading of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.domain.plain_text import clean
from portal.domain.vocabulary import ProblemType, ReportKind, SiteStatus, Term, UnitKind

REMARK = "#"
"""A line whose first cell begins so is a remark and no entry."""


class Subject(Term):
    """What files are made of."""

    UNITS = "units", "单位"
    SITES = "sites", "网站"
    REPORTS = "reports", "留言"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``needed``: the file must have it; ``example`` and ``note`` stand in the template."""

    name: str
    label: str
    needed: bool
    example: str
    note: str


def _words(terms: type[Term]) -> str:
    return "、".join(term.label for term in terms)


COLUMNS: dict[Subject, tuple[Column, ...]] = {
    Subject.UNITS: (
        Column("code", "单位代码", True, "datong-gov", "小写字母开头，只含小写字母、数字和短横线；按它识别单位"),
        Column("name", "单位名称", True, "大通县政府网站", "2 至 100 字"),
        Column("kind", "单位类型", True, "填报单位", f"{_words(UnitKind)}；已有单位的类型不能更改"),
        Column("parent", "上级单位代码", True, "datong", "已有的或同一文件中的组织单位；全省最终审核单位留空"),
        Column("region", "地区代码", False, "630121", "6 位行政区划代码；留空的不改动，新单位与上级相同"),
        Column("account", "专人账号", False, "", "本单位在用账号的用户名；留空的不改动"),
    ),
    Subject.SITES: (
        Column("code", "网站标识码", True, "6301210001", "10 位；按它识别网站"),
        Column("name", "网站名称", True, "大通县人民政府网", "2 至 100 字"),
        Column("url", "网址", True, "http://www.datong.example/", "以 http:// 或 https:// 开头"),
        Column("hosts", "其他域名", False, "wap.datong.example", "多个用空格、顿号或分号隔开；留空的不改动"),
        Column("unit", "填报单位代码", True, "datong-gov", "已登记的填报单位"),
        Column("status", "状态", False, "正常", f"{_words(SiteStatus)}；留空的不改动，新网站为正常"),
    ),
    Subject.REPORTS: (
        Column("external_number", "原编号", True, "QG20180604000123", "国家平台的编号，40 字以内；已导入过的不再导入"),
        Column("kind", "留言类型", True, "我要找错", _words(ReportKind)),
        Column("site_code", "网站标识码", False, "6301210001", "我要找错填写；没有的按网页地址识别网站"),
        Column("page_url", "网页地址", False, "http://www.datong.example/1.html", "有问题的网页"),
        Column("problem_type", "问题类型", True, "错别字", _words(ProblemType)),
        Column("description", "问题描述", True, "第二段有错别字", "2000 字以内"),
        Column("wrong_text", "错误文字", False, "公吿", "1000 字以内"),
        Column("suggested_text", "建议改为", False, "公告", "1000 字以内"),
        Column("contact_name", "姓名", False, "", "50 字以内；联系方式不公开"),
        Column("contact_phone", "联系电话", False, "", "数字、空格、括号和短横线"),
        Column("contact_email", "电子邮箱", False, "", "形如 name@mail.example；导入的留言不发送邮件"),
        Column("submitted_at", "提交时间", True, "2018-06-04 10:30", "北京时间，可以只有日期；它的年份是编号的年份"),
        Column("site_name", "漏报网站名称", False, "", "漏报网站找错必填"),
        Column("site_url", "漏报网站网址", False, "", "漏报网站找错必填"),
        Column("region", "地区", False, "", "行政区划代码或名称；漏报网站找错必填"),
    ),
}


def labels_of(subject: Subject) -> dict[str, str]:
    """The Chinese heading of every column by its identifier."""
    return {column.name: column.label for column in COLUMNS[subject]}


def match_headings(subject: Subject, cells: Sequence[str]) -> tuple[list[str | None], list[str]]:
    """The identifier of each column (None for one without a heading), and what is wrong with the headings."""
    known = {word: column.name for column in COLUMNS[subject] for word in (column.name, column.label)}
    names: list[str | None] = []
    problems = []
    for place, cell in enumerate(cells, start=1):
        heading = clean(cell).removesuffix("*").strip()
        name = known.get(heading) or known.get(heading.lower())
        if heading and name is None:
            problems.append(f"第 {place} 列“{heading[:40]}”不是{subject.label}的列，请删除或改名")
        elif name is not None and name in names:
            problems.append(f"第 {place} 列“{heading[:40]}”与第 {names.index(name) + 1} 列重复")
        names.append(name)
    missing = [column.label for column in COLUMNS[subject] if column.needed and column.name not in names]
    if missing:
        problems.insert(0, f"缺少列：{'、'.join(missing)}")
    return names, problems
