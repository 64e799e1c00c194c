"""Stance: which words are cues, who is the source, and that weights turn cues into a mode."""

from __future__ import annotations

import pytest
from nlp_samples import Reader, rule

from kg.model import Mode
from kg.nlp.analysis import Analysis
from kg.nlp.candidates import Candidate, CandidateFinder
from kg.nlp.context import Context
from kg.nlp.scoring import BIAS, Weights
from kg.nlp.syntax import Parse
from kg.nlp.triggers import TriggerIndex

INDEX = TriggerIndex(
    [rule("acquired/mua", "mua", "thâu tóm", "rời", "dẫn dắt", subject=("ORG", "PER"), object_=("ORG",))]
)


@pytest.fixture(scope="module")
def context(reader: Reader) -> Context:
    return Context(reader.schema.lang)


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("[Lê An|PER] không phải giám đốc.", {("not", "không phải")}),
        ("[Sao Khuê|ORG] chưa mua [Gió Xanh|ORG].", {("not", "chưa")}),
        ("[Sao Khuê|ORG] phủ nhận việc mua [Gió Xanh|ORG].", {("deny", "phủ nhận")}),
        ("[Sao Khuê|ORG] dự kiến mua [Gió Xanh|ORG].", {("will", "dự kiến")}),
        ("Nếu [Sao Khuê|ORG] mua [Gió Xanh|ORG], giá tăng.", {("if", "nếu")}),
        ("[Lê An|PER] cho biết [Sao Khuê|ORG] lãi.", {("say", "cho biết")}),
        ("Theo [VTV|ORG], [Sao Khuê|ORG] lãi.", {("by", "theo")}),
        ("[Sao Khuê|ORG] được cho là mua [Gió Xanh|ORG].", {("rumour", "được cho là")}),
    ],
)
def test_cues(reader: Reader, context: Context, text: str, cues: set[tuple[str, str]]) -> None:
    sentence = reader.analysis(text)
    found = context.cues(sentence)
    assert cues <= {(cue.kind, cue.words) for cue in found}
    for cue in found:
        words = " ".join(unit.text for unit in sentence.units[slice(*cue.units)])
        assert words.startswith(cue.words)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("[Lê An|PER] không chỉ mua [Sao Khuê|ORG].", {"not"}),
        ("[Sao Khuê|ORG] không ngừng mua [Gió Xanh|ORG].", {"not"}),
        ("Không ít người mua [Gió Xanh|ORG].", {"not"}),
        ("[Không Gian|ORG] mua [Gió Xanh|ORG].", {"not"}),
        ("[Theo Walcott|PER] mua [Gió Xanh|ORG].", {"by"}),
        ("[Sao Khuê|ORG] mua [Gió Xanh|ORG].", {"not", "deny", "will", "plan", "if", "say", "by", "rumour"}),
    ],
)
def test_words_that_are_no_cues(reader: Reader, context: Context, text: str, kinds: set[str]) -> None:
    assert not kinds & {cue.kind for cue in context.cues(reader.analysis(text))}


def read(reader: Reader, text: str, subject: str, object_: str) -> tuple[Analysis, Parse, Candidate]:
    sentence, parsed = reader.parse(text)
    finder = CandidateFinder(sentence, parsed)
    for trigger in INDEX.find(sentence):
        for candidate in finder.find(trigger):
            ends = sentence.nodes[candidate.subject].text, sentence.nodes[candidate.object].text
            if ends == (subject, object_):
                return sentence, parsed, candidate
    raise AssertionError(f"no candidate {subject} – {object_} in: {text}")


SURE = Weights({}, {"negated": {}, "predicted": {}, "reported": {BIAS: 1.0}})


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Theo [VTV|ORG], [Sao Khuê|ORG] mua [Gió Xanh|ORG].", "VTV"),
        ("[Sao Khuê|ORG] mua [Gió Xanh|ORG], theo [VTV|ORG].", "VTV"),
        ("Theo báo [Sao Mai|ORG], [Sao Khuê|ORG] mua [Gió Xanh|ORG].", "Sao Mai"),
        ("[Lê An|PER] nói [Sao Khuê|ORG] sẽ mua [Gió Xanh|ORG].", "Lê An"),
        ("[Lê An|PER] cho biết [Sao Khuê|ORG] sẽ mua [Gió Xanh|ORG].", "Lê An"),
        ("Ông [Lê An|PER] khẳng định rằng [Sao Khuê|ORG] sẽ mua [Gió Xanh|ORG].", "Lê An"),
        ("“[Sao Khuê|ORG] sẽ mua [Gió Xanh|ORG]”, ông [Lê An|PER] nói.", "Lê An"),
        ("[Sao Khuê|ORG] thông báo sẽ mua [Gió Xanh|ORG].", "Sao Khuê"),
        ("[Sao Khuê|ORG] sẽ mua [Gió Xanh|ORG].", None),
        ("Theo kế hoạch, [Sao Khuê|ORG] sẽ mua [Gió Xanh|ORG].", None),
        ("[Sao Khuê|ORG] mua [Gió Xanh|ORG]; [Lê An|PER] nói lời chào.", None),
    ],
)
def test_the_source(reader: Reader, context: Context, text: str, source: str | None) -> None:
    sentence, parsed, candidate = read(reader, text, "Sao Khuê", "Gió Xanh")
    stance = context.stance(sentence, parsed, candidate, SURE)
    assert stance.mode is Mode.REPORTED
    assert (None if stance.by is None else sentence.nodes[stance.by].text) == source


def test_what_the_author_says_has_no_source(reader: Reader, context: Context) -> None:
    text = "Theo [VTV|ORG], [Sao Khuê|ORG] mua [Gió Xanh|ORG]."
    stance = context.stance(*read(reader, text, "Sao Khuê", "Gió Xanh"), Weights.empty())
    assert (stance.mode, stance.by) == (Mode.ASSERTED, None)


@pytest.mark.parametrize(
    ("odds", "mode"),
    [
        ({"negated": 1.0, "predicted": 0.5, "reported": -1.0}, Mode.NEGATED),
        ({"negated": 1.0, "predicted": 1.5, "reported": -1.0}, Mode.PREDICTED),
        ({"negated": -1.0, "predicted": -1.5, "reported": -0.1}, Mode.ASSERTED),
        ({"negated": 0.0, "predicted": 0.0, "reported": 0.0}, Mode.ASSERTED),
    ],
)
def test_the_likeliest_mode_is_taken(reader: Reader, context: Context, odds: dict[str, float], mode: Mode) -> None:
    weights = Weights({}, {name: {BIAS: value} for name, value in odds.items()})
    found = read(reader, "[Sao Khuê|ORG] mua [Gió Xanh|ORG].", "Sao Khuê", "Gió Xanh")
    assert context.stance(*found, weights).mode is mode


def test_a_cue_is_described_by_its_side(reader: Reader, context: Context) -> None:
    before = read(reader, "[Sao Khuê|ORG] chưa mua [Gió Xanh|ORG].", "Sao Khuê", "Gió Xanh")
    after = read(reader, "[Sao Khuê|ORG] mua [Gió Xanh|ORG] chưa.", "Sao Khuê", "Gió Xanh")
    plain = read(reader, "[Sao Khuê|ORG] mua [Gió Xanh|ORG].", "Sao Khuê", "Gió Xanh")
    features = [set(context.features(*found)) for found in (before, after, plain)]
    assert "not.inL0" in features[0]
    assert "not.afterR0" in features[1]
    assert not any(feature.startswith("not.") for feature in features[2])
    assert "pred=acquired" in features[0] & features[1] & features[2]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("[Sao Khuê|ORG] không mua [Gió Xanh|ORG].", Mode.NEGATED),
        ("[Sao Khuê|ORG] chưa mua [Gió Xanh|ORG].", Mode.NEGATED),
        ("[Sao Khuê|ORG] không chỉ mua [Gió Xanh|ORG].", Mode.ASSERTED),
        ("[Sao Khuê|ORG] không ngừng mua [Gió Xanh|ORG].", Mode.ASSERTED),
        ("[Sao Khuê|ORG] không vui khi mua [Gió Xanh|ORG].", Mode.ASSERTED),
    ],
)
def test_what_is_denied_is_never_asserted(reader: Reader, context: Context, text: str, mode: Mode) -> None:
    """Weights that know nothing take everything for asserted, but for a verb right after its denial."""
    found = read(reader, text, "Sao Khuê", "Gió Xanh")
    assert context.stance(*found, Weights.empty()).mode is mode
