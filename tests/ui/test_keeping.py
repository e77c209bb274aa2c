from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.jobs import backups
from app.school import branches, precautions, schools
from app.ui.desk import Desk
from app.ui.keeping import Checker, Keeper
from tests import made_up

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def desk(desk: Desk) -> Desk:
    made_up.school(desk.db)
    return desk


@pytest.fixture
def keeper(desk: Desk) -> Iterator[Keeper]:
    made = Keeper(desk)
    yield made
    made.deleteLater()


def whys(desk: Desk) -> list[str]:
    return [one.why for one in backups.find(desk.folder)]


def test_a_copy_makes_itself_where_something_was_changed(desk: Desk, keeper: Keeper, qtbot: QtBot) -> None:
    with qtbot.waitSignal(keeper.kept):
        keeper.look()
    assert whys(desk) == ["定时"]
    keeper.look()
    assert keeper._worker is None and whys(desk) == ["定时"], "nothing was changed since"
    keeper.leave()
    assert whys(desk) == ["定时"]


def test_the_last_copy_is_made_when_the_window_closes(desk: Desk, keeper: Keeper) -> None:
    desk.leaving.connect(keeper.leave)
    desk.leave()
    assert whys(desk) == ["退出"]


def test_a_copy_under_way_is_waited_for(desk: Desk, keeper: Keeper, qtbot: QtBot) -> None:
    with qtbot.waitSignal(keeper.kept):
        keeper.look()
        keeper.leave()
    assert whys(desk) == ["定时"]


def test_a_copy_that_cannot_be_made_is_said(desk: Desk, keeper: Keeper, qtbot: QtBot) -> None:
    (desk.folder / "backups").write_bytes(b"")  # a file where the folder should be
    with qtbot.waitSignal(keeper.failed) as said:
        keeper.look()
    assert "没有保存" in said.args[0]


def test_work_that_changes_much_makes_a_copy_first(desk: Desk) -> None:
    def much(db: object, _tell: object) -> None:
        assert whys(desk) == ["导入前"]
        raise UserError("没有成。")

    with pytest.raises(UserError):
        desk.work(None, "正在导入", much, before="导入前")  # type: ignore[arg-type]
    desk.work(None, "正在导入", lambda _db, _tell: None, before="导入前")
    assert whys(desk) == ["导入前"], "nothing was changed since"
    branches.add(desk.db, "下党村党支部", school=schools.own(desk.db).id)
    desk.work(None, "正在导入", lambda _db, _tell: None, before="导入前")
    assert whys(desk) == ["导入前", "导入前"]


def test_other_work_is_not_disturbed(desk: Desk, keeper: Keeper) -> None:
    desk.work(None, "正在忙", lambda _db, _tell: keeper.look())
    assert whys(desk) == []


def test_a_week_after_the_last_time_the_file_is_looked_over_by_itself(desk: Desk, qtbot: QtBot) -> None:
    checker = Checker(desk)
    checker.look()
    assert checker._worker is None, "work has only begun"
    precautions.begin(desk.db, today="2026-11-01")
    with qtbot.waitSignal(checker.found) as said:
        checker.look()
    assert said.args[0].wrong == () and "没有被改动过" in said.args[0].said
    assert schools.setting(desk.db, precautions.CHECKED_ON) == desk.today()
    checker.look()
    assert checker._worker is None
    checker.deleteLater()
