"""Books and materials: what the school holds, what it gave out, and what is left."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import branches, ledgers, places
from app.school.ledgers import Field, Ledger, Reference, Values
from app.spelling import names
from db.register import Register

KINDS = {"book": "图书", "textbook": "教材", "notebook": "学习笔记", "film": "电教片", "other": "其他资料"}
LEDGER = Ledger(
    "book",
    "图书资料",
    "图书资料",
    (
        Field(
            "title", "书名", also=("名称", "图书名称", "资料名称", "教材名称", "题名"), must=True, width=14
        ),
        Field("kind", "类别", "choice", also=("类型", "种类"), choices=KINDS),
        Field("author", "作者", also=("编者", "编著"), width=6),
        Field("publisher", "出版单位", also=("出版社", "编印单位"), width=8),
        Field("copies", "册数", "count", also=("数量", "本数", "册", "份数"), most=10_000_000),
        Field("price_fen", "单价", "money", also=("定价", "价格"), rule="每册多少元。"),
        Field("got_on", "入库时间", "date", also=("购置时间", "入库日期", "登记时间", "购入日期"), past=True),
        Field("got_from", "来处", also=("来源", "购自", "配发单位"), width=6),
        Field("place", "存放地点", "named", also=("地点", "位置", "书架"), reference=places.REFERENCE),
        Field("ended_on", "停用时间", "date", also=("注销时间", "报废时间"), rule="注销的日期；在用的空着。"),
        Field("note", "备注", width=8),
    ),
    order={
        "title": ("x.title",),
        "kind": ("x.kind", "x.title"),
        "author": ("x.author", "x.title"),
        "publisher": ("x.publisher", "x.title"),
        "copies": ("x.copies DESC",),
        "price_fen": ("x.price_fen DESC",),
        "got_on": ("x.got_on DESC",),
        "got_from": ("x.got_from", "x.title"),
        "place": ("(SELECT p.name FROM place p WHERE p.id = x.place)", "x.title"),
        "ended_on": ("x.ended_on DESC",),
    },
    lasts=True,
    since="got_on",
)


def _titled(db: Register, title: str, school: int) -> int | None:
    key = names.match_key(title.strip("《》"))
    found = db.execute(
        "SELECT id, title FROM book WHERE school = ? AND voided_on IS NULL ORDER BY ended_on <> '', id DESC",
        [school],
    )
    return next((one for one, name in found.fetchall() if names.match_key(name.strip("《》")) == key), None)


def _titles(db: Register, school: int) -> list[str]:
    found = db.execute(
        "SELECT DISTINCT title FROM book WHERE school = ? AND voided_on IS NULL AND ended_on = '' "
        "ORDER BY title",
        [school],
    )
    return [row[0] for row in found]


def _given_out(db: Register, values: Values, school: int) -> Values:
    """Join the receiver to the branch of that name."""
    if not values.get("copies"):
        raise UserError("册数要大于 0；没有发放就不用登记。")
    if int(str(values.get("returned") or 0)) > int(str(values["copies"])):
        raise UserError("收回的册数比发放的还多，请核对。")
    return {"branch": branches.named(db, str(values.get("receiver") or ""), school=school)}


ISSUES = Ledger(
    "book_issue",
    "发放",
    "资料发放",
    (
        Field("issued_on", "日期", "day", also=("发放日期", "时间", "发放时间", "领取日期"), must=True,
              past=True),
        Field(
            "book",
            "书名",
            "named",
            also=("名称", "资料名称", "教材名称", "图书名称"),
            must=True,
            width=14,
            reference=Reference(
                "book", "title", _titled, _titles, missing="请先在“图书资料”里登记这本书，再登记发放。"
            ),
        ),
        Field("receiver", "发给", also=("领取单位", "支部", "党支部", "领取人", "发放对象", "单位"), width=10,
              rule="支部或个人；写支部的全称，就记在这个支部名下。"),
        Field("copies", "册数", "count", also=("数量", "份数", "本数"), must=True, most=10_000_000),
        Field("returned", "收回", "count", also=("归还", "收回册数"), most=10_000_000,
              rule="借出的还回来几册；发放的空着。"),
        Field("note", "备注", also=("签收",), width=8),
    ),
    order={
        "issued_on": ("x.issued_on DESC",),
        "book": ("(SELECT b.title FROM book b WHERE b.id = x.book)", "x.issued_on DESC"),
        "receiver": ("x.receiver", "x.issued_on DESC"),
        "copies": ("x.copies DESC",),
        "returned": ("x.returned DESC",),
    },
    year="CAST(substr(x.issued_on, 1, 4) AS INTEGER)",
    derive=_given_out,
)  # fmt: skip
# Copies less those given out and not come back.
LEFT = (
    "x.copies - coalesce((SELECT sum(i.copies - i.returned) FROM book_issue i "
    "WHERE i.book = x.id AND i.voided_on IS NULL), 0)"
)


@dataclass(frozen=True, slots=True)
class Book:
    """A title the school holds; `left` are its copies less those given out and not come back."""

    id: int
    school: int
    title: str
    kind: str
    author: str
    publisher: str
    copies: int
    price_fen: int
    got_on: str
    got_from: str
    place: int | None
    place_name: str
    ended_on: str
    end_reason: str
    evidence: int | None
    note: str
    voided_on: str
    void_reason: str
    left: int


@dataclass(frozen=True, slots=True)
class Issue:
    """Copies given out on a day; `branch` where the receiver is one, `evidence` the signed list."""

    id: int
    school: int
    issued_on: str
    book: int
    book_name: str
    receiver: str
    branch: int | None
    copies: int
    returned: int
    evidence: int | None
    note: str
    voided_on: str
    void_reason: str


def find(
    db: Register, text: str = "", *, school: int, on: str = "", gone: bool = False, order_by: str = ""
) -> list[int]:
    """List titles by words in them: those in use, those there `on` a day, or with `gone` all."""
    return ledgers.find(db, LEDGER, text, school=school, on=on, gone=gone, order_by=order_by)


def rows(db: Register, ids: list[int]) -> list[Book]:
    """Give titles in the order asked."""
    return ledgers.rows(db, LEDGER, Book, ids, left=LEFT)


def copies(db: Register, *, school: int, on: str) -> int:
    """Count the copies of all titles in use on a day, given out or not."""
    return sum(one.copies for one in rows(db, find(db, school=school, on=on)))


def find_issues(
    db: Register,
    text: str = "",
    *,
    school: int,
    year: int | None = None,
    gone: bool = False,
    order_by: str = "",
) -> list[int]:
    """List what was given out by words in it, of a year where given, the latest first."""
    return ledgers.find(db, ISSUES, text, school=school, year=year, gone=gone, order_by=order_by)


def issue_rows(db: Register, ids: list[int]) -> list[Issue]:
    """Give what was given out in the order asked."""
    return ledgers.rows(db, ISSUES, Issue, ids)
