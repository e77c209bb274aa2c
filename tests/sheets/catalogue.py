"""Every mess in which one fact about a person may be written, and what may be read of it.

A mess is written by a function that gives the cell, the values that are right, and whether it must be read
without a doubt (`clean`), must be doubted (`doubtful`), or may be either.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from tests.sheets import messes

Demand = Literal["clean", "doubtful", "either"]
DAY_ZERO = date(1899, 12, 30)
BRANCH = "中共平安镇前村支部委员会"
_WIDE = str.maketrans("0123456789X.-/", "０１２３４５６７８９Ｘ．－／")
_SPOKEN = str.maketrans("0123456789", "〇一二三四五六七八九")
_LONG_NAMES = ("买买提·吐尔逊", "阿依古丽·买买提", "扎西·次仁", "热孜万·阿不都热合曼", "巴特尔·额尔德尼")
_RARE = ("陈𠮷", "王㛃", "赵𬀩", "欧阳明月", "尉迟恭敬", "李彧", "张䶮")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A made-up person: all that is true of them."""

    name: str
    id_number: str
    gender: str
    born: date
    joined: date
    full: date
    phone: str
    ethnicity: str
    education: str
    member_type: str
    address: str


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as written, by which mess, and what reading it must come to."""

    mess: str
    cell: object
    right: tuple[str, ...]
    demand: Demand = "clean"


def people(count: int, chance: random.Random) -> list[Somebody]:
    """Make people up; ID numbers are all different and end in anything but 000."""
    found = []
    for number, plain in enumerate(messes.people(count, chance.randrange(10**6))):
        order = number % 99 * 10 + number // 99 % 9 + 1
        born = date(1945, 1, 2) + timedelta(days=number // 891 * 7 % 7000 + chance.randrange(7000))
        joined = born + timedelta(days=8000 + chance.randrange(4000))
        joined = max(joined, date(1979, 1, 1))
        name = plain.name
        if chance.random() < 0.1:
            name = chance.choice((*_LONG_NAMES, *_RARE))
        area = chance.choice(("350999", "350998"))
        found.append(
            Somebody(
                name=name,
                id_number=messes.with_check_digit(f"{area}{born:%Y%m%d}{order:03d}"),
                gender="男" if order % 2 else "女",
                born=born,
                joined=joined,
                full=joined + timedelta(days=367),
                phone=plain.phone,
                ethnicity=chance.choice(("汉族", "畲族", "回族", "维吾尔族")),
                education=chance.choice(("大学", "大专", "普通高中", "初中", "小学")),
                member_type=chance.choice(("full", "probationary")),
                address=f"平安镇前村{number % 300 + 1}号",
            )
        )  # fmt: skip
    return found


Maker = Callable[[Somebody, random.Random], tuple[object, tuple[str, ...], Demand]]


def _other_digit(text: str, at: int) -> str:
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def _swapped(text: str) -> str:
    at = next(at for at in range(6, 16) if text[at] != text[at + 1])
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _clean(write: Callable[[Somebody], object], true: Callable[[Somebody], str]) -> Maker:
    return lambda who, chance: (write(who), (true(who),), "clean")


def _doubtful(write: Callable[[Somebody], object]) -> Maker:
    return lambda who, chance: (write(who), (), "doubtful")


def _id(who: Somebody) -> str:
    return who.id_number


def _short_id(who: Somebody) -> str:
    return who.id_number[:6] + who.id_number[8:17]


def _x_or_none(who: Somebody, letter: str) -> str:
    return who.id_number.replace("X", letter)


ID_NUMBERS: dict[str, Maker] = {
    "身份证号：文本": _clean(_id, _id),
    "身份证号：小写x": _clean(lambda who: who.id_number.lower(), _id),
    "身份证号：全角": _clean(lambda who: who.id_number.translate(_WIDE), _id),
    "身份证号：前面撇号": _clean(lambda who: f"'{who.id_number}", _id),
    "身份证号：前后空白": _clean(lambda who: f" {who.id_number}\t", _id),
    "身份证号：中间空格": _clean(lambda who: f"{_id(who)[:6]} {_id(who)[6:14]} {_id(who)[14:]}", _id),
    "身份证号：带标签": _clean(lambda who: f"身份证号：{who.id_number}", _id),
    "身份证号：零宽字符": _clean(lambda who: f"\u200b{who.id_number}\ufeff", _id),
    "身份证号：乘号当X": _clean(lambda who: _x_or_none(who, "×"), _id),
    "身份证号：空": lambda who, chance: (chance.choice(("", "无", "-", "/", "  ")), ("",), "clean"),
    "身份证号：数字丢精度": _doubtful(lambda who: float(who.id_number[:15] + "000")),
    "身份证号：科学计数": _doubtful(lambda who: f"{who.id_number[0]}.{who.id_number[1:6]}E+17"),
    "身份证号：末位成000": _doubtful(lambda who: who.id_number[:15] + "000"),
    "身份证号：带小数点": _doubtful(lambda who: f"{who.id_number[:15]}000.0"),
    "身份证号：少一位": _doubtful(lambda who: who.id_number[:9] + who.id_number[10:]),
    "身份证号：多一位": _doubtful(lambda who: who.id_number[:9] + "0" + who.id_number[9:]),
    "身份证号：抄错一位": lambda who, chance: (
        _other_digit(who.id_number, chance.randrange(14, 17)), (), "doubtful"
    ),
    "身份证号：两位颠倒": _doubtful(lambda who: _swapped(who.id_number)),
    "身份证号：字母当数字": _doubtful(lambda who: who.id_number[:3] + "O" + who.id_number[4:]),
    "身份证号：遮住": _doubtful(lambda who: f"{who.id_number[:6]}********{who.id_number[14:]}"),
    "身份证号：一格两个": _doubtful(lambda who: f"{who.id_number} {_swapped(who.id_number)}"),
    "身份证号：旁有字": _doubtful(lambda who: f"{who.id_number}（待核）"),
    "身份证号：15位文本": lambda who, chance: (_short_id(who), (who.id_number,), "doubtful"),
    "身份证号：15位数字": lambda who, chance: (float(_short_id(who)), (who.id_number,), "doubtful"),
}  # fmt: skip

NAMES: dict[str, Maker] = {
    "姓名：照写": _clean(lambda who: who.name, lambda who: who.name),
    "姓名：两字间空格": _clean(
        lambda who: "  ".join(who.name) if len(who.name) == 2 else who.name, lambda who: who.name
    ),
    "姓名：全角空格": _clean(
        lambda who: "　".join(who.name) if len(who.name) < 4 else who.name, lambda who: who.name
    ),
    "姓名：前后空白": _clean(lambda who: f" {who.name}　", lambda who: who.name),
    "姓名：换行": _clean(lambda who: f"{who.name}\n", lambda who: who.name),
    "姓名：零宽字符": _clean(lambda who: f"{who.name[0]}\u200b{who.name[1:]}", lambda who: who.name),
    "姓名：各种圆点": lambda who, chance: (
        who.name.replace("·", chance.choice("•‧∙⋅・･．.") if "·" in who.name else "·"), (who.name,), "clean"
    ),
    "姓名：自造字": _doubtful(lambda who: f"{who.name[0]}\ue123{who.name[2:]}"),
    "姓名：问号": _doubtful(lambda who: f"{who.name[0]}?{who.name[2:]}"),
    "姓名：方框": _doubtful(lambda who: f"{who.name[0]}□{who.name[2:]}"),
    "姓名：乱码": _doubtful(lambda who: f"{who.name[0]}\ufffd"),
    "姓名：文字说明": _doubtful(lambda who: f"{who.name[0]}（上龙下天）"),
    "姓名：拼音代替": _doubtful(lambda who: f"{who.name[0]}yan"),
    "姓名：带括号": _doubtful(lambda who: f"{who.name}（预备）"),
    "姓名：一格两人": _doubtful(lambda who: f"{who.name}、李四"),
    "姓名：数字": _doubtful(lambda who: 12.0),
    "姓名：遮住": _doubtful(lambda who: f"{who.name[0]}某某"),
    "姓名：空": _doubtful(lambda who: ""),
}  # fmt: skip

PHONES: dict[str, Maker] = {
    "手机：文本": _clean(lambda who: who.phone, lambda who: who.phone),
    "手机：数字": _clean(lambda who: float(who.phone), lambda who: who.phone),
    "手机：小数点零": _clean(lambda who: f"{who.phone}.0", lambda who: who.phone),
    "手机：科学计数未丢": _clean(
        lambda who: f"{who.phone[0]}.{who.phone[1:]}E+10", lambda who: who.phone
    ),
    "手机：分段": lambda who, chance: (
        chance.choice((" ", "-", "－")).join((who.phone[:3], who.phone[3:7], who.phone[7:])),
        (who.phone,), "clean",
    ),
    "手机：国家号": lambda who, chance: (
        f"{chance.choice(('+86', '86', '0086', '+86 '))}{who.phone}", (who.phone,), "clean"
    ),
    "手机：全角": _clean(lambda who: who.phone.translate(_WIDE), lambda who: who.phone),
    "手机：两个": _clean(lambda who: f"{who.phone}/19900000000", lambda who: f"{who.phone}、19900000000"),
    "手机：空": lambda who, chance: (chance.choice(("", "无", "-", "/")), ("",), "clean"),
    "手机：科学计数已丢": _doubtful(lambda who: f"{who.phone[0]}.{who.phone[1:3]}E+10"),
    "手机：少一位": _doubtful(lambda who: who.phone[:10]),
    "手机：多一位": _doubtful(lambda who: who.phone + "1"),
    "手机：旁有字": lambda who, chance: (f"{who.phone}（儿子）", (who.phone,), "doubtful"),
    "手机：不是号码": _doubtful(lambda who: "同住址"),
    "手机：固话无区号": _doubtful(lambda who: "7654321"),
}  # fmt: skip

LABELS: dict[str, dict[str, tuple[object, ...]]] = {
    "ethnicity": {
        "汉族": ("汉族", "汉", "01 汉族", "01汉族", "01_汉族", " 汉 族 "),
        "畲族": ("畲族", "畲", "22 畲族", "畬族", "22-畲族"),
        "回族": ("回族", "回", "03 回族", "回\n族"),
        "维吾尔族": ("维吾尔族", "维吾尔", "05 维吾尔族", "维族"),
    },
    "education": {
        "大学": ("大学", "本科", "大学本科", "21 大学", "大学本科学历", "本科毕业"),
        "大专": ("大专", "专科", "22 大专", "大学专科", "22_大专"),
        "普通高中": ("普通高中", "高中", "6 普通高中", "6普通高中", "高中文化", "高中文化程度"),
        "初中": ("初中", "7 初中", "初中毕业", " 初 中"),
        "小学": ("小学", "8 小学", "小学文化"),
    },
    "member_type": {
        "full": ("正式党员", "正式", "中共党员", "党员", "1-正式党员", "正式 党员"),
        "probationary": ("预备党员", "预备", "2 预备党员", "中共预备党员", "预备\n党员"),
    },
}
WRONG_LABELS: dict[str, tuple[object, ...]] = {
    "ethnicity": ("02 汉族", "火星族", "1", "\ufffd族"),
    "education": ("7 大学", "社会大学", "21"),
    "member_type": ("已出党", "3", "不清楚"),
}


def _dates(true: Callable[[Somebody], date], label: str) -> dict[str, Maker]:
    """Give every way of writing a date, by name."""

    def clean(write: Callable[[date], object], shape: str) -> Maker:
        return lambda who, chance: (write(true(who)), (f"{true(who):{shape}}",), "clean")

    def either(write: Callable[[date], object], *shapes: str) -> Maker:
        return lambda who, chance: (write(true(who)), tuple(f"{true(who):{one}}" for one in shapes), "either")

    def doubtful(write: Callable[[date], object]) -> Maker:
        return lambda who, chance: (write(true(who)), (), "doubtful")

    day, month, year = "%Y-%m-%d", "%Y-%m", "%Y"
    forms: dict[str, Maker] = {
        "日期格": clean(lambda d: d, day),
        "日期时刻格": clean(lambda d: datetime(d.year, d.month, d.day, 9, 30), day),
        "横线": clean(lambda d: d.isoformat(), day),
        "斜线": clean(lambda d: f"{d.year}/{d.month:02}/{d.day:02}", day),
        "斜线不补零": clean(lambda d: f"{d.year}/{d.month}/{d.day}", day),
        "点": clean(lambda d: f"{d.year}.{d.month:02}.{d.day:02}", day),
        "点不补零": clean(lambda d: f"{d.year}.{d.month}.{d.day}", day),
        "年月日": clean(lambda d: f"{d.year}年{d.month}月{d.day}日", day),
        "年月日带空格": clean(lambda d: f"{d.year}年   {d.month} 月    {d.day} 日", day),
        "年月日号": clean(lambda d: f"{d.year}年{d.month:02}月{d.day:02}号", day),
        "连写八位": clean(lambda d: f"{d:%Y%m%d}", day),
        "连写八位数字": clean(lambda d: float(f"{d:%Y%m%d}"), day),
        "带时刻": clean(lambda d: f"{d.isoformat()} 09:00", day),
        "全角": clean(lambda d: f"{d.year}.{d.month}.{d.day}".translate(_WIDE), day),
        "中文句号": clean(lambda d: f"{d.year}。{d.month:02}。{d.day:02}", day),
        "顿号": clean(lambda d: f"{d.year}、{d.month}、{d.day}", day),
        "空格分开": clean(lambda d: f"{d.year} {d.month} {d.day}", day),
        "汉字": clean(lambda d: f"{str(d.year).translate(_SPOKEN)}年{_ten(d.month)}月{_ten(d.day)}日", day),
        "年月横线": clean(lambda d: f"{d.year}-{d.month}", month),
        "年月点": clean(lambda d: f"{d.year}.{d.month:02}", month),
        "年月斜线": clean(lambda d: f"{d.year}/{d.month:02}", month),
        "年月": clean(lambda d: f"{d.year}年{d.month}月", month),
        "年月汉字": clean(lambda d: f"{str(d.year).translate(_SPOKEN)}年{_ten(d.month)}月", month),
        "年月连写": either(lambda d: f"{d:%Y%m}", month),
        "年月数字": lambda who, chance: _month_number(true(who)),
        "两位年": either(lambda d: f"{d:%y}.{d.month}.{d.day}", day),
        "两位年月": either(lambda d: f"{d:%y}.{d.month}", month),
        "两位年份年月": either(lambda d: f"{d:%y}年{d.month}月", month),
        "只有年": clean(lambda d: f"{d.year}年", year),
        "只有年数字": clean(lambda d: float(d.year), year),
        "某年入党": either(lambda d: f"{d.year}年入党", year),
        "日期序号文本": either(lambda d: str((d - DAY_ZERO).days), day),
        "日期序号数字": either(lambda d: float((d - DAY_ZERO).days), day),
        "英文月": either(lambda d: f"{d:%d-%b-%y}", day),
        "旁有字": either(lambda d: f"{d.year}.{d.month}.{d.day}（预备）", day),
        "农历": doubtful(lambda d: f"农历{d.year}年{d.month}月初三"),
        "约": doubtful(lambda d: f"约{d.year}年"),
        "不详": doubtful(lambda d: "不详"),
        "没有这一天": doubtful(lambda d: f"{d.year}-02-30"),
        "十三月": doubtful(lambda d: f"{d.year}.13"),
        "两个日期": doubtful(lambda d: f"{d.year}.{d.month:02} {d.year + 1}.{d.month:02}"),
        "不是日期": doubtful(lambda d: "转入"),
        "月日颠倒在前": either(lambda d: f"{d.month}/{d.day}/{d.year}", day),
        "格里显示为1905": doubtful(lambda d: DAY_ZERO + timedelta(days=d.year)),
        "空": lambda who, chance: (chance.choice(("", "无", "-", "  年  月")), ("",), "clean"),
    }
    return {f"{label}：{name}": make for name, make in forms.items()}


def _ten(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + ("" if not ones else "一二三四五六七八九"[ones - 1])


def _month_number(day: date) -> tuple[object, tuple[str, ...], Demand]:
    """Write 1998.07 as a number; of October only 1998.1 is left, which is what January may be written as."""
    if day.month in (1, 10):
        return float(f"{day.year}.1"), (f"{day.year}",), "doubtful"
    return float(f"{day.year}.{day.month:02}"), (f"{day:%Y-%m}",), "clean"


DATES = {
    "birth": _dates(lambda who: who.born, "出生"),
    "join_date": _dates(lambda who: who.joined, "入党"),
    "full_date": _dates(lambda who: who.full, "转正"),
}
_PLAIN_SHARE = 0.72


def write(field: str, who: Somebody, chance: random.Random) -> Written:
    """Write one fact in one mess, drawn by lot; most cells are written as they should be."""
    if field in LABELS:
        true = str(getattr(who, field))
        if chance.random() < 0.06:
            return Written(f"{field}：不对的", chance.choice(WRONG_LABELS[field]), (), "doubtful")
        return Written(f"{field}：各种写法", chance.choice(LABELS[field][true]), (true,))
    if field == "gender":
        if chance.random() < 0.04:
            return Written("性别：不符", "女" if who.gender == "男" else "男", (), "either")
        return Written("性别：各种写法", chance.choice((who.gender, f"{who.gender}性", "")), (who.gender, ""))
    if field == "branch":
        forms = (BRANCH, f" {BRANCH} ", BRANCH.replace("支部", "支部\n"), f"{BRANCH[:2]}\u200b{BRANCH[2:]}")
        return Written("支部：各种写法", chance.choice(forms), (BRANCH, BRANCH.replace("支部", "支部 ")))
    if field == "address":
        forms = (who.address, f" {who.address}", f"{who.address}\n", f"\u200b{who.address}")
        return Written("住址：各种写法", chance.choice(forms), (who.address,))
    makers = {"name": NAMES, "id_number": ID_NUMBERS, "phone": PHONES, **DATES}[field]
    names: Sequence[str] = list(makers)
    mess = names[0] if chance.random() < _PLAIN_SHARE else chance.choice(names)
    cell, right, demand = makers[mess](who, chance)
    return Written(mess, cell, right, demand)
