"""How words are written, and the careless copies that the name model is trained on too."""

from __future__ import annotations

import pytest

from kg.nlp.features_shapes import capital_runs, is_native, joints, shape
from kg.nlp.vi import SentenceTokens
from kg.text import SYLLABLE, syllables
from kg.train import Annotated, Recipe, with_copies


@pytest.mark.parametrize(
    ("syllable", "outline"),
    [
        ("Hà", "Xx"),
        ("hà", "x"),
        ("X", "X"),
        ("FPT", "XX"),
        ("OpenAI", "XxX"),
        ("iPhone", "xX"),
        ("GPT4", "XX9"),
        ("2024", "d4"),
        ("1.250", "d,"),
        ("–", "–"),
    ],
)
def test_shape(syllable: str, outline: str) -> None:
    assert shape(syllable) == outline


@pytest.mark.parametrize(
    ("syllable", "native"),
    [("nghiêng", True), ("Huế", True), ("an", True), ("Trump", False), ("str", False), ("xyz", False)],
)
def test_is_native(syllable: str, native: bool) -> None:
    assert is_native(syllable) is native


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Hà Nội mưa", [(0, 2)]),
        ("mua iPhone 17 ở FPT Shop", [(4, 6)]),
        ("mua Galaxy S25 ở Huế", [(1, 3), (4, 5)]),
        ("năm 2024", []),
        ("", []),
    ],
)
def test_capital_runs(text: str, runs: list[tuple[int, int]]) -> None:
    assert capital_runs(SYLLABLE.findall(text)) == runs


def test_signs_tell_whether_a_space_parts_them() -> None:
    text = "tuyến Huế – Vinh, vùng Bourgogne-Sud"
    spans = syllables(text)
    words = [text[s:e] for s, e in spans]
    out: list[list[str]] = [[] for _ in words]
    joints(SentenceTokens(0, len(text), words, spans, list(range(len(words))), ["N"] * len(words)), out)
    assert out[words.index("–")] == ["j=–00"]
    assert out[words.index("Huế")] == ["j>–00"]
    assert out[words.index("-")] == ["j=-11"]
    assert out[words.index("Sud")] == ["j<-11"]
    assert out[0] == []


def test_copies_lose_marks_or_capitals_and_keep_their_offsets() -> None:
    text = "Ông Đỗ Thị Hòa rời FPT và Đà Lạt."
    item = Annotated("1", text, ((4, 14, "PER"), (19, 22, "ORG"), (26, 32, "LOC")))
    copies = list(with_copies([item] * 4, Recipe(bare=4, low=2)))
    assert [c.text for c in copies] == [
        text,
        "Ong Do Thi Hoa roi FPT va Da Lat.",
        text,
        "Ông đỗ thị hòa rời FPT và đà lạt.",
        text,
        text,
        "Ông đỗ thị hòa rời FPT và đà lạt.",
    ]
    assert all(c.names == item.names for c in copies)


def test_no_copies_unless_asked_for() -> None:
    items = [Annotated(str(i), "Bà Lan đến Huế.", ((3, 6, "PER"), (11, 14, "LOC"))) for i in range(30)]
    assert list(with_copies(items, Recipe(bare=0, low=0))) == items
