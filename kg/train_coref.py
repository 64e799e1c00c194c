"""Training of the choices of coreference: marked articles in, `vi/model/coref.tsv` out, the same from the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.annotated import Marks, read_marks, read_training
from kg.errors import InputError
from kg.model import Mention
from kg.nlp.antecedents import NONE, Choice
from kg.nlp.coref import PARTS, Coreference
from kg.nlp.crf_fit import minimise
from kg.nlp.entities import Entity, link
from kg.nlp.pipeline import without_overlap
from kg.nlp.sparse import matrix_of
from kg.nlp.vi import Vietnamese
from kg.normalize import find_values
from kg.schema import Schema
from kg.text import identity_key

Floats = npt.NDArray[np.float32]
Instance = tuple[list[list[str]], int]  # the features of each choice, the index of the right one
_SEEN = 3  # a feature of fewer choices is left out
_PENALTY = 5.0
_CUT = 0.02  # weights nearer to zero are dropped from the file


@dataclass
class Teacher:
    """A judge that answers as the marks say and keeps every question with its answer.

    `unsaid` is None where the marks do not tell owners: then there is none, and nothing is to be learned from that.
    """

    anaphors: Sequence[tuple[int, int, str | None]]
    unsaid: Sequence[tuple[int, str]] | None
    asked: list[Instance] = field(default_factory=list)
    owned: list[Instance] = field(default_factory=list)

    def antecedent(self, start: int, end: int, choices: Sequence[Choice]) -> tuple[str, float]:
        right = self._marked(start, end)
        keys = [key for key, _ in choices]
        if right is None or right not in keys:
            return NONE, 1.0
        self.asked.append(([features for _, features in choices], keys.index(right)))
        return right, 1.0

    def owners(self, start: int, end: int, choices: Sequence[Choice]) -> list[tuple[str, float]]:
        right = next((key for at, key in self.unsaid or () if start <= at < end), NONE)
        keys = [key for key, _ in choices]
        if self.unsaid is None or right not in keys:
            return [(NONE, 1.0)]
        self.owned.append(([features for _, features in choices], keys.index(right)))
        return [(right, 1.0)]

    def _marked(self, start: int, end: int) -> str | None:
        """Return the entity marked for a span, NONE for one that stands for nothing, None where it is unclear."""
        same = [key for s, _, key in self.anaphors if s == start]
        over = [key for s, e, key in self.anaphors if s < end and start < e]
        if not over:
            return NONE
        return same[0] if same else over[0]


class CorefTrainer:
    """Reads marked articles as the engine would and collects the choices to be made in them."""

    def __init__(self, schema: Schema, vietnamese: Vietnamese) -> None:
        self._schema = schema
        self._vietnamese = vietnamese
        self._heads = sorted(schema.lang.heads.org | schema.lang.heads.official_org)

    def taught(self, row: Mapping[str, Any], marks: Marks) -> Teacher:
        """Return a teacher that has been asked every choice of one article."""
        text = row["text"]
        names = [Mention(s, e, text[s:e], kind) for s, e, kind in row["entities"]]
        mentions = without_overlap(names, find_values(text, self._schema.units))
        spans = self._vietnamese.sentences(text, 0, len(text))
        sentences = [self._vietnamese.tokens(text, span) for span in spans]
        entities, owner = link(text, mentions, self._heads)
        teacher = _teacher(marks, entities)
        Coreference(self._schema.lang, teacher).nodes(sentences, mentions, entities, owner)
        return teacher


def _teacher(marks: Marks, entities: Sequence[Entity]) -> Teacher:
    keys = {identity_key(m.text): e.key for e in entities for m in e.mentions}

    def key(names: Sequence[str]) -> str | None:
        return NONE if len(names) != 1 else keys.get(identity_key(names[0]))

    unsaid = None if marks.unsaid is None else [(start, key(names) or NONE) for start, _, names in marks.unsaid]
    return Teacher([(start, end, key(names)) for start, end, names in marks.anaphors], unsaid)


def train_coref(marked: Sequence[Path], texts: Sequence[Path], schema: Schema) -> dict[str, dict[str, float]]:
    """Return the weights of both choices from files of marks and the annotated texts that they are for.

    InputError where no text has the id of any marks.
    """
    marks = {m.id: m for m in read_marks(marked)}
    trainer = CorefTrainer(schema, Vietnamese(schema.lang.writing.abbreviations))
    teachers = [trainer.taught(row, marks[row["id"]]) for row in read_training(texts) if row["id"] in marks]
    if not teachers:
        where = ", ".join(map(str, marked))
        raise InputError("no text has the id of a line of marks", where=where)
    return {
        PARTS[0]: fit_choices([i for t in teachers for i in t.asked]),
        PARTS[1]: fit_choices([i for t in teachers for i in t.owned]),
    }


def fit_choices(instances: Sequence[Instance]) -> dict[str, float]:
    """Return the weights of a softmax over the choices of each instance; none from no instance."""
    if not instances:
        return {}
    matrix, number = matrix_of([features for choices, _ in instances for features in choices], _SEEN)
    turned = matrix.T.tocsr()
    sizes = np.array([len(choices) for choices, _ in instances])
    firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = firsts + np.array([index for _, index in instances])

    def goal(at: Floats) -> tuple[float, Floats]:
        odds = (matrix @ at).astype(np.float64)
        odds -= np.repeat(np.maximum.reduceat(odds, firsts), sizes)
        powers = np.exp(odds)
        totals = np.add.reduceat(powers, firsts)
        error = powers / np.repeat(totals, sizes)
        error[right] -= 1.0
        loss = float((np.log(totals) - odds[right]).sum() + 0.5 * _PENALTY * np.dot(at, at))
        return loss, (turned @ error.astype(np.float32) + _PENALTY * at).astype(np.float32)

    best = minimise(goal, np.zeros(len(number), np.float32), 120)
    return {f: float(best[i]) for f, i in number.items() if abs(best[i]) >= _CUT}
