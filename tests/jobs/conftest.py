import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from app.jobs import devices, parcels, registers
from app.progress import silent
from app.school import schools
from db.register import Register
from tests import made_up, once

NOW = datetime(2026, 11, 22, 9, 0)


@dataclass(frozen=True, slots=True)
class Desk:
    """A data folder and its open register."""

    folder: Path
    db: Register
    school: int

    def send(self, target: Path) -> parcels.Delivered:
        return parcels.send(self.db, folder=self.folder, target=target, now=NOW, tell=silent)

    def receive(self, path: Path) -> parcels.Receipt:
        return parcels.receive(self.db, path, folder=self.folder, now=NOW, tell=silent)

    def files(self) -> list[str]:
        """Name everything in the data folder but SQLite's own, to see what was left behind."""
        paths = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*"))
        return sorted(path for path in paths if not path.startswith("school."))


@cache
def _begun(name: str, level: str, code: str) -> dict[str, bytes]:
    """Begin a desk once and not for every test: the files of its folder, by name."""
    titles = {"township": "下党乡党校", "county": "寿宁县委组织部", "city": "宁德市委组织部"}
    with tempfile.TemporaryDirectory(prefix=name) as folder:
        # Left to chance, two laptops that begin at one moment would in some run come to the same id.
        chance = made_up.chance(f"{name} {code}")
        with registers.opened(Path(folder), clock=made_up.Clock(), chance=chance, operator="张干事") as db:
            registers.found(db, level=level, code=code, full_name=titles[level], county_name="寿宁县")
        return {file: (Path(folder) / file).read_bytes() for file in ("school.db", "keys.json")}


@contextmanager
def desks_in(where: Path) -> Iterator[Callable[..., Desk]]:
    """Open a desk of a level by a name of its own, closed again in the end."""
    with ExitStack() as opened:

        def open_(name: str, *, level: str = "township", code: str = "350924100") -> Desk:
            folder = where / name
            folder.mkdir(exist_ok=True)
            for file, content in _begun(name, level, code).items():
                (folder / file).write_bytes(content)
            chance = made_up.chance(f"{name} {code} open")
            context = registers.opened(folder, clock=made_up.Clock(), chance=chance, operator="张干事")
            db = opened.enter_context(context)
            return Desk(folder, db, schools.own(db).id)

        yield open_


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Open a desk of a level by a name of its own, closed again after the test."""
    with desks_in(tmp_path) as open_:
        yield open_


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Open laptops nobody has begun on."""
    with ExitStack() as opened:

        def open_(name: str) -> Desk:
            folder = tmp_path / name
            about = {"clock": made_up.Clock(made_up.START_MS + 7), "chance": made_up.chance(f"{name} fresh")}

            def make() -> None:
                with registers.opened(folder, **about, operator="李干事"):
                    pass

            once.made(folder, ("fresh", name), make)
            db = opened.enter_context(registers.opened(folder, **about, operator="李干事"))
            return Desk(folder, db, 0)

        yield open_


@pytest.fixture
def township(open_desk: Callable[..., Desk]) -> Desk:
    """A township with four people and a class."""
    desk = open_desk("township")
    made_up.a_class(desk.db, desk.school, made_up.people(desk.db, desk.school, 4))
    return desk


@pytest.fixture
def county(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("county", level="county", code="350924")


def acquaint(township: Desk, county: Desk) -> None:
    """Carry card, request and certificate between the two, as two people with a stick do."""
    devices.take_card(township.db, devices.county_card(county.db))
    certificate = devices.enrol(
        county.db, devices.request(township.db, device_name="办公室的电脑"), today=made_up.TODAY
    )
    devices.take_certificate(township.db, certificate)


@pytest.fixture
def acquainted(township: Desk, county: Desk) -> None:
    acquaint(township, county)


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "stick"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
