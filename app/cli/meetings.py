"""`wuyou meetings`: the register of meetings, line by line."""

from app.cli import ledgers
from app.school import meetings as nouns


@ledgers.group("会议记录：专题研究、校务会，附纪要。")
def meetings() -> None:
    """Gather the commands about meetings."""


ledgers.commands(meetings, ledgers.Noun(nouns.LEDGER, nouns.find, nouns.rows))
