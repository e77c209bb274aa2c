"""`wuyou routes`: the register of routes, line by line."""

from app.cli import ledgers
from app.school import routes as nouns


@ledgers.group("现场教学路线：沿线点位、分钟和学时。")
def routes() -> None:
    """Gather the commands about routes."""


ledgers.commands(routes, ledgers.Noun(nouns.LEDGER, nouns.find, nouns.rows))
