"""What a literal end becomes in RDF: a date, a text, or a node that holds an amount."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rdflib import RDF, XSD, Literal, URIRef

from kg.export.rdf.terms import number, plain, term, text
from kg.model import Value
from kg.schema.english import English

Pair = tuple[URIRef, URIRef | Literal]
_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}\Z")
_MONTHS = {"quarter": 3, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Span:
    """A date as `xsd:date` knows it: `first` day, `last` day (None if it is one day), `precision`."""

    first: Literal
    last: Literal | None
    precision: str


def span(value: Value | None) -> Span | None:
    """Return the days a DATE value covers, None where no calendar date can say it (no value, BCE)."""
    if value is None or value.kind != "DATE":
        return None
    precision = value.precision or ("day", "month", "year")[2 - min(value.value.count("-"), 2)]
    try:
        first, _ = _days(value.value, "")
        _, last = _days(value.end or value.value, "" if value.end else precision)
    except (ValueError, OverflowError):
        return None
    if last < first:
        return None
    return Span(_day(first), None if last == first else _day(last), precision)


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _days(text_: str, precision: str) -> tuple[date, date]:
    """Return first and last day of `2024`, `2024-07` or `2024-07-21`, the start of a `precision`.

    ValueError for anything else, OverflowError past the year 9999.
    """
    if not _ISO.match(text_):
        raise ValueError(text_)
    parts = [int(part) for part in text_.split("-")]
    if len(parts) == 3:
        day = date(*parts)
        return day, day
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 1)
    size = _MONTHS.get(precision, 1 if len(parts) == 2 else 12)
    years, last_month = divmod(month - 1 + size - 1, 12)
    end = (year + years, last_month + 1)
    return date(year, month, 1), date(*end, monthrange(*end)[1])


def amount(kind: str, value: Value | None, english: English) -> Iterator[Pair]:
    """Yield the properties of an amount: its classes, numbers, unit and hedge."""
    if kind == "MONEY":
        yield RDF.type, term("schema", "MonetaryAmount")
    else:
        yield RDF.type, term("schema", "QuantitativeValue")
        yield RDF.type, term("kg", "Percentage" if kind == "PERCENT" else "Quantity")
    if value is None:
        return
    low, high = number(value.value), number(value.end) if value.end else None
    if low is not None and value.end is None:
        yield term("schema", "value"), low
    if low is not None and high is not None:
        yield term("schema", "minValue"), low
        yield term("schema", "maxValue"), high
    yield from _unit(kind, value.unit, english)
    if value.hedge:
        yield term("kg", "hedge"), text(value.hedge)


def _unit(kind: str, unit: str | None, english: English) -> Iterator[Pair]:
    if unit is None:
        return
    if kind == "MONEY":
        currency, _, per = unit.partition("/")
        yield term("schema", "currency"), plain(currency)
        if per:
            yield term("schema", "unitText"), plain(unit)
    elif code := english.codes.get(unit):
        yield term("schema", "unitCode"), plain(code)
    else:
        yield term("schema", "unitText"), plain(unit)
