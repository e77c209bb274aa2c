"""Pack the folder that runs from wherever it is unpacked, with a page that says what it is."""

import zipfile
from pathlib import Path

from app import RELEASED
from installer import contents
from installer.windows.wizard import DATA, PROGRAMS

NOTE = "说明.txt"
TEXT = f"""\
五有 {{version}}（免安装）

怎么用
    把整个文件夹解开，放在电脑自己的硬盘上，双击 {PROGRAMS[1]} 打开。
    不要在压缩包里直接双击，也不要从U盘上运行：U盘慢，拔出时程序会中断。
    {PROGRAMS[0]} 是命令行用的，平时不用管它。

数据在哪里
    数据不在这个文件夹里，在 {DATA}
    （把这一行复制到“文件资源管理器”的地址栏里，按回车就能看到）。
    所以删掉或换掉这个文件夹，数据都不动；装了安装版，用的也是同一份数据。
    要把数据带到另一台电脑，请在五有里用“备份”或“移交”，不要自己复制那个文件夹。

换新版
    关闭五有，删掉这个文件夹，解开新的。数据照旧。

双击数据包（.wuyou）打不开五有
    免安装的文件夹不登记文件类型。要双击打开，请用安装程序。

第一次打开时，Windows 提示“已保护你的电脑”
    点“更多信息”，再点“仍要运行”。360 等杀毒软件询问时，选“允许”或“添加信任”。
"""


def name(version: str) -> str:
    """Give the file's name, which is also the folder's inside."""
    return f"{contents.NAME}-{version}-windows"


def note(version: str) -> bytes:
    """Write the page as Windows' own editor reads it."""
    return TEXT.format(version=version).replace("\n", "\r\n").encode("utf-8-sig")


def pack(frozen: Path, out: Path, *, version: str) -> Path:
    """Make the .zip in `out` and give its path; two packed from the same folder are the same bytes."""
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{name(version)}.zip"
    part = target.with_suffix(".part")
    year, month, day = (int(piece) for piece in RELEASED.split("-"))
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        files = {path.relative_to(frozen).as_posix(): path for path in frozen.rglob("*") if path.is_file()}
        for inner in sorted(files):
            entry = zipfile.ZipInfo(f"{name(version)}/{inner}", (year, month, day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, files[inner].read_bytes())
        entry = zipfile.ZipInfo(f"{name(version)}/{NOTE}", (year, month, day, 0, 0, 0))
        packed.writestr(entry, note(version))
    part.replace(target)
    return target
