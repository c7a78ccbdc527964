"""Passwords that are tried first, by people and by programs: from keyboards, names, cities, wishes and love."""

from __future__ import annotations

_WORDS = """
password passw0rd p@ssw0rd p@ssword pass1234 password1 password123 letmein welcome iloveyou admin administrator
root toor changeme default guest test testing temp master monkey dragon sunshine princess football baseball
superman batman shadow michael jennifer jordan hunter trustno1 whatever freedom ninja azerty qwerty qwertyuiop
qwerty123 qazwsx qazwsxedc 1qaz2wsx 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y zaq12wsx zxcvbnm zxcvbn asdfgh asdfghjkl
asdfqwer asdf1234 abc123 abc12345 abc123456 abcd1234 abcdef abcdefg abcdefgh a123456 a1234567 a12345678
a123456789 aa123456 aa12345678 aaa111 aaa123 qq123456 qq123456789 123qwe 123qweasd 123qweasdzxc qwe123 qweasd
qweasdzxc 1234qwer q1w2e3r4 q1w2e3r4t5 123abc 12345qwert asd123 zxc123 111111 000000 123123 123321 112233 121212
101010 654321 666666 888888 999999 88888888 66666666 11111111 00000000 12345678 123456789 1234567890 0123456789
0987654321 9876543210 987654321 87654321 147258369 147258 159357 789456 789456123 123654 123654789 1234554321
12344321 112233445566 1122334455 123123123 123456123456 1357924680 13579246810 2468013579 1314520 5201314 520520
521521 5211314 1314521 520131499 woaini woaini520 woaini521 woaini1314 woaini123 woaini1314520 5201314520
woaini5201314 woaiwojia woaizuguo woaizhongguo zhongguo zhongguo123 china china123 beijing shanghai guangzhou
shenzhen qinghai xining qinghai123 xining123 haidong xizang lasa chengdu chongqing tianjin wuhan nanjing
hangzhou xian zhengfu zhengfuwang zhengwu zhengwugongkai bangongshi bangongting renmin renminzhengfu gongwuyuan
gongzuo jiguan mima mimamima mima123 mima1234 mima123456 mima12345678 denglu guanliyuan guanli xitong
xitongguanliyuan yonghu ceshi ceshi123 wangzhan wangluo diannao shouji dianhua youxiang nihao nihao123 nihaoma
nihaoma123 xiexie zaijian haoren haohao xuexi tiantian kuaile pingan jiankang facai gongxifacai facai888 fafafa
meimei baobao baobei baobei520 laopo laogong laoshi xuesheng tongxue pengyou aiqing aini aini1314 xihuan xiangni
taiyang yueliang xingxing dahai gaoshan huanghe changjiang changcheng tiananmen maozedong zhangwei wangwei
wangfang liwei lina zhangmin lijing wangjing liuwei wangxiuying zhangli liqiang wanglei zhanglei liujie wangjun
lijun zhangyong wangyan lixia zhangjie chenjie wangping liping xiaoming xiaohong xiaoli xiaowang xiaozhang
xiaoliu xiaolong xiaoxiao caonima tamade fuckyou asshole jiayou jiayou123 zhongqiu chunjie guoqing laodong
qingming duanwu longnian niunian hunian tunian huawei xiaomi tencent alibaba baidu taobao weixin wechat weibo
alipay zhifubao iphone android windows linux oracle mysql postgres postgresql redis tomcat apache nginx docker
ubuntu centos server database system manager operator support service user username login signin secret security
secure internet computer keyboard google facebook youtube twitter amazon apple samsung summer winter spring
autumn january february march april october november december monday friday sunday hello hello123 helloworld
hello2020 love loveyou lovely ilovechina iloveyou1 iloveyou520 forever angel happy lucky cookie chocolate banana
orange cheese coffee pepper ginger flower butterfly diamond silver golden purple yellow killer soccer hockey
tennis golfer cowboy tigger pokemon naruto starwars matrix harley mustang ferrari porsche mercedes corvette
charlie thomas george andrew daniel joshua matthew robert william richard joseph jessica michelle nicole ashley
amanda maggie buster bailey rocky maxwell samantha elizabeth victoria alexander benjamin
correcthorsebatterystaple thisisapassword mypassword newpassword oldpassword nopassword yourpassword
passwordpassword adminadmin admin123 admin1234 admin12345 admin888 admin666 admin@123 admin!@# root123 root1234
root@123 test123 test1234 test12345 testtest guest123 user123 user1234 demo demo123 demo-portal 1qaz@wsx
1qaz!qaz !qaz2wsx !qaz@wsx qaz123 wsx123 zaq1xsw2 zaq1@wsx 1qazxsw2 1qaz2wsx3edc qazwsx123 qwer1234 qwer!@#$
asdf!@#$ !@#$%^ !@#$%^&* !@#$%^&*() 1234!@#$ 123!@#qwe huawei@123 huawei12#$ abc@123 abc@1234 abcd@1234 p@$$w0rd
pa$$w0rd pa55word pa55w0rd passwd passwd123 zhang123 wang123 li123456 wang123456 zhang123456 chen123456
liu123456 yang123456 zhao123456 huang123456 zhou123456 wu123456 wang1234 zhang1234 z123456 z123456789 w123456
w123456789 l123456 q123456 q123456789 s123456 x123456 zz123456 ww123456 as123456 abc5201314 asd123456 zxc123456
zxcvbnm123 qwe123456 qaz123456 q1234567 1234567a 123456a 123456aa 123456abc 123456789a 123456789q 123456qq
123456789qq a5201314 aa5201314 www123456 wwwbaiducom 19491001 20080808 19900101 19800101 密码 我的密码 我爱你
我爱中国 中国 你好 管理员 测试 一二三四五六 人民政府 为人民服务 恭喜发财 万事如意 心想事成 新年快乐 政务公开
办公室 默认密码 初始密码 生日快乐 天天向上 好好学习天天向上
"""
COMMON = frozenset(_WORDS.split())
"""In small letters; the rules look also at what stands before digits and signs."""
