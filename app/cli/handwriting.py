"""Characters that no font has: refused with the way out, or left blank to be written by hand."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.papers import fonts

leave_blank = click.option("--leave-blank", is_flag=True, help="字库里没有的字留空，打印后手写补上。")


@contextmanager
def blanks(wished: bool) -> Iterator[None]:
    """Make papers within; where it is `wished`, with blanks, which are told once the papers are there.

    Raise `fonts.Unprintable`, which names the option, where it is not.
    """
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
