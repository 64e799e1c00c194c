"""Money, percentages and quantities: a number and the words that say what it measures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.model import Value
from kg.normalize.context import Source
from kg.normalize.numbers import DIGITS, GAP, SPACE, NumberGrammar, alternation, fraction, plain
from kg.normalize.opened import Found, OpenedReader
from kg.schema.units import Unit, UnitTables, folded

_UNIT_WORD = re.compile(r"[ \t\u00a0]*(%|°[ \t]?[cf]?|[$€£¥₫₩₹₽₱]|[^\W\d_]+(?:-[^\W\d_]+)*[23]?)")
_PER_SIGN = re.compile(r"[ \t\u00a0]?/[ \t\u00a0]?")
_NOUN = re.compile(r"[ \t\u00a0]+([^\W\d_]{2,})")
_ENGLISH_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")
# Heights: 1m75 is 1.75 m, 1m7 is 1.7 m.
_CENTIMETRES = re.compile(r"(?<=\d)m(\d{1,2})(?!\w)")
_LONGEST_UNIT = 5
# Scores of what names no listed unit: a scale (37 tỷ), an unlisted noun (16 cẩu), nothing (166).
LISTED, SCALED, GUESSED, BARE = 1.0, 0.8, 0.6, 0.4


@dataclass(frozen=True, slots=True)
class _Number:
    """A number, range (`high`) or fraction with its span; `joined` is the sign or word between its parts."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    scaled: bool
    text: str
    joined: str = ""

    @property
    def in_words(self) -> bool:
        return not self.text[0].isdigit()


class AmountReader:
    """Reads amounts at given places of a text; made once a schema."""

    def __init__(self, units: UnitTables, grammar: NumberGrammar) -> None:
        words, joins = units.words, units.numbers.joins
        self._units, self._words, self._grammar = units, words, grammar
        self._opened = OpenedReader(words, grammar)
        self._times, self._dashes = frozenset(joins.times), frozenset(joins.dashes)
        signs = "".join(map(re.escape, (*joins.dashes, *joins.times)))
        connector = rf"{GAP}[{signs}]{GAP}|{SPACE}{alternation(joins.range)}{SPACE}"
        self._number = re.compile(rf"({grammar.pattern})(?:({connector})({grammar.pattern})|/({DIGITS}))?")
        self._range_from, self._hedges = _keys(joins.range_from), _keys(words.hedges)
        self._place_hedges = _keys(words.place_hedges)
        self._negative, self._labels = _keys(words.negative), _keys(words.labels)
        self._not_nouns, self._shares = _keys(words.not_nouns), _keys(units.percent.shares)
        self._article, self._year_like = _keys(units.numbers.article), _keys(units.numbers.year_like)
        self._year_before, self._fraction_before = (
            _keys(units.numbers.year_before),
            _keys(words.fraction_before),
        )
        self._score_before = _keys(words.score_before)
        self._per = re.compile(rf"{SPACE}{alternation(words.per)}(?={SPACE})")
        self._per_adverb = re.compile(rf"{SPACE}({alternation(words.per_adverbs)})")
        self._per_units = {folded(word): unit for word, unit in words.per_adverbs.items()}
        self._half_after = re.compile(rf"{SPACE}{alternation(words.half_after_unit)}")
        signed = (w for w, unit in units.phrases.items() if unit.type == "MONEY" and not w[-1].isalnum())
        self._money_signs = tuple(sorted(signed, key=len, reverse=True))
        self.heads = grammar.starts | self._opened.heads

    def read(self, source: Source, at: int, floor: int) -> Found | None:
        """Return the amount whose number or opening word stands at `at`; hedges reach back to `floor`."""
        if source.text[at].isupper() and not source.opens_sentence(at):
            return None  # a number word inside a name: quận Hai Bà Trưng
        found = self._opened.read(source, at, GUESSED)
        match = None if found else self._number.match(source.folded, at)
        if match:
            number = self._joined(match)
            found = self._amount(source, number, floor)
            if found is None and number.joined:
                found = self._amount(source, self._single(match), floor)
            found = self._with_minus(source, found, floor) if found else None
        return self._with_hedge(source, found, floor) if found else None

    def _amount(self, source: Source, number: _Number, floor: int) -> Found | None:
        return self._measured(source, number, floor) or self._unmeasured(source, number)

    def _joined(self, match: re.Match[str]) -> _Number:
        """Return the number, range or fraction matched; a range's first part takes the second's scale."""
        first = self._single(match)
        if match[4]:
            whole = self._grammar.read(match[4])
            if first.low >= whole:
                return first
            return replace(first, end=match.end(4), low=fraction(first.low, whole), joined="/")
        if not match[3]:
            return first
        low, high, joined = first.low, self._grammar.read(match[3]), match[2].strip()
        if first.in_words and joined in self._dashes:
            return first
        scale = self._grammar.scale_of(match[3])
        if not first.scaled and low * scale <= high:
            low *= scale
        return replace(first, end=match.end(3), low=low, high=high, scaled=first.scaled or scale > 1, joined=joined)

    def _single(self, match: re.Match[str]) -> _Number:
        text = match[1]
        scaled = self._grammar.scale_of(text) > 1 or text.split()[-1] in self._grammar.tails
        return _Number(match.start(), match.end(1), self._grammar.read(text), None, scaled, text)

    def _measured(self, source: Source, number: _Number, floor: int) -> Found | None:
        """Return the amount if a listed unit follows the number or a currency sign stands before it."""
        unit, end = self._unit(source, number.end)
        if sign := self._sign_before(source, number.start, floor):
            end = end if unit and unit.type == "MONEY" else number.end
            return self._found(source, replace(number, start=sign[0]), Unit("MONEY", sign[1]), end)
        if unit is None or not self._counts(source, number, unit, floor):
            return None
        return self._found(source, number, unit, end)

    def _unit(self, source: Source, at: int) -> tuple[Unit | None, int]:
        """Return the longest listed unit phrase that starts at `at` and its end.

        A counted noun is written small and apart from its number (quận Ba Đình, 405B are none).
        """
        ends, words = _phrase_after(source, at)
        for size in range(len(ends), 0, -1):
            start, end = ends[0][0], ends[size - 1][1]
            if source.text[end : end + 1].isdigit() and not _CENTIMETRES.match(source.text, end - 1):
                continue
            if size == 1 and (exact := self._units.exact.get(source.text[start:end])):
                return exact, end
            unit = self._units.phrases.get(" ".join(words[:size]))
            if unit and not (unit.counted and (start == at or _is_name(source, start, unit))):
                return unit, end
        return None, at

    def _counts(self, source: Source, number: _Number, unit: Unit, floor: int) -> bool:
        """Refuse articles and year words that only look like a number: một công ty, mỗi năm tháng."""
        if number.high is not None or not number.in_words:
            return number.scaled or not (unit.counted and source.after_name(number.start, opening=False))
        if number.text in self._article:
            return not unit.counted
        if number.text in self._year_like:
            before = source.before(number.start, floor)
            return not before or before[-1][1] not in self._year_before
        return True

    def _sign_before(self, source: Source, at: int, floor: int) -> tuple[int, str] | None:
        """Return start and code of a currency sign straight before `at` (US$1,5 triệu)."""
        end = at - 1 if source.folded[at - 1 : at] == " " else at
        for sign in self._money_signs:
            start = end - len(sign)
            if (
                start >= floor
                and source.folded.startswith(sign, start)
                and not source.folded[start - 1 : start].isalnum()
            ):
                return start, self._units.phrases[sign].symbol
        return None

    def _found(self, source: Source, number: _Number, unit: Unit, end: int) -> Found:
        """Return the amount with its rate, its half (ba năm rưỡi) or its share noun."""
        low, symbol = number.low, unit.symbol
        if unit.counted and _ENGLISH_THOUSANDS.fullmatch(number.text):
            low *= 1000  # 16,700 người: nobody counts people to three decimals
        if unit.type == "PERCENT":
            end = self._share_end(source, end)
        else:
            if number.high is None and (half := self._half_after.match(source.folded, end)):
                low, end = low + Decimal("0.5"), half.end()
            if rest := _CENTIMETRES.match(source.text, end - 1):
                low, end = low + Decimal(rest[1].ljust(2, "0")) / 100, rest.end()
            symbol, end = self._rate(source, symbol, end)
        if number.joined in self._times:
            return Found(number.start, end, unit.type, None, LISTED)
        high = None if number.high is None else plain(number.high * unit.factor)
        value = Value(unit.type, plain(low * unit.factor), symbol, high, hedge=self._grammar.vague(number.text))
        return Found(number.start, end, unit.type, value, LISTED)

    def _share_end(self, source: Source, at: int) -> int:
        ends, words = _phrase_after(source, at)
        sizes = (size for size in range(len(ends), 0, -1) if " ".join(words[:size]) in self._shares)
        return next((ends[size - 1][1] for size in sizes), at)

    def _rate(self, source: Source, symbol: str, end: int) -> tuple[str, int]:
        """Extend the unit over what it is counted by: /tháng, mỗi năm, hằng tháng."""
        while match := _PER_SIGN.match(source.folded, end):
            unit, after = self._unit(source, match.end())
            if unit is None:
                return symbol, end
            symbol, end = self._rated(symbol, unit.symbol), after
        if adverb := self._per_adverb.match(source.folded, end):
            return self._rated(symbol, self._per_units[" ".join(adverb[1].split())]), adverb.end()
        if match := self._per.match(source.folded, end):
            unit, after = self._unit(source, match.end())
            if unit and unit.type == "QUANTITY":
                return self._rated(symbol, unit.symbol), after
        return symbol, end

    def _rated(self, symbol: str, per: str) -> str:
        return self._units.rates.get(f"{symbol}/{per}", f"{symbol}/{per}")

    def _unmeasured(self, source: Source, number: _Number) -> Found | None:
        """Return a number without a listed unit, unless it looks like part of a name, a label or a code."""
        start, end = number.start, number.end
        if source.text[end : end + 1].isalpha() or source.follows(end, "/_@&-+"):
            return None
        unit = self._words.score_unit if number.joined in self._dashes and number.end - start <= 7 else None
        high = None if number.high is None else plain(number.high)
        value = Value("QUANTITY", plain(number.low), unit, high, hedge=self._grammar.vague(number.text))
        if number.scaled or (number.in_words and number.low < 1):
            return Found(start, end, "QUANTITY", value, SCALED, bare_scale=number.scaled)
        if number.in_words or self._is_label(source, number):
            return None
        if noun := self._noun(source, end):
            value = replace(value, unit=source.text[slice(*noun)])
            return Found(start, noun[1], "QUANTITY", value, GUESSED)
        return Found(start, end, "QUANTITY", value, BARE)

    def _is_label(self, source: Source, number: _Number) -> bool:
        """Tell whether digits name a thing (iPhone 15, lớp 12, 007) or are a date-like fraction (7/9)."""
        if number.text[0] == "0" and len(number.text) > 1 and number.text.isdigit():
            return True
        if number.joined == "/":
            return source.phrase_before(number.start, self._fraction_before) is None
        if number.joined and source.phrase_before(number.start, self._score_before) is not None:
            return False
        named = source.after_name(number.start, opening=True)
        return named or source.phrase_before(number.start, self._labels) is not None

    def _noun(self, source: Source, end: int) -> tuple[int, int] | None:
        """Return the span of the lower-case word after the number if it can be a noun."""
        match = _NOUN.match(source.text, end)
        known = match and match[1].islower() and match[1] not in self._not_nouns
        return match.span(1) if match and known else None

    def _with_hedge(self, source: Source, found: Found, floor: int) -> Found:
        """Extend the mention over the từ of a range and a hedge before it."""
        start, value = found.start, found.value
        if value and value.end is not None:
            opened = source.phrase_before(start, self._range_from, floor)
            start = start if opened is None else opened
        hedged = source.phrase_before(start, self._hedges, floor)
        in_words = source.text[found.start].isalpha()
        if hedged is not None and not (in_words and source.folded[hedged:start].strip() in self._place_hedges):
            hedge = " ".join(source.folded[hedged:start].split())
            start, value = hedged, value and replace(value, hedge=hedge)
        return replace(found, start=start, value=value)

    def _with_minus(self, source: Source, found: Found, floor: int) -> Found:
        """Extend the mention over a minus before it (âm, or a sign after a space)."""
        at = found.start
        if source.follows(at - 1, "-−") and at - 2 >= floor and source.follows(at - 2, " ("):
            start: int | None = at - 1
        else:
            start = source.phrase_before(at, self._negative, floor)
        if start is None or found.value is None:
            return found
        value = replace(found.value, value=plain(-Decimal(found.value.value)))
        return replace(found, start=start, value=value)


def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, words))


def _is_name(source: Source, start: int, unit: Unit) -> bool:
    """Tell whether a counted noun is written with a capital that its entry lacks."""
    return source.text[start].isupper() and not unit.symbol[0].isupper()


def _phrase_after(source: Source, at: int) -> tuple[list[tuple[int, int]], list[str]]:
    """Return the spans and folded texts of the up to five unit words straight after `at`."""
    spans: list[tuple[int, int]] = []
    while len(spans) < _LONGEST_UNIT and (match := _UNIT_WORD.match(source.folded, at)):
        spans.append(match.span(1))
        at = match.end()
    return spans, [source.folded[start:end] for start, end in spans]
