from collections.abc import Iterator
from pathlib import Path

import pytest

from db.register import Register
from tests import made_up


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Register]:
    opened = made_up.register(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def school(db: Register) -> int:
    return made_up.school(db)


@pytest.fixture
def people(db: Register, school: int) -> list[int]:
    """Four people: 单晓红、曾国强、买买提·吐尔逊、雷金花."""
    return made_up.people(db, school, 4)
