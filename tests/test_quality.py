"""Floors of quality on plain sentences that no model has learned from (`data/held/`), names found by the product."""

from __future__ import annotations

from pathlib import Path

from test_cli import Terminal, run

from kg.annotated import read_annotated, read_texts
from kg.evaluate import score_facts

__all__ = ["run"]

HELD = Path(__file__).resolve().parent.parent / "data" / "held" / "plain.jsonl"


def test_plain_sentences_are_understood(run: Terminal, tmp_path: Path) -> None:
    output = tmp_path / "found.jsonl"
    assert run("annotate", HELD, "-o", output).code == 0
    scores = score_facts(read_texts([HELD]), read_annotated(output))
    assert scores.closed.gold > 500
    assert scores.closed.precision > 0.74
    assert scores.closed.recall > 0.68
    assert scores.mode.recall > 0.94
