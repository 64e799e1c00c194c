"""What no weight overrules: denied, planned, rumoured and supposed verbs and offices, and the offices of others."""

from __future__ import annotations

import pytest
from nlp_samples import Reader, rule

from kg.model import Mode
from kg.nlp.analysis import Analysis
from kg.nlp.candidates import Candidate, CandidateFinder
from kg.nlp.context import Context
from kg.nlp.guards import Guards
from kg.nlp.scoring import Weights
from kg.nlp.syntax import parse
from kg.nlp.triggers import TriggerIndex

BUYS = rule("acquired/mua", "mua", "mua lại", "thâu tóm", subject=("ORG",))
LEADS = rule("leads/ceo", "ceo", "chủ tịch", "giám đốc", frame="noun")
EARNS = rule("hasProfit/lai", "lãi", "lợi nhuận", subject=("ORG",), object_=("MONEY",))


@pytest.fixture(scope="module")
def context(reader: Reader) -> Context:
    return Context(reader.schema.lang)


@pytest.fixture(scope="module")
def guards(reader: Reader) -> Guards:
    return Guards(reader.schema.lang)


def candidate(reader: Reader, text: str, subject: str, object_: str) -> tuple[Analysis, Candidate]:
    sentence = reader.analysis(text)
    finder = CandidateFinder(sentence, parse(sentence, reader.grammar))
    for trigger in TriggerIndex([BUYS, LEADS, EARNS]).find(sentence):
        for found in finder.find(trigger):
            if (sentence.nodes[found.subject].text, sentence.nodes[found.object].text) == (subject, object_):
                return sentence, found
    raise AssertionError(f"no candidate in {text}")


VERBS = [
    ("[Táo Đỏ|ORG] mua lại [Gió Xanh|ORG].", Mode.ASSERTED),
    ("[Táo Đỏ|ORG] từ chối mua lại [Gió Xanh|ORG].", Mode.NEGATED),
    ("[Táo Đỏ|ORG] suýt mua lại [Gió Xanh|ORG] năm ngoái.", Mode.NEGATED),
    ("[Táo Đỏ|ORG] lẽ ra đã mua [Gió Xanh|ORG].", Mode.NEGATED),
    ("[Táo Đỏ|ORG] hủy kế hoạch mua lại [Gió Xanh|ORG].", Mode.NEGATED),
    ("[Táo Đỏ|ORG] không có kế hoạch mua lại [Gió Xanh|ORG].", Mode.NEGATED),
    ("[Táo Đỏ|ORG] không phủ nhận việc mua lại [Gió Xanh|ORG].", Mode.ASSERTED),
    ("[Táo Đỏ|ORG] có kế hoạch mua lại [Gió Xanh|ORG].", Mode.PREDICTED),
    ("Liệu [Táo Đỏ|ORG] có mua lại [Gió Xanh|ORG]?", Mode.PREDICTED),
    ("Nếu [Táo Đỏ|ORG] mua [Gió Xanh|ORG], giá sẽ tăng.", Mode.PREDICTED),
    ("Tin đồn [Táo Đỏ|ORG] mua lại [Gió Xanh|ORG] lan khắp nơi.", Mode.REPORTED),
    ("Nếu trời mưa, [Táo Đỏ|ORG] vẫn vui vì đã mua [Gió Xanh|ORG].", Mode.ASSERTED),
    ("[Táo Đỏ|ORG] từ chối bình luận, sau khi mua [Gió Xanh|ORG].", Mode.ASSERTED),
    ("Sau tin đồn, [Táo Đỏ|ORG] mua [Gió Xanh|ORG].", Mode.ASSERTED),
]
OFFICES = [
    ("Ông [Lê An|PER] là CEO của [Gió Xanh|ORG].", Mode.ASSERTED),
    ("Ông [Lê An|PER] không phải CEO của [Gió Xanh|ORG].", Mode.NEGATED),
    ("Ông [Lê An|PER] chưa từng là CEO của [Gió Xanh|ORG].", Mode.NEGATED),
    ("Ông [Lê An|PER] không còn là CEO của [Gió Xanh|ORG].", Mode.NEGATED),
    ("Ông [Lê An|PER] không giữ chức giám đốc [Gió Xanh|ORG] nữa.", Mode.NEGATED),
    ("Ông [Lê An|PER] giả làm giám đốc [Gió Xanh|ORG].", Mode.NEGATED),
    ("Ông [Lê An|PER] ứng cử chức chủ tịch [Gió Xanh|ORG].", Mode.PREDICTED),
    ("Ông [Lê An|PER] được đề cử làm chủ tịch [Gió Xanh|ORG].", Mode.PREDICTED),
    ("Ông [Lê An|PER] không chỉ là CEO của [Gió Xanh|ORG].", Mode.ASSERTED),
    ("Ông [Lê An|PER], CEO của [Gió Xanh|ORG], không từ chức.", Mode.ASSERTED),
    ("Ông [Lê An|PER] được bầu làm chủ tịch [Gió Xanh|ORG].", Mode.ASSERTED),
]


@pytest.mark.parametrize(("text", "mode"), VERBS)
def test_what_governs_a_verb(reader: Reader, context: Context, text: str, mode: Mode) -> None:
    """Weights that know nothing take everything for asserted."""
    sentence, found = candidate(reader, text, "Táo Đỏ", "Gió Xanh")
    assert context.stance(sentence, parse(sentence, reader.grammar), found, Weights.empty()).mode is mode


@pytest.mark.parametrize(("text", "mode"), OFFICES)
def test_what_governs_an_office(reader: Reader, context: Context, text: str, mode: Mode) -> None:
    sentence, found = candidate(reader, text, "Lê An", "Gió Xanh")
    assert context.stance(sentence, parse(sentence, reader.grammar), found, Weights.empty()).mode is mode


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Ông [Lê An|PER], con trai chủ tịch [Gió Xanh|ORG], bị bắt.", True),
        ("Bà [Lê An|PER], vợ của giám đốc [Gió Xanh|ORG], bị bắt.", True),
        ("Vợ chủ tịch [Gió Xanh|ORG], bà [Lê An|PER], bị bắt.", True),
        ("Ông [Lê An|PER], luật sư của CEO [Gió Xanh|ORG], im lặng.", True),
        ("Ông [Lê An|PER] gặp chủ tịch [Gió Xanh|ORG].", True),
        ("Ông [Lê An|PER] kiện giám đốc [Gió Xanh|ORG].", True),
        ("Con trai chủ tịch [Gió Xanh|ORG] [Lê An|PER] bị bắt.", False),
        ("Ông [Lê An|PER], chủ tịch [Gió Xanh|ORG], bị bắt.", False),
        ("Ông [Lê An|PER] làm giám đốc [Gió Xanh|ORG].", False),
        ("Ông [Lê An|PER] rời ghế giám đốc [Gió Xanh|ORG].", False),
        ("Ông [Lê An|PER] được chọn làm giám đốc [Gió Xanh|ORG].", False),
        ("Chủ tịch [Gió Xanh|ORG] [Lê An|PER] gặp báo chí.", False),
    ],
)
def test_whose_office_it_is(reader: Reader, guards: Guards, text: str, others: bool) -> None:
    assert guards.is_anothers(*candidate(reader, text, "Lê An", "Gió Xanh")) is others


LISTS = [
    (
        "[Sao Mai|ORG] và [Gió Xanh|ORG] lần lượt lãi [5 tỷ đồng|MONEY] và [3 tỷ đồng|MONEY].",
        "Sao Mai",
        "5 tỷ đồng",
        False,
    ),
    (
        "[Sao Mai|ORG] và [Gió Xanh|ORG] lần lượt lãi [5 tỷ đồng|MONEY] và [3 tỷ đồng|MONEY].",
        "Sao Mai",
        "3 tỷ đồng",
        True,
    ),
    (
        "[Sao Mai|ORG] và [Gió Xanh|ORG] lần lượt lãi [5 tỷ đồng|MONEY] và [3 tỷ đồng|MONEY].",
        "Gió Xanh",
        "5 tỷ đồng",
        True,
    ),
    (
        "[Sao Mai|ORG] và [Gió Xanh|ORG] cùng lãi [5 tỷ đồng|MONEY] và [3 tỷ đồng|MONEY].",
        "Gió Xanh",
        "5 tỷ đồng",
        False,
    ),
    (
        "Chi phí và lợi nhuận của [Sao Mai|ORG] lần lượt là [9 tỷ đồng|MONEY] và [3 tỷ đồng|MONEY].",
        "Sao Mai",
        "9 tỷ đồng",
        True,
    ),
    (
        "Chi phí và lợi nhuận của [Sao Mai|ORG] lần lượt là [9 tỷ đồng|MONEY] và [3 tỷ đồng|MONEY].",
        "Sao Mai",
        "3 tỷ đồng",
        False,
    ),
    (
        "Lợi nhuận của [Sao Mai|ORG] hai năm lần lượt là [9 tỷ đồng|MONEY] và [3 tỷ đồng|MONEY].",
        "Sao Mai",
        "9 tỷ đồng",
        False,
    ),
    ("Lợi nhuận của [Sao Mai|ORG] lần lượt tăng, đạt [9 tỷ đồng|MONEY].", "Sao Mai", "9 tỷ đồng", False),
]


@pytest.mark.parametrize(("text", "subject", "object_", "crossed"), LISTS)
def test_lists_that_answer_each_other(
    reader: Reader, guards: Guards, text: str, subject: str, object_: str, crossed: bool
) -> None:
    assert guards.is_crossed(*candidate(reader, text, subject, object_)) is crossed
