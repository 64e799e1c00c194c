"""Literals found in text: extent, type and value, with near misses beside them."""

# Tables of one value a line.
# ruff: noqa: E501

from __future__ import annotations

import timeit
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SchemaError
from kg.model import Mention, Value
from kg.normalize import find_values
from kg.schema.files import packaged_root
from kg.schema.units import DATES, UNITS, load_units
from kg.text import nfc

TABLES = load_units((packaged_root(),))
PUBLISHED = date(2024, 11, 21)  # a Thursday


def found(text: str, reference: date | None = None) -> list[Mention]:
    return find_values(text, TABLES, reference)


def only(text: str, reference: date | None = None) -> Mention:
    mentions = found(text, reference)
    assert len(mentions) == 1, [m.text for m in mentions]
    return mentions[0]


MONEY = {
    "1600000000 USD": ["1,6 tỷ USD", "1,6 tỉ đô la", "1.600 triệu đô", "$1,6 tỷ", "US$1,6 tỷ", "một tỷ sáu trăm triệu USD"],
    "1250000000000 VND": ["1.250 tỷ đồng", "1,25 nghìn tỷ đồng", "1.250 tỉ VNĐ", "1.250.000.000.000 đ"],
    "4500000 VND/tháng": ["4,5 triệu đồng/tháng", "4,5 triệu đồng mỗi tháng", "4,5 triệu đồng một tháng", "4.500.000 đồng hằng tháng"],
    "280 USD/m2/tháng": ["280 USD/m2/tháng", "280 USD/m²/tháng"],
    "0.078 USD/kWh": ["7,8 cent/kWh"],
    "3500000 AUD": ["3,5 triệu đôla Úc", "3,5 triệu đô la Úc", "3,5 triệu AUD"],
    "86000000000 CNY": ["86 tỷ nhân dân tệ", "86 tỷ tệ"],
    "670900000000 JPY": ["670,9 tỷ yên", "670,9 tỷ yen"],
    "500000000 USD": ["nửa tỷ USD", "nửa tỷ đô la Mỹ", "500 triệu USD"],
    "-31800000 GBP": ["âm 31,8 triệu bảng", "-31,8 triệu bảng"],
    "0 VND": ["0 đồng", "miễn phí"],
    "0.5 EUR": ["0,5 euro", "nửa euro", "€0,5"],
}  # fmt: skip
PERCENT = {
    "61 %": ["61%", "61 %", "61 phần trăm", "61% quyền biểu quyết", "sáu mươi mốt phần trăm", "61% cổ phần"],
    "12.5 %": ["12,5 phần trăm", "12,5% thị phần"],
    "3 pp": ["3 điểm phần trăm", "ba điểm phần trăm", "3 điểm %"],
}
QUANTITY = {
    "405000000000 tham số": ["405 tỷ tham số", "405 tỉ tham số"],
    "820 GB": ["820GB", "820 GB", "820 gigabyte"],
    "36 tuổi": ["36 tuổi", "tuổi 36"],
    "24233 km2": ["24.233 km2", "24.233 km²", "24.233 km vuông", "24.233 cây số vuông"],
    "685 ha": ["685 ha", "685 héc-ta", "685 hecta"],
    "2 lần": ["gấp đôi", "gấp hai lần", "2 lần", "gấp 2"],
    "1.5 lần": ["gấp rưỡi", "1,5 lần"],
    "50 thứ": ["lần thứ 50", "thứ 50"],
    "3 năm": ["ba năm", "3 năm"],
    "1.5 giờ": ["một tiếng rưỡi", "1,5 giờ", "một giờ rưỡi"],
    "5 người": ["năm người", "5 người"],
    "16700 người": ["16.700 người", "16,700 người", "16,7 nghìn người"],
    "1.75 m": ["1,75 m", "1m75", "1,75 mét"],
    "9 độ": ["9,0 độ"],
    "0.5": ["một nửa"],
    "1000000 ô tô": ["một triệu ô tô"],
    "120 MW": ["120 MW", "120MW", "120 megawatt"],
    "90 km/h": ["90 km/h", "90 km/giờ"],
    "14500000 t/năm": ["14,5 triệu tấn/năm", "14,5 triệu tấn mỗi năm"],
    "-3 °C": ["âm 3 độ C", "-3 độ C"],
}  # fmt: skip
AMOUNTS = [
    (kind, value, text)
    for kind, table in (("MONEY", MONEY), ("PERCENT", PERCENT), ("QUANTITY", QUANTITY))
    for value, texts in table.items()
    for text in texts
]


@pytest.mark.parametrize(("kind", "value", "text"), AMOUNTS)
def test_every_surface_of_an_amount_has_its_value(kind: str, value: str, text: str) -> None:
    mention = only(f"Con số ấy là {text}, theo báo cáo.")
    assert mention.text == text
    assert (mention.type, mention.found_by) == (kind, "value")
    assert mention.value
    assert " ".join(filter(None, (mention.value.value, mention.value.unit))) == value
    assert (mention.value.end, mention.value.precision, mention.value.hedge) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("27-30 tỷ USD", "27000000000", "30000000000", "USD"),
        ("từ 605 đến 620 triệu USD", "605000000", "620000000", "USD"),
        ("từ 500 nghìn đến 1 triệu đồng", "500000", "1000000", "VND"),
        ("7-9%", "7", "9", "%"),
        ("2-3 cơn bão", "2", "3", "cơn bão"),
        ("hai đến ba năm", "2", "3", "năm"),
        ("118,5 - 120,5 triệu đồng/lượng", "118500000", "120500000", "VND/lượng"),
        ("1,3-1,5 tỷ đồng/tháng", "1300000000", "1500000000", "VND/tháng"),
    ],
)
def test_ranges(text: str, low: str, high: str, unit: str) -> None:
    mention = only(f"Họ cần {text} nữa.")
    assert mention.text == text
    assert mention.value and (mention.value.value, mention.value.end, mention.value.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "hedge", "value"),
    [
        ("khoảng 65.000 tỷ đồng", "khoảng", "65000000000000"),
        ("chưa đầy 13.000 dân", "chưa đầy", "13000"),
        ("ít nhất sáu tuần", "ít nhất", "6"),
        ("gần một nửa cổ phần", "gần", "0.5"),
        ("hàng nghìn doanh nghiệp", "hàng", "1000"),
        ("hàng chục triệu USD", "hàng", "10000000"),
        ("vài trăm mét", "vài", "200"),
        ("Hơn 60%", "hơn", "60"),
        ("gần gấp đôi", "gần", "2"),
    ],
)
def test_hedges_belong_to_the_mention(text: str, hedge: str, value: str) -> None:
    mention = only(f"{text} là con số mới.")
    assert mention.text == text
    assert mention.value and (mention.value.hedge, mention.value.value) == (hedge, value)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Quãng đường trải trên ba xã ven biển.", "ba xã"),
        ("Doanh thu lên tới 5 tỷ USD.", "5 tỷ USD"),
        ("Bài hát phát âm thứ hai sai.", "thứ hai"),
        ("- 5 người", "5 người"),
    ],
)
def test_what_only_looks_like_a_hedge_or_minus_stays_outside(text: str, kept: str) -> None:
    assert [m.text for m in found(text)] == [kept]


@pytest.mark.parametrize(
    "text",
    [
        "Llama 3.1 ra mắt.",
        "Anh dùng Llama 3.1 và GPT-4.",
        "Chiếc Boeing 737 hạ cánh.",
        "Điện thoại Galaxy S25 bán chạy.",
        "Nhà ở Quận 1 rất đắt.",
        "Trận Super Bowl 50 đông khách.",
        "Giải World Cup 2018 ở Nga.",
        "Bản 405B mạnh nhất.",
        "Máy bay F-16 cất cánh.",
        "Dịch COVID-19 lan rộng.",
        "Gọi 0912 345 678 hoặc 1900 1234.",
        "Gọi (028) 3822 1234.",
        "Máy chủ 192.168.1.1 ngừng chạy.",
        "Dùng iPhone 15 hằng ngày.",
        "Học lớp 12 ở quê.",
        "Điều 5 nêu rõ.",
        "Mạng 5G phủ sóng.",
        "Quận Hai Bà Trưng.",
        "Đó là một công ty lớn.",
        "Ông không có tiền.",
        "Xem số 3/QĐ.",
        "Cả hai đều đồng ý.",
        "Ông Sáu và bà Ba.",
        "Họ gặp nhau mỗi năm.",
        "Nhiều năm liền vẫn thế.",
        "Đại lộ Nguyễn Huệ, số 12.",
        "",
        "Không có gì.",
    ],
)
def test_names_labels_and_codes_are_no_values(text: str) -> None:
    assert [m.text for m in found(text)] == []


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("Doanh thu đạt 1.200 tỷ trong quý.", "MONEY", "VND"),
        ("Hãng lãi 40 triệu.", "MONEY", "VND"),
        ("Hãng thu 3 tỷ USD, tăng từ 2 tỷ.", "MONEY", "USD"),
        ("Ứng dụng đạt 20 triệu.", "QUANTITY", None),
        ("Mô hình có 671 tỷ tham số nhưng chỉ kích hoạt 37 tỷ.", "QUANTITY", None),
    ],
)
def test_a_scale_without_unit_is_money_where_the_sentence_says_so(text: str, kind: str, unit: str | None) -> None:
    mention = [m for m in found(text) if m.type in {"MONEY", "QUANTITY"}][-1]
    assert mention.type == kind
    assert mention.value and (mention.value.kind, mention.value.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Đội nhà thắng 3-1.", [("3-1", "3", "1", "tỷ số")]),
        ("Hà Nội hạ Nam Định với tỷ số 2-0.", [("2-0", "2", "0", "tỷ số")]),
        ("Hãng nắm 1/5 thị trường.", [("1/5 thị trường", "0.2", None, "thị trường")]),
        ("Chiếm 2/3 số phiếu.", [("2/3 số phiếu", "0.6667", None, "số phiếu")]),
    ],
)
def test_scores_and_fractions(text: str, values: list[tuple[str, str, str | None, str | None]]) -> None:
    got = [(m.text, m.value.value, m.value.end, m.value.unit) for m in found(text) if m.value]
    assert got == values


DATES_ALONE = {
    "2022-08-24": ["24/8/2022", "ngày 24/8/2022", "24-8-2022", "24.8.2022", "ngày 24 tháng 8 năm 2022", "24 tháng 8, 2022", "hôm 24/8/2022", "thứ Tư ngày 24/8/2022", "24 - 8 – 2022", "ngày 24-8–2022", "sáng 24/8/2022", "2022-08-24", "ngày 24 tháng Tám năm 2022"],
    "2023-07": ["tháng 7/2023", "tháng 7 năm 2023", "7/2023", "tháng 07/2023", "tháng Bảy năm 2023", "tháng 7-2023", "tháng 7 - 2023", "tháng 7, năm 2023"],
    "2024-07..2024-09": ["quý III/2024", "quý 3/2024", "quý III năm 2024", "quý ba năm 2024", "quý 3 năm 2024"],
    "2013": ["năm 2013", "2013", "năm tài chính 2013", "cùng kỳ 2013"],
    "2021..2025": ["giai đoạn 2021-2025", "2021-2025", "2021 - 2025", "từ 2021 đến 2025", "nhiệm kỳ 2021-2025"],
    "2023..2024": ["mùa giải 2023/24", "năm học 2023-2024", "mùa 2023-24", "năm 2023-24"],
    "1990..1999": ["thập niên 1990", "thập niên 90", "những năm 1990", "những năm 90"],
    "1901..2000": ["thế kỷ 20", "thế kỷ XX", "thế kỷ thứ 20"],
    "2023-06..2023-08": ["mùa hè năm 2023", "hè 2023", "mùa hè 2023"],
    "2019-01..2019-06": ["nửa đầu năm 2019", "nửa đầu 2019", "sáu tháng đầu năm 2019", "6 tháng đầu năm 2019"],
    "2019-01..2019-09": ["9 tháng đầu năm 2019", "chín tháng đầu năm 2019"],
    "0938": ["năm 938"],
    "-0110": ["năm 111 trước Công nguyên", "năm 111 TCN"],
    "1828": ["năm Mậu Tý 1828"],
    "2024-03-09..2024-03-13": ["ngày 9 đến 13/3/2024", "9-13/3/2024", "ngày 9 đến 13 tháng 3 năm 2024"],
    "2024-03..2024-05": ["từ tháng 3 đến tháng 5/2024", "tháng 3 đến tháng 5 năm 2024", "tháng 3-5/2024"],
}  # fmt: skip


def shown(value: Value | None) -> str:
    assert value
    return value.value + (f"..{value.end}" if value.end else "")


@pytest.mark.parametrize(("value", "text"), [(v, t) for v, texts in DATES_ALONE.items() for t in texts])
def test_every_surface_of_a_date_has_its_value(value: str, text: str) -> None:
    mention = only(f"Sự kiện ấy diễn ra vào {text}, theo báo.")
    assert (mention.text, mention.type) == (text, "DATE")
    assert shown(mention.value) == value


@pytest.mark.parametrize(
    ("text", "hedge", "value"),
    [
        ("đầu năm 2024", "đầu", "2024"),
        ("cuối tháng 11/2025", "cuối", "2025-11"),
        ("giữa thập niên 2030", "giữa", "2030..2039"),
        ("trước năm 2027", "trước", "2027"),
        ("hết 2027", "hết", "2027"),
    ],
)
def test_parts_of_a_period_become_the_hedge(text: str, hedge: str, value: str) -> None:
    mention = only(f"Việc đó xong {text}.")
    assert mention.text == text
    assert mention.value and mention.value.hedge == hedge
    assert shown(mention.value) == value


RELATIVE = [
    ("hôm nay", "2024-11-21"),
    ("hôm qua", "2024-11-20"),
    ("tối qua", "2024-11-20"),
    ("sáng nay", "2024-11-21"),
    ("ngày mai", "2024-11-22"),
    ("năm ngoái", "2023"),
    ("năm tới", "2025"),
    ("tháng trước", "2024-10"),
    ("tháng này", "2024-11"),
    ("tuần trước", "2024-11-11..2024-11-17"),
    ("cuối tuần qua", "2024-11-11..2024-11-17"),
    ("quý tới", "2025-01..2025-03"),
    ("ba năm trước", "2021"),
    ("hai tuần trước", "2024-11-07"),
    ("14 năm qua", "2010..2024"),
    ("5 năm nữa", "2029"),
    ("ngày 9/1", "2025-01-09"),
    ("ngày 30/9", "2024-09-30"),
    ("ngày 10/10 tới", "2025-10-10"),
    ("tháng 3", "2025-03"),
    ("tháng 11 năm ngoái", "2023-11"),
    ("quý II năm sau", "2025-04..2025-06"),
    ("quý III", "2024-07..2024-09"),
    ("thứ Hai", "2024-11-18"),
    ("tối thứ năm", "2024-11-21"),
    ("thứ Sáu tuần trước", "2024-11-15"),
    ("chủ nhật tuần tới", "2024-12-01"),
    ("nửa đầu năm", "2024-01..2024-06"),
    ("cuối năm", "2024"),
    ("3h sáng 17/1", "2025-01-17"),
    ("từ ngày 9 đến 13/3", "2025-03-09..2025-03-13"),
]


@pytest.mark.parametrize(("text", "value"), RELATIVE)
def test_relative_dates_count_from_the_reference(text: str, value: str) -> None:
    mention = only(f"Chuyện xảy ra {text}.", PUBLISHED)
    assert (mention.type, shown(mention.value)) == ("DATE", value)
    assert text.endswith(mention.text)


@pytest.mark.parametrize("text", [text for text, _ in RELATIVE])
def test_without_reference_a_relative_date_has_no_value(text: str) -> None:
    mention = only(f"Chuyện xảy ra {text}.")
    assert (mention.type, mention.value) == ("DATE", None)


@pytest.mark.parametrize(
    "text", ["rằm tháng Chạp", "tháng Ba âm lịch", "tháng Giêng", "ba năm sau", "hôm sau", "ngày 31/2/2024"]
)
def test_a_date_the_text_does_not_tell_has_no_value(text: str) -> None:
    assert only(f"Việc ấy xảy ra {text}.", PUBLISHED).value is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Doanh thu năm 2025 tăng.", [("năm 2025", "DATE")]),
        ("Đạt 2000 người.", [("2000 người", "QUANTITY")]),
        ("Marie Curie (1867-1934) là nhà khoa học.", [("1867", "DATE"), ("1934", "DATE")]),
        ("Có từ 1/8/1936 tới 27/3/1937.", [("1/8/1936", "DATE"), ("27/3/1937", "DATE")]),
        ("Anh về đích thứ ba.", [("thứ ba", "QUANTITY")]),
        ("Anh về hôm thứ ba.", [("hôm thứ ba", "DATE")]),
        ("Trận đấu từ 12:00 đến 13:30.", [("12:00", "DATE"), ("13:30", "DATE")]),
        ("Vào khoảng từ 1500 đến 1850, dịch lan.", [("khoảng từ 1500 đến 1850", "DATE")]),
        ("Có hơn 2000.", [("hơn 2000", "QUANTITY")]),
        ("Avicenna (981-1037) viết sách.", [("981-1037", "QUANTITY")]),
        ("Năm năm sau, anh trở lại.", [("Năm năm sau", "DATE")]),
        ("Cô 36 tuổi, cao 1,7 m.", [("36 tuổi", "QUANTITY"), ("1,7 m", "QUANTITY")]),
        ("Tăng từ 46,07% lên 50,21%.", [("46,07%", "PERCENT"), ("50,21%", "PERCENT")]),
    ],
)
def test_neighbours_and_look_alikes(text: str, kinds: list[tuple[str, str]]) -> None:
    assert [(m.text, m.type) for m in found(text)] == kinds


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2199, 12, 31)))
def test_dates_round_trip(day: date) -> None:
    for text in (
        f"{day.day}/{day.month}/{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day.day:02d}-{day.month:02d}-{day.year}",
    ):
        value = only(f"Hôm ấy là {text}.").value
        assert value and (value.value, value.precision) == (day.isoformat(), "day")


@given(st.integers(1, 10**9), st.sampled_from(["USD", "đồng", "người", "km", "%"]))
def test_amounts_round_trip(number: int, unit: str) -> None:
    text = f"{number:,}".replace(",", ".") + ("" if unit == "%" else " ") + unit
    mention = only(f"Đó là {text}.")
    assert mention.text == text
    assert mention.value and mention.value.value == str(number)


PIECES = st.sampled_from(
    [
        "1",
        "2,5",
        "3.000",
        "2024",
        "7/2023",
        "9/1",
        "hai",
        "năm",
        "ba",
        "triệu",
        "tỷ",
        "đồng",
        "USD",
        "%",
        "tháng",
        "ngày",
        "quý",
        "III",
        "khoảng",
        "từ",
        "đến",
        "-",
        "–",
        "(",
        ")",
        ".",
        ",",
        "/",
        "Llama",
        "người",
        "thứ",
        "nửa",
        "gấp",
        "đôi",
        "rưỡi",
        "tuổi",
        "$",
        "âm",
        "İ",
        "\n",
        "hôm",
        "qua",
        "mỗi",
        "phần",
        "trăm",
        "x",
        "tới",
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=14), st.sampled_from([None, PUBLISHED]))
def test_any_text_gives_ordered_mentions_that_quote_it(pieces: list[str], reference: date | None) -> None:
    text = nfc(" ".join(pieces))
    end = 0
    for mention in found(text, reference):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        assert mention.text == mention.text.strip()
        assert mention.value is None or mention.value.kind == mention.type
        end = mention.end


@pytest.mark.parametrize("piece", ["triệu ", "hàng triệu ", "1 tỷ USD 3 tỷ ", "1 ", "năm tháng "])
def test_long_runs_of_number_words_take_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * size
        return min(timeit.repeat(lambda: found(text), number=1, repeat=2))

    found("1 triệu")
    assert seconds(1000) < 15 * seconds(200) + 0.05


def copied(tmp_path: Path, name: str, old: str, new: str) -> Path:
    (tmp_path / "vi").mkdir()
    for each in (UNITS, DATES):
        (tmp_path / each).write_text((packaged_root() / each).read_text(encoding="utf-8"), encoding="utf-8")
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (UNITS, "[percent]", "[percent]\nodd = 1", "percent.odd"),
        (UNITS, 'USD = ["usd",', 'USD = ["usd", "euro",', "“euro” is a word of both USD and EUR"),
        (DATES, 'form = "{Y}-{M}-{D}"', 'form = "{Y}-{M}-{T}"', "unknown slot {T}"),
        (DATES, 'form = "{Y}-{M}-{D}"', 'form = "({Y}-{M}-{D}"', "form “iso”"),
    ],
)
def test_broken_tables_are_refused_with_their_place(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    root = copied(tmp_path, name, old, new)
    with pytest.raises(SchemaError, match=name) as caught:
        load_units((root,))
    assert message in str(caught.value)
