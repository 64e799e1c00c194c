"""From the slots of a date form to an ISO value, relative dates counted from the publication date.

Slots are those of `dates.toml`, already as codes. Every function returns None where the text (and the
reference) does not tell the date.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from kg.model import Value
from kg.normalize.numbers import NumberGrammar

Slots = Mapping[str, str]
UNKNOWN = "?"
_QUARTER_SPAN = 3
_HALF_SPAN = 6
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


def read_date(slots: Slots, grammar: NumberGrammar, reference: date | None) -> Value | None:
    """Return the value of a date form, None if it cannot be told."""
    if UNKNOWN in slots.values():
        return None
    if "N" in slots:
        number = grammar.read(slots["N"])
        return _counted(slots, int(number), reference) if number == int(number) else None
    for slot, reader in _READERS:
        if slot in slots:
            value = reader(slots, reference)
            hedge = slots.get("part") or None
            return value and Value("DATE", value.value, None, value.end, value.precision, hedge)
    return None


def day_value(day: date, end: date | None = None) -> Value:
    """Return the value of a day or of a range of days."""
    return Value("DATE", day.isoformat(), None, end.isoformat() if end else None, "day")


def month_value(year: int, month: int, size: int = 1, precision: str = "month") -> Value:
    """Return the value of `size` months from a month on."""
    end = None if size == 1 else _month(*_shifted(year, month, size - 1))
    return Value("DATE", _month(year, month), None, end, precision)


def year_value(year: int, end: int | None = None, precision: str = "year") -> Value:
    """Return the value of a year or a range of years (astronomical count: -43 is 44 BCE)."""
    return Value("DATE", _year(year), None, None if end is None else _year(end), precision)


def _year(year: int) -> str:
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"


def _month(year: int, month: int) -> str:
    return f"{_year(year)}-{month:02d}"


def _shifted(year: int, month: int, months: int) -> tuple[int, int]:
    count = year * 12 + month - 1 + months
    return count // 12, count % 12 + 1


def _date(year: int, month: int, day: int) -> date | None:
    """Return the day, None where the calendar has none (31/2)."""
    if 1 <= year <= 9999 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def _year_of(slots: Slots, reference: date | None) -> int | None:
    if "Y" in slots:
        return int(slots["Y"])
    if "which_year" in slots and reference:
        return reference.year + int(slots["which_year"])
    return None


def _nearest(days: list[date | None], reference: date, side: str | None) -> date | None:
    """Return the day nearest to the reference, on the side asked for (`1` from it on, `-1` up to it)."""
    known = [day for day in days if day]
    if side == "1":
        known = [day for day in known if day >= reference]
    elif side == "-1":
        known = [day for day in known if day <= reference]
    return min(known, key=lambda day: (abs(day - reference), day), default=None)


def _day(slots: Slots, reference: date | None) -> Value | None:
    first, last = int(slots["D"]), int(slots.get("D2", 0))
    month = int(slots.get("M") or slots.get("month_word") or 0)
    year = _year_of(slots, reference)
    if not month and reference:
        near = (_shifted(reference.year, reference.month, step) for step in (-1, 0, 1))
        day = _nearest([_date(y, m, first) for y, m in near], reference, slots.get("side"))
    elif month and year is not None:
        day = _date(year, month, first)
    elif month and reference:
        years = range(reference.year - 1, reference.year + 2)
        day = _nearest([_date(y, month, first) for y in years], reference, slots.get("side"))
    else:
        return None
    return day_value(day, _date(day.year, day.month, last) if last else None) if day else None


def _months(slots: Slots, reference: date | None) -> Value | None:
    month = int(slots.get("M") or slots.get("month_word") or 0)
    year = _year_of(slots, reference)
    if year is None and reference:
        years = range(reference.year - 1, reference.year + 2)
        middle = reference.replace(day=15)
        near = _nearest([_date(y, month, 15) for y in years], middle, slots.get("side"))
        year = near.year if near else None
    if year is None:
        return None
    return month_value(year, month, max(1, int(slots.get("M2", month)) - month + 1))


def _quarter(slots: Slots, reference: date | None) -> Value | None:
    month = int(slots["quarter_word"]) * _QUARTER_SPAN - 2
    year = _year_of(slots, reference)
    if year is None and reference:
        near = [_date(y, month + 1, 15) for y in range(reference.year - 1, reference.year + 2)]
        day = _nearest(near, reference, slots.get("side"))
        year = day.year if day else None
    return None if year is None else month_value(year, month, _QUARTER_SPAN, "quarter")


def _half(slots: Slots, reference: date | None) -> Value | None:
    year = _year_of(slots, reference) or (reference and reference.year)
    return month_value(year, 1 + _HALF_SPAN * (int(slots["half"]) - 1), _HALF_SPAN) if year else None


def _season(slots: Slots, reference: date | None) -> Value | None:
    year = _year_of(slots, reference)
    if year is None and reference and "which" in slots:
        year = reference.year + int(slots["which"])
    first = int(slots.get("season") or slots["season_alone"])
    return None if year is None else month_value(year, first, _QUARTER_SPAN, "quarter")


def _weekday(slots: Slots, reference: date | None) -> Value | None:
    """Return the day of the week named; without a word for which week, the last one up to the reference."""
    if reference is None:
        return None
    monday = reference - timedelta(days=reference.weekday())
    wanted = int(slots["weekday"])
    week = slots.get("which_week", slots.get("which"))
    if week is not None:
        return day_value(monday + timedelta(days=wanted, weeks=int(week)))
    return day_value(reference - timedelta(days=(reference.weekday() - wanted) % 7))


def _near_day(slots: Slots, reference: date | None) -> Value | None:
    step = int(slots.get("day_word", slots.get("day_short", "0")))
    return day_value(reference + timedelta(days=step)) if reference else None


def _week(slots: Slots, reference: date | None) -> Value | None:
    return _period("week", int(slots["which_week"]), reference)


def _decade(slots: Slots, reference: date | None) -> Value | None:
    if "Y" in slots:
        first = int(slots["Y"]) // 10 * 10
    elif "YY" in slots:
        # những năm 90: no text means the coming decades, and those up to the 2010s are this century's.
        first = int(slots["YY"]) + (1900 if int(slots["YY"]) >= 20 else 2000)
    else:
        return None
    return year_value(first, first + 9, "decade")


def _century(slots: Slots, reference: date | None) -> Value | None:
    number = int(slots.get("C") or slots.get("roman") or 0)
    return year_value(number * 100 - 99, number * 100) if number else None


def _years(slots: Slots, reference: date | None) -> Value | None:
    first = int(slots["Y"])
    last = int(slots.get("Y2", 0)) or (first // 100 * 100 + int(slots["YY2"]) if "YY2" in slots else first)
    if last < first:
        return None
    return year_value(first, last if last != first else None)


def _before_christ(slots: Slots, reference: date | None) -> Value | None:
    return year_value(1 - int(slots["BC"]))


def _which_year(slots: Slots, reference: date | None) -> Value | None:
    return year_value(reference.year + int(slots["which_year"])) if reference else None


def _period_named(slots: Slots, reference: date | None) -> Value | None:
    return _period(slots.get("span") or slots["whole"], int(slots.get("which", "0")), reference)


def _period(span: str, step: int, reference: date | None) -> Value | None:
    """Return the week, month, quarter, year or decade that lies `step` from the reference's own."""
    if reference is None:
        return None
    if span == "day":
        return day_value(reference + timedelta(days=step))
    if span == "week":
        monday = reference + timedelta(days=7 * step - reference.weekday())
        return day_value(monday, monday + timedelta(days=6))
    if span in {"month", "quarter"}:
        size = _MONTHS[span]
        year, month = _shifted(reference.year, (reference.month - 1) // size * size + 1, step * size)
        return month_value(year, month, size, span)
    size = _MONTHS[span] // 12
    first = (reference.year // size + step) * size
    return year_value(first, first + size - 1 if size > 1 else None, "decade" if span == "decade" else "year")


def _counted(slots: Slots, number: int, reference: date | None) -> Value | None:
    """Return the value of a count of spans: 9 tháng đầu năm 2024, ba năm trước, năm năm qua."""
    span = slots["span"]
    if "edge" in slots:
        year = _year_of(slots, reference) or (reference and reference.year)
        size = number * _MONTHS.get(span, 0)
        if not year or not 0 < size <= 12:
            return None
        return month_value(year, 1 if slots["edge"] == "first" else 13 - size, size)
    if reference is None:
        return None
    if "direction" in slots:
        return _at_distance(span, number * int(slots["direction"]), reference)
    far = _at_distance(span, number * int(slots["stretch"]), reference)
    if far is None:
        return None
    near = _at_distance(span, 0, reference)
    first, last = sorted((far.value, near.value if near else far.value))
    return Value("DATE", first, None, last, far.precision)


def _at_distance(span: str, count: int, reference: date) -> Value | None:
    """Return the day, month or year `count` spans from the reference, as precise as the span."""
    if span in {"day", "week"}:
        return day_value(reference + timedelta(days=count * (7 if span == "week" else 1)))
    months = count * _MONTHS[span]
    year, month = _shifted(reference.year, reference.month, months)
    return month_value(year, month) if span in {"month", "quarter"} else year_value(year)


_Reader = Callable[[Slots, date | None], Value | None]
# The first slot present decides; the order matters where one form has several.
_READERS: tuple[tuple[str, _Reader], ...] = (
    ("decade", _decade),
    ("century", _century),
    ("BC", _before_christ),
    ("half", _half),
    ("season", _season),
    ("season_alone", _season),
    ("quarter_word", _quarter),
    ("D", _day),
    ("M", _months),
    ("month_word", _months),
    ("weekday", _weekday),
    ("day_word", _near_day),
    ("day_short", _near_day),
    ("Y", _years),
    ("which_year", _which_year),
    ("which_week", _week),
    ("span", _period_named),
    ("whole", _period_named),
)
