from collections.abc import Iterator
from pathlib import Path

import pytest

from db.register import Register
from tests import made_up


@pytest.fixture
def clock() -> made_up.Clock:
    return made_up.Clock()


@pytest.fixture
def db(tmp_path: Path, clock: made_up.Clock) -> Iterator[Register]:
    opened = made_up.register(tmp_path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def school(db: Register) -> int:
    return made_up.school(db)
