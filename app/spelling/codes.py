"""Labels that come with codes: ethnic group, education, job, kind of member, yes and no."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from app import paths
from app.spelling import OK, Verdict, cells

MemberType = Literal["full", "probationary", "candidate", "activist", "applicant", "non_member", ""]
MembershipStatus = Literal["normal", "suspended", ""]

_CODED = re.compile(r"([0-9][0-9A-Za-z]{0,7})[\s_.、:\-—]+(\D.*)", re.DOTALL)
# Without anything between, only a short code before a Chinese label is one: 01汉族, 1A中央党校研究生.
_GLUED = re.compile(r"([0-9][0-9A-Z]{0,3})([一-鿿].*)", re.DOTALL)
_BARE_CODE = re.compile(r"[0-9]+[A-Za-z]?")
_UNWRITTEN = re.compile(r"[\s()、,,·.。“”\"]")
_STUDY_DONE = re.compile(r"(文化程度|文化|程度|学历|毕业)$")
_STUDY_FULL_TIME = re.compile(r"^(全日制|统招|普通高校)")
_STUDY_IN_SERVICE = re.compile(
    r"^(在职教育|在职|函授|自考|自学考试|成人教育|成人|成教|电大|夜大|网络教育|网络|远程)"
)

_MEMBER_TYPES: dict[str, MemberType] = {
    **dict.fromkeys(
        ("正式党员", "中共党员", "共产党员", "中国共产党党员", "党员", "正式", "中共正式党员", "正"), "full"
    ),
    **dict.fromkeys(("预备党员", "中共预备党员", "预备", "预"), "probationary"),
    **dict.fromkeys(("发展对象", "拟发展对象", "党员发展对象"), "candidate"),
    **dict.fromkeys(("入党积极分子", "积极分子"), "activist"),
    **dict.fromkeys(("入党申请人", "申请人", "申请入党人员", "入党申请人员"), "applicant"),
    **dict.fromkeys(
        ("群众", "非党员", "非中共党员", "普通群众", "共青团员", "团员", "无党派人士"), "non_member"
    ),
}
_STATUSES: dict[str, MembershipStatus] = {
    **dict.fromkeys(("正常", "党籍正常", "正常党籍"), "normal"),
    **dict.fromkeys(("停止党籍", "停止", "已停止党籍", "停籍"), "suspended"),
}
_GENDERS = {**dict.fromkeys(("男", "男性", "男士", "m", "male", "♂"), "男")} | {
    **dict.fromkeys(("女", "女性", "女士", "f", "female", "♀"), "女")
}
_ANSWERS = dict.fromkeys(
    ("是", "有", "对", "√", "✓", "✔", "☑", "y", "yes", "true", "1"), True
) | dict.fromkeys(("否", "不是", "无", "没有", "不", "×", "✗", "✘", "☒", "x", "n", "no", "false", "0"), False)


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """Hold one code list: the label by code, and the label by every way of writing it."""

    by_code: dict[str, str]
    by_text: dict[str, str]


def split(raw: str) -> tuple[str, str]:
    """Part a code from the label it is glued to: 01 汉族, 11_男, 1-正式党员."""
    text = cells.written(raw)
    match = _CODED.fullmatch(text) or _GLUED.fullmatch(text)
    return (match[1], match[2].strip()) if match else ("", text)


def ethnicity(raw: object) -> tuple[str, Verdict]:
    """Give the ethnic group's full name; 畬族, 维族 and the like are known."""
    return _look_up(raw, "ethnic-groups.tsv", "民族")


def education(raw: object) -> tuple[str, Verdict]:
    """Give the level of education as the national list names it; 本科 is 大学."""
    label, verdict = _look_up(raw, "education.tsv", "学历")
    if verdict.kind != "flag":
        return label, verdict
    plain = _key(split(cells.kept(raw))[1])
    known = _dictionary("education.tsv").by_text
    if plain in known:
        # It is the code beside it that says otherwise.
        return label, verdict
    plain = _STUDY_DONE.sub("", _STUDY_DONE.sub("", plain))
    if full_time := known.get(_STUDY_FULL_TIME.sub("", plain)):
        return full_time, OK
    if in_service := known.get(_STUDY_IN_SERVICE.sub("", plain)):
        return in_service, Verdict("flag", f"学历“{label}”读作“{in_service}”，请核对。")
    return label, verdict


def job(raw: object) -> tuple[str, Verdict]:
    """Give the job as the national list names it; 务农 is 农牧渔业生产人员."""
    return _look_up(raw, "jobs.tsv", "工作岗位")


def member_type(raw: object) -> MemberType:
    """Give the kind of member, or nothing when the cell is empty or says something else (已出党)."""
    return _MEMBER_TYPES.get(_label(raw), "")


def membership_status(raw: object) -> MembershipStatus:
    """Give the state of membership, or nothing when the cell is empty or says something else."""
    return _STATUSES.get(_label(raw), "")


def gender(raw: object) -> str:
    """Give 男 or 女, or nothing: a bare code is not guessed at, for code lists differ."""
    return _GENDERS.get(_label(raw), "")


def yes_no(raw: object) -> bool | None:
    """Give what a yes-or-no cell says, or nothing when it is empty or says something else."""
    if isinstance(raw, bool):
        return raw
    return _ANSWERS.get(_label(raw))


def _label(raw: object) -> str:
    return _key(split(cells.kept(raw))[1])


def _key(text: str) -> str:
    return _UNWRITTEN.sub("", cells.written(text)).casefold()


def _look_up(raw: object, name: str, what: str) -> tuple[str, Verdict]:
    """Find a label in a code list; one that is not there is kept as written and flagged."""
    code, label = split(cells.kept(raw))
    if cells.is_blank(label):
        return "", OK
    dictionary = _dictionary(name)
    if _BARE_CODE.fullmatch(label):
        # A number cell has lost the zero that its code began with.
        by_code = dictionary.by_code.get(label.upper()) or dictionary.by_code.get(f"0{label.upper()}")
        if by_code:
            return by_code, Verdict("flag", f"{what}只写了代码{label}，读作“{by_code}”，请核对。")
    known = dictionary.by_text.get(_key(label))
    if not known:
        return label, Verdict("flag", f"{what}“{label}”不在代码表里，已照原样保留，请核对。")
    # Other programs have code lists of their own; only a code of this list can contradict its label.
    meant = dictionary.by_code.get(code.upper(), known)
    if meant != known:
        return known, Verdict("flag", f"{what}写着“{known}”，代码{code}却是“{meant}”，请核对。")
    return known, OK


@cache
def _dictionary(name: str) -> _Dictionary:
    by_code: dict[str, str] = {}
    by_text: dict[str, str] = {}
    for line in (paths.resources() / "data" / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, label, aliases = line.split("\t")
        by_code[code] = label
        by_text |= dict.fromkeys((_key(text) for text in (label, *aliases.split())), label)
    return _Dictionary(by_code, by_text)
