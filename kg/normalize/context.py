"""The text around a position, as the readers of amounts and dates ask for it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

_WINDOW = 32
_WORDS = 4
_BLANK = " \t\u00a0"
_OPENERS = frozenset('.!?:;…\n\r"“”‘(')


@dataclass(frozen=True, slots=True)
class Source:
    """One text: as written, and folded (lower case, older tone place) with the same offsets."""

    text: str
    folded: str

    def before(self, at: int, floor: int = 0) -> list[tuple[int, str]]:
        """Return the up to four words straight before `at`, each with its start, the nearest last.

        Only spaces may lie between them and before `at`, and none starts before `floor`.
        """
        low = max(floor, at - _WINDOW)
        out: list[tuple[int, str]] = []
        edge = at
        while len(out) < _WORDS:
            end = edge
            while end > low and self.folded[end - 1] in _BLANK:
                end -= 1
            start = end
            while start > low and self.folded[start - 1].isalpha():
                start -= 1
            if end in {start, edge}:
                break
            out.append((start, self.folded[start:end]))
            edge = start
        return out[::-1]

    def phrase_before(self, at: int, phrases: Set[str], floor: int = 0) -> int | None:
        """Return where the longest of the phrases straight before `at` starts, None if none stands there."""
        words = self.before(at, floor)
        for first in range(len(words)):
            if " ".join(word for _, word in words[first:]) in phrases:
                return words[first][0]
        return None

    def after_name(self, at: int, *, opening: bool) -> bool:
        """Tell whether the word straight before `at` has a capital (`Llama`, `iPhone`).

        With `opening` a word that opens a sentence counts too, though its capital tells nothing.
        """
        words = self.before(at)
        if not words:
            return False
        start, word = words[-1]
        if self.text[start : start + len(word)].islower():
            return False
        return opening or not self.opens_sentence(start)

    def opens_sentence(self, at: int) -> bool:
        """Tell whether nothing of the sentence stands before `at`."""
        left = self.folded[max(0, at - 3) : at].rstrip(_BLANK + "-–")
        return not left or left[-1] in _OPENERS

    def follows(self, at: int, signs: str) -> bool:
        """Tell whether the character at `at` is one of the signs."""
        return self.text[at : at + 1] in tuple(signs)
