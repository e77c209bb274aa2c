"""Certificates: altered codes that pass for true, and how long a true one takes among a county's keys."""

import random
import statistics
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from app.errors import UserError
from app.exchange import directories, keys, proofs
from bench.bars import FULL_ROUNDS, Figure

SCHOOLS = 50
ALTERED = 10_000
MOST_MS = 20
# The letters that hold a signature of 64 bytes.
_SIGNED = 96


def bars(_folder: Path, rounds: int) -> Iterator[Figure]:
    """Alter codes in every way a hand or a forger would; verify true ones against every key of a county."""
    chance = random.Random(7)
    secrets = [keys.make() for _ in range(SCHOOLS)]
    county = directories.Directory(
        "350999", "青岚县委组织部", "2026-11-22",
        tuple(
            directories.Signer(f"{350999100 + at}", f"第{at}所党校", keys.public(one).sign)
            for at, one in enumerate(secrets)
        ),
    )  # fmt: skip
    codes = [proofs.write(_claim(chance), secret=one.sign_secret) for one in secrets for _ in range(4)]
    yield _altered(county, codes, chance)
    yield _speed(county, codes * (5 if rounds >= FULL_ROUNDS else 1))


def _claim(chance: random.Random) -> proofs.Claim:
    return proofs.Claim(
        f"云溪乡党校〔2026〕第{chance.randrange(1, 10_000):04}号",
        "".join(map(chr, chance.choices(range(0x4E00, 0x9FA5), k=chance.randrange(2, 5)))),
        f"{chance.randrange(10_000):04}",
        "2026年第3期农村党员冬春季集中轮训班",
        chance.randrange(1, 400),
        f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
    )


def _altered(county: directories.Directory, codes: list[str], chance: random.Random) -> Figure:
    """Count the altered codes that are taken for true; a code that reads the same was not altered."""
    accepted = tried = 0
    while tried < ALTERED:
        code = chance.choice(codes)
        other = _alter(code, codes, chance)
        if other.strip() == code:
            continue
        tried += 1
        try:
            accepted += directories.judge(county, other).state == "genuine" and other not in codes
        except UserError:
            continue
    return Figure(f"改动过的证书码 {tried} 个，被当成真的", f"{accepted} 个", "= 0 个", not accepted)


def _alter(code: str, codes: list[str], chance: random.Random) -> str:
    """Change a letter, drop one, add one, swap two, or join one certificate to another's signature."""
    at, letter = chance.randrange(4, len(code)), chance.choice(proofs.LETTERS)
    way = chance.randrange(6)
    if way == 0:
        return code[:at] + letter + code[at + 1 :]
    if way == 1:
        return code[:at] + code[at + 1 :]
    if way == 2:
        return code[:at] + letter + code[at:]
    if way == 3:
        return code[:at] + code[at : at + 2][::-1] + code[at + 2 :]
    if way == 4:
        other = chance.choice(codes)
        return code[:at] + other[at:]
    raised = proofs.write(_claim(chance), secret=keys.make().sign_secret)
    return raised[:-_SIGNED] + code[-_SIGNED:]


def _speed(county: directories.Directory, codes: list[str]) -> Figure:
    times = []
    for code in codes:
        # The quickest of three is what the work takes; the rest is whatever else the machine does.
        times.append(min(_timed(county, code) for _ in range(3)))
    worst, middle = max(times) * 1000, statistics.median(times) * 1000
    name = f"{SCHOOLS} 所党校的密钥下核验 {len(codes)} 个证书码，中位 {middle:.2f} 毫秒，最久一个"
    return Figure(name, f"{worst:.1f} 毫秒", f"≤ {MOST_MS} 毫秒", worst <= MOST_MS)


def _timed(county: directories.Directory, code: str) -> float:
    began = perf_counter()
    found = directories.judge(county, code)
    took = perf_counter() - began
    assert found.state == "genuine", found
    return took
