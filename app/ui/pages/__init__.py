"""One page per noun, and the list of places for each desk."""

from app.ui.desk import Level
from app.ui.pages.certificates import CertificatesPage, VerificationPage
from app.ui.pages.checklist import Checklist
from app.ui.pages.classes import ClassesPage
from app.ui.pages.counties import ChecklistsPage, Counties, CoveragePage, ReportingPage, StatisticsPage
from app.ui.pages.devices import Devices
from app.ui.pages.home import Home
from app.ui.pages.hours import HoursPage
from app.ui.pages.members import Members
from app.ui.pages.orders import Orders
from app.ui.pages.parcels import Inbox, Parcels
from app.ui.pages.refdata import Refdata
from app.ui.pages.reports import ReportsPage
from app.ui.pages.returns import Arrivals, Returns
from app.ui.pages.settings import Settings
from app.ui.pages.teachers import TeachersPage
from app.ui.side import Place

TOWNSHIP = (
    Place("工作台", "desk", Home, "gzt"),
    Place("五有建设", "checklist", Checklist, "wyjs"),
    Place("党员名册", "members", Members, "dymc"),
    Place("培训班", "classes", ClassesPage, "pxb"),
    Place("学时台账", "hours", HoursPage, "xstz"),
    Place("师资课程", "teachers", TeachersPage, "szkc"),
    Place("证书", "certificates", CertificatesPage, "zs"),
    Place("统计报表", "reports", ReportsPage, "tjbb"),
    Place("上报县级", "send", Parcels, "sbxj"),
    Place("县级来件", "inbox", Arrivals, "xjlj"),
    Place("设置", "settings", Settings, "sz"),
)
_SEEN = (
    Place("上报情况", "reports", ReportingPage, "sbqk"),
    Place("五有评审", "checklist", ChecklistsPage, "wyps"),
    Place("学时达标", "hours", CoveragePage, "xsdb"),
    Place("统计报表", "reports", StatisticsPage, "tjbb"),
)
COUNTY = (
    Place("县级总览", "desk", Counties, "xjzl"),
    *_SEEN,
    Place("收件箱", "inbox", Inbox, "sjx"),
    Place("退回接收", "undo", Returns, "thjs"),
    Place("下发", "send", Refdata, "xf"),
    Place("点单", "classes", Orders, "dd"),
    Place("乡镇登记", "schools", Devices, "xzdj"),
    Place("师资课程", "teachers", TeachersPage, "szkc"),
    Place("证书核验", "certificates", VerificationPage, "zshy"),
    Place("上报市级", "send", Parcels, "sbsj"),
    Place("设置", "settings", Settings, "sz"),
)
CITY = (
    Place("市级总览", "desk", Counties, "sjzl"),
    *(one for one in COUNTY if one.title not in ("县级总览", "上报市级")),
)


def places(level: Level) -> tuple[Place, ...]:
    """Give the places of a desk in the order they stand at the side."""
    return {"township": TOWNSHIP, "county": COUNTY, "city": CITY}[level]
