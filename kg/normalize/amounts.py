"""Money, percentages and quantities: a number and the words that say what it measures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.model import Value
from kg.normalize.context import Source
from kg.normalize.numbers import DIGITS, GAP, SPACE, NumberGrammar, alternation, fraction, phrase, plain
from kg.schema.units import Unit, UnitTables, folded

_UNIT_WORD = re.compile(r"[ \t\u00a0]*(%|°[ \t]?[cf]?|[$€£¥₫₩₹₽₱]|[^\W\d_]+(?:-[^\W\d_]+)*[23]?)")
_GLUED = re.compile(r"[ \t\u00a0]?/[ \t\u00a0]?")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_LONGEST_UNIT = 5
LISTED, SCALED, GUESSED, BARE = 1.0, 0.8, 0.6, 0.4


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: half-open span, its value (None: not resolvable), its score, and whether a unit is listed."""

    start: int
    end: int
    type: str
    value: Value | None
    score: float
    bare_scale: bool = False


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    low: Decimal
    high: Decimal | None
    words: bool
    scaled: bool
    text: str
    joined: str = ""


class AmountReader:
    """Reads amounts at given places of a text; made once a schema."""

    def __init__(self, units: UnitTables, grammar: NumberGrammar) -> None:
        words, joins = units.words, units.numbers.joins
        self.units, self.words, self.grammar = units, words, grammar
        dashes = "[" + re.escape("".join(joins.dashes)) + "]"
        connector = (
            rf"{GAP}{dashes}{GAP}|{SPACE}{alternation(joins.range)}{SPACE}|{GAP}[{''.join(joins.times)}]{GAP}"
        )
        self._number = re.compile(rf"({grammar.pattern})(?:({connector})({grammar.pattern})|/({DIGITS}))?")
        self._times, self._dashes = frozenset(joins.times), frozenset(joins.dashes)
        self._range_from = _keys(joins.range_from)
        self._hedges, self._negative = _keys(words.hedges), _keys(words.negative)
        self._multiples, self._ages, self._ordinals = (
            _keys(words.multiples),
            _keys(words.age_before),
            _keys(words.ordinals),
        )
        self._multiple_words = {folded(w): v for w, v in words.multiple_words.items()}
        self._ordinal_words = {folded(w): v for w, v in words.ordinal_words.items()}
        self._labels, self._not_nouns = _keys(words.labels), _keys(words.not_nouns)
        self._article, self._year_like = _keys(units.numbers.article), _keys(units.numbers.year_like)
        self._year_before, self._few = _keys(units.numbers.year_before), grammar.few.keys()
        self._fraction_before, self._score_before = _keys(words.fraction_before), _keys(words.score_before)
        self._shares = _keys(units.percent.shares)
        self._per = re.compile(rf"{SPACE}{alternation(words.per)}(?={SPACE})")
        self._per_adverb = re.compile(rf"{SPACE}({alternation(words.per_adverbs)})")
        self._half_after = re.compile(rf"{SPACE}{alternation(words.half_after_unit)}")
        self._special = re.compile("|".join(map(phrase, sorted(map(folded, words.free)))) + r"(?!\w)")
        self._prefix_signs = tuple(
            sorted(
                (w for w, u in units.phrases.items() if u.type == "MONEY" and not w[-1].isalnum()),
                key=len,
                reverse=True,
            )
        )
        heads = (self._multiples, self._ages, self._ordinals, _keys(words.free))
        self.heads = grammar.starts | {key.split()[0] for keys in heads for key in keys}

    def read(self, source: Source, at: int, floor: int) -> Found | None:
        """Return the amount whose number (or opening word) stands at `at`; its hedge may reach back to `floor`."""
        opened = self._opened(source, at)
        if opened:
            return self._with_hedge(source, opened, floor)
        match = self._number.match(source.folded, at)
        if not match:
            return None
        number = self._numbers(source, match)
        found = self._measured(source, number, floor) or self._unmeasured(source, number)
        if found is None and number.joined:
            number = self._single(source, match)
            found = self._measured(source, number, floor) or self._unmeasured(source, number)
        return self._with_hedge(source, found, floor) if found else None

    def _opened(self, source: Source, at: int) -> Found | None:
        """Read what a word opens: gấp đôi, tuổi 37, lần thứ ba, miễn phí."""
        text = source.folded
        if match := self._special.match(text, at):
            return Found(at, match.end(), "MONEY", Value("MONEY", "0", self.words.money_default), GUESSED)
        for keys, kind in ((self._multiples, "multiple"), (self._ages, "age"), (self._ordinals, "ordinal")):
            for key in keys:
                if text.startswith(key + " ", at) and (
                    found := self._after_word(source, at, at + len(key), kind)
                ):
                    return found
        return None

    def _after_word(self, source: Source, at: int, end: int, kind: str) -> Found | None:
        """Read the number after an opening word."""
        match = re.compile(r"[ \t\u00a0]+(\w+)").match(source.folded, end)
        if match is None:
            return None
        special = (
            self._multiple_words if kind == "multiple" else self._ordinal_words if kind == "ordinal" else {}
        )
        if match[1] in special:
            end, amount = match.end(), Decimal(special[match[1]])
        elif digits := re.compile(DIGITS if kind != "multiple" else self.grammar.pattern).match(
            source.folded, match.start(1)
        ):
            end, amount = digits.end(), self.grammar.read(digits[0])
            if source.folded[end : end + 1] in {"/", "-"} or _letter(source.folded, end):
                return None
        else:
            return None
        unit = {
            "multiple": self.words.multiple_unit,
            "age": self.words.age_before[0],
            "ordinal": self.words.ordinal_unit,
        }[kind]
        if kind == "multiple":
            tail = re.compile(SPACE + phrase(folded(unit)) + r"(?!\w)").match(source.folded, end)
            end = tail.end() if tail else end
        return Found(at, end, "QUANTITY", Value("QUANTITY", plain(amount), unit), LISTED)

    def _numbers(self, source: Source, match: re.Match[str]) -> _Number:
        """Return the number, range or fraction that was matched; a range's first part takes the second's scale."""
        first = self._single(source, match)
        if match[4]:
            value = fraction(first.low, self.grammar.read(match[4]))
            return replace(first, end=match.end(4), low=value, joined="/")
        if not match[3]:
            return first
        low, high, joined = first.low, self.grammar.read(match[3]), match[2].strip()
        if first.words and joined in self._dashes:
            return first
        scale = self.grammar.scale_of(match[3])
        if not first.scaled and low * scale <= high:
            low *= scale
        scaled = first.scaled or scale > 1
        return _Number(match.start(), match.end(3), low, high, first.words, scaled, first.text, joined)

    def _single(self, source: Source, match: re.Match[str]) -> _Number:
        text = match[1]
        words = not text[0].isdigit()
        scaled = self.grammar.scale_of(text) > 1 or text.split()[-1] in self.grammar.tails
        return _Number(match.start(), match.end(1), self.grammar.read(text), None, words, scaled, text)

    def _measured(self, source: Source, number: _Number, floor: int) -> Found | None:
        """Return the amount if a listed unit follows the number or a currency sign stands before it."""
        sign = self._sign_before(source, number.start, floor)
        unit, end = self._unit(source, number.end)
        if sign:
            start, code = sign
            end = end if unit and unit.type == "MONEY" else number.end
            return self._found(source, replace(number, start=start), Unit("MONEY", code), end)
        if unit is None or not self._counts(source, number, unit, floor):
            return None
        return self._found(source, number, unit, end)

    def _unit(self, source: Source, at: int) -> tuple[Unit | None, int]:
        """Return the longest listed unit phrase that starts at `at` and its end."""
        glued = _letter(source.folded, at)
        spans: list[tuple[int, int]] = []
        end = at
        while len(spans) < _LONGEST_UNIT and (match := _UNIT_WORD.match(source.folded, end)):
            spans.append(match.span(1))
            end = match.end()
        for size in range(len(spans), 0, -1):
            key = " ".join(source.folded[a:b] for a, b in spans[:size])
            end = spans[size - 1][1]
            if size == 1 and (exact := self.units.exact.get(source.text[spans[0][0] : end])):
                return exact, end
            unit = self.units.phrases.get(key)
            if unit and not (glued and unit.counted):
                return unit, end
        return None, at

    def _counts(self, source: Source, number: _Number, unit: Unit, floor: int) -> bool:
        """Refuse articles and year words that only look like a number: một công ty, mỗi năm tháng."""
        if number.high is not None or not number.words:
            return not (unit.counted and source.after_name(number.start) and not number.scaled)
        if number.text in self._article:
            return not unit.counted
        if number.text in self._year_like:
            before = source.before(number.start, floor)
            return not before or (before[-1][1] not in self._year_before and not before[-1][1].isdigit())
        return True

    def _sign_before(self, source: Source, at: int, floor: int) -> tuple[int, str] | None:
        """Return start and code of a currency sign straight before `at` (US$1,5 triệu)."""
        end = at - 1 if source.folded[at - 1 : at] == " " else at
        for sign in self._prefix_signs:
            start = end - len(sign)
            if (
                start >= floor
                and source.folded.startswith(sign, start)
                and not source.folded[start - 1 : start].isalpha()
            ):
                return start, self.units.phrases[sign].symbol
        return None

    def _found(self, source: Source, number: _Number, unit: Unit, end: int) -> Found:
        """Return the amount with its rate, its half (ba năm rưỡi) or its share noun."""
        low, symbol, text = number.low, unit.symbol, source.folded
        if unit.type == "PERCENT":
            end = self._share_end(source, end)
        elif number.high is None and (half := self._half_after.match(text, end)):
            low, end = low + Decimal("0.5"), half.end()
        if unit.type != "PERCENT":
            symbol, end = self._rate(source, symbol, end)
        high = None if number.high is None else plain(number.high * unit.factor)
        hedge = next(
            (few for few in self._few if number.words and f"{number.text} ".startswith(f"{few} ")), None
        )
        value = Value(unit.type, plain(low * unit.factor), symbol, high, hedge=hedge)
        if number.joined and number.joined in self._times:
            value = None
        return Found(number.start, end, unit.type, value, LISTED)

    def _share_end(self, source: Source, end: int) -> int:
        spans, at = [], end
        while len(spans) < _LONGEST_UNIT and (match := _UNIT_WORD.match(source.folded, at)):
            spans.append(match.span(1))
            at = match.end()
        for size in range(len(spans), 0, -1):
            if " ".join(source.folded[a:b] for a, b in spans[:size]) in self._shares:
                return spans[size - 1][1]
        return end

    def _rate(self, source: Source, symbol: str, end: int) -> tuple[str, int]:
        """Extend the unit over what it is counted by: /tháng, mỗi năm, hằng tháng."""
        text = source.folded
        while match := _GLUED.match(text, end):
            unit, after = self._unit(source, match.end())
            if unit is None:
                return symbol, end
            symbol, end = f"{symbol}/{unit.symbol}", after
        if adverb := self._per_adverb.match(text, end):
            return f"{symbol}/{self.words.per_adverbs[' '.join(adverb[1].split())]}", adverb.end()
        if match := self._per.match(text, end):
            unit, after = self._unit(source, match.end())
            if unit and unit.type == "QUANTITY":
                return f"{symbol}/{unit.symbol}", after
        return symbol, end

    def _unmeasured(self, source: Source, number: _Number) -> Found | None:
        """Return a number without a listed unit, unless it looks like part of a name, a label or a code."""
        text, end = source.folded, number.end
        if (
            _letter(text, end)
            or text[end : end + 1] in {"/", "_", "@"}
            or text[end : end + 2] in {"-" + text[end + 1 : end + 2]}
        ):
            return None
        if number.scaled or (number.words and number.low < 1 and not number.high):
            return Found(number.start, end, "QUANTITY", self._value(number), SCALED, number.scaled)
        if source.after_name(number.start) or source.phrase_before(number.start, self._labels) is not None:
            return None
        if number.joined == "/" and source.phrase_before(number.start, self._fraction_before) is None:
            return None
        noun = None if number.text in self._article | self._year_like else self._noun(source, end)
        if noun:
            value = replace(self._value(number), unit=source.text[noun[0] : noun[1]])
            return Found(number.start, noun[1], "QUANTITY", value, GUESSED)
        if number.words or (number.text[0] == "0" and len(number.text) > 1 and number.text.isdigit()):
            return None
        return Found(number.start, end, "QUANTITY", self._value(number), BARE)

    def _value(self, number: _Number) -> Value:
        unit = None
        if number.joined in self._dashes:
            unit = self.words.score_unit
        high = None if number.high is None else plain(number.high)
        return Value("QUANTITY", plain(number.low), unit, high)

    def _noun(self, source: Source, end: int) -> tuple[int, int] | None:
        """Return the span of the lower-case word after the number if it can be a noun."""
        match = re.compile(r"[ \t\u00a0]+([^\W\d_]+)").match(source.text, end)
        if match and match[1].islower() and match[1] not in self._not_nouns and len(match[1]) > 1:
            return match.span(1)
        return None

    def _with_hedge(self, source: Source, found: Found, floor: int) -> Found:
        """Extend the mention over a hedge, a minus and the từ of a range before it."""
        start, value = found.start, found.value
        minus = source.phrase_before(start, self._negative, floor)
        if minus is None and source.text[start - 1 : start] in {"-", "−"} and start - 1 >= floor:
            minus = start - 1 if source.text[start - 2 : start - 1] in {"", " ", "("} else None
        if minus is not None and value and value.value != "0":
            start, value = minus, replace(value, value="-" + value.value)
        if value and value.end is not None:
            start = next(
                (s for s in (source.phrase_before(start, self._range_from, floor),) if s is not None), start
            )
        hedged = source.phrase_before(start, self._hedges, floor)
        if hedged is not None:
            hedge = " ".join(source.folded[hedged:start].split())
            start, value = hedged, replace(value, hedge=hedge) if value else None
        return replace(found, start=start, value=value)


def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, words))


def _letter(text: str, at: int) -> bool:
    return text[at : at + 1].isalpha()
