"""`wuyou books`: books and materials, and below `issues` what was given out of them."""

from app.cli import ledgers
from app.school import books as nouns


@ledgers.group("图书资料：册数、放在哪里；issues 是发放。")
def books() -> None:
    """Gather the commands about books."""


@ledgers.group("资料发放：哪天发给谁几册。")
def issues() -> None:
    """Gather the commands about what was given out."""


ledgers.commands(books, ledgers.Noun(nouns.LEDGER, nouns.find, nouns.rows))
ledgers.commands(issues, ledgers.Noun(nouns.ISSUES, nouns.find_issues, nouns.issue_rows))
books.add_command(issues, "issues")
