from app.papers import recovery_codes
from app.papers.recovery_codes import RecoveryCode
from tests.papers import reading

CODE = "BMPKQ-60FFD-YM8X2-F84FE-GPS9J-SX"
BLANK = RecoveryCode("中共寿宁县下党乡委员会党校", "寿宁县", CODE, "2026-11-22")


def test_one_page_bears_the_code_twice_for_two_safes() -> None:
    (page,) = reading.texts(recovery_codes.render(BLANK))
    plain = page.replace(" ", "").replace("\n", "").replace("\r", "")
    for group in CODE.split("-"):
        assert plain.count(group) == 2
    for said in ("党校保险柜", "县委党校", "忘记口令，用恢复码另设", "2026-11-22"):
        assert said in plain
