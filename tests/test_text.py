"""Normal form, syllables, alignment and the keys of names."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.text import align, fold, identity_key, nfc, slug, syllables, tone_placement

VIETNAMESE = "aàáảãạăằâấđeêềghiìkloòôồơờpquùưừyỳ"
# Texts as they may come: decomposed letters, odd spaces, signs, other scripts, emoji.
MESSY = st.text(
    st.one_of(
        st.sampled_from(VIETNAMESE + VIETNAMESE.upper()),
        st.sampled_from(list(" \t\n\u00a0\u200b.,;:!?-–—()“”\"'’%0123456789_/&")),
        st.sampled_from(list("\u0300\u0301\u0309\u031b中😀ßİ\u2028")),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("hoà", "hòa"),
        ("Hoà", "Hòa"),
        ("HOÀ", "HÒA"),
        ("thuý", "thúy"),
        ("loè", "lòe"),
        ("tuỳ thuộc", "tùy thuộc"),
        ("Khánh Hoà và Thuỷ", "Khánh Hòa và Thủy"),
        ("hoa\u0300", "hoa\u0300"),
        ("khoảng", "khoảng"),
        ("quý", "quý"),
        ("Quỳnh", "Quỳnh"),
        ("QUÝ", "QUÝ"),
        ("hoàng", "hoàng"),
        ("toán", "toán"),
        ("huýt", "huýt"),
        ("", ""),
    ],
)
def test_tone_placement(new: str, old: str) -> None:
    assert tone_placement(new) == old
    assert tone_placement(old) == old


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hoà Bình", "hòa bình"),
        ("THUỶ", "Thủy"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Sao  Khuê ", "sao_khuê"),
        ("“Sao Khuê”", "Sao Khuê"),
        ("Công ty A.", "công ty a"),
        ("(AI)", "ai"),
    ],
)
def test_surfaces_of_one_name(left: str, right: str) -> None:
    assert identity_key(left) == identity_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Tuấn", "Tuân"),
        ("Tuấn", "Tuan"),
        ("Đạt", "Dạt"),
        ("Hòa", "Hoa"),
        ("Hóa", "Hòa"),
        ("Quý", "Quy"),
        ("Lê An", "Lê Ân"),
        ("Lêan", "Lê An"),
        ("A-B", "A B"),
        ("C++", "C"),
    ],
)
def test_names_that_differ(left: str, right: str) -> None:
    assert identity_key(left) != identity_key(right)


@pytest.mark.parametrize(
    ("text", "folded", "slugged"),
    [
        ("Trần Đức Thuỷ", "tran duc thuy", "tran-duc-thuy"),
        ("  Hà\tNội ", "ha noi", "ha-noi"),
        ("Đ", "d", "d"),
        ("TP.HCM (cũ)", "tp.hcm (cu)", "tp-hcm-cu"),
        ("61%", "61%", "61"),
        ("北京", "北京", ""),
        ("—", "—", ""),
        ("straße", "strasse", "strasse"),
    ],
)
def test_fold_and_slug(text: str, folded: str, slugged: str) -> None:
    assert fold(text) == folded
    assert slug(text) == slugged


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ông Lê Á.", ["Ông", "Lê", "Á", "."]),
        ("1.250,5 tỷ", ["1.250,5", "tỷ"]),
        ("năm 2023.", ["năm", "2023", "."]),
        ("61%", ["61", "%"]),
        ("L'Oréal's", ["L'Oréal's"]),
        ("GPT4 và GPT-4", ["GPT4", "và", "GPT", "-", "4"]),
        ("4G", ["4", "G"]),
        ("a_b", ["a", "_", "b"]),
        ("“Sóng”…", ["“", "Sóng", "”", "…"]),
        ("  ", []),
        ("15/3/2023", ["15", "/", "3", "/", "2023"]),
    ],
)
def test_syllables(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in syllables(text)] == parts


@pytest.mark.parametrize(
    ("text", "words", "parts"),
    [
        ("Hoà  Bình đẹp", ["Hòa Bình", "đẹp"], ["Hoà  Bình", "đẹp"]),
        ("a\nb", ["a", "b"], ["a", "b"]),
        ("1 , 2", ["1", ",", "2"], ["1", ",", "2"]),
        ("ab", ["a b"], ["ab"]),
        ("a b", ["ab"], ["a b"]),
        ("ab", ["a", "", "b"], ["a", "", "b"]),
        ("ab", ["ab", "c"], ["ab", ""]),
        ("", ["a"], [""]),
        ("ê", ["e\u0302"], ["ê"]),
    ],
)
def test_align(text: str, words: list[str], parts: list[str]) -> None:
    assert [text[start:end] for start, end in align(text, words)] == parts


@given(MESSY)
def test_syllables_cover_everything_but_space(text: str) -> None:
    spans = syllables(text)
    assert all(start < end for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    inside = "".join(text[start:end] for start, end in spans)
    assert [c for c in text if c.isalnum()] == [c for c in inside if c.isalnum()]


@given(MESSY, st.lists(st.integers(0, 60), max_size=8))
def test_alignment_finds_the_words_whatever_the_spaces(text: str, cuts: list[int]) -> None:
    solid = "".join(nfc(text).split())
    edges = sorted({0, len(solid), *(c for c in cuts if c < len(solid))})
    words = [solid[a:b] for a, b in pairwise(edges)]
    assume(all(nfc(word) == word for word in words))
    normal = nfc(text)
    for word, (start, end) in zip(words, align(normal, words), strict=True):
        assert "".join(normal[start:end].split()) == word


@given(MESSY)
def test_keys_are_stable(text: str) -> None:
    normal = nfc(text)
    moved = tone_placement(normal)
    assert len(moved) == len(normal)
    assert tone_placement(moved) == moved
    assert identity_key(text) == identity_key(unicodedata.normalize("NFD", text))
    assert identity_key(tone_placement(normal)) == identity_key(normal)
    assert slug(text) == slug(text).strip("-")
    assert slug(text).isascii()
    assert slug(slug(text)) == slug(text)


@given(st.text(VIETNAMESE, min_size=1, max_size=12), st.text(VIETNAMESE, min_size=1, max_size=12))
def test_names_with_one_key_look_alike(left: str, right: str) -> None:
    if identity_key(left) == identity_key(right):
        assert fold(left) == fold(right)
    assert (identity_key(left) == identity_key(right)) == (tone_placement(left) == tone_placement(right))
