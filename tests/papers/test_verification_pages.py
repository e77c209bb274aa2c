import json
import random
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from app.exchange import directories, keys, proofs
from app.papers import verification_pages as papers
from app.papers.verification_pages import Signer, VerificationPage
from tests.exchange.test_proofs import CLAIM

SCHOOL, OTHER = keys.make(), keys.make()
GOOD = proofs.write(CLAIM, secret=SCHOOL.sign_secret)
VOID = proofs.write(replace(CLAIM, number="作废的一张"), secret=SCHOOL.sign_secret)


def digest(code: str) -> bytes:
    return proofs.digest(proofs.read(code).claim.number, proofs.check_code(code))


PAGE = VerificationPage(
    county_name="寿宁县</script><b>委组织部",
    as_of="2026-11-22",
    signers=(Signer("溪口镇党校", keys.public(SCHOOL).sign.hex(), ""),),
    voided=directories.packed(frozenset([digest(VOID)])),
    issued=directories.packed(frozenset([digest(GOOD), digest(VOID)])),
)


def test_the_page_holds_its_directory_and_nothing_from_outside() -> None:
    text = papers.render(PAGE).decode()
    said = re.search(r'<script id="directory" type="application/json">(.*?)</script>', text)
    assert said
    assert json.loads(said[1])["county_name"] == PAGE.county_name
    assert not re.search(r"https?:|src=|@import|url\(", text)
    assert CLAIM.holder not in text


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "核验.html"
    path.write_bytes(papers.render(PAGE))
    return path


def shown(page: Path, said: str) -> tuple[str, str]:
    """Open the page in a browser of one's own and give the state and the text it shows."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no chromium here")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={page.parent}"]
    done = subprocess.run(
        [*command, "--dump-dom", f"{page.as_uri()}#{quote(said)}"],
        capture_output=True, encoding="utf-8", timeout=300, check=True,
    )  # fmt: skip
    state = re.search(r'data-state="(\w+)"', done.stdout)
    assert state, done.stdout[-500:]
    return state[1], re.sub(r"<[^>]+>", " ", done.stdout.split("<section>")[0])


def test_a_browser_without_network_says_what_a_certificate_is(page: Path) -> None:
    state, text = shown(page, GOOD)
    assert state == "genuine"
    for said in (CLAIM.holder, CLAIM.number, CLAIM.class_name, CLAIM.id_tail, "2026-11-22", "溪口镇党校"):
        assert said in text


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (VOID, "voided"),
        (proofs.write(CLAIM, secret=OTHER.sign_secret), "unknown"),
        (GOOD[:-2], "none"),
        (f"{CLAIM.number}|{proofs.check_code(GOOD).lower()}", "genuine"),
        (f"{CLAIM.number}1|{proofs.check_code(GOOD)}", "unknown"),
        (f"作废的一张|{proofs.check_code(VOID)}", "voided"),
    ],
    ids=["void", "of-nobody", "cut", "typed", "typed-wrong", "typed-void"],
)
def test_a_browser_tells_the_true_from_the_void_and_the_unknown(page: Path, said: str, state: str) -> None:
    assert shown(page, said)[0] == state


def test_program_and_page_judge_alike(page: Path) -> None:
    directory = directories.Directory(
        county_code="1", county_name="县", as_of=PAGE.as_of, voided=frozenset([digest(VOID)]),
        signers=(directories.Signer("1", "溪口镇党校", keys.public(SCHOOL).sign),),
    )  # fmt: skip
    chance = random.Random(3)
    for _ in range(4):
        claim = replace(
            CLAIM, holder="".join(map(chr, chance.choices(range(0x4E00, 0x9FA5), k=3))), id_tail="",
            quarter_hours=chance.randrange(400), issued_on=f"20{chance.randrange(10, 90)}-02-28",
        )  # fmt: skip
        code = proofs.write(claim, secret=SCHOOL.sign_secret)
        assert directories.judge(directory, code).state == shown(page, code)[0] == "genuine"
