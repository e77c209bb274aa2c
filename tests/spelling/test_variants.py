import pytest

from app import paths
from app.spelling import variants


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张䶮", "张YAN"), ("张䶮", "张 yan"), ("张䶮", "张?"), ("张䶮", "张？"), ("张䶮", "张□"),
        ("张䶮", "张\ue000"), ("陈喆", "陳哲"), ("欧阳喆", "欧阳zhe"), ("傅三", "付三"), ("张三", "张三"),
    ],
)  # fmt: skip
def test_what_may_be_one_name(one: str, other: str) -> None:
    assert variants.may_be_one(one, other)
    assert variants.may_be_one(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张䶮", "张YANG"),
        ("张䶮", "张"),
        ("张三", "张四"),
        ("张?", "李三"),
        ("张?", "张三丰"),
        ("", ""),
        ("张燕", "张艳"),
    ],
)
def test_what_may_not(one: str, other: str) -> None:
    assert not variants.may_be_one(one, other)
    assert not variants.may_be_one(other, one)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("张yan", True),
        ("张?", True),
        ("张□三", True),
        ("张\ue000", True),
        ("张三", False),
        ("John", False),
        ("买买提·吐尔逊", False),
    ],
)
def test_a_stand_in_is_seen(name: str, said: bool) -> None:
    assert variants.has_stand_in(name) is said


def test_every_character_stands_once_in_the_table() -> None:
    lines = (paths.resources() / "data" / "name-variants.tsv").read_text(encoding="utf-8").splitlines()
    characters = [one for line in lines if not line.startswith("#") for one in line.split("\t")]
    assert len(characters) == len(set(characters))
    assert all(len(one) == 1 for one in characters)
