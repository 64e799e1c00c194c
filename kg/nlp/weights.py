"""Weights as text a person can read: `part<TAB>feature<TAB>weight` lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.errors import SchemaError


def read_weights(path: Path, parts: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return the weights of each part by feature; SchemaError names the line that holds none."""
    found: dict[str, dict[str, float]] = {name: {} for name in parts}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaError(f"cannot be read: {error}", where=str(path)) from error
    for number, line in enumerate(lines, 1):
        try:
            part, feature, weight = line.split("\t")
            found[part][feature] = float(weight)
        except (ValueError, KeyError) as error:
            what = "is not `part<TAB>feature<TAB>weight`"
            raise SchemaError(what, where=f"{path}:{number}", choices=tuple(parts)) from error
    return found


def weights_text(parts: Mapping[str, Mapping[str, float]]) -> str:
    """Return the file's content, sorted."""
    rows = sorted((name, f, w) for name, weights in parts.items() for f, w in weights.items())
    return "".join(f"{name}\t{feature}\t{weight:.4g}\n" for name, feature, weight in rows)
