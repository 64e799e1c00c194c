"""A number with a scale but no unit (1.200 tỷ): is it money, and in which currency?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from kg.model import Value
from kg.normalize.context import Source
from kg.normalize.numbers import alternation
from kg.normalize.opened import Found
from kg.schema.units import AmountWords

_SENTENCE_END = re.compile(r"[.!?…;]\s|\n")


class MoneyGuesser:
    """Gives bare scales the currency of their sentence; made once a schema."""

    def __init__(self, words: AmountWords) -> None:
        self._words = words
        self._cue = re.compile(rf"(?<!\w){alternation(words.money_cues)}")

    def resolved(self, source: Source, found: list[Found]) -> list[Found]:
        """Return the literals, bare scales as money where their sentence speaks of money."""
        if not any(one.bare_scale for one in found):
            return found
        ends = [match.end() for match in _SENTENCE_END.finditer(source.folded)]
        sentences: dict[int, list[Found]] = defaultdict(list)
        for one in found:
            sentences[bisect_right(ends, one.start)].append(one)
        out: list[Found] = []
        for number, group in sentences.items():
            start = ends[number - 1] if number else 0
            out += self._sentence(source, start, group)
        return out

    def _sentence(self, source: Source, start: int, group: list[Found]) -> list[Found]:
        """Resolve one sentence: the nearest currency, else the default one after a cue or for large numbers.

        Numbers from `money_from` on need no cue, only that nothing else so large is counted in the sentence.
        """
        cue = self._cue.search(source.folded, start, group[-1].end)
        valued = [(one, one.value) for one in group if one.value]
        money = [(one.start, value.unit) for one, value in valued if one.type == "MONEY" and value.unit]
        counts = any(one.type == "QUANTITY" and value.unit and self._is_large(value) for one, value in valued)

        def resolved(one: Found) -> Found:
            if not one.bare_scale or one.value is None:
                return one
            sure = (self._is_large(one.value) and not counts) or (cue is not None and cue.end() <= one.end)
            unit = _nearest(money, one.start) or (self._words.money_default if sure else None)
            if unit is None:
                return one
            return replace(one, type="MONEY", value=replace(one.value, kind="MONEY", unit=unit))

        return [resolved(one) for one in group]

    def _is_large(self, value: Value) -> bool:
        return abs(Decimal(value.value)) >= self._words.money_from


def _nearest(money: list[tuple[int, str]], at: int) -> str | None:
    """Return the currency of the amount that starts nearest to `at`, the earlier of two, None without any."""
    after = bisect_right(money, (at, ""))
    near = money[max(0, after - 1) : after + 1]
    return min(near, key=lambda one: (abs(one[0] - at), one[0]))[1].split("/")[0] if near else None
