import re

import pytest
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QColor, QFontMetrics, QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import paths
from app.ui import theme
from app.ui.fields import SearchField
from app.ui.page import Action, button


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    named = QColor(colour)
    return 0.2126 * linear(named.redF()) + 0.7152 * linear(named.greenF()) + 0.0722 * linear(named.blueF())


def contrast(ink: str, ground: str) -> float:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


INKS = [
    *((ink, ground) for ink, ground in theme.TONES.values()),
    *(
        (ink, ground)
        for ink, _ in theme.TONES.values()
        for ground in (theme.PAPER, theme.GROUND, theme.CHOSEN)
    ),
    (theme.PAPER, theme.RED),
    (theme.PAPER, theme.INK),
    ("#6B4744", "#EAD3D1"),
]


@pytest.mark.parametrize(("ink", "ground"), INKS)
def test_everything_written_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("scale", theme.SCALES)
def test_the_stylesheet_names_only_colours_there_are_and_grows(scale: int) -> None:
    sheet = theme.stylesheet(scale)
    assert "@" not in sheet
    assert f"font-size: {round(22 * scale / 100)}px" in sheet
    assert "border: 1px solid" in sheet
    for name in re.findall(r'url\("([^"]+)"\)', sheet):
        assert (paths.resources() / "icons" / name.rsplit("/", 1)[-1]).exists()


def test_large_type_grows_everything_and_comes_back(dressed: QApplication) -> None:
    theme.dress(dressed, scale=150)
    assert (dressed.font().pixelSize(), theme.px(40)) == (21, 60)
    theme.dress(dressed, scale=100)
    assert (dressed.font().pixelSize(), theme.px(40)) == (14, 40)


def test_chinese_names_have_signs_in_the_font_even_rare_ones(dressed: QApplication) -> None:
    metrics = QFontMetrics(dressed.font())
    assert metrics.horizontalAdvance("䶮㐂党校") == pytest.approx(4 * 14, abs=4)
    assert theme.families()


def test_qt_itself_speaks_chinese(dressed: QApplication) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


ICONS = sorted(path.stem for path in (paths.resources() / "icons").glob("*.svg"))


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_something(name: str, dressed: QApplication) -> None:
    image = theme.icon(name, theme.RED).pixmap(24, 24).toImage()
    inked = sum(image.pixelColor(x, y).alpha() > 100 for x in range(24) for y in range(24))
    assert inked > 10


def test_the_magnifying_glass_grows_with_the_type(dressed: QApplication, qtbot: QtBot) -> None:
    for scale in theme.SCALES:
        theme.dress(dressed, scale=scale)
        field = SearchField("姓名")
        qtbot.addWidget(field)
        field.resize(theme.px(300), theme.px(36))
        field.show()
        assert field._glass.pixmap().deviceIndependentSize().width() == theme.px(16)
        assert field._glass.width() == theme.px(16)
        assert not field._cross.isVisible()
        field.setText("钟")
        assert field._cross.isVisible()
        field._cross.click()
        assert field.text() == ""
    theme.dress(dressed, scale=100)


def test_a_button_that_cannot_be_pressed_has_its_icon_in_the_colour_of_its_words(
    dressed: QApplication, qtbot: QtBot
) -> None:
    made = button(Action("上报", lambda: None, icon="send", enabled=False), kind="primary")
    qtbot.addWidget(made)
    drawn = made.icon().pixmap(QSize(16, 16), 1.0, QIcon.Mode.Disabled).toImage()
    inks = {
        QColor(drawn.pixelColor(x, y)).name().upper()
        for x in range(16) for y in range(16) if drawn.pixelColor(x, y).alpha() == 255
    }  # fmt: skip
    assert inks == {theme.FADED}
