"""Page furniture is found by its shape and place; the article, its lists and its headings stay."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.clean import clean
from kg.clean.lines import classify, is_byline, source_of
from kg.errors import SchemaError
from kg.model import Document
from kg.schema.cleaning import LineRule, load_cleaning, term_tokens
from kg.schema.files import packaged_root
from kg.text import syllables, tone_placement

PAGES = Path(__file__).parent / "data" / "pages"
RULES = load_cleaning((packaged_root(),))
SIGNS = {"dropped": "-", "title": "="}

Labelled = tuple[str, list[tuple[int, str, str]], str, str]


def labelled(name: str) -> Labelled:
    """Return text, (start, sign, line) of each line, date and source (`?` for none) of a labelled page."""
    head, *rows = (PAGES / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    day, _, source = head.partition(" ")
    text, places = "", []
    for row in rows:
        if row:
            places.append((len(text), row[0], row[2:]))
        text += row[2:] + "\n"
    return text, places, day, source


def cleaned(text: str) -> Document:
    return clean(Document("x.txt", text), RULES)


def kinds(text: str) -> list[tuple[str, str]]:
    """Return (kind, content) of each block."""
    return [(b.kind, text[b.start : b.end].strip()) for b in cleaned(text).blocks]


def kept(text: str) -> list[str]:
    return [content for kind, content in kinds(text) if kind != "dropped"]


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.txt")))
def test_every_line_of_a_copied_page(name: str) -> None:
    text, places, day, source = labelled(name)
    document = cleaned(text)
    found = []
    for start, _, line in places:
        block = next(b for b in document.blocks if b.start <= start < b.end)
        found.append(f"{SIGNS.get(block.kind, '+')} {line}")
    assert found == [f"{sign} {line}" for _, sign, line in places]
    assert (document.date or "?", document.source or "?") == (day, source)
    title = [line for _, sign, line in places if sign == "="]
    assert document.title == (title[0] if title else None)


@pytest.mark.parametrize("rule", RULES.lines, ids=lambda rule: rule.reason)
def test_line_rules_keep_their_promises(rule: LineRule) -> None:
    def fits(line: str) -> bool:
        return rule.fits(tone_placement(line), len(syllables(line)))

    assert rule.examples and rule.counters
    assert [e for e in rule.examples if not fits(e)] == []
    assert [e for e in rule.counters if fits(e)] == []


@pytest.mark.parametrize("text", RULES.source.examples)
def test_source_is_found(text: str) -> None:
    assert source_of(classify(0, len(text), text, RULES), RULES)


@pytest.mark.parametrize("text", RULES.source.counters)
def test_source_is_not_found(text: str) -> None:
    assert source_of(classify(0, len(text), text, RULES), RULES) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu Hà", True),
        ("Lê Anh - Trần Bình", True),
        ("Nhóm PV", True),
        ("Bài và ảnh: Thanh Trúc", True),
        ("HOÀNG LAN", True),
        ("Quỳnh Như (tổng hợp)", True),
        ("Nguyễn Văn Ba, Lê Thị Tư", True),
        ("ngocha@vidu.vn Ngọc Hà", True),
        ("Kết quả", False),
        ("Hà", False),
        ("Phần 2: Khởi nghiệp", False),
        ("Công ty Cổ phần Sữa Ba Vì", False),
        ("Thu Hà kể chuyện làng", False),
    ],
)
def test_byline(text: str, expected: bool) -> None:
    assert is_byline(classify(0, len(text), text, RULES), RULES) is expected


def test_glued_menu_items_are_parted() -> None:
    assert term_tokens("Trang chủThể thaoQuần vợt") == ("trang", "chủ", "thể", "thao", "quần", "vợt")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Thứ Hai, 3/2/2025, 09:15 (GMT+7)", "2025-02-03"),
        ("03-02-2025 - 09:15 AM | Xã hội", "2025-02-03"),
        ("3 tháng 2, 2025", "2025-02-03"),
        ("Cập nhật lúc 08:00, 2025-02-03", "2025-02-03"),
        ("Thứ Hai, 31/2/2025, 09:15", None),
    ],
)
def test_publication_date(line: str, day: str | None) -> None:
    page = f"Xóm chài mở lớp học chữ cho người già\n{line}\nLớp học có mười hai cụ bà.\n"
    assert cleaned(page).date == day


def test_date_glued_to_the_title() -> None:
    page = "03/02/2025 09:15Xóm chài mở lớp học chữ cho người già\nLớp học có mười hai cụ bà.\n"
    document = cleaned(page)
    assert (document.title, document.date) == ("Xóm chài mở lớp học chữ cho người già", "2025-02-03")


def test_date_inside_the_article_is_not_the_publication_date() -> None:
    page = "Xóm chài mở lớp học chữ cho người già\nNgày 3/2/2025, lớp học có thêm hai cụ bà.\n"
    assert cleaned(page).date is None


def test_what_the_reader_knew_stands() -> None:
    page = "Chợ nổi\nChợ họp từ ba giờ sáng.\n(Theo Sông Hậu)\n"
    known = Document("x.html", page, title="Một tên khác", date="2020-01-01", source="Báo Mẫu")
    document = clean(known, RULES)
    assert (document.title, document.date, document.source) == ("Một tên khác", "2020-01-01", "Báo Mẫu")


BODY = (
    "Làng chiếu Định Yên nằm bên sông Hậu, có gần bốn trăm hộ theo nghề. Mỗi năm làng bán hơn triệu chiếc.",
    "Bà Hai Lành dệt chiếu từ năm mười hai tuổi. Nay hai con gái của bà cũng mở xưởng riêng ở đầu làng.",
)


@pytest.mark.parametrize("box", ["Tin liên quan", "Xem thêm", "Có thể bạn quan tâm:", "ĐỪNG BỎ LỠ"])
def test_the_article_goes_on_below_a_box(box: str) -> None:
    page = [
        "Nghề dệt chiếu bên sông Hậu hồi sinh",
        BODY[0],
        box,
        "Giá lác tăng gấp rưỡi trong hai tháng",
        *BODY,
    ]
    assert kept("\n".join(page)) == [page[0], BODY[0], *BODY]


def test_nothing_goes_on_below_the_comments() -> None:
    comments = ["Bình luận (2)", "Bài viết rất hay, cảm ơn tác giả.", "Tôi mua chiếu ở đây rồi. Rất bền."]
    page = ["Nghề dệt chiếu bên sông Hậu hồi sinh", *BODY, *comments]
    assert kept("\n".join(page)) == page[:3]


def test_share_bar_between_lead_and_text_ends_nothing() -> None:
    page = ["Nghề dệt chiếu bên sông Hậu hồi sinh", "Xưởng nào cũng sáng đèn.", "Bình luận", *BODY * 3]
    assert kept("\n".join(page)) == [page[0], page[1], *BODY * 3]


@pytest.mark.parametrize(
    "line",
    [
        "Khởi đầu gian nan",
        "Phần 2: Những người giữ nghề",
        "Nghề dệt đi về đâu?",
        "## Thị trường",
        "Kinh doanh",
        "Facebook",
        "Elon Musk",
        "“Nghề này không phụ ai”",
        "Gồm ba loại: chiếu trắng, chiếu bông và chiếu vảy ốc",
        "- Chiếu bông: dệt bằng lác nhuộm",
        "Nhiều hộ bán thêm nón, giỏ, thảm...",
    ],
)
def test_lines_between_paragraphs_stay(line: str) -> None:
    page = ["Nghề dệt chiếu bên sông Hậu hồi sinh", BODY[0], line, BODY[1]]
    assert kept("\n".join(page)) == page


def test_headings_are_told_from_text() -> None:
    page = ["Nghề dệt chiếu bên sông Hậu hồi sinh", BODY[0], "Khởi đầu gian nan", BODY[1]]
    assert [kind for kind, _ in kinds("\n".join(page))] == ["title", "body", "heading", "body"]


def test_summary_lines_without_stops_stay() -> None:
    summary = [
        "Làng nghề có tuổi đời hơn một trăm năm",
        "Sản phẩm đã bán sang bốn nước châu Á",
        "Thợ trẻ quay về làng ngày một đông",
    ]
    page = ["Nghề dệt chiếu bên sông Hậu hồi sinh", *summary, *BODY]
    assert kept("\n".join(page)) == page


def test_announced_list_at_the_end_stays() -> None:
    winners = [f"Xưởng chiếu {name} ở ấp An Khương xã Định Yên" for name in ("Hai Lành", "Bảy Thơ", "Út Mười")]
    page = ["Nghề dệt chiếu bên sông Hậu hồi sinh", *BODY, "Ba xưởng được thưởng là:", *winners]
    assert kept("\n".join(page)) == page


def test_label_alone_is_the_title() -> None:
    assert kinds(f"Giới thiệu\n{BODY[0]}\n{BODY[1]}")[0] == ("title", "Giới thiệu")


def test_one_sentence_is_kept_and_has_no_title() -> None:
    document = cleaned("Bà Hai Lành là chủ xưởng chiếu lớn nhất làng.")
    assert ([b.kind for b in document.blocks], document.title) == (["body"], None)


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "Chiếu bông Định Yên được dệt bằng lác nhuộm phẩm, phơi hai nắng, rồi\n"
        "mới đem lên khung. Người thợ phải ngồi dệt từ sáng sớm đến chiều tối,\n"
        "mỗi ngày chỉ được hai chiếc.\n\nMột đoạn khác bắt đầu từ đây."
    )
    assert [content.split("\n")[0][:10] for content in kept(text)] == ["Chiếu bông", "Một đoạn k"]


TEXTS = st.text(st.sampled_from([*"aBđ ẢTin.…?!:;|>-*#/()@'\"“”0129\n\n\r\t\x0b\u2028\u0301\ud800"]), max_size=300)
PARTS = st.sampled_from(
    [
        "Tin liên quan",
        "Thu Hà",
        "Trang chủ",
        "-",
        "",
        "Tags: a",
        "Bình luận (3)",
        "Theo Sông Hậu",
        *BODY,
        "Ảnh: AFP",
    ]
)


@given(TEXTS | st.text() | st.lists(PARTS).map("\n".join))
def test_blocks_cover_any_text(text: str) -> None:
    document = cleaned(text)
    assert document.text == text
    assert "".join(text[b.start : b.end] for b in document.blocks) == text
    assert all(b.start < b.end for b in document.blocks)
    assert all((b.kind == "dropped") == (b.reason is not None) for b in document.blocks)


@given(st.lists(PARTS))
def test_cleaning_twice_changes_nothing(parts: list[str]) -> None:
    once = cleaned("\n".join(parts))
    assert clean(once, RULES) == once


@pytest.mark.parametrize(
    "unit", ["a | ", "12:30 ", "thứ hai ", "Ảnh: A/", "a.", "> ", "=", "A, ", "/ a", "#a ", "Theo A "]
)
def test_endless_lines_take_no_time(unit: str) -> None:
    started = time.perf_counter()
    for size in (20, 60, 300, 4_000):
        cleaned(unit * size)
        cleaned(unit * size + "!x")
    assert time.perf_counter() - started < 5


def test_unknown_key_in_the_rules_is_named(tmp_path: Path) -> None:
    original = (packaged_root() / "clean.toml").read_text(encoding="utf-8")
    (tmp_path / "clean.toml").write_text("surprise = 1\n" + original, encoding="utf-8")
    with pytest.raises(SchemaError, match="surprise"):
        load_cleaning((tmp_path,))


def test_broken_pattern_in_the_rules_is_named(tmp_path: Path) -> None:
    original = (packaged_root() / "clean.toml").read_text(encoding="utf-8")
    broken = original.replace("pattern = '^(?:ảnh|hình)", "pattern = '^(?:ảnh|hình))", 1)
    assert broken != original
    (tmp_path / "clean.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(SchemaError, match="not a regular expression"):
        load_cleaning((tmp_path,))
