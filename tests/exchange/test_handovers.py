import io
import json
import struct
import tracemalloc
from pathlib import Path

import pyrage
import pytest

from app.errors import Cancelled, UserError
from app.exchange import handovers, lines
from app.exchange.handovers import Head, fits, peek, seal, unpack
from app.progress import silent

PHRASE = "春耕以前先开一课"
HEAD = Head("下党乡党校", "2026-11-22T09:00:00")
CONTENT = {
    "school.db": b"register" * 50_000,
    "keys.json": b"{}",
    "evidence/" + "a" * 64: bytes(3_000_000),
    "evidence/" + "b" * 64: b"",
    "inbox/held/包 1.wuyou": b"x",
}


def packed(folder: Path, content: dict[str, bytes] = CONTENT, *, name: str = "交接包.jiaojie") -> Path:
    here = folder / "here"
    files = []
    for one, data in content.items():
        path = here / one
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        files.append((one, path))
    target = folder / name
    with target.open("wb") as out:
        seal(out, files, phrase=PHRASE, head=HEAD, about={"rows": {"member": 3}}, total=1, tell=silent)
    return target


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packed(tmp_path_factory.mktemp("packed"))


def forged(folder: Path, inside: bytes) -> Path:
    """Make a pack with the true phrase around any content, as a hostile sender could."""
    identity = pyrage.x25519.Identity.generate()
    header = handovers._header(str(identity), PHRASE, HEAD)
    made = folder / "伪造.jiaojie"
    sealed = pyrage.encrypt(inside, [identity.to_public()])
    made.write_bytes(handovers.MAGIC + struct.pack(">I", len(header)) + header + sealed)
    return made


def fields_of(pack: Path) -> dict[str, dict[str, int]]:
    """Give what the header of a pack says."""
    data = pack.read_bytes()
    fields: dict[str, dict[str, int]] = json.loads(data[12 : 12 + struct.unpack(">I", data[8:12])[0]])
    return fields


def lying(name: str, data: bytes, *, size: int | None = None) -> bytes:
    said = {"name": name, "size": len(data) if size is None else size}
    return json.dumps(said).encode() + b"\n" + data


def test_what_was_packed_comes_out_again(pack: Path, tmp_path: Path) -> None:
    manifest = unpack(pack, tmp_path, phrase=PHRASE, tell=silent)
    assert {one.name: (tmp_path / one.name).read_bytes() for one in manifest.pieces} == CONTENT
    assert manifest.about == {"rows": {"member": 3}}
    assert peek(pack) == HEAD


def test_nothing_inside_can_be_read_without_the_phrase(pack: Path) -> None:
    assert b"register" not in pack.read_bytes() and PHRASE.encode() not in pack.read_bytes()


@pytest.mark.parametrize("phrase", ["", "春耕以前先开一", "春耕以前先开一课 ", "x" * 1000])
def test_another_phrase_does_not_open_it(pack: Path, tmp_path: Path, phrase: str) -> None:
    with pytest.raises(UserError, match="口令不对"):
        unpack(pack, tmp_path, phrase=phrase, tell=silent)
    assert not list(tmp_path.iterdir())


def test_a_short_phrase_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pytest.raises(UserError, match="至少要 8 个字符"):
        seal(out, [], phrase="1234567", head=HEAD, about={}, total=0, tell=silent)
    assert not out.getvalue()


def test_a_pack_cut_anywhere_is_refused(pack: Path, tmp_path: Path) -> None:
    whole = pack.read_bytes()
    short = tmp_path / "短.jiaojie"
    for at, length in enumerate(
        (0, 4, 10, 200, 500, 700, 70_000, len(whole) // 2, len(whole) - 16, len(whole) - 1)
    ):
        short.write_bytes(whole[:length])
        with pytest.raises(UserError):
            unpack(short, tmp_path / f"{at}", phrase=PHRASE, tell=silent)


def test_a_pack_altered_anywhere_is_refused(pack: Path, tmp_path: Path) -> None:
    whole = bytearray(pack.read_bytes())
    bad = tmp_path / "坏.jiaojie"
    for turn, at in enumerate((0, 9, 40, 300, 520, 640, 5_000, len(whole) // 2, len(whole) - 1)):
        whole[at] ^= 1
        bad.write_bytes(whole)
        with pytest.raises(UserError):
            unpack(bad, tmp_path / f"{turn}", phrase=PHRASE, tell=silent)
        whole[at] ^= 1
    bad.write_bytes(whole + b"x")
    with pytest.raises(UserError):
        unpack(bad, tmp_path / "more", phrase=PHRASE, tell=silent)


@pytest.mark.parametrize(
    "name",
    [
        "../school.db", "/etc/passwd", "evidence/../school.db", "evidence/..", "evidence//x", "C:\\x",
        "other/x", "evidence/a\\b", "evidence/con", "evidence/~x.part", "evidence/x.",
        "evidence/.x", "evidence/a/b/c",
        "school.db/x", "", ".", "evidence/\x00", "SCHOOL.DB", "evidence/x:y", "evidence/" + "x" * 121,
    ],
)  # fmt: skip
def test_no_other_name_is_packed_or_unpacked(tmp_path: Path, name: str) -> None:
    assert not fits(name)
    place = tmp_path / "deep" / "place"
    place.mkdir(parents=True)
    with pytest.raises(UserError, match="不认识的文件名"):
        unpack(forged(tmp_path, lying(name, b"x")), place, phrase=PHRASE, tell=silent)
    assert not list(place.iterdir())


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (lying("keys.json", b"x") + lying("KEYS.json", b"y"), "文件名"),
        (lying("keys.json", b"x") + lying("keys.json", b"y"), "重复"),
        (lying("keys.json", b"x", size=-1), "大小"),
        (lying("keys.json", b"x", size=10**30), "被截断"),
        (lying("keys.json", b"x"), "被截断"),
        (b"", "被截断"),
        (b"[]\n", "文件名"),
        (b"{" * 10_000, "太长"),
        (b"{" * 100 + b"\n", "读不懂"),
        (lying("keys.json", b"x") + b'{"pieces": [], "about": {}}\n', "清单与内容不符"),
        (b'{"pieces": [], "about": 3}\n', "清单不完整"),
        (b'{"pieces": [], "about": {}}\nmore', "多余"),
    ],
)
def test_what_no_pack_of_ours_would_hold_is_refused(tmp_path: Path, inside: bytes, why: str) -> None:
    with pytest.raises(UserError, match=why):
        unpack(forged(tmp_path, inside), tmp_path / "out", phrase=PHRASE, tell=silent)


@pytest.mark.usefixtures("in_earnest")
def test_a_pack_costs_as_much_to_try_as_a_keyring(tmp_path: Path) -> None:
    made = packed(tmp_path, {"keys.json": b"{}"})
    slot = fields_of(made)["slot"]
    assert [slot[cost] for cost in ("iterations", "lanes", "memory_cost")] == [3, 4, 64 * 1024]
    unpack(made, tmp_path / "out", phrase=PHRASE, tell=silent)
    assert (tmp_path / "out" / "keys.json").read_bytes() == b"{}"


def test_a_costly_slot_is_refused_at_once(pack: Path, tmp_path: Path) -> None:
    whole, fields = pack.read_bytes(), fields_of(pack)
    length = len(lines.canonical(fields))
    fields["slot"]["memory_cost"] = 2**31
    header = lines.canonical(fields)
    bad = tmp_path / "贵.jiaojie"
    bad.write_bytes(whole[:8] + struct.pack(">I", len(header)) + header + whole[12 + length :])
    with pytest.raises(UserError, match="改动过"):
        unpack(bad, tmp_path / "out", phrase=PHRASE, tell=silent)


@pytest.mark.parametrize("data", [b"", b"WUYO", b"WUYOU1\r\n" + bytes(500), b"PK\x03\x04" + bytes(99)])
def test_another_file_is_said_to_be_one(tmp_path: Path, data: bytes) -> None:
    other = tmp_path / "别的.jiaojie"
    other.write_bytes(data)
    with pytest.raises(UserError, match=r"不是五有的交接包|被截断"):
        peek(other)


def test_it_stops_when_told_to(pack: Path, tmp_path: Path) -> None:
    def stop(done: int, total: int, note: str = "") -> None:
        if done > 1_000_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        unpack(pack, tmp_path, phrase=PHRASE, tell=stop)


def test_memory_does_not_grow_with_the_photographs(tmp_path: Path) -> None:
    big = {f"evidence/{at:064x}": bytes(4_000_000) for at in range(10)}
    tracemalloc.start()
    made = packed(tmp_path, big)
    tracemalloc.reset_peak()
    unpack(made, tmp_path / "out", phrase=PHRASE, tell=silent)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * 1024**2 + 40_000_000, "the ten files themselves stay in this test's dictionary"
