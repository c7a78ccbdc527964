"""Texts with and without personal data, as citizens and offices write them; every person and number is invented.

In a text ``{mobile:13912345678}`` marks a datum with its kind; the marks are taken out before anybody reads it.
:func:`labelled` gives them all: the plain ones, and those with numbers put into every disguise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MARK = re.compile(r"\{(\w+):([^{}]+)\}", re.DOTALL)


@dataclass(frozen=True)
class Labelled:
    """A text, and for each datum in it its kind and from where to where it stands."""

    text: str
    data: tuple[tuple[str, int, int], ...]


PLAIN = (
    # Mobile telephones
    "网页打不开，请回电{mobile:13912345678}。",
    "办事指南里电话是错的，我的手机{mobile:18697110356}，请核实后告诉我",
    "联系我：{mobile:15297110683}（微信同号）",
    "{mobile:17797110022}打这个电话找我",
    "首页错字，手机号{mobile:+8613897110741}",
    "请回复到{mobile:86-13997110418}",
    "短信发到{mobile:008613909710915}即可",
    "周三{mobile:13709711377}联系我",
    "两个号码：{mobile:13519710562}、{mobile:13519721971}",
    "外地请加0拨{mobile:013639711028}",
    "订单20180604001没有回音，电话{mobile:18797211620}",
    "我的电话是{mobile:19912340000}谢谢",
    # Landlines
    "首页公布的电话{landline:0971-6101010}是空号",
    "办公室{landline:（0971）6101010}没人接",
    "座机{landline:09716101010}打不通",
    "家里电话：{landline:6101010}",
    "致电{landline:8453621}一直占线",
    "北京办事处{landline:010-88886666}已搬走",
    "传真{landline:0972-8612345}收不到",
    "总机{landline:0971-8251234转802}说不知道",
    "请拨打{landline:021 58881234}咨询",
    "电话号码是{landline:5510022}，写错了",
    "格尔木的号码是{landline:0979-8412345}",
    "热线{landline:+86-971-6101010}国外打不进",
    # Identity cards
    "查询页要求填身份证{id_number:630102199001011235}才能看",
    "我的身份证号是{id_number:630121198507234510}，一直查不到",
    "身份证{id_number:11010519491231002X}报错",
    "公示名单里有完整的{id_number:610302196508120020}",
    "证件号码小写也行：{id_number:11010519491231002x}",
    "老证号{id_number:630102560714231}查不到",
    "表格第三行{id_number:632801770225104}没有遮盖",
    "身份证：{id_number:440308199901101512}",
    "网页上直接显示{id_number:320311197707070013}",
    # Bank cards
    "补贴应打到{bank_card:6222021234567890128}，网页写错了",
    "社保卡{bank_card:6217000010012345677}查无此人",
    "退费账号{bank_card:4000056655665556}",
    "银行卡号：{bank_card:5200828282828210}",
    "公示表里有卡号{bank_card:6228480402564890018}",
    # Mail
    "请发到{email:xiaoming.wang@mail.example}",
    "邮箱{email:zhou_press@mail.example.cn}退信",
    "我的邮箱是{email:chen-law@qq.com}，谢谢",
    "发给{email:li2018@163.com}或{email:li.2018@126.com}",
    "意见箱{email:xxgk@chengdong.example}不能用",
    "{email:a1@b.cn}收不到回信",
    # Plates
    "违章查询里{plate:青A12345}查不到",
    "车牌{plate:青A·B1234}的违章有误",
    "新能源车{plate:青AD12345}无法登记",
    "货车{plate:甘C12345F}不能选",
    "教练车{plate:青B1234学}预约失败",
    "挂车{plate:青H2345挂}没有这个选项",
    "我的车{plate:京N8A2C5}",
    "车牌号{plate:藏A·F01234}输不进去",
    # Names
    "我叫{name:王小明}，网页打不开",
    "本人{name:李建国}，反映首页有错字",
    "我的名字叫{name:赵敏}，请回复。",
    "本人叫{name:欧阳娜娜}，信息公开页打不开。",
    "姓名：{name:张伟}",
    "姓 名：{name:刘洋}，性别：男",
    "联系人：{name:陈静}",
    "联系人：{name:才让多杰}，请回复",
    "我叫{name:卓玛措}，网站上的藏文有错。",
    "办事时找{name:马}先生，他说网页没更新",
    "请联系{name:韩梅}女士",
    "电话打过去找{name:李}女士，说不知道",
    "咨询了{name:司马}先生，仍没改",
    "我是{name:周涛}，上次也反映过",
    "举报人：{name:吴刚}",
    "投诉人：{name:孙丽}电话没人回",
    "我叫{name:马明}今年七十岁，看不清网页",
    "我叫{name:杨洋}住在城东，网页打不开",
    "名叫{name:何晓}，请查一下",
    "本人姓名{name:高峰}，请回复。",
    "我叫{name:阿卜杜·热合曼}，网页没有维文",
    "本人{name:李建民}，反映首页有错字",
    "我叫{name:王东}，网页打不开",
    "联系人：{name:赵爱民}",
    "姓名：{name:张和平}",
    "我是{name:王卫东}，上次也反映过",
    # Homes
    "家住{address:花园北街7号}，地图上标错了",
    "我家住{address:城东区八一路12号楼3单元402室}，网站查不到",
    "住址：{address:西宁市城中区南大街18号}",
    "家庭住址：{address:大通县桥头镇人民路5号}。请改正",
    "本人住{address:康乐小区6栋}，公示里写成5栋",
    "我住在{address:互助县威远镇东街36号}，办事指南的路线是错的",
    "家庭地址：{address:海湖新区通海路88号3号楼1单元}",
    "户籍所在地为{address:湟中县多巴镇黑嘴村}，系统里没有",
    "家住{address:西宁市，城北区，朝阳东路19号}，查不到小区",
    "现住{address:同仁县隆务镇夏琼北路}，网站定位不对",
    "收件地址：{address:德令哈市长江路22号}，没有收到",
    # Several at once
    "我叫{name:王海燕}，电话{mobile:13800971234}，家住{address:五四大街33号}，请回个话。",
    "姓名：{name:李雷}\n电话：{mobile:13912340000}\n身份证：{id_number:630102199001011235}\n地址：{address:昆仑中路9号}",
    "我是{name:才让卓玛}，电话{mobile:15597211538}，请回个话。",
    "本人{name:徐文博}，{mobile:18609712159}，{email:xuwenbo@mail.example}，车牌{plate:青A88888}。",
    "答复：已电话联系{name:魏}先生（{mobile:18997110829}），首页电话已改为{landline:0971-8230001}。",
)  # fmt: skip

NUMBERS = (
    ("mobile", "13912345678", "3-4-4"),
    ("mobile", "18697110356", "3-4-4"),
    ("mobile", "15003602086", "4-4-3"),
    ("landline", "09716101010", "4-3-4"),
    ("landline", "01088886666", "3-4-4"),
    ("id_number", "630102199001011235", "6-8-4"),
    ("id_number", "11010519491231002X", "6-8-4"),
    ("bank_card", "6222021234567890128", "4-4-4-4-3"),
    ("bank_card", "4000056655665556", "4-4-4-4"),
)
FRAMES = ("网页打不开，请联系{}，谢谢", "答复中写的是{}")


def _grouped(number: str, groups: str, between: str) -> str:
    parts, at = [], 0
    for length in map(int, groups.split("-")):
        parts.append(number[at : at + length])
        at += length
    return between.join(parts)


FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
FORMAL = str.maketrans("0123456789", "〇壹贰叁肆伍陆柒捌玖")
SPOKEN = str.maketrans("0123456789", "〇幺二三四五六七八九")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")

DISGUISES: dict[str, Callable[[str, str], str]] = {
    "spaces": lambda number, groups: _grouped(number, groups, " "),
    "wide spaces": lambda number, groups: _grouped(number, groups, "\u3000"),
    "dashes": lambda number, groups: _grouped(number, groups, "-"),
    "long dashes": lambda number, groups: _grouped(number, groups, "——"),
    "dots": lambda number, groups: _grouped(number, groups, "."),
    "middle dots": lambda number, groups: _grouped(number, groups, "·"),
    "every digit alone": lambda number, groups: " ".join(number),
    "every digit with a dash": lambda number, groups: "-".join(number),
    "full width": lambda number, groups: number.translate(FULL_WIDTH),
    "full width and dashes": lambda number, groups: _grouped(number, groups, "－").translate(FULL_WIDTH),
    "numerals": lambda number, groups: number.translate(CHINESE),
    "formal numerals": lambda number, groups: number.translate(FORMAL),
    "spoken numerals": lambda number, groups: _grouped(number, groups, " ").translate(SPOKEN),
    "numerals and digits": lambda number, groups: number[:3].translate(CHINESE) + number[3:],
    "every other a numeral": lambda number, groups: "".join(
        digit.translate(CHINESE) if place % 2 else digit for place, digit in enumerate(number)
    ),
    "circled": lambda number, groups: number.translate(CIRCLED),
    "mathematical": lambda number, groups: number.translate(BOLD),
    "two lines": lambda number, groups: f"{number[:7]}\n{number[7:]}",
    "three lines": lambda number, groups: f"{number[:3]}\r\n{number[3:7]}\r\n{number[7:]}",
    "zero width": lambda number, groups: "\u200b".join(number),
    "joiners": lambda number, groups: "\u2060".join(number),
    "soft hyphens": lambda number, groups: _grouped(number, groups, "\u00ad"),
}

DISGUISED = (
    "请发到{email:xiaoming @ mail . com}",
    "请发到{email:xiaoming＠ｑｑ．ｃｏｍ}",
    "请发到{email:xiaoming(at)qq(dot)com}",
    "请发到{email:xiaoming[at]qq.com}",
    "请发到{email:xiao\u200bming@q\u200bq.com}",
    "请发到{email:xiaoming@\nqq.com}",
    "请发到{email:xiaoming艾特qq点com}",
    "车牌{plate:青 A 1 2 3 4 5}",
    "车牌{plate:青Ａ１２３４５}",
    "车牌{plate:青A-12345}",
    "车牌{plate:青a12345}",
    "车牌{plate:青A一二三四五}",
    "车牌{plate:青\u200bA·1\u200b2345}",
    "车牌{plate:青A\n12345}",
    "车牌{plate:青A D 1 2 3 4 5}",
    "姓名：{name:王 小 明}，请回复",
    "姓名:{name:王\u200b小\u200b明}",
    "我叫{name:王\u200b小明}，请回复",
    "姓　名：{name:王小明}",
    "家住{address:花\u200b园北街７号}，请回复",
    "家住{address:花园北街七号楼三〇二室}，请回复",
    "家住{address:花园北街\n7号楼302}，请回复",
    "住　址：{address:花园北街7号}",
    "家住：{address:花园 北街 7 号}",
)  # fmt: skip

CLEAN = (
    "首页“通知公告”栏目中有一处错别字，请改正。", "网站标识码6301020001的页面打不开",
    "文号青政办秘函〔2018〕37号写成了36号", "http://www.xining.example/art/2018/6/4/art_1234_567890.html 打不开",
    "页面停留在2018-06-04 13:20:11没有更新", "统计公报里地区生产总值13912345678元应为万元", "邮编810000写成了81000",
    "办事电话12345无人接听", "拨打12345、110、119都可以", "QQ群里有人问过这个问题", "附件共1391234页，打不开",
    "第1 3 5 7 9 11 13 15页空白", "列表里1、3、5、7、9、11、13、15、17条重复",
    "统一社会信用代码91630000123456789X显示不全", "组织机构代码12345678-9有误", "下载文件名20180604123456789.pdf乱码",
    "流水号2018060412345678901查不到", "订单号8812345678901234有误", "IP地址192.168.1.100打不开",
    "坐标36.617134,101.778223偏移", "人口一百三十九万一千二百人", "一三五单号限行写错了",
    "周一三五开放，网页写二四六", "三三两两地排队", "二〇一八年六月四日发布的公告",
    "公示期2018年6月4日至2018年6月10日", "经费1391.23万元", "身份证要求写得不清楚",
    "身份证号码已作掩码处理，无住址信息。", "需要携带身份证、户口簿和银行卡",
    "身份证630102199001011234校验不对，示例有误", "示例号码6222021234567890121不合规", "手机端打不开，电脑可以",
    "电话一栏是空的", "电话：暂无", "联系电话未填写", "联系人：办公室", "联系人：网站管理员", "联系人一栏没有填写",
    "姓名一栏写错了", "姓名：必填项", "姓名：未填写", "姓名、性别、年龄都要写", "联系人：信息中心",
    "本人于2018年5月提交申请，没有回音", "本人认为首页有错", "本人成绩查询不到", "本人身份证丢失怎么补办，页面没写",
    "本人常住西宁，网页打不开", "本人方便时再来", "本人高度赞赏网站改版", "我叫不出这个栏目的名字",
    "我叫了几次都没人理", "我叫他们改，他们不改", "我叫客服，没人应", "我是高中生，作业要用这个数据",
    "我是农民，看不懂", "我是市民，想问公交", "我是一名退休教师", "我是车主，违章查不到", "我是党员，学习材料打不开",
    "我是外地来的游客，地图不对", "我是平安小区的居民", "找工作人员，说网页归别人管", "找先生问路", "找到方法了",
    "联系女士优先的栏目", "请联系网站主办单位", "咨询窗口的同志说不知道", "找到先生成语出处有误",
    "办公地址：城东区八一路1号写错了", "单位地址：西宁市南大街18号已搬迁", "网页地址：http://a.example/b",
    "网站地址：www.a.example", "地址栏显示不安全", "地址：城西区五四大街33号是旧址", "新址在昆仑中路",
    "住房公积金查询页打不开", "住址填写项无法提交", "家住房屋补贴政策过期", "住宅小区名录不全", "住院报销页面空白",
    "我住院时查不到医保", "现住户数统计有误", "全县还有3家住户没通水，文中写2户", "户籍地址变更指南打不开",
    "收货地址栏目打不开", "青海A级景区名单未更新", "青海湖5A景区介绍过期", "新A版页面打不开", "川藏线G318介绍有误",
    "京东方A股票代码000725写错", "贵州GB标准引用有误", "苏ABCDEF写法不明", "型号豫Z页面", "微博@西宁发布 没有更新",
    "用户名@符号不能输入", "域名www.qinghai.example打不开", "a@b这样的写法被拒绝", "版本号1.3.9.1.2.3",
    "电话会议2018060412在哪看", "电话20180604前有效", "共8453621人次", "拨打8453621元的账单页",
    "办事指南第13页9123行", "2018-06-13 9123次访问", "表格13 15 17 19 21 23", "项目编号630102201806040012345",
    "价格6101010元", "文件编码A13912345678B", "批次139-12", "比分3:2写成2:3", "电话打不通，也没有人管",
    "电话黄页没有更新", "手机号一栏只能输10位", "信用卡还款指南过期", "银行卡挂失流程写错", "邮箱登录页打不开",
    "电子邮箱一栏填不了", "车牌号摇号结果没更新", "车牌：新能源号段介绍有错", "门牌号查询打不开",
    "张三李四是例子，请换掉", "王府井的介绍有误", "李家峡水电站介绍有误", "马先生的故事一文有错字",
    "我们小区的名字写错了", "我家孩子的学校不在名单里", "我家在外地，网上能办吗", "花园北街7号的公交站名写错了",
    "八一路12号楼年久失修的报道图片打不开", "联系人：司法局", "联系人：卫生院", "我是安全员，看不到通知",
    "我是商户，查不到摊位", "本人车主，违章查不到", "欧阳修的生卒年写错了", "诸葛亮一文错字",
)  # fmt: skip


def read(marked: str) -> Labelled:
    """The text without its marks, and where they stood."""
    text, data, at = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        data.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        at = match.end()
    return Labelled(text + marked[at:], tuple(data))


def labelled() -> Iterator[Labelled]:
    """All of them."""
    for marked in (*PLAIN, *DISGUISED, *CLEAN):
        yield read(marked)
    for kind, number, groups in NUMBERS:
        for place, disguise in enumerate(DISGUISES.values()):
            words = disguise(number, groups)
            yield read(FRAMES[place % len(FRAMES)].replace("{}", f"{{{kind}:{words}}}"))
