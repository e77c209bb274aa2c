"""`wuyou agenda`: what to do next, the most pressing first."""

import click

from app.cli import tables, words
from app.cli.desk import Desk, pass_desk
from app.school import agenda as things
from app.school import schools


@click.command(cls=words.Command, help="接下来要办的事，最要紧的在前。")
@pass_desk
def agenda(desk: Desk) -> None:
    """List what to do next."""
    with desk.opened() as db:
        found = things.items(db, school=schools.own(db).id, today=desk.on)
    rows = [(one.when, one.what, one.step, one.place) for one in found]
    click.echo(tables.table(("何时", "事项", "下一步", "到哪里办"), rows) if rows else "眼下没有要办的事。")
