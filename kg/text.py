"""Vietnamese text: normal form, syllables, alignment, and the keys that decide when two strings are one name.

Tone marks and `đ` are identity (`Tuấn` ≠ `Tuân`); where a tone mark stands on a diphthong is not (`hoà` = `hòa`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# Numbers keep their inner separators (1.250,5); words keep inner apostrophes; the rest is one sign a token.
SYLLABLE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*(?:\d+)?|_+|[^\w\s]", re.UNICODE)
_NEW_TONE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
# Only where the vowels end the syllable (hoà, not khoảng), and not in qu- (quý, quỳ).
_TONE = re.compile(r"(?<![qQ])(?:" + "|".join(_NEW_TONE) + r")(?!\w)", re.IGNORECASE)
_SLUG = re.compile(r"[^a-z0-9]+")
_EDGE = " \t\n\"'“”‘’«»().,;:!?"


def nfc(text: str) -> str:
    """Return the text in Unicode normal form C, the only form the product works in."""
    return unicodedata.normalize("NFC", text)


def tone_placement(text: str) -> str:
    """Return NFC text with the tone mark of open diphthongs moved to the older place (`hoà` → `hòa`).

    The number of code points does not change.
    """

    def move(match: re.Match[str]) -> str:
        found = match[0]
        moved = _NEW_TONE[found.lower()]
        return "".join(m.upper() if f.isupper() else m for f, m in zip(found, moved, strict=True))

    return _TONE.sub(move, text)


def identity_key(text: str) -> str:
    """Return the key under which two surfaces are the same name: case, spacing and tone placement aside."""
    folded = tone_placement(nfc(text).casefold())
    return " ".join(folded.replace("_", " ").split()).strip(_EDGE)


def fold(text: str) -> str:
    """Return lower-case text without tone marks and with `đ` as `d`: for search only, never for identity."""
    lowered = nfc(text).casefold().replace("đ", "d")
    stripped = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return " ".join(stripped.split())


def slug(text: str) -> str:
    """Return an ASCII slug (`[a-z0-9-]*`) for an IRI; empty when nothing of the text is Latin."""
    return _SLUG.sub("-", fold(text)).strip("-")


def syllables(text: str) -> list[tuple[int, int]]:
    """Return the half-open spans of syllables, numbers and signs, in order; spaces lie between them."""
    return [match.span() for match in SYLLABLE.finditer(text)]


def align(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return the span in `text` of each word of a tokenizer that may have rewritten it.

    Counts non-space characters, since tokenizers collapse spaces and move tone marks but keep the number of
    other characters in NFC. Words past the end of the text get an empty span at its end.
    """
    places = [i for i, c in enumerate(text) if not c.isspace()]
    spans: list[tuple[int, int]] = []
    at = 0
    for word in words:
        size = sum(not c.isspace() for c in nfc(word))
        if size == 0 or at >= len(places):
            spans.append((len(text), len(text)))
            continue
        last = min(at + size, len(places)) - 1
        spans.append((places[at], places[last] + 1))
        at += size
    return spans
