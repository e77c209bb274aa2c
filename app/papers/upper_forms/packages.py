"""A zipped form: its parts, read within limits, and written back with only those changed that were."""

import io
import posixpath
import re
import zipfile
import zlib
from typing import Any, Final

from lxml import etree

from app.errors import UserError

MIB: Final = 1024 * 1024
MOST_PARTS, MOST_PART, MOST_WHOLE = 2000, 48 * MIB, 96 * MIB
_MAIN: Final = {".xlsx": "xl/workbook.xml", ".docx": "word/document.xml"}
_WORDS: Final = {".xlsx": "表格", ".docx": "文档"}
_OLE: Final = b"\xd0\xcf\x11\xe0"
_LINK: Final = re.compile(rb'TargetMode="External"')

Element = Any


class Package:
    """The parts of one .xlsx or .docx."""

    def __init__(self, data: bytes, suffix: str) -> None:
        """Read every part; raise `UserError` for what is no form, has macros, or is built to hurt."""
        self.suffix = suffix
        self.word = _WORDS[suffix]
        self._trees: dict[str, Element] = {}
        self._gone: set[str] = set()
        self._changed: set[str] = set()
        self._infos: list[zipfile.ZipInfo] = []
        self._parts: dict[str, bytes] = {}
        self._read(data)
        if _MAIN[suffix] not in self._parts:
            raise UserError(f"此文件不是 {suffix} {self.word}。{self._again()}")
        kinds = self._parts.get("[Content_Types].xml", b"")
        if b"macroEnabled" in kinds or any(name.endswith("vbaProject.bin") for name in self._parts):
            raise UserError(f"此{self.word}带有宏，为安全起见没有收下。{self._again(f'不带宏的 {suffix}')}")

    def _again(self, wanted: str = "") -> str:
        return f"请用 WPS 打开后“另存为”{wanted or self.suffix}，再选一次。"

    def _read(self, data: bytes) -> None:
        damaged = UserError(f"此{self.word}不完整、已损坏，或者不是 {self.suffix}。{self._again()}")
        if data.startswith(_OLE):
            again = self._again(f"不加密的 {self.suffix}")
            raise UserError(f"此文件加了密码，或者是老格式（.xls、.doc）。{again}")
        left = MOST_WHOLE
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._infos = archive.infolist()
                if len(self._infos) > MOST_PARTS:
                    raise damaged
                for info in self._infos:
                    if info.flag_bits & 1 or info.filename in self._parts:
                        raise damaged
                    with archive.open(info) as stream:
                        part = stream.read(min(MOST_PART, left) + 1)
                    left -= len(part)
                    if len(part) > MOST_PART or left < 0:
                        raise UserError(f"此{self.word}展开后异常地大，为安全起见没有收下。")
                    self._parts[info.filename] = part
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise damaged from error

    def names(self) -> list[str]:
        """Name the parts in the order of the file."""
        return [info.filename for info in self._infos if info.filename not in self._gone]

    def tree(self, name: str) -> Element:
        """Give a part parsed; what is changed there must be marked. Raise `UserError` for broken XML."""
        if name not in self._trees:
            part = self._parts[name]
            if b"<!DOCTYPE" in part:
                raise UserError(f"此{self.word}里夹带了不该有的内容（文档类型声明），为安全起见没有收下。")
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            try:
                self._trees[name] = etree.fromstring(part, parser)
            except etree.XMLSyntaxError as error:
                raise UserError(f"此{self.word}已损坏，读不出来。{self._again()}") from error
        return self._trees[name]

    def change(self, name: str) -> Element:
        """Give a part parsed, to be written anew."""
        self._changed.add(name)
        return self.tree(name)

    def text(self, name: str) -> bytes:
        """Give a part's bytes as they came."""
        return self._parts[name]

    def put(self, name: str, part: bytes) -> None:
        """Put other bytes in the place of a part."""
        self._parts[name] = part

    def drop(self, name: str) -> None:
        """Leave a part out, with every mention of it."""
        if name not in self._parts:
            return
        self._gone.add(name)
        for one in list(self.change("[Content_Types].xml")):
            if one.get("PartName", "").lstrip("/") == name:
                one.getparent().remove(one)
        for rels in [one for one in self.names() if one.endswith(".rels")]:
            if posixpath.basename(name).encode() not in self._parts[rels]:
                continue
            for one in list(self.tree(rels)):
                if _target(rels, one) == name:
                    self.change(rels).remove(one)

    def related(self, name: str, kind: str) -> list[str]:
        """Name the parts of a kind (the last word of its type) that a part refers to."""
        return [part for said, part in self.relations(name).values() if said == kind]

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Give kind and part of everything a part refers to, by the id of the reference."""
        folder, base = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if rels not in self._parts:
            return {}
        return {
            one.get("Id", ""): (one.get("Type", "").rsplit("/", 1)[-1], target)
            for one in self.tree(rels)
            if (target := _target(rels, one)) in self._parts
        }

    def remarks(self) -> tuple[str, ...]:
        """Say what a person should know: links to other files, a signature that will not hold."""
        said = []
        linked = sum(
            len(_LINK.findall(part))
            for name, part in self._parts.items()
            if name.endswith(".rels") and "externalLinks" in name
        )
        if linked:
            said.append(
                f"{self.word}里有 {linked} 处指向别的文件，照原样保留，打开时可能会询问是否更新链接。"
            )
        if any(name.startswith("_xmlsignatures/") for name in self._parts):
            said.append(f"{self.word}带有电子签名，填写以后签名不再有效。")
        return tuple(said)

    def data(self) -> bytes:
        """Write the file: the parts in their old order, those that were changed anew."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self._infos:
                if info.filename in self._gone:
                    continue
                part = self._parts[info.filename]
                if info.filename in self._changed:
                    part = etree.tostring(
                        self._trees[info.filename], xml_declaration=True, encoding="UTF-8", standalone=True
                    )
                plain = zipfile.ZipInfo(info.filename, info.date_time)
                plain.compress_type = zipfile.ZIP_DEFLATED
                plain.external_attr = info.external_attr
                archive.writestr(plain, part)
        return target.getvalue()


def _target(rels: str, one: Element) -> str:
    """Give the part a reference leads to; outside the file there is none."""
    if one.get("TargetMode") == "External":
        return ""
    said = str(one.get("Target", ""))
    if said.startswith("/"):
        return said.lstrip("/")
    folder = posixpath.dirname(posixpath.dirname(rels))
    return posixpath.normpath(posixpath.join(folder, said))
