"""What Windows shows of a program before it runs: its icon, and what the file says of itself."""

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app import __version__
from installer import contents
from installer.windows.wizard import four_numbers

DRAWING = contents.ROOT / "resources" / "icons" / "wuyou.svg"
SIDES = (256, 128, 64, 48, 40, 32, 24, 20, 16)
"""The sizes in pixels that Explorer asks for between 100 and 200 %."""
BANNER = (328, 628)
"""Width and height in pixels: twice what NSIS shows at 100 %."""


def of_program(work: Path, program: str) -> dict[str, str]:
    """Make what PyInstaller is to put into one of the two programs, and give it as PyInstaller asks."""
    said = properties(work / f"{program}.version.txt", version=__version__, program=program)
    return {"icon": str(icon(work / "wuyou.ico")), "version": str(said)}


def icon(target: Path) -> Path:
    """Draw the program's icon in every size into one .ico."""
    pictures = [_drawn(side) for side in SIDES]
    target.parent.mkdir(parents=True, exist_ok=True)
    pictures[0].save(target, format="ICO", sizes=[(side, side) for side in SIDES], append_images=pictures[1:])
    return target


def banner(target: Path) -> Path:
    """Draw what stands at the left of the installer's first page: the icon on its own red, as a .bmp."""
    icon = _image(BANNER[0] // 2)
    picture = QImage(*BANNER, QImage.Format.Format_RGB32)
    picture.fill(icon.pixelColor(icon.width() // 2, icon.height() // 12))
    painter = QPainter(picture)
    painter.drawImage((BANNER[0] - icon.width()) // 2, BANNER[0] // 4, icon)
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    # Makensis takes no picture with an alpha channel.
    if not picture.convertToFormat(QImage.Format.Format_RGB888).save(str(target)):
        raise OSError(f"{target} could not be written")
    return target


def _image(side: int) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    return image


def _drawn(side: int) -> Image.Image:
    image = _image(side)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(kept.data())).copy()


def properties(target: Path, *, version: str, program: str) -> Path:
    """Write what the page “属性 → 详细信息” of a program shows, as PyInstaller reads it."""
    numbers = tuple(int(number) for number in four_numbers(version).split("."))
    said = {
        "CompanyName": "五有",
        "FileDescription": "五有",
        "FileVersion": version,
        "InternalName": program,
        "OriginalFilename": f"{program}.exe",
        "ProductName": "五有",
        "ProductVersion": version,
    }
    # 0804 is Chinese of the mainland, 04B0 UTF-16.
    lines = ", ".join(f"StringStruct({key!r}, {text!r})" for key, text in said.items())
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), kids=["
        f"StringFileInfo([StringTable('080404B0', [{lines}])]), "
        "VarFileInfo([VarStruct('Translation', [0x0804, 0x04B0])])])\n",
        encoding="utf-8",
    )
    return target
