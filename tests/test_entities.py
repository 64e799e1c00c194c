"""Which names of one document are one thing; a wrong merge is worse than none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nlp_samples import marked

from kg.model import Mention
from kg.nlp.entities import link

HEADS = ("tập đoàn", "công ty", "công ty cổ phần", "ngân hàng")


def groups(text: str) -> list[set[str]]:
    """Return the surfaces of each entity, in text order."""
    plain, mentions = marked(text)
    entities, owner = link(plain, mentions, HEADS)
    assert set(owner) == {m.start for m in mentions if m.type not in {"DATE", "MONEY"}}
    assert set(owner.values()) == {e.key for e in entities}
    return [{m.text for m in entity.mentions} for entity in entities]


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("[Mark Zuckerberg|PER] đến. [Zuckerberg|PER] nói.", {"Mark Zuckerberg", "Zuckerberg"}),
        ("[Zuckerberg|PER] nói. [Mark Zuckerberg|PER] đến.", {"Mark Zuckerberg", "Zuckerberg"}),
        ("[Phạm Nhật Vượng|PER] đến. [Vượng|PER] nói.", {"Phạm Nhật Vượng", "Vượng"}),
        ("[Hoà Phát|ORG] lãi. [Hòa Phát|ORG] lớn.", {"Hoà Phát", "Hòa Phát"}),
        ("[Sao Khuê|ORG] lãi. [SAO KHUÊ|ORG] lớn.", {"Sao Khuê", "SAO KHUÊ"}),
        ("[Tập đoàn Đèo Cả|ORG] thi công. [Đèo Cả|ORG] nói.", {"Tập đoàn Đèo Cả", "Đèo Cả"}),
        ("[Công ty cổ phần Sen|ORG] lãi. [Sen|ORG] nói.", {"Công ty cổ phần Sen", "Sen"}),
        ("[Liên minh châu Âu|ORG] ([EU|ORG]) họp.", {"Liên minh châu Âu", "EU"}),
        ("[Quỹ Tiền tệ Quốc tế|ORG] (gọi tắt là [IMF|ORG]) họp.", {"Quỹ Tiền tệ Quốc tế", "IMF"}),
        ("[Lê An|PER] đến. [Lê Văn An|PER] và [Lê An|PER] nói.", {"Lê An"}),
    ],
)
def test_one_entity(text: str, one: set[str]) -> None:
    assert one in groups(text)


@pytest.mark.parametrize(
    "text",
    [
        "[Lê Tuấn|PER] gặp [Lê Tuân|PER].",
        "[Trần Văn An|PER] và [Lê Văn An|PER] gặp [An|PER].",
        "[Tập đoàn Sen|ORG] mua [Công ty Sen|ORG], theo [Sen|ORG].",
        "[Sao Khuê|ORG] ([Gió Xanh|ORG]) họp.",
        "[Liên minh châu Âu|ORG], [EU|ORG] họp.",
        "[Nguyễn An Bình|PER] gặp [An|PER].",
        "[Washington|LOC] đón [Denzel Washington|PER].",
        "[Công ty Sen|ORG] và hoa [Sen|MISC].",
    ],
)
def test_entities_that_stay_apart(text: str) -> None:
    assert all(len(surfaces) == 1 for surfaces in groups(text))


@pytest.mark.parametrize(
    ("text", "label", "aliases"),
    [
        ("[An|PER] nói. [Lê Văn An|PER] đến. [An|PER] đi.", "Lê Văn An", ("An",)),
        ("[SAO KHUÊ|ORG] lãi. [Sao Khuê|ORG] lớn.", "Sao Khuê", ("SAO KHUÊ",)),
        ("[Liên minh châu Âu|ORG] ([EU|ORG]). [EU|ORG] họp, [EU|ORG] bàn.", "Liên minh châu Âu", ("EU",)),
    ],
)
def test_labels_are_the_fullest_surface(text: str, label: str, aliases: tuple[str, ...]) -> None:
    (entity,) = link(*marked(text), HEADS)[0]
    assert (entity.label, entity.aliases) == (label, aliases)
    starts = [mention.start for mention in entity.mentions]
    assert starts == sorted(starts)


def test_the_type_is_the_most_frequent_one() -> None:
    text = "[Sen|ORG] lãi. [Sen|PRODUCT] rẻ. [Sen|ORG] lớn."
    (entity,) = link(*marked(text), HEADS)[0]
    assert entity.type == "ORG"
    (even,) = link(*marked("[Sen|PRODUCT] rẻ. [Sen|ORG] lớn."), HEADS)[0]
    assert even.type == "ORG"


def test_a_list_joins_what_spelling_does_not() -> None:
    plain, mentions = marked("[TP.HCM|LOC] mưa. [Sài Gòn|LOC] ngập. [Huế|LOC] nắng.")
    listed = [replace(m, canonical="hcmc") if m.text != "Huế" else m for m in mentions]
    assert [{m.text for m in e.mentions} for e in link(plain, listed, HEADS)[0]] == [
        {"TP.HCM", "Sài Gòn"},
        {"Huế"},
    ]


def test_values_are_no_entities() -> None:
    value = Mention(0, 8, "năm 2023", "DATE")
    assert link("năm 2023", [value], HEADS) == ([], {})
