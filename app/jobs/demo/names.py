"""Names for made-up people: surnames with the weight they have in eastern Fujian, given names by age."""

import random

# Out of a thousand; 雷 蓝 钟 are the 畲族 of these hills, most of whom bear one of the three.
SURNAMES = {
    "陈": 105, "林": 95, "黄": 58, "张": 52, "吴": 50, "王": 46, "李": 44, "郑": 40, "刘": 38, "叶": 36,
    "周": 30, "缪": 26, "龚": 24, "徐": 22, "何": 20, "郭": 18, "杨": 18, "许": 16, "谢": 16, "范": 14,
    "卓": 13, "柳": 12, "苏": 12, "邱": 10, "夏": 9, "胡": 9, "朱": 8, "魏": 7, "曾": 7, "单": 4,
    "欧阳": 3, "上官": 3, "雷": 46, "蓝": 44, "钟": 40,
}  # fmt: skip
SHE = ("雷", "蓝", "钟")
SHE_SHARE = 0.9
_OLD_MEN = "德金土水木火石发福寿财旺生根庆祥贵茂兴昌顺荣华明清文成良义进"
_OLD_WOMEN = "妹花英珠兰凤莲桂菊梅秀玉银香翠娇月仙招金"
_MEN = (
    "建国", "建华", "志强", "国平", "明辉", "永福", "长春", "文斌", "立新", "海波", "伟", "勇",
    "军", "斌", "峰", "强", "平", "辉", "杰", "鹏", "振兴", "学文", "光明", "家旺",
    "祖荣",
)  # fmt: skip
_WOMEN = (
    "丽", "芳", "敏", "静", "艳", "霞", "燕", "红梅", "秀英", "美玲", "晓红", "淑珍",
    "丽娟", "春兰", "雪梅", "金凤", "玉琴", "小燕", "爱华", "惠珍",
)  # fmt: skip
_YOUNG_MEN = (
    "宇航", "浩然", "子轩", "俊杰", "嘉豪", "志豪", "文轩", "晨曦", "逸凡", "凯", "磊", "鑫",
    "泽宇", "思远", "一鸣", "佳伟",
)  # fmt: skip
_YOUNG_WOMEN = (
    "雨欣", "思琪", "佳怡", "诗涵", "梦婷", "晓雯", "欣怡", "雅婷", "婧", "莹", "琳", "颖",
    "子涵", "若曦", "依琳", "巧玲",
)  # fmt: skip
YOUNG, OLD = 40, 65


def full_name(chance: random.Random, *, woman: bool, age: int) -> str:
    """Make up a name of two to four characters as people of that age bear it."""
    (surname,) = chance.choices(list(SURNAMES), list(SURNAMES.values()))
    if age >= OLD:
        stock = _OLD_WOMEN if woman else _OLD_MEN
        two = chance.random() < 0.85
        return surname + "".join(chance.sample(stock, 2 if two else 1))
    if age >= YOUNG:
        return surname + chance.choice(_WOMEN if woman else _MEN)
    return surname + chance.choice(_YOUNG_WOMEN if woman else _YOUNG_MEN)


def ethnicity(chance: random.Random, name: str) -> str:
    """Give the ethnic group with its national code, as rosters write it."""
    she = name.startswith(SHE) and chance.random() < SHE_SHARE
    return "22 畲族" if she or chance.random() < 0.004 else "01 汉族"


# Names every program trips over once: characters of planes 2 and 3, dots, two people of one name.
UNUSUAL = (
    ("刘䶮", "男", "01 汉族"),
    ("钟㛃", "女", "22 畲族"),
    ("蓝𬱖", "男", "22 畲族"),
    ("买买提·吐尔逊", "男", "05 维吾尔族"),
    ("阿依古丽·麦麦提", "女", "05 维吾尔族"),
    ("单立人", "男", "01 汉族"),
    ("曾秀英", "女", "01 汉族"),
    ("林金花", "女", "01 汉族"),
    ("林金花", "女", "01 汉族"),
)
