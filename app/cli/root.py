"""The command `wuyou`: what stands before every command, and the commands by their nouns."""

import os
import sys
import traceback
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

import click

from app import paths
from app.cli import words
from app.cli.desk import Desk, Windows
from app.cli.kinds import DAY
from app.explain import explain

# Read only when asked for: a command that lists people need not wait for the makers of papers.
_NOUNS = {
    "found": "app.cli.schools",
    "members": "app.cli.members",
    "filters": "app.cli.filters",
    "layouts": "app.cli.layouts",
    "agenda": "app.cli.agenda",
    "plans": "app.cli.plans",
    "classes": "app.cli.classes",
    "enrollments": "app.cli.enrollments",
    "timetable": "app.cli.timetable",
    "attendance": "app.cli.attendance",
    "leave-slips": "app.cli.leave_slips",
    "scores": "app.cli.scores",
    "evaluations": "app.cli.evaluations",
    "graduations": "app.cli.graduations",
    "teachers": "app.cli.teachers",
    "courses": "app.cli.courses",
    "places": "app.cli.places",
    "posts": "app.cli.posts",
    "bylaws": "app.cli.bylaws",
    "meetings": "app.cli.meetings",
    "funds": "app.cli.funds",
    "equipment": "app.cli.equipment",
    "routes": "app.cli.routes",
    "books": "app.cli.books",
    "activities": "app.cli.activities",
    "hours": "app.cli.hours",
    "standings": "app.cli.standings",
    "forecast": "app.cli.forecasts",
    "coverage": "app.cli.coverages",
    "report": "app.cli.training_reports",
    "rules": "app.cli.rules",
    "class-rules": "app.cli.class_rules",
    "sign-in-sheets": "app.cli.sign_in_sheets",
    "certificates": "app.cli.certificates",
    "checklist": "app.cli.checklist",
    "standards": "app.cli.standards",
    "assessments": "app.cli.assessments",
    "binders": "app.cli.binders",
    "upper-forms": "app.cli.upper_forms",
    "parcels": "app.cli.parcels",
    "siblings": "app.cli.siblings",
    "erasures": "app.cli.erasures",
    "transfers": "app.cli.transfers",
    "people": "app.cli.people",
    "receipts": "app.cli.receipts",
    "returns": "app.cli.returns",
    "refdata": "app.cli.refdata",
    "notices": "app.cli.notices",
    "orders": "app.cli.orders",
    "counties": "app.cli.counties",
    "devices": "app.cli.devices",
    "publish": "app.cli.publish",
    "directories": "app.cli.directories",
    "handover": "app.cli.handovers",
    "passphrase": "app.cli.registers",
    "clerks": "app.cli.registers",
    "recovery": "app.cli.registers",
    "backup": "app.cli.registers",
    "backups": "app.cli.backups",
    "rescue": "app.cli.backups",
    "check": "app.cli.backups",
    "changes": "app.cli.changes",
    "undo": "app.cli.registers",
    "redo": "app.cli.registers",
    "updates": "app.cli.updates",
    "guide": "app.cli.quick_guide",
    "demo": "app.cli.demo",
}


class _Nouns(words.Group):
    """The commands, each looked up in the module of its noun."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List them in the order things happen."""
        return list(_NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give one; in its module it has its own name, with `_` for `-`."""
        if cmd_name not in _NOUNS:
            return None
        command = getattr(import_module(_NOUNS[cmd_name]), cmd_name.replace("-", "_"))
        return command if isinstance(command, click.Command) else None


@click.group(
    cls=_Nouns,
    invoke_without_command=True,
    help="五有：乡镇党校的一张办公桌。不带命令时打开窗口。",
    epilog="每个命令后面加 --help 看它的用法。",
)
@click.option("--data", metavar="文件夹", help="数据所在的文件夹；不写就用本机的（或环境变量 WUYOU_DATA）。")
@click.option("--operator", metavar="姓名", help="经办人，记入每一次更改；不写就用设好的，或登录名。")
@click.option("--today", type=DAY, metavar="日期", help="按哪一天办理，补录以前的事时用；不写就是今天。")
@click.pass_context
def wuyou(ctx: click.Context, data: str | None, operator: str | None, today: str | None) -> None:
    """Set the desk for the command that follows; without one, open the window."""
    windows = ctx.find_object(Windows)
    if windows is None:
        raise TypeError("the door hands in the windows")
    ctx.obj = Desk(
        folder=Path(data).expanduser().absolute() if data else paths.data(),
        operator=operator or "",
        today=date.fromisoformat(today) if today else date.today(),
        windows=windows,
    )
    if ctx.invoked_subcommand is None:
        ctx.exit(windows.open(ctx.obj.folder, ctx.obj.operator))


def run(arguments: list[str], windows: Windows) -> int:
    """Do what the arguments say and give the exit code: 1 after a sentence, 2 for a wrong command.

    What nobody can mend leaves its traceback in the log, and code 3.
    """
    context: click.Context | None = None
    try:
        with wuyou.make_context("wuyou", arguments, obj=windows) as context:
            wuyou.invoke(context)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        click.echo(words.sentence(error), err=True)
        return 2
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not try to write the rest on leaving.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Exception, KeyboardInterrupt) as error:
        desk = context.obj if context and isinstance(context.obj, Desk) else None
        return failed(error, desk.folder if desk else paths.data())
    return 0


def failed(error: BaseException, folder: Path) -> int:
    """Say or write down what ended a command or the window, for nothing may be lost; give the exit code."""
    if isinstance(error, click.Abort | KeyboardInterrupt | EOFError):
        click.echo("已取消。", err=True)
        return 1
    said = explain(error)
    if said is not None:
        click.echo(said or "已取消。", err=True)
        return 1
    details = "".join(traceback.format_exception(error))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with paths.log(folder).open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now().isoformat(sep=' ', timespec='seconds')} ERROR {details}")
    except OSError:
        click.echo(details, err=True)
        click.echo("程序出错了，没有做完。请把上面的内容发给维护人员。", err=True)
    else:
        click.echo(f"程序出错了，没有做完。详情在 {paths.log(folder)}，请把它发给维护人员。", err=True)
    return 3
