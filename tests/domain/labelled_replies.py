"""Replies with their questions, each labelled with what a careful reviewer would look at twice."""

# ruff: noqa: E501 - one reply a line
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.reply_hints import HintKind, Proposal, Question
from portal.domain.vocabulary import Finding, ProblemType, WithholdReason

DONE, SOON = date(2018, 6, 4), date(2018, 6, 20)
S, B, A, C, G, P = (
    HintKind.SHORT, HintKind.BOILERPLATE, HintKind.OFF_TOPIC,
    HintKind.NO_CORRECTION, HintKind.NO_GROUND, HintKind.PERSONAL,
)  # fmt: skip
YES, NO, REFUSED = Finding.CONFIRMED, Finding.UNCONFIRMED, Finding.REFUSED
W = WithholdReason


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, a reply, what the database and the search for personal data would add, and the hints due."""

    question: Question
    reply: Proposal
    alike: int
    personal: tuple[str, ...]
    due: frozenset[HintKind]


def case(due: set[HintKind], asked: Question, text: str, finding: Finding = YES, *, done: bool = True,
         alike: int = 0, personal: tuple[str, ...] = (), withhold: WithholdReason | None = None,
         note: str = "") -> Labelled:  # fmt: skip
    """One labelled reply; ``done`` tells which of the two dates a confirmed one carries."""
    confirmed = finding is YES
    reply = Proposal(
        text, finding, DONE if confirmed and done else None, SOON if confirmed and not done else None,
        withhold is None, withhold, note,
    )  # fmt: skip
    return Labelled(asked, reply, alike, personal, frozenset(due))


def ask(kind: ProblemType, text: str, wrong: str = "", right: str = "") -> Question:
    """What a citizen wrote."""
    return Question(kind, text, wrong, right)


T = ProblemType
PHONE = ask(T.INACCURATE, "办事指南中婚姻登记处的联系电话是空号，打不通。")
TYPO = ask(T.TYPO, "通知标题里“公吿”写错了。", "公吿", "公告")
DEAD = ask(T.UNREACHABLE, "户籍办理页面的附件表格点击后提示404，无法下载。")
OLD = ask(T.OUTDATED, "领导之窗栏目里张副市长已经调离，简介还没有撤下。")
MAIL = ask(T.UNANSWERED, "三月份在县长信箱咨询公租房申请条件，一直没有回复。")
FAKE = ask(T.FAKE, "招聘公告的落款单位不存在，疑似诈骗。")
MAP = ask(T.INACCURATE, "地图服务里我国南海诸岛没有画全。")
SLOW = ask(T.OTHER, "首页飘窗广告挡住了菜单，关也关不掉。")
LIST = ask(T.INACCURATE, "低保公示名单里把我家的身份证号全部公开了，请撤下。")
FEE = ask(T.INACCURATE, "不动产登记收费标准还是每件八十元，文件已经降低了。")

# fmt: off
REPLIES: tuple[Labelled, ...] = (
    # Good replies: nothing to look at twice.
    case(set(), PHONE, "网民您好！您反映的婚姻登记处联系电话停机一事，我们当天拨打核实，情况属实。该号码已于6月4日改为现用号码，并对同栏目电话逐一拨测。感谢您的监督！"),
    case(set(), TYPO, "网友您好，经核查，通知标题中的“公吿”确为录入错误，已更正为“公告”，并对近期发布的通知重新校对，感谢您的监督。"),
    case(set(), DEAD, "您好！户籍办理页面的附件因迁移服务器失效，现已重新上传，可正常下载。给您带来不便，深表歉意。"),
    case(set(), OLD, "网民您好，经核实，领导之窗张副市长的简介未及时维护，现已撤下并更新为现任领导信息，感谢监督。"),
    case(set(), MAIL, "您好，县长信箱该件因系统升级漏转，现已由住建局就公租房申请条件书面答复您，并已修复转办功能。"),
    case(set(), FAKE, "经与人社局核对，该招聘公告系假冒，我单位已删除该公告并报告公安机关，提醒您不要缴费。"),
    case(set(), SLOW, "网民您好，首页飘窗因代码错误无法关闭，技术人员已修改，现在可以正常关闭，不再遮挡菜单。"),
    case(set(), FEE, "您好，不动产登记收费依据新文件调整后网页没有同步，现已更正为现行标准，并逐项核对其他收费项目。"),
    case(set(), PHONE, "网民您好，婚姻登记处搬迁后电话线路尚在调试，我们将于6月20日前公布新号码，在此之前请到政务大厅咨询。", done=False),
    case(set(), DEAD, "经查，附件表格所在的旧服务器已停用，需要从档案中重新整理，预计在6月20日前恢复下载，届时请再次查看。", done=False),
    case(set(), OLD, "领导之窗栏目正在改版，张副市长的信息将在改版时统一调整，计划6月20日完成，感谢您的提醒和监督。", done=False),
    case(set(), FEE, "收费标准页面由省级平台统一维护，我们已上报，承诺于6月20日前按降低后的文件修改不动产登记收费。", done=False),
    case(set(), TYPO, "您好，经核对原件，“吿”是“告”的异体字，标题系扫描件原样，网页正文均使用“公告”，页面文字没有错误。", NO),
    case(set(), PHONE, "您好，我们多次拨打婚姻登记处的联系电话均可接通，可能因午休时无人接听，建议您工作时间再拨。", NO),
    case(set(), DEAD, "您好，经用多种浏览器测试，户籍办理附件表格均可下载，提示404可能是浏览器缓存所致，请清除后再试。", NO),
    case(set(), OLD, "经核实，张副市长目前仍在任，未收到调离的任免文件，领导之窗简介与实际相符，感谢您的关注。", NO),
    case(set(), MAIL, "经查，县长信箱三月份收到的公租房来信已于当月在信箱页面公开回复，查询方式是信件编号加手机尾号。", NO),
    case(set(), SLOW, "网民您好，请您补充说明是哪一页、在什么时间看到的，并附上截图，我们收到后重新核查。", REFUSED),
    case(set(), TYPO, "您好，您反映的内容与此前公示的留言相同，按重复留言处理，结果请见曝光台，感谢您的监督。", REFUSED),
    case(set(), FAKE, "您反映的是商业网站上的招聘信息，不属于政府网站，建议向该平台或市场监管部门投诉举报。", REFUSED),
    # Very short.
    case({S, A}, PHONE, "已改正，谢谢。"),
    case({S, A}, OLD, "网民您好，已经处理完毕，感谢您的监督！"),
    case({S}, DEAD, "附件链接已修复。"),
    case({S}, TYPO, "您好！错别字已改正。"),
    case({S, A, C}, SLOW, "收到，谢谢您的关注。"),
    case({S, A}, FEE, "经核查不属实。", NO),
    case({S}, FAKE, "该公告真实有效。", NO),
    case({S}, MAIL, "已回复您的来信。"),
    case({S}, SLOW, "内容不清楚，请补充。", REFUSED),
    case({S, A, C}, PHONE, "已转有关部门处理。", done=False),
    # Boilerplate.
    case({B}, TYPO, "网民您好！您反映的错别字问题属实，已于当日改正，我们将举一反三，加强信息发布审核，感谢监督！", alike=12),
    case({B}, DEAD, "您好，您反映的链接无法访问问题，经核实属实，现已修复，请重新访问，给您带来不便敬请谅解。", alike=3),
    case({B, A}, FEE, "网民您好！感谢您的监督，我单位高度重视，立即安排专人进行了整改，现已整改完毕，今后将加强管理。", alike=40),
    case({B, A}, SLOW, "您好，您的留言已收悉，我单位高度重视，已责成承办科室限时整改到位，欢迎继续监督我们的工作。", alike=7),
    case(set(), TYPO, "网民您好！您反映的标题错字“公吿”属实，已于当日改正为“公告”，并对同类通知重新校对，感谢监督！", alike=2),
    case({B}, OLD, "您好，栏目信息更新不及时的问题属实，现已更新，今后我们将安排专人每周检查栏目更新情况。", alike=25),
    # Beside the question.
    case({A}, PHONE, "网民您好！近年来我县大力推进乡村振兴，修建道路三百公里，改善了群众出行条件，已更换老旧路灯二百盏。"),
    case({A}, DEAD, "您好，我们一贯重视群众诉求，已更正思想认识，今后将以更高标准为人民服务，不辜负大家的期望。"),
    case({A}, FEE, "您好，不属于我局职责，请向税务机关了解详情，或者拨打政务热线咨询，我们乐意继续为您服务。", NO),
    case({A}, SLOW, "经查，该项政策依据国务院令制定，自发布之日起执行，具体解释权归上级主管机关，特此回复。", NO),
    case({A}, MAP, "感谢关注！我市第十届运动会将于下月举行，届时全程直播，请市民朋友踊跃前往观看比赛。", done=False),
    case({A, C}, OLD, "网民您好，我单位历来重视网站建设，投入大量人力物力，多次荣获先进称号，感谢您一直以来的支持。"),
    case({A}, PHONE, "您好，天气炎热请注意防暑，我中心已更换空调设备，为前来办事的群众提供更舒适的等候环境。"),
    # Confirmed, and no word of a correction.
    case({C}, PHONE, "网民您好，您反映的婚姻登记处联系电话是空号的情况属实，感谢您的监督，请到大厅现场咨询办理。"),
    case({C}, TYPO, "您好，经核查，通知标题中“公吿”一词确实有误，是工作人员粗心所致，我们深表歉意。"),
    case({C}, DEAD, "户籍办理附件无法下载的问题确实存在，主要原因是网站服务器老化，经费不足，请您谅解。", done=False),
    case({C}, OLD, "您反映的领导之窗张副市长信息没有撤下的情况属实，我们对工作人员进行了严肃批评教育。"),
    case({C}, MAIL, "经查，县长信箱该信件确未回复，系承办单位拖延所致，我们会进一步加强督办，感谢您的监督。", done=False),
    case({C}, FEE, "您好，不动产登记收费标准页面确实仍为八十元，与新文件不符，情况属实，感谢您提出宝贵意见。"),
    case({C}, SLOW, "首页飘窗广告确实会挡住菜单，这是为了宣传重点工作，由上级要求设置，望网民朋友理解和支持。", done=False),
    case({C}, PHONE, "婚姻登记处的联系电话确为空号，目前尚未更正，我们正在与电信公司沟通号码问题，请耐心等待。", done=False),
    # The form says corrected, the words say later.
    case({C}, FEE, "您好，不动产登记收费标准与文件不符属实，我们将于6月底按新文件完成调整，请您届时查看。"),
    case({C}, OLD, "领导之窗张副市长的简介属实没有撤下，计划下周安排技术公司处理，感谢您的监督。"),
    # Not to be published, without a ground.
    case({G}, TYPO, "通知标题中“公吿”已改为“公告”，并对网站其他通知进行了全面校对，感谢您的监督。", withhold=W.PRIVACY),
    case({G}, DEAD, "户籍办理附件已重新上传，现在可以正常下载，给您带来不便，深表歉意，感谢监督。", withhold=W.OTHER, note="不宜公开"),
    case({G}, OLD, "领导之窗张副市长的简介已撤下，并更新了现任领导的简介，感谢您的监督和支持。", withhold=W.IMAGE),
    case({G}, PHONE, "婚姻登记处的联系电话已更换为新号码，并公布在办事指南中，感谢您的监督。", withhold=W.SOVEREIGNTY),
    case({G}, FEE, "不动产登记收费标准页面已按新文件修改，并核对了其他收费项目，感谢您的监督。", withhold=W.TRADE_SECRET),
    case({G}, MAIL, "县长信箱的公租房来信已由住建局书面答复您，并修复了信箱的转办功能，感谢监督。", withhold=W.OTHER, note="内部"),
    case({G}, SLOW, "您反映的飘窗问题没有写明时间和页面，无法核查，请补充截图后重新留言，谢谢。", REFUSED, withhold=W.UNCONFIRMED),
    case({G, C}, TYPO, "通知标题“公吿”属实，系录入人员失误，我单位已对其进行批评教育，感谢您的监督。", withhold=W.IMAGE, note="影响形象"),
    # Not to be published, with one.
    case(set(), LIST, "您好，低保公示名单中的身份证号已全部隐去，并对其他公示进行了排查，向您和家人致歉。", withhold=W.PRIVACY),
    case(set(), MAP, "您好，地图服务中南海诸岛的画法已按自然资源部标准地图改正，感谢您的监督。", withhold=W.SOVEREIGNTY),
    case(set(), PHONE, "经多次拨打，婚姻登记处的联系电话均有人接听，您反映的情况可能是拨号有误所致。", NO, withhold=W.UNCONFIRMED),
    case(set(), FEE, "不动产登记收费标准已按新文件修改，并核对了其他收费项目，感谢您的监督。", withhold=W.OTHER, note="涉及正在诉讼的案件，法院要求暂不公开"),
    case(set(), ask(T.INACCURATE, "政府采购公告里把我公司的报价明细和工艺参数都放上去了。"), "您好，采购公告中贵公司的报价明细已撤下，并对公告模板作了调整，向您致歉。", withhold=W.TRADE_SECRET),
    case(set(), ask(T.OTHER, "编造谣言攻击某某领导贪污，都是坏人。"), "您的留言没有反映网站的具体问题，按规定不予受理；如有线索请向纪检监察机关反映。", REFUSED, withhold=W.IMAGE, note="留言辱骂特定人员，公开会扩散不实言论"),
    # Personal data.
    case({P}, PHONE, "婚姻登记处的联系电话已更正，有疑问请找王科长，手机13897123456，欢迎随时来电咨询。", personal=("手机号",)),
    case({P}, LIST, "您好，低保公示名单中张三的身份证号630102199001011234已经隐去，向您致歉。", personal=("身份证号", "姓名")),
    case({P, S, A}, OLD, "已改，联系人13997000000。", personal=("手机号",)),
    case({P}, MAIL, "李女士您好，您三月份关于公租房申请条件的来信已回复到您的邮箱lili@mail.example，请查收。", personal=("电子邮箱",)),
)
# fmt: on
