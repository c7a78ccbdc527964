"""Invented stories about facts that are wrong (内容不准确)."""

from __future__ import annotations

from portal.demo.problems_model import Problem

INACCURATE_PROBLEMS: tuple[Problem, ...] = (
    Problem(
        problem_type="inaccurate",
        title="窗口办公时间与实际不符",
        path="/bszn/sxxx/{year}/t_901.html",
        description="{item}页面写中午不休息，我十二点半到，卷帘门都拉下来了。门口贴的是14:00上班。请以哪个为准？",
        wrong_text="12:00—14:00 窗口照常办理",
        suggested_text="12:00—14:00 午休（以窗口实际公示为准）",
        confirmed_reply=(
            "您好，让您扑空，十分抱歉。经核实，{item}午间值班已调整而页面未改，{month}月{day}日已按实际时间更正，"
            "并标注预约延时服务的办法。感谢您的提醒。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}中午设值班窗口照常办理，需从侧门进入；您看到关闭的是正门大厅。"
            "{month}月{day}日我们已在正门和网页上补充了侧门指引图，欢迎再来办理。感谢您的反映。"
        ),
        fits=("any",),
        items=("社保大厅", "不动产登记大厅", "车驾管窗口", "婚姻登记处", "医保经办窗口"),
    ),
    Problem(
        problem_type="inaccurate",
        title="联系电话少一位数，打不通",
        path="/zzjg/lxfs.html",
        description="{item}公布的座机只有六位，区号后少一位，打了是空号。您自己数数。",
        wrong_text="（电话号码缺一位）",
        suggested_text="（请补全七位座机号码）",
        confirmed_reply=(
            "您好！经核对，{item}的电话录入时确实漏了一位，{month}月{day}日已补全并拨测接通。"
            "同时我们对通讯录页面全部号码逐一拨打核实，另更正两处。感谢您的反映。"
        ),
        unconfirmed_reply=(
            "您好！经核对，{item}公布的是统一短号，直接拨打即可，不用加区号；{month}月{day}日拨测接通。"
            "我们已在号码旁注明“无需加拨区号”，避免误会。感谢您的反映。"
        ),
        fits=("any",),
        items=("便民服务中心", "信访接待室", "政务公开办公室", "乡镇值班室", "监督投诉科"),
    ),
    Problem(
        problem_type="inaccurate",
        title="政策文件的施行日期前后矛盾",
        path="/zwgk/zcwj/{year}/t_1180.html",
        description=(
            "律师。{item}正文末条“自6月1日起施行”，页面上方“生效日期：7月1日”。二者相差一个月，涉及当事人权益，"
            "请核对原件后更正。"
        ),
        wrong_text="生效日期：7月1日",
        suggested_text="生效日期：6月1日",
        confirmed_reply=(
            "您好！经核对印发原件，{item}自6月1日起施行，页面元数据录入有误，{month}月{day}日已更正，"
            "并核查了同批文件的施行日期。感谢您的专业与严谨。"
        ),
        unconfirmed_reply=(
            "您好！经核对原件，{item}总体自6月1日起施行，其中第三章另定7月1日，页面“生效日期”按最后日期标注。"
            "{month}月{day}日我们已改为分别注明。感谢您的专业与严谨。"
        ),
        fits=("any",),
        items=("停车管理办法", "物业管理细则", "市容环卫规定", "租赁补贴办法", "临时救助实施细则"),
    ),
    Problem(
        problem_type="inaccurate",
        title="统计公报分项加起来不对",
        path="/tjxx/{year}/gb.html",
        description=(
            "学经济的学生，写论文用到{item}，三个分项相加是98.7%，不是100%，"
            "且“同比增长”与去年公布数推算结果差一截。是四舍五入还是录错了？"
        ),
        wrong_text="三项占比合计98.7%",
        suggested_text="请核对各分项占比",
        confirmed_reply=(
            "同学您好！经复核，{item}中第二产业占比录入时数字颠倒，{month}月{day}日已更正并附更正说明，其余数据无误，"
            "增速系按可比价计算。感谢您细致的验算，祝论文顺利。"
        ),
        unconfirmed_reply=(
            "同学您好！经复核，{item}数据无误：另有一个“其他”分项列在表下注释里，合计为100%；增速按可比价计算，"
            "不能用现价直接推算。{month}月{day}日已在表头补充说明，祝论文顺利。"
        ),
        fits=("gov", "economy", "department"),
        items=("统计公报", "季度经济运行简报", "人口数据发布", "农牧业产值表"),
    ),
    Problem(
        problem_type="inaccurate",
        title="社保缴费档次少列一档",
        path="/sbfw/jfdc.html",
        description=(
            "{item}只列到第九档，乡里说还有第十档可以选。我想给自己多缴一点养老，网上没有，缴费时点不出来，急。"
        ),
        wrong_text="缴费档次共九档",
        suggested_text="缴费档次共十档",
        confirmed_reply=(
            "您好！经核实，政策规定共十档，{item}漏列最高一档，{month}月{day}日已补全并附各档补贴标准，"
            "缴费系统也已核验可选。感谢您的反映，早缴多缴确能多得，祝您安康。"
        ),
        unconfirmed_reply=(
            "您好！经核实，现行政策为九档，{item}所列准确；您听说的第十档是邻近地区的规定。"
            "{month}月{day}日我们已请乡镇统一宣传口径。参保咨询可到乡镇服务大厅，感谢您的反映。"
        ),
        fits=("hrss", "gov"),
        items=("城乡居民养老缴费表", "缴费档次说明", "养老保险明白纸", "参保问答图解"),
    ),
    Problem(
        problem_type="inaccurate",
        title="地图把两个乡镇的位置标反了",
        path="/zjqh/map.html",
        description="快递员一枚。{item}上东边那个乡和西边那个乡标反了，我新来的同事跟着地图跑了冤枉路六十公里。",
        wrong_text="两乡镇标注位置互换",
        suggested_text="请对调两处标注",
        confirmed_reply=(
            "您好，辛苦了！经核对，{item}的两处标注确实颠倒，{month}月{day}日已更换经审核的地图，"
            "并对其余乡镇逐一核查无误。对您同事白跑的路深表歉意，感谢您的反映。"
        ),
        unconfirmed_reply=(
            "您好，辛苦了！经与标准地图比对，{item}标注正确。两乡镇政府驻地曾经搬迁，部分导航软件仍用旧址，"
            "造成看似相反。{month}月{day}日我们已联系软件方更新，感谢您的反映。"
        ),
        fits=("gov", "land", "tourism"),
        items=("行政区划图", "乡镇分布示意图", "自驾导览图", "应急避险图"),
    ),
    Problem(
        problem_type="inaccurate",
        title="同一事项两个页面收费标准不一样",
        path="/bszn/sfbz/{year}/t_62.html",
        description=(
            "{item}，A页写收费10元，B页写免费。到窗口又说只收工本费。群众该信谁？请统一，并把多收的写个说法。"
        ),
        wrong_text="收费10元",
        suggested_text="不收费",
        confirmed_reply=(
            "您好！经核实，{item}已取消收费，A页为未清理的旧内容，{month}月{day}日已更正统一为“不收费”。如有误收，"
            "请凭票据到窗口退还，我们已通知各窗口自查。感谢您的监督。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}首次办理免费，补办收工本费10元，两个页面分别对应不同情形，均属准确。"
            "{month}月{day}日我们已合并为一页列表说明。感谢您的监督。"
        ),
        fits=("any",),
        items=("居住证", "老年乘车卡", "不动产登记资料查询", "残疾人证", "机动车号牌"),
    ),
    Problem(
        problem_type="inaccurate",
        title="职能介绍仍写机构改革前的名称",
        path="/zzjg/jgzn.html",
        description=(
            "{item}中还有“卫计”“国土”等旧机构名称。改革这么多年了，办事群众照着名称找不到门。请按现行机构名称修改。"
        ),
        wrong_text="国土资源部门",
        suggested_text="自然资源部门",
        confirmed_reply=(
            "您好！经核查，{item}有四处使用旧机构名称，{month}月{day}日已按现行“三定”规定全部更新，"
            "并在机构页加了新旧名称对照，方便群众查找。感谢您的细致。"
        ),
        unconfirmed_reply=(
            "您好！经核查，{item}正文均为现行名称，旧名称仅出现在“历史沿革”部分，用来说明机构演变，属如实记述。"
            "{month}月{day}日我们已给该部分加上标题以示区分。感谢您的细致。"
        ),
        fits=("gov", "department"),
        items=("机构职能页", "内设机构介绍", "直属单位名录", "权责清单"),
    ),
    Problem(
        problem_type="inaccurate",
        title="考试成绩计算办法与公告附件不一致",
        path="/rsks/gg/{year}/t_309.html",
        description="{item}正文说笔试占60%，附件表格说占50%。备考的人为这十个点能少睡一个月，请给句准话。",
        wrong_text="笔试成绩占50%",
        suggested_text="笔试成绩占60%",
        confirmed_reply=(
            "考生您好！经核对实施方案，{item}笔试占60%，附件表格沿用旧版有误，{month}月{day}日已更换附件并发布更正说"
            "明。感谢您的提醒，祝您考出好成绩。"
        ),
        unconfirmed_reply=(
            "考生您好！经核对，{item}正文的60%适用于普通岗位，附件的50%适用于需技能测试的岗位，均在备注中写明。"
            "{month}月{day}日我们已把备注移到表头。祝您考出好成绩。"
        ),
        fits=("hrss", "edu", "gov"),
        items=("教师招聘公告", "专技岗招聘公告", "基层岗位招录公告", "编外人员招聘公告"),
    ),
    Problem(
        problem_type="inaccurate",
        title="景区开放日期写错，湖冰没化就开园？",
        path="/lyzx/kfxx.html",
        description=("{item}写“2月1日开放游船”，那会儿湖面还能跑汽车呢。是不是把5月写成2月了？外地朋友机票都看好了。"),
        wrong_text="2月1日开放游船",
        suggested_text="5月1日开放游船",
        confirmed_reply=(
            "您好！经核实，{item}确将月份录错，{month}月{day}日已更正，并注明以当年冰情为准，出发前请查看公告。"
            "幸亏您及时提醒，欢迎您和朋友在最美的季节来。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}所写的“2月1日”是冰雪季项目的开放日期，游船开放日期在下一行，为5月。"
            "{month}月{day}日我们已把两项拆成表格。欢迎您和朋友按时节前来，感谢反映。"
        ),
        fits=("tourism", "pastoral"),
        items=("码头开放公告", "湖区游览须知", "冬季旅游指南", "景区问答"),
    ),
    Problem(
        problem_type="inaccurate",
        title="惠农补贴公示面积与实际不符",
        path="/nmyzc/gs/{year}/t_77.html",
        description=(
            "公示{item}里，我们社有几家的面积少了一个零，3.5亩变0.35亩。大家都急得很，能不能重新核一下再发钱？"
        ),
        wrong_text="0.35亩",
        suggested_text="3.5亩",
        confirmed_reply=(
            "您好！经调取台账核对，{item}在导入时小数点错位，涉及的农户已逐户更正，{month}月{day}日重新公示，"
            "资金按更正后面积发放，请乡亲们放心。感谢您代大家反映。"
        ),
        unconfirmed_reply=(
            "您好！经调取台账并与村社干部核对，{item}面积单位是公顷而不是亩，换算后与实际相符。"
            "{month}月{day}日我们已改用“亩”并重新公示，方便乡亲们看懂，发放金额不变。感谢您的反映。"
        ),
        fits=("agri", "gov"),
        items=("耕地地力补贴公示", "退耕还林补助公示", "青稞良种补贴公示", "草场面积公示", "农机补贴公示"),
    ),
    Problem(
        problem_type="inaccurate",
        title="医院等级与医保报销比例写错",
        path="/ybfw/bxbl.html",
        description=(
            "{item}把县中医院写成三级，报销比例跟着低了。结账时大夫说我们是二级。到底按哪个报？住院的人经不起折腾。"
        ),
        wrong_text="三级医疗机构",
        suggested_text="二级医疗机构",
        confirmed_reply=(
            "您好！祝病人早日康复。经核实，该院为二级，{item}归类有误，{month}月{day}日已更正；"
            "结算系统一直按二级比例报销，不影响待遇。若有疑问可到医保窗口复核，感谢反映。"
        ),
        unconfirmed_reply=(
            "您好！祝病人早日康复。经核实，该院今年已通过三级评审，{item}分类准确；在过渡期内仍按二级比例报销，"
            "对患者更有利。{month}月{day}日我们已补充过渡期说明。感谢反映。"
        ),
        fits=("medical", "gov"),
        items=("住院报销比例表", "定点机构分级名单", "医保待遇一览", "异地就医问答"),
    ),
    Problem(
        problem_type="inaccurate",
        title="公积金贷款额度算例算错了",
        path="/gjj/dkzn.html",
        description=(
            "{item}里举例：月缴存1200元，算出可贷70万。按页面自己给的公式，我怎么算都是58万。公式错还是例子错？"
            "正看房呢。"
        ),
        wrong_text="可贷额度70万元",
        suggested_text="可贷额度58万元",
        confirmed_reply=(
            "您好！经复核，{item}的公式正确，算例代入有误，应为58万元，{month}月{day}日已更正，并上线在线试算工具。"
            "具体额度以审批为准，感谢您的认真计算，祝早日安居。"
        ),
        unconfirmed_reply=(
            "您好！经复核，{item}的算例是夫妻双方合并缴存，额度70万元无误；单方缴存按同一公式为58万元。"
            "{month}月{day}日我们把两种情形都写入算例。祝您早日安居，感谢反映。"
        ),
        fits=("housing", "gov"),
        items=("贷款额度计算说明", "首套房贷款指南", "贷款政策图解", "组合贷款问答"),
    ),
    Problem(
        problem_type="inaccurate",
        title="新闻图片与文字对不上",
        path="/xwzx/tpxw/{year}/t_640.html",
        description=(
            "{item}配图里树叶全绿、人穿短袖，文字却说“寒风中”。明显不是当天的照片。请标注“资料图片”或换图，"
            "真实性是新闻的命。"
        ),
        wrong_text="配图与报道时间不符",
        suggested_text="更换当天图片或标注资料图片",
        confirmed_reply=(
            "您好！批评得对。经核实，{item}误用了图库旧照片，{month}月{day}日已换成当天现场照片，"
            "并对责任编辑进行了提醒。今后使用资料图片一律注明。感谢您的监督。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}配图为温室基地内当天拍摄，室内温度较高，所以绿叶、短袖与室外“寒风”并不矛盾，"
            "原图信息完整。{month}月{day}日我们已补充图片说明。感谢您的监督。"
        ),
        fits=("any",),
        items=("春节走访慰问图片新闻", "冬季检查图片报道", "植树活动图片新闻", "项目开工图片报道"),
    ),
    Problem(
        problem_type="inaccurate",
        title="法律条文引用的条号已变动",
        path="/zwgk/flfg/{year}/t_18.html",
        description=(
            "{item}引用的条号还是修订前的第十五条，修订后已变为第十九条，内容也增加了一款。建议核对最新文本。"
            "——一名公司法务"
        ),
        wrong_text="第十五条",
        suggested_text="第十九条",
        confirmed_reply=(
            "您好！经核对最新文本，{item}所引条号确已变动，{month}月{day}日已改为第十九条并补充新增条款，"
            "同时全面复核了执法依据目录。感谢您的专业意见。"
        ),
        unconfirmed_reply=(
            "您好！经核对，{item}记载的是旧法施行期间的案件，依法适用当时的条文，条号无误。"
            "{month}月{day}日我们已在文末注明适用版本和修订后的对应条号，感谢您的专业意见。"
        ),
        fits=("any",),
        items=("行政处罚依据表", "普法问答", "执法公示案例", "权力事项依据"),
    ),
    Problem(
        problem_type="inaccurate",
        title="列车和班车换乘时间对不上",
        path="/jtcx/hcsj.html",
        description=(
            "{item}说火车到站后二十分钟有接驳车，实际末班车在火车到前十分钟就走了，我们一车人拎着箱子站在风里。"
        ),
        wrong_text="火车到站后20分钟发车",
        suggested_text="请按实际末班时间更正",
        confirmed_reply=(
            "您好，让各位旅客受冻了，诚恳致歉。经核实，{item}未随列车调图更新，{month}月{day}日已更正，"
            "并协调接驳车末班延后三十分钟。感谢您的反映。"
        ),
        unconfirmed_reply=(
            "您好！经核实，{item}所列时间与接驳车调度单一致，您乘车当天列车晚点，末班车按规定等候十分钟后发出。"
            "{month}月{day}日我们已与车站建立晚点通报，并在页面写明。感谢您的反映。"
        ),
        fits=("transport", "gov", "tourism"),
        items=("高铁接驳时刻表", "机场换乘指南", "客运站换乘表", "景区直通车时刻表"),
    ),
    Problem(
        problem_type="inaccurate",
        title="水质信息的计量单位标错",
        path="/hjxx/sz/{year}.html",
        description=(
            "我是高中化学老师，{item}把mg/L写成g/L，差一千倍。按这个数，那水没法喝了。学生查资料看到会闹误会，请改正。"
        ),
        wrong_text="单位：g/L",
        suggested_text="单位：mg/L",
        confirmed_reply=(
            "老师您好！经核实，{item}表头单位录入有误，应为mg/L，{month}月{day}日已更正并附检测报告原件，"
            "水质各项指标均合格，请放心饮用。感谢您的专业提醒。"
        ),
        unconfirmed_reply=(
            "老师您好！经核实，{item}表头单位为mg/L；您提到的g/L出现在另一张沉积物含量表中，两者检测对象不同，"
            "单位无误。{month}月{day}日我们已把两张表分页展示。感谢您的专业提醒。"
        ),
        fits=("gov", "economy"),
        items=("饮用水源水质月报", "自来水检测公示", "断面水质公报", "农村饮水检测表"),
    ),
    Problem(
        problem_type="inaccurate",
        title="民族节日放假安排日期有误",
        path="/gggs/fj/{year}/t_5.html",
        description=(
            "{item}里的放假日期比正式文件公布的晚一天，我们民宿接了不少订单，员工排班都按网站排的。请确认，谢谢。"
        ),
        wrong_text="放假日期晚一天",
        suggested_text="请按正式文件公布的日期更正",
        confirmed_reply=(
            "您好！经核对，{item}转发时日期推算有误，{month}月{day}日已更正并发布更正公告，给您的排班造成不便，"
            "诚恳致歉。今后转发此类通知一律附原文。祝节日生意红火。"
        ),
        unconfirmed_reply=(
            "您好！经核对，{item}日期与正式文件公布的一致，晚一天的是本地因赛马活动另行安排的调休。"
            "{month}月{day}日我们已在通知中分列说明，请据此排班。祝节日生意红火，感谢反映。"
        ),
        fits=("gov",),
        items=("古尔邦节放假通知", "藏历新年放假通知", "开斋节放假通知", "赛马会期间放假通知"),
    ),
    Problem(
        problem_type="inaccurate",
        title="高龄津贴领取年龄写错",
        path="/shbz/gljt.html",
        description=(
            "我七十岁，邻居说能领津贴，我看{item}写的是八十岁。我腿脚不好，不想白跑，麻烦你们写准确。字也请弄大些。"
        ),
        wrong_text="年满80周岁",
        suggested_text="年满70周岁",
        confirmed_reply=(
            "老人家您好！您符合领取条件，年满70周岁即可申领，{item}有误，{month}月{day}日已更正并加大字号。"
            "社区工作人员会上门帮您登记，您不用跑路。感谢提醒，祝您健康长寿。"
        ),
        unconfirmed_reply=(
            "老人家您好！{item}所写的80岁是“高龄护理补贴”的条件，您说的70岁津贴在同页下一栏，两项不同。"
            "{month}月{day}日我们已分页并加大字号，社区会上门帮您登记。祝您健康长寿。"
        ),
        fits=("gov", "hrss"),
        items=("高龄津贴说明", "老年福利一览", "敬老优待政策", "养老补贴问答"),
    ),
    Problem(
        problem_type="inaccurate",
        title="中标公示的评标专家人数前后不一",
        path="/ggzy/zbgs/{year}/t_71.html",
        description="{item}：评标委员会写“5人”，下面列了4位编号。投标人有权知道少的那位是漏写还是缺席。",
        wrong_text="评标委员会由5人组成（列出4人）",
        suggested_text="补列第5人",
        confirmed_reply=(
            "您好！经调阅评标记录，{item}的评标委员会为5人，公示时漏列1人，{month}月{day}日已补正并顺延公示期。"
            "评标程序经核查合规。感谢您的监督，欢迎继续关注。"
        ),
        unconfirmed_reply=(
            "您好！经调阅评标记录，{item}的评标委员会5人全部到场，其中1名采购人代表按规定单列在“采购人”一栏。"
            "{month}月{day}日我们已补充说明，公示内容完整。感谢您的监督。"
        ),
        fits=("trade", "gov"),
        items=("道路维修中标公示", "校服采购结果公示", "绿化工程中标公示", "信息系统采购结果"),
    ),
    Problem(
        problem_type="inaccurate",
        title="路线指引“东出口”应是“西出口”",
        path="/zzjg/dz.html",
        description="去{item}，网页说“从地下通道东出口上来即到”，东边是河。应是西出口。",
        wrong_text="东出口",
        suggested_text="西出口",
        confirmed_reply=(
            "您好！经实地走访，去{item}应走西出口，网页指引有误，{month}月{day}日已更正并配上实景照片。"
            "我们还检查了其他办事地点的路线说明。感谢您的反映。"
        ),
        unconfirmed_reply=(
            "您好！经{month}月{day}日实地走访，去{item}走东出口过步行桥最近，西出口也可到达但需绕行。"
            "我们已在网页补充步行桥照片和两条路线的示意图。感谢您的反映。"
        ),
        fits=("any",),
        items=("市民中心", "图书馆", "人才市场", "新政务大厅", "档案馆"),
    ),
)
