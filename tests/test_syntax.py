"""The units of a sentence, its chunks, and the paths that rules see between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nlp_samples import Reader

from kg.nlp.syntax import Chunk, Parse


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "Ông [Lê An|PER] lãnh đạo [Sao Khuê|ORG].",
            ["W:ông", "M:lê an", "W:lãnh đạo", "M:sao khuê", "P:."],
        ),
        ("“[Lê An|PER]” (5%)", ["P:“", "M:lê an", "P:”", "P:(", "W:5", "P:%", "P:)"]),
        # A name that cuts a word of the tagger leaves the rest of it as a unit of its own.
        ("Các tổng [giám đốc|MISC].", ["W:các", "W:tổng", "M:giám đốc", "P:."]),
    ],
)
def test_units(reader: Reader, text: str, units: list[str]) -> None:
    sentence = reader.analysis(text)
    assert [f"{unit.kind}:{unit.text}" for unit in sentence.units] == units
    size = len(sentence.tokens.syllables)
    assert [unit.syllables[0] for unit in sentence.units] == sorted({u.syllables[0] for u in sentence.units})
    assert sum(b - a for a, b in (unit.syllables for unit in sentence.units)) == size
    for u, unit in enumerate(sentence.units):
        assert all(sentence.unit_at[i] == u for i in range(*unit.syllables))
    for node, u in enumerate(sentence.unit_of):
        assert sentence.units[u].node == node


def test_brackets_and_quotations(reader: Reader) -> None:
    sentence = reader.analysis('A (b [Lê An|PER] (c)) d) “e” f "g" h')
    depth = dict(zip((unit.text for unit in sentence.units), sentence.depth, strict=True))
    assert (depth["a"], depth["lê an"], depth["c"], depth["d"]) == (0, 1, 2, 0)
    quoted = dict(zip((unit.text for unit in sentence.units), sentence.quoted, strict=True))
    assert [quoted[word] for word in "aefgh"] == [False, True, False, True, False]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("[An|PER], [Bình|PER] và [Chi|PER] gặp [Sao|ORG].", [{"An", "Bình", "Chi"}, {"Sao"}]),
        ("[Sao|ORG] và [An|PER] vui.", [{"Sao"}, {"An"}]),
        ("[Sao|ORG] mua [Gió|ORG].", [{"Sao"}, {"Gió"}]),
        ("Ông [An|PER] và ông [Bình|PER] đến.", [{"An", "Bình"}]),
    ],
)
def test_coordination(reader: Reader, text: str, groups: list[set[str]]) -> None:
    sentence = reader.analysis(text)
    found: dict[int, set[str]] = {}
    for node, u in zip(sentence.nodes, sentence.unit_of, strict=True):
        found.setdefault(sentence.group[u], set()).add(node.text)
    assert list(found.values()) == groups


@pytest.mark.parametrize(
    ("text", "name", "preposition"),
    [
        ("Giám đốc của [Sao|ORG] từ chức.", "Sao", "của"),
        ("Giám đốc của công ty [Sao|ORG] từ chức.", "Sao", "của"),
        ("Ông sống ở [Huế|LOC].", "Huế", "ở"),
        ("Ông thăm [Huế|LOC].", "Huế", ""),
        ("[Huế|LOC] mưa.", "Huế", ""),
    ],
)
def test_the_preposition_that_governs_a_name(reader: Reader, text: str, name: str, preposition: str) -> None:
    sentence = reader.analysis(text)
    (u,) = (u for node, u in zip(sentence.nodes, sentence.unit_of, strict=True) if node.text == name)
    assert sentence.preposition[u] == preposition


CHAIN = "[Sao Khuê|ORG] mua [Mây Trắng|ORG], bán [Gió Xanh|ORG] và mở văn phòng tại [Huế|LOC]."
PATHS = [
    # active, passive, agent
    ("[Sao Khuê|ORG] mua [Gió Xanh|ORG].", "Sao Khuê", "mua", "^subj"),
    ("[Sao Khuê|ORG] mua [Gió Xanh|ORG].", "mua", "Gió Xanh", "/obj"),
    ("[Sao Khuê|ORG] do [Lê An|PER] sáng lập.", "sáng lập", "Lê An", "/agent"),
    ("[Sao Khuê|ORG] do [Lê An|PER] sáng lập.", "sáng lập", "Sao Khuê", "^rel"),
    # a description in commas, a bracket, a possessor
    ("[Lê An|PER], giám đốc của [Sao Khuê|ORG], đã từ chức.", "giám đốc", "Lê An", "^appos"),
    ("[Lê An|PER], giám đốc của [Sao Khuê|ORG], đã từ chức.", "giám đốc", "Sao Khuê", "/p:của"),
    ("[Lê An|PER], giám đốc của [Sao Khuê|ORG], đã từ chức.", "Lê An", "đã", "^subj"),
    ("[Sao Khuê|ORG] (công ty con của [Mây|ORG]) đạt doanh thu lớn.", "Sao Khuê", "Mây", "/par/p:của"),
    ("[Sao Khuê|ORG] (công ty con của [Mây|ORG]) đạt doanh thu lớn.", "đạt", "Sao Khuê", "/subj"),
    ("Doanh thu của [Sao Khuê|ORG] là [5 tỷ đồng|MONEY].", "Sao Khuê", "5 tỷ đồng", "^p:của^subj/obj"),
    # lists and chained clauses
    ("[Lê An|PER] và [Vũ Bình|PER] đã đến.", "Lê An", "Vũ Bình", "/conj"),
    (CHAIN, "Sao Khuê", "Gió Xanh", "^subj/chain,/obj"),
    (CHAIN, "Sao Khuê", "Huế", "^subj/chain,/chain/obj/p:tại"),
    # a clause without a subject before the main one
    ("Được thành lập năm ngoái, [Sao Khuê|ORG] đã bán [Gió Xanh|ORG].", "đã", "được", "^clause"),
    # what somebody says is a clause below the saying
    ("[Lê An|PER] nói rằng [Mây Trắng|ORG] thua lỗ.", "nói", "thua lỗ", "/sub:rằng"),
]


@pytest.mark.parametrize(("text", "source", "target", "path"), PATHS)
def test_paths(reader: Reader, text: str, source: str, target: str, path: str) -> None:
    sentence, parsed = reader.parse(text)

    def chunk(words: str) -> int:
        places = [u for u, unit in enumerate(sentence.units) if unit.text == words.lower()]
        return parsed.of[places[0]]

    assert parsed.path(chunk(source), chunk(target)) == path


def test_the_passive_is_marked(reader: Reader) -> None:
    for text, passive in (
        ("[Gió Xanh|ORG] bị [Sao Khuê|ORG] kiện.", True),
        ("[Gió Xanh|ORG] được thành lập.", True),
        ("[Sao Khuê|ORG] kiện [Gió Xanh|ORG].", False),
    ):
        _, parsed = reader.parse(text)
        assert any(chunk.passive for chunk in parsed.chunks) is passive


@pytest.mark.parametrize(
    ("heads", "source", "target", "path"),
    [
        ((-1, 0, 0), 1, 1, "="),
        ((-1, 0, 0), 1, 2, "^1/2"),
        ((-1, 0, 1), 0, 2, "/1/2"),
        ((-1, 0, 1), 2, 0, "^2^1"),
        ((-1, -1, 0), 1, 2, "?"),
        ((-1, 0, 1, 2, 3, 4, 5, 6), 0, 7, "far"),
        ((-1, 0, 1, 2, 3, 4, 5, 6), 0, 6, "/1/2/3/4/5/6"),
    ],
)
def test_paths_of_a_tree(heads: tuple[int, ...], source: int, target: int, path: str) -> None:
    chunks = [Chunk("NP", (i, i + 1), str(i), [], head, str(i)) for i, head in enumerate(heads)]
    assert Parse(chunks, list(range(len(heads)))).path(source, target) == path


NAMES = ["[An|PER]", "[Sao|ORG]", "[Huế|LOC]", "[2019|DATE]", "[5%|PERCENT]"]
LINKS = [*",;:()“”-.", "và", "mà", "do", "bởi", "được", "bị", "là", "của", "ở", "tại", "rằng", "nếu"]
WORDS = st.sampled_from([*NAMES, *LINKS, "mua", "bán", "công ty", "giám đốc", "đẹp", "không", "đã"])


@settings(max_examples=120, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_any_row_of_words_is_parsed_into_a_forest(reader: Reader, words: list[str]) -> None:
    text = " ".join(words)
    assume(len(reader.sample(text).sentences) == 1)
    sentence, parsed = reader.parse(text)
    edges = [chunk.units for chunk in parsed.chunks]
    assert edges[0][0] == 0
    assert edges[-1][1] == len(sentence.units)
    assert all(left[1] == right[0] for left, right in pairwise(edges))
    assert all(u in range(*parsed.chunks[parsed.of[u]].units) for u in range(len(sentence.units)))
    for number, chunk in enumerate(parsed.chunks):
        assert bool(chunk.label) or chunk.head < 0
        assert parsed.path(number, number) == "="
        seen, at = {number}, chunk.head
        while at >= 0:
            assert at not in seen, "the heads run in a circle"
            seen.add(at)
            at = parsed.chunks[at].head
