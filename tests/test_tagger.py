"""The taggers that ship with underthesea, read anew: labels as its own program gives them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import underthesea
from hypothesis import given, settings
from hypothesis import strategies as st
from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

from kg.errors import SchemaError
from kg.nlp.tagger import Tagger

FOLDER = Path(underthesea.__file__).parent / "pipeline"
MODELS = ("word_tokenize/models/ws_crf_vlsp2013_20230727", "pos_tag/models/pos_crf_vlsp2013_20230303")
TEXTS = (
    "Chiều 3 / 5 , bà Trần Thu Hà cho biết IPHONE 15 bán được 1.200 chiếc tại Đà Nẵng .",
    "“ Không ai ngờ tới ” , anh nói .",
    "Vâng",
    "Hai mươi",
)
WORDS = st.sampled_from(
    ["hà", "Hà", "nội", "Hà Nội", "hà nội", "12", "1²", "İb", "ΑΣ", "ª", "Ⅳ", "–", "(", "đại học", "X"]
)
Theirs = Callable[[list[str]], list[str]]


@pytest.fixture(scope="module", params=MODELS)
def both(request: pytest.FixtureRequest) -> tuple[Tagger, Theirs]:
    folder = FOLDER / request.param
    theirs = FastCRFSequenceTagger()
    theirs.load(str(folder))
    return Tagger(folder), lambda words: theirs.predict([[word] for word in words])


def test_labels_are_those_of_underthesea(both: tuple[Tagger, Theirs]) -> None:
    ours, theirs = both
    sentences = [text.split() for text in TEXTS]
    assert ours.tag(sentences) == [theirs(words) for words in sentences]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=7), max_size=5))
def test_so_are_those_of_any_words_side_by_side(both: tuple[Tagger, Theirs], sentences: list[list[str]]) -> None:
    ours, theirs = both
    assert ours.tag(sentences) == [theirs(words) if words else [] for words in sentences]


def test_another_file_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "models.bin").write_bytes(b"something else")
    with pytest.raises(SchemaError, match="CRFsuite"):
        Tagger(tmp_path)
