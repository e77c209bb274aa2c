"""One tab of 统计报表: what all of them are given and can do."""

from collections.abc import Sequence

from app.school import filters
from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.pages.reports.people import PeoplePage
from app.ui.pages.yearly import YearTab


class Tab(YearTab):
    """A tab without content about one school."""

    read_only = False
    """Whether the page only looks into a school; set by the page."""

    def __init__(self, desk: Desk, page: Page, *, school: int) -> None:
        """Lay out an empty column."""
        super().__init__(desk, page)
        self.school = school

    def people(self, title: str, ids: Sequence[int], wanted: filters.Filter | None = None) -> None:
        """Lay the people behind a number over the page; `wanted` finds the same people again."""
        if not ids:
            self.page.say(f"{title}：没有人。")
            return
        self.desk.open(
            PeoplePage(
                self.desk, title, ids, school=self.school, year=self.year, wanted=wanted,
                read_only=self.read_only,
            )
        )  # fmt: skip
