"""Pairs of reports of one site, each labelled: does the later one repeat the earlier?

Written for the measurement: repetitions in other words, other errors of the same page, the same complaint about other
pages, and reports that have only their courtesies in common.
"""

# ruff: noqa: E501 - one pair a line
from __future__ import annotations

from dataclasses import dataclass

from portal.domain.duplicates import Told
from portal.domain.vocabulary import ProblemType

T, D, U, I, N, F, O = (  # noqa: E741 - one letter a problem type keeps a pair on one line
    ProblemType.TYPO,
    ProblemType.OUTDATED,
    ProblemType.UNREACHABLE,
    ProblemType.INACCURATE,
    ProblemType.UNANSWERED,
    ProblemType.FAKE,
    ProblemType.OTHER,
)
HOST = "http://www.qinghai-demo.example"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports; ``same`` if the later one is to be refused as a duplicate of the earlier."""

    same: bool
    earlier: Told
    later: Told


def pair(same: bool, page: str, kind: ProblemType, text: str, page2: str, kind2: ProblemType, text2: str,
         wrong: str = "", wrong2: str = "") -> Pair:  # fmt: skip
    """A pair in one line; a page "=" is the earlier report's page, and an empty one was not given."""
    second = page if page2 == "=" else page2
    return Pair(
        same,
        Told(HOST + page if page else "", kind, text, wrong),
        Told(HOST + second if second else "", kind2, text2, wrong2),
    )


# fmt: off
REPEATED: tuple[Pair, ...] = (
    # The same error of the same page, in other words.
    pair(True, "/zwgk/201.html", T, "通知标题里“公吿”应为“公告”。", "=", T, "您好，这页的标题把公告写成了公吿，请改正，谢谢", "公吿", "公吿"),
    pair(True, "/zwgk/202.html", T, "第二段“按照步署”写错了，应该是“部署”。", "=", T, "正文中有错别字，部署写成步署", "步署", "步署"),
    pair(True, "/zwgk/203.html", T, "“截止目前”用词不当，应为“截至目前”", "=", I, "文中“截止目前”应改为“截至目前”，望更正"),
    pair(True, "/bsfw/11.html", U, "点击“表格下载”提示404，下载不了。", "=", U, "表格下载的链接打不开，显示404错误"),
    pair(True, "/bsfw/12.html", I, "办事指南中的联系电话0971-6123456是空号，打不通。", "=", I, "我照着办事指南上的电话0971-6123456打过去，提示是空号"),
    pair(True, "/bsfw/13.html", I, "办理地点写的是老地址，政务大厅去年已经搬到新址。", "=", D, "政务大厅早就搬家了，页面上的办理地点还是老地址，害我白跑一趟"),
    pair(True, "/hdjl/", N, "三月份在互动交流栏目留言咨询户口迁移，至今没有回复。", "=", N, "互动交流里三月的户口迁移咨询留言一直没人回复，请尽快处理"),
    pair(True, "/zwdt/", D, "“政务动态”栏目最新一条还是去年十月的，半年没更新了。", "=", D, "政务动态栏目好久没有更新，最后一条是去年10月"),
    pair(True, "/ldzc/", I, "领导之窗里张副市长已调离，信息没有更新。", "=", D, "张副市长已经调走了，领导之窗还有他的介绍"),
    pair(True, "/zfxxgk/nb.html", U, "政府信息公开年报附件无法下载。", "=", U, "年报的附件下载不了，点了没有反应"),
    pair(True, "/zwgk/204.html", T, "把“西宁市”写成了“西宁巿”，第二个字用错了", "=", T, "“西宁巿”应为“西宁市”，麻烦改一下", "西宁巿", "西宁巿"),
    pair(True, "/zwgk/205.html", I, "招聘公告报名截止日期写的是2月30日，没有这一天。", "=", I, "报名截止日期是2月30日？二月没有30号，请核对"),
    pair(True, "/zwgk/206.html", T, "文中“的、地、得”不分，“认真得开展”应为“认真地开展”", "=", T, "“认真得开展”错误，应改为“认真地开展”", "认真得开展", "认真得开展"),
    pair(True, "/bsfw/14.html", I, "收费标准还是每本20元，文件已经取消收费了。", "=", I, "页面写收费20元，但是国家已经取消这项收费，内容不准确"),
    pair(True, "/bsfw/15.html", U, "在线办理按钮点击后一直转圈，进不去系统。", "=", U, "点“在线办理”后页面一直在转，无法进入系统"),
    pair(True, "/zwgk/207.html", O, "页面下方的图片显示不出来，只有一个红叉。", "=", U, "这页的图片都是红叉，看不到"),
    pair(True, "/zwgk/208.html", I, "表格第三行合计数与分项加起来对不上。", "=", I, "表格里第三行的合计不对，分项相加不等于合计"),
    pair(True, "/zwgk/209.html", T, "副标题“关与进一步加强”应为“关于进一步加强”", "=", T, "标题错别字：关与→关于", "关与", "关与"),
    pair(True, "/jgsz/", D, "机构设置还是机构改革前的名称，工商局早已并入市场监管局。", "=", D, "机构设置栏目没有更新，工商局已并入市场监督管理局还写着工商局"),
    pair(True, "/zwgk/210.html", I, "会议时间写的是2018年13月5日，月份有误", "=", I, "新闻里会议时间“13月5日”明显错误"),
    pair(True, "/english/", T, "英文版首页“Goverment”少了字母n。", "=", T, "英文页面拼写错误 Goverment，应为 Government", "Goverment", "Goverment"),
    pair(True, "/zxft/5.html", U, "在线访谈的视频无法播放，一直黑屏。", "=", U, "访谈视频打开是黑屏，播放不了"),
    pair(True, "/zwgk/211.html", F, "这篇通知是假冒的，落款单位并不存在。", "=", F, "通知落款的单位根本不存在，疑似虚假信息"),
    pair(True, "/bsfw/16.html", D, "公交线路信息过期，3路车去年已经改线。", "=", D, "3路公交早改线了，网页上的线路还是旧的"),
    pair(True, "/zwgk/212.html", T, "“做为”应为“作为”", "=", T, "第一段第一行错字“做为”", "做为", "做为"),
    # The address differs in what does not name the page.
    pair(True, "/zwgk/213.html?from=wechat", T, "“贯彻落时”应为“贯彻落实”", "/zwgk/213.html", T, "贯彻落实写成了贯彻落时", "落时", "落时"),
    pair(True, "/zwgk/214.html#top", I, "邮政编码写错了，应为810000", "/zwgk/214.html", I, "页面底部邮政编码错误，西宁是810000"),
    pair(True, "/index.html", U, "首页的天气预报显示不出来", "/", U, "网站首页天气预报一直不显示"),
    pair(True, "/bsfw/17.html?utm_source=app", U, "身份证办理指南里的附件下载报错500", "/bsfw/17.html", U, "身份证办理指南附件下载时提示500错误"),
    # Site-wide faults, seen from different pages.
    pair(True, "/", U, "网站的站内搜索用不了，输入什么都提示系统繁忙。", "/zwgk/", U, "站内搜索功能坏了，搜什么都显示系统繁忙"),
    pair(True, "/", T, "页脚“版权所冇”应为“版权所有”", "/zwgk/301.html", T, "网页底部版权所有写成了“版权所冇”", "版权所冇", "版权所冇"),
    pair(True, "/a.html", U, "网站顶部导航“政务服务”点不开", "/b.html", U, "每个页面上面的“政务服务”导航都点不开"),
    pair(True, "/", I, "网站底部的联系电话0971-8888111无人接听", "/zwgk/", I, "页脚联系电话0971-8888111一直无人接听"),
    pair(True, "/", U, "手机打开网站版面错乱，文字重叠在一起", "", U, "用手机访问时网站版面错乱，文字都重叠了"),
    # Sent twice, nearly or exactly the same.
    pair(True, "/zwgk/215.html", I, "政策解读中的优惠年限写成了五年，原文件是三年。", "=", I, "政策解读中的优惠年限写成了五年，原文件是三年。"),
    pair(True, "/hdjl/8.html", N, "咨询公租房申请条件，一个月了没有答复。", "=", N, "咨询公租房申请条件，已经一个多月了还没有答复！！"),
    pair(True, "", O, "整个网站打开特别慢，要等一分钟以上。", "", O, "网站打开太慢了，要等一分钟以上"),
    pair(True, "/zwgk/216.html", D, "防汛值班电话表还是2015年的。", "=", D, "您好，防汛值班电话表仍为2015年的，请更新"),
    pair(True, "/bsfw/18.html", I, "法律依据引用的条例已于2017年废止。", "=", I, "引用的法律依据已经失效，该条例2017年废止了"),
    pair(True, "/zwgk/217.html", T, "“座落于”应写作“坐落于”", "=", T, "尊敬的工作人员：文章里“座落”应为“坐落”", "座落", "座落"),
    pair(True, "/tzgg/31.html", U, "公示名单的PDF打开是空白页", "=", U, "名单pdf文件打开后一片空白，什么都看不到"),
    pair(True, "/zwgk/218.html", I, "地图上的位置标错了，标到了河对岸。", "=", I, "地图标注位置有误，单位不在河对岸"),
    pair(True, "/zwgk/219.html", I, "两处人口数据前后不一致，一处235万一处238万", "=", I, "人口数据不一致，前面是235万，后面又是238万"),
    pair(True, "/bsfw/19.html", I, "预约挂号的链接跳到了赌博网站", "=", F, "点预约挂号竟然跳转到赌博网站，太不应该了"),
    pair(True, "/zwgk/220.html", I, "老年优待证要求蓝底照片，窗口只收白底照片", "=", I, "优待证的照片要求错了，写蓝底，实际窗口只收白底"),
)

OTHER: tuple[Pair, ...] = (
    # The same page, another error.
    pair(False, "/zwgk/201.html", T, "通知标题里“公吿”应为“公告”。", "=", T, "第三段“按装”应为“安装”。", "公吿", "按装"),
    pair(False, "/zwgk/202.html", T, "第二段“步署”写错了", "=", U, "这个页面的附件下载不了"),
    pair(False, "/bsfw/12.html", I, "办事指南中的联系电话是空号。", "=", I, "办事指南中的办理时限写错了，应为五个工作日。"),
    pair(False, "/bsfw/13.html", I, "办理地点还是老地址。", "=", T, "“身份正”应为“身份证”", "", "身份正"),
    pair(False, "/hdjl/", N, "三月份咨询户口迁移没有回复。", "=", N, "四月份投诉物业收费至今无人答复。"),
    pair(False, "/", U, "首页的天气预报显示不出来", "=", D, "首页图片新闻半年没有更新"),
    pair(False, "/", U, "首页“政策文件”点不开", "=", U, "首页“办事指南”点不开"),
    pair(False, "/", T, "首页“关与”应为“关于”", "=", T, "首页“既将”应为“即将”", "关与", "既将"),
    pair(False, "/ldzc/", I, "张副市长已调离，信息没有更新。", "=", I, "李局长的照片放成了别人的。"),
    pair(False, "/zwgk/203.html", T, "“截止目前”应为“截至目前”", "=", I, "文件的发文日期与正文落款日期不一致"),
    pair(False, "/bsfw/11.html", U, "“表格下载”提示404", "=", I, "申请材料少写了一项居住证明"),
    pair(False, "/zwgk/205.html", I, "报名截止日期写的是2月30日", "=", I, "招聘人数总计与岗位表不符"),
    pair(False, "/zfxxgk/nb.html", U, "年报附件无法下载", "=", I, "年报里依申请公开的件数前后矛盾"),
    pair(False, "/jgsz/", D, "工商局已并入市场监管局，名称没改", "=", I, "卫健委的办公电话打不通"),
    pair(False, "/zwgk/208.html", I, "表格第三行合计数对不上", "=", O, "表格在手机上显示不全，右边被截掉"),
    pair(False, "/english/", T, "“Goverment”少了字母n", "=", T, "“Wellcome”多了一个l", "Goverment", "Wellcome"),
    pair(False, "/bsfw/16.html", D, "3路车已经改线，信息过期", "=", D, "5路车末班时间已经延长，信息没更新"),
    pair(False, "/zxft/5.html", U, "访谈视频无法播放", "=", T, "访谈文字实录里嘉宾名字写错了"),
    pair(False, "/tzgg/31.html", U, "公示名单的PDF打开是空白", "=", I, "公示期只有三天，不符合七个工作日的规定"),
    pair(False, "/hdjl/", N, "留言编号20180312的咨询没有回复", "=", N, "留言编号20180405的咨询没有回复"),
    # The same words about another page.
    pair(False, "/zwgk/", D, "“政务公开”栏目半年没有更新了", "/zcjd/", D, "“政策解读”栏目半年没有更新了"),
    pair(False, "/bsfw/1.html", U, "附件下载不了，提示404", "/bsfw/2.html", U, "附件无法下载，提示404"),
    pair(False, "/zwgk/401.html", T, "“部署”写成了“步署”", "/zwgk/402.html", T, "“公告”写成了“公吿”", "步署", "公吿"),
    pair(False, "/bsfw/3.html", I, "联系电话是空号", "/bsfw/4.html", I, "联系电话打不通，是传真机"),
    pair(False, "/bsfw/5.html", I, "护照办理指南的收费标准不对", "/bsfw/6.html", I, "驾照换证指南的收费标准不对"),
    pair(False, "/zwgk/403.html", U, "图片显示不出来", "/zwgk/404.html", U, "视频播放不了"),
    pair(False, "/hdjl/1.html", N, "咨询社保转移没人回复", "/hdjl/2.html", N, "咨询低保申请没人回复"),
    pair(False, "/zwgk/405.html", D, "2016年的计划还挂在首页，没有更新", "/zwgk/406.html", D, "通知公告栏目最新一条是三年前的"),
    pair(False, "/zwgk/view?id=11", T, "标题多了一个“的”字", "/zwgk/view?id=12", T, "正文少了一个句号"),
    pair(False, "/zwgk/view?id=21", U, "打开后显示空白", "/zwgk/view?id=22", U, "附件里的表格是空白"),
    pair(False, "/bsfw/7.html", I, "“出生医学证明”办理地址写错", "/bsfw/8.html", I, "“婚姻登记”办理地址写错"),
    pair(False, "/ldzc/1.html", I, "王县长的任职时间写错了", "/ldzc/2.html", I, "赵副县长的分管工作写错了"),
    # Nothing in common but the courtesies.
    pair(False, "/zwgk/501.html", T, "您好，我是一名市民，今天浏览贵网站时发现错误：“颁发”写成“颂发”，请尽快改正，谢谢！", "/bsfw/21.html", I, "您好，我是一名市民，今天浏览贵网站时发现错误：电话是空号，请尽快改正，谢谢！", "颂发", ""),
    pair(False, "/zwgk/502.html", U, "尊敬的领导：反映一个问题，视频打不开，请有关部门尽快处理，谢谢。", "/zwgk/503.html", D, "尊敬的领导：反映一个问题，数据还是前年的，请有关部门尽快处理，谢谢。"),
    pair(False, "/a/1.html", O, "你好，麻烦工作人员核实一下，页面字体太小老人看不清，感谢。", "/a/2.html", O, "你好，麻烦工作人员核实一下，验证码一直提示错误，感谢。"),
    pair(False, "/a/3.html", I, "各位领导辛苦了！发现贵单位网站政策文件编号写错，望更正。", "/a/4.html", I, "各位领导辛苦了！发现贵单位网站邮箱地址写错，望更正。"),
    pair(False, "", O, "您好，希望增加无障碍浏览功能，谢谢", "", O, "您好，希望网站注册不要强制手机号，谢谢"),
    # One site, unrelated matters.
    pair(False, "/", U, "站内搜索用不了", "/", I, "页脚的备案号已经失效"),
    pair(False, "/zwgk/601.html", T, "“座落”应为“坐落”", "/hdjl/9.html", N, "领导信箱两个月不回信", "座落", ""),
    pair(False, "/zwgk/602.html", I, "人口数据前后不一致", "/zwgk/603.html", I, "财政预算表单位应为万元，写成了元"),
    pair(False, "/bsfw/22.html", I, "老年优待证照片要求写错", "/bsfw/23.html", I, "残疾人证申请条件写错"),
    pair(False, "/tzgg/41.html", U, "拍卖公告附件损坏", "/tzgg/42.html", D, "停水通知已过期还在滚动显示"),
    pair(False, "/zwgk/604.html", F, "落款单位不存在", "/zwgk/605.html", O, "弹窗广告遮住正文"),
    pair(False, "/zwdt/1.html", I, "会议日期错误", "/zwdt/2.html", I, "参会领导职务写错"),
    pair(False, "/", O, "网站没有繁体版", "/", O, "网站首页飘窗关不掉"),
    pair(False, "/jyjg/", D, "教育收费公示还是2014年的标准", "/ylws/", D, "医疗机构名单还是2014年的"),
)
# Written after weights and threshold were settled, and never used to choose them.
UNSEEN: tuple[Pair, ...] = (
    pair(True, "/x/1.html", I, "低保金的发放标准还是旧的，今年已经提高了。", "=", D, "今年低保标准提高了，页面上发放标准仍是以前的数"),
    pair(True, "/x/2.html", T, "“松驰”应为“松弛”", "=", T, "错别字：松驰，正确的是松弛", "松驰", "松驰"),
    pair(True, "/x/3.html", U, "网上申报系统登录不上，提示证书过期。", "=", U, "打开网上申报系统提示证书已过期，登录不了"),
    pair(True, "/x/4.html", I, "乡镇卫生院的地址写到邻县去了。", "=", I, "卫生院地址错误，写成了邻县的地址"),
    pair(True, "/x/5.html", D, "停水通知是上个月的，还置顶在最前面。", "=", D, "上个月的停水通知还一直置顶，请撤下"),
    pair(True, "/x/6.html", N, "给县长信箱写信反映路灯不亮，二十天没有回音。", "=", N, "县长信箱里反映路灯不亮的信一直没有人回"),
    pair(True, "/x/7.html", I, "申请表的样表里填写示例性别写错成了“难”。", "=", T, "样表示例中性别“男”写成“难”", "", "难"),
    pair(True, "/x/8.html", U, "政策问答里点开第二个问题是乱码。", "=", U, "政策问答第二条打开全是乱码，没法看"),
    pair(True, "/", U, "网站首页轮播大图加载不出来，一片灰色。", "/", U, "首页大图一直是灰的，轮播图片加载不出来"),
    pair(True, "/x/9.html", I, "预算公开里单位写的是元，应该是万元。", "=", I, "预算表的单位有误，不是元，是万元"),
    pair(True, "/x/10.html", F, "有人冒充教育局在这页留收费二维码。", "=", F, "页面上的收费二维码是冒充教育局的，别扫"),
    pair(True, "/x/11.html", D, "班子成员名单里陈书记已退休一年。", "=", I, "陈书记都退休一年了，班子名单还没改"),
    pair(False, "/x/1.html", I, "低保金的发放标准还是旧的。", "=", I, "低保申请要带的材料漏写了户口本。"),
    pair(False, "/x/2.html", T, "“松驰”应为“松弛”", "=", T, "“幅射”应为“辐射”", "松驰", "幅射"),
    pair(False, "/x/3.html", U, "网上申报系统登录不上。", "=", I, "申报指南的流程图第三步和第四步颠倒了。"),
    pair(False, "/x/4.html", I, "乡镇卫生院的地址写到邻县去了。", "/x/14.html", I, "县医院的门诊时间写错了。"),
    pair(False, "/x/5.html", D, "停水通知是上个月的。", "/x/15.html", D, "停电通知是去年的。"),
    pair(False, "/x/6.html", N, "县长信箱反映路灯不亮没有回音。", "/x/6.html", N, "县长信箱反映垃圾站臭味没有回音。"),
    pair(False, "/", U, "首页轮播大图加载不出来。", "/", T, "首页标题“改格”应为“改革”", "", "改格"),
    pair(False, "/x/9.html", I, "预算公开里单位写的是元。", "=", U, "预算公开的附件打不开。"),
    pair(False, "/x/10.html", F, "有人冒充教育局收费。", "/x/20.html", F, "招聘信息冒充人社局收报名费。"),
    pair(False, "/x/11.html", D, "陈书记已退休一年，名单没改。", "=", I, "周局长的毕业院校写错了。"),
    pair(False, "/x/12.html", I, "您好，请核实联系人姓名是否有误，谢谢", "/x/13.html", I, "您好，请核实开放时间是否有误，谢谢"),
    pair(False, "/x/16.html", T, "逗号用成了英文逗号", "/x/17.html", T, "书名号只有一半"),
)
# fmt: on
CHOSEN_ON = REPEATED + OTHER
