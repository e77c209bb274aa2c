"""What a rule can be asked: every number with its name, its unit, and where it usually comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.errors import UserError
from app.school import HALF_DAYS, MARKS, MEMBER_TYPES, rules

Kind = Literal["hours", "limit", "percent", "share", "number", "ratio", "pairs", "yes"]

_PLAN = "《2019—2023年全国党员教育培训工作规划》"
_MEMBERS = "《中国共产党党员教育管理工作条例》第二十条"
_CADRES = "《干部教育培训工作条例》（2023修订）"
_LOCAL = "地方通例"
_RATIO = re.compile(r"(\d{1,4})\s*[/／]\s*(\d{1,4})")
_PAIR = re.compile(r"(\d{1,5})\s*(?:分钟|天)?\s*[=＝:：]\s*(\d{1,4}(?:\.\d{1,2})?)\s*(?:学时|天)?")
_NONE = -1


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a rule: where it stands in the rule's body, and how it is said.

    `none` is what is said where there is no number: no limit, nothing owed. `of` are the two units of pairs.
    """

    path: tuple[str, ...]
    name: str
    kind: Kind
    unit: str = ""
    source: str = ""
    none: str = ""
    of: tuple[str, str] = ("", "")

    def value(self, body: Mapping[str, Any]) -> Any:
        """Give the number as the body has it; None where the body leaves it unsaid."""
        found: Any = body
        for key in self.path:
            if not isinstance(found, Mapping) or key not in found:
                return None
            found = found[key]
        return found

    def text(self, value: Any) -> str:
        """Write the number as it is read and typed."""
        if self.kind == "yes":
            return "是" if value else "否"
        if self.kind == "ratio":
            return f"{value[0]}/{value[1]}"
        if self.kind == "pairs":
            return "，".join(f"{first:g}={then:g}" for first, then in value)
        if self.none and value < 0:
            return self.none
        return f"{value:g}"

    def said(self, value: Any) -> str:
        """Write the number with its unit."""
        if self.kind == "pairs":
            one, other = self.of
            return "，".join(f"{first:g}{one} {then:g}{other}" for first, then in value) or "不用"
        text = self.text(value)
        return text if not self.unit or text == self.none else f"{text} {self.unit}"

    def read(self, text: str) -> Any:
        """Read what was typed; raise `UserError` where it is no such thing."""
        text = text.strip()
        if self.kind == "ratio":
            return self._ratio(text)
        if self.kind == "pairs":
            return self._pairs(text)
        if self.none and text in (self.none, "", "-1", "不限", "不作要求", "不作硬性要求"):
            return _NONE
        try:
            number = float(text)
        except ValueError as error:
            raise UserError(f"“{text}”不是数字，{self.name}请只写数字。") from error
        most, whole = {"percent": (100, True), "share": (100, True), "number": (1000, True)}.get(
            self.kind, (1000, False)
        )
        if not 0 <= number <= most:
            raise UserError(f"{self.name}应在 0 到 {most} 之间。")
        if whole and number != int(number):
            raise UserError(f"{self.name}请写整数。")
        if not whole and number * 4 != int(number * 4):
            raise UserError(f"{self.name}请写 0.25 学时的倍数，例如 0.5、4。")
        return int(number) if number == int(number) else number

    def _ratio(self, text: str) -> list[int]:
        found = _RATIO.fullmatch(text)
        if not found or not 0 < int(found[1]) <= int(found[2]):
            raise UserError(f"{self.name}请写成几分之几的样子，例如 1/7，不能大于 1。")
        return [int(found[1]), int(found[2])]

    def _pairs(self, text: str) -> list[list[float]]:
        parts = [part.strip() for part in re.split(r"[，,；;]", text) if part.strip()]
        found = [_PAIR.fullmatch(part) for part in parts]
        if not all(found) or (not parts and self.path[0] == "online"):
            raise UserError(
                f"{self.name}请写成“30=1，15=0.5”的样子，等号前是{self.of[0]}，后面是{self.of[1]}。"
            )
        pairs = [[int(one[1]), float(one[2])] for one in found if one]
        if len({pair[0] for pair in pairs}) != len(pairs):
            raise UserError(f"{self.name}里等号前的数有重复，请核对。")
        return pairs

    def change(self, value: Any) -> dict[str, Any]:
        """Give the change to a body that sets this number."""
        changed: Any = value
        for key in reversed(self.path):
            changed = {key: changed}
        return dict(changed)


def _targets() -> tuple[Parameter, ...]:
    names = {
        "secretary": ("支部书记", _PLAN), "committee": ("支部委员", _PLAN),
        **{key: (name, _MEMBERS) for key, name in MEMBER_TYPES.items()},
        "candidate": ("发展对象", "《发展党员工作细则》第十七条"),
        "frail": ("年老体弱的", "《中国共产党党员教育管理工作条例》第二十三条"),
        "cadre": ("乡科级及以下干部（另册）", _CADRES),
    }  # fmt: skip
    return tuple(
        Parameter(("targets", key), name, "limit", "学时/年", source, none="不作要求")
        for key, (name, source) in names.items()
    )


def _forms() -> tuple[Parameter, ...]:
    found = []
    for form, name in rules.FORMS.items():
        where = ("forms", form)
        if form == "home_delivery":
            found.append(
                Parameter((*where, "visit_hours"), f"{name}每次", "hours", "学时", "各地 0 或 1 学时")
            )
        elif form != "online_course":
            found.append(Parameter((*where, "minutes"), f"{name}一学时", "number", "分钟", _LOCAL))
            if form not in ("online_total",):
                found.append(Parameter((*where, "half_day_hours"), f"{name}半天", "hours", "学时", _LOCAL))
        if form == "teaching":
            found.append(
                Parameter((*where, "times"), f"{name}按几倍记", "number", "倍", "没有通行规定，0 为不记")
            )
    return tuple(found)


GROUPS: dict[str, tuple[Parameter, ...]] = {
    "每年应完成": _targets(),
    "一天和一课次": (
        Parameter(("day_cap_hours",), "每人每天最多", "hours", "学时", _LOCAL),
        Parameter(("min_unit_hours",), "最小单位", "hours", "学时", "尾数不足的舍去"),
        Parameter(("minutes_per_hour",), "一学时", "number", "分钟", "成人教育通例，半途来去的按实到折算"),
        *(
            Parameter(("half_day_hours", half), f"{name}一课次", "hours", "学时", "排课时自动填的学时")
            for half, name in HALF_DAYS.items()
        ),
    ),
    "每种考勤记多少": (
        *(
            Parameter(("counts", mark), name, "percent", "%", "各校考勤制度")
            for mark, name in MARKS.items()
        ),
        Parameter(("late_per_absence",), "迟到、早退几次折算一次缺课", "number", "次", "0 为不折算"),
    ),
    "结业": (
        Parameter(("graduation_min_ratio",), "至少得到总学时的", "ratio", "", "与请假不超过 1/7 相应"),
        Parameter(("leave_max_ratio",), "请假最多占总学时的", "ratio", "", _CADRES),
        Parameter(("leave_max_days",), "按班期限定请假天数", "pairs", "", "巢湖市委党校考勤制度",
                  of=(" 天以内的班最多请假", " 天")),
        Parameter(("absence_max_days",), "累计旷课几天不予结业", "number", "天", "0 为不用"),
    ),
    "网络学习": (
        Parameter(("online", "brackets"), "一门课按时长记", "pairs", "", "云南省干部在线学习学院",
                  of=(" 分钟以上记", " 学时")),
        Parameter(("online", "test_hours"), "测试通过另记", "hours", "学时", "云南省干部在线学习学院"),
        Parameter(("online", "min_unit_hours"), "最小单位", "hours", "学时", "云南省干部在线学习学院"),
        Parameter(("online", "cap_share"), "全年最多占应完成学时的", "share", "%", "由各地定", none="不限"),
    ),
    "班外学习怎么折算": _forms(),
    "每年每一类最多记": tuple(
        Parameter(("yearly_caps", key), name, "limit", "学时/年", "由各地定", none="不限")
        for key, name in rules.CATEGORIES.items()
    ),
    "县级以上集中培训": (
        Parameter(("central_classes", "secretary"), "支部书记每年至少", "number", "次", _PLAN),
        Parameter(("central_classes", "committee"), "支部委员每年至少", "number", "次", _PLAN),
        Parameter(("own_class_is_central",), "本校培训班也算集中培训", "yes", "", "由各地定"),
    ),
}  # fmt: skip
