from collections.abc import Iterator
from pathlib import Path

import pytest

from db.register import Register
from tests import made_up


@pytest.fixture
def began(request: pytest.FixtureRequest) -> made_up.Begun | None:
    """What `school` and `people` would begin with, where the test asks for them."""
    if "school" not in request.fixturenames:
        return None
    return made_up.begun(4 if "people" in request.fixturenames else 0)


@pytest.fixture
def db(tmp_path: Path, began: made_up.Begun | None) -> Iterator[Register]:
    opened = began.opened(tmp_path) if began else made_up.register(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def school(db: Register, began: made_up.Begun) -> int:
    return began.school


@pytest.fixture
def people(school: int, began: made_up.Begun) -> list[int]:
    """Four people: 单晓红、曾国强、买买提·吐尔逊、雷金花."""
    return list(began.people)
