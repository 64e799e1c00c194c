"""Dates: the forms of `dates.toml` compiled, and matched at a place of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kg.model import Value
from kg.normalize.calendar import read_date
from kg.normalize.context import Source
from kg.normalize.numbers import SPACE, NumberGrammar, alternation
from kg.schema.units import DateFile, UnitTables, folded

SPACE_MAYBE = r"[ \t\u00a0]?"
_SPACES = re.compile(r" (\??)")
_SLOT = re.compile(r"\{([A-Za-z]\w*)\}")
_NUMERIC = {
    "D": r"(?P<D>0?[1-9]|[12]\d|3[01])(?!\d)",
    "D2": r"(?P<D2>0?[1-9]|[12]\d|3[01])(?!\d)",
    "M": r"(?P<M>1[0-2]|0?[1-9])(?!\d)",
    "M2": r"(?P<M2>1[0-2]|0?[1-9])(?!\d)",
    "Y": r"(?P<Y>1\d{3}|20\d\d|21\d\d)(?!\d|[.,]\d)",
    "Y2": r"(?P<Y2>1\d{3}|20\d\d|21\d\d)(?!\d|[.,]\d)",
    "Y3": r"(?P<Y>[1-9]\d\d)(?!\d|[.,]\d)",
    "YY": r"(?P<YY>\d0)(?!\d|[.,]\d)",
    "YY2": r"(?P<YY2>\d\d)(?!\d|[.,/]\d)",
    "BC": r"(?P<BC>\d{1,4})(?!\d|[.,]\d)",
    "C": r"(?P<C>[12]?\d)(?!\d)",
}


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date form at a place: span, whether it is bare, slots as codes, value (None: not resolvable)."""

    start: int
    end: int
    bare: bool
    slots: Mapping[str, str]
    value: Value | None


class DateReader:
    """The compiled forms; made once a schema."""

    def __init__(self, units: UnitTables, grammar: NumberGrammar) -> None:
        self.dates, self.grammar = units.dates, grammar
        self._tables = {n: {folded(k): v for k, v in t.items()} for n, t in units.dates.tables.items()}
        self._forms = [(form.name, form.bare, self._compiled(form.form)) for form in units.dates.forms]
        self.heads = self._opening_words(units.dates) | grammar.starts
        context = units.dates.context
        self._weekday_before = frozenset(map(folded, context.weekday_before))
        self._year_openers = frozenset(map(folded, context.year_openers))
        ordinal = tuple(folded(word) + " " for word in units.words.ordinals)
        self._sure_weekdays = {day for day in self._tables["weekday"] if not day.startswith(ordinal)}
        self._fraction_before = frozenset(map(folded, context.fraction_before))

    def read(self, source: Source, at: int, reference: date | None) -> DateFound | None:
        """Return the longest form at `at`, with its value."""
        best: tuple[str, bool, re.Match[str]] | None = None
        for name, bare, pattern in self._forms:
            match = pattern.match(source.folded, at)
            if match and (best is None or match.end() > best[2].end()):
                best = (name, bare, match)
        if best is None or not self._sits_well(source, *best):
            return None
        name, bare, match = best
        slots = {key: " ".join(text.split()) for key, text in match.groupdict().items() if text}
        coded = {k: self._tables[k][v] if k in self._tables else v for k, v in slots.items()}
        return DateFound(at, match.end(), bare, coded, self.value(coded, reference))

    def value(self, slots: Mapping[str, str], reference: date | None) -> Value | None:
        """Return the value of the slots of a form."""
        return read_date(slots, self.grammar, reference)

    def _sits_well(self, source: Source, name: str, bare: bool, match: re.Match[str]) -> bool:
        """Refuse a bare form in a name or a fraction, and a weekday that is an ordinal (lần thứ ba)."""
        start, end = match.span()
        if source.folded[end : end + 1].isalnum() or source.follows(end, "%"):
            return False
        if bare:
            fraction = "/" in match[0] and source.phrase_before(start, self._fraction_before) is not None
            opened = source.phrase_before(start, self._year_openers) is not None
            return not fraction and (opened or not source.after_name(start, opening=False))
        if name == "weekday" and match["weekday"] == match[0] and len(match[0].split()[-1]) > 1:
            return self._is_weekday(source, match)
        return True

    def _is_weekday(self, source: Source, match: re.Match[str]) -> bool:
        """Tell a weekday from an ordinal: thứ Ba has a capital, thứ ba a word of time before it."""
        start, end = match.span()
        if match[0] in self._sure_weekdays or source.text[start:end].split()[-1][0].isupper():
            return True
        return source.phrase_before(start, self._weekday_before) is not None

    def _compiled(self, form: str) -> re.Pattern[str]:
        """Expand macros and slots; a word that ends a form must end there."""
        while any(f"{{{name}}}" in form for name in self.dates.macros):
            for name, text in self.dates.macros.items():
                form = form.replace(f"{{{name}}}", f"{text}" if name != "clock" else f"(?:{text})")
        form = _SPACES.sub(lambda found: SPACE_MAYBE if found[1] else SPACE, form)
        seen: set[str] = set()

        def slot(found: re.Match[str]) -> str:
            name = found[1]
            if name in _NUMERIC or name == "N":
                pattern = _NUMERIC.get(name, f"(?P<N>{self.grammar.pattern})")
                again = name in seen
                seen.add(name)
                return re.sub(r"\(\?P<\w+>", "(?:", pattern) if again else pattern
            if name in self.dates.lists:
                return alternation(self.dates.lists[name])
            words = alternation(self.dates.tables[name])
            again = name in seen
            seen.add(name)
            return words if again else f"(?P<{name}>{words})"

        return re.compile(_SLOT.sub(slot, form))

    @staticmethod
    def _opening_words(dates: DateFile) -> frozenset[str]:
        """Return the first words of all lists and tables (a form opens with a digit or with one of them)."""
        words = [word for group in (*dates.lists.values(), *dates.tables.values()) for word in group]
        return frozenset(folded(word).split()[0] for word in words if word[0].isalpha())
