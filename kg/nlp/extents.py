"""How far a class phrase reaches: `startup công nghệ y tế | do An lập ra`.

The phrase begins with the class noun that a rule finds. At every syllable bound after it learned weights say how
likely the phrase ends there; the end that is likeliest over all bounds is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.nlp.analysis import Analysis
from kg.nlp.scoring import logit
from kg.nlp.weights import read_weights

MODEL = "vi/model/classes.tsv"
PART = "end"
_LONGEST = 10  # syllables that may follow the class noun
_EDGE = "<>"


@dataclass(frozen=True)
class Extents:
    """Finds the ends of class phrases by the weights of features of a bound; without weights the noun stands alone."""

    weights: Mapping[str, float]

    @classmethod
    def load(cls, path: Path) -> Extents:
        """Read the weights that ship with a schema; SchemaError names a line that is none."""
        return cls(read_weights(path, (PART,))[PART])

    def end(self, sentence: Analysis, first: int, least: int, last: int) -> int:
        """Return the syllable before which the phrase of the noun at syllables [first, least) ends, `last` at most."""
        best, chosen, going = -math.inf, least, 0.0
        if not self.weights:
            return least
        for at in bounds(sentence, first, least, last):
            odds = logit(self.weights, features(sentence, first, least, at))
            ending = going - math.log1p(math.exp(-odds))
            if ending > best:
                best, chosen = ending, at
            going -= math.log1p(math.exp(odds))
        return chosen


def bounds(sentence: Analysis, first: int, least: int, last: int) -> Iterator[int]:
    """Yield the syllable bounds at which a phrase may end: up to a sign, never inside another name or value."""
    yield least
    for at in range(least + 1, min(last, least + _LONGEST) + 1):
        unit = sentence.units[sentence.unit_at[at - 1]]
        if unit.kind == "P":
            return
        if unit.kind != "M" or unit.syllables[0] <= first or unit.syllables[1] <= at:
            yield at


def features(sentence: Analysis, first: int, least: int, at: int) -> list[str]:
    """Return what the bound before syllable `at` of the phrase that begins at `first` looks like.

    The class noun is [first, least).
    """
    tokens = sentence.tokens
    left, right, second = (_side(sentence, first, i) for i in (at - 1, at, at + 1))
    before, after = tokens.syllables[at - 1].lower(), _syllable(sentence, at)
    size = min(at - least, 6)
    word = at < len(tokens.words) and tokens.words[at - 1] == tokens.words[at]
    head = " ".join(tokens.syllables[first:least]).lower()
    following = f"{after} {_syllable(sentence, at + 1)}"
    return [
        f"size={size}",
        f"word={word:d}",
        f"left={left}",
        f"right={right}",
        f"sides={left}|{right}",
        f"next={right}|{second}",
        f"rest={left}|{right}|{second}",
        f"l={before}",
        f"r={after}",
        f"ll={_syllable(sentence, at - 2)} {before}" if at - 2 >= first else f"h={before}",
        f"rr={following}",
        f"lr={before}|{after}",
        f"size={size}.{right}",
        f"word={word:d}.{left}|{right}",
        f"head={head}.{size}",
        f"head={head}.{right}",
        f"head={head}|{after}" if at == least else f"far={after}",
    ]


def _syllable(sentence: Analysis, i: int) -> str:
    return sentence.tokens.syllables[i].lower() if 0 <= i < len(sentence.tokens.syllables) else _EDGE


def _side(sentence: Analysis, first: int, i: int) -> str:
    """Return a word for the syllable: the type of another mention, a sign itself, or the tag of its word."""
    if not 0 <= i < len(sentence.tokens.syllables):
        return _EDGE
    unit = sentence.units[sentence.unit_at[i]]
    if unit.node is not None and unit.syllables[0] > first:
        return sentence.nodes[unit.node].type
    return unit.text if unit.kind == "P" else sentence.tokens.tags[i]
