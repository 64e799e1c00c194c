"""Training of the trees that see candidates beside their rivals: `vi/model/rivals.tsv`, the same from the same.

The texts must be ones that `facts.tsv` and `facts.net` have not learned from: on those the first two models are surer
than they are elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kg.annotated import read_training
from kg.errors import InputError
from kg.nlp.rivals import FEATURES
from kg.nlp.scoring import Scorer
from kg.nlp.trees import Trees
from kg.nlp.trees_fit import fit
from kg.schema import Schema
from kg.train_facts import Labeller


def train_rivals(paths: Sequence[Path], schema: Schema) -> Trees:
    """Return the trees learned from annotated texts that the other models of the schema have not seen.

    InputError where the texts have no candidate that is annotated, or none that is not.
    """
    scorer = Scorer.load(schema.roots)
    rows, labels = [], []
    for found in Labeller(schema).texts(list(read_training(paths))):
        told = {
            id(c): (label, weight)
            for c, label, weight in zip(found.candidates, found.labels, found.weights, strict=True)
        }
        (weighed,) = scorer.weighed([found.reading])
        for (candidate, _, _), row in zip(weighed, scorer.rows(found.reading, weighed), strict=True):
            label, weight = told[id(candidate)]
            if weight:
                rows.append(row)
                labels.append(label)
    if len(set(labels)) < 2:
        raise InputError("the texts have no fact to tell from chance", where=", ".join(map(str, paths)))
    return fit(np.array(rows), labels, FEATURES)
