"""Numbers in digits and words: one value, many surfaces, and round trips."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.normalize import number_grammar, plain, read_digits
from kg.normalize.numbers import DIGITS
from kg.schema.files import packaged_root
from kg.schema.units import load_units

GRAMMAR = number_grammar(load_units((packaged_root(),)).numbers)
PATTERN = re.compile(GRAMMAR.pattern)

SAME = {
    "0.125": ["0,125", "0.125"],
    "0.5": ["0,5", "nửa", "một nửa", "năm phần mười"],
    "0.3333": ["một phần ba"],
    "0.75": ["ba phần tư", "0,75"],
    "5": ["5", "05", "năm"],
    "10": ["10", "mười", "một chục", "hàng chục"],
    "15": ["15", "mười lăm", "mười nhăm"],
    "21": ["21", "hai mươi mốt", "hai mươi một"],
    "24": ["24", "hai mươi tư", "hai mươi bốn"],
    "105": ["105", "một trăm linh năm", "một trăm lẻ năm"],
    "115": ["một trăm mười lăm"],
    "150": ["150", "một trăm rưỡi", "một trăm năm mươi"],
    "1250": ["1.250", "một nghìn hai trăm năm mươi", "1250", "1.250,0"],
    "1250.5": ["1.250,5"],
    "1500": ["một nghìn rưỡi", "một ngàn năm trăm", "nghìn rưỡi", "1,5 nghìn", "1.5 nghìn"],
    "15000": ["vạn rưỡi", "1,5 vạn", "mười lăm nghìn", "15 ngàn"],
    "100000": ["một trăm nghìn", "100 nghìn", "100.000", "hàng trăm nghìn", "mười vạn"],
    "1100000000": ["tỷ mốt", "1,1 tỷ", "1 tỷ 100 triệu", "một tỷ một trăm triệu"],
    "3500000000": ["ba tỷ rưỡi", "3,5 tỷ", "3.500 triệu", "3,5 tỉ", "ba tỉ rưỡi"],
    "1200000000000": ["1,2 nghìn tỷ", "1.200 tỷ", "một nghìn hai trăm tỷ"],
    "500000000": ["nửa tỷ", "500 triệu", "năm trăm triệu"],
    "1200000": ["1,200,000", "1.200.000", "1,2 triệu", "một triệu hai trăm nghìn"],
    "20": ["hai mươi", "hai chục", "vài chục", "mấy chục"],
    "200": ["vài trăm", "hai trăm"],
}


@pytest.mark.parametrize(("value", "text"), [(v, t) for v, texts in SAME.items() for t in texts])
def test_every_surface_of_a_number_has_its_value(value: str, text: str) -> None:
    match = PATTERN.fullmatch(text)
    assert match, text
    assert plain(GRAMMAR.read(text)) == value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("mười năm", "mười"),
        ("hai mươi năm", "hai mươi"),
        ("ba trăm năm trước", "ba trăm"),
        ("một phần trăm", "một"),
        ("hai ba", "hai"),
        ("một nghìn năm", "một nghìn"),
        ("hai triệu ba người", "hai triệu"),
        ("1.250 người", "1.250"),
        ("10,", "10"),
    ],
)
def test_a_number_ends_where_the_unit_begins(text: str, number: str) -> None:
    match = PATTERN.match(text)
    assert match and match[0] == number


@pytest.mark.parametrize("text", ["không", "mốt", "lăm", "trăm", "haiba", "ngàn lẻ", "3.1.2", "192.168.1.1"])
def test_what_is_no_number(text: str) -> None:
    assert not PATTERN.match(text)


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@given(st.integers(0, 10**15), st.integers(0, 999))
def test_digits_round_trip(whole: int, part: int) -> None:
    text = grouped(whole) + (f",{part:03d}" if part else "")
    assert re.fullmatch(DIGITS, text)
    assert read_digits(text) == Decimal(whole) + Decimal(part) / 1000


ONES = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def spelled_below_thousand(number: int, *, after_scale: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [ONES[hundreds] or "không", "trăm"] if hundreds or after_scale else []
    if tens == 0 and ones:
        words += (["linh"] if words else []) + [ONES[ones]]
    elif tens:
        words += ["mười"] if tens == 1 else [ONES[tens], "mươi"]
        words += [{1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(ones, ONES[ones])] if ones else []
    return " ".join(words)


@given(st.integers(1, 10**12 - 1))
def test_spelled_numbers_round_trip(number: int) -> None:
    words: list[str] = []
    left = number
    for scale, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        count, left = divmod(left, scale)
        if count:
            words.append(f"{spelled_below_thousand(count, after_scale=bool(words))} {name}".strip())
    match = PATTERN.fullmatch(" ".join(words))
    assert match, words
    assert GRAMMAR.read(match[0]) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_plain_keeps_the_value_without_exponent(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value
    assert "E" not in text and not (("." in text) and text.endswith("0"))
