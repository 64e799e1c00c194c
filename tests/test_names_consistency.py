"""What one document's mentions of a name say about each other."""

from __future__ import annotations

import numpy as np

from kg.model import NAME_TYPES
from kg.nlp.consistency import Candidate, Weights, settle
from kg.nlp.crf import Floats


def odds(**shares: float) -> Floats:
    return np.asarray([shares.get(kind, 0.0) for kind in NAME_TYPES], np.float32)


def types(found: list[Candidate]) -> list[str]:
    return [NAME_TYPES[int(c.odds.argmax())] for c in found]


def blank(sentences: list[list[str]]) -> list[Floats]:
    return [np.zeros((len(s), len(NAME_TYPES)), np.float32) for s in sentences]


def test_a_clear_mention_lends_its_type_to_an_unclear_one() -> None:
    sentences = [["hãng", "Sao", "Khuê", "lãi"], ["Sao", "Khuê", "mới", "mở"]]
    clear = Candidate(0, 1, 3, odds(ORG=0.95), "model")
    unclear = Candidate(1, 0, 2, odds(ORG=0.4, PER=0.5), "model")
    assert types(settle([clear, unclear], sentences, blank(sentences), Weights())) == ["ORG", "ORG"]


def test_its_own_sentence_outweighs_the_others_where_it_is_sure() -> None:
    sentences = [["Facebook", "lãi"], ["mở", "Facebook"]]
    found = [Candidate(0, 0, 1, odds(ORG=0.9), "model"), Candidate(1, 1, 2, odds(PRODUCT=0.9), "model")]
    assert types(settle(found, sentences, blank(sentences), Weights())) == ["ORG", "PRODUCT"]


def test_a_short_name_follows_the_fuller_one() -> None:
    sentences = [["Lê", "Hoài", "An"], ["An", "cười"]]
    found = [Candidate(0, 0, 3, odds(PER=1.0), "model"), Candidate(1, 0, 1, odds(PER=0.4, LOC=0.5), "model")]
    assert types(settle(found, sentences, blank(sentences), Weights())) == ["PER", "PER"]


def test_a_repeat_is_added_only_where_the_model_half_saw_it() -> None:
    sentences = [["Sao", "Khuê", "lãi"], ["của", "Sao", "Khuê"], ["Sao", "Khuê"]]
    names = blank(sentences)
    names[1][1:3, 1] = 0.2
    found = settle([Candidate(0, 0, 2, odds(ORG=0.9), "model")], sentences, names, Weights())
    assert [(c.sentence, c.first, c.last, c.found_by) for c in found] == [
        (0, 0, 2, "model"),
        (1, 1, 3, "repeat"),
    ]


def test_a_repeat_never_overlaps_a_found_name() -> None:
    sentences = [["Sao", "Khuê"], ["Sao", "Khuê", "Việt"]]
    names = [np.full((len(s), len(NAME_TYPES)), 0.1, np.float32) for s in sentences]
    found = [Candidate(0, 0, 2, odds(ORG=0.9), "model"), Candidate(1, 0, 3, odds(ORG=0.9), "model")]
    assert len(settle(found, sentences, names, Weights())) == 2
