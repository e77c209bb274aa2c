"""Colours, type and the stylesheet: what the window looks like at 100, 125 and 150 %."""

import re
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import (
    QByteArray,
    QLibraryInfo,
    QLocale,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTranslator,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app import paths

INK = "#1F2328"
PAPER = "#FFFFFF"
GROUND = "#F6F7F9"
LINE = "#E4E7EC"
EDGE = "#C9CFD8"
MUTED = "#667085"
RED = "#B3261E"
GREEN = "#1E7F4F"
AMBER = "#B54708"
BLUE = "#3538CD"
CHOSEN = "#FDF4F3"
# The words of a primary button that cannot be pressed, as in the stylesheet.
FADED = "#6B4744"

Tone = Literal["plain", "good", "warn", "bad", "ask", "muted"]

TONES: dict[Tone, tuple[str, str]] = {
    "plain": (INK, PAPER),
    "good": (GREEN, "#ECFDF3"),
    "warn": (AMBER, "#FFFAEB"),
    "bad": (RED, "#FEF3F2"),
    "ask": (BLUE, "#EEF2FF"),
    "muted": (MUTED, PAPER),
}
"""For every tone its ink and the ground under it; each pair reaches 4.5 : 1."""

STYLE = "fusion"
_SPEAKS = "wuyou speaks Chinese"
BODY_PX = 14
SCALES = (100, 125, 150)

SYSTEM_FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "HarmonyOS Sans SC",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
)
# 㐂 and 䶮 stand in people's names and are missing from several system fonts.
RARE_SAMPLE = "㐂䶮"


def px(size: float) -> int:
    """Scale a length drawn for 14 px type to the type now in use; whole pixels."""
    return round(size * QApplication.font().pixelSize() / BODY_PX)


def families() -> list[str]:
    """Name the fonts to write with: the system's Chinese one first, ours last and only where needed."""
    present = set(QFontDatabase.families())
    found = [name for name in SYSTEM_FAMILIES if name in present][:1]
    if found and all(_has(found[0], sign) for sign in RARE_SAMPLE):
        return found
    return found + list(_bundled())


@lru_cache(maxsize=1)
def _bundled() -> tuple[str, ...]:
    number = QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / "PxHei.ttf"))
    return tuple(QFontDatabase.applicationFontFamilies(number))


def _has(family: str, sign: str) -> bool:
    return QFontMetrics(QFont(family)).inFontUcs4(ord(sign))


def dress(app: QApplication, *, scale: int = 100, styled: bool = False) -> None:
    """Give the whole program its style, font, colours and Qt's own words in Chinese.

    `scale` is the large-type setting in percent, one of `SCALES`; calling again changes it. An application
    that was made with `STYLE` is `styled`.
    """
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if not styled and app.style().objectName() != STYLE:
        app.setStyle(STYLE)
    font = QFont()
    font.setFamilies(families())
    font.setPixelSize(round(BODY_PX * scale / 100))
    app.setFont(font)
    app.setPalette(_palette())
    app.setStyleSheet(stylesheet(scale))
    _speak_chinese(app)


def stylesheet(scale: int) -> str:
    """Read the stylesheet with its colours named and its lengths at `scale` percent."""
    text = (paths.resources() / "style" / "wuyou.qss").read_text(encoding="utf-8")
    names = {
        "ink": INK,
        "paper": PAPER,
        "ground": GROUND,
        "line": LINE,
        "edge": EDGE,
        "muted": MUTED,
        "red": RED,
        "green": GREEN,
        "amber": AMBER,
        "blue": BLUE,
        "chosen": CHOSEN,
        "icons": (paths.resources() / "icons").as_posix(),
    }
    for tone, (_, ground) in TONES.items():
        names[f"{tone}-ground"] = ground
    text = re.sub(r"@([a-z-]+)", lambda match: names[match[1]], text)
    # Hairlines stay hairlines; everything longer grows with the type.
    return re.sub(r"\b(\d+)px", lambda match: _scaled(int(match[1]), scale), text)


def _scaled(length: int, scale: int) -> str:
    return f"{length if length <= 2 else round(length * scale / 100)}px"


def _palette() -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, colour in (
        (roles.Window, GROUND),
        (roles.WindowText, INK),
        (roles.Base, PAPER),
        (roles.AlternateBase, GROUND),
        (roles.Text, INK),
        (roles.Button, PAPER),
        (roles.ButtonText, INK),
        (roles.PlaceholderText, MUTED),
        (roles.ToolTipBase, INK),
        (roles.ToolTipText, PAPER),
        (roles.Highlight, "#F9DEDC"),
        (roles.HighlightedText, INK),
        (roles.Link, RED),
        (roles.Accent, RED),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(MUTED))
    return palette


def _speak_chinese(app: QApplication) -> None:
    # Not findChild: to hand Qt's own children over, PySide looks for the types of all of them, for 20 ms.
    if app.property(_SPEAKS):
        return
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
        app.setProperty(_SPEAKS, True)


def pixmap(name: str, colour: str, size: float, ratio: float) -> QPixmap:
    """Draw an icon for a label: `size` as for 14 px type, `ratio` the screen's pixels to a point."""
    return icon(name, colour).pixmap(QSize(px(size), px(size)), ratio)


@lru_cache(maxsize=256)
def icon(name: str, colour: str = INK, disabled: str = "") -> QIcon:
    """Draw one of our icons, resources/icons/`name`.svg, in a colour; sharp at every scale.

    `disabled` is its colour in a button that cannot be pressed, Qt's own pale one where none is given.
    """
    return QIcon(_Drawn(name, colour, disabled))


@lru_cache(maxsize=256)
def _renderer(name: str, ink: str) -> QSvgRenderer:
    source = (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))


class _Drawn(QIconEngine):
    """Draw an icon when and as large as it is asked for: a start asks for few of the sizes there may be."""

    def __init__(self, name: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._name, self._colour, self._disabled = name, colour, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        ink = self._disabled if mode == QIcon.Mode.Disabled and self._disabled else self._colour
        _renderer(self._name, ink).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        if mode == QIcon.Mode.Disabled and not self._disabled:
            from PySide6.QtWidgets import QStyleOption  # noqa: PLC0415 - few starts show such a button

            return QApplication.style().generatedIconPixmap(mode, drawn, QStyleOption())
        return drawn
