"""What is known of a person, fact by fact: its name, how it is entered, and how what was typed is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from app.school import MEMBER_TYPES, members
from app.spelling import Verdict, cells, codes, dates, id_numbers, names, phones

NO_NAME = "姓名不能为空，请补上姓名。"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed, as it is to be kept; where it is not, `note` says why and what to do."""

    value: str
    note: str = ""
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: typed where it has a `read`, chosen where it has `choices`, ticked otherwise."""

    field: str
    label: str
    read: Callable[[str], Reading] | None = None
    choices: Mapping[str, str] | None = None
    hint: str = ""


def _plain(text: str) -> Reading:
    return Reading(" ".join(cells.INVISIBLE.sub("", text).split()))


def _name(text: str) -> Reading:
    shown = names.display(text)
    if not names.match_key(shown):
        return Reading("", NO_NAME, kept=False)
    return _judged(shown, names.check(shown))


def _id_number(text: str) -> Reading:
    number = id_numbers.read(text)
    return _judged(number.value, number.verdict)


def _date(text: str) -> Reading:
    date = dates.read(text)
    return _judged(date.value, date.verdict)


def _phone(text: str) -> Reading:
    phone = phones.read(text)
    return _judged(phone.value, phone.verdict)


def _labelled(read: Callable[[object], tuple[str, Verdict]]) -> Callable[[str], Reading]:
    def reading(text: str) -> Reading:
        return _judged(*read(text))

    return reading


def _judged(value: str, verdict: Verdict) -> Reading:
    """Keep what is certain or only doubtful; what a person must decide or mend is not kept yet."""
    lost = verdict.kind in ("ask", "refuse") or (verdict.kind == "flag" and not value)
    note = verdict.note
    if lost and "没有采用" not in note:
        note += "原来的没有改。"
    return Reading(value, note, kept=not lost)


_WHEN = "可以只写年月或年份"
_TYPES = dict(MEMBER_TYPES)
GENDERS = {"": "没有填", "男": "男", "女": "女"}
ROLES = {"": "没有", **members.ROLES}

NAME = Fact("name", "姓名", _name)
GENDER = Fact("gender", "性别", choices=GENDERS)
ID_NUMBER = Fact("id_number", "身份证号", _id_number)
BIRTH = Fact("birth", "出生日期", _date, hint=_WHEN)
MEMBER_TYPE = Fact("member_type", "人员类别", choices=_TYPES)
BRANCH = Fact("branch", "党支部")
JOINED = Fact("join_date", "入党日期", _date, hint=_WHEN)
PHONE = Fact("phone", "手机", _phone)

SECTIONS: tuple[tuple[str, tuple[Fact, ...]], ...] = (
    ("本人", (NAME, GENDER, ID_NUMBER, BIRTH,
            Fact("ethnicity", "民族", _labelled(codes.ethnicity)),
            Fact("education", "学历", _labelled(codes.education)),
            Fact("native_place", "籍贯", _plain))),
    ("组织", (BRANCH, MEMBER_TYPE, Fact("role", "党内职务", choices=ROLES), JOINED,
            Fact("full_date", "转正日期", _date, hint=_WHEN),
            Fact("unit_post", "单位及职务", _plain),
            Fact("job", "工作岗位", _labelled(codes.job)),
            Fact("membership_status", "党籍状态", choices={"normal": "正常", "suspended": "停止党籍"}))),
    ("联系", (PHONE, Fact("landline", "固定电话", _phone), Fact("address", "家庭住址", _plain))),
    ("情况", (Fact("frail", "年老体弱", hint="行动不便、身患重病等，学时不作硬性要求"),
            Fact("cadre", "干部", hint="乡科级及以下干部，另有干部学时，不与党员学时相混"),
            Fact("floating", "流动党员"), Fact("floating_to", "外出流向", _plain),
            Fact("lost_contact", "失去联系"), Fact("lost_since", "失联日期", _date),
            Fact("note", "备注", _plain))),
)  # fmt: skip
"""Every fact in the order of the office's own form, under its headings."""


class Typed(QLineEdit):
    """A field that leaves Ctrl+Z to the window where it has nothing of its own to undo."""

    def event(self, event: QEvent) -> bool:
        """Let go of a Ctrl+Z that would do nothing here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)
