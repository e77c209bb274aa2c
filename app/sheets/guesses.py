"""Guess what a column holds from its cells, where no heading says it."""

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from statistics import median

from app.sheets.workbooks import Row

SAMPLE = 200
_READ = 100
_MOST = 0.6
_NAMES = 0.8

_ID = re.compile(r"\d{17}[\dXxＸ]|\d{15}")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_DATE = re.compile(
    r"(?:19|20)\d{2}(?:\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,2})?\s*[月日]?|\d{2}(?:\d{2})?)"
)
_NAME = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U000323af]{2,4}")
_NO_NAME = re.compile("[村镇乡县市省区组族校级部院厂队委册单表]$")
_SPACE = re.compile(r"[\s'‘’]+")
_GENDERS = frozenset(("男", "女", "1男", "2女", "男性", "女性"))
_SHORT_ETHNICITIES = frozenset(("汉", "畲", "回", "满"))
_MEMBERSHIP = re.compile("正式|预备|^(?:中共)?党员$|积极分子|^群众$")
_BRANCH = re.compile("支部|党总支|党委$")
_EDUCATION = re.compile(
    r"(?:\w{1,3}\s*)?(?:.*(?:研究生|本科|大学|大专|中专|高中|初中|小学|技校|博士|硕士)|文盲)"
)
# The surnames of about nine people in ten; a guess needs no more.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申"
    "耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪"
    "简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)

Guess = Callable[[str], bool]


def _is_name(text: str) -> bool:
    if not _NAME.fullmatch(text) or text[0] not in _SURNAMES:
        return False
    return len(text) == 2 or not _NO_NAME.search(text)


def _is_ethnicity(text: str) -> bool:
    return text in _SHORT_ETHNICITIES or (text.endswith("族") and len(text) < 12)


_TESTS: tuple[tuple[str, float, Guess], ...] = (
    ("id_number", _MOST, lambda text: _ID.fullmatch(text) is not None),
    ("phone", _MOST, lambda text: _MOBILE.fullmatch(text) is not None),
    ("gender", _NAMES, lambda text: text in _GENDERS),
    ("ethnicity", _NAMES, _is_ethnicity),
    ("member_type", _NAMES, lambda text: _MEMBERSHIP.search(text) is not None),
    ("branch", _MOST, lambda text: _BRANCH.search(text) is not None),
    ("name", _NAMES, _is_name),
    ("education", _NAMES, lambda text: _EDUCATION.fullmatch(text) is not None and len(text) < 14),
)


def guess(rows: Sequence[Row], columns: Iterable[int], taken: Iterable[str] = ()) -> dict[int, str]:
    """Give column → field for the columns whose cells leave no doubt; each field once.

    Looks at 200 rows. `taken` are the fields that other columns already hold.
    Dates are told apart by the day of birth in the ID number, else by their
    order: birth, then joining, then full membership.
    """
    free = list(columns)
    used = set(taken)
    found: dict[int, str] = {}
    samples = {column: _sample(rows, column) for column in free}
    for field, share, test in _TESTS:
        if field in used:
            continue
        scores = {column: _share(samples[column], test) for column in free if column not in found}
        best = max(scores, key=lambda column: scores[column], default=-1)
        if best >= 0 and scores[best] >= share and not (field == "name" and _repeats(samples[best])):
            found[best] = field
            used.add(field)
    if not {"birth", "join_date", "full_date"} & used:
        found.update(_dates(rows, [column for column in free if column not in found], found))
    return found


def enough(found: dict[int, str]) -> bool:
    """Say whether a guess without any header may be trusted: a name, and something beside it."""
    fields = set(found.values())
    return "name" in fields and (len(fields) > 1 or max(found) == 0)


def _sample(rows: Sequence[Row], column: int) -> list[str]:
    texts = (_flat(row[column]) for row in rows[:SAMPLE] if column < len(row))
    return [text for text in texts if text]


def _flat(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{int(cell)}"
    return _SPACE.sub("", cell[:_READ]) if isinstance(cell, str) else str(cell)


def _share(sample: list[str], test: Guess) -> float:
    return sum(map(test, sample)) / len(sample) if sample else 0.0


def _repeats(sample: list[str]) -> bool:
    # Villages share a surname, but a column of one value over and over is no column of names.
    return len(sample) > 3 and 2 * len(set(sample)) < len(sample)


def _dates(rows: Sequence[Row], columns: list[int], found: dict[int, str]) -> dict[int, str]:
    """Tell the columns of dates apart."""
    years = {column: [_year(row[column]) for row in rows[:SAMPLE] if column < len(row)] for column in columns}
    dated = {}
    for column, values in years.items():
        filled = [_flat(row[column]) for row in rows[:SAMPLE] if column < len(row) and row[column] != ""]
        seen = [year for year in values if year]
        if seen and len(seen) >= _NAMES * len(filled):
            dated[column] = median(seen)
    ordered = sorted(dated, key=lambda column: (dated[column], column))
    numbers = next((column for column, field in found.items() if field == "id_number"), None)
    names = ["birth", "join_date", "full_date"]
    if ordered and numbers is not None and not _born(rows, ordered[0], numbers):
        names = names[1:]
    elif len(ordered) == 1 and numbers is None:
        # One lone date may be any of the three: say nothing rather than something wrong.
        return {}
    return dict(zip(ordered, names, strict=False))


def _year(cell: object) -> int:
    if isinstance(cell, datetime.date):
        return cell.year
    text = _flat(cell) if cell != "" else ""
    return int(text[:4]) if _DATE.fullmatch(text) else 0


def _born(rows: Sequence[Row], column: int, numbers: int) -> bool:
    """Say whether a column of dates agrees with the days of birth in the ID numbers."""
    pairs = [(_year(row[column]), _flat(row[numbers])) for row in rows[:SAMPLE]]
    years = [(year, number[6:10]) for year, number in pairs if year and len(number) == 18]
    return bool(years) and sum(str(year) == born for year, born in years) >= _MOST * len(years)
