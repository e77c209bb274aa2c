"""Clocks: whether this computer's clock can be right, judged by the newest act and the program's own day."""

from datetime import datetime, timedelta

import app
from app.school import precautions
from db.register import Register

EARLIER = timedelta(days=1)
LATER = timedelta(days=400)
_HOW = (
    "请看电脑右下角的日期和时间：不对就先改正，再打开五有。"
    "时间本来就对，到“设置”的“数据和备份”里点“时间没有错”。"
)


def doubt(db: Register, *, now_ms: int) -> str:
    """Say why the computer's clock cannot be right, or give "" where nothing speaks against it.

    It is earlier than the newest change by more than a day or later by more than 400 days, or earlier than
    the day this program was made. Work goes on: what happened first is told by counters and not by time.
    """
    now, made = _moment(now_ms), datetime.fromisoformat(app.RELEASED)
    newest_ms = precautions.newest_ms(db)
    right_ms, newest_then = precautions.trusted_clock(db)
    # The register's own clock never goes back: after a wrong year only a person's word tells what is right.
    trusted = right_ms and newest_ms <= max(newest_then, right_ms)
    last_ms = right_ms if trusted else newest_ms
    said = f"电脑上现在是 {now:%Y-%m-%d %H:%M}，"
    if now < made - EARLIER:
        return f"{said}比这版程序做好的日子（{made:%Y-%m-%d}）还早。{_HOW}"
    if not last_ms:
        return ""
    last = _moment(last_ms)
    if now < last - EARLIER:
        return f"{said}比最近一次更改（{last:%Y-%m-%d %H:%M}）早 {(last - now).days} 天。{_HOW}"
    if now > last + LATER:
        return f"{said}比最近一次更改（{last:%Y-%m-%d %H:%M}）晚 {(now - last).days} 天。{_HOW}"
    return ""


def watch(db: Register, *, now_ms: int) -> str:
    """Say what `doubt` says, and let every act from now on remember whether the clock was doubted."""
    said = doubt(db, now_ms=now_ms)
    db.doubted = bool(said)
    return said


def to_look_at(db: Register) -> str:
    """Say once the clock is right that acts were done while it was not; "" where all were looked at."""
    acts = [] if db.doubted else precautions.doubted(db)
    if not acts:
        return ""
    return (
        f"电脑时间不准的时候，记下了 {len(acts):,} 步更改，里面的日期可能不对。"
        "请到“更改记录”里看标着“时钟存疑”的几步，日期不对的在原处改过来；看完在那里点“都看过了”。"
    )


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000)
