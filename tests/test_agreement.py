"""When an end is the annotated one: names by their surfaces, literals by digits and scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.agreement import alias_sets, end_agrees, ends_agree, literals_agree, norm, predicates_of
from kg.model import End


def end(label: str, kind: str = "ORG", mention: str | None = None, aliases: tuple[str, ...] = ()) -> End:
    return End("x", label, kind, label if mention is None else mention, aliases)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ngân hàng Hoà Phát", "ngân hàng hòa phát"),
        ("“Sóng Biển”", "Sóng Biển"),
        ("Sao  Khuê", "Sao_Khuê"),
        ("(AI)", "AI"),
        ("Công ty Sao Khuê.", "Công ty Sao Khuê"),
        ("Hoa\u0300 Bình", "Hoà Bình"),
    ],
)
def test_names_that_are_one(left: str, right: str) -> None:
    assert norm(left) == norm(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Tuấn", "Tuân"),
        ("Đạt", "Dạt"),
        ("Sao Khuê", "Sao Khuê 2"),
        (".NET", "NET"),
        ("Minh-Hà", "Minh Hà"),
    ],
)
def test_names_that_are_two(left: str, right: str) -> None:
    assert norm(left) != norm(right)


@given(st.text(alphabet='aàăđhoòkqúuyỳ "().,“”_A', max_size=12))
def test_norm_is_folded_trimmed_and_single_spaced(text: str) -> None:
    once = norm(text)
    assert once == once.strip() == once.casefold()
    assert "  " not in once


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("1,6 tỷ USD", "khoảng 1,6 tỷ USD", True),
        ("1,6 tỷ USD", "1,6 tỉ USD", True),
        ("1,6 tỷ USD", "1,6 triệu USD", False),
        ("1,6 tỷ USD", "1,7 tỷ USD", False),
        ("1,6 tỷ USD", "1,6", True),
        ("61%", "61% quyền biểu quyết", True),
        ("61% cổ phần", "61% quyền biểu quyết", True),
        ("61%", "6,1%", False),
        ("ngày 15/3", "15/3", True),
        ("vào ngày 15/3", "15/3", True),
        ("15/3", "15/3/2023", False),
        ("năm 2013", "2013", True),
        ("năm 2013", "từ năm 2014", False),
        ("hai triệu", "ba triệu", False),
        ("một nửa", "một nửa cổ phần", True),
        ("5 ngàn người", "5 nghìn người", True),
        ("", "5", False),
        ("...", "...", False),
    ],
)
def test_literals(left: str, right: str, same: bool) -> None:
    assert literals_agree(left, right) is same
    assert literals_agree(right, left) is same


ALIASES = alias_sets({"Công ty Sao Khuê": {"aliases": ["Sao Khuê", "SKC"]}, "Lê An": {}})


@pytest.mark.parametrize(
    ("name", "kind", "found", "same"),
    [
        ("Công ty Sao Khuê", "ORG", end("Công ty Sao Khuê"), True),
        ("Công ty Sao Khuê", "ORG", end("SKC"), True),
        ("Công ty Sao Khuê", "ORG", end("Hãng phần mềm", mention="Sao Khuê"), True),
        ("Công ty Sao Khuê", "ORG", end("Hãng phần mềm", aliases=("skc",)), True),
        ("Công ty Sao Khuê", "ORG", end("Sao Khuê Holdings"), False),
        ("Sao Khuê", "ORG", end("Công ty Sao Khuê"), False),
        ("Lê An", "PER", end("Lê Ân", "PER"), False),
        ("2.500 người", "QUANTITY", end("hơn 2.500 người", "QUANTITY"), True),
        ("2.500 người", "QUANTITY", end("2.500.000 người", "QUANTITY"), False),
    ],
)
def test_an_end(name: str, kind: str, found: End, same: bool) -> None:
    assert end_agrees(name, kind, found, ALIASES) is same


@pytest.mark.parametrize(
    ("predicate", "turned"), [("partnersWith", True), ("meets", True), ("owns", False), ("leads", False)]
)
def test_only_symmetric_predicates_may_be_turned(predicate: str, turned: bool) -> None:
    gold = {"s": "Lê An", "st": "PER", "p": predicate, "o": "Sao Khuê", "ot": "ORG"}
    assert ends_agree(gold, end("Lê An", "PER"), end("Sao Khuê"), {})
    assert ends_agree(gold, end("Sao Khuê"), end("Lê An", "PER"), {}) is turned
    assert not ends_agree(gold, end("Lê An", "PER"), end("Lê An", "PER"), {})


def test_alternatives_are_as_right() -> None:
    assert tuple(predicates_of({"p": "leads"})) == ("leads",)
    assert tuple(predicates_of({"p": "leads", "alt": ["owns", "founded"]})) == ("leads", "owns", "founded")
