"""Names that are hard to find, each kind with sentences that look alike but are none."""

from __future__ import annotations

import unicodedata

import pytest

from kg.nlp.casing import Casing, is_loud
from kg.nlp.features_cues import Cues
from kg.nlp.names import NameRecogniser
from kg.nlp.vi import Vietnamese
from kg.schema import Schema
from kg.text import SYLLABLE, nfc

Found = list[tuple[str, str]]


def names(recogniser: NameRecogniser, language: Vietnamese, text: str) -> Found:
    sentences = [language.tokens(text, span) for span in language.sentences(text, 0, len(text))]
    found = recogniser.recognise(text, sentences)
    assert all(text[m.start : m.end] == m.text for m in found)
    return [(m.text, m.type) for m in found]


CASES: dict[str, list[tuple[str, Found]]] = {
    "country before a person": [
        (
            "Tổng thống Mỹ Donald Trump tới thăm Nhật Bản vào tuần sau.",
            [("Mỹ", "LOC"), ("Donald Trump", "PER"), ("Nhật Bản", "LOC")],
        ),
        (
            "Thủ tướng Đức Friedrich Merz phát biểu tại Berlin.",
            [("Đức", "LOC"), ("Friedrich Merz", "PER"), ("Berlin", "LOC")],
        ),
        ("Ông Đức vừa mua căn nhà thứ hai.", [("Đức", "PER")]),
    ],
    "start of a sentence": [
        (
            "Nguyễn Thị Bích Thủy vừa nhận bằng của Đại học Oxford.",
            [("Nguyễn Thị Bích Thủy", "PER"), ("Đại học Oxford", "ORG")],
        ),
        ("Sơn rời công ty từ tháng trước, còn Bình ở lại.", [("Sơn", "PER"), ("Bình", "PER")]),
        ("Bình quân mỗi hộ thu về 20 triệu đồng.", []),
        ("Sơn tường xong, họ nghỉ trưa.", []),
    ],
    "headline in capitals": [
        ("VIETTEL RA MẮT CHIP 5G ĐẦU TIÊN CỦA VIỆT NAM", [("VIETTEL", "ORG"), ("VIỆT NAM", "LOC")]),
        (
            "THỦ TƯỚNG PHẠM MINH CHÍNH THĂM HÀ NỘI",
            [("PHẠM MINH CHÍNH", "PER"), ("HÀ NỘI", "LOC")],
        ),
        ("HỌC SINH ĐƯỢC NGHỈ HỌC VÌ MƯA LỚN KÉO DÀI", []),
    ],
    "hyphens and apostrophes": [
        ("Vùng Île-de-France thu hút nhiều khách du lịch.", [("Île-de-France", "LOC")]),
        ("Tập đoàn L'Oréal mở cửa hàng ở Paris.", [("L'Oréal", "ORG"), ("Paris", "LOC")]),
        ("Tập đoàn L’Oréal mở cửa hàng ở Paris.", [("L’Oréal", "ORG"), ("Paris", "LOC")]),
    ],
    "initials": [
        ("Nhà văn J. K. Rowling sống ở Edinburgh.", [("J. K. Rowling", "PER"), ("Edinburgh", "LOC")]),
        ("Nhà văn J.R.R. Tolkien sinh ở Nam Phi.", [("J.R.R. Tolkien", "PER"), ("Nam Phi", "LOC")]),
    ],
    "nested names of organisations": [
        (
            "Ủy ban Nhân dân tỉnh Bắc Ninh vừa phê duyệt dự án.",
            [("Ủy ban Nhân dân tỉnh Bắc Ninh", "ORG")],
        ),
        (
            "Bộ trưởng Bộ Y tế Đào Hồng Lan trả lời báo chí.",
            [("Bộ Y tế", "ORG"), ("Đào Hồng Lan", "PER")],
        ),
        ("Người dân tỉnh Bắc Ninh đi bầu cử.", [("Bắc Ninh", "LOC")]),
    ],
    "abbreviation in brackets": [
        (
            "Ngân hàng Phát triển châu Á (ADB) cho Việt Nam vay 200 triệu USD.",
            [("Ngân hàng Phát triển châu Á", "ORG"), ("ADB", "ORG"), ("Việt Nam", "LOC")],
        ),
        (
            "Tổ chức Y tế Thế giới (WHO) cảnh báo về dịch cúm.",
            [("Tổ chức Y tế Thế giới", "ORG"), ("WHO", "ORG")],
        ),
        ("Tổng sản phẩm quốc nội (GDP) tăng 6,5%.", []),
    ],
    "product with version": [
        ("Meta phát hành Llama 3.1 vào tháng 7.", [("Meta", "ORG"), ("Llama 3.1", "PRODUCT")]),
        (
            "Apple giới thiệu iPhone 17 còn OpenAI nâng cấp GPT-4.",
            [("Apple", "ORG"), ("iPhone 17", "PRODUCT"), ("OpenAI", "ORG"), ("GPT-4", "PRODUCT")],
        ),
        ("Năm 2024 Apple tuyển 17 kỹ sư.", [("Apple", "ORG")]),
    ],
    "person or place": [
        ("Chị Mỹ sang Mỹ du học.", [("Mỹ", "PER"), ("Mỹ", "LOC")]),
        ("Anh Bình quê ở Thái Bình.", [("Bình", "PER"), ("Thái Bình", "LOC")]),
        ("Đoàn leo núi Sơn Trà lúc rạng sáng.", [("Sơn Trà", "LOC")]),
    ],
    "company or product": [
        ("Facebook bị phạt 5 tỷ USD vì làm lộ dữ liệu.", [("Facebook", "ORG")]),
        ("Cô ấy đăng ảnh lên Facebook mỗi ngày.", [("Facebook", "PRODUCT")]),
    ],
    "old and new tone placement": [
        (
            "Ông Lê Văn Hoà đến Hoà Bình gặp bà Thuỳ.",
            [("Lê Văn Hoà", "PER"), ("Hoà Bình", "LOC"), ("Thuỳ", "PER")],
        ),
        (
            "Ông Lê Văn Hòa đến Hòa Bình gặp bà Thùy.",
            [("Lê Văn Hòa", "PER"), ("Hòa Bình", "LOC"), ("Thùy", "PER")],
        ),
    ],
    "without tone marks": [
        ("Ong Nguyen Van Hung lam viec tai Ha Noi.", [("Nguyen Van Hung", "PER"), ("Ha Noi", "LOC")]),
    ],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(text, found, id=f"{kind}: {text[:30]}") for kind, cases in CASES.items() for text, found in cases],
)
def test_hard_names(recogniser: NameRecogniser, language: Vietnamese, text: str, expected: Found) -> None:
    assert names(recogniser, language, text) == expected


def test_decomposed_text_reads_like_composed(recogniser: NameRecogniser, language: Vietnamese) -> None:
    text = "Bà Đặng Thị Hường rời Đà Lạt về Cần Thơ."
    apart = nfc(unicodedata.normalize("NFD", text))
    assert names(recogniser, language, apart) == names(recogniser, language, text) != []


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        ("HỌC SINH ĐƯỢC NGHỈ HỌC", True),
        ("GIÁ VÀNG HÔM NAY 21/11: TĂNG MẠNH", True),
        ("Học sinh được nghỉ học", False),
        ("NASA và ESA hợp tác", False),
        ("HỒ CHÍ MINH", False),
        ("IBM, AMD, ARM, TSMC, ASML", False),
    ],
)
def test_only_vietnamese_in_capitals_is_loud(text: str, loud: bool) -> None:
    assert is_loud(SYLLABLE.findall(text)) is loud


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("TỔNG THỐNG MỸ GẶP ÔNG TẬP CẬN BÌNH", "Tổng thống Mỹ gặp ông Tập Cận Bình"),
        ("SAO KHUÊ MỞ CHI NHÁNH\nTập đoàn Sao Khuê lãi lớn", "Sao Khuê mở chi nhánh"),
        ("MƯA LỚN GÂY NGẬP NHIỀU NƠI", "Mưa lớn gây ngập nhiều nơi"),
        ("GIÁ THUÊ NHÀ TĂNG MẠNH", "Giá thuê nhà tăng mạnh"),
    ],
)
def test_headlines_get_the_capitals_of_their_names(schema: Schema, language: Vietnamese, text: str, calm: str) -> None:
    sentences = [language.tokens(text, span) for span in language.sentences(text, 0, len(text))]
    read = Casing(schema.gazetteer, Cues.of(schema.lang)).calm(sentences)
    assert " ".join(read[0].syllables) == calm
    assert [s.spans for s in read] == [s.spans for s in sentences]
    assert [s.syllables for s in read[1:]] == [s.syllables for s in sentences[1:]]
