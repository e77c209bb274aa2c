"""What Ctrl+K finds."""

from functools import partial

from app.ui.desk import Desk
from app.ui.finder import Found, Search
from app.ui.page import Page

VERIFYING = "证书核验"
KEPT_PAGES = (
    ("备份和恢复", "bfhhf", "backups"),
    ("更改记录", "ggjl", "changes"),
    ("交接给下一任", "jjgxyr", "handovers"),
)


def searches(desk: Desk) -> tuple[Search, ...]:
    """Give what can be found from anywhere: people, classes, and pages by their names."""

    def people(text: str) -> list[Found]:
        from app.school import members  # noqa: PLC0415 - read when somebody is looked for

        found = members.rows(desk.db, members.find(desk.db, text)[:8])
        return [Found(who.name, who.branch_name, partial(_open, "党员名册", who.id)) for who in found]

    def terms(text: str) -> list[Found]:
        from app.school import classes  # noqa: PLC0415 - as above

        found = classes.rows(desk.db, classes.find(desk.db, text)[:8])
        return [Found(one.name, f"{one.year} 年第 {one.term_no} 期", partial(_open, "培训班", one.id))
                for one in found]  # fmt: skip

    def _open(place: str, target: int) -> None:
        def show(page: Page) -> None:
            page.open_target(target, "")

        desk.go(place, show)

    def verifying(text: str) -> list[Found]:
        wanted = text.strip().lower()
        if not wanted or not (wanted in VERIFYING or "zshy".startswith(wanted)):
            return []
        return [Found(VERIFYING, "看一张证书是不是真的", lambda: desk.go("证书", lambda page: page.verify()))]

    kept = Search("功能", partial(_kept_pages, desk))
    if desk.level != "township":
        return (kept,)
    return Search("党员", people), Search("培训班", terms), Search("功能", verifying), kept


def _kept_pages(desk: Desk, text: str) -> list[Found]:
    """Find the pages that are reached from 设置."""
    wanted = text.strip().lower()
    return [
        Found(title, "在“设置”里", partial(desk.go, "设置", partial(_open_step, step)))
        for title, initials, step in KEPT_PAGES
        if wanted and (wanted in title or initials.startswith(wanted))
    ]


def _open_step(step: str, page: Page) -> None:
    page.open_target(0, step)
