"""The sentences that say what would bring people to their hours."""

from app.jobs import forecasts as jobs
from app.school import forecasts


def test_a_class_to_be_added_names_every_branch_by_its_village() -> None:
    offer = forecasts.Offer(
        4,
        (
            "桥头村党支部",
            "中共石坂镇龙潭村支部委员会",
            "中共青岚县石坂镇前坪村党支部委员会",
            "中共东区街道南市场支部委员会",
            "中共支部委员会",
        ),
        (1, 2),
    )
    found = forecasts.Forecast(2026, (), (), (offer,), (), 16, 120)
    assert (
        jobs.offered(found, offer)
        == "再办 4 个半天，桥头、龙潭、前坪、南市场、中共支部委员会 5 个支部的 2 人就能达标。"
    )


def test_branches_of_villages_of_one_name_are_told_apart() -> None:
    alike = ("中共石坂镇龙潭村支部委员会", "龙潭党支部", "桥头村党支部")
    offer = forecasts.Offer(4, alike, (1, 2))
    found = forecasts.Forecast(2026, (), (), (offer,), (), 16, 120)
    said = jobs.offered(found, offer)
    assert "中共石坂镇龙潭村支部委员会、龙潭党支部、桥头 3 个支部" in said
