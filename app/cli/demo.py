"""`wuyou demo`: walk the whole road on made-up townships."""

from pathlib import Path
from time import perf_counter

import click

from app.cli import words
from app.cli.desk import Desk, clock, pass_desk
from app.cli.kinds import COUNT
from app.errors import UserError
from app.jobs.demo import road, stage

MOST = 20_000


@click.command(cls=words.Command, help="演示：用虚构的乡镇把整件事走一遍，每一步做出的文件都留下。")
@click.option(
    "--out",
    required=True,
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="放在哪个文件夹（新的，或上次演示的）。",
)
@click.option("--members", type=COUNT, default=1200, metavar="人数", help="乡镇有多少党员，不写是 1200。")
@click.option("--no-pictures", is_flag=True, help="不给窗口拍照。")
@click.option("--window", is_flag=True, help="最后在窗口里打开这个乡镇。")
@pass_desk
def demo(desk: Desk, out: Path, members: int, no_pictures: bool, window: bool) -> None:
    """Walk the road and say of every step what it did, what it left and how long it took."""
    if not road.LEAST <= members <= MOST:
        raise UserError(f"演示的党员人数要在 {road.LEAST} 到 {MOST} 之间。")
    began = before = perf_counter()
    for step in road.walk(out, today=desk.today, count=members):
        now = perf_counter()
        _say(step, out, now - before)
        before = now
    folder = out.absolute()
    if not no_pictures:
        for name in (stage.TOWNSHIP, stage.COUNTY):
            made = desk.windows.photograph(folder / name, folder / stage.PICTURES / name, desk.on, clock())
            step = stage.Step(f"给“{name}”的窗口每一页拍照：{len(made)} 张", tuple(made))
            _say(step, out, perf_counter() - before)
            before = perf_counter()
        stage.finish(folder)
    click.echo(f"\n全部做完，用了 {before - began:.1f} 秒。东西在 {folder}：")
    for name, what in stage.LEFT.items():
        if any((folder / name).iterdir()):
            click.echo(f"  {name}　{what}")
    for name in (stage.TOWNSHIP, stage.COUNTY):
        click.echo(f'打开{name}的窗口：wuyou --data "{folder / name}"')
    if window:
        click.get_current_context().exit(desk.windows.open(folder / stage.TOWNSHIP, ""))


def _say(step: stage.Step, out: Path, seconds: float) -> None:
    click.echo(f"{seconds:7.2f} 秒  {step.said}")
    for path in step.files:
        click.echo(f"            → {path.relative_to(out.absolute())}")
