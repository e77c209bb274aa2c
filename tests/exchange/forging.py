"""Make parcels as a cheat would who is enrolled and signs correctly."""

import hashlib
import io
import json
import random
import struct
import zipfile

import pytest

SCHOOL, OTHER_SCHOOL = 4611686018427387001, 4611686018427387002
DEVICE, OTHER_DEVICE = 9001, 9002
ROW = b'{"id":1,"name":"\xe8\xb5\xb5\xe4\xb8\x80"}\n'
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 4
PHOTO_NAME = "b/" + hashlib.sha256(PHOTO).hexdigest()
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


def compact(value: object) -> bytes:
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return said.encode("utf-8", "surrogatepass")


def listed(name: str, data: bytes) -> dict[str, object]:
    rows = data.count(b"\n") if name.startswith("t/") else 0
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "rows": rows}


def manifest(own: dict[str, object], held: list[tuple[str, bytes]], **changes: object) -> bytes:
    said = {"header": own, "entries": [listed(*entry) for entry in held], "about": {}}
    return compact({**said, **changes})


def zipped(entries: list[tuple[str, bytes]], *, method: int = DEFLATED) -> bytes:
    """Zip as an honest program does."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries:
            kind = STORED if name.startswith("b/") else method
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=kind)
    return file.getvalue()


def honest(own: dict[str, object], held: list[tuple[str, bytes]], **changes: object) -> bytes:
    return zipped([("manifest.json", manifest(own, held, **changes)), *held])


# How often chance is tried, in every run and in the full one.
COUNTS = [300, pytest.param(30_000, marks=pytest.mark.slow)]


def mutated(inner: bytes, chance: random.Random) -> bytes:
    """Damage an archive as a fuzzer would: bits, bytes, numbers, runs cut, doubled or moved."""
    whole = bytearray(inner)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        at, length = chance.randrange(len(whole)), chance.choice([1, 2, 4, 16, 60])
        match chance.randrange(6):
            case 0:
                whole[at] ^= 1 << chance.randrange(8)
            case 1:
                whole[at : at + 4] = struct.pack("<I", chance.choice([0, 1, 0xFFFF, 2**31, 2**32 - 1]))
            case 2:
                del whole[at : at + length]
            case 3:
                whole[at:at] = whole[at : at + length]
            case 4:
                to = chance.randrange(len(whole))
                whole[to : to + length] = whole[at : at + length]
            case _:
                whole[at : at + length] = chance.randbytes(length)
        whole = whole or bytearray(b"\0")
    return bytes(whole)
