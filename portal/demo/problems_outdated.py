"""Invented stories about information that stands still (信息不更新)."""

from __future__ import annotations

from portal.demo.problems_model import Problem

OUTDATED_PROBLEMS: tuple[Problem, ...] = (
    Problem(
        problem_type="outdated",
        title="“{item}”栏目半年多没更新了",
        path="/zwgk/list/{year}.html",
        description=(
            "关注{site}的“{item}”栏目很久了，最新一条还是去年的，中间一条都没有。要是不打算更新就把栏目撤了，"
            "要是还办就请好好办。"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！您反映属实。“{item}”栏目因人员调整停更，{month}月{day}日已补发积压信息，"
            "并明确专人负责、每两周至少更新一次。请您继续监督，感谢您的关注与直言。"
        ),
        unconfirmed_reply=(
            "您好！经查，“{item}”栏目内容已于年初并入“政务公开”同名子栏目，更新一直正常，原栏目仅作存档。"
            "{month}月{day}日我们在原栏目页首加了醒目指引。感谢您的长期关注。"
        ),
        fits=("any",),
        items=("政策解读", "工作动态", "在线访谈", "调查征集", "回应关切", "基层信息"),
    ),
    Problem(
        problem_type="outdated",
        title="医保定点药店名单还是前年的",
        path="/ybfw/ddyd/list.html",
        description=(
            "我给老伴买药，照着{item}找去，结果那家药店去年就搬走了，门口换成了牛肉面馆。跑了两趟，腿疼。"
            "名单能不能跟上趟？"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "老人家您好，让您受累了。经核实，{item}确未随协议调整更新，{month}月{day}日已换成最新版，"
            "标明地址和营业时间，今后每季度更新一次。您也可拨打政务热线请工作人员代查。祝您和老伴健康。"
        ),
        unconfirmed_reply=(
            "老人家您好！经核对，{item}上月刚刚更新，搬走的那家已经移出。您手里的打印件是前年发的，"
            "{month}月{day}日我们已请社区把新名单送到楼栋张贴。给您带来不便，请多包涵，祝二老健康。"
        ),
        fits=("medical", "gov"),
        items=("定点药店名单", "定点医院名单", "慢性病定点机构", "异地就医备案点", "门诊统筹药房名单"),
    ),
    Problem(
        problem_type="outdated",
        title="最低工资标准引用的是旧文件",
        path="/zcwd/{year}/qa_31.html",
        description=(
            "打工的，想知道最低工资多少，{site}“{item}”上写的数还是上一次调整前的。老板就拿这页跟我讲，"
            "说政府网站就这么写。求更新！"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！您反映的情况属实，“{item}”未随标准调整及时更新，{month}月{day}日已替换为现行标准并附文件链接，"
            "同时标注旧标准失效。若报酬低于标准，可向劳动监察机构投诉。感谢您的反映。"
        ),
        unconfirmed_reply=(
            "您好！经核对，“{item}”载明的是现行标准，数额与文件一致。您提到的数是小时最低工资，与月标准分列两行，"
            "易看混，{month}月{day}日已加粗区分。如遇欠薪可向劳动监察机构投诉，感谢反映。"
        ),
        fits=("hrss", "gov"),
        items=("工资政策问答", "务工人员权益须知", "常见问题解答", "劳动监察指南"),
    ),
    Problem(
        problem_type="outdated",
        title="领导分工页面没有随调整更新",
        path="/zwgk/ldzc/index.html",
        description=(
            "记者。采访前核对分工，{item}所列职务与近期公开报道不一致，页面标注的更新日期是去年。"
            "建议人事调整后及时更新领导信息。"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！经核实，{item}未及时更新。{unit}已于{month}月{day}日依据任免文件更新，"
            "并建立任免信息与网站同步的流程，两个工作日内完成。感谢媒体朋友的监督。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}与现行分工文件一致。您提到的报道涉及的任命尚在公示期，按规定公示结束后再更新页面，"
            "{month}月{day}日已在页面注明更新规则。感谢媒体朋友的监督。"
        ),
        fits=("gov", "department"),
        items=("领导之窗", "分管工作一览", "班子成员简介", "机构领导页面"),
    ),
    Problem(
        problem_type="outdated",
        title="招生划片还是去年的版本",
        path="/jyzc/zshp/{year}.html",
        description=(
            "娃娃今年上一年级，{item}挂的是去年的划片方案，九月份就要报名了，家长群里天天吵，各说各的学校。"
            "请尽快公布今年的，哪怕先说一句“正在研究”也行。"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！理解家长们的着急。今年的{item}已于{month}月{day}日发布，去年的方案同步标注为“历史文件”。"
            "划片有疑问可到学校招生咨询点询问。今后我们会提前预告发布时间，感谢您的建议。"
        ),
        unconfirmed_reply=(
            "您好！经核实，今年的{item}已发布在“义务教育招生”专栏首位，您看到的是专栏下方供对照的往年文件。"
            "{month}月{day}日我们给往年文件加了醒目的年份标签。感谢您的反映，祝孩子入学顺利。"
        ),
        fits=("edu", "gov"),
        items=("小学片区划分表", "初中对口升学方案", "幼儿园服务区", "随迁子女就读学校表"),
    ),
    Problem(
        problem_type="outdated",
        title="公交线路表还停在改线之前",
        path="/jtcx/gjxl.html",
        description=(
            "网上{item}写着从学校门口过，我带着孙子等了四十分钟，旁边卖馍的大姐说早改道了。网站上的东西，"
            "能不能跟车一起改？"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好，让您和孩子久等了，很抱歉。经核，{item}未随线路调整更新，{month}月{day}日已换成最新版，"
            "并与公交企业约定改线前一天同步更新网站。感谢您的反映。"
        ),
        unconfirmed_reply=(
            "您好！经核对，{item}与现行线路一致，学校门口站点仍在；您等车当天因道路施工临时绕行，"
            "公告发布在“通知公告”栏目。{month}月{day}日已在线路表页加上临时绕行提示。感谢您的反映。"
        ),
        fits=("gov", "transport"),
        items=("3路公交时刻表", "城乡班线时刻表", "通学专线站点表", "夜班公交线路图", "机场大巴时刻表"),
    ),
    Problem(
        problem_type="outdated",
        title="草原补奖标准还是上一轮的",
        path="/nmyzc/cybj.html",
        description=(
            "我家禁牧的草场，问村上说新一轮了，网上{item}写的还是上一轮的钱数。我们牧民一年就盼这个，字要新，数要准。"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！经核实，{item}确为上一轮政策，{month}月{day}日已更新为现行标准和发放程序，并制作藏汉双语图解。"
            "您家的面积和金额可持证到乡镇草管站核对。感谢您的反映，祝草场丰美。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}刊载的就是现行标准；禁牧补助和草畜平衡奖励标准不同，您看到较低的数属于后者。"
            "{month}月{day}日我们已把两项分开列表。面积有疑问可到乡镇草管站核对，感谢您的反映。"
        ),
        fits=("agri", "pastoral"),
        items=("禁牧补助标准页", "草畜平衡奖励说明", "草原补奖问答", "补奖资金发放公示"),
    ),
    Problem(
        problem_type="outdated",
        title="“下载中心”表格版本过期被窗口退回",
        path="/xzzx/index.html",
        description=(
            "按网站下的{item}填好去窗口，人家说这是旧版，今年换新版了，让我重填。那网站放旧版是给谁用的？来回油钱谁出？"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好，让您往返，非常抱歉。经核实，“下载中心”的{item}未及时替换，{month}月{day}日已换成新版，"
            "旧版全部下架，并要求窗口在三个月内对旧版表格容缺受理。感谢您的批评。"
        ),
        unconfirmed_reply=(
            "您好！经核实，“下载中心”的{item}自改版当日起就是新版，下载记录可查。"
            "您使用的表格页脚编号属于一家代办网站。{month}月{day}日我们已提示窗口予以容缺受理，请您放心办理，"
            "感谢反映。"
        ),
        fits=("any",),
        items=("个体登记申请表", "低保申请审批表", "农机补贴申请表", "住房保障申请表", "婚姻登记声明书"),
    ),
    Problem(
        problem_type="outdated",
        title="防火公告早已过期仍在首页飘窗",
        path="/index.html",
        description="首页右下角飘窗“{item}”，期限去年就到了，还在那儿飘，关也关不掉，挡着字。",
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！经核查，“{item}”飘窗设置时未填结束日期，{month}月{day}日已撤下，"
            "并给飘窗加了关闭按钮和到期自动下线功能。首页其他浮动内容也已清理。感谢您的反映。"
        ),
        unconfirmed_reply=(
            "您好！经核查，“{item}”依据本年度最新通告发布，期限尚未届满，飘窗右上角有关闭按钮。"
            "{month}月{day}日我们已把按钮调大、把年份写入标题，方便辨认。感谢您的反映。"
        ),
        fits=("gov", "agri"),
        items=("森林草原防火通告", "清明禁火令", "秋冬季防火戒严令", "野外用火管制公告"),
    ),
    Problem(
        problem_type="outdated",
        title="天气栏目显示的还是上周的预报",
        path="/ggfw/tq.html",
        description=(
            "今天{month}月{day}日，{item}显示的是上周的天气，还说今天有雨，外头大太阳。晒粮食的人看见要误事的！"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！经查，{item}的数据接口停更，页面一直显示缓存内容。{month}月{day}日已恢复对接，每小时更新，"
            "并在中断时显示“暂无数据”，不再显示旧内容。感谢提醒，祝颗粒归仓。"
        ),
        unconfirmed_reply=(
            "您好！经查，{item}的数据每小时更新，接口日志没有中断。您可能打开了手机浏览器保存的离线页面，"
            "下拉刷新即可。{month}月{day}日我们已在页面标明数据时间，便于分辨。感谢您的反映。"
        ),
        fits=("gov", "tourism", "transport"),
        items=("首页天气组件", "农时天气专栏", "景区天气提示", "牧区天气服务页"),
    ),
    Problem(
        problem_type="outdated",
        title="重大项目公示“进展”两年没变",
        path="/zdxm/{year}/index.html",
        description=(
            "{item}里“推进情况”一直写“前期工作有序开展”，两年了一个字没改，可是我家楼下那条路都修好通车了。"
            "是忘了还是懒了？"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！您说得中肯。项目已完工而{item}未更新，属工作疏忽，{month}月{day}日已补录完工信息并按季度更新全部项"
            "目进展。感谢您从身边事监督我们的工作。"
        ),
        unconfirmed_reply=(
            "您好！经核实，您楼下的道路属市政维修工程，与{item}所列项目不是同一个；所列项目目前确处在前期阶段。"
            "{month}月{day}日我们已补充项目位置图和具体节点，便于识别。感谢您的监督。"
        ),
        fits=("economy", "gov", "trade"),
        items=("重大项目清单", "民生实事进展表", "政府投资项目公开页", "老旧小区改造进度"),
    ),
    Problem(
        problem_type="outdated",
        title="旅游景区票价信息没有随淡季调整",
        path="/lyfw/pj.html",
        description=(
            "带父母出游，按{item}上的价格做预算，到门口发现早已执行淡季价，虽说便宜了，但讲解费又涨了。"
            "希望网站能写清楚执行日期。"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！感谢您的建议。经核实，{item}未区分淡旺季且讲解费有变，{month}月{day}日已更新票价、讲解费和执行日期"
            "，并附价格公示牌照片。祝您和父母旅途愉快。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}分别列有淡、旺季票价和执行日期，讲解费由讲解协会另行公示，不属门票。"
            "{month}月{day}日我们已补充讲解费公示的位置说明。感谢您的建议，祝旅途愉快。"
        ),
        fits=("tourism", "gov", "economy"),
        items=("湖区景点票价表", "森林公园票价表", "博物馆收费公示", "滑雪场价格公示"),
    ),
    Problem(
        problem_type="outdated",
        title="“疫苗到货信息”停在三个月前",
        path="/wsjk/ymxx.html",
        description="每天上来看{item}，三个月没动静。打过两个门诊的座机，都说“看网站”。网站又不说，我们该看谁？",
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！造成您两头跑空，很抱歉。经核查，{item}的报送环节脱节，{month}月{day}日已更新库存情况，"
            "今后每周一更新，缺货也会写明。各门诊也已收到统一的答复口径。感谢您的反映。"
        ),
        unconfirmed_reply=(
            "您好！经核查，{item}每周一更新，近期显示“暂无到货”，与实际一致，因内容相同容易误以为没有更新。"
            "{month}月{day}日我们已加上更新日期。到货后将第一时间发布，感谢您的关注。"
        ),
        fits=("medical", "gov"),
        items=("疫苗到货信息", "预约接种号源信息", "流感疫苗专页", "带状疱疹疫苗专页"),
    ),
    Problem(
        problem_type="outdated",
        title="政府信息公开年报没有按时公布",
        path="/zwgk/xxgknb/index.html",
        description=(
            "本人为法学院教师，例行检索各单位公开情况时发现，{item}一栏至今未见新一年度内容。"
            "按条例要求应于规定时限前公布，请核实补发。"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "老师您好！经核实，{item}已按期编制，但误传至测试栏目，公众无法看到。{month}月{day}日已调整至正确栏目，"
            "并核对往年各期均可访问。感谢您的专业监督。"
        ),
        unconfirmed_reply=(
            "老师您好！经核实，{item}新一期已在时限前发布，因栏目改为按机构分类，位置发生变化。"
            "{month}月{day}日我们已在原位置添加链接。感谢您的专业监督，欢迎继续提出意见。"
        ),
        fits=("gov", "department"),
        items=("本级信息公开年报", "部门年报汇总", "网站工作年度报表", "依法行政年度报告"),
    ),
    Problem(
        problem_type="outdated",
        title="农技栏目：春播指导到秋天还挂着",
        path="/nyfw/nj.html",
        description="眼看要收割了，{site}首页农技那一块还是“{item}”。农时不等人，内容也该跟着节气走啊。",
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！“内容跟着节气走”说得好。经核查，“{item}”确未及时撤换，{month}月{day}日已更新为当季技术要点，"
            "并按二十四节气排好全年发布计划。感谢您的建议，祝丰收。"
        ),
        unconfirmed_reply=(
            "您好！经核查，“{item}”被归在“历年资料”置顶展示，当季内容在右侧“本周农事”，每周更新。"
            "{month}月{day}日我们已互换位置，让当季内容先被看到。感谢您的建议，祝丰收。"
        ),
        fits=("agri", "gov"),
        items=("春播技术指导", "油菜春管要点", "青稞选种提示", "马铃薯播种问答", "接羔育幼提示"),
    ),
    Problem(
        problem_type="outdated",
        title="职业技能培训班早结束还显示“报名中”",
        path="/jycy/pxb/{year}.html",
        description=(
            "{item}页面显示“火热报名中”，我兴冲冲过去，人家说上个月就结业了……麻烦把状态改成“已结束”，"
            "给找工作的人留点盼头。"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！让您空跑一趟，对不起。经核实，{item}状态未及时变更，{month}月{day}日已改为“已结束”，"
            "并公布下一期的预报名方式，我们已把您的建议转给承训机构。祝您早日学成就业。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}目前仍在报名，您前去的是已结业的上一期教学点，新一期换了地址。"
            "{month}月{day}日我们已在页面突出标注期次和地址。欢迎按页面方式报名，祝您顺利。"
        ),
        fits=("hrss", "gov"),
        items=("家政服务培训班", "拉面技能培训班", "电商直播培训班", "唐卡绘制培训班", "电工取证培训班"),
    ),
    Problem(
        problem_type="outdated",
        title="除雪保通信息整个冬天没有更新",
        path="/lkxx/index.html",
        description=(
            "跑长途的司机，{item}一整个冬天没更新。我们靠群里语音互相报路况，有真有假。官方的消息晚一点没关系，"
            "但不能没有。"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "司机师傅您好！您说得对。经查，{item}因值班人员轮换漏更，{month}月{day}日起每日早晚各更新一次，"
            "遇封路即时发布。欢迎您在路上遇到险情随时反映，注意休息，平安到家。"
        ),
        unconfirmed_reply=(
            "司机师傅您好！经查，{item}每日更新两次，发布日志齐全。您收藏的是旧版网址，旧版已停止维护，"
            "{month}月{day}日我们给旧版加了自动跳转。雪天请多留车距，平安到家，感谢反映。"
        ),
        fits=("transport", "gov"),
        items=("国省道路况页", "高速封闭信息", "山口通行信息", "施工路段信息"),
    ),
    Problem(
        problem_type="outdated",
        title="“常见问题”里的流程已经取消了",
        path="/hdjl/cjwt.html",
        description="{item}里还教人去街道盖章开证明，可这个证明前年就取消了。窗口的姑娘说“您看的哪年的黄历”。",
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！您的反映让我们惭愧。{item}未随“减证便民”同步清理，{month}月{day}日已删除取消的证明事项，"
            "并请各业务窗口逐条复核了其余问答。感谢您帮我们翻掉这页“老黄历”。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}首条已注明该证明取消，您看到的是文末“历史问答”，供查询旧事项使用。"
            "{month}月{day}日我们把历史问答单独归档，避免误解。感谢您的提醒，祝办事顺利。"
        ),
        fits=("any",),
        items=("户籍问答", "低保问答", "入学问答", "购房问答", "创业贷款问答"),
    ),
    Problem(
        problem_type="outdated",
        title="价格监测周报连续五周断更",
        path="/jgjc/{year}/zb.html",
        description="我开菜铺，每周看{item}定进货。最近五周都没有新数据，心里没底。请问是不再发布了，还是忘了上传？",
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！经查，{item}数据采集正常，因发布系统升级未能自动上传，{month}月{day}日已补发全部五期，"
            "并设专人每周五检查。感谢您一直使用我们的数据，祝生意兴隆。"
        ),
        unconfirmed_reply=(
            "您好！经查，{item}自今年起由周报改为旬报，调整公告发布在“通知公告”栏目，各期均已按时上传。"
            "{month}月{day}日我们已在原栏目注明。感谢您的关注，祝生意兴隆。"
        ),
        fits=("economy", "gov"),
        items=("蔬菜价格周报", "粮油价格监测", "牛羊肉价格监测", "农资价格监测"),
    ),
    Problem(
        problem_type="outdated",
        title="避难场所与应急电话信息陈旧",
        path="/yjgl/yjbn.html",
        description=(
            "社区做应急演练，对照{item}，其中两处避难场所已改建成停车楼，值班电话是空号。平时没人看，用时要人命，"
            "请务必核实。"
        ),
        wrong_text="",
        suggested_text="",
        confirmed_reply=(
            "您好！您反映的问题十分重要。经逐一实地核查，{item}有两处场所和一部电话确已变更，"
            "{month}月{day}日已更新并请各街道书面确认，今后每半年核一次。诚挚感谢您的责任心。"
        ),
        unconfirmed_reply=(
            "您好！经逐一实地核查，{item}所列场所均可使用，停车楼的首层按规划仍兼作避难场所，"
            "值班电话{month}月{day}日拨测畅通，您拨打时少输了区号。我们已补充现场照片，感谢您的责任心。"
        ),
        fits=("gov",),
        items=("应急避难场所表", "防汛值班电话表", "地震应急指南", "街道应急通讯页"),
    ),
)
