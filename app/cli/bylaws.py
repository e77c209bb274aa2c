"""`wuyou bylaws`: the register of bylaws, line by line."""

from app.cli import ledgers
from app.school import bylaws as nouns


@ledgers.group("规章制度：印发、上墙、废止，附扫描件。")
def bylaws() -> None:
    """Gather the commands about bylaws."""


ledgers.commands(bylaws, ledgers.Noun(nouns.LEDGER, nouns.find, nouns.rows))
