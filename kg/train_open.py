"""Training of the weights of open facts (`vi/model/open.tsv`) from annotated texts, and how good they are.

Open facts are rare in annotated texts and no annotator writes down all of them. What a subject, a verb and an object
look like is learned from the facts of the closed list too: a proposal around a rule's trigger that the annotation
bears out counts as a right one of less weight.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.agreement import ends_agree, norm, predicates_of
from kg.annotated import read_training
from kg.errors import InputError
from kg.model import Mention
from kg.nlp.analysis import Analysis
from kg.nlp.entities import Entity
from kg.nlp.open import OPEN, OpenFacts
from kg.nlp.open_features import Proposal, features_of
from kg.nlp.reading import Reading
from kg.nlp.relations import end_of
from kg.nlp.syntax import Parse
from kg.schema import Schema
from kg.train_facts import Labeller, fit

_FOLDS = 4
_SEEN = 3  # a feature of fewer proposals is left out
_PENALTY = 3.0
_CLOSED = 0.3  # a proposal around a trigger of the closed list counts as so many open ones
_STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Judged:
    """A proposal with its features: `right` None where the annotation says nothing of it; `closed` if it stands
    around a trigger of the closed list."""

    proposal: Proposal
    features: list[str]
    right: bool | None
    closed: bool


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """The judged proposals of a sentence; `fold` splits by text."""

    fold: int
    sentence: Analysis
    parsed: Parse
    judged: list[Judged]


class OpenTrainer:
    """Reads annotated texts as the engine would and judges its proposals by the annotation."""

    def __init__(self, schema: Schema) -> None:
        self._finder = OpenFacts(schema.lang, {})
        self._labeller = Labeller(schema)
        words = schema.lang.words
        self._light = words.passives | words.aspects | words.copulas | words.prepositions

    def sentences(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[JudgedSentence]:
        """Yield the sentences of annotated texts that hold a proposal."""
        for row in rows:
            names = [Mention(s, e, row["text"][s:e], kind) for s, e, kind in row["entities"]]
            fold = zlib.crc32(row["id"].encode()) % _FOLDS
            for reading, known in self._labeller.readings(row["text"], names):
                found = self._finder.proposals(reading.sentence, reading.parsed, {})
                judged = [self._judge(reading, known, p, row["facts"]) for p in found]
                if judged:
                    yield JudgedSentence(fold, reading.sentence, reading.parsed, judged)

    def _judge(
        self, reading: Reading, known: Mapping[str, Entity], p: Proposal, facts: Sequence[Mapping[str, Any]]
    ) -> Judged:
        sentence = reading.sentence
        ends = end_of(sentence.nodes[p.subject], known), end_of(sentence.nodes[p.object], known)
        same = [g for g in facts if ends_agree(g, *ends, {})]
        triggers = {
            c.trigger.rule.predicate
            for c in reading.candidates
            if (c.subject, c.object) == (p.subject, p.object) and any(u in range(*c.trigger.units) for u in p.units)
        }
        right: bool | None
        if triggers:
            right = any(triggers & set(predicates_of(g)) for g in same)
            unclear = bool(same) and not right
        else:
            right = any(self._same_verb(sentence, p, g["p"]) for g in same)
            unclear = not right and any(not g["p"].startswith(OPEN) for g in same)
        features = features_of(sentence, reading.parsed, p)
        return Judged(p, features, None if unclear else right, bool(triggers))

    def _same_verb(self, sentence: Analysis, p: Proposal, predicate: str) -> bool:
        """Whether an open predicate holds a verb of the proposal, one with a meaning of its own if it has any."""
        if not predicate.startswith(OPEN):
            return False
        verbs = p.verbs(sentence)
        full = [verb for verb in verbs if verb not in self._light] or verbs
        return any(f" {norm(verb)} " in f" {norm(predicate.removeprefix(OPEN))} " for verb in full)


def judge_open(paths: Sequence[Path], schema: Schema) -> list[JudgedSentence]:
    """Return the sentences of annotated files with their judged proposals; InputError if no open fact is met."""
    data = list(OpenTrainer(schema).sentences(read_training(paths)))
    if not any(j.right and not j.closed for d in data for j in d.judged):
        raise InputError("no annotated open fact matches any verb of the texts", where=", ".join(map(str, paths)))
    return data


def fit_open(data: Iterable[JudgedSentence]) -> dict[str, float]:
    """Return the weights learned from judged sentences."""
    kept = [j for d in data for j in d.judged if j.right is not None]
    rows = [[*j.features, "closed"] if j.closed else j.features for j in kept]
    weights = [_CLOSED if j.closed else 1.0 for j in kept]
    return fit(rows, [int(bool(j.right)) for j in kept], weights, _SEEN, _PENALTY)


def held_out(data: Sequence[JudgedSentence], schema: Schema) -> list[tuple[float, int, int]]:
    """Return (threshold, facts given out, right ones of them), each text read with weights that have not seen it.

    Facts on the ends of an annotated fact of the closed list are left out, as they are neither right nor wrong.
    """
    given = dict.fromkeys(_STEPS, 0)
    right = dict.fromkeys(_STEPS, 0)
    for fold in range(_FOLDS):
        finder = OpenFacts(schema.lang, fit_open([d for d in data if d.fold != fold]))
        for d in data:
            if d.fold != fold:
                continue
            verdicts = {j.proposal: j.right for j in d.judged if not j.closed}
            for p, confidence in finder.best(d.sentence, d.parsed, verdicts, threshold=_STEPS[0]):
                for step in _STEPS:
                    if verdicts[p] is not None and confidence >= step:
                        given[step] += 1
                        right[step] += bool(verdicts[p])
    return [(step, given[step], right[step]) for step in _STEPS]
