from app.papers import orders
from tests.papers.reading import glyphs, texts

MENU = orders.Menu(
    "寿宁县委组织部",
    2026,
    [
        orders.Dish("政治理论", "党的二十大精神宣讲", 16, "全体党员", "王志远（县委党校讲师）", "提前一周"),
        orders.Dish("", "下党故事", 0, "", "", ""),
    ],
    "2026年11月22日",
)
SLIP = orders.Slip(
    "寿宁县委组织部", "中共寿宁县下党乡委员会党校", "DD350924100-2026-001", "党的二十大精神宣讲",
    "2026年12月10日上午", "村党组织书记", "40 人", "乡政府二楼会议室", "李干事 13800000000",
    "请结合乡村振兴讲", "2026年11月22日", "王志远", "2026年12月12日上午", "", "2026年11月24日",
    "2026年12月12日", "38 人", "很满意", "讲得实在",
)  # fmt: skip


def test_the_menu_says_each_course_under_its_category() -> None:
    (page,) = texts(orders.render_menu(MENU))
    for said in ("政治理论", "党的二十大精神宣讲", "王志远（县委党校讲师）", "其他", "下党故事", "共2门课"):
        assert said in page
    assert orders.render_menu_workbook(MENU).startswith(b"PK")


def test_the_slip_says_all_three_parts_on_one_page() -> None:
    data = orders.render_slip(SLIP)
    (page,) = texts(data)
    for name in SLIP.__slots__:
        assert "".join(str(getattr(SLIP, name)).split()) in page, name
    assert all(one.left > 15 and one.right < 195 and one.bottom < 287 for one in glyphs(data, 0) if one.right)


def test_a_slip_nobody_answered_has_boxes_to_tick_and_stays_on_its_page() -> None:
    long = "请结合本村产业发展讲，" * 18
    bare = orders.Slip("县", "校", "1", "课" * 60, "", "对" * 60, "", "地" * 60, "", long, "", feedback=long)
    (page,) = texts(orders.render_slip(bare))
    assert "□很满意" in page
    assert (page.count("请结合本村产业发展讲"), page.count("地"), page.count("对")) == (36, 61, 61)
