"""Personal data that is not a number alone: mail addresses, car plates, and names and homes introduced as such."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portal.domain.personal_numbers import Stretch

_AT = r"\s{0,2}(?:@|[(\[【]\s?(?:at|@)\s?[)\]】]|艾特)\s{0,2}"
_DOT = r"\s?(?:\.|。|点|[(\[【]\s?(?:dot|点|\.)\s?[)\]】])\s?"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_KNOWN_ENDS = "com|cn|net|org|edu|gov|example|info|cc|me|io"
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{{0,63}}{_AT}"
    rf"(?:(?:{_LABEL}{_DOT}){{1,4}}(?:{_KNOWN_ENDS})(?![A-Za-z0-9])|{_LABEL}(?:\.{_LABEL})*\.[A-Za-z]{{2,}})",
    re.IGNORECASE,
)

_GAP = r"[\s·•・.\-]?"
_SERIAL = "[A-HJ-NP-Z0-9]"
_PLATE = re.compile(
    rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]{_GAP}[A-HJ-NP-Z]{_GAP}"
    rf"(?P<serial>[DF]{_GAP}{_SERIAL}(?:{_GAP}[0-9]){{4}}|(?:[0-9]{_GAP}){{5}}[DF]"
    rf"|{_SERIAL}(?:{_GAP}{_SERIAL}){{3}}{_GAP}[A-HJ-NP-Z0-9学警港澳挂])(?![A-Z0-9])",
    re.IGNORECASE,
)


def emails(letters: str) -> Iterator[Stretch]:
    """Addresses of mail, also with (at), 点 and spaces."""
    for match in _EMAIL.finditer(letters):
        yield match.span()


def plates(digits: str) -> Iterator[Stretch]:
    """Car plates (GA 36), those of new energy vehicles (新能源) included."""
    for match in _PLATE.finditer(digits):
        # Words in capitals behind the character of a province are no plate.
        if sum(letter.isdigit() for letter in match["serial"]) >= 2:
            yield match.span()


_DOUBLE = "欧阳|上官|司马|诸葛|司徒|东方|夏侯|皇甫|尉迟|公孙|慕容|令狐|端木|长孙|宇文"
_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤康常温施文牛樊葛邢安齐易乔伍庞"
    "颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕"
    "屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑"
    "郎甄丛仲虞敖巩明佘池查麻苑迟邝多索扎才旦尕"
)
_SURNAME = rf"(?:{_DOUBLE}|[{_SINGLE}])"
_HAN = "[一-龥]"
_END = (
    r"(?=\s*(?:[,，。.;；、!！?？:()（）\[\]【】〔/|“”\"'0-9+]|$|电话|手机|联系|邮箱|家住|住址|住在|住|今年|身份证|男|女|性别|地址|户籍"
    r"|先生|女士|同志|反映|是[一-龥]))"
)
_LABELLED = re.compile(
    rf"(?:姓\s?名|联\s?系\s?人|投诉人|反映人|举报人|收件人|户主|业主)(?:\s*:\s*|(?:是|为)(?={_SURNAME}))\s*"
    rf"(?P<name>{_HAN}{{2,4}}(?:·{_HAN}{{1,6}})?|{_HAN}(?: {_HAN}){{1,3}}|{_HAN} {_HAN}{{2}}){_END}"
)
_SAID = re.compile(
    rf"(?:我叫做?|我的名字(?:叫做?|是)|本人叫?|本人姓名|名叫|我是)\s*(?P<name>{_SURNAME} ?{_HAN}(?: ?{_HAN})?){_END}"
)
_SAID_WITHOUT_SURNAME = re.compile(
    rf"(?:我叫|我的名字(?:叫|是)|名叫)\s*(?P<name>{_HAN}{{2,4}}(?:·{_HAN}{{1,6}})?)(?=[,，。.;；、!！?？(（\s]|$)"
)
_SIGNED = re.compile(
    rf"(?:我是|本人)\s*(?P<name>{_HAN}{{2,5}}(?:·{_HAN}{{1,6}})?)\s*[,，、(（:]?\s*(?:联系)?(?:电话|手机|身份证)"
)
_TITLED = re.compile(
    rf"(?:找|联系|联系人|致电|咨询|打给|转告|问)(?:一下|到|了|过|的是|的)?\s?(?:[:：]\s?)?"
    rf"(?P<name>{_SURNAME}(?:{_HAN}{{0,2}}?))(?= ?(?:先生|女士|小姐|同志))"
)
# fmt: off
_NOT_NAMES = (
    "车站", "车间", "方便", "方式", "方法", "方面", "方案", "高兴", "高度", "高中", "高考", "高龄", "高管", "高级",
    "安全", "安装", "平时", "平常", "常年", "常住", "常去", "常常", "时常", "时间", "经常", "于是", "于今", "曾经",
    "曾在", "曾任", "家住", "住在", "文化", "文员", "文字", "明明", "明白", "明天", "严重", "严格", "成功", "成年",
    "成为", "成都", "万分", "温馨", "温州", "和家", "和父", "和朋", "和同", "和孩", "任职", "任教", "认为", "向来",
    "向贵", "向你", "向您", "向有", "钱款", "车主", "车辆", "车牌", "车子", "房东", "房主", "房屋", "房产", "花费",
    "江西", "江苏", "云南", "海南", "白天", "白领", "全家", "全程", "全部", "全体", "应该", "应当", "祝愿", "支持",
    "农民", "农村", "农户", "司机", "师范", "单位", "单亲", "路过", "路人", "路边", "游客", "管理", "解放", "解决",
    "连续", "连夜", "多次", "多年", "多方", "华人", "华侨", "包工", "古城", "金融", "金额", "石家", "武汉", "广东",
    "马上", "黄河", "林业", "林场", "贺电", "关于", "关心", "左右", "边远", "池塘", "尚未", "尚在", "全国", "易地",
    "时候", "米面", "师傅", "和平", "米业", "卫生", "党员", "党委", "费用", "冷链", "宫内", "景区", "项目", "简单",
    "简介", "吉林", "麦田", "商户", "商人", "商家", "桂林", "荣幸", "明确", "查询", "查看", "查到", "查阅", "索取",
    "才能", "才发", "才知", "才看", "多么", "多少", "沙湾", "边防", "连接", "牛羊", "武警", "文山", "安徽", "安阳",
    "宁夏", "南方", "北方", "东方人", "康复", "常规", "施工", "成员", "符合", "舒心", "纪检", "季节", "左边", "龙头",
    "童年", "凌晨", "单身", "盛夏", "古稀", "童装", "成绩", "于前", "于昨", "于近", "万一", "万事", "车管", "国土",
)
# fmt: on
_NEVER_IN_NAMES = re.compile(
    "[某不未没请填了他她你我它们什么这那的*×]|主任|[科局处股队所站校]长|老师|师傅|经理|书记|主席|警官|律师|中心|公司|学校|老板|医生"
    "|[室处局部站办所司厅校院]$"
)
_RARE_IN_NAMES = re.compile(
    "[无详空栏项错就与或和各该]|外卖|客服|救护|保安|物业|滴滴|[科人者组员生民师工户东主客属友位心别话式名段称址网车]$"
)
"""What ends 李建民 and 王东 too, but more often a common word."""


def names(letters: str) -> Iterator[Stretch]:
    """Names that the text introduces as names: 我叫…, 本人…, 联系人：…, 找…先生."""
    for match in _LABELLED.finditer(letters):
        if _is_name(match["name"], sure=True):
            yield match.span("name")
    for match in _SAID.finditer(letters):
        if _is_name(match["name"], sure="叫" in match[0]):
            yield match.span("name")
    for match in _TITLED.finditer(letters):
        if not match["name"].startswith(_NOT_NAMES):
            yield match.span("name")
    for match in _SAID_WITHOUT_SURNAME.finditer(letters):
        if _is_name(match["name"]):
            yield match.span("name")
    for match in _SIGNED.finditer(letters):
        # With a telephone behind it even 郭师傅 is a signature.
        if _is_name(match["name"]) or _BY_SURNAME.match(match["name"]):
            yield match.span("name")


_BY_SURNAME = re.compile(rf"(?!{'|'.join(_NOT_NAMES)}){_SURNAME}{_HAN}{{1,2}}$")


def _is_name(words: str, *, sure: bool = False) -> bool:
    """True if the words can be a name; ``sure``: they are introduced in a way that little else is."""
    plain = words.replace(" ", "")
    if plain.startswith(_NOT_NAMES) or _NEVER_IN_NAMES.search(plain):
        return False
    by_surname = _BY_SURNAME.match(plain) is not None and (sure or len(plain) > 2)
    return by_surname or not _RARE_IN_NAMES.search(plain)


_HOME = re.compile(
    r"(?P<label>(?:家庭|现|居|常)?住\s?址|家庭地址|户籍(?:地址|所在地|地)|(?:我|本人)家?的?地址"
    r"|(?:收货|收件|通讯)地址)\s*(?:[:是为在]\s*)+"
    r"|(?:(?<![0-9一二三四五六七八九十几多各])家住(?![户宅房])在?|我家是|(?:我|本人)现?居?住在|本人住|我住(?![院宿户房])"
    r"|现住(?![户房])在?)\s*(?::\s*)?"
)
_PLAIN_LABEL = re.compile(r"(?<![办公司网页面站点单位])(?P<label>地\s?址)\s*:\s*")
_STOP = re.compile(
    r"[,，。;；!！?？、|)）“”\"《》〔]|的|电话|手机|联系|身份证|邮箱|反映|发现|想|请|姓名|,|网站|网址|http"
)
_PART = (
    "(?:单元|小区|社区|大厦|公寓|花园|家属院|大道|街道|省|市|州|区|县|旗|镇|乡|村|路|街|巷|弄|号|栋|幢|座|楼|层|室|户|院|苑|园|社|组|队|庄|屯|湾|坊|城|府)"
    "(?![民委长])"
)
_LAST_PART = re.compile(rf".*{_PART}(?:\s?-?\s?[0-9A-Za-z〇零一二三四五六七八九十]{{1,4}}(?![0-9A-Za-z]))*", re.DOTALL)
_NEXT_PART = re.compile(
    rf"[,，、]\s?(?P<part>(?:(?![了是在从到和对有写])[一-龥0-9A-Za-z]){{1,12}}?{_PART})(?=[,，。;；!！?？、\s]|$)"
)
_UNKNOWN = re.compile(r"\s*(?:不|未|无|保密|没)")
_LONGEST_HOME = 60
_NEAR = 30


def homes(letters: str, others: Sequence[Stretch]) -> Iterator[Stretch]:
    """Homes introduced as the writer's own. A bare 地址： counts close behind ``others``, data of a person."""
    for match in _HOME.finditer(letters):
        yield from _home(letters, match.end(), labelled=match["label"] is not None)
    for match in _PLAIN_LABEL.finditer(letters):
        if any(0 <= match.start() - end <= _NEAR for _, end in others):
            yield from _home(letters, match.end(), labelled=True)


def _home(letters: str, start: int, *, labelled: bool) -> Iterator[Stretch]:
    clause = letters[start : start + _LONGEST_HOME]
    if _UNKNOWN.match(clause):
        return
    stop = _STOP.search(clause)
    clause = clause[: stop.start()] if stop else clause
    known = _LAST_PART.match(clause)
    if known is None:
        if labelled and clause.strip():
            yield start, start + len(clause.rstrip())
        return
    end = start + known.end()
    while further := _NEXT_PART.match(letters, end):
        end = further.end("part")
    yield start, end
