"""How words are written: shapes, spelling, runs of capitals, signs that join."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.nlp.vi import SentenceTokens

# A Vietnamese syllable: onset, vowels, coda. Bare Latin letters fit too (`an`, `tin`); other names rarely do.
_ONSET = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
_CODA = r"(?:ng|nh|ch|[cmnpt])?"
_VOWELS = r"[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]{1,3}"
_NATIVE = re.compile(_ONSET + _VOWELS + _CODA)


def shape(syllable: str) -> str:
    """Return the outline of a token: `X`, `Xx`, `XX`, `xX`, `x`, `d4`, `dx`, or the sign itself."""
    first = syllable[0]
    if first.isdigit():
        return (
            f"d{min(len(syllable), 5)}"
            if syllable.isdigit()
            else "d,"
            if not any(c.isalpha() for c in syllable)
            else "dx"
        )
    if not first.isalpha():
        return syllable
    digit = "9" if syllable[-1].isdigit() else ""
    if syllable.islower():
        return "x" + digit
    if first.islower():
        return "xX" + digit
    if len(syllable) == 1:
        return "X"
    if syllable.isupper():
        return "XX" + digit
    return ("Xx" if syllable[1:].islower() or syllable.istitle() else "XxX") + digit


def is_native(syllable: str) -> bool:
    """Tell whether a token is spelled like one Vietnamese syllable, tone marks or not."""
    return _NATIVE.fullmatch(syllable.lower()) is not None


def has_mark(syllable: str) -> bool:
    """Tell whether a token has letters beyond ASCII."""
    return not syllable.isascii()


def capital_runs(syllables: Sequence[str]) -> list[tuple[int, int]]:
    """Return the half-open runs of capitalised syllables, numbers inside and after them included."""
    found: list[tuple[int, int]] = []
    capital = [s[0].isupper() for s in syllables]
    size, at = len(syllables), 0
    while at < size:
        end = at + 1
        if capital[at]:
            while end < size and (capital[end] or syllables[end][0].isdigit()):
                end += 1
            found.append((at, end))
        at = end
    return found


def joints(tokens: SentenceTokens, out: list[list[str]]) -> None:
    """Say of signs and their neighbours whether a space parts them (`A – B`, `Île-de-France`)."""
    spans, syllables = tokens.spans, tokens.syllables
    for i, syllable in enumerate(syllables):
        if syllable[0].isalnum():
            continue
        left = i > 0 and spans[i - 1][1] == spans[i][0]
        right = i + 1 < len(spans) and spans[i][1] == spans[i + 1][0]
        name = f"{syllable}{left:d}{right:d}"
        out[i].append(f"j={name}")
        if i:
            out[i - 1].append(f"j>{name}")
        if i + 1 < len(out):
            out[i + 1].append(f"j<{name}")
