"""Certificates by the thousand: against the bare canvas and a mail merge, memory, size, and glyphs."""

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import perf_counter

import xlsxwriter
import zxingcpp
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from app import paths
from app.papers import certificates, fonts, upper_forms
from app.papers.certificates import Certificate
from app.spelling import dates
from bench import glyphs, watched
from bench.bars import FULL_ROUNDS, Bar, Figure, measured

COUNT = 1000
MOST_TIMES_BARE, LEAST_TIMES_OFFICE = 1.3, 20.0
MOST_MIB, MOST_KB_A_PAGE = 300, 5.0
SYSTEM_PYTHON = Path("/usr/bin/python3")
MM = 72 / 25.4
# Commas, quotation marks, UTF-8.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
_RED = (0.70, 0.09, 0.09)
_SURNAMES = "张王李陈蓝钟林黄吴雷欧阳买提"
_GIVEN = "建国秀英志远金花春生德明丽萍文杰国强红梅海波"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def made_up(count: int = COUNT) -> list[Certificate]:
    """Make certificates of people who never were, each with a code as long as a real one."""
    return [
        Certificate(
            number=f"宁寿下党〔2026〕{at:05}",
            holder=_SURNAMES[at % 12] + _GIVEN[at // 10 % 20] + _GIVEN[at // 3 % 20],
            gender="男女"[at % 2],
            birth=f"{1950 + at % 50}-{1 + at % 12:02}",
            id_tail=f"{at * 7 % 10000:04}",
            class_name="2026年第3期农村党员冬训班",
            starts="2026-11-20",
            ends="2026-11-23",
            hours_text="32",
            issuer="中共下党乡委员会党校",
            issued_on="2026-11-25",
            code="WY1:" + "".join(_LETTERS[(at * 31 + step * step * 17) % 32] for step in range(160)),
            check_code=f"{at:05}-7K2MQ",
        )
        for at in range(count)
    ]


def bars(folder: Path, rounds: int) -> Iterator[Bar | Figure]:
    """Measure what is quick, and with the rounds of a full run every character there is."""
    given = made_up()
    yield measured(
        f"{COUNT} 张证书，照片框、码、嵌入字库（对 reportlab 画布用快的写法画同样一页）",
        lambda _: certificates.render(given),
        lambda _: bare(given),
        most=MOST_TIMES_BARE,
        rounds=max(2, rounds // 3),
    )
    yield from office(folder, given)
    yield from calculated(folder)
    seen = watched.run("certificates", folder, str(COUNT))
    size, of_fonts = map(int, seen.output.split())
    yield Figure(
        f"{COUNT} 张证书，进程最多占用", f"{seen.peak} MB", f"≤ {MOST_MIB} MB", 0 < seen.peak <= MOST_MIB
    )
    page = (size - of_fonts) / COUNT / 1000
    yield Figure(
        f"{COUNT} 张证书，字库以外每页（全文件 {size / 1e6:.1f} MB，字库 {of_fonts / 1e6:.1f} MB）",
        f"{page:.2f} KB",
        f"≤ {MOST_KB_A_PAGE:g} KB",
        page <= MOST_KB_A_PAGE,
    )
    yield from glyphs.bars(full=rounds >= FULL_ROUNDS)


def size_of_fonts(data: bytes) -> int:
    """Add up the embedded font files of a PDF as they lie in it."""
    refs = {int(one) for one in re.findall(rb"/FontFile2 (\d+) 0 R", data)}
    lengths = {
        int(number): int(length)
        for number, length in re.findall(rb"\n(\d+) 0 obj\s*<<[^>]*?/Length (\d+)[^>]*?>>\s*stream", data)
    }
    return sum(lengths[one] for one in refs)


# --- the bare canvas ----------------------------------------------------------------------------------------


def bare(given: list[Certificate]) -> bytes:
    """Draw the same page as fast as reportlab's canvas goes: a form, lines placed beforehand, raw runs."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(297 * MM, 210 * MM), pageCompression=1, invariant=1)
    song, fangsong, title = (fonts.face(role).name for role in ("song", "fangsong", "biaosong"))
    canvas.beginForm("blank")
    _bare_blank(canvas, title, fangsong)
    canvas.endForm()
    for one in given:
        canvas.doForm("blank")
        number = f"证书编号：{one.number}"
        canvas.setFont(fangsong, 14)
        _mixed(canvas, 269 * MM, 150.5 * MM, number, fangsong, song, 14, right=True)
        who = f"　　{one.holder}，{one.gender}，{dates.in_figures(one.birth)}生。于"
        text = (
            f"{who}{dates.from_to(one.starts, one.ends)}，参加{one.issuer}举办的{one.class_name}，"
            "学习期满，准予结业。"
        )
        for line, at in enumerate(range(0, len(text), 27)):
            _mixed(canvas, 84 * MM, (129 - line * 13.6) * MM, text[at : at + 27], fangsong, song, 22)
        _mixed(canvas, 54 * MM, 51 * MM, f"证件号后四位：{one.id_tail}", fangsong, song, 14)
        _mixed(canvas, 54 * MM, 42 * MM, f"学时：{one.hours_text}", fangsong, song, 14)
        _bare_code(canvas, one.code)
        canvas.setFont(song, 9)
        canvas.drawCentredString(40 * MM, 34.5 * MM, one.check_code)
        canvas.setFont(fangsong, 20)
        canvas.drawCentredString(216 * MM, 50.5 * MM, one.issuer)
        canvas.drawCentredString(216 * MM, 38 * MM, dates.in_words(one.issued_on))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _bare_blank(canvas: Canvas, title: str, fangsong: str) -> None:
    canvas.setStrokeColorRGB(*_RED)
    for inset, points in ((9.0, 2.6), (11.2, 0.7)):
        canvas.setLineWidth(points)
        canvas.rect(inset * MM, inset * MM, (297 - 2 * inset) * MM, (210 - 2 * inset) * MM)
    canvas.setFillColorRGB(*_RED)
    canvas.setFont(title, 46)
    canvas.drawCentredString(148.5 * MM, 165 * MM, "结　业　证　书")
    canvas.setFillGray(0)
    canvas.setStrokeGray(0)
    canvas.rect(30 * MM, 85 * MM, 35 * MM, 49 * MM)
    canvas.setFont(fangsong, 14)
    canvas.drawCentredString(47.5 * MM, 110 * MM, "照片")


def _mixed(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    han: str,
    latin: str,
    size: float,
    *,
    right: bool = False,
) -> None:
    """Draw one line whose figures are of another face, as ours are."""
    runs = [
        (latin if run[0] < "\x7f" else han, run) for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", text)
    ]
    if right:
        x -= sum(pdfmetrics.stringWidth(run, face, size) for face, run in runs)
    line = canvas.beginText(x, y)
    for face, run in runs:
        line.setFont(face, size)
        line.textOut(run)
    canvas.drawText(line)


def _bare_code(canvas: Canvas, code: str) -> None:
    cells = memoryview(
        zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(
            scale=1, add_quiet_zones=False
        )
    )
    wide = cells.shape[1]
    marked = cells.tobytes().translate(b"1" + b"0" * 255).decode()
    module = 20 * MM / wide
    runs = []
    for row in range(wide):
        for found in re.finditer("1+", marked[row * wide : row * wide + wide]):
            first, after = found.span()
            runs.append(f"{first} {row} {after - first} 1 re")
    canvas.addLiteral(f"q {module:.5f} 0 0 {-module:.5f} {30 * MM:.3f} {60 * MM:.3f} cm {' '.join(runs)} f Q")


# --- LibreOffice --------------------------------------------------------------------------------------------


def office(folder: Path, given: list[Certificate]) -> Iterator[Figure]:
    """Let LibreOffice merge the same people into a page like ours, and compare: it draws no code at all."""
    soffice = shutil.which("soffice")
    if soffice is None or not SYSTEM_PYTHON.exists():
        print("没有 LibreOffice，与它的邮件合并比较这一项这次不做。", file=sys.stderr)
        return
    where = folder / "office"
    where.mkdir()
    with (where / "people.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["number", "who", "span", "issuer", "class", "tail", "hours", "issued", "checked"])
        for one in given:
            who = f"{one.holder}，{one.gender}，{dates.in_figures(one.birth)}生。"
            span = dates.from_to(one.starts, one.ends)
            rows.writerow(
                [one.number, who, span, one.issuer, one.class_name, one.id_tail, one.hours_text,
                 dates.in_words(one.issued_on), one.check_code]
            )  # fmt: skip
    script = Path(__file__).with_name("mail_merge.py")
    command = [str(SYSTEM_PYTHON), str(script), soffice, str(where), str(paths.resources() / "fonts")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=1200, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        print("LibreOffice 的邮件合并没有做成（要有 python3-uno 和 libreoffice-base-drivers），这一项不做。")
        return
    theirs = float(done.stdout.split()[0])
    pages = int(done.stdout.split()[1])
    times = []
    for _ in range(3):
        began = perf_counter()
        certificates.render(given)
        times.append(perf_counter() - began)
    ours = sorted(times)[1]
    yield Figure(
        f"{len(given)} 张证书比 LibreOffice 邮件合并快（它 {theirs:.1f} 秒出 {pages} 页，不画码，不算启动；"
        f"五有 {ours:.2f} 秒，画码）",
        f"{theirs / ours:.1f} 倍",
        f"≥ {LEAST_TIMES_OFFICE:g} 倍",
        theirs / ours >= LEAST_TIMES_OFFICE and pages >= len(given),
    )


def calculated(folder: Path) -> Iterator[Figure]:
    """Fill a county's workbook in and let LibreOffice work it out: its sums must be of what we filled."""
    soffice = shutil.which("soffice")
    if soffice is None:
        print("没有 LibreOffice，打开填好的上级表格这一项这次不做。", file=sys.stderr)
        return
    hours = [24, 6.5, 24, 12, 24, 8]
    where = folder / "upper"
    where.mkdir()
    form = BytesIO()
    book = xlsxwriter.Workbook(form, {"in_memory": True})
    sheet = book.add_worksheet("统计表")
    sheet.write_row(0, 0, ["{{学员.姓名}}", "{{学员.学时}}"])
    sheet.write_formula(0, 2, "=B1*5", None, 0)
    sheet.write_formula(1, 1, "=SUM(B1:B1)", None, 0)
    sheet.write_formula(1, 2, "=SUM(C1:C1)", None, 0)
    book.close()
    names = [f"学员{number}" for number in range(len(hours))]
    lists = {"学员.姓名": names, "学员.学时": hours}
    (where / "filled.xlsx").write_bytes(upper_forms.fill(form.getvalue(), ".xlsx", {}, lists=lists))
    home = f"-env:UserInstallation={(where / 'home').as_uri()}"
    command = [soffice, home, "--headless", "--convert-to", CSV, "--outdir", str(where)]
    done = subprocess.run(
        [*command, str(where / "filled.xlsx")],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    written = where / "filled.csv"
    if done.returncode or not written.exists():
        print("LibreOffice 没有打开填好的表格（要有 libreoffice-calc），这一项不做。", file=sys.stderr)
        return
    rows = list(csv.reader(written.read_text(encoding="utf-8").splitlines()))
    wanted = [[name, f"{one:g}", f"{one * 5:g}"] for name, one in zip(names, hours, strict=True)]
    wanted.append(["", f"{sum(hours):g}", f"{sum(hours) * 5:g}"])
    right = sum(row in rows for row in wanted)
    yield Figure(
        "填好的上级表格由 LibreOffice 打开，照公式重算，与填进去的数一致",
        f"{right} / {len(wanted)} 行",
        "全部",
        right == len(wanted),
    )


def weigh(count: int) -> None:
    """Render so many certificates and say how large the file is and how much of it fonts are."""
    data = certificates.render(made_up(count))
    assert len(re.findall(rb"/Type /Page\b", data)) == count
    print(len(data), size_of_fonts(data))
