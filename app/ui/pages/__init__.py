"""One page per noun, and the list of places for each desk."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from app.ui.desk import Desk, Level
from app.ui.side import Place

if TYPE_CHECKING:
    from app.ui.page import Page


def _page(module: str, name: str) -> "Callable[[Desk], Page]":
    """Give what makes a page; its module is read on the first visit, since it may bring makers of papers."""

    def make(desk: Desk) -> "Page":
        from app.ui.page import Page  # noqa: PLC0415 - no page is needed for the window to stand

        made = getattr(import_module(f"{__name__}.{module}"), name)(desk)
        if not isinstance(made, Page):
            raise TypeError(f"{module}.{name} is no page")
        return made

    return make


TOWNSHIP = (
    Place("工作台", "desk", _page("home", "Home"), "gzt"),
    Place("五有建设", "checklist", _page("checklist", "Checklist"), "wyjs"),
    Place("党员名册", "members", _page("members", "Members"), "dymc"),
    Place("培训班", "classes", _page("classes", "ClassesPage"), "pxb"),
    Place("学时台账", "hours", _page("hours", "HoursPage"), "xstz"),
    Place("师资课程", "teachers", _page("teachers", "TeachersPage"), "szkc"),
    Place("证书", "certificates", _page("certificates", "CertificatesPage"), "zs"),
    Place("统计报表", "reports", _page("reports", "ReportsPage"), "tjbb"),
    Place("上报县级", "send", _page("parcels", "Parcels"), "sbxj"),
    Place("县级来件", "inbox", _page("returns", "Arrivals"), "xjlj"),
    Place("设置", "settings", _page("settings", "Settings"), "sz"),
)
_SEEN = (
    Place("上报情况", "reports", _page("counties", "ReportingPage"), "sbqk"),
    Place("五有评审", "checklist", _page("counties", "ChecklistsPage"), "wyps"),
    Place("学时达标", "hours", _page("counties", "CoveragePage"), "xsdb"),
    Place("统计报表", "reports", _page("counties", "StatisticsPage"), "tjbb"),
)
COUNTY = (
    Place("县级总览", "desk", _page("counties", "Counties"), "xjzl"),
    Place("收件箱", "inbox", _page("parcels", "Inbox"), "sjx"),
    Place("乡镇登记", "schools", _page("devices", "Devices"), "xzdj"),
    *_SEEN,
    Place("退回接收", "undo", _page("returns", "Returns"), "thjs"),
    Place("下发", "send", _page("refdata", "Refdata"), "xf"),
    Place("点单", "classes", _page("orders", "Orders"), "dd"),
    Place("师资课程", "teachers", _page("teachers", "TeachersPage"), "szkc"),
    Place("证书核验", "certificates", _page("certificates", "VerificationPage"), "zshy"),
    Place("上报市级", "send", _page("parcels", "Parcels"), "sbsj"),
    Place("市级来件", "inbox", _page("returns", "Arrivals"), "sjlj"),
    Place("设置", "settings", _page("settings", "Settings"), "sz"),
)
CITY = (
    Place("市级总览", "desk", _page("counties", "Counties"), "sjzl"),
    *(
        Place("各县登记", one.icon, one.make, "gxdj") if one.title == "乡镇登记" else one
        for one in COUNTY
        if one.title not in ("县级总览", "上报市级", "市级来件")
    ),
)


def places(level: Level) -> tuple[Place, ...]:
    """Give the places of a desk in the order they stand at the side."""
    return {"township": TOWNSHIP, "county": COUNTY, "city": CITY}[level]
