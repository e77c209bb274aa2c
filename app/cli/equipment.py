"""`wuyou equipment`: the register of equipment, line by line."""

from app.cli import ledgers
from app.school import equipment as nouns


@ledgers.group("设施设备：数量、放在哪里、好不好用。")
def equipment() -> None:
    """Gather the commands about equipment."""


ledgers.commands(equipment, ledgers.Noun(nouns.LEDGER, nouns.find, nouns.rows))
