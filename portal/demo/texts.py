"""What citizens and officers of the demo province write; every person, number and address is invented.

A text may carry the ``str.format`` slots that ``problems_model`` describes; one without slots is formatted in vain
and stays as it is, so the same call serves all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.demo.problems_inaccurate import INACCURATE_PROBLEMS
from portal.demo.problems_model import Problem
from portal.demo.problems_outdated import OUTDATED_PROBLEMS
from portal.demo.problems_service import SERVICE_PROBLEMS
from portal.demo.problems_typo import TYPO_PROBLEMS
from portal.demo.problems_unreachable import UNREACHABLE_PROBLEMS


@dataclass(frozen=True, slots=True)
class Withheld:
    """A confirmed or refuted report that is rightly not published (不公开), with the reason named."""

    withhold_reason: str
    note: str
    description: str
    reply: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A site missing from the register (漏报网站); ``new_site_code`` is None where it is no government site."""

    site_name: str
    host: str
    region_code: str
    problem_type: str
    description: str
    reply: str
    new_site_code: str | None


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who reports; phone and e-mail are empty where they leave none."""

    name: str
    phone: str
    email: str


PROBLEMS: tuple[Problem, ...] = (
    *TYPO_PROBLEMS,
    *UNREACHABLE_PROBLEMS,
    *OUTDATED_PROBLEMS,
    *INACCURATE_PROBLEMS,
    *SERVICE_PROBLEMS,
)

# Why an organizing unit sends a report back to be routed again (退回).
RETURN_REASONS: tuple[str, ...] = (
    "经核对网站标识码，该页面属于其他地区的政府网站，不在我单位管辖范围，建议重新分配。",
    "留言所附网址的域名不属于本地区，疑为上级部门网站，请重新分办。",
    "该网站去年已随机构改革移交省直部门主管，不再由我单位负责，现予退回。",
    "网民填写的是我市名称，但截图显示为邻州政务服务网，请转相应地区办理。",
    "经与两家主办单位电话核实，均确认该页面不在其网站上，请根据网址重新判定归属。",
    "该栏目虽在我站挂有链接，实际内容由省级平台统一发布，建议转平台主管单位。",
)

# Notes with which an organizing unit passes a report on to a filing unit (转办).
TRANSFER_NOTES: tuple[str, ...] = (
    "请尽快核实页面情况，按时限答复，并附更正前后的截图。",
    "留言反映的问题涉及群众办事，请先纠正、后答复，注意语气诚恳。",
    "该网民留言较细，请逐条回应，不要用统一模板。",
    "请与业务科室共同核实数据后再答复，涉及数字的请附依据。",
    "今日收到同类留言两件，请一并检查相关栏目，举一反三。",
    "涉及老年人办事，答复请写得通俗一些，并说明线下办理渠道。",
    "转请办理。如不属于你单位网站，请于当日退回并说明理由。",
)

# Why a filing unit gives a report back to the unit that transferred it (退回组织单位).
HAND_BACK_REASONS: tuple[str, ...] = (
    "经查，该页面由区教育部门的子站发布，我单位无编辑权限，建议转教育部门办理。",
    "所附网址在我站不存在，截图的页脚标识码也不是我站的，请重新核定。",
    "该网站运维已于上月移交信息中心，账号同步移交，请转该单位。",
    "反映的系统由省级统建，本级无法修改，建议由省级主管部门答复。",
    "同一网民就同一页面已提交过一次且正在办理，建议并案处理。",
    "留言涉及两个网站，我单位只负责其中一个，请拆分后另行转办。",
)

# Why a report is taken back from a unit (收回).
RECALL_REASONS: tuple[str, ...] = (
    "原承办单位人员调整，现收回改由新的主办单位办理。",
    "网民补充了网址，经判断应由另一单位答复，先行收回。",
    "转办时单位选择有误，现收回重新转办。",
    "该问题涉及多个部门，收回后由本级统一协调口径。",
    "临近时限仍未见进展，收回后由上级单位直接组织核查。",
)

# What a reviewer writes who disagrees with a reply (驳回重办).
SEND_BACK_COMMENTS: tuple[str, ...] = (
    "答非所问：网民问的是附件打不开，答复只介绍了办事流程，请针对问题重新答复。",
    "答复过于简单，未说明核查了什么、改了什么，请补充具体情况。",
    "未写明更正日期，请补充何时更正、由谁复核。",
    "认定“问题不属实”但没有列出核查依据，请附页面截图和检查时间。",
    "语气生硬，有推给网民自身原因之嫌，请修改措辞并表示感谢。",
    "建议不公开的理由不充分，该留言不涉及个人隐私，请按公开处理后重报。",
    "经抽查，该页面错误至今仍在，请先整改到位再提交答复。",
    "只改了网民指出的一处，同页还有相同错误，请全面检查后再报。",
    "答复中出现了网民的姓氏和住址，涉及个人信息，请删除。",
    "“尽快处理”没有期限，请明确完成时间。",
)

# Short or evasive replies that get sent back; they may carry the slots of a story.
WEAK_REPLIES: tuple[str, ...] = (
    "已处理，感谢关注。",
    "您好，您反映的问题已收悉，我们会尽快处理，谢谢。",
    "经查，{site}运行正常，请您换个浏览器再试试。",
    "您反映的情况不归我们管，请向有关部门咨询。",
    "您好，{item}的问题我单位高度重视，已责成相关科室研究。",
    "网站内容以实际为准，请您自行到窗口核实。",
    "您好，该问题系技术原因，技术人员正在处理，请耐心等待后续通知。",
)

# What a reviewer writes who agrees (同意).
APPROVE_COMMENTS: tuple[str, ...] = (
    "同意答复口径及公开意见。",
    "已核对页面，更正属实，同意提交上级审核。",
    "答复具体、态度诚恳，同意公开。",
    "抽查更正后的页面正常，同意。",
    "事实清楚，依据充分，同意答复意见。",
    "同意。请承办单位继续跟踪整改情况。",
    "已确认不含个人信息和涉密内容，同意公开。",
)

# What a unit above writes to the unit whose desk is slow (督办).
URGE_COMMENTS: tuple[str, ...] = (
    "该件明日24时到期，请抓紧办理并于今日下班前反馈进展。",
    "网民再次来询，请先把错误页面改正，再完善答复。",
    "已超过时限，请说明逾期理由并立即办结。",
    "同类问题本月第三次出现，请主要负责人过问。",
    "涉及群众报名时间，请特事特办，今日内核实处理。",
    "请对照通报要求自查，防止敷衍搪塞、久拖不决。",
)

# What the holder answers to that (回应督办).
RESPOND_COMMENTS: tuple[str, ...] = (
    "已安排专人核实，页面今天下午改正，明早提交答复。",
    "正在与系统承建方联合排查，预计今日18时前恢复，恢复后即答复。",
    "业务科室已提供准确数据，答复稿正在复核。",
    "收到督办，已由分管负责同志牵头办理，按期完成。",
    "因需调阅纸质档案核对，今日可完成，特此说明。",
    "已完成更正，正在检查同类页面，随后一并报送。",
)

# Why a report is late, in the words of its holder (说明逾期理由).
JUSTIFY_COMMENTS: tuple[str, ...] = (
    "因核实数据需要县乡两级逐户比对，超出时限一天，已加快办理，向网民致歉。",
    "系统承建方更换密钥耗时较长，造成答复延误，今后将提前备份应急方案。",
    "经办人员参加集中培训，交接不到位导致逾期，已明确AB岗。",
    "连日暴雪致机房断电，设备恢复后立即办理，特此说明。",
    "问题涉及三个部门，意见会签时间较长，今后改为同步会签。",
    "首次答复被驳回后重新实地核查，故超过时限。",
)

# Why the provincial office opens a finished report again (重新办理).
REOPEN_REASONS: tuple[str, ...] = (
    "回访发现页面又恢复为错误内容，请重新核查并查明原因。",
    "网民提出异议并附新截图，经复核异议成立，请重新办理。",
    "抽查发现承诺的整改期限已过仍未完成，请重新办理。",
    "答复引用的文件已废止，结论需要重新核实。",
    "两家单位对同一问题的答复不一致，请统一口径后重新答复。",
)

# What a citizen writes who disputes an answer (提出异议).
DISPUTE_REASONS: tuple[str, ...] = (
    "你们说已经改好了，我刚才打开看还是老样子，请自己点开看一下。",
    "答复说是我手机的问题，可我邻居、我儿子的手机都一样，总不能全坏了。",
    "我问了两个问题，只答了一个，另一个提都没提。",
    "答复里说的日期我去过窗口，工作人员说根本没接到通知。",
    "认定“不属实”没有道理，我当时截了图，请再核实一次，谢谢。",
    "只改了标题，正文第三段还是错的，请一次改彻底。",
    "承诺的时间过去好几天了，没有任何变化，请给个说法。",
)

# Why the first answer stands, written for the citizen (维持原答复).
REFUSE_DISPUTE_COMMENTS: tuple[str, ...] = (
    (
        "您好！我们收到异议后重新打开页面核对，更正内容已经生效，您看到的可能是缓存的旧页面，刷新后即可。"
        "原答复予以维持，感谢您的监督。"
    ),
    (
        "您好！经调阅原始文件再次核实，页面内容与文件一致，原答复认定的事实清楚，予以维持。如对政策本身有意见，"
        "可通过咨询渠道反映。"
    ),
    "您好！您新提出的问题与原留言不是同一页面，建议另行提交一条留言，我们会单独办理。原答复予以维持，谢谢您的理解。",
    "您好！经三个不同网络的实测，该功能运行正常，承办单位已主动与您说明操作步骤。原答复予以维持，欢迎继续监督。",
    "您好！承办单位的整改期限尚未届满，我们会持续跟踪，到期未完成将重新办理。目前维持原答复，感谢您的关注。",
)

# Why a published case is taken off the board (撤回公开).
WITHDRAW_NOTES: tuple[str, ...] = (
    "公开文本中残留可识别个人身份的信息，先行撤回，处理后再定。",
    "当事人来函说明内容涉及家庭隐私，经审核同意撤回。",
    "附图中出现未遮挡的证件照片，撤回处理。",
    "经核实答复内容涉及企业未公开的经营信息，予以撤回。",
    "反映情况经再次核实不属实，继续公开易造成误解，予以撤回。",
)

# Why the public copy of a case is corrected (更正公示).
AMEND_REASONS: tuple[str, ...] = (
    "公示文本中单位名称漏字，现予更正。",
    "答复日期录入有误，按办理记录更正。",
    "补充整改完成情况的说明。",
    "标题表述不够准确，按网民原意作文字调整。",
    "进一步遮盖附图中的车牌和人像。",
)

# Notes of the root office when it dispatches by hand (分办).
DISPATCH_COMMENTS: tuple[str, ...] = (
    "系统未能识别归属，经人工查询页脚信息，分至该地区办理。",
    "网址为二级域名，主办单位属该部门，请组织核实。",
    "原接收单位说明理由充分，现改由你单位办理。",
    "该留言未填网站标识码，根据截图判断，请先行核实归属。",
    "涉及省直部门子站，请按时限办理。",
)

# Confirmed replies to any story whose correction is promised; {year}, {month}, {day} are the promised day here.
PROMISED_REPLIES: tuple[str, ...] = (
    (
        "您好！您反映的问题属实。{item}涉及的历史页面较多，需要逐一核对，我们已先行发布提示，"
        "将于{year}年{month}月{day}日前全部更正完毕，并在本条留言下更新结果。感谢您的监督和耐心。"
    ),
    (
        "您好！经核查，您所说的情况存在，感谢您的提醒。{item}需由系统承建方修改程序并测试，"
        "预计{month}月{day}日前完成；在此之前，您可以到办事窗口办理，由工作人员当面协助。给您带来不便，敬请谅解。"
    ),
    (
        "您好！情况属实，我们诚恳接受批评。{unit}已制定整改方案，{item}将在{month}月{day}日前更正到位，"
        "期间安排专人值守答疑。完成后会及时说明，欢迎您届时再次查看。"
    ),
    (
        "您好！经现场和后台两方面核实，问题确实存在。因{item}的数据须重新采集并经审核才能发布，"
        "完成时间定在{month}月{day}日前。我们会按周推进，不拖延、不应付，感谢您的理解与支持。"
    ),
    (
        "您好！感谢您指出问题。经查属实，临时处理已经完成，{item}的彻底修复需结合网站升级一并进行，"
        "将于{month}月{day}日前上线。上线后我们会邀请热心网民试用，也欢迎您参加。"
    ),
)

# What citizens add to their rating, by the score from 1 to 5.
RATING_COMMENTS: dict[int, tuple[str, ...]] = {
    1: (
        "答非所问，等于没答。",
        "说改好了，其实没有，失望。",
        "拖了好几天，就回了一句套话。",
        "态度还行，但问题原封不动。",
        "让我换浏览器，换了三个，没用。",
    ),
    2: (
        "改了一半，还有一半没改。",
        "回复太官方，看不太懂。",
        "速度慢，而且没有说明原因。",
        "问题算解决了，可过程太折腾。",
        "希望以后写清楚具体日期。",
    ),
    3: (
        "能解决，就是慢了点。",
        "一般吧，继续观察。",
        "页面改了，建议把同类错误也查一查。",
        "回复客气，但关键一句没说透。",
        "还可以，手机端再优化一下更好。",
    ),
    4: (
        "当天就改了，不错。",
        "说明得很清楚，要是能早一天更好。",
        "没想到真有人管，点赞。",
        "解决了，顺便还改了别的错，认真。",
        "答复有依据，服气。",
    ),
    5: (
        "三天之内改好，还专门解释了原因，满意！",
        "第一次提意见就被采纳，感动。",
        "态度好、速度快，给编辑同志点赞。",
        "老人家也看得懂的答复，谢谢你们。",
        "亲自试了一下，完全正常了，辛苦！",
        "扎西德勒，谢谢你们把家乡的名字改对了。",
    ),
}

WITHHELD: tuple[Withheld, ...] = (
    Withheld(
        withhold_reason="privacy",
        note="留言全文围绕本人离婚诉讼和子女抚养展开，遮盖后已无法成文。",
        description=(
            "我在网站查离婚登记预约，页面提示系统维护。顺便说说我的难处：我和爱人正为孩子跟谁争执，法院那边也有案子，"
            "家里的情况一言难尽。只希望预约能早点恢复，别让我再请假跑一趟。"
        ),
        reply=(
            "您好，理解您目前的不易。经查，预约系统当日例行维护，现已恢复，周末也可预约。"
            "您提到的家庭事务属于个人隐私，本条不向社会公开，答复仅供您本人查看。如需法律帮助，"
            "可到公共法律服务中心免费咨询。"
        ),
    ),
    Withheld(
        withhold_reason="privacy",
        note="描述中含本人病史和治疗经过，公开可能使其被熟人辨认。",
        description=(
            "我在医保网站查门诊慢特病，页面的病种目录里漏了我的病。我得这个病已经好几年，"
            "在哪里看、吃什么药都写在下面，单位里没人知道，请不要公开。目录要是更新了，请告诉我一声。"
        ),
        reply=(
            "您好！感谢您的信任。经核对，病种目录页面漏录两项，现已补全，您所说的病种可以申请认定，材料从简。"
            "考虑到留言涉及您的健康信息，本条不予公开，祝您早日康复，如需帮助可到医保服务窗口。"
        ),
    ),
    Withheld(
        withhold_reason="privacy",
        note="反映的是特定未成年人的学籍问题，当事人容易被辨认。",
        description=(
            "孩子转学以后，学籍查询页面上还显示原来的学校，班上同学因此拿他开玩笑，孩子不愿上学。他的情况比较特殊，"
            "我只想请你们把页面核对准确，不想让更多人知道。"
        ),
        reply=(
            "家长您好！经与两校核实，学籍异动审批完成后页面同步有延迟，现已显示正确。为保护孩子，本条不向社会公开，"
            "我们也请学校给予关心引导。如仍有困难，可随时与教育部门学籍管理人员联系。"
        ),
    ),
    Withheld(
        withhold_reason="trade_secret",
        note="留言附有企业未公开的报价构成，公开可能影响其后续投标。",
        description=(
            "我公司在公共资源交易网上下载的清单模板公式有误，合计栏少加一列。为说明问题，"
            "我把本公司报价的各项单价和利润率都附在后面了，请核对公式，但请勿对外公开这些数字。"
        ),
        reply=(
            "您好！经核对，模板合计栏的公式确实漏加一列，现已修正并通知所有下载单位。"
            "您附上的单价和利润率属于商业秘密，本条不予公开，相关附件已限定经办人员查阅。感谢您指出问题，祝经营顺利。"
        ),
    ),
    Withheld(
        withhold_reason="trade_secret",
        note="内容涉及企业在研产品的配方和试验数据。",
        description=(
            "在科技项目申报系统里提交材料，预览页把“内部资料”那一栏也显示了出来，"
            "里面有我们青稞饮品的配比和试验记录。请尽快关掉预览，并确认有没有别人看到。"
        ),
        reply=(
            "您好！经查，预览页权限配置有误，现已关闭并修正，访问日志显示仅有您本单位账号浏览过该页。"
            "因留言涉及企业技术信息，本条不公开。后续系统升级会先做权限检查，感谢您及时提醒。"
        ),
    ),
    Withheld(
        withhold_reason="sovereignty",
        note="反映的地图标绘问题由主管部门依法处理，过程不宜公开。",
        description=(
            "旅游专题里一张示意图的边界线画法，和我在标准地图上看到的不一样，像是从外面网站直接抄来的图。"
            "建议先把图撤下，再请测绘部门看一看。"
        ),
        reply=(
            "您好！感谢您强烈的国家版图意识。该示意图已第一时间撤下，换成审图后的标准地图，"
            "并交由自然资源主管部门依法核查。按规定本条不予公开，今后凡使用地图必先送审，欢迎继续监督。"
        ),
    ),
    Withheld(
        withhold_reason="sovereignty",
        note="涉及重要设施周边的位置信息，依规不公开。",
        description=(
            "便民地图上把一处不对外的设施标得特别细，连内部道路和岗亭都看得见。我觉得这样不太合适，提个醒，"
            "具体位置我在附件里圈出来了。"
        ),
        reply=(
            "您好！感谢您的提醒和责任感。相关图层已下线，重新按规定作简化处理后再行发布。该留言及附件涉及安全事项，"
            "依规不予公开，也请您不要在其他平台转发截图，谢谢配合。"
        ),
    ),
    Withheld(
        withhold_reason="image",
        note="原标题已被断章取义地传播，公开易引发对惠民政策的误解、有损政府形象。",
        description=(
            "会议报道里写“暂停发放”，下面评论都在骂。我点进去看，其实说的是“暂停受理纸质材料、改为网上发放”。"
            "标题这么写，谁看了不误会？请改标题，别再让人断章取义。"
        ),
        reply=(
            "您好！您分析得很准确。标题概括不当，容易被误读，现已改为“纸质材料改为网上受理，补助照常发放”，"
            "并向责任编辑指出问题。考虑到原表述被大量断章取义，本条暂不公开，感谢您的善意提醒。"
        ),
    ),
    Withheld(
        withhold_reason="unconfirmed",
        note="经核查不属实，且涉及具体工作人员，公开有失公平。",
        description=(
            "听人说网站上公示的评优名单是某位办事员自己改的，把亲戚加了进去。我也没有证据，"
            "只是觉得名单上有个名字眼生，请你们查一查。"
        ),
        reply=(
            "您好！经会同纪检人员核查，评优名单与评审会议记录、投票结果完全一致，您提到的人员与经办人没有亲属关系，"
            "反映的情况不属实。因涉及具体个人，本条不公开。感谢您的关心和监督。"
        ),
    ),
    Withheld(
        withhold_reason="other",
        note="问题属系统安全隐患，修复完成前公开可能被他人利用。",
        description=(
            "我是做网络的，发现查询页面只要把网址里的数字改一改，就能看到下一条记录的办理状态。没有多看，也没保存，"
            "请尽快修。"
        ),
        reply=(
            "您好！非常感谢您负责任的报告。经复现，查询接口确有校验缺失，现已修复并通过复测，日志未发现异常访问。"
            "为防止细节被仿效，本条不公开，我们会在网络安全周向您致谢，欢迎继续提出意见。"
        ),
    ),
    Withheld(
        withhold_reason="other",
        note="留言是对尚在协商中的拆迁补偿个案的询问，公开可能影响协商。",
        description=(
            "征收公告网页上我家那一栏的面积空着，别人家都填了。我们正在和征收办谈，还没签字，"
            "所以先问问是漏填还是有别的意思。"
        ),
        reply=(
            "您好！经核实，您户的面积因双方正在复测而暂未填写，并非遗漏，复测完成后会立即补录并通知您。"
            "鉴于该事项仍在协商，本条暂不公开。如需了解进度，可到征收服务点查询，我们会认真接待。"
        ),
    ),
)

UNLISTED: tuple[Unlisted, ...] = (
    Unlisted(
        site_name="大通县乡村旅游服务网",
        host="www.datong-xclvyou.example",
        region_code="630121",
        problem_type="outdated",
        description=(
            "这个网站自称县里主办，首页的采摘节还是三年前的，页脚没有网站标识码，也没有找错的入口。请问它归谁管？"
        ),
        reply=(
            "您好！经核实，该网站由县文化旅游部门建设，未按规定纳入报送系统，现已补报登记、明确编辑人员，"
            "过期活动已撤下，找错入口也已添加。感谢您帮助我们发现漏报网站。"
        ),
        new_site_code="6301219101",
    ),
    Unlisted(
        site_name="湟源县陈醋文化园网",
        host="www.huangyuan-cu.example",
        region_code="630123",
        problem_type="typo",
        description="文化园网站右下角写着某政府部门主办，“酿造”写成“让造”，我在登记名录里查不到它。",
        reply=(
            "您好！经查，该网站由县文化部门主办、园区运维，确未登记，错字已改正。我们已补报网站信息并纳入日常巡查，"
            "责成运维方建立校对制度。感谢您的细心。"
        ),
        new_site_code="6301239101",
    ),
    Unlisted(
        site_name="海东市人才工作网",
        host="www.haidong-rencai.example",
        region_code="630200",
        problem_type="unreachable",
        description="想投简历，报名按钮点了没有反应。想反映却找不到入口，名录里也没有这个网站。",
        reply=(
            "您好！经核实，该网站由市人才工作部门建设，因故漏报。现已补报并添加找错入口，报名功能修复后经测试正常。"
            "您可以继续投递，资料此前未丢失。感谢您的提醒。"
        ),
        new_site_code="6302009101",
    ),
    Unlisted(
        site_name="循化撒拉族民俗文化网",
        host="www.xunhua-minsu.example",
        region_code="630225",
        problem_type="inaccurate",
        description="民俗介绍里把两个节日的日期写颠倒了，看页脚是县里办的，但是没有标识码。",
        reply=(
            "您好！经核实，网站由县文化部门举办，未纳入报送系统。节日日期已请文化专家核对后更正，网站信息完成补报，"
            "今后按政府网站统一要求管理。感谢您对家乡文化的爱护。"
        ),
        new_site_code="6302259101",
    ),
    Unlisted(
        site_name="祁连山生态环境科普网",
        host="www.qilian-kepu.example",
        region_code="632222",
        problem_type="outdated",
        description="孩子做作业用到这个科普网，动物数量还是十年前的数字，想留言没有入口，想找错也没有入口。",
        reply=(
            "您好！经核查，该网由县生态环境部门主办，属漏报网站，现已补报。动物种群数据已按最新公开资料更新，"
            "并增加留言和找错入口。祝孩子学习进步，感谢您的反映。"
        ),
        new_site_code="6322229101",
    ),
    Unlisted(
        site_name="门源油菜花节官方网站",
        host="www.menyuan-youcaihua.example",
        region_code="632221",
        problem_type="fake",
        description="这个“官方网站”卖的门票比窗口贵，又写着县政府字样，到底是不是真的？名录里没有。",
        reply=(
            "您好！经核查，该网站由县旅游部门委托建设，属实但未登记，票价页面沿用去年旺季价，现已更正为统一票价，"
            "差额可凭订单退还。网站已补报并加标识。感谢您的警惕。"
        ),
        new_site_code="6322219101",
    ),
    Unlisted(
        site_name="刚察县湟鱼洄游观测网",
        host="www.gangcha-huangyu.example",
        region_code="632224",
        problem_type="unreachable",
        description="直播页面黑屏，联系电话没有，页脚有“某某局主办”。第一次听说这个网站。",
        reply=(
            "您好！经核实，网站由县农牧部门建设，因季节性使用而漏报，现已补报登记。直播因设备故障中断，"
            "已更换设备恢复画面，并补充联系方式。欢迎文明观鱼，感谢反映。"
        ),
        new_site_code="6322249101",
    ),
    Unlisted(
        site_name="尖扎县民族团结进步网",
        host="www.jianzha-tuanjie.example",
        region_code="632322",
        problem_type="typo",
        description="网站首页“团结”的结少了一半，成了“团吉”。查了登记名录没有它。",
        reply=(
            "您好！经核查，该网站由县统战部门主办，建设时未登记。错字已改正，网站内容并入县政府网站前先行补报，"
            "按要求添加标识码和找错入口。感谢您的提醒。"
        ),
        new_site_code="6323229101",
    ),
    Unlisted(
        site_name="贵南县草产业信息网",
        host="www.guinan-cao.example",
        region_code="632525",
        problem_type="outdated",
        description="我们合作社靠它看行情，牧草报价却停在前年。网站写着县农牧部门主办，想找错没处找。",
        reply=(
            "您好！经核查属实，该网站由县农牧部门主办，未纳入报送系统。报价已恢复每周更新，网站信息完成补报，"
            "并公布联系方式。感谢您的关注，祝草丰畜旺。"
        ),
        new_site_code="6325259101",
    ),
    Unlisted(
        site_name="甘德县教育信息网",
        host="www.gande-jiaoyu.example",
        region_code="632623",
        problem_type="unanswered",
        description="在这个教育网上咨询寄宿生补助，三个月没回。发现它没有标识码，也不在名录里。",
        reply=(
            "您好！经核实，该网站由县教育部门自建，属漏报，咨询功能无人值守。您的问题已电话答复，"
            "寄宿生补助照政策按学期发放。网站已补报并明确专人。感谢反映。"
        ),
        new_site_code="6326239101",
    ),
    Unlisted(
        site_name="杂多县虫草交易信息网",
        host="www.zaduo-chongcao.example",
        region_code="632722",
        problem_type="inaccurate",
        description="行情栏目把斤和公斤弄混，差一倍呢，署名是县里的单位，但找不到登记。",
        reply=(
            "您好！经核实，该网站由县市场部门指导建设，因机构划转漏报。计量单位已全部更正为千克并加注换算，"
            "网站已补报登记，今后接受统一监管。感谢您的提醒。"
        ),
        new_site_code="6327229101",
    ),
    Unlisted(
        site_name="都兰县枸杞产业服务网",
        host="www.dulan-gouqi.example",
        region_code="632822",
        problem_type="other",
        description="网站好看，但没有隐私说明，注册还要填身份证，不太放心，登记名录也没有这家。",
        reply=(
            "您好！经核查，网站由县农牧部门主办，确属漏报，注册环节已取消身份证填写，并补充个人信息保护说明。"
            "网站信息完成补报，感谢您对安全的关心。"
        ),
        new_site_code="6328229101",
    ),
    Unlisted(
        site_name="天峻县自驾营地预订网",
        host="www.tianjun-yingdi.example",
        region_code="632823",
        problem_type="unreachable",
        description="订完营地付款后页面报错，不知道有没有订上。页脚写县文旅部门主办，名录里没有。",
        reply=(
            "您好！经核实，您的订单已生成，营地正常保留。网站由县文旅部门主办，未登记，现已补报并修复付款回执页面。"
            "给您带来担心，实在抱歉，欢迎前来。"
        ),
        new_site_code="6328239101",
    ),
)

# Reports of missing sites that turn out to be private ones: nothing is registered.
NOT_GOVERNMENT: tuple[Unlisted, ...] = (
    Unlisted(
        site_name="青海惠民通",
        host="www.qhhuimintong.example",
        region_code="630000",
        problem_type="fake",
        description=("这个网站用“青海惠民”的名义，说能代查社保、代办补贴，交会员费就行。是政府办的吗？名录里找不到。"),
        reply=(
            "您好！经核查，该网站由一家商业公司自办，并非政府网站，未获任何单位授权。"
            "我们已将线索移交网信和市场监管部门依法处理，提醒大家查询社保请走官方渠道。感谢您的警觉。"
        ),
        new_site_code=None,
    ),
    Unlisted(
        site_name="西宁市民生活资讯",
        host="www.xnshenghuo.example",
        region_code="630100",
        problem_type="inaccurate",
        description="这个网站首页的停水通知不准确，还配了类似政府徽标的图案，请你们让它改正。",
        reply=(
            "您好！经核实，该网站系个人开办的生活资讯站，不是政府网站，无需纳入登记。停水信息请以供水企业公告为准，"
            "其徽标使用问题已转有关部门约谈处理。感谢您的反映。"
        ),
        new_site_code=None,
    ),
    Unlisted(
        site_name="德令哈房产信息平台",
        host="www.delinghafang.example",
        region_code="632802",
        problem_type="outdated",
        description="上面的房源好多早卖掉了，又说“德令哈官方推荐”，是政府的网站吗？请管一管。",
        reply=(
            "您好！经核查，该平台由房产中介公司经营，不是政府网站，也没有官方推荐。"
            "夸大宣传的内容已由市场监管部门责令删除。购房请以住建部门备案信息为准，感谢您的提醒。"
        ),
        new_site_code=None,
    ),
)

# The phone numbers only have the shape of real ones.
CITIZENS: tuple[Citizen, ...] = (
    Citizen("马晓燕", "13809710134", ""),
    Citizen("李国强", "", "liguoqiang@mail.example"),
    Citizen("才让卓玛", "15909710277", ""),
    Citizen("张慧", "18697110356", "zhanghui@mail.example"),
    Citizen("韩成林", "", ""),
    Citizen("王秀珍", "13997110418", ""),
    Citizen("祁文涛", "13519710562", "qiwentao@mail.example"),
    Citizen("星星同学", "", "xingxing@mail.example"),
    Citizen("索南加", "15297110683", ""),
    Citizen("陈律师", "", "chen.law@mail.example"),
    Citizen("冶玉兰", "13897110741", ""),
    Citizen("赵建平", "18997110829", ""),
    Citizen("刘一诺", "", "liuyinuo@mail.example"),
    Citizen("旦增", "13909710915", ""),
    Citizen("孙桂英", "13639711028", ""),
    Citizen("周记者", "", "zhou.press@mail.example"),
    Citizen("多吉才仁", "15110971103", ""),
    Citizen("吴婷婷", "18209711244", "wutingting@mail.example"),
    Citizen("马忠义", "", ""),
    Citizen("高原骑行者", "", "qixing@mail.example"),
    Citizen("朵兰花", "13709711377", ""),
    Citizen("郭师傅", "13997211465", ""),
    Citizen("许文博", "", "xuwenbo@mail.example"),
    Citizen("巴桑拉姆", "15597211538", ""),
    Citizen("东海明", "18797211620", "donghaiming@mail.example"),
    Citizen("沈老师", "", "shen.teacher@mail.example"),
    Citizen("白玉成", "13897211756", ""),
    Citizen("铁木尔", "15809771843", ""),
    Citizen("何思雨", "", "hesiyu@mail.example"),
    Citizen("宋长寿", "13519721971", ""),
    Citizen("李毛", "15003602086", ""),
    Citizen("田小满", "", "tianxiaoman@mail.example"),
    Citizen("牛肉面馆老板", "18609712159", ""),
    Citizen("谢雨辰", "", "xieyuchen@mail.example"),
    Citizen("昂旺尼玛", "13997612264", "angwang@mail.example"),
    Citizen("匿名网民", "", ""),
)
