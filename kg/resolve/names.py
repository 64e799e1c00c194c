"""What of a surface is the name: titles, company forms, numbers, and whether it is a name at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.schema.resolving import NameRules
from kg.text import fold, identity_key, nfc

_NUMBER = re.compile(r"\d+")


class Names:
    """The rules of `resolve.toml` on names, made ready to use."""

    def __init__(self, rules: NameRules) -> None:
        self._titles = _edge(rules.titles, r"(?:{})\s+")
        self._before = _edge(rules.forms_before, r"(?:{})\s+")
        self._after = _edge(rules.forms_after, r",?\s+(?:{})$")
        self._alone = {identity_key(word) for word in (*rules.titles, *rules.forms_before)}
        self._syllable = re.compile(rules.vietnamese_syllable)

    def without_title(self, name: str) -> str:
        """Return a person's name without the titles before it; a name that is only titles stays whole."""
        return _peel(self._titles, name)

    def without_form(self, name: str) -> str:
        """Return a company's name without its legal form, before and after; never empty."""
        return self._after.sub("", _peel(self._before, name)) or name

    def is_given_name(self, name: str) -> bool:
        """Return whether a person's name is one Vietnamese syllable, which tells nothing outside a text."""
        return " " not in name.strip() and self._is_syllable(name)

    def is_vietnamese(self, name: str) -> bool:
        """Return whether every word is spelled as a Vietnamese syllable; such a name ends in a given name."""
        return all(self._is_syllable(word) for word in name.split())

    def is_name(self, surface: str) -> bool:
        """Return whether a surface is a name (`Zuckerberg`, `iPhone`), not a description (`hãng chip`)."""
        if identity_key(surface) in self._alone:
            return False
        words = _peel(self._before, _peel(self._titles, surface)).split()
        return bool(words) and any(char.isupper() or char.isdigit() for char in words[0])

    def _is_syllable(self, word: str) -> bool:
        return self._syllable.fullmatch(fold(word)) is not None


def numbers(name: str) -> tuple[str, ...]:
    """Return the numbers in a name in order; they are identity (`Llama 2` ≠ `Llama 3`)."""
    return tuple(_NUMBER.findall(name))


def _edge(words: Iterable[str], shape: str) -> re.Pattern[str]:
    """Return the pattern of any of the words, longest first.

    Case does not count, except that a single small word is taken as written: `anh Tuấn` has a title,
    `Anh Tuấn` is a name.
    """
    longest_first = sorted((nfc(word) for word in words), key=lambda word: (-len(word), word))
    options = (re.escape(w) if w.islower() and " " not in w else f"(?i:{re.escape(w)})" for w in longest_first)
    return re.compile(shape.format("|".join(options) or "(?!)"))


def _peel(pattern: re.Pattern[str], name: str) -> str:
    while match := pattern.match(name):
        name = name[match.end() :]
    return name
