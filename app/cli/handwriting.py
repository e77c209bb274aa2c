"""Characters that no font has: refused with the way out, or left blank to be written by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import click

from app.papers import fonts

_leave_blank = click.option("--leave-blank", is_flag=True, help="字库里没有的字留空，打印后手写补上。")


def prints(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that makes papers the option `--leave-blank`; with it they are made with blanks.

    Without it the command raises `fonts.Unprintable`, which names the option.
    """

    @_leave_blank
    @wraps(command)
    def made(*said: object, leave_blank: bool, **named: object) -> None:
        with _blanks(leave_blank):
            command(*said, **named)

    return made


@contextmanager
def _blanks(wished: bool) -> Iterator[None]:
    """Make papers within; where it is `wished`, with blanks, which are told once the papers are there."""
    if not wished:
        try:
            yield
        except fonts.Unprintable as error:
            raise fonts.Unprintable(error.lost, how="加上 --leave-blank 可以留空打印，再手写补上") from error
        return
    with fonts.handwritten() as lost:
        yield
    if lost:
        listed = "；".join(one.said for one in dict.fromkeys(lost))
        click.echo(f"留了空，打印后请手写补上：{listed}。")
