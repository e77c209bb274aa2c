"""Drafting: what every rule that is written here must have, and how it changes the rule it is written on."""

from collections.abc import Mapping
from typing import Any

from app.errors import UserError
from app.spelling import dates

LONGEST = 80
"""So many characters a name may have."""


def head(*, title: str, source: str, effective_from: str) -> dict[str, str]:
    """Give a rule's name, source and first day as they are kept; raise `UserError` where one is missing.

    A rule without a source cannot be defended.
    """
    if not title.strip() or len(title.strip()) > LONGEST:
        raise UserError(f"请给规则起个名字，不超过 {LONGEST} 个字，例如“本县口径（2027）”。")
    if not source.strip():
        raise UserError("请写明规则的出处，例如“某县委组织部通知〔2027〕3号”，以后有人问起才说得清。")
    first = dates.typed_day(effective_from, like="2027-01-01")
    return {"title": title.strip(), "source": source.strip(), "effective_from": first}


def merged(before: Mapping[str, Any], changes: Mapping[str, Any], where: str = "") -> dict[str, Any]:
    """Give a rule's body with changes in it, within tables as deep as they go.

    Raise `UserError` for a key that is not there, and for a number where there is a table or a list; `where`
    is the path so far.
    """
    after = dict(before)
    for key, value in changes.items():
        if key not in before:
            raise UserError(f"规则里没有“{where}{key}”这一项，请核对。")
        if isinstance(before[key], dict):
            if not isinstance(value, Mapping):
                raise UserError(f"规则里“{where}{key}”下面还分几项，请写明改哪一项。")
            value = merged(before[key], value, f"{where}{key}.")
        elif isinstance(before[key], list) and not isinstance(value, list):
            raise UserError(f"规则里“{where}{key}”有好几项，这样写得不对，请逐项写明。")
        after[key] = value
    return after
