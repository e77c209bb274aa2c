"""A county and three townships that are on no map; their codes have never been given to any place."""

from dataclasses import dataclass

COUNTY, COUNTY_CODE = "青岚县", "350999"
# How villages write the name of their branch: three of them, three ways.
_STYLES = (
    "中共{township}{village}支部委员会",
    "中共{county}{township}{village}党支部委员会",
    "{village}党支部",
)


@dataclass(frozen=True, slots=True)
class Village:
    """A made-up village, and its branch as its own files write it."""

    name: str
    branch: str


@dataclass(frozen=True, slots=True)
class Township:
    """A made-up township with its villages."""

    name: str
    code: str
    villages: tuple[Village, ...]

    @property
    def school(self) -> str:
        """Give the full name of its party school, as on its seal."""
        return f"中共{COUNTY}{self.name}委员会党校"


def _township(name: str, code: str, villages: str) -> Township:
    named = [
        Village(
            f"{village}村", _STYLES[place % 3].format(county=COUNTY, township=name, village=f"{village}村")
        )
        for place, village in enumerate(villages.split())
    ]
    return Township(name, code, tuple(named))


MAIN = _township(
    "云溪乡",
    "350999200",
    "上洋 下洋 溪口 后坪 大丘 石门 岭头 茶坑 东山 西埕 南坑 北墩 竹洋 梅岭 长潭 半岭 坂头 官台 仙岩 溪源",
)
# The second of them sends nothing: the county must see who is silent.
SMALL = (
    _township("石坂镇", "350999100", "龙潭 前坪 桥头 湖滨"),
    _township("竹岭乡", "350999201", "高岭 水尾 双坑"),
)
