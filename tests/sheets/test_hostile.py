"""Files built to hurt, and files damaged on the way: read or refused with a sentence, and nobody falls."""

import random
from itertools import islice
from pathlib import Path

import pytest

from app.errors import UserError
from app.sheets import rosters, workbooks
from tests.sheets import hostile
from tests.sheets.messes import TODAY


def survives(path: Path) -> None:
    try:
        book = workbooks.read(path)
        for name in rosters.candidates(book):
            rosters.read(next(sheet for sheet in book.sheets if sheet.name == name), today=TODAY)
    except UserError as error:
        assert str(error).endswith("。")
        assert "请" in str(error)


def test_every_third_file_built_to_hurt(tmp_path: Path) -> None:
    for _, path in islice(hostile.built(tmp_path, size=10), 0, None, 3):
        survives(path)


@pytest.mark.slow
def test_every_file_built_to_hurt(tmp_path: Path) -> None:
    for _, path in hostile.built(tmp_path, size=100):
        survives(path)


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(3)
    for data in hostile.originals(tmp_path):
        for _ in range(4):
            path = tmp_path / "damaged"
            path.write_bytes(hostile.mutated(data, chance))
            survives(path)


@pytest.mark.slow
def test_five_hundred_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(4)
    whole = hostile.originals(tmp_path)
    for number in range(500):
        path = tmp_path / "damaged"
        path.write_bytes(hostile.mutated(whole[number % len(whole)], chance))
        survives(path)
