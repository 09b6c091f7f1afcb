"""Taiwan wording in simplified characters, which no check of characters can see."""

import re
from collections.abc import Iterator, Mapping

# A pattern that keeps out the mainland words it could stand within, and what the mainland says.
_WORDING: Mapping[str, str] = {
    "人工智慧": "人工智能",
    "(?<!单)位元组": "字节",
    "伫列": "队列",
    "伺服器": "服务器",
    "使用者介面": "用户界面",
    "光碟": "光盘",
    "函式": "函数",
    "列印": "打印",
    "印表机": "打印机",
    "原始码": "源代码",
    "(?<![改不转量多])变数(?![据量字值目组学])": "变量",
    "回圈": "循环",
    "(?<![模类小大])型别": "类型",
    "增强式学习": "强化学习",
    "多执行绪|执行绪": "线程",
    "奈米": "纳米",
    "(?<!数)字串(?!联)": "字符串",
    "(?<![数文])字元": "字符",
    "巨集": "宏",
    "布林": "布尔",
    "常态分[布配]": "正态分布",
    "(?<!尽)快取(?![得出回下走消])": "缓存",
    "搜寻": "搜索",
    "(?<!水)晶片": "芯片",
    "(?<![随手主])机率": "概率",
    "(?<!复)杂凑": "哈希",
    "演算法": "算法",
    "(?<!坚)硬体": "硬件",
    "硬碟": "硬盘",
    "(?<![过工流方教课历进行规日章])程式": "程序",
    "网际网路": "互联网",
    "(?<!际)网路(?![由径线])": "网络",
    "萤幕": "屏幕",
    "视讯": "视频",
    "解析度": "分辨率",
    "记忆体(?![验系现])": "内存",
    "讯号": "信号",
    "贝氏": "贝叶斯",
    "资料库": "数据库",
    "资料集": "数据集",
    "软体(?!机器人|动物|组织|材料)": "软件",
    "运算[子元](?!素)": "运算符或操作数",
    "(?<!传)递回": "递归",
    "部落格": "博客",
    "(?<![视音])频宽": "带宽",
    "马可夫": "马尔可夫",
    "丛集": "集群",
    "除错": "调试",
    "滑鼠": "鼠标",
    "笔电": "笔记本电脑",
    "行动装置": "移动设备",
    "智慧型": "智能",
    "云端运算": "云计算",
    "介面": "界面",
    "品质": "质量",
}
_PATTERNS = [(re.compile(pattern), mainland) for pattern, mainland in _WORDING.items()]
_ANY = re.compile("|".join(_WORDING))


def taiwan_wording(text: str) -> Iterator[tuple[str, str]]:
    """Yield each kind of Taiwan wording in a simplified text, with what the mainland says."""
    if not _ANY.search(text):
        return
    for pattern, mainland in _PATTERNS:
        match = pattern.search(text)
        if match:
            yield match[0], mainland
