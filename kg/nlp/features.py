"""What the name model sees of a sentence: string features of each syllable, numbered by a vocabulary.

Features of one syllable alone are numbered once and remembered; what depends on neighbours is built anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.nlp.features_cues import Cues
from kg.nlp.vi import SentenceTokens
from kg.schema.gazetteer import Gazetteer
from kg.text import tone_placement

Number = Callable[[str], int]

# A Vietnamese syllable: onset, vowels, coda. Bare Latin letters fit too (`an`, `tin`); other names rarely do.
_ONSET = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
_CODA = r"(?:ng|nh|ch|[cmnpt])?"
_VOWELS = r"[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]{1,3}"
_NATIVE = re.compile(_ONSET + _VOWELS + _CODA)
_OPENING, _CLOSING = "\"“«'‘(", "\"”»'’)"
_NATIVE_PARTS = ("SURNAME", "GIVEN")
_QUOTES = frozenset('"“”«»')


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


@dataclass(slots=True)
class _Alone:
    """Numbers of the features of one syllable, for each distance from which it is looked at."""

    lower: str
    shape: str
    kind: str
    capital: bool
    parts: str
    rows: tuple[list[int], ...]


@dataclass
class Features:
    """Turns sentences into feature numbers; `number` gives a feature's row, below 0 if it is unknown."""

    gazetteer: Gazetteer | None
    cues: Cues | None
    number: Number
    _alone: dict[str, _Alone] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)

    def sentence(self, tokens: SentenceTokens) -> list[list[int]]:
        """Return the feature rows of each syllable of a sentence."""
        syllables = tokens.syllables
        alone = [self._of(s) for s in syllables]
        size = len(alone)
        out: list[list[int]] = [list(a.rows[3]) for a in alone]
        for distance in (-3, -2, -1, 1, 2, 3):
            for i in range(max(0, -distance), min(size, size - distance)):
                out[i] += alone[i + distance].rows[distance + 3]
        texts = self._texts(tokens, alone)
        for i, names in enumerate(texts):
            out[i] += self._numbers(names)
        return out

    def _numbers(self, names: Sequence[str]) -> list[int]:
        known, number = self._seen, self.number
        found = []
        for name in names:
            row = known.get(name)
            if row is None:
                row = known[name] = number(name)
            if row >= 0:
                found.append(row)
        return found

    def _of(self, syllable: str) -> _Alone:
        if (known := self._alone.get(syllable)) is None:
            known = self._alone[syllable] = self._new(syllable)
        return known

    def _new(self, syllable: str) -> _Alone:
        lower = tone_placement(syllable.lower())
        outline = shape(syllable)
        kind = "v" if is_native(syllable) else "f" if syllable[0].isalpha() else "s"
        if kind == "v" and has_mark(syllable):
            kind = "V"
        parts = sorted(self._parts(syllable))
        rows: list[list[int]] = []
        for distance in range(-3, 4):
            names = [f"w{distance}={lower}"]
            if abs(distance) <= 2:
                names.append(f"s{distance}={outline}")
            if abs(distance) <= 1:
                names.append(f"k{distance}={kind}{outline}")
                names += [f"l{distance}={part}" for part in parts]
            if distance == 0:
                names.append("bias")
                names.append(f"W={syllable}")
                names += [f"p{n}={lower[:n]}" for n in (1, 2, 3, 4) if n < len(lower)]
                names += [f"e{n}={lower[-n:]}" for n in (1, 2, 3, 4) if n < len(lower)]
            rows.append(self._numbers(names))
        return _Alone(lower, outline, kind, syllable[0].isupper(), "+".join(parts), tuple(rows))

    def _parts(self, syllable: str) -> list[str]:
        if self.gazetteer is None:
            return []
        parts = self.gazetteer.parts
        if syllable.islower():
            raised = syllable[0].upper() + syllable[1:]
            return ["low" + kind for kind in _NATIVE_PARTS if raised in parts[kind]]
        return [kind for kind, members in parts.items() if syllable in members]

    def _texts(self, tokens: SentenceTokens, alone: list[_Alone]) -> list[list[str]]:
        size = len(alone)
        low = ["^", *(a.lower for a in alone), "$"]
        outline = ["^", *(a.shape for a in alone), "$"]
        tags = ["^", *tokens.tags, "$"]
        words = tokens.words
        loud = sum(a.capital for a in alone) > 0.7 * sum(a.kind != "s" for a in alone)
        out: list[list[str]] = []
        for i in range(size):
            j = i + 1
            names = [
                f"b={low[i]}|{low[j]}",
                f"n={low[j]}|{low[j + 1]}",
                f"S={outline[i]}{outline[j]}{outline[j + 1]}",
                f"t={tags[j]}",
                f"t-={tags[i]}",
                f"t+={tags[j + 1]}",
                f"T={tags[i]}{tags[j]}",
                f"wp={i > 0 and words[i - 1] == words[i]:d}{i + 1 < size and words[i + 1] == words[i]:d}",
            ]
            if loud:
                names.append(f"loud{outline[j]}")
            out.append(names)
        self._runs(alone, low, tags, out)
        self._cues(alone, out)
        self._quotes(tokens.syllables, out)
        self._lists(tokens.syllables, alone, out)
        return out

    def _runs(self, alone: list[_Alone], low: list[str], tags: list[str], out: list[list[str]]) -> None:
        """Say of each capitalised run what stands around it and how it begins and ends."""
        size, at = len(alone), 0
        while at < size:
            if not alone[at].capital:
                at += 1
                continue
            end = at + 1
            while end < size and (alone[end].capital or alone[end].shape[0] == "d"):
                end += 1
            length = end - at
            kinds = "".join(sorted({a.kind for a in alone[at:end]}))
            before = low[at]
            before2 = low[at - 1] if at else "^"
            after = low[end + 1]
            common = [
                f"rb={before}",
                f"rB={before2} {before}",
                f"ra={after}",
                f"rbt={tags[at]}",
                f"rat={tags[end + 1]}",
                f"rA={after} {low[min(end + 2, size + 1)]}",
                f"rf={alone[at].lower}",
                f"re={alone[end - 1].lower}",
                f"rl={min(length, 6)}{kinds}",
                f"rt={' '.join(low[at + 1 : end + 1])}" if length < 6 else "rt",
                f"rP={alone[at].parts}",
                f"rQ={alone[end - 1].parts}",
                f"rPQ={min(length, 4)}{alone[at].parts}|{alone[end - 1].parts}",
                f"re3={alone[end - 1].lower[-3:]}",
                f"rf3={alone[at].lower[-3:]}",
            ]
            if at == 0:
                common.append(f"r0={min(length, 6)}{kinds}")
            for i in range(at, end):
                names = out[i]
                names += common
                names.append(f"rp={min(i - at, 3)}.{min(end - 1 - i, 3)}")
                names.append(f"rq={min(i - at, 3)}.{min(end - 1 - i, 3)}{kinds}")
                names += [f"L={w}" for w in low[max(1, at - 4) : at + 1]]
                names += [f"R={w}" for w in low[end + 1 : end + 5]]
            at = end

    def _cues(self, alone: list[_Alone], out: list[list[str]]) -> None:
        """Say which cue words cover a syllable, end before it, begin after it or stand further left."""
        if self.cues is None:
            return
        size = len(alone)
        for start, end, classes in self.cues.find([a.lower for a in alone]):
            big = "C" if alone[start].capital else "c"
            follows = alone[end].shape if end < size else "$"
            later = any(a.capital for a in alone[end + 1 : end + 4])
            for i in range(start, end):
                place = f"{big}{min(i - start, 2)}.{min(end - 1 - i, 2)}"
                for c in classes:
                    out[i] += (f"{place}={c}", f"{place}={c}{follows}{later:d}")
            if end < size:
                joined = "+".join(classes)
                out[end] += [f"{big}<={c}" for c in classes]
                out[end].append(f"{big}<={joined}{alone[end].shape}")
            if start:
                out[start - 1] += [f"{big}>={c}" for c in classes]
            for i in range(end, min(end + 8, size)):
                if alone[i].kind == "s" and alone[i].lower in ',.;:()"“”':
                    break
                out[i] += [f"{big}<<={c}{alone[i].capital * 1}" for c in classes if c != "where"]

    def _quotes(self, syllables: Sequence[str], out: list[list[str]]) -> None:
        """Mark what stands in a short quotation."""
        opened: int | None = None
        for i, syllable in enumerate(syllables):
            if syllable in _QUOTES:
                if opened is not None and 0 < i - opened - 1 <= 12:
                    size = min(i - opened - 1, 8)
                    for k in range(opened + 1, i):
                        out[k] += [f"q={min(k - opened, 2)}.{min(i - k, 2)}", f"ql={size}"]
                    opened = None
                else:
                    opened = i

    def _lists(self, syllables: Sequence[str], alone: list[_Alone], out: list[list[str]]) -> None:
        """Say which lists hold the name that stands here."""
        if self.gazetteer is None:
            return
        for start, end, entry in self.gazetteer.match(syllables):
            kind = entry.type + ("?" if entry.ambiguous else "")
            size = min(end - start, 3)
            for i in range(start, end):
                place = "S" if end - start == 1 else "B" if i == start else "E" if i == end - 1 else "I"
                out[i] += [f"g={place}{kind}", f"G={kind}", f"gs={place}{kind}{size}{alone[i].shape}"]
            if start:
                out[start - 1].append(f"g+={kind}")
            if end < len(syllables):
                out[end].append(f"g-={kind}")
        # Names that lost their capitals (`đà lạt`): the lists are asked again as if each syllable had one.
        raised = [s[0].upper() + s[1:] for s in syllables]
        for start, end, entry in self.gazetteer.match(raised):
            if end - start > 1 and all(s.islower() for s in syllables[start:end]):
                for i in range(start, end):
                    out[i].append(f"glow={'B' if i == start else 'I'}{entry.type}")
