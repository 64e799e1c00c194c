"""Decisions on identity: one line each, replayable, and a person's word above any rule's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from kg.errors import InputError, SchemaError
from kg.schema.files import Strict, validated


class Verdict(StrEnum):
    """Whether two entities are one."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """Whether two documents' entities are one, and why.

    `left` and `right` are references `document#id`, `left` the smaller one; in a person's decision they may
    also be plain names, which stand for every entity so labelled. `score` is in [0, 1]; `reasons` are short
    codes (`name`, `list`, `title`, `form`, `alias`, `short-name`, `one-fact`) or a person's own words.
    """

    left: str
    right: str
    verdict: Verdict
    score: float = 1.0
    reasons: tuple[str, ...] = ()
    by: str = "rule"

    def to_json(self) -> dict[str, Any]:
        """Return the object of one line of a decisions file."""
        return {
            "left": self.left,
            "right": self.right,
            "verdict": self.verdict.value,
            "score": self.score,
            "reasons": list(self.reasons),
            "by": self.by,
        }


class _Line(Strict):
    left: str = Field(min_length=1)
    right: str = Field(min_length=1)
    verdict: Verdict
    score: float = Field(default=1.0, ge=0, le=1)
    reasons: tuple[str, ...] = ()
    by: Literal["rule", "human"] = "human"


def load_decisions(path: Path) -> tuple[Decision, ...]:
    """Return the decisions of a JSON-lines file in its order; blank lines are passed over.

    Raises InputError that names the file, the line and what is wrong with it.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path)) from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            found.append(_decision(line, f"{path}:{number}"))
    return tuple(found)


def dump_decisions(decisions: Iterable[Decision]) -> str:
    """Return decisions as JSON lines, in the order given; `load_decisions` reads them back."""
    return "".join(json.dumps(one.to_json(), ensure_ascii=False) + "\n" for one in decisions)


def _decision(line: str, where: str) -> Decision:
    try:
        row = validated(_Line, json.loads(line), where)
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error}", where=where) from error
    except SchemaError as error:
        hint = 'A line is {"left": …, "right": …, "verdict": "same", "different" or "unsure"}'
        raise InputError(error.what, where=where, hint=hint) from error
    left, right = sorted((row.left, row.right))
    return Decision(left, right, row.verdict, row.score, row.reasons, row.by)
