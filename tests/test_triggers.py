"""Triggers: found as whole syllables, whatever the tone placement, and hidden by longer ones and by names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nlp_samples import Reader, rule

from kg.nlp.triggers import TriggerIndex

RULES = [
    rule("leads/lanh-dao", "lãnh đạo", "đứng đầu", "giám đốc"),
    rule("worksFor/pho", "phó giám đốc", "nhân viên"),
    rule("founded/lap", "lập", "thành lập", unless=("lập luận", "lập tức")),
    rule("owns/cua", "của", frame="noun"),
    rule("hasAge/tho", "hưởng thọ", "khoẻ", frame="value"),
]
INDEX = TriggerIndex(RULES)


def found(reader: Reader, text: str) -> list[tuple[str, str]]:
    sentence = reader.analysis(text)
    triggers = INDEX.find(sentence)
    for one in triggers:
        assert one.syllables[0] < one.syllables[1]
        words = sentence.tokens.syllables[slice(*one.syllables)]
        assert len(words) == len(one.phrase.split())
        first, last = one.units
        assert sentence.units[first].syllables[0] <= one.syllables[0]
        assert sentence.units[last - 1].syllables[1] >= one.syllables[1]
    return [(one.rule.id, one.phrase) for one in triggers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[An|PER] lãnh đạo [Sao|ORG].", [("leads/lanh-dao", "lãnh đạo")]),
        ("LÃNH ĐẠO [Sao|ORG] họp.", [("leads/lanh-dao", "lãnh đạo")]),
        ("[An|PER] là phó giám đốc.", [("worksFor/pho", "phó giám đốc")]),
        ("[An|PER], giám đốc, gặp phó giám đốc.", [("leads/lanh-dao", "giám đốc"), ("worksFor/pho", "phó giám đốc")]),
        ("[An|PER] thành lập [Sao|ORG].", [("founded/lap", "thành lập")]),
        ("[An|PER] lập [Sao|ORG] rồi lập tức bán.", [("founded/lap", "lập")]),
        ("Cụ hưởng thọ 90, vẫn khoẻ.", [("hasAge/tho", "hưởng thọ"), ("hasAge/tho", "khoẻ")]),
        ("Cụ vẫn khỏe.", [("hasAge/tho", "khoẻ")]),
        ("lãnh đạo, lãnh đạo", [("leads/lanh-dao", "lãnh đạo")] * 2),
    ],
)  # fmt: skip
def test_found(reader: Reader, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(reader, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[An|PER] lập luận rất hay.",
        "[Của Hồi Môn|WORK] ra rạp.",
        "[Giám đốc Sao|WORK] ra rạp.",
        "[Viện Lãnh đạo|ORG] mở cửa.",
        "[An|PER] lãnh nhiệm vụ đạo diễn.",
        "[An|PER] khoe xe.",
        "[Sao|ORG] lấp hồ.",
    ],
)
def test_not_found(reader: Reader, text: str) -> None:
    assert found(reader, text) == []


def test_values_may_hold_triggers(reader: Reader) -> None:
    assert found(reader, "Đội có [20 nhân viên|QUANTITY].") == [("worksFor/pho", "nhân viên")]
    assert found(reader, "Đội thuê [Nhân Viên|ORG].") == []


def test_one_phrase_of_two_rules_is_two_triggers(reader: Reader) -> None:
    index = TriggerIndex([rule("b/x", "lãnh đạo"), rule("a/x", "lãnh đạo")])
    triggers = index.find(reader.analysis("[An|PER] lãnh đạo [Sao|ORG]."))
    assert [one.rule.id for one in triggers] == ["a/x", "b/x"]


def test_unless_hides_only_the_rule_that_says_so(reader: Reader) -> None:
    index = TriggerIndex([rule("a/x", "lập", unless=("lập tức",)), rule("b/x", "lập")])
    triggers = index.find(reader.analysis("[An|PER] lập tức đi."))
    assert [one.rule.id for one in triggers] == ["b/x"]


@given(st.lists(st.sampled_from(["lãnh", "đạo", "thành", "lập", "tức", "phó", "giám", "đốc", "xa"]), max_size=12))
def test_the_trie_finds_what_a_search_finds(reader: Reader, words: list[str]) -> None:
    text = " ".join([*words, "hết."])
    expected = []
    phrases = [(one, phrase.split()) for one in RULES for phrase in one.triggers]
    spans = [
        (i, i + len(parts), one.id, one)
        for i in range(len(words))
        for one, parts in phrases
        if words[i : i + len(parts)] == parts
    ]
    for i, j, name, one in spans:
        longer = any(a <= i and j <= b and b - a > j - i for a, b, _, _ in spans)
        blocked = any(words[k : k + 2] == block.split() for block in one.unless for k in range(max(0, j - 2), i + 1))
        if not longer and not blocked:
            expected.append((i, j, name))
    triggers = INDEX.find(reader.analysis(text))
    assert [(*one.syllables, one.rule.id) for one in triggers] == sorted(expected)
