"""Names of places that neither IANA nor CLDR knows a time zone by, for people who read Chinese.

One of several words is written without blanks, as names are looked up. Where a country has several
zones and nearly everybody lives in one of them, it stands for that one; the United States, Canada,
Australia, Russia and their like stand for none.
"""

from collections.abc import Mapping

PLACES: Mapping[str, str] = {
    # Xinjiang's phones show Beijing's time; who lives by the sun there sends Asia/Urumqi or UTC+6.
    "Asia/Shanghai": """
        中国 中国大陆 china 北京 beijing peking 上海 广州 guangzhou 深圳 shenzhen 杭州 hangzhou
        成都 chengdu 武汉 wuhan 重庆 chongqing 南京 nanjing 天津 tianjin 西安 xian 苏州 suzhou
        郑州 zhengzhou 长沙 changsha 东莞 dongguan 青岛 qingdao 沈阳 shenyang 宁波 ningbo
        昆明 kunming 合肥 hefei 佛山 foshan 无锡 wuxi 济南 jinan 福州 fuzhou 厦门 xiamen
        哈尔滨 harbin 长春 changchun 大连 dalian 石家庄 shijiazhuang 太原 taiyuan 南昌 nanchang
        南宁 nanning 贵阳 guiyang 兰州 lanzhou 海口 haikou 三亚 sanya 西宁 xining 银川 yinchuan
        呼和浩特 hohhot 拉萨 lhasa 乌鲁木齐 urumqi 新疆 西藏 珠海 zhuhai 中山 zhongshan
        惠州 huizhou 汕头 shantou 温州 wenzhou 绍兴 shaoxing 嘉兴 jiaxing 金华 jinhua 台州 常州
        changzhou 南通 nantong 徐州 xuzhou 扬州 yangzhou 盐城 泉州 quanzhou 烟台 yantai 潍坊
        weifang 临沂 唐山 tangshan 保定 洛阳 luoyang 襄阳 宜昌 yichang 桂林 guilin 柳州 绵阳
        mianyang 芜湖 wuhu 赣州 湛江 吉林 鞍山 大庆 包头 秦皇岛 雄安
    """,
    "Asia/Hong_Kong": "香港 hk 九龙 kowloon",
    "Asia/Macau": "澳门 macao",
    "Asia/Taipei": """
        台北 臺北 台湾 臺灣 高雄 kaohsiung 台中 taichung 台南 tainan 新竹 hsinchu 桃园 新北
    """,
    "Asia/Singapore": "新加坡 狮城",
    "Asia/Tokyo": """
        日本 东京 大阪 osaka 京都 kyoto 名古屋 nagoya 横滨 yokohama 福冈 fukuoka 札幌 sapporo
    """,
    "Asia/Seoul": "韩国 首尔 釜山 busan southkorea korea",
    "Asia/Kuala_Lumpur": "马来西亚 malaysia 吉隆坡 槟城 penang 新山 johorbahru",
    "Asia/Bangkok": "泰国 曼谷 清迈 chiangmai",
    "Asia/Ho_Chi_Minh": "越南 胡志明市 胡志明 西贡 河内 hanoi",
    "Asia/Manila": "菲律宾 马尼拉",
    "Asia/Jakarta": "雅加达",
    "Asia/Kolkata": """
        印度 德里 新德里 delhi newdelhi 孟买 mumbai bombay 班加罗尔 bangalore bengaluru 海得拉巴
        hyderabad 金奈 chennai 加尔各答 calcutta 浦那 pune
    """,
    "Asia/Karachi": "卡拉奇 伊斯兰堡 islamabad 拉合尔 lahore",
    "Asia/Dubai": "阿联酋 uae 迪拜 阿布扎比 abudhabi",
    "Asia/Riyadh": "利雅得 吉达 jeddah",
    "Asia/Jerusalem": "特拉维夫 telaviv",
    "Europe/Istanbul": "土耳其 安卡拉 ankara",
    "Europe/Moscow": "莫斯科 圣彼得堡 saintpetersburg stpetersburg",
    "Europe/London": """
        英国 uk england 英格兰 苏格兰 伦敦 曼彻斯特 manchester 爱丁堡 edinburgh 剑桥 牛津 oxford
        伯明翰 格拉斯哥 glasgow 利兹 leeds 布里斯托 bristol
    """,
    "Europe/Paris": "法国 巴黎 里昂 lyon 马赛 marseille 图卢兹 toulouse",
    "Europe/Berlin": """
        德国 germany 柏林 慕尼黑 munich münchen 法兰克福 frankfurt 汉堡 hamburg 科隆 cologne
        斯图加特 stuttgart 杜塞尔多夫 düsseldorf
    """,
    "Europe/Zurich": "瑞士 苏黎世 日内瓦 geneva 洛桑 lausanne",
    "Europe/Amsterdam": "荷兰 阿姆斯特丹 鹿特丹 rotterdam 代尔夫特 delft 埃因霍温 eindhoven",
    "Europe/Rome": "意大利 罗马 米兰 milan 都灵 turin 佛罗伦萨 florence",
    "Europe/Madrid": "西班牙 spain 马德里 巴塞罗那 barcelona",
    "Europe/Lisbon": "葡萄牙 portugal 里斯本",
    "Europe/Kyiv": "乌克兰 ukraine 基辅 kiev",
    "America/New_York": """
        纽约 nyc 波士顿 boston 华盛顿 washington washingtondc 费城 philadelphia 匹兹堡 pittsburgh
        亚特兰大 atlanta 迈阿密 miami 普林斯顿 princeton 巴尔的摩 baltimore 美东
    """,
    "America/Chicago": """
        芝加哥 休斯敦 休斯顿 houston 达拉斯 dallas 奥斯汀 austin 明尼阿波利斯 minneapolis 美中
    """,
    "America/Denver": "丹佛 盐湖城 saltlakecity 博尔德",
    "America/Los_Angeles": """
        洛杉矶 la 旧金山 sanfrancisco sf 三藩市 湾区 硅谷 西雅图 seattle 圣迭戈 圣地亚哥 sandiego
        圣何塞 sanjose 波特兰 portland 拉斯维加斯 lasvegas 帕罗奥图 paloalto 伯克利 berkeley 加州
        california 美西
    """,
    "Pacific/Honolulu": "夏威夷 hawaii 檀香山 火奴鲁鲁",
    "America/Toronto": "多伦多 渥太华 ottawa 蒙特利尔 montreal 滑铁卢 waterloo",
    "America/Vancouver": "温哥华",
    "America/Edmonton": "卡尔加里 calgary 埃德蒙顿",
    "America/Mexico_City": "墨西哥城",
    "America/Sao_Paulo": "圣保罗 里约热内卢 里约 riodejaneiro",
    "America/Argentina/Buenos_Aires": "阿根廷 argentina",
    "America/Santiago": "智利 chile",
    "Australia/Sydney": "悉尼 堪培拉 canberra",
    "Australia/Melbourne": "墨尔本",
    "Pacific/Auckland": "新西兰 newzealand 奥克兰 惠灵顿 wellington 基督城 christchurch",
}  # fmt: skip
"""Zones to the names of places that keep their time."""

FRACTIONS: Mapping[str, str] = {
    "-9:30": "Pacific/Marquesas",
    "-3:30": "America/St_Johns",
    "-2:30": "America/St_Johns",
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+8:45": "Australia/Eucla",
    "+9:30": "Australia/Darwin",
    "+10:30": "Australia/Adelaide",
    "+12:45": "Pacific/Chatham",
    "+13:45": "Pacific/Chatham",
}
"""Offsets of no whole hours that are kept somewhere, to the zone where most people keep them.

Darwin keeps +9:30 all year; in Adelaide it is right in winter alone, and +10:30 in summer.
"""
