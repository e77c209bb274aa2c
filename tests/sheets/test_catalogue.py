"""People written out in every mess of the catalogue come back right or with a doubt, never silently wrong."""

import random
from pathlib import Path

import pytest

from tests.sheets import catalogue, judging

# Two files of every kind.
QUICK, ALL = 720, 10_000


def judged(folder: Path, people: int, seed: int) -> judging.Judged:
    found = judging.read_back(folder, people=people, seed=seed)
    assert found.wrong == []
    assert found.needless == []
    assert found.people == people
    assert 0.3 * people < found.right < 0.7 * people
    return found


def test_nobody_is_silently_read_wrong(tmp_path: Path) -> None:
    found = judged(tmp_path, QUICK, 1)
    messes = {*catalogue.ID_NUMBERS, *catalogue.NAMES, *catalogue.PHONES}
    assert messes <= set(found.messes)


@pytest.mark.slow
def test_nobody_of_ten_thousand_is_silently_read_wrong(tmp_path: Path) -> None:
    found = judged(tmp_path, ALL, 2)
    messes = {*catalogue.ID_NUMBERS, *catalogue.NAMES, *catalogue.PHONES}
    for forms in catalogue.DATES.values():
        messes |= set(forms)
    around = {
        "表头上面的行",
        "表尾的行",
        "两行表头",
        "表头重复",
        "空行",
        "小计行",
        "只有序号的行",
        "数据中间的说明块",
    }
    assert messes | around | {"年月变成一号"} <= set(found.messes)


def test_a_wrong_value_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Somebody else's number, whole and plain: nothing in the cell shows it.
    other = catalogue.people(1, random.Random(9))[0].id_number
    makers = {"身份证号：文本": lambda who, chance: (other, (who.id_number,), "clean")}
    monkeypatch.setattr(catalogue, "ID_NUMBERS", makers)
    assert judging.read_back(tmp_path, people=40, seed=3).wrong
