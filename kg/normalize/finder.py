"""Find every literal of a text: one walk over its words, dates and amounts tried where one can begin."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from kg.model import Mention, Value
from kg.normalize.amounts import AmountReader, Found
from kg.normalize.context import Source
from kg.normalize.dates import DateFound, DateReader
from kg.normalize.numbers import GAP, SPACE, alternation, number_grammar
from kg.schema.units import UnitTables, folded
from kg.text import tone_placement

FOUND_BY = "value"
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"\d+(?:[.,:/-]\d+)*[^\W_]*")
# Telephone numbers, and numbers glued to a word, a sign of a name or an address (GPT-4, F-16, v3.1, a/5).
_PHONE = re.compile(r"(?:\+84|0)\d{1,3}(?:[ .-]?\d{3,4}){2}(?!\d)|1[89]00[ .-]?\d{4,6}(?!\d)")
_GLUE = frozenset("-–./,:_@#&+'’")
_SENTENCE = re.compile(r"[.!?…;]\s|\n")


@dataclass(frozen=True, eq=False)
class _Finder:
    units: UnitTables
    amounts: AmountReader
    dates: DateReader
    heads: frozenset[str]
    bounds: frozenset[str]
    range_from: frozenset[str]
    range_join: re.Pattern[str]
    money_cue: re.Pattern[str]


@lru_cache(maxsize=4)
def _finder(units: UnitTables) -> _Finder:
    grammar = number_grammar(units.numbers)
    amounts, dates = AmountReader(units, grammar), DateReader(units, grammar)
    bounds = units.dates.bounds
    return _Finder(
        units,
        amounts,
        dates,
        amounts.heads | dates.heads,
        frozenset(map(folded, bounds.words)),
        frozenset(map(folded, bounds.from_)),
        re.compile(rf"{GAP}{alternation(bounds.until)}{GAP}"),
        re.compile(rf"(?<!\w){alternation(units.words.money_cues)}"),
    )


def find_values(text: str, units: UnitTables, reference: date | None = None) -> list[Mention]:
    """Return the literals of a text in order, without overlap, as mentions found by "value".

    Spans are half-open code points of `text` (NFC) and take in hedges (`khoảng`) and the words of a date (`ngày`,
    `cuối năm`). `reference` is the publication date that relative and yearless dates are counted from; without it
    their mention has value None. The score is 1 for a listed unit or a full date, less for what was guessed.
    """
    finder = _finder(units)
    source = Source(text, _folded(text))
    found = _joined_dates(source, finder, list(_walk(source, finder, reference)))
    return [_mention(source, finder, one, found) for one in found]


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
    """Return the end of a telephone number, or of digits glued to what stands before them; None for a number."""
    if phone := _PHONE.match(text, at):
        return phone.end()
    if at and text[at - 1] in _GLUE and at > 1 and text[at - 2].isalnum() and not _opens_range(text, at):
        code = _CODE.match(text, at)
        return code.end() if code else at + 1
    return None


def _opens_range(text: str, at: int) -> bool:
    """Tell whether the sign before the digits follows a date or a range's word (2022,2023 is no number)."""
    return text[at - 1] in ",:" and not text[at - 2].isdigit()


def _at(source: Source, finder: _Finder, at: int, floor: int, reference: date | None) -> Found | None:
    """Return the longer of the date and the amount at a place; the date if they are equal."""
    dated = finder.dates.read(source, at, reference)
    amount = finder.amounts.read(source, at, floor)
    if dated and (
        amount is None or dated.end > amount.end or (dated.end == amount.end and _prefers_date(amount))
    ):
        return _with_bound(source, finder, dated, floor)
    return amount


def _prefers_date(amount: Found) -> bool:
    return amount.score < 1 or amount.type == "QUANTITY"


def _with_bound(source: Source, finder: _Finder, dated: DateFound, floor: int) -> Found:
    """Extend a date that stands for itself over trước, sau, hết (its hedge then)."""
    start, value = dated.start, dated.value
    bound = source.phrase_before(start, finder.bounds, floor)
    if bound is not None and not dated.slots.keys() & {"N", "day_word", "day_short", "span"}:
        word = " ".join(source.folded[bound:start].split())
        start, value = bound, value and replace(value, hedge=word)
    return Found(start, dated.end, "DATE", value, 0.8 if dated.bare else 1.0)


def _joined_dates(source: Source, finder: _Finder, found: list[Found]) -> list[Found]:
    """Make one range of two dates with đến or a dash between them, with the từ before."""
    out: list[Found] = []
    for one in found:
        last = out[-1] if out else None
        if (
            last
            and last.type == one.type == "DATE"
            and finder.range_join.fullmatch(source.folded, last.end, one.start)
        ):
            floor = out[-2].end if len(out) > 1 else 0
            opened = source.phrase_before(last.start, finder.range_from, floor)
            value = _span(last.value, one.value)
            start = last.start if opened is None else opened
            out[-1] = Found(start, one.end, "DATE", value, min(last.score, one.score))
        else:
            out.append(one)
    return out


def _span(first: Value | None, last: Value | None) -> Value | None:
    """Return the range of two dates of one precision, None if either is unknown or they run backwards."""
    if not first or not last or first.precision != last.precision or first.value > (last.end or last.value):
        return None
    return Value("DATE", first.value, None, last.end or last.value, first.precision)


def _mention(source: Source, finder: _Finder, found: Found, all_found: list[Found]) -> Mention:
    """Return the mention; a number with a scale but no unit is money where its sentence speaks of money."""
    kind, value = found.type, found.value
    if found.bare_scale and value and (currency := _currency(source, finder, found, all_found)):
        kind, value = "MONEY", replace(value, kind="MONEY", unit=currency)
    return Mention(
        found.start, found.end, source.text[found.start : found.end], kind, found.score, FOUND_BY, value
    )


def _currency(source: Source, finder: _Finder, found: Found, all_found: list[Found]) -> str | None:
    """Return the currency of the nearest money in the sentence, the default one after a cue, None without."""
    start = max((m.end() for m in _SENTENCE.finditer(source.folded, 0, found.start)), default=0)
    after = _SENTENCE.search(source.folded, found.end)
    end = after.start() if after else len(source.folded)
    near = [o for o in all_found if o.type == "MONEY" and start <= o.start < end and o.value and o.value.unit]
    if near:
        nearest = min(near, key=lambda o: (abs(o.start - found.start), o.start))
        return nearest.value.unit.split("/")[0] if nearest.value and nearest.value.unit else None
    if finder.money_cue.search(source.folded, start, found.end):
        return finder.units.words.money_default
    return None
