"""The tables behind numbers, units and dates: `vi/units.toml` and `vi/dates.toml`, read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import Field

from kg.errors import SchemaError
from kg.schema.files import Strict, find, read_toml, validated
from kg.text import tone_placement

UNITS = "vi/units.toml"
DATES = "vi/dates.toml"
_SLOT = re.compile(r"\{([A-Za-z]\w*)\}")
NUMERIC_SLOTS = frozenset({"D", "D2", "M", "M2", "Y", "Y2", "Y3", "YY", "YY2", "BC", "C", "N"})


class Joins(Strict):
    """Signs and words between two numbers."""

    range: tuple[str, ...]
    dashes: tuple[str, ...]
    times: tuple[str, ...]
    range_from: tuple[str, ...]


class NumberWords(Strict):
    """Words of spelled-out numbers with their values."""

    ones: dict[str, int]
    after_ten: dict[str, int]
    zero: tuple[str, ...]
    ten: tuple[str, ...]
    times_ten: tuple[str, ...]
    hundred: tuple[str, ...]
    zero_link: tuple[str, ...]
    scales: dict[str, int]
    tails: dict[str, Decimal]
    halves: tuple[str, ...]
    over: tuple[str, ...]
    denominators: dict[str, int]
    many: tuple[str, ...]
    few: dict[str, int]
    article: tuple[str, ...]
    year_like: tuple[str, ...]
    year_before: tuple[str, ...]
    joins: Joins


class AmountWords(Strict):
    """Words around numbers that decide what they measure."""

    hedges: tuple[str, ...]
    place_hedges: tuple[str, ...]
    negative: tuple[str, ...]
    multiples: tuple[str, ...]
    multiple_words: dict[str, Decimal]
    multiple_unit: str
    age_before: tuple[str, ...]
    ordinals: tuple[str, ...]
    ordinal_words: dict[str, int]
    ordinal_unit: str
    score_before: tuple[str, ...]
    score_unit: str
    fraction_before: tuple[str, ...]
    per: tuple[str, ...]
    per_adverbs: dict[str, str]
    half_after_unit: tuple[str, ...]
    free: tuple[str, ...]
    money_cues: tuple[str, ...]
    money_default: str
    money_from: int
    labels: tuple[str, ...]
    not_nouns: tuple[str, ...]


class PercentWords(Strict):
    """Percent signs by unit, and the wholes that a share is of."""

    units: dict[str, tuple[str, ...]]
    shares: tuple[str, ...]


class CountedWords(Strict):
    """Nouns that numbers count; each is its own unit."""

    nouns: tuple[str, ...]


class UnitFile(Strict):
    """`units.toml`."""

    numbers: NumberWords
    words: AmountWords
    percent: PercentWords
    currencies: dict[str, tuple[str, ...]]
    cents: dict[str, tuple[str, ...]]
    measures: dict[str, tuple[str, ...]]
    rates: dict[str, str]
    exact: dict[str, tuple[str, ...]]
    counted: CountedWords


class Bounds(Strict):
    """Words before a date that belong to it, and the words of a range of dates."""

    words: tuple[str, ...]
    from_: tuple[str, ...] = Field(alias="from")
    until: tuple[str, ...]


class DateContext(Strict):
    """Words that decide whether a doubtful form is a date."""

    fraction_before: tuple[str, ...]
    weekday_before: tuple[str, ...]
    year_openers: tuple[str, ...]


class DateForm(Strict):
    """One way to write a date; see the head of `dates.toml`. `bare` forms are checked against the context."""

    name: str
    form: str
    bare: bool = False


class DateFile(Strict):
    """`dates.toml`."""

    lists: dict[str, tuple[str, ...]]
    tables: dict[str, dict[str, str]]
    macros: dict[str, str]
    bounds: Bounds
    context: DateContext
    forms: tuple[DateForm, ...]


@dataclass(frozen=True)
class Unit:
    """What a unit phrase means: a literal type, the value's unit, what one of it is worth in that unit.

    `counted` marks a noun that numbers count (`người`), as opposed to a measure.
    """

    type: str
    symbol: str
    factor: Decimal = Decimal(1)
    counted: bool = False


@dataclass(frozen=True, eq=False)
class UnitTables:
    """Everything `find_values` knows about words. Compared by identity: one object a loaded schema.

    `phrases` maps a folded phrase (lower case, older tone place, single spaces) to its unit; `exact` maps
    symbols whose case counts, `rates` a rate (`km/giờ`) to its own symbol.
    """

    numbers: NumberWords
    words: AmountWords
    percent: PercentWords
    dates: DateFile
    phrases: Mapping[str, Unit]
    exact: Mapping[str, Unit]
    rates: Mapping[str, str]


def folded(word: str) -> str:
    """Return the key under which words of the tables are looked up: lower case, older tone place."""
    return tone_placement(word.lower())


def load_units(roots: tuple[Path, ...]) -> UnitTables:
    """Read and cross-check `vi/units.toml` and `vi/dates.toml`, each from the first root that has it."""
    units_path, dates_path = find(UNITS, roots), find(DATES, roots)
    units = validated(UnitFile, read_toml(units_path), str(units_path))
    dates = validated(DateFile, read_toml(dates_path), str(dates_path))
    _check_forms(dates, str(dates_path))
    exact = {word: Unit("QUANTITY", symbol) for symbol, words in units.exact.items() for word in words}
    phrases = _phrases(units, str(units_path))
    return UnitTables(units.numbers, units.words, units.percent, dates, phrases, exact, units.rates)


def _phrases(units: UnitFile, where: str) -> dict[str, Unit]:
    """Return every unit phrase; a noun may repeat a measure's word (the measure wins), nothing else may."""
    out: dict[str, Unit] = {}

    def put(words: Iterable[str], unit: Unit) -> None:
        for word in words:
            known = out.setdefault(folded(word), unit)
            if known != unit:
                raise SchemaError(f"“{word}” is a word of both {known.symbol} and {unit.symbol}", where=where)

    for symbol, words in units.percent.units.items():
        put(words, Unit("PERCENT", symbol))
    for code, words in units.currencies.items():
        put(words, Unit("MONEY", code))
    for code, words in units.cents.items():
        put(words, Unit("MONEY", code, Decimal("0.01")))
    for symbol, words in units.measures.items():
        put(words, Unit("QUANTITY", symbol))
    for noun in units.counted.nouns:
        out.setdefault(folded(noun), Unit("QUANTITY", noun, counted=True))
    return out


def _check_forms(dates: DateFile, where: str) -> None:
    """Refuse a form or macro with an unknown slot, or one that is no regular expression."""
    known = NUMERIC_SLOTS | dates.lists.keys() | dates.tables.keys() | dates.macros.keys()
    pairs = [(form.name, form.form) for form in dates.forms] + list(dates.macros.items())
    for name, text in pairs:
        try:
            re.compile(_SLOT.sub("x", text))
        except re.error as error:
            raise SchemaError(f"form “{name}” is not a valid pattern: {error}", where=where) from error
        for slot in _SLOT.findall(text):
            if slot not in known:
                raise SchemaError(f"form “{name}” uses the unknown slot {{{slot}}}", where=where, choices=sorted(known))
