import pytest

from app.errors import UserError
from app.scans import documents
from tests import photographed


def test_a_paper_that_opens_is_counted() -> None:
    assert documents.looked_at(photographed.pdf(3)) == documents.Document(3, 0)
    assert documents.looked_at(photographed.pdf(1, carrying="发票.xml")) == documents.Document(1, 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "不是 PDF"),
        (b"\n%PDF-1.4", "不是 PDF"),
        (b"MZ\x90 a program", "不是 PDF"),
        (b"%PDF-1.4\nwhatever stands in it", "打不开"),
        (b"%PDF-1.7\n" + bytes(5000), "打不开"),
    ],
)
def test_what_is_no_paper_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        documents.looked_at(data)


def test_half_a_paper_is_refused_or_still_opens() -> None:
    whole = photographed.pdf(2)
    with pytest.raises(UserError):
        documents.looked_at(whole[: len(whole) // 3])


@pytest.mark.parametrize(
    "action",
    [
        b"<< /S /Launch /F (calc.exe) >>",
        b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"<< /S /J#61vaScript /JS (app.alert\\(1\\)) >>",
    ],
)
def test_what_would_run_something_is_refused(action: bytes) -> None:
    plain = photographed.pdf()
    whole = plain.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction" + action, 1)
    assert whole != plain
    with pytest.raises(UserError, match="自动运行"):
        documents.looked_at(whole)
