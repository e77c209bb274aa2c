"""Merge a list of people into a certificate with LibreOffice; run by the Python that has its `uno`.

`python3 mail_merge.py SOFFICE FOLDER FONTS`: FOLDER holds people.csv; prints the seconds the merge
itself took and the pages of the PDF.
"""

import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PIPE = f"wuyou-bench-{os.getpid()}"
PATIENCE_S = 60
FIELD = (
    '<text:database-display text:table-name="people" text:table-type="table" '
    'text:database-name="people" text:column-name="{0}">〈{0}〉</text:database-display>'
)
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls>
 <style:font-face style:name="Px FangSong" svg:font-family="'Px FangSong'"/>
 <style:font-face style:name="Px BiaoSong" svg:font-family="'Px BiaoSong'"/>
</office:font-face-decls>
<office:automatic-styles>
 <style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="297mm"
  fo:page-height="210mm" style:print-orientation="landscape" fo:margin="9mm" fo:padding="18mm"
  fo:border="1.5mm double #b21717" style:border-line-width="0.9mm 0.35mm 0.25mm"/></style:page-layout>
 {styles}
 <style:style style:name="box" style:family="graphic"><style:graphic-properties
  fo:border="0.2mm solid #000000" draw:fill="none" style:wrap="none"
  style:vertical-pos="from-top" style:vertical-rel="page"
  style:horizontal-pos="from-left" style:horizontal-rel="page"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm"/>
</office:master-styles>
<office:body><office:text>
<text:p text:style-name="title">结业证书</text:p>
<text:p text:style-name="right"><draw:frame draw:style-name="box" text:anchor-type="paragraph" svg:x="30mm"
 svg:y="76mm" svg:width="35mm" svg:height="49mm"><draw:text-box><text:p text:style-name="photo">照片</text:p>
</draw:text-box></draw:frame>证书编号：{number}</text:p>
<text:p text:style-name="body">　　{who}于{span}，参加{issuer}举办的{class}，学习期满，准予结业。</text:p>
<text:p text:style-name="facts">证件号后四位：{tail}</text:p>
<text:p text:style-name="facts">学时：{hours}　{checked}</text:p>
<text:p text:style-name="sign">{issuer}</text:p>
<text:p text:style-name="sign">{issued}</text:p>
</office:text></office:body></office:document>
"""
STYLES = {
    "title": ("Px BiaoSong", 46, "center", 0, "#b21717"),
    "right": ("Px FangSong", 14, "end", 0, "#000000"),
    "photo": ("Px FangSong", 14, "center", 0, "#000000"),
    "body": ("Px FangSong", 22, "start", 57, "#000000"),
    "facts": ("Px FangSong", 14, "start", 27, "#000000"),
    "sign": ("Px FangSong", 20, "end", 0, "#000000"),
}


def page() -> str:
    """Write the page to be merged into."""
    styles = "".join(
        f'<style:style style:name="{name}" style:family="paragraph">'
        f'<style:paragraph-properties fo:text-align="{align}" fo:margin-left="{left}mm"/>'
        f'<style:text-properties style:font-name="{face}" style:font-name-asian="{face}" fo:color="{colour}" '
        f'fo:font-size="{size}pt" style:font-size-asian="{size}pt"/></style:style>'
        for name, (face, size, align, left, colour) in STYLES.items()
    )
    columns = ("number", "who", "span", "issuer", "class", "tail", "hours", "issued", "checked")
    return PAGE.format(styles=styles, **{name: FIELD.format(name) for name in columns})


def valued(**values: object) -> tuple:
    """Give property values as UNO wants them."""
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def connected(office: subprocess.Popen) -> object:
    """Wait until the office answers; give its context."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(PATIENCE_S * 5):
        try:
            return resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if office.poll() is not None:
                break
            time.sleep(0.2)
    raise SystemExit("soffice does not answer")


def merge(context: object, folder: Path) -> float:
    """Register the list as a source of data, merge it, and give the seconds the merge took."""
    make = context.ServiceManager.createInstanceWithContext
    sources = make("com.sun.star.sdb.DatabaseContext", context)
    source = sources.createInstance()
    source.URL = f"sdbc:flat:{folder.as_uri()}"
    source.Info = valued(
        Extension="csv", CharSet="UTF-8", HeaderLine=True, FieldDelimiter=",", StringDelimiter='"'
    )
    source.DatabaseDocument.storeAsURL((folder / "people.odb").as_uri(), ())
    sources.registerObject("people", source)
    job = make("com.sun.star.text.MailMerge", context)
    job.DataSourceName, job.CommandType, job.Command = "people", 0, "people"
    job.DocumentURL = (folder / "page.fodt").as_uri()
    job.OutputURL, job.OutputType, job.SaveAsSingleFile = folder.as_uri(), 2, True
    job.SaveFilter, job.FileNamePrefix = "writer_pdf_Export", "merged"
    began = time.perf_counter()
    job.execute(())
    return time.perf_counter() - began


def main(soffice: str, where: str, fonts: str) -> None:
    """Start an office of our own, merge, and end it."""
    folder = Path(where)
    (folder / "page.fodt").write_text(page(), encoding="utf-8")
    conf = folder / "fonts.conf"
    conf.write_text(
        f'<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir>'
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    home = (folder / "profile").as_uri()
    options = ["--headless", "--norestore", "--nologo", f"--accept=pipe,name={PIPE};urp"]
    office = subprocess.Popen(
        [soffice, f"-env:UserInstallation={home}", *options],
        env=os.environ | {"FONTCONFIG_FILE": str(conf)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        context = connected(office)
        seconds = merge(context, folder)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        with suppress(Exception):  # the office hangs up while it answers
            desktop.terminate()
        office.wait(PATIENCE_S)
    finally:
        if office.poll() is None:
            office.kill()
    (made,) = folder.glob("merged*.pdf")
    print(seconds, len(re.findall(rb"/Type\s*/Page\b(?!s)", made.read_bytes())))


if __name__ == "__main__":
    main(*sys.argv[1:])
