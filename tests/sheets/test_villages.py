"""Sheets nobody designed: every layout the villages could have thought of, drawn by lot."""

import random
import tomllib
from functools import cache

import pytest

from app import paths
from app.sheets import rosters
from app.sheets.headers import Merged
from app.sheets.workbooks import Sheet
from tests.sheets import messes
from tests.sheets.messes import TODAY, Person

ASKED = ("gender", "id_number", "branch", "birth", "join_date", "phone", "member_type", "address", "note")
STRANGE = ("学位", "党龄", "微信号", "是否贫困户", "家庭人口", "")
ABOVE = ("平安镇党员花名册", "（2026年）", "填报单位：平安镇党委", "基层党委：", "")
BELOW = ("注：此表一式两份。", "填表人：", "合计", "说明：请如实填写", "")
BRANCH = "中共平安镇前村支部委员会"


@cache
def synonyms() -> dict[str, list[str]]:
    with (paths.resources() / "data" / "headings.toml").open("rb") as file:
        return dict(tomllib.load(file)["fields"])


def written(field: str, person: Person, chance: random.Random) -> object:
    """Write one fact about a person as somebody would."""
    if field == "birth":
        return chance.choice(
            [person.born, f"{person.born:%Y-%m-%d}", f"{person.born:%Y%m%d}", f"{person.born:%Y年%m月%d日}"]
        )
    if field == "join_date":
        return chance.choice([person.joined, f"{person.joined:%Y.%m.%d}", f"{person.joined:%Y/%m/%d}"])
    if field == "phone":
        return chance.choice([person.phone, float(person.phone), f" {person.phone} "])
    if field == "id_number":
        return chance.choice(
            [person.id_number, person.id_number.lower(), f"'{person.id_number}", f"{person.id_number}\t"]
        )
    return {
        "gender": chance.choice([person.gender, f"{person.gender}性"]),
        "branch": BRANCH,
        "member_type": chance.choice(["正式党员", "1-正式党员", "正式"]),
        "address": "前村1号",
        "note": "",
    }[field]


def layout(chance: random.Random, people: list[Person]) -> tuple[Sheet, int, set[str]]:
    """Draw a sheet; give it, the row of its first person, counted from 1, and the fields it holds."""
    asked = ["name", *chance.sample(ASKED, chance.randint(3, len(ASKED)))]
    columns: list[tuple[str, str]] = [(field, chance.choice(synonyms()[field][:9])) for field in asked]
    columns += [("", heading) for heading in chance.sample(STRANGE, chance.randint(0, 3))]
    chance.shuffle(columns)
    if chance.random() < 0.8:
        columns.insert(0, ("seq", "序号"))
    width = len(columns)
    merged: list[tuple[int, int, int, int]] = []
    rows: list[list[object]] = []
    for line in chance.sample(ABOVE, chance.randint(0, 4)):
        if line and chance.random() < 0.5:
            merged.append((len(rows), 0, len(rows), width - 1))
        rows.append([line])
    rows += header(chance, columns, len(rows), merged)
    first = len(rows) + 1
    for at, person in enumerate(people, start=1):
        name = person.name if chance.random() < 0.8 else "  ".join(person.name)
        facts = {"name": name, "seq": float(at), "": chance.choice(["", "无", 3.0])}
        rows.append([facts[f] if f in facts else written(f, person, chance) for f, _ in columns])
    for line in chance.sample(BELOW, chance.randint(0, 3)):
        if line and chance.random() < 0.5:
            merged.append((len(rows), 0, len(rows), width - 1))
        rows.append([line])
    return messes.sheet(rows, merged), first, set(asked)


def header(
    chance: random.Random, columns: list[tuple[str, str]], top: int, merged: list[tuple[int, int, int, int]]
) -> list[list[object]]:
    """Write the headings in one row, or in two with some columns under a group."""
    dressed: list[object] = [
        f"{chance.choice(['', '*', ' '])}{heading}{chance.choice(['', '（必填）', ' '])}" if heading else ""
        for _, heading in columns
    ]
    if chance.random() < 0.6 or len(columns) < 6:
        return [dressed]
    start = chance.randrange(2, len(columns) - 2)
    upper, lower = list(dressed), [""] * len(columns)
    upper[start], upper[start + 1] = "基本情况", ""
    lower[start : start + 2] = [str(heading) for heading in dressed[start : start + 2]]
    merged.append((top, start, top, start + 1))
    merged += [(top, at, top + 1, at) for at in range(len(columns)) if at not in (start, start + 1)]
    return [upper, list(lower)]


def expected(field: str, person: Person) -> str:
    return {
        "name": person.name,
        "id_number": person.id_number,
        "gender": person.gender,
        "branch": BRANCH,
        "birth": person.born.isoformat(),
        "join_date": person.joined.isoformat(),
        "phone": person.phone,
        "member_type": "full",
        "address": "前村1号",
        "note": "",
    }[field]


@pytest.mark.parametrize("seed", range(150))
def test_everybody_is_read_right_whatever_the_layout(seed: int) -> None:
    chance = random.Random(seed)
    people = messes.people(chance.randint(3, 12), seed)
    sheet, first, asked = layout(chance, people)
    roster = rosters.read(sheet, today=TODAY)
    assert roster.header_rows[1] == first - 1
    assert [row.row_no for row in roster.rows] == list(range(first, first + len(people)))
    assert {column.field for column in roster.columns} - {"", "seq"} == asked
    for person, row in zip(people, roster.rows, strict=True):
        assert {field: row.cells[field].value for field in asked} == {
            field: expected(field, person) for field in asked
        }
        assert row.verdict == "ok", row.reasons


def test_the_merged_areas_of_a_damaged_file_may_be_anything() -> None:
    people = messes.people(4)
    wild: Merged = [(0, 0, 9_999_999, 9_999_999), (5, 5, 1, 1), (2, 900, 3, 901), (1, 0, 60_000, 1)]
    for area in wild:
        roster = rosters.read(messes.sheet(messes.plain_rows(people), [area]), today=TODAY)
        assert [row.cells["name"].value for row in roster.rows] == [person.name for person in people]
