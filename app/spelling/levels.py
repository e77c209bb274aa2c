"""Levels: one sentence serves a township under its county and a county under its city.

Sentences are written as a township and its county need them; a county that turns to its city, and a city
that turns to its counties, read the same with the words of their own level.
"""

# What stands above and below a county, as the sentences of a township's and a county's pages have it.
_ABOVE = (
    ("县级", "市级"),
    ("县里", "市里"),
    ("哪个县", "哪个市"),
    ("不是本县发的", "不是本市发的"),
    ("本县组织部门", "本市组织部门"),
    ("本县签发", "本市签发"),
    ("另一个县", "另一个市"),
)
_BELOW = (
    ("县级", "市级"),
    ("县里", "市里"),
    ("乡镇登记", "各县登记"),
    ("乡镇党校", "县级党校"),
    ("各乡镇", "各县"),
    ("乡镇", "县级"),
    ("本县", "本市"),
    ("这所学校", "这个县"),
    ("另一所学校", "另一个县"),
    ("别的学校", "别的县"),
    ("该校", "该县"),
    ("所学校", "个县"),
    ("学校", "县级"),
)


def above(level: str, said: str) -> str:
    """Say at a county's desk of its city what is said at a township's of its county."""
    return _changed(said, _ABOVE) if level == "county" else said


def below(level: str, said: str) -> str:
    """Say at a city's desk of its counties what is said at a county's of its townships."""
    return _changed(said, _BELOW) if level == "city" else said


def _changed(said: str, words: tuple[tuple[str, str], ...]) -> str:
    # Marked first: what was put in must not be taken for what is still to be replaced.
    for at, (here, _) in enumerate(words):
        said = said.replace(here, f"\0{at}\0")
    for at, (_, there) in enumerate(words):
        said = said.replace(f"\0{at}\0", there)
    return said
