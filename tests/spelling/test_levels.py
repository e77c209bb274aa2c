import pytest

from app.spelling import levels


@pytest.mark.parametrize(
    ("said", "at_a_city"),
    [
        ("请学校再上报一次；县里已有更新的数据。", "请县级再上报一次；市里已有更新的数据。"),
        ("乡镇党校要送来登记申请。", "县级党校要送来登记申请。"),
        ("这所学校有两台电脑在用", "这个县有两台电脑在用"),
        ("2 所学校", "2 个县"),
        ("下党乡党校有 3 人没有填党支部", "下党乡党校有 3 人没有填党支部"),
    ],
)
def test_a_city_speaks_of_its_counties(said: str, at_a_city: str) -> None:
    assert levels.below("city", said) == at_a_city
    assert levels.below("county", said) == levels.below("township", said) == said


def test_a_county_that_sends_speaks_of_its_city() -> None:
    said = "这是县级名片，但不是本县发的，没有读取；县里认不出。"
    assert levels.above("county", said) == "这是市级名片，但不是本市发的，没有读取；市里认不出。"
    assert levels.above("township", said) == levels.above("city", said) == said
