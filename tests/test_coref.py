"""Pronouns and descriptions: resolved where the text leaves one answer, left alone where it does not."""

from __future__ import annotations

import pytest
from nlp_samples import Reader

from kg.nlp.analysis import Node
from kg.nlp.coref import MODEL, Coreference, Weighing
from kg.schema.files import find


@pytest.fixture(scope="module")
def coreference(reader: Reader) -> Coreference:
    return Coreference(reader.schema.lang, Weighing.load(find(MODEL, reader.schema.roots)))


def anaphors(reader: Reader, coreference: Coreference, text: str) -> list[Node]:
    """Return the nodes that stand, with words of their own, for a name elsewhere."""
    sample = reader.sample(text)
    nodes = coreference.nodes(sample.sentences, sample.mentions, sample.entities, sample.owner)
    return [node for inside in nodes for node in inside if node.mention is None and node.text]


RESOLVED = [
    ("Ông [Lê An|PER] đến [Huế|LOC]. Ông ở lại hai ngày.", "Ông", "lê an"),
    ("[Lê An|PER] lập [Quỹ Mầm|ORG]. Anh ấy 30 tuổi.", "Anh ấy", "lê an"),
    ("[Sao Khuê|ORG] lãi lớn. Hãng mở thêm cửa hàng.", "Hãng", "sao khuê"),
    ("[Sao Khuê|ORG] lãi lớn. Công ty này mở thêm cửa hàng.", "Công ty này", "sao khuê"),
    ("[Sao Khuê|ORG] ra mắt [Mây Trắng|PRODUCT]. Ứng dụng này miễn phí.", "Ứng dụng này", "mây trắng"),
    ("[Đà Nẵng|LOC] mưa to. Thành phố này ngập.", "Thành phố này", "đà nẵng"),
    ("Bà [Vũ Bình|PER] gặp ông [Lê An|PER]. Bà rất vui.", "Bà", "vũ bình"),
    ("Bà [Vũ Bình|PER] gặp ông [Lê An|PER]. Ông im lặng.", "Ông", "lê an"),
    (
        "[Tập đoàn Hải Vân|ORG] mua [Ngân hàng Lam Hồng|ORG]. Ngân hàng này lỗ nặng.",
        "Ngân hàng này",
        "ngân hàng lam hồng",
    ),
    (
        "[Tập đoàn Hải Vân|ORG] mua [Ngân hàng Lam Hồng|ORG]. Tập đoàn này lãi lớn.",
        "Tập đoàn này",
        "tập đoàn hải vân",
    ),
]


@pytest.mark.parametrize(("text", "words", "entity"), RESOLVED)
def test_resolved(reader: Reader, coreference: Coreference, text: str, words: str, entity: str) -> None:
    (found,) = anaphors(reader, coreference, text)
    assert (found.text, found.entity) == (words, entity)
    plain = reader.sample(text).text
    assert plain[found.start : found.end] == words


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Ông [Lê An|PER] cười. Ông im lặng.", 1),
        ("Ông [Lê An|PER] cười. Bà [Vũ Bình|PER] khóc. Ông im lặng.", 1),
        ("[Tập đoàn Hải Vân|ORG] mua [Ngân hàng Lam Hồng|ORG]. Ngân hàng này lỗ nặng.", 2),
        ("[Sao Khuê|ORG] gọi [Gió Xanh|ORG]: [Gió Xanh|ORG] là [Gió Xanh|ORG]. Hãng này mừng.", 3),
    ],
)
def test_how_sure_the_choice_is(reader: Reader, coreference: Coreference, text: str, certainty: int) -> None:
    (found,) = anaphors(reader, coreference, text)
    assert found.entity is not None
    assert found.anaphor == certainty


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bà [Vũ Bình|PER] đến. Ông ở lại.", "Ông"),
        ("[Lê An|PER] về quê. Họ vui mừng.", "Họ"),
        ("[Đà Nẵng|LOC] mưa to. Công ty này đóng cửa.", "Công ty này"),
        ("[Sao Khuê|ORG] lãi lớn. Ông vui mừng.", "Ông"),
    ],
)
def test_left_alone(reader: Reader, coreference: Coreference, text: str, words: str) -> None:
    (found,) = anaphors(reader, coreference, text)
    assert (found.text, found.entity) == (words, None)


@pytest.mark.parametrize(
    "text",
    [
        "[Sao Khuê|ORG] lãi lớn. Các công ty này mở thêm cửa hàng.",
        "[Sao Khuê|ORG] và [Gió Xanh|ORG] hợp tác. Hai công ty này rất vui.",
        "[Sao Khuê|ORG] lãi lớn. Một hãng hàng không khác lỗ.",
        "[Sao Khuê|ORG] lãi lớn. Công ty của ông [Lê An|PER] cũng vậy.",
        "Hãng mở thêm cửa hàng. [Sao Khuê|ORG] lãi lớn.",
        "Ông [Lê An|PER] và bà [Vũ Bình|PER] đến.",
        "[Sao Khuê|ORG] thuê công ty [Gió Xanh|ORG].",
    ],
)
def test_words_that_point_at_nothing(reader: Reader, coreference: Coreference, text: str) -> None:
    assert anaphors(reader, coreference, text) == []


def test_nodes_are_in_order_and_names_keep_their_entity(reader: Reader, coreference: Coreference) -> None:
    for text, _, _ in RESOLVED:
        sample = reader.sample(text)
        nodes = coreference.nodes(sample.sentences, sample.mentions, sample.entities, sample.owner)
        assert len(nodes) == len(sample.sentences)
        names = []
        for inside, sentence in zip(nodes, sample.sentences, strict=True):
            shown = [node for node in inside if node.text]
            assert [node.start for node in shown] == sorted(node.start for node in shown)
            assert all(sentence.start <= node.start < node.end <= sentence.end for node in shown)
            names += [node for node in shown if node.mention]
        assert [node.mention for node in names] == sample.mentions
        assert [node.entity for node in names] == [sample.owner[m.start] for m in sample.mentions]


def test_one_document_leaves_nothing_for_the_next(reader: Reader, coreference: Coreference) -> None:
    anaphors(reader, coreference, "Ông [Lê An|PER] đến. Ông vui.")
    (found,) = anaphors(reader, coreference, "Ông im lặng. Bà [Vũ Bình|PER] đến.")
    assert found.entity is None
