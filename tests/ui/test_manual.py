"""The manual: every page and tab has its topic, and no topic tells of what the program does not have."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app import paths
from app.spelling import levels
from app.spelling.levels import Words
from app.ui import help as help_
from app.ui import pages, rare_characters
from app.ui.desk import Desk, Level
from app.ui.help import CONTENTS, Help, Large
from app.ui.page import Page
from app.ui.preview import PreviewPage
from app.ui.window import Window
from tests import counties, made_up
from tests.ui.pictures_of_the_manual import FOLDER, PICTURES, shown

MANUAL = paths.resources() / "help"
ROOT = Path(__file__).resolve().parents[2]
TOPICS = sorted(path.stem for path in MANUAL.glob("*.md"))
# The contents and the printed guide are no page's topic and have a form of their own.
FREE = {CONTENTS, "quick-guide"}
PARTS = ("用键盘怎么做", "这里的词", "出了问题")
MOST_BYTES = 1_500_000
LEVELS = [levels.of(one) for one in ("township", "county", "city")]
KEY = re.compile(r"(Ctrl|Alt|Shift|F\d|PgUp|PgDn|Delete|Esc)\b")
# How the manual writes keys that the program writes otherwise.
KEYS = {"回车": "Return", "逗号": ",", "←": "Left", "→": "Right", "↑": "Up", "↓": "Down"}


def text(topic: str) -> str:
    return (MANUAL / f"{topic}.md").read_text(encoding="utf-8")


def headings(topic: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", text(topic), re.MULTILINE)


@cache
def written() -> str:
    """Give every text the program may show, f-strings with the level's words or {} for what is filled in."""
    found = [path.read_text(encoding="utf-8") for path in (ROOT / "db" / "rules").rglob("*.toml")]
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                found += ["".join(_part(one, words) for one in node.values) for words in LEVELS]
    return "\n".join(found)


def _part(one: ast.expr, words: Words) -> str:
    if isinstance(one, ast.Constant):
        return str(one.value)
    of = one.value if isinstance(one, ast.FormattedValue) else one
    return str(getattr(words, of.attr, "{}")) if isinstance(of, ast.Attribute) else "{}"


def known(name: str) -> bool:
    """Say whether the program has a key, a button or a word of this name."""
    if not KEY.match(name):
        # A number in a name is often filled in.
        return name in written() or re.sub(r"\d+", "{}", name) in written()
    for said, meant in KEYS.items():
        name = name.replace(f"+{said}", f"+{meant}")
    return name in written() or re.sub(r"\d$", "{}", name) in written()


# what is written


@pytest.mark.parametrize("topic", [one for one in TOPICS if one not in FREE])
def test_a_topic_says_what_for_how_in_which_words_and_what_goes_wrong(topic: str) -> None:
    paragraphs = text(topic).split("\n\n")
    assert re.fullmatch(r"# \S.*", paragraphs[0])
    assert paragraphs[1].count("。") == 1 and paragraphs[1].endswith("。")
    assert [one for one in headings(topic) if one in PARTS] == list(PARTS)
    how, _, rest = text(topic).split(f"## {PARTS[0]}")[1].partition("\n## ")
    assert re.search(r"^1\. ", how, re.MULTILINE)
    assert KEY.search(how) or re.search("回车|空格|上下键", how)
    troubles = text(topic).split(f"## {PARTS[2]}")[1]
    assert len(re.findall(r"^- ", troubles, re.MULTILINE)) >= 2
    assert not re.search(
        "[!！]", re.sub(r"!\[", "", text(topic)).replace("! 该办了", "").replace("是 ! 的行", "")
    )


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_names_only_what_the_program_has(topic: str) -> None:
    names = [one for one in re.findall(r"\*\*(.+?)\*\*", text(topic)) if not re.fullmatch("[A-Z]|回车", one)]
    assert [one for one in names if not known(one)] == []


def test_a_name_the_program_does_not_have_would_be_found() -> None:
    assert known("Ctrl+N") and known("Ctrl+逗号") and known("归入证明并完成…")
    assert not known("Ctrl+Alt+W") and not known("一键生成总结")


@pytest.mark.parametrize("topic", TOPICS)
def test_no_link_is_dead(topic: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", text(topic))
    assert [one for one in links if not (MANUAL / one).is_file()] == []


def test_every_topic_is_reached_from_the_contents() -> None:
    linked = set(re.findall(r"\]\(([a-z-]+)\.md\)", text(CONTENTS)))
    assert set(TOPICS) - linked == {CONTENTS}


# which page shows it


def every_page() -> list[type[Page]]:
    """Read all pages there are and give their classes, those below another page's too."""
    for found in pkgutil.walk_packages(pages.__path__, f"{pages.__name__}."):
        importlib.import_module(found.name)
    waiting, seen = [Page], list[type[Page]]()
    while waiting:
        for one in waiting.pop().__subclasses__():
            if one.__module__.startswith("app."):
                seen.append(one)
                waiting.append(one)
    return seen


def test_every_page_has_a_topic() -> None:
    # What is only the frame of other pages is known by having some below it.
    real = [one for one in every_page() if one.help_topic != CONTENTS or not one.__subclasses__()]
    assert {PreviewPage, rare_characters.RareCharacters} <= set(real)
    without = [one.__qualname__ for one in real if one.help_topic not in TOPICS or one.help_topic in FREE]
    assert without == []


def desk_of(level: Level, folder: Path) -> Desk:
    if level == "township":
        db = made_up.register(folder)
        school = made_up.school(db)
        made_up.a_class(db, school, made_up.people(db, school))
    else:
        db = counties.county(folder, seed=7, townships=2)
    return Desk(db, folder=folder, level=level, school_name="下党乡党校", operator="组织委员",
                clock=lambda: date.fromisoformat(made_up.TODAY))  # fmt: skip


def sights(window: Window) -> Iterator[str]:
    """Show every place and what it has to show, one after the other, and name it."""
    for number, place in enumerate(window.places):
        window.go(number)
        for named in ["", *window.page().sights()]:
            if named:
                window.page().show_sight(named)
            QApplication.processEvents()
            yield f"{place.title}/{named}"
            while window.take_away():
                pass


@pytest.mark.parametrize("level", ["township", pytest.param("county", marks=pytest.mark.slow), "city"])
def test_f1_shows_the_topic_of_what_is_on_show(
    level: Level, dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = desk_of(level, tmp_path)
    window = Window(desk, pages.places(level))
    qtbot.addWidget(window, before_close_func=lambda _: desk.leave())
    window.show()
    window.toggle_help()
    seen = dict[str, str]()
    for sight in sights(window):
        topic, _, heading = window.page().topic().partition("#")
        assert topic in TOPICS and topic not in FREE, sight
        assert not heading or heading in headings(topic), f"{sight}: {topic} has no part {heading}"
        assert Path(window._help.text.source().toLocalFile()).stem == topic, sight
        seen[sight] = window.page().topic()
    assert len(seen) > len(window.places)
    # Two places never share one part of the manual, or F1 would not be about the page.
    of_places = [topic for sight, topic in seen.items() if sight.endswith("/")]
    assert len(of_places) == len(set(of_places)) == len(window.places)
    desk.db.close()


def test_the_help_turns_with_the_tabs(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    desk = desk_of("township", tmp_path)
    window = Window(desk, pages.places("township"))
    qtbot.addWidget(window, before_close_func=lambda _: desk.leave())
    window.show()
    window.go(1)
    window.toggle_help()
    bar = window.page().findChildren(QTabBar)[0]
    for at, topic in enumerate(
        ("checklist", "registers", "evidence", "assessments", "rectifications", "binders")
    ):
        bar.setCurrentIndex(at)
        qtbot.waitUntil(lambda topic=topic: window._help.text.source().fileName() == f"{topic}.md")  # type: ignore[misc]
    desk.db.close()


# the pictures


def test_every_picture_is_there_is_named_and_shows_a_place_there_is() -> None:
    there = {path.stem for path in FOLDER.glob("*")}
    assert there == {one.name for one in PICTURES}
    named = set(re.findall(r"\(pictures/([a-z-]+)\.png\)", "".join(map(text, TOPICS))))
    assert named == there
    for one in PICTURES:
        # The picture says itself what it was taken of: a place that is called otherwise now wants a new one.
        assert shown(FOLDER / f"{one.name}.png") == one.note
        if one.level:
            levels: dict[str, Level] = {"township": "township", "county": "county"}
            assert one.place in [place.title for place in pages.places(levels[one.level])]
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= MOST_BYTES


@pytest.fixture
def panel(dressed: QApplication, qtbot: QtBot) -> Help:
    made = Help()
    qtbot.addWidget(made)
    made.resize(made.width(), 700)
    made.show()
    return made


def test_a_picture_is_as_wide_as_the_panel_and_opens_large(panel: Help, qtbot: QtBot) -> None:
    panel.show_topic("members")
    kind = QTextDocument.ResourceType.ImageResource
    picture = panel.text.loadResource(kind.value, QUrl("pictures/members.png"))
    assert isinstance(picture, QImage)
    assert 200 < picture.deviceIndependentSize().width() <= panel.text.viewport().width()
    panel.text.setFocus()
    # By keyboard as by mouse: the first thing Tab finds in the topic is its picture.
    qtbot.keyClick(panel.text, Qt.Key.Key_Tab)
    assert panel.text.textCursor().charFormat().anchorHref() == "pictures/members.png"
    opened: list[QWidget | None] = []

    def look() -> None:
        opened.append(QApplication.activeModalWidget())
        if isinstance(opened[-1], QWidget):
            opened[-1].close()

    QTimer.singleShot(0, look)
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert isinstance(opened[0], Large)


def test_a_part_of_a_topic_comes_to_the_top(panel: Help) -> None:
    panel.resize(panel.width(), 300)
    panel.show_topic("reports#打电话名单")
    assert panel.text.verticalScrollBar().value() > 0
    first = panel.text.cursorForPosition(panel.text.viewport().rect().topLeft())
    assert first.block().text() == "打电话名单"


def test_an_unknown_topic_shows_the_contents(panel: Help) -> None:
    panel.show_topic("nothing-of-the-kind")
    assert panel.text.toPlainText().startswith("怎样用五有")


def test_a_window_that_is_no_desk_has_help_too(dressed: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    help_.beside(window, "rescue")
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (made,) = window.findChildren(help_.Beside)
    qtbot.waitUntil(made.isActiveWindow)
    assert made.isVisible() and made.panel.text.toPlainText().startswith("数据打不开")
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()


def test_the_guide_is_printed_from_the_panel(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    desk = desk_of("township", tmp_path)
    window = Window(desk, pages.places("township"))
    qtbot.addWidget(window, before_close_func=lambda _: desk.leave())
    window.show()
    window.toggle_help()
    window._help.guide.click()
    qtbot.waitUntil(lambda: isinstance(window.page(), PreviewPage))
    assert window.page().windowTitle() == "五有快速指南"
    desk.db.close()
