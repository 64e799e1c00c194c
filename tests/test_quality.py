"""Floors of quality on texts that no model has learned from (`data/held/`), names found by the product."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli import Terminal, run

from kg.annotated import read_annotated, read_texts
from kg.evaluate import score_facts

__all__ = ["run"]

HELD = Path(__file__).resolve().parent.parent / "data" / "held"


@pytest.mark.parametrize(
    ("name", "gold", "precision", "recall", "mode"),
    [
        ("plain", 500, 0.77, 0.70, 0.94),  # plain sentences
        ("news", 1000, 0.68, 0.45, 0.95),  # short news texts with pronouns, near misses and rare words
    ],
)
def test_texts_are_understood(
    run: Terminal, tmp_path: Path, name: str, gold: int, precision: float, recall: float, mode: float
) -> None:
    texts, output = HELD / f"{name}.jsonl", tmp_path / "found.jsonl"
    assert run("annotate", texts, "-o", output).code == 0
    scores = score_facts(read_texts([texts]), read_annotated(output))
    assert scores.closed.gold > gold
    assert scores.closed.precision > precision
    assert scores.closed.recall > recall
    assert scores.mode.recall > mode
