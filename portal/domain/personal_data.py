"""What the portal keeps of the people who use it: said on the privacy page, and compared with the tables by a test."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.retention import Retention


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of personal data: in words for citizens, and the columns that hold it (``table.column``)."""

    what: str
    purpose: str
    columns: frozenset[str]
    setting: str | None
    """The field of Retention that says how many days it is kept; None where the next field says it in words."""
    since: str
    """From when the days count; or, without days, until when it is kept."""

    def how_long(self, retention: Retention) -> str:
        """How long this is kept, as a sentence without its full stop."""
        return f"{self.since}满 {getattr(retention, self.setting)} 天后删除" if self.setting else self.since


def _columns(table: str, *names: str) -> frozenset[str]:
    return frozenset(f"{table}.{name}" for name in names)


KEPT = (
    Kept(
        what="联系方式：姓名、电话、电子邮箱，都由您自愿填写；邮箱另存一份用来核对的摘要",
        purpose="核实您反映的问题，发送您需要的办理通知，查询码遗失后找回",
        columns=_columns("contacts", "name", "phone", "email", "email_digest", "mail_stopped_at"),
        setting="contacts",
        since="留言办结",
    ),
    Kept(
        what="您写的原文：问题描述、网页上的文字和建议、网页地址中的参数、提出异议的理由、评价的补充说明，以及用来识别重复提交的摘要",
        purpose="办理留言，审核公开内容，处理异议",
        columns=_columns(
            "reports", "description", "wrong_text", "suggested_text", "page_url", "site_url", "submission_digest",
            "text_digest",
        ) | _columns("disputes", "reason") | _columns("ratings", "comment"),
        setting="originals",
        since="留言办结",
    ),
    Kept(
        what="没有公开的图片，以及公开图片遮盖前的原图（照片中的拍摄时间、地点等信息在上传时已经去除）",
        purpose="办理留言，审核公开内容",
        columns=_columns("attachments", "sha256"),
        setting="pictures",
        since="留言办结",
    ),
    Kept(
        what="提交留言时的网络地址（IP）",
        purpose="按《网络安全法》留存不少于六个月的日志，防止滥用",
        columns=_columns("senders", "address"),
        setting="senders",
        since="留言办结",
    ),
    Kept(
        what="操作日志：工作人员何时办理过您的留言、查看过您的联系方式，不含联系方式和您写的内容",
        purpose="您的信息被谁看过、改过可以查清；按《网络安全法》留存不少于六个月",
        columns=frozenset(),
        setting="audit",
        since="记录",
    ),
    Kept(
        what="通知邮件的发送记录，不含邮件内容和邮箱地址",
        purpose="同一封通知不重复发送",
        columns=_columns("letters", "key") | _columns("outbox", "payload"),
        setting="letters",
        since="发送",
    ),
    Kept(
        what="没有提交的草稿，包括已经选好的图片",
        purpose="中途离开后可以接着填写",
        columns=_columns("drafts", "key_hash", "answers"),
        setting="drafts",
        since="最后一次修改",
    ),
    Kept(
        what="在曝光台公示的内容和图片，公示前已去除个人信息",
        purpose="依照办理规范公开留言和答复",
        columns=_columns("cases", "title", "description", "wrong_text", "suggested_text", "page_url")
        | _columns("attachments", "public_sha256"),
        setting=None,
        since="长期保留，撤回公开时撤下",
    ),
    Kept(
        what="办理档案：编号、日期、网站、地区、问题类型、办理单位、答复、评分和查询码的摘要（从摘要不能还原查询码），不含以上内容",
        purpose="您凭查询码随时可查，统计和考核，存档",
        columns=_columns("reports", "number", "tracking_hash", "site_name", "region_code")
        | _columns("ratings", "score"),
        setting=None,
        since="长期保留",
    ),
)  # fmt: skip
