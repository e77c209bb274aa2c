"""`wuyou posts`: the register of posts, line by line."""

from app.cli import ledgers
from app.school import posts as nouns


@ledgers.group("组织人员：党校的校长、教务员等由谁担任，从哪天到哪天。")
def posts() -> None:
    """Gather the commands about posts."""


ledgers.commands(posts, ledgers.Noun(nouns.LEDGER, nouns.find, nouns.rows))
