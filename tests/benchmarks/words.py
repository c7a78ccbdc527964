"""The vocabulary of the invented cases: everyday words in order of frequency, and thousands combined from parts."""

from __future__ import annotations

import random
from itertools import accumulate, product

# The commonest words of such letters first: their rank decides how often they are drawn.
EVERYDAY = """
网站 问题 信息 工作 公开 政府 内容 发布 单位 更新 栏目 页面 部门 群众 反映 情况 核实 整改 办理 答复 服务 链接 文件
通知 公告 政策 错误 访问 显示 点击 打开 查询 咨询 留言 回复 电话 联系 时间 日期 标题 正文 附件 下载 图片 视频 数据
系统 平台 管理 技术 人员 领导 干部 机构 职责 职能 简介 地址 邮编 传真 邮箱 负责 安排 立即 及时 认真 进行 完成 处理
解决 修改 更正 删除 补充 调整 完善 加强 规范 检查 排查 监督 指导 督促 落实 要求 规定 制度 办法 条例 意见 方案 计划
规划 总结 报告 会议 培训 活动 项目 建设 工程 资金 财政 预算 决算 采购 招标 中标 合同 企业 公司 市场 经营 许可 审批
登记 备案 注册 年检 年报 统计 调查 人口 经济 社会 发展 改革 开放 创新 环境 保护 生态 污染 治理 垃圾 污水 噪声 空气
质量 安全 生产 事故 应急 消防 防汛 地震 气象 交通 道路 公路 桥梁 车辆 驾驶 停车 公交 客运 物流 铁路 机场 旅游 景区
文化 体育 教育 学校 学生 教师 招生 考试 录取 成绩 毕业 就业 招聘 岗位 报名 面试 体检 录用 公示 名单 结果 人才 劳动
工资 社保 养老 医疗 医院 医生 药品 食品 卫生 健康 疫苗 防控 隔离 门诊 住院 报销 住房 房屋 房产 物业 小区 业主 拆迁
征收 补偿 安置 土地 宅基 农村 农业 农民 粮食 种植 养殖 畜牧 林业 草原 水利 灌溉 饮水 供水 供电 供暖 燃气 电力 通信
网络 宽带 手机 短信 微信 微博 公众 账号 密码 登录 注销 验证 身份 证件 户口 户籍 居住 迁移 婚姻 生育 儿童 老人 残疾
救助 低保 扶贫 脱贫 振兴 慈善 捐赠 志愿 社区 街道 村委 居委 乡镇 县城 城市 城区 郊区 园区 新区 开发 招商 投资 贷款
银行 金融 保险 税务 税收 发票 价格 收费 罚款 处罚 执法 法律 法规 法院 诉讼 仲裁 调解 公证 律师 信访 投诉 举报 建议
提案 代表 委员 人大 政协 党委 党建 纪检 监察 巡视 审计 组织 宣传 统战 工会 妇联 团委 民族 宗教 侨务 外事 台办 档案
地方 历史 年鉴 图书 博物 文物 非遗 广播 电视 新闻 媒体 报纸 出版 版权 专利 商标 标准 计量 认证 检测 检验 科技 科学
研究 实验 专家 学会 协会 错字 别字 漏字 多字 语句 标点 符号 重复 遗漏 颠倒 混淆 过期 失效 空白 乱码 死链 跳转 缓慢
超时 拒绝 异常 故障 维护 升级 改版 迁址 撤并 更名 合并 撤销 划转 任命 免去 分工 排名 姓名 职务 照片 简历 搜索 导航
首页 专题 专栏 频道 目录 指南 年度 季度 月份 上周 本月 去年 今年 上午 下午 周末 节日 假期 期间 目前 现在 之前 以后
长期 多次 经常 仍然 依然 已经 尚未 没有 无法 不能 不是 应该 应当 可以 能够 希望 请求 麻烦 感谢 谢谢 支持 理解 关注
关心 参与 提出 说明 解释 指出 发现 看到 找到 提供 填写 提交 上传 保存 打印 复制 粘贴 浏览 阅读 使用 操作 流程 步骤
材料 条件 标识 图标 按钮 窗口 表格 文档 格式 版本 浏览器 客户端 二维码 验证码
""".split()  # noqa: SIM905 - a list of words reads best as a text

# A modifier and a head make a word of four characters, as officials write them.
MODIFIERS = """
政务 行政 财政 机关 基层 部门 单位 地方 区域 城乡 农村 农业 林业 水利 交通 道路 教育 文化 体育 旅游 卫生 医疗 社会
社区 民生 就业 住房 土地 环境 生态 大气 安全 应急 消防 市场 企业 项目 工程 资金 税收 价格 金融 科技 人才 干部 党建
法治 信访 群众 网络 数字 智慧 信息 数据 电子 在线 公共 重大 重点 专项 年度 季度 依法 权力 责任 服务 便民 惠民 助残
养老 扶贫 产业 工业 商贸 物流 能源 矿产 草原 畜牧 粮食 食品 药品 特种 建筑 物业 供热 供水 燃气 公交 出租 民族 宗教
档案 统计
""".split()  # noqa: SIM905 - a list of words reads best as a text
HEADS = """
公开 服务 管理 监管 监督 检查 考核 评估 审批 许可 备案 登记 公示 公告 通报 通知 意见 办法 细则 条例 规划 计划 方案
预案 总结 报告 报表 目录 指南 清单 台账 档案 数据 平台 系统 窗口 大厅 中心 站点 专栏 专题 频道 动态 要闻 快讯 简报
解读 问答 访谈 直播 征集 调查 投诉 举报 咨询 建议 改革 创新 发展 建设 保护 治理 整治 执法 处罚 强制 征收 补偿 补贴
救助 保障 安置 采购 招标 拨付 预算 决算 审计 统计 普查 监测 预警 处置 救援 培训 宣传 教育 竞赛 活动 会议 论坛 名录
名单 标准 规范 流程 机制 体系 格局
""".split()  # noqa: SIM905 - a list of words reads best as a text

_PLACE_FIRST = (
    "东西南北上下大小新古金银玉石青白红黄黑龙凤马牛羊鹿松柳桃梅兰竹"
    "清明和平安永丰长宁康乐兴隆福德仁义天云星月山河江湖泉溪"
)
_PLACE_SECOND = "山河川沟湾滩塘坪岭峡谷原庄堡寨营屯坡台桥门关口渡井泉池林园田场店集城镇阳阴岗峰崖泽洲浦港寺塔铺窑坊楼"
_PLACE_KINDS = ("村", "乡", "镇", "路", "街", "社区", "小学", "中学", "大桥", "水库", "林场", "园区")
_FIRM_FIRST = "恒宏鼎盛瑞祥泰华中天海联众诚信嘉佳美德仁润锦昌隆顺腾飞博雅卓越高远蓝绿正大"
_FIRM_SECOND = "源达丰业兴邦诚信通途远航创展拓辉煌景程图腾茂森林润泽康健安宁和谐汇聚峰岳"
_FIRM_KINDS = ("建筑", "物业", "商贸", "物流", "药业", "农牧", "矿业", "酒店", "汽修", "传媒", "科技", "置业")
_COUNTS = {"compounds": 3500, "places": 2200, "firms": 1300}

# What stands between two words, most often nothing.
JOINERS = (
    "",
    "的",
    "，",
    "。",
    "和",
    "在",
    "对",
    "了",
    "为",
    "是",
    "有",
    "、",
    "与",
    "将",
    "及",
    "由",
    "把",
    "也",
    "：",
)
JOINER_WEIGHTS = (60, 14, 12, 5, 3, 3, 3, 3, 2, 2, 2, 3, 1, 1, 1, 1, 1, 1, 1)


def vocabulary() -> tuple[str, ...]:
    """Several thousand words, the commonest first; always the same."""
    dice = random.Random(2018)
    compounds = ["".join(pair) for pair in product(MODIFIERS, HEADS) if pair[0] != pair[1]]
    places = ["".join(parts) for parts in product(_PLACE_FIRST, _PLACE_SECOND, _PLACE_KINDS)]
    firms = ["".join(parts) for parts in product(_FIRM_FIRST, _FIRM_SECOND, _FIRM_KINDS)]
    names = dice.sample(places, _COUNTS["places"]) + dice.sample(firms, _COUNTS["firms"])
    dice.shuffle(names)
    return tuple(dict.fromkeys([*EVERYDAY, *dice.sample(compounds, _COUNTS["compounds"]), *names]))


def zipf(count: int, *, shift: float, power: float = 1.0) -> list[float]:
    """Cumulative weights of ``count`` ranks after Zipf and Mandelbrot, as ``random.choices`` wants them."""
    return list(accumulate(1 / (rank + shift) ** power for rank in range(1, count + 1)))
