"""What the commands that write a rule on another say alike: which, its name, source, first day, changes."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from app.cli.kinds import COUNT, DAY
from app.errors import UserError

F = TypeVar("F", bound=Callable[..., Any])


def head(*, sets: str) -> Callable[[F], F]:
    """Ask for the rule to write on and the new one's head; `sets` shows how a number is changed."""
    asked = (
        click.argument("number", type=COUNT, metavar="序号"),
        click.option("--title", required=True, metavar="名称", help="新规则的名称。"),
        click.option("--source", required=True, metavar="出处", help="依据的文件。"),
        click.option("--from", "since", type=DAY, required=True, metavar="日期", help="从哪一天起生效。"),
        click.option("--set", "sets", multiple=True, metavar="项=数", help=f"如 {sets}。"),
        click.option("--confirmed", is_flag=True, help="已经确认，不是征求意见的。"),
    )

    def ask(command: F) -> F:
        for one in reversed(asked):
            command = one(command)
        return command

    return ask


def changes(sets: Sequence[str]) -> dict[str, Any]:
    """Give `a.b=3` and its like as the changes to a rule's body; raise `UserError` for what is none."""
    found: dict[str, Any] = {}
    for said in sets:
        _put(found, said)
    return found


def _put(found: dict[str, Any], said: str) -> None:
    path, _, text = said.partition("=")
    try:
        value = json.loads(text)
    except ValueError as error:
        raise UserError(f"“{said}”读不懂，请写成 day_cap_hours=6 或 targets.full=40 的样子。") from error
    *tables, last = path.strip().split(".")
    for name in tables:
        inner = found.setdefault(name, {})
        if not isinstance(inner, dict):
            raise UserError(f"“{said}”与前面的改动冲突，请核对。")
        found = inner
    found[last] = value
