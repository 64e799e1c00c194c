"""Quantities that a word opens instead of a number: gấp đôi, tuổi 37, lần thứ ba, miễn phí."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kg.model import Value
from kg.normalize.context import Source
from kg.normalize.numbers import DIGITS, SPACE, NumberGrammar, alternation, phrase, plain
from kg.schema.units import AmountWords, folded


@dataclass(frozen=True, slots=True)
class Found:
    """A literal found: half-open span, type, value (None: not resolvable), score.

    `bare_scale` marks a number with a scale but no unit (`1.200 tỷ`); `slots` are those of a date form.
    """

    start: int
    end: int
    type: str
    value: Value | None
    score: float
    bare_scale: bool = False
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class _Opening:
    """One kind of opening word: what may follow, the words with a value of their own, the unit."""

    pattern: re.Pattern[str]
    values: dict[str, Decimal]
    unit: str


class OpenedReader:
    """Reads opened quantities at given places; made once a schema."""

    def __init__(self, words: AmountWords, grammar: NumberGrammar) -> None:
        self._grammar = grammar
        tail = rf"(?:{SPACE}{phrase(folded(words.multiple_unit))}(?!\w))?"
        multiples = {folded(word): value for word, value in words.multiple_words.items()}
        ordinals = {folded(word): Decimal(value) for word, value in words.ordinal_words.items()}
        self._openings = (
            _Opening(
                re.compile(
                    rf"{alternation(words.multiples)}{SPACE}(?P<n>{alternation(multiples)}|{grammar.pattern}){tail}"
                ),
                multiples,
                words.multiple_unit,
            ),
            _Opening(re.compile(rf"{alternation(words.age_before)}{SPACE}(?P<n>{DIGITS})"), {}, words.age_before[0]),
            _Opening(
                re.compile(rf"{alternation(words.ordinals)}{SPACE}(?P<n>{DIGITS}|{alternation(ordinals)})"),
                ordinals,
                words.ordinal_unit,
            ),
        )
        self._free = re.compile(alternation(words.free))
        self._free_value = Value("MONEY", "0", words.money_default)
        groups = (words.multiples, words.age_before, words.ordinals, words.free)
        self.heads = frozenset(folded(word).split()[0] for group in groups for word in group)

    def read(self, source: Source, at: int, score: float) -> Found | None:
        """Return the quantity that the word at `at` opens; free of charge is an amount of zero."""
        if match := self._free.match(source.folded, at):
            return Found(at, match.end(), "MONEY", self._free_value, score)
        for opening in self._openings:
            if match := opening.pattern.match(source.folded, at):
                end, number = match.end(), match["n"]
                if source.text[end : end + 1].isalpha() or source.follows(end, "/-"):
                    return None
                amount = opening.values.get(number)
                amount = self._grammar.read(number) if amount is None else amount
                return Found(at, end, "QUANTITY", Value("QUANTITY", plain(amount), opening.unit), 1.0)
        return None
