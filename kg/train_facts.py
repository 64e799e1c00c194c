"""Training of the relation engine's weights: annotated texts in, `vi/model/facts.tsv` out, the same from the same."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.agreement import ends_agree, predicates_of
from kg.errors import InputError
from kg.model import Mention
from kg.nlp.candidates import Candidate
from kg.nlp.crf_fit import minimise
from kg.nlp.entities import Entity, link
from kg.nlp.pipeline import without_overlap
from kg.nlp.relations import Reading, RelationEngine, local_end
from kg.nlp.scoring import BIAS, Weights, logit, rivals
from kg.nlp.vi import Vietnamese
from kg.normalize import find_values
from kg.schema import Schema
from kg.text import nfc

Floats = npt.NDArray[np.float32]
_FOLDS = 5
_SEEN = 3  # a feature of fewer candidates is left out
_PENALTY = 2.0
_CUT = 0.02  # weights nearer to zero are dropped from the file


@dataclass(frozen=True, slots=True)
class Labelled:
    """The candidates of one sentence of one text, each with 1 (annotated) or 0; `fold` splits by text."""

    fold: int
    candidates: list[Candidate]
    labels: list[int]


def read_texts(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield the objects of files of annotated texts: `{"id", "text", "entities", "facts"}` a line."""
    for path in paths:
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot be read: {error}", where=str(path)) from error
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                yield {key: row[key] for key in ("id", "text", "entities", "facts")}
            except (ValueError, KeyError, TypeError) as error:
                hint = 'A line is {"id", "text", "entities", "facts"}'
                raise InputError("is not an annotated text", where=f"{path}:{number}", hint=hint) from error


class Labeller:
    """Reads annotated texts as the engine would and labels its candidates by the annotation."""

    def __init__(self, schema: Schema) -> None:
        self._engine = RelationEngine(schema, Weights({}, {}))
        self._vietnamese = Vietnamese(schema.lang.writing.abbreviations)
        self._heads = sorted(schema.lang.heads.org | schema.lang.heads.official_org)
        self._units = schema.units

    def label(self, row: dict[str, Any]) -> Iterator[Labelled]:
        """Yield the labelled sentences of one annotated text."""
        text = nfc(row["text"])
        names = [Mention(s, e, text[s:e], kind) for s, e, kind in sorted(row["entities"])]
        mentions = without_overlap(names, find_values(text, self._units))
        spans = self._vietnamese.sentences(text, 0, len(text))
        sentences = [self._vietnamese.tokens(text, span) for span in spans]
        entities, owner = link(text, mentions, self._heads)
        known = {e.key: e for e in entities}
        fold = zlib.crc32(row["id"].encode()) % _FOLDS
        for reading in self._engine.read(sentences, mentions, entities, owner):
            labels = [self._label(text, reading, c, known, row["facts"]) for c in reading.candidates]
            if labels:
                yield Labelled(fold, reading.candidates, labels)

    @staticmethod
    def _label(
        text: str, reading: Reading, candidate: Candidate, known: dict[str, Entity], facts: list[dict[str, Any]]
    ) -> int:
        subject, object_ = local_end(reading.sentence, candidate, known, text)
        predicate = candidate.trigger.rule.predicate
        return int(
            any(predicate in predicates_of(g) and ends_agree(g, subject, object_, {}) for g in facts)
        )


def train_facts(paths: Sequence[Path], schema: Schema) -> Weights:
    """Return the weights learned from annotated texts; the second stage learns from held-out scores of the first."""
    labeller = Labeller(schema)
    data = [labelled for row in read_texts(paths) for labelled in labeller.label(row)]
    if not any(sum(d.labels) for d in data):
        raise InputError("no annotated fact matches any candidate of the rules", where=", ".join(map(str, paths)))
    return fit_stages(data)


def fit_stages(data: Sequence[Labelled]) -> Weights:
    """Fit both stages."""
    alone = [[list(c.features) for c in d.candidates] for d in data]
    first = _fit(alone, data)
    held: dict[int, dict[str, float]] = {}
    for fold in range(_FOLDS):
        kept = [i for i, d in enumerate(data) if d.fold != fold]
        held[fold] = _fit([alone[i] for i in kept], [data[i] for i in kept])
    together = []
    for d, features in zip(data, alone, strict=True):
        context = rivals(d.candidates, [logit(held[d.fold], f) for f in features])
        together.append([f + c for f, c in zip(features, context, strict=True)])
    return Weights(first, _fit(together, data))


def _fit(features: Sequence[list[list[str]]], data: Sequence[Labelled]) -> dict[str, float]:
    """Return the weights of one logistic regression by feature, with the bias."""
    from scipy.sparse import csr_matrix

    seen = Counter(f for sentence in features for row in sentence for f in set(row))
    number = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= _SEEN))}
    columns: list[int] = []
    starts = [0]
    for sentence in features:
        for row in sentence:
            columns.extend(sorted({number[f] for f in row if f in number}))
            starts.append(len(columns))
    ones = np.ones(len(columns), np.float32)
    matrix = csr_matrix((ones, columns, starts), shape=(len(starts) - 1, len(number)))
    turned = matrix.T.tocsr()
    labels = np.array([label for d in data for label in d.labels], np.float32)

    def goal(at: Floats) -> tuple[float, Floats]:
        odds = (matrix @ at[:-1] + at[-1]).astype(np.float64)
        loss = np.logaddexp(0, odds).sum() - (labels * odds).sum()
        error = (1 / (1 + np.exp(-odds)) - labels).astype(np.float32)
        slope = np.append(turned @ error + _PENALTY * at[:-1], error.sum()).astype(np.float32)
        return float(loss + 0.5 * _PENALTY * np.dot(at[:-1], at[:-1])), slope

    best = minimise(goal, np.zeros(len(number) + 1, np.float32), 150)
    weights = {f: float(best[i]) for f, i in number.items() if abs(best[i]) >= _CUT}
    return {**weights, BIAS: float(best[-1])}
