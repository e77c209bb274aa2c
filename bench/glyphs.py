"""Every character of the general table, and rare ones, printed in every face and looked at."""

from collections.abc import Iterator

from bench.bars import Figure
from tests.papers import inking

SHARE = 900


def bars(*, full: bool) -> Iterator[Figure]:
    """Print a share of the table in one face, or with a full run all of it in every face."""
    every = inking.general()
    characters = every if full else every[:: len(every) // SHARE]
    roles = inking.ROLES if full else inking.ROLES[:1]
    empty, boxes, misread, count = 0, 0, 0, 0
    for role in roles:
        seen = inking.printed([*characters, *inking.RARE], role)
        empty, boxes = empty + len(seen.empty), boxes + len(seen.boxes)
        misread, count = misread + seen.misread, count + seen.count
        for named, found in (("没有墨", seen.empty), ("像空框", seen.boxes)):
            if found:
                print(f"{role} {named}：{''.join(found[:50])}")
    name = (
        f"通用规范汉字表 {len(characters)} 字和生僻字 {len(inking.RARE)} 个，{len(roles)} 种字体共 {count} 字"
    )
    yield Figure(f"{name}，印成空框或没印出来的", f"{empty + boxes} 字", "= 0 字", not empty + boxes)
    yield Figure(f"{name}，复制出来不对的页", f"{misread} 页", "= 0 页", not misread)
