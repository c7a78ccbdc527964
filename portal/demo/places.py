"""The places of the demo province: its regions, its offices and their websites.

The regions are the divisions of Qinghai as they are today, with their GB/T 2260 codes. Everything else is invented:
the site codes only have the shape of real ones (their serial numbers all begin with 9), the hosts end in
``.example`` and the officers do not exist.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """One administrative division; ``parent_code`` is None for the province."""

    code: str
    name: str
    level: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One office of the unit tree; ``kind`` is organizing or filing, ``person`` the display name of its officer."""

    code: str
    name: str
    kind: str
    parent_code: str | None
    region_code: str
    person: str


@dataclass(frozen=True, slots=True)
class DemoSite:
    """One website; a story suits it when the story's ``fits`` name one of its ``hints``, or ``any``."""

    code: str
    name: str
    host: str
    filing_unit: str
    status: str
    hints: tuple[str, ...]


REGIONS: tuple[Region, ...] = (
    Region("630000", "青海省", "省", None),
    Region("630100", "西宁市", "市州", "630000"),
    Region("630102", "城东区", "县市区", "630100"),
    Region("630103", "城中区", "县市区", "630100"),
    Region("630104", "城西区", "县市区", "630100"),
    Region("630105", "城北区", "县市区", "630100"),
    Region("630106", "湟中区", "县市区", "630100"),
    Region("630121", "大通回族土族自治县", "县市区", "630100"),
    Region("630123", "湟源县", "县市区", "630100"),
    Region("630200", "海东市", "市州", "630000"),
    Region("630202", "乐都区", "县市区", "630200"),
    Region("630203", "平安区", "县市区", "630200"),
    Region("630222", "民和回族土族自治县", "县市区", "630200"),
    Region("630223", "互助土族自治县", "县市区", "630200"),
    Region("630224", "化隆回族自治县", "县市区", "630200"),
    Region("630225", "循化撒拉族自治县", "县市区", "630200"),
    Region("632200", "海北藏族自治州", "市州", "630000"),
    Region("632221", "门源回族自治县", "县市区", "632200"),
    Region("632222", "祁连县", "县市区", "632200"),
    Region("632223", "海晏县", "县市区", "632200"),
    Region("632224", "刚察县", "县市区", "632200"),
    Region("632300", "黄南藏族自治州", "市州", "630000"),
    Region("632301", "同仁市", "县市区", "632300"),
    Region("632322", "尖扎县", "县市区", "632300"),
    Region("632323", "泽库县", "县市区", "632300"),
    Region("632324", "河南蒙古族自治县", "县市区", "632300"),
    Region("632500", "海南藏族自治州", "市州", "630000"),
    Region("632521", "共和县", "县市区", "632500"),
    Region("632522", "同德县", "县市区", "632500"),
    Region("632523", "贵德县", "县市区", "632500"),
    Region("632524", "兴海县", "县市区", "632500"),
    Region("632525", "贵南县", "县市区", "632500"),
    Region("632600", "果洛藏族自治州", "市州", "630000"),
    Region("632621", "玛沁县", "县市区", "632600"),
    Region("632622", "班玛县", "县市区", "632600"),
    Region("632623", "甘德县", "县市区", "632600"),
    Region("632624", "达日县", "县市区", "632600"),
    Region("632625", "久治县", "县市区", "632600"),
    Region("632626", "玛多县", "县市区", "632600"),
    Region("632700", "玉树藏族自治州", "市州", "630000"),
    Region("632701", "玉树市", "县市区", "632700"),
    Region("632722", "杂多县", "县市区", "632700"),
    Region("632723", "称多县", "县市区", "632700"),
    Region("632724", "治多县", "县市区", "632700"),
    Region("632725", "囊谦县", "县市区", "632700"),
    Region("632726", "曲麻莱县", "县市区", "632700"),
    Region("632800", "海西蒙古族藏族自治州", "市州", "630000"),
    Region("632801", "格尔木市", "县市区", "632800"),
    Region("632802", "德令哈市", "县市区", "632800"),
    Region("632803", "茫崖市", "县市区", "632800"),
    Region("632821", "乌兰县", "县市区", "632800"),
    Region("632822", "都兰县", "县市区", "632800"),
    Region("632823", "天峻县", "县市区", "632800"),
)

# A parent always comes before its children, so that the tree can be built in one pass.
UNITS: tuple[DemoUnit, ...] = (
    # The provincial office is the only root; its portal is answered for by a unit directly under it.
    DemoUnit("province", "省政府办公厅", "organizing", None, "630000", "王海燕"),
    DemoUnit("province-gov", "省政府门户网站编辑部", "filing", "province", "630000", "李文清"),
    # 西宁市 and its districts and counties.
    DemoUnit("xining", "西宁市政府办公室", "organizing", "province", "630100", "马晓兰"),
    DemoUnit("xining-gov", "西宁市人民政府网站管理中心", "filing", "xining", "630100", "赵启明"),
    DemoUnit("xining-edu", "西宁市教育局", "filing", "xining", "630100", "陈静怡"),
    DemoUnit("xining-rsj", "西宁市人力资源和社会保障局", "filing", "xining", "630100", "韩玉林"),
    DemoUnit("xining-gjj", "西宁住房公积金管理中心", "filing", "xining", "630100", "孙立群"),
    DemoUnit("xining-ggzy", "西宁市公共资源交易中心", "filing", "xining", "630100", "周永刚"),
    DemoUnit("chengdong", "城东区政府办公室", "organizing", "xining", "630102", "马志远"),
    DemoUnit("chengdong-gov", "城东区人民政府网站编辑部", "filing", "chengdong", "630102", "刘小梅"),
    DemoUnit("chengxi", "城西区人民政府办公室", "organizing", "xining", "630104", "宋丽华"),
    DemoUnit("chengxi-gov", "城西区人民政府网站编辑部", "filing", "chengxi", "630104", "何俊峰"),
    DemoUnit("chengbei", "城北区人民政府办公室", "organizing", "xining", "630105", "冶成龙"),
    DemoUnit("chengbei-gov", "城北区政务公开服务中心", "filing", "chengbei", "630105", "许春燕"),
    DemoUnit("huangzhong", "湟中区人民政府办公室", "organizing", "xining", "630106", "祁生财"),
    DemoUnit("huangzhong-gov", "湟中区人民政府网站编辑部", "filing", "huangzhong", "630106", "李秀英"),
    DemoUnit("datong", "大通回族土族自治县人民政府办公室", "organizing", "xining", "630121", "马有德"),
    DemoUnit("datong-gov", "大通县电子政务中心", "filing", "datong", "630121", "张国栋"),
    # 海东市.
    DemoUnit("haidong", "海东市人民政府办公室", "organizing", "province", "630200", "铁生虎"),
    DemoUnit("haidong-gov", "海东市人民政府网站管理中心", "filing", "haidong", "630200", "谢雨桐"),
    DemoUnit("haidong-jyj", "海东市教育局", "filing", "haidong", "630200", "马秀兰"),
    DemoUnit("haidong-ybj", "海东市医疗保障局", "filing", "haidong", "630200", "吴晓峰"),
    DemoUnit("ledu", "乐都区人民政府办公室", "organizing", "haidong", "630202", "朵永福"),
    DemoUnit("ledu-gov", "乐都区人民政府网站编辑部", "filing", "ledu", "630202", "郭慧敏"),
    DemoUnit("minhe", "民和回族土族自治县人民政府办公室", "organizing", "haidong", "630222", "马忠良"),
    DemoUnit("minhe-gov", "民和县人民政府网站编辑部", "filing", "minhe", "630222", "王桂芳"),
    DemoUnit("huzhu", "互助土族自治县人民政府办公室", "organizing", "haidong", "630223", "席文斌"),
    DemoUnit("huzhu-gov", "互助县融媒体中心", "filing", "huzhu", "630223", "东桂莲"),
    # 海北州.
    DemoUnit("haibei", "海北藏族自治州人民政府办公室", "organizing", "province", "632200", "才让东智"),
    DemoUnit("haibei-gov", "海北州人民政府网站管理中心", "filing", "haibei", "632200", "林雪梅"),
    DemoUnit("haibei-wtj", "海北州文化体育旅游广播电视局", "filing", "haibei", "632200", "卓玛吉"),
    DemoUnit("qilian", "祁连县人民政府办公室", "organizing", "haibei", "632222", "马文海"),
    DemoUnit("qilian-gov", "祁连县人民政府网站编辑部", "filing", "qilian", "632222", "杨措毛"),
    # 黄南州.
    DemoUnit("huangnan", "黄南藏族自治州人民政府办公室", "organizing", "province", "632300", "多杰加"),
    DemoUnit("huangnan-gov", "黄南州人民政府网站管理中心", "filing", "huangnan", "632300", "夏吾吉"),
    DemoUnit("huangnan-rsj", "黄南州人力资源和社会保障局", "filing", "huangnan", "632300", "赵永红"),
    DemoUnit("tongren", "同仁市人民政府办公室", "organizing", "huangnan", "632301", "完么才让"),
    DemoUnit("tongren-gov", "同仁市人民政府网站编辑部", "filing", "tongren", "632301", "李毛措"),
    # 海南州.
    DemoUnit("hainan", "海南藏族自治州人民政府办公室", "organizing", "province", "632500", "扎西东周"),
    DemoUnit("hainan-gov", "海南州人民政府网站管理中心", "filing", "hainan", "632500", "田淑芬"),
    DemoUnit("hainan-nmj", "海南州农牧局", "filing", "hainan", "632500", "拉毛才旦"),
    DemoUnit("gonghe", "共和县人民政府办公室", "organizing", "hainan", "632521", "侯建平"),
    DemoUnit("gonghe-gov", "共和县人民政府网站编辑部", "filing", "gonghe", "632521", "仁青措"),
    DemoUnit("guide", "贵德县人民政府办公室", "organizing", "hainan", "632523", "袁志刚"),
    DemoUnit("guide-gov", "贵德县信息中心", "filing", "guide", "632523", "华青吉"),
    # 果洛州.
    DemoUnit("guoluo", "果洛藏族自治州人民政府办公室", "organizing", "province", "632600", "索南达哇"),
    DemoUnit("guoluo-gov", "果洛州人民政府网站管理中心", "filing", "guoluo", "632600", "曹雅琴"),
    DemoUnit("guoluo-lcj", "果洛州林业和草原局", "filing", "guoluo", "632600", "久美昂秀"),
    DemoUnit("maqin", "玛沁县人民政府办公室", "organizing", "guoluo", "632621", "旦正才让"),
    DemoUnit("maqin-gov", "玛沁县人民政府网站编辑部", "filing", "maqin", "632621", "白玛措"),
    # 玉树州.
    DemoUnit("yushu", "玉树藏族自治州人民政府办公室", "organizing", "province", "632700", "江永文德"),
    DemoUnit("yushu-gov", "玉树州人民政府网站管理中心", "filing", "yushu", "632700", "更松拉毛"),
    DemoUnit("yushu-nmj", "玉树州农牧和科技局", "filing", "yushu", "632700", "尕玛多杰"),
    DemoUnit("yushushi", "玉树市人民政府办公室", "organizing", "yushu", "632701", "昂文才仁"),
    DemoUnit("yushushi-gov", "玉树市人民政府网站编辑部", "filing", "yushushi", "632701", "冯思远"),
    # 海西州.
    DemoUnit("haixi", "海西蒙古族藏族自治州人民政府办公室", "organizing", "province", "632800", "巴特尔"),
    DemoUnit("haixi-gov", "海西州人民政府网站管理中心", "filing", "haixi", "632800", "乌云其木格"),
    DemoUnit("haixi-jtj", "海西州交通运输局", "filing", "haixi", "632800", "丁世杰"),
    DemoUnit("geermu", "格尔木市人民政府办公室", "organizing", "haixi", "632801", "沈卫东"),
    DemoUnit("geermu-gov", "格尔木市人民政府网站编辑部", "filing", "geermu", "632801", "娜仁花"),
    # Provincial departments, each with the unit that looks after its websites.
    DemoUnit("fgw", "省发展改革委", "organizing", "province", "630000", "胡建国"),
    DemoUnit("fgw-web", "省发展改革委信息中心", "filing", "fgw", "630000", "冯丽娟"),
    DemoUnit("jyt", "省教育厅", "organizing", "province", "630000", "范学文"),
    DemoUnit("jyt-web", "省教育厅教育信息化中心", "filing", "jyt", "630000", "苏婉清"),
    DemoUnit("rst", "省人力资源社会保障厅", "organizing", "province", "630000", "薛明辉"),
    DemoUnit("rst-web", "省人力资源社会保障厅信息中心", "filing", "rst", "630000", "汪晓燕"),
    DemoUnit("ybj", "省医疗保障局", "organizing", "province", "630000", "贾宏伟"),
    DemoUnit("ybj-web", "省医疗保障局信息中心", "filing", "ybj", "630000", "梁雨薇"),
    DemoUnit("jtt", "省交通运输厅", "organizing", "province", "630000", "段志强"),
    DemoUnit("jtt-web", "省交通运输厅信息中心", "filing", "jtt", "630000", "蒋欣然"),
    DemoUnit("zrzyt", "省自然资源厅", "organizing", "province", "630000", "秦守山"),
    DemoUnit("zrzyt-web", "省自然资源厅信息中心", "filing", "zrzyt", "630000", "余佳琪"),
    DemoUnit("wlt", "省文化和旅游厅", "organizing", "province", "630000", "尹文博"),
    DemoUnit("wlt-web", "省文化和旅游厅网络编辑部", "filing", "wlt", "630000", "央金卓玛"),
    DemoUnit("nynct", "省农业农村厅", "organizing", "province", "630000", "魏丰年"),
    DemoUnit("nynct-web", "省农业农村厅信息中心", "filing", "nynct", "630000", "曾小满"),
    DemoUnit("lcj", "省林业和草原局", "organizing", "province", "630000", "桑杰加措"),
    DemoUnit("lcj-web", "省林业和草原局信息中心", "filing", "lcj", "630000", "程青松"),
)

SITES: tuple[DemoSite, ...] = (
    DemoSite("6300009001", "青海省人民政府网", "www.qinghai.example", "province-gov", "active", ("gov", "pastoral")),
    DemoSite("6300009002", "青海政务服务网", "zwfw.qinghai.example", "province-gov", "active", ("gov", "service")),
    DemoSite(
        "6300009003", "青海省人民政府网藏文版", "tib.qinghai.example", "province-gov", "active", ("gov", "tibetan")
    ),
    DemoSite("6301009001", "西宁市人民政府网", "www.xining.example", "xining-gov", "active", ("gov", "xining")),
    DemoSite("6301009002", "西宁政务服务网", "zwfw.xining.example", "xining-gov", "active", ("gov", "service")),
    DemoSite("6301009003", "西宁市教育局网", "jyj.xining.example", "xining-edu", "active", ("edu",)),
    DemoSite("6301009004", "西宁教育招生信息网", "zhaosheng.xining.example", "xining-edu", "active", ("edu",)),
    DemoSite(
        "6301009005",
        "西宁市人力资源和社会保障局网",
        "rsj.xining.example",
        "xining-rsj",
        "active",
        ("department", "hrss"),
    ),
    DemoSite("6301009006", "西宁公共招聘网", "zhaopin.xining.example", "xining-rsj", "active", ("department", "hrss")),
    DemoSite("6301009007", "西宁住房公积金网", "gjj.xining.example", "xining-gjj", "active", ("department", "housing")),
    DemoSite(
        "6301009008", "西宁市公共资源交易网", "ggzy.xining.example", "xining-ggzy", "active", ("department", "trade")
    ),
    DemoSite(
        "6301029001",
        "西宁市城东区人民政府网",
        "www.xining-chengdong.example",
        "chengdong-gov",
        "active",
        ("gov", "xining"),
    ),
    DemoSite(
        "6301029002", "城东区政务服务网", "zwfw.xining-chengdong.example", "chengdong-gov", "active", ("gov", "service")
    ),
    DemoSite(
        "6301049001", "西宁市城西区人民政府网", "www.xining-chengxi.example", "chengxi-gov", "active", ("gov", "xining")
    ),
    DemoSite(
        "6301059001",
        "西宁市城北区人民政府网",
        "www.xining-chengbei.example",
        "chengbei-gov",
        "active",
        ("gov", "xining"),
    ),
    DemoSite(
        "6301069001", "西宁市湟中区人民政府网", "www.xining-huangzhong.example", "huangzhong-gov", "active", ("gov",)
    ),
    DemoSite(
        "6301069002",
        "湟中旅游资讯网",
        "lvyou.xining-huangzhong.example",
        "huangzhong-gov",
        "active",
        ("gov", "tourism"),
    ),
    DemoSite(
        "6301219001", "大通回族土族自治县人民政府网", "www.xining-datong.example", "datong-gov", "active", ("gov",)
    ),
    DemoSite("6302009001", "海东市人民政府网", "www.haidong.example", "haidong-gov", "active", ("gov",)),
    DemoSite("6302009002", "海东政务服务网", "zwfw.haidong.example", "haidong-gov", "active", ("gov", "service")),
    DemoSite("6302009003", "海东市教育局网", "jyj.haidong.example", "haidong-jyj", "active", ("edu",)),
    DemoSite(
        "6302009004", "海东市医疗保障局网", "ybj.haidong.example", "haidong-ybj", "active", ("department", "medical")
    ),
    DemoSite("6302029001", "海东市乐都区人民政府网", "www.haidong-ledu.example", "ledu-gov", "active", ("gov",)),
    DemoSite(
        "6302229001", "民和回族土族自治县人民政府网", "www.haidong-minhe.example", "minhe-gov", "active", ("gov",)
    ),
    DemoSite("6302239001", "互助土族自治县人民政府网", "www.haidong-huzhu.example", "huzhu-gov", "active", ("gov",)),
    DemoSite("6302239002", "互助旅游资讯网", "lvyou.haidong-huzhu.example", "huzhu-gov", "active", ("gov", "tourism")),
    DemoSite(
        "6322009001",
        "海北藏族自治州人民政府网",
        "www.haibei.example",
        "haibei-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite("6322009002", "海北文体旅游网", "wenlv.haibei.example", "haibei-wtj", "active", ("department", "tourism")),
    DemoSite(
        "6322229001",
        "祁连县人民政府网",
        "www.haibei-qilian.example",
        "qilian-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6323009001",
        "黄南藏族自治州人民政府网",
        "www.huangnan.example",
        "huangnan-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6323009002",
        "黄南州人力资源和社会保障局网",
        "rsj.huangnan.example",
        "huangnan-rsj",
        "active",
        ("department", "hrss"),
    ),
    DemoSite(
        "6323019001",
        "同仁市人民政府网",
        "www.huangnan-tongren.example",
        "tongren-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6323019002", "同仁县人民政府网（旧版）", "old.huangnan-tongren.example", "tongren-gov", "closed", ("gov",)
    ),
    DemoSite(
        "6325009001",
        "海南藏族自治州人民政府网",
        "www.hainanzhou.example",
        "hainan-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6325009002", "海南州农牧信息网", "nongmu.hainanzhou.example", "hainan-nmj", "active", ("department", "agri")
    ),
    DemoSite(
        "6325219001",
        "共和县人民政府网",
        "www.hainanzhou-gonghe.example",
        "gonghe-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6325239001",
        "贵德县人民政府网",
        "www.hainanzhou-guide.example",
        "guide-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6326009001",
        "果洛藏族自治州人民政府网",
        "www.guoluo.example",
        "guoluo-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6326009002", "果洛州林业和草原局网", "lincao.guoluo.example", "guoluo-lcj", "active", ("department", "agri")
    ),
    DemoSite(
        "6326219001",
        "玛沁县人民政府网",
        "www.guoluo-maqin.example",
        "maqin-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6327009001",
        "玉树藏族自治州人民政府网",
        "www.yushu.example",
        "yushu-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite("6327009002", "玉树政务服务网", "zwfw.yushu.example", "yushu-gov", "active", ("gov", "service")),
    DemoSite(
        "6327009003", "玉树州农牧和科技局网", "nongmu.yushu.example", "yushu-nmj", "active", ("department", "agri")
    ),
    DemoSite(
        "6327019001",
        "玉树市人民政府网",
        "www.yushu-shi.example",
        "yushushi-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6328009001",
        "海西蒙古族藏族自治州人民政府网",
        "www.haixi.example",
        "haixi-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6328009002", "海西州交通运输局网", "jiaotong.haixi.example", "haixi-jtj", "active", ("department", "transport")
    ),
    DemoSite(
        "6328019001",
        "格尔木市人民政府网",
        "www.haixi-geermu.example",
        "geermu-gov",
        "active",
        ("gov", "pastoral", "tibetan"),
    ),
    DemoSite(
        "6328019002", "格尔木市公共资源交易网", "ggzy.haixi-geermu.example", "geermu-gov", "active", ("gov", "trade")
    ),
    DemoSite(
        "6300009011", "青海省发展和改革委员会网", "fgw.qinghai.example", "fgw-web", "active", ("department", "economy")
    ),
    DemoSite("6300009012", "青海价格信息网", "jiage.qinghai.example", "fgw-web", "active", ("department", "economy")),
    DemoSite("6300009013", "青海省教育厅网", "jyt.qinghai.example", "jyt-web", "active", ("edu",)),
    DemoSite("6300009014", "青海教育招生考试网", "zhaokao.qinghai.example", "jyt-web", "active", ("edu",)),
    DemoSite(
        "6300009015", "青海省人力资源和社会保障厅网", "rst.qinghai.example", "rst-web", "active", ("department", "hrss")
    ),
    DemoSite("6300009016", "青海人事考试信息网", "rskao.qinghai.example", "rst-web", "active", ("department", "hrss")),
    DemoSite("6300009017", "青海省医疗保障局网", "ybj.qinghai.example", "ybj-web", "active", ("department", "medical")),
    DemoSite(
        "6300009018", "青海省交通运输厅网", "jtt.qinghai.example", "jtt-web", "active", ("department", "transport")
    ),
    DemoSite(
        "6300009019", "青海公众出行服务网", "chuxing.qinghai.example", "jtt-web", "active", ("department", "transport")
    ),
    DemoSite(
        "6300009020", "青海省自然资源厅网", "zrzyt.qinghai.example", "zrzyt-web", "active", ("department", "land")
    ),
    DemoSite(
        "6300009021", "青海省不动产登记服务网", "bdc.qinghai.example", "zrzyt-web", "active", ("department", "land")
    ),
    DemoSite(
        "6300009022", "青海省文化和旅游厅网", "wlt.qinghai.example", "wlt-web", "active", ("department", "tourism")
    ),
    DemoSite("6300009023", "大美青海旅游网", "lvyou.qinghai.example", "wlt-web", "active", ("department", "tourism")),
    DemoSite(
        "6300009024", "青海省农业农村厅网", "nynct.qinghai.example", "nynct-web", "active", ("department", "agri")
    ),
    DemoSite("6300009025", "青海省林业和草原局网", "lcj.qinghai.example", "lcj-web", "active", ("department", "agri")),
    DemoSite(
        "6300009026",
        "青海省国有林场内部办公网",
        "linchang.qinghai.example",
        "lcj-web",
        "exempt",
        ("department", "agri"),
    ),
)
