"""Vietnamese numbers in digits and words, as exact decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kg.schema.units import NumberWords, folded

SPACE = r"[ \t\u00a0]+"
GAP = r"[ \t\u00a0]*"
# A dot before three digits groups thousands, a comma before any digits opens decimals; 4.5 and 1,200,000 are
# read the English way, since nothing else makes sense of them. No separator and digit may follow (3.1.2).
DIGITS = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d+(?:[.,]\d+)?)(?![.,]?\d)"
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?")
_TOKEN = re.compile(rf"{DIGITS}|[^\W\d_]+")


def alternation(words: Iterable[str]) -> str:
    """Return a pattern for any of the words (spaces stretch), longest first, ending where a word ends."""
    keys = sorted({folded(word) for word in words}, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(phrase(key) + (r"(?!\w)" if key[-1:].isalnum() else "") for key in keys) + ")"


def phrase(key: str) -> str:
    """Return a pattern for a phrase in which a space stands for any run of spaces."""
    return SPACE.join(re.escape(part) for part in key.split())


def read_digits(text: str) -> Decimal:
    """Return the value of a number in digits (`1.250,5` → 1250.5, `4.5` → 4.5, `0.125` → 0.125)."""
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", "."))


def plain(value: Decimal) -> str:
    """Return the number without exponent and trailing zeros (`1600000000`, `61`, `0.5`)."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


@dataclass(frozen=True, eq=False)
class NumberGrammar:
    """Patterns and word values of spelled-out numbers, made by `number_grammar`.

    `pattern` matches one number in folded text and has no groups; `starts` are the words it can open with.
    """

    pattern: str
    starts: frozenset[str]
    digit: dict[str, int]
    ten: frozenset[str]
    times_ten: frozenset[str]
    hundred: frozenset[str]
    scales: dict[str, int]
    tails: dict[str, Decimal]
    few: dict[str, int]
    halves: frozenset[str]
    over: frozenset[str]
    denominators: dict[str, int]

    def read(self, text: str) -> Decimal:
        """Return the value of folded text that `pattern` matched; vague numbers give their lower bound."""
        words = _TOKEN.findall(text)
        if " ".join(words) in self.halves:
            return Decimal("0.5")
        for at, word in enumerate(words):
            if word in self.over and 0 < at < len(words) - 1:
                return fraction(self._sum(words[:at]), self._denominator(words[at + 1 :]))
        return self._sum(words)

    def vague(self, text: str) -> str | None:
        """Return the word that makes the number vague (`vài` of `vài trăm`), None if it is exact."""
        words = text.split()
        heads = (" ".join(words[:size]) for size in (2, 1))
        return next((head for head in heads if head in self.few), None)

    def scale_of(self, text: str) -> Decimal:
        """Return the product of the scales the text ends with (`27 nghìn tỷ` → 10^12), 1 without any."""
        out = Decimal(1)
        for word in reversed(_TOKEN.findall(text)):
            if word not in self.scales:
                break
            out *= self.scales[word]
        return out

    def _denominator(self, words: list[str]) -> Decimal:
        return Decimal(self.denominators[words[0]]) if words[0] in self.denominators else self._sum(words)

    def _sum(self, words: list[str]) -> Decimal:
        """Add the terms; a scale takes the group before it and all smaller terms (một nghìn hai trăm tỷ)."""
        terms: list[tuple[Decimal, Decimal]] = []  # value and scale
        group, last = Decimal(0), Decimal(1)  # last: the unit that rưỡi halves
        for word in self._joined(words):
            if word in self.scales:
                last = Decimal(self.scales[word])
                while terms and (terms[-1][1] < last or not group):
                    group += terms.pop()[0]
                terms.append(((group or Decimal(1)) * last, last))
                group = Decimal(0)
            elif word in self.tails and not (group and word in self.digit):
                group += self.tails[word] * last
            elif word in self.hundred:
                group, last = group * 100, Decimal(100)
            elif word in self.times_ten:
                group, last = (group + group % 10 * 9 if group % 10 else group + 10), Decimal(10)
            elif (amount := self._amount(word)) is not None:
                group += amount
        return group + sum((value for value, _ in terms), Decimal(0))

    def _joined(self, words: list[str]) -> list[str]:
        """Return the words with a leading phrase of `few` (vài ba, hàng) as one."""
        for size in (2, 1):
            head = " ".join(words[:size])
            if head in self.few:
                return [head, *words[size:]]
        return words

    def _amount(self, word: str) -> Decimal | None:
        if word[0].isdigit():
            return read_digits(word)
        if word in self.halves:
            return Decimal("0.5")
        value = self.digit.get(word, self.few.get(word, 10 if word in self.ten else None))
        return None if value is None else Decimal(value)


def fraction(part: Decimal, whole: Decimal) -> Decimal:
    """Return part / whole rounded to four decimals."""
    return (part / whole).quantize(Decimal("0.0001")) if whole else Decimal(0)


def number_grammar(words: NumberWords) -> NumberGrammar:
    """Compile the grammar of spelled-out numbers from its words."""
    few = {folded(word): value for word, value in words.few.items()} | {folded(word): 1 for word in words.many}
    opening = (words.ones, words.ten, words.halves, words.many, words.few, words.scales)
    digit = words.after_ten | words.ones | dict.fromkeys(words.zero, 0)
    return NumberGrammar(
        _pattern(words),
        frozenset(folded(word).split()[0] for group in opening for word in group),
        {folded(w): v for w, v in digit.items()},
        frozenset(map(folded, words.ten)),
        frozenset(map(folded, words.times_ten)),
        frozenset(map(folded, words.hundred)),
        {folded(w): v for w, v in words.scales.items()},
        {folded(w): v for w, v in words.tails.items()},
        few,
        frozenset(map(folded, words.halves)),
        frozenset(map(folded, words.over)),
        {folded(w): v for w, v in words.denominators.items()},
    )


def _pattern(words: NumberWords) -> str:
    """Return the pattern of one number, in digits or words, without groups.

    Repetitions are bounded, so that a run of number words costs no more than linear time.
    """
    scale, hundred = alternation(words.scales), alternation(words.hundred)
    one, after_ten = alternation(words.ones), alternation(words.after_ten)
    times_ten, tail = alternation(words.times_ten), alternation(words.tails)
    tens = rf"(?:{one}{SPACE}{times_ten}|{alternation(words.ten)})(?:{SPACE}{after_ten})?"
    linked = rf"{alternation(words.zero_link)}{SPACE}{one}"
    below = rf"(?:{one}{SPACE}{hundred}(?:{SPACE}(?:{tail}|{linked}|{tens}))?|{tens}|{one})"
    # After a scale (một nghìn ...) a single digit says nothing: một nghìn năm is a thousand years.
    digit = alternation((*words.ones, *words.zero))
    last = rf"(?:{digit}{SPACE}{hundred}(?:{SPACE}(?:{linked}|{tens}))?|{linked}|{tens})"
    first = rf"(?:{DIGITS}|{below})"
    scaled = rf"{first}(?:{GAP}{scale}){{1,3}}"
    further = rf"(?:{DIGITS}|{last}|{one})(?:{GAP}{scale}){{1,3}}"
    under = rf"(?:{alternation(words.denominators)}(?!{SPACE}{hundred})|{DIGITS})"
    vague_scales = rf"(?:{SPACE}(?:{scale}|{times_ten}|{hundred}))"
    choices = (
        rf"{first}{SPACE}{alternation(words.over)}{SPACE}{under}",
        rf"{alternation(words.halves)}(?:{SPACE}{scale}){{0,3}}",
        rf"{scaled}(?:{SPACE}{further}){{0,4}}(?:{SPACE}(?:{tail}|{last}))?",
        rf"{alternation(words.many)}{vague_scales}{{1,4}}",
        rf"{alternation(words.few)}{vague_scales}{{0,4}}",
        rf"(?:{scale}{SPACE}){{1,3}}{tail}",
        first,
    )
    return "(?:" + "|".join(choices) + ")"
