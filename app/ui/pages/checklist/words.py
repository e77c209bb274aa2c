"""How a criterion is said in the checklist: its state, its next step, what is worst in an item."""

import re
from collections.abc import Sequence

from app.school import checklist
from app.school.checklist import Assessment
from app.ui import theme

LONGEST_STEP = 8
TONES: dict[str, theme.Tone] = {
    "missing": "bad",
    "received": "warn",
    "expired": "warn",
    "contradicted": "bad",
    "usable": "good",
}
PROVED = {"document": "文件", "count": "统计", "fact": "填写"}


def tip(one: Assessment) -> str:
    """Say all that the standard says of a criterion."""
    asked = one.criterion
    how = f"怎样证明：{PROVED[asked.proof]}{f'（{asked.wants}）' if asked.wants else ''}"
    good = f"有效期：{asked.valid_months} 个月" if asked.valid_months else ""
    must = "必须具备" if asked.required else ""
    told = [f"{asked.item_name} · {asked.text}", how, good, must, asked.explained]
    return "\n".join(part for part in told if part)


def step_word(one: Assessment) -> str:
    """Say the next step in a few words; all of it stands below the list."""
    if one.criterion.proof == "document":
        words = {"missing": "归入材料", "expired": "换新材料", "received": "补齐材料", "contradicted": "核对"}
        return words.get(one.state, "")
    if one.criterion.proof == "fact":
        return {"usable": "", "contradicted": "核对"}.get(one.state, "填写")
    step = re.split("[，、]", one.next_step)[0]
    # A column of long words would leave the demands no room.
    return step if len(step) <= LONGEST_STEP else f"去{one.place or '培训班'}"


def worst_of(of: Sequence[Assessment]) -> tuple[str, theme.Tone]:
    """Count what is wrong with an item, the worst first."""
    worst = ("contradicted", "missing", "expired", "received")
    counted = [(state, sum(one.state == state for one in of)) for state in worst]
    wrong = [(state, number) for state, number in counted if number]
    if not wrong:
        return f"{len(of)} 项齐全", "good"
    return "，".join(f"{checklist.STATES[state]} {number} 项" for state, number in wrong), TONES[wrong[0][0]]
