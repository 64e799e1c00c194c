"""Find every literal of a text: one walk over its words, dates and amounts tried where one can begin."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from kg.model import Mention, Value
from kg.normalize.amounts import GUESSED, LISTED, SCALED, AmountReader
from kg.normalize.context import Source
from kg.normalize.dates import DateFound, DateReader
from kg.normalize.money import MoneyGuesser
from kg.normalize.numbers import GAP, alternation, number_grammar
from kg.normalize.opened import Found
from kg.schema.units import UnitTables, folded
from kg.text import tone_placement

FOUND_BY = "value"
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"\d+(?:[.,:/-]\d+)*[^\W_]*")
# Telephone numbers, and numbers glued to a word, a sign of a name or an address (GPT-4, F-16, v3.1, a/5).
_PHONE = re.compile(r"(?:\+84|0)\d{1,3}\)?(?:[ .-]?\d{3,4}){2}(?!\d)|1[89]00[ .]?\d{4,6}(?!\d)")
_GLUE = frozenset("-–./,:_@#&+'’")
_RANGE_SLOTS = frozenset({"D2", "M2", "Y2"})
_SELF_BOUND = frozenset({"N", "day_word", "day_short", "span"})
_LENT_YEAR, _LENT_MONTH = ("Y", "which_year", "lunar"), ("M", "month_word")


@dataclass(frozen=True, eq=False)
class _Finder:
    amounts: AmountReader
    dates: DateReader
    heads: frozenset[str]
    bounds: frozenset[str]
    range_from: frozenset[str]
    range_join: re.Pattern[str]
    money: MoneyGuesser


@lru_cache(maxsize=4)
def _finder(units: UnitTables) -> _Finder:
    grammar = number_grammar(units.numbers)
    amounts, dates = AmountReader(units, grammar), DateReader(units, grammar)
    bounds = units.dates.bounds
    return _Finder(
        amounts,
        dates,
        amounts.heads | dates.heads,
        frozenset(map(folded, bounds.words)),
        frozenset(map(folded, bounds.from_)),
        re.compile(rf"{GAP}{alternation(bounds.until)}{GAP}"),
        MoneyGuesser(units.words),
    )


def find_values(text: str, units: UnitTables, reference: date | None = None) -> list[Mention]:
    """Return the literals of a text in order, without overlap, as mentions found by "value".

    Spans are half-open code points of `text` (NFC) and take in hedges (`khoảng`) and the words of a date
    (`ngày`, `cuối năm`). `reference` is the publication date that relative and yearless dates are counted
    from; without it their mention has value None. The score is 1 for a listed unit or a form that can only be
    a date, less for what was guessed.
    """
    finder = _finder(units)
    source = Source(text, _folded(text))
    walked = _lifespans_split(source, _walk(source, finder, reference))
    found = _joined_dates(source, finder, walked, reference)
    return [
        Mention(one.start, one.end, text[one.start : one.end], one.type, one.score, FOUND_BY, one.value)
        for one in finder.money.resolved(source, found)
    ]


def _folded(text: str) -> str:
    """Return the folded text; a letter whose lower case is longer (İ) stays, to keep the offsets."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return tone_placement(lower)


def _walk(source: Source, finder: _Finder, reference: date | None) -> list[Found]:
    out: list[Found] = []
    done, text, heads = 0, source.folded, finder.heads
    for match in _WORD.finditer(text):
        word, at = match[0], match.start()
        if at < done or not (word in heads or word[0].isdecimal()):
            continue
        if word[0].isdecimal() and (skip := _code_end(text, at)):
            done = skip
            continue
        found = _at(source, finder, at, done, reference)
        if found:
            out.append(found)
            done = found.end
        elif word[0].isdecimal() and (code := _CODE.match(text, at)):
            done = code.end()
    return out


def _code_end(text: str, at: int) -> int | None:
    """Return the end of a telephone number or of digits glued to what stands before; None for a number."""
    if phone := _PHONE.match(text, at):
        return phone.end()
    if at < 2 or text[at - 1] not in _GLUE or not text[at - 2].isalnum():
        return None
    if text[at - 1] in ",:" and not text[at - 2].isdigit():
        return None  # a comma without its space ends a clause
    code = _CODE.match(text, at)
    return code.end() if code else at + 1


def _at(source: Source, finder: _Finder, at: int, floor: int, reference: date | None) -> Found | None:
    """Return the longer of date and amount at a place; the date if equal or the amount is a guess."""
    dated = finder.dates.read(source, at, reference)
    amount = finder.amounts.read(source, at, floor)
    if dated and (amount is None or dated.end > amount.end or _prefers_date(finder, dated, amount)):
        return _with_bound(source, finder, dated, floor)
    return amount


def _prefers_date(finder: _Finder, dated: DateFound, amount: Found) -> bool:
    """A guess yields to a date, unless its hedge goes with numbers only (hơn 2000)."""
    if amount.score <= GUESSED:
        hedge = amount.value.hedge if amount.value else None
        return hedge is None or hedge in finder.bounds or "Y2" in dated.slots
    return dated.end == amount.end and amount.type == "QUANTITY"


def _with_bound(source: Source, finder: _Finder, dated: DateFound, floor: int) -> Found:
    """Extend a date that stands for itself over trước, sau, hết (its hedge then)."""
    start, value = dated.start, dated.value
    if dated.slots.keys() & _RANGE_SLOTS:
        opened = source.phrase_before(start, finder.range_from, floor)
        start = start if opened is None else opened
    bound = source.phrase_before(start, finder.bounds, floor)
    if bound is not None and not dated.slots.keys() & _SELF_BOUND:
        word = " ".join(source.folded[bound:start].split())
        start, value = bound, value and replace(value, hedge=word)
    score = SCALED if dated.bare else LISTED
    return Found(start, dated.end, "DATE", value, score, slots=tuple(dated.slots.items()))


def _lifespans_split(source: Source, found: list[Found]) -> list[Found]:
    """Part two years in brackets, which are a start and an end: Marie Curie (1867-1934)."""
    out: list[Found] = []
    for one in found:
        slots = dict(one.slots)
        if slots.keys() == {"Y", "Y2"} and source.follows(one.start - 1, "("):
            for start, year in ((one.start, slots["Y"]), (one.end - len(slots["Y2"]), slots["Y2"])):
                value = Value("DATE", year, precision="year")
                out.append(replace(one, start=start, end=start + len(year), value=value, slots=()))
        else:
            out.append(one)
    return out


def _joined_dates(source: Source, finder: _Finder, found: list[Found], reference: date | None) -> list[Found]:
    """Make one range of two dates with đến or a dash between them if the first leans on the second's year.

    Two dates that stand for themselves stay apart: they are the start and the end of something.
    """
    out: list[Found] = []
    for one in found:
        if out and _leans(source, finder, out[-1], one):
            last = out.pop()
            opened = source.phrase_before(last.start, finder.range_from, out[-1].end if out else 0)
            value = _span(_completed(finder, last, one, reference), one.value)
            start = last.start if opened is None else opened
            out.append(Found(start, one.end, "DATE", value, min(last.score, one.score)))
        else:
            out.append(one)
    return out


def _leans(source: Source, finder: _Finder, first: Found, last: Found) -> bool:
    slots, end_slots = dict(first.slots), dict(last.slots)
    if not (slots and end_slots and finder.range_join.fullmatch(source.folded, first.end, last.start)):
        return False
    if slots.keys() == end_slots.keys() == {"Y"}:
        return True
    same = {"D", "M", "month_word", "quarter_word"} & slots.keys() & end_slots.keys()
    return bool(same) and "Y" not in slots and "D2" not in slots


def _completed(finder: _Finder, first: Found, last: Found, reference: date | None) -> Value | None:
    """Return the first date's value with the month and year that only the second names."""
    own, other = dict(first.slots), dict(last.slots)
    lent = {key: other[key] for key in _LENT_YEAR if key in other}
    if not own.keys() & {"M", "month_word", "quarter_word"}:
        lent |= {key: other[key] for key in _LENT_MONTH if key in other}
    return finder.dates.value(lent | own, reference)


def _span(first: Value | None, last: Value | None) -> Value | None:
    """Return the range of two dates of one precision, None if either is unknown or they run backwards."""
    if not first or not last or first.precision != last.precision or first.value > (last.end or last.value):
        return None
    return Value("DATE", first.value, None, last.end or last.value, first.precision)
