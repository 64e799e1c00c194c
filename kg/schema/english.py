"""English for amounts, and the codes of units: `vi/units_en.toml`, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kg.errors import SchemaError
from kg.model import Value
from kg.schema.files import Strict, find, read_toml, validated
from kg.text import identity_key

FILE = "vi/units_en.toml"
_CODE = re.compile(r"[A-Z0-9]{2,3}\Z")
_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_MAX_DECIMALS = 3
_AMOUNTS = frozenset({"MONEY", "PERCENT", "QUANTITY"})


class EnglishFile(Strict):
    """`units_en.toml`: unit → UN/CEFACT code; word → English, or English singular and plural."""

    codes: dict[str, str]
    percent: tuple[str, ...]
    shares: dict[str, str]
    hedges: dict[str, str]
    units: dict[str, tuple[str, str]]


@dataclass(frozen=True, eq=False)
class English:
    """Tables by identity key (case and tone placement aside); `codes` by the unit as a value has it.

    `units` holds singular and plural.
    """

    codes: Mapping[str, str]
    percent: tuple[str, ...]
    shares: Mapping[str, str]
    hedges: Mapping[str, str]
    units: Mapping[str, tuple[str, str]]

    def label(self, kind: str, label: str, value: Value | None) -> str | None:
        """Return the amount in English (`1.6 billion USD`), None if the tables lack a word of it.

        `kind` is the type of the node, None comes back for one that is no amount too.
        """
        if value is None or kind not in _AMOUNTS or value.kind not in _AMOUNTS:
            return None
        try:
            low = Decimal(value.value)
            amount = _words(low) if value.end is None else f"{_words(low)} to {_words(Decimal(value.end))}"
        except InvalidOperation:
            return None
        tail = self._tail(label, value)
        if tail is None:
            return None
        if not value.hedge:
            return amount + tail
        hedge = self.hedges.get(identity_key(value.hedge))
        return f"{hedge} {amount}{tail}" if hedge else None

    def _tail(self, label: str, value: Value) -> str | None:
        """Return what follows the number, with its space; None if it has no English."""
        if value.kind == "MONEY":
            currency, _, per = (value.unit or "").partition("/")
            return self._per(f" {currency}", per) if currency else None
        if value.kind == "PERCENT":
            return self._share(label) if value.unit == "%" else None
        unit, _, per = (value.unit or "").partition("/")
        if (found := self.units.get(identity_key(unit))) is None or (not per and _says_more(label, unit)):
            return None
        single = value.end is None and value.value in {"1", "-1"}
        return self._per(f" {found[0 if single else 1]}", per)

    def _per(self, tail: str, per: str) -> str | None:
        for unit in per.split("/") if per else ():
            if (found := self.units.get(identity_key(unit))) is None:
                return None
            tail += f" per {found[0]}"
        return tail

    def _share(self, label: str) -> str | None:
        """Return `%` and the whole that the label names after its sign (`61% quyền biểu quyết`)."""
        for sign in self.percent:
            _, found, rest = identity_key(label).rpartition(sign)
            if found:
                share = self.shares.get(rest.strip())
                return "%" if not rest.strip() else f"% {share}" if share else None
        # A fraction in words (`một nửa cổ phần`): the longest share that ends it names the whole.
        ends = sorted((word for word in self.shares if identity_key(label).endswith(f" {word}")), key=len)
        return f"% {self.shares[ends[-1]]}" if ends else "%"


def _says_more(label: str, unit: str) -> bool:
    """Return whether words follow the unit in the label (`280 ha cao su`), which English would lose."""
    words, sought = identity_key(label).split(), identity_key(unit).split()
    size = len(sought)
    places = [at for at in range(len(words) - size + 1) if words[at : at + size] == sought]
    return bool(places) and places[-1] + size < len(words)


def _words(number: Decimal) -> str:
    """Return the number as English prose writes it: `1.6 billion`, `12,500`, `0.5`."""
    for scale, word in _SCALES:
        scaled = (number / scale).normalize()
        exponent = scaled.as_tuple().exponent
        if abs(number) >= scale and isinstance(exponent, int) and -exponent <= _MAX_DECIMALS:
            return f"{scaled:,f} {word}"
    return f"{number.normalize():,f}"


def load_english(roots: tuple[Path, ...]) -> English:
    """Read `vi/units_en.toml` of the first root that has it."""
    path = find(FILE, roots)
    file = validated(EnglishFile, read_toml(path), str(path))
    for unit, code in file.codes.items():
        if not _CODE.match(code):
            raise SchemaError(f"codes.{unit}: “{code}” is no UN/CEFACT code", where=str(path))
    return English(
        file.codes,
        file.percent,
        {identity_key(word): found for word, found in file.shares.items()},
        {identity_key(word): found for word, found in file.hedges.items()},
        {identity_key(word): found for word, found in file.units.items()},
    )
