import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import paths
from app.spelling import OK, codes

quick = settings(max_examples=150)
LISTS = {"ethnic-groups.tsv": codes.ethnicity, "education.tsv": codes.education, "jobs.tsv": codes.job}


def listed(name: str) -> dict[str, str]:
    lines = (paths.resources() / "data" / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t")[:2] for line in lines if not line.startswith("#"))


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("01 汉族", ("01", "汉族")),
        ("11_男", ("11", "男")),
        ("1-正式党员", ("1", "正式党员")),
        ("59325_正式党员", ("59325", "正式党员")),
        ("1A 中央党校研究生", ("1A", "中央党校研究生")),
        ("６　普通高中", ("6", "普通高中")),
        ("01.汉族", ("01", "汉族")),
        ("01汉族", ("01", "汉族")),
        ("汉族", ("", "汉族")),
        ("01", ("", "01")),
        ("", ("", "")),
        (" 男 ", ("", "男")),
    ],
)
def test_split(raw: str, parts: tuple[str, str]) -> None:
    assert codes.split(raw) == parts


def test_the_56_ethnic_groups_are_all_known() -> None:
    labels = list(listed("ethnic-groups.tsv").values())
    assert labels.index("汉族") == 0 and labels.index("基诺族") == 55
    assert len(labels) == len(set(labels)) == 58
    for label in labels[:56]:
        assert codes.ethnicity(label)[1].kind == codes.ethnicity(label.removesuffix("族"))[1].kind == "ok"
        assert codes.ethnicity(label.removesuffix("族"))[0] == label


@pytest.mark.parametrize("name", LISTS)
def test_every_code_and_label_of_a_list_is_read_back(name: str) -> None:
    read = LISTS[name]
    for code, label in listed(name).items():
        for raw in (label, f"{code} {label}", f"{code}_{label}", f" {code}　{label} "):
            assert read(raw) == (label, OK)
        assert (read(code)[0], read(code)[1].kind) == (label, "flag")


@pytest.mark.parametrize(
    ("read", "raw", "label", "kind"),
    [
        (codes.ethnicity, "868_汉族", "汉族", "ok"),
        (codes.ethnicity, "汉", "汉族", "ok"),
        (codes.ethnicity, "畬族", "畲族", "ok"),
        (codes.ethnicity, "维族", "维吾尔族", "ok"),
        (codes.ethnicity, "其它族", "其他族", "ok"),
        (codes.ethnicity, 1.0, "汉族", "flag"),
        (codes.ethnicity, "02 汉族", "汉族", "flag"),
        (codes.ethnicity, "火星族", "火星族", "flag"),
        (codes.ethnicity, "99", "99", "flag"),
        (codes.ethnicity, "", "", "ok"),
        (codes.ethnicity, None, "", "ok"),
        (codes.ethnicity, "-", "", "ok"),
        (codes.education, "本科", "大学", "ok"),
        (codes.education, "大学本科", "大学", "ok"),
        (codes.education, "全日制本科", "大学", "ok"),
        (codes.education, "大专毕业", "大专", "ok"),
        (codes.education, "初中文化程度", "初中", "ok"),
        (codes.education, "高中", "普通高中", "ok"),
        (codes.education, "省委党校大学", "省（区、市）委党校大学", "ok"),
        (codes.education, "在职大学", "大学", "flag"),
        (codes.education, "研究生", "研究生", "flag"),
        (codes.education, "文盲", "文盲", "flag"),
        (codes.education, "大专在读", "大专在读", "flag"),
        (codes.job, "务农", "农牧渔业生产人员", "ok"),
        (codes.job, "退休", "退休人员", "ok"),
        (codes.job, "老板", "老板", "flag"),
    ],
)
def test_labels(read: object, raw: object, label: str, kind: str) -> None:
    assert callable(read)
    found, verdict = read(raw)
    assert (found, verdict.kind) == (label, kind)
    assert (verdict.note == "") == (kind == "ok")


@quick
@given(st.text(max_size=8))
def test_an_unknown_label_is_kept_and_said(raw: str) -> None:
    for name, read in LISTS.items():
        label, verdict = read(raw)
        assert label == "" or label in listed(name).values() or verdict.kind == "flag"


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("正式党员", "full"),
        ("1-正式党员", "full"),
        ("223_正式党员", "full"),
        ("中共党员", "full"),
        ("正式", "full"),
        ("预备党员", "probationary"),
        ("中共预备党员", "probationary"),
        ("发展对象", "candidate"),
        ("入党积极分子", "activist"),
        ("入党申请人", "applicant"),
        ("群众", "non_member"),
        ("共青团员", "non_member"),
        ("已出党", ""),
        ("流动党员", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_member_type(raw: object, kind: str) -> None:
    assert codes.member_type(raw) == kind


@pytest.mark.parametrize(
    ("raw", "status"),
    [("正常", "normal"), ("1 正常", "normal"), ("停止党籍", "suspended"), ("59328_已停止党籍", "suspended")]
    + [("已死亡", ""), ("", "")],
)
def test_membership_status_is_never_assumed(raw: str, status: str) -> None:
    assert codes.membership_status(raw) == status


@pytest.mark.parametrize(
    ("raw", "gender"),
    [("男", "男"), ("11_男", "男"), ("96_女", "女"), (" 女 ", "女"), ("男性", "男"), ("F", "女")]
    + [("1", ""), ("2", ""), ("未知的性别", ""), ("男女", ""), ("", ""), (None, "")],
)
def test_gender_is_never_guessed(raw: object, gender: str) -> None:
    assert codes.gender(raw) == gender


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        ("是", True),
        ("√", True),
        ("Y", True),
        ("1 是", True),
        (1.0, True),
        (True, True),
        ("否", False),
        ("×", False),
    ]
    + [
        ("0", False),
        ("0_否", False),
        (False, False),
        ("", None),
        ("不知道", None),
        (None, None),
        ("-", None),
    ],
)
def test_yes_no(raw: object, answer: bool | None) -> None:
    assert codes.yes_no(raw) is answer
