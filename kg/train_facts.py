"""Training of the relation engine's weights: annotated texts in, `vi/model/facts.tsv` out, the same from the same."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.agreement import ends_agree, norm, predicates_of
from kg.annotated import read_training
from kg.errors import InputError
from kg.model import End, Mention
from kg.nlp.candidates import Candidate
from kg.nlp.crf_fit import minimise
from kg.nlp.encoder import Encoder, describe
from kg.nlp.encoder_fit import Labels
from kg.nlp.encoder_fit import fit as fit_network
from kg.nlp.entities import Entity, link
from kg.nlp.examples import Example, examples_of
from kg.nlp.pipeline import without_overlap
from kg.nlp.reading import Reading
from kg.nlp.relations import RelationEngine, local_end
from kg.nlp.scoring import BIAS, FLOOR, PARTS, Scorer, Stems, Weights, odds_of
from kg.nlp.sparse import matrix_of
from kg.normalize import find_values
from kg.schema import Schema
from kg.text import nfc

Floats = npt.NDArray[np.float32]
Rows = Sequence[Sequence[str]]
_FOLDS = 4
_SEEN = 4  # a feature of fewer candidates is left out
_PENALTY = 6.0
_EXAMPLE = 4.0  # a marked pair of a rule's example counts as so many annotated ones
_UNMARKED = 0.5  # another pair of an example's names, most likely not meant
_NEAR = 0.8  # log-odds within which two candidates of one fact are equally good
_ROUNDS = 12  # how often the network sees each sentence
_CUT = 0.03  # weights nearer to zero are dropped from the file


@dataclass(frozen=True, slots=True)
class Labelled:
    """The candidates of one sentence with 1 (annotated) or 0; `fold` splits by text.

    `weights` say how much each counts; `facts` name the annotated fact behind each label of 1. `modes` has a
    (features, mode) pair for each candidate that is annotated.
    """

    fold: int
    reading: Reading
    candidates: list[Candidate]
    labels: list[int]
    weights: list[float]
    facts: list[str]
    modes: list[tuple[list[str], str]]


class Labeller:
    """Reads annotated texts as the engine would and labels its candidates by the annotation."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._engine = RelationEngine(schema, Scorer(Weights.empty(), None))
        self._vietnamese = self._engine.vietnamese

    def texts(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[Labelled]:
        """Yield the labelled sentences of annotated texts."""
        for row in rows:
            text = nfc(row["text"])
            names = [Mention(s, e, text[s:e], kind) for s, e, kind in sorted(row["entities"])]
            fold = zlib.crc32(row["id"].encode()) % _FOLDS
            for reading, known in self.readings(text, names):
                found = self._labelled(row["id"], fold, text, reading, known, row["facts"])
                yield _without_partial(found, row.get("partial", ()))

    def examples(self) -> Iterator[Labelled]:
        """Yield the rules' own examples: the marked pair, and the other pairs of the same predicate as unmeant."""
        for rule in self._schema.rules.rules.values():
            for number, example in enumerate(examples_of(rule, self._schema.ontology)):
                fold = zlib.crc32(f"{rule.id}{number}".encode()) % _FOLDS
                names = [m for m in example.mentions if m.found_by != "value"]
                values = [m for m in example.mentions if m.found_by == "value"]
                for reading, _ in self.readings(example.text, names, values):
                    found = [c for c in reading.candidates if c.trigger.rule.predicate == rule.predicate]
                    marked = [_is_marked(reading, c, example) for c in found]
                    labels = [int(example.positive and hit) for hit in marked]
                    weights = [_EXAMPLE if hit else _UNMARKED for hit in marked]
                    facts = [f"{rule.id}#{number}"] * len(found)
                    yield Labelled(fold, reading, found, labels, weights, facts, [])

    def readings(
        self, text: str, names: Sequence[Mention], values: Sequence[Mention] = ()
    ) -> Iterator[tuple[Reading, dict[str, Entity]]]:
        """Yield the sentences of a text with these names (values are found), and its entities by key."""
        heads = sorted(self._schema.lang.heads.org | self._schema.lang.heads.official_org)
        found = without_overlap(values, find_values(text, self._schema.units))
        mentions = without_overlap(names, found)
        spans = self._vietnamese.sentences(text, 0, len(text))
        sentences = [self._vietnamese.tokens(text, span) for span in spans]
        entities, owner = link(text, mentions, heads)
        known = {e.key: e for e in entities}
        for reading in self._engine.read(sentences, mentions, entities, owner):
            yield reading, known

    def _labelled(
        self,
        name: str,
        fold: int,
        text: str,
        reading: Reading,
        known: Mapping[str, Entity],
        facts: Sequence[Mapping[str, Any]],
    ) -> Labelled:
        labels: list[int] = []
        stated: list[str] = []
        modes: list[tuple[list[str], str]] = []
        for candidate in reading.candidates:
            ends = local_end(reading.sentence, candidate, known, text)
            predicate = candidate.trigger.rule.predicate
            if candidate.trigger.rule.frame == "class":
                ends = ends[0], _as_annotated(candidate.trigger.phrase, ends[1], predicate, facts)
            right = [g for g in facts if predicate in predicates_of(g) and ends_agree(g, *ends, {})]
            labels.append(int(bool(right)))
            stated.append(f"{name}#{right[0]['s']}#{predicate}#{right[0]['o']}" if right else "")
            if right:
                features = self._engine.context.features(reading.sentence, reading.parsed, candidate)
                modes.append((list(features), right[0]["mode"]))
        return Labelled(fold, reading, reading.candidates, labels, [1.0] * len(labels), stated, modes)


def _without_partial(found: Labelled, partial: Sequence[str]) -> Labelled:
    """Return the sentence with no weight on what the annotation may only have passed over."""
    pairs = zip(found.candidates, found.labels, strict=True)
    passed = (not label and c.trigger.rule.predicate in partial for c, label in pairs)
    weights = [0.0 if over else weight for over, weight in zip(passed, found.weights, strict=True)]
    return replace(found, weights=weights)


def _as_annotated(noun: str, class_: End, predicate: str, facts: Sequence[Mapping[str, Any]]) -> End:
    """Return the class as a fact with the same class noun has it: where its phrase ends is learned apart."""
    same = (g["o"] for g in facts if predicate in predicates_of(g) and f"{norm(g['o'])} ".startswith(f"{norm(noun)} "))
    return replace(class_, aliases=tuple(same))


def _is_marked(reading: Reading, candidate: Candidate, example: Example) -> bool:
    subject = reading.sentence.nodes[candidate.subject]
    object_ = reading.sentence.nodes[candidate.object]
    ends = (subject.start, subject.end), (object_.start, object_.end)
    return ends == (example.subject, example.object)


def train_facts(
    paths: Sequence[Path], schema: Schema, say: Callable[[str], None] | None = None
) -> tuple[Weights, Encoder]:
    """Return the weights and the network learned from annotated texts and from the rules' examples."""
    labeller = Labeller(schema)
    data = [*labeller.texts(list(read_training(paths))), *labeller.examples()]
    if not any(sum(d.labels) for d in data):
        where = ", ".join(map(str, paths))
        raise InputError("no annotated fact matches any candidate of the rules", where=where)
    return fit_stages(data, say=say)


def fit_stages(
    data: Sequence[Labelled], rounds: int = _ROUNDS, say: Callable[[str], None] | None = None
) -> tuple[Weights, Encoder]:
    """Fit the weights of features, those of the modes, and the network on what the first would not rule out."""
    # Many candidates have the same features: one string of each is enough.
    alone = [[[intern(f) for f in c.features] for c in d.candidates] for d in data]
    odds = _held_out(data, alone, [d.weights for d in data])
    weights = _trusted(data, odds)
    first = fit(_flat(alone), _flat(d.labels for d in data), _flat(weights))
    sentences, labels = [], []
    for d, scores, counts in zip(data, odds, weights, strict=True):
        if kept := [i for i, o in enumerate(scores) if o > FLOOR]:
            sentences.append(describe(d.reading.sentence, d.reading.parsed, [d.candidates[i] for i in kept]))
            labels.append(Labels([d.labels[i] for i in kept], [counts[i] for i in kept]))
    return Weights(first, _fit_modes(data)), fit_network(sentences, labels, rounds, say)


def _held_out(
    data: Sequence[Labelled], alone: Sequence[list[list[str]]], weights: Sequence[Sequence[float]]
) -> list[list[float]]:
    """Return the first stage's log-odds of every candidate, from a fit without the texts of its fold."""
    held: dict[int, Stems] = {}
    for fold in range(_FOLDS):
        kept = [i for i, d in enumerate(data) if d.fold != fold]
        held[fold] = Stems(
            fit(_flat(alone[i] for i in kept), _flat(data[i].labels for i in kept), _flat(weights[i] for i in kept))
        )
    return [odds_of(d.candidates, held[d.fold]) for d in data]


def _trusted(data: Sequence[Labelled], scores: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return weights that leave out labels of 1 that only repeat a fact stated better elsewhere in its text.

    The annotation says that a text states a fact, not which words state it: a candidate with the right ends may
    rest on a word that has nothing to do with it. Of the candidates of one fact those near the best one count.
    """
    best: dict[str, float] = {}
    for d, odds in zip(data, scores, strict=True):
        for label, fact, o in zip(d.labels, d.facts, odds, strict=True):
            if label:
                best[fact] = max(best.get(fact, o), o)
    return [
        [
            0.0 if label and o < best[fact] - _NEAR else weight
            for label, fact, weight, o in zip(d.labels, d.facts, d.weights, odds, strict=True)
        ]
        for d, odds in zip(data, scores, strict=True)
    ]


def _fit_modes(data: Sequence[Labelled]) -> dict[str, dict[str, float]]:
    pairs = [pair for d in data for pair in d.modes]
    rows = [features for features, _ in pairs]
    ones = [1.0] * len(rows)
    return {name: fit(rows, [int(mode == name) for _, mode in pairs], ones, seen=2) for name in PARTS[1:]}


def _flat(groups: Any) -> list[Any]:
    return [item for group in groups for item in group]


def fit(
    rows: Rows, labels: Sequence[int], weights: Sequence[float], seen: int = _SEEN, penalty: float = _PENALTY
) -> dict[str, float]:
    """Return the weights of one logistic regression by feature, with the bias."""
    matrix, number = matrix_of(rows, seen)
    turned = matrix.T.tocsr()
    wanted = np.asarray(labels, np.float32)
    weight = np.asarray(weights, np.float32)

    def goal(at: Floats) -> tuple[float, Floats]:
        odds = (matrix @ at[:-1] + at[-1]).astype(np.float64)
        loss = (weight * (np.logaddexp(0, odds) - wanted * odds)).sum()
        error = (weight * (1 / (1 + np.exp(-odds)) - wanted)).astype(np.float32)
        slope = np.append(turned @ error + penalty * at[:-1], error.sum()).astype(np.float32)
        return float(loss + 0.5 * penalty * np.dot(at[:-1], at[:-1])), slope

    best = minimise(goal, np.zeros(len(number) + 1, np.float32), 100)
    kept = {f: float(best[i]) for f, i in number.items() if abs(best[i]) >= _CUT}
    return {**kept, BIAS: float(best[-1])}
