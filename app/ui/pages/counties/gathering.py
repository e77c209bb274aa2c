"""Gathering: what a county's page has worked out before it shows, once a parcel, in a thread."""

from app.jobs import counties as jobs
from app.school import counties, parcels
from app.ui.desk import Desk
from app.ui.page import Page

LATER = "还没有算完，按 F5 接着算。"


class Gathering:
    """Work out what is not at hand; what cannot be summed up is not tried again before its next parcel."""

    def __init__(self, desk: Desk, page: Page) -> None:
        """Serve one page."""
        self._desk, self._page = desk, page
        self._wrong: dict[int, tuple[str, str]] = {}
        self._working = False

    def lacking(self, year: int, *, quarter: int = 0) -> list[int] | None:
        """List the schools whose figures are not at hand; None where nothing at all is to be worked out."""
        db, today = self._desk.db, self._desk.today()
        short = [
            one
            for one in counties.lacking(db, year=year, today=today, quarter=quarter)
            if self._wrong.get(one, ("", ""))[0] != counties.whose(db, one)
        ]
        if not short and (counties.heads_at_hand(db, year=year) is not None or not parcels.received(db)):
            return None
        return short

    def note(self, wrong: dict[int, str]) -> None:
        """Keep in mind which schools could not be summed up, and why."""
        for one, sentence in wrong.items():
            self._wrong[one] = (counties.whose(self._desk.db, one), sentence)

    def bring_up(self, year: int, *, quarter: int = 0) -> None:
        """Work out what is lacking, with progress and a way to stop it."""
        if self._working or self._desk.busy:
            return
        today, short = self._desk.today(), self.lacking(year, quarter=quarter)
        if short is None:
            return
        self._working = True
        try:
            wrong = self._desk.act(
                self._page,
                lambda: self._desk.work(
                    self._page,
                    "正在汇总",
                    lambda db, tell: jobs.bring_up(
                        db, short, year=year, today=today, tell=tell, quarter=quarter
                    ),
                ),
            )
        finally:
            self._working = False
        self.note(wrong or {})

    def wrong(self, school: int) -> str:
        """Say why a school could not be summed up, empty where it could or was not tried."""
        whose, sentence = self._wrong.get(school, ("", ""))
        return sentence if sentence and counties.whose(self._desk.db, school) == whose else ""
