"""What the name model sees of a sentence: string features of each syllable, numbered by a vocabulary.

Features of one syllable alone are numbered once and remembered; what depends on neighbours is built anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.nlp.features_cues import Cues
from kg.nlp.features_shapes import capital_runs, has_mark, is_native, joints, shape
from kg.nlp.vi import SentenceTokens
from kg.schema.gazetteer import Gazetteer
from kg.text import tone_placement

Number = Callable[[str], int]

_NATIVE_PARTS = ("SURNAME", "GIVEN")
_QUOTES = frozenset('"“”«»')


@dataclass(slots=True)
class _Alone:
    """Numbers of the features of one syllable, for each distance from which it is looked at."""

    lower: str
    shape: str
    kind: str
    capital: bool
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
        return _Alone(lower, outline, kind, syllable[0].isupper(), tuple(rows))

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
        runs = capital_runs(tokens.syllables)
        self._runs(alone, runs, low, tags, out)
        self._cues(alone, {end: start for start, end in runs}, out)
        joints(tokens, out)
        self._quotes(tokens.syllables, out)
        self._low_persons(tokens.syllables, out)
        self._person_tails(tokens.syllables, runs, out)
        self._lists(tokens.syllables, alone, runs, out)
        return out

    def _runs(
        self,
        alone: list[_Alone],
        runs: Sequence[tuple[int, int]],
        low: list[str],
        tags: list[str],
        out: list[list[str]],
    ) -> None:
        """Say of each capitalised run what stands around it and how it begins and ends."""
        size = len(alone)
        for at, end in runs:
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

    def _cues(self, alone: list[_Alone], runs: Mapping[int, int], out: list[list[str]]) -> None:
        """Say which cue words cover a syllable, end before it, begin after it or stand further left.

        `runs` maps the end of a capitalised run to its start: what follows a run is said of all of it.
        """
        if self.cues is None:
            return
        size = len(alone)
        for start, end, classes in self.cues.find([a.lower for a in alone]):
            big = "C" if alone[start].capital else "c"
            for i in range(start, end):
                out[i] += [f"{big}{min(i - start, 2)}.{min(end - 1 - i, 2)}={c}" for c in classes]
            if end < size:
                joined = "+".join(classes)
                out[end] += [f"{big}<={c}" for c in classes]
                out[end].append(f"{big}<={joined}{alone[end].shape}")
            if start:
                out[start - 1] += [f"{big}>={c}" for c in classes]
                comma = start > 1 and alone[start - 1].lower == ","
                stop = start - comma
                for i in range(runs.get(stop, stop), stop):
                    out[i] += [f"r{',' * comma}>{big}{c}" for c in classes]
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

    def _low_persons(self, syllables: Sequence[str], out: list[list[str]]) -> None:
        """Mark a family name and given names in lower case (`lê văn hòa`), as some old newspaper texts have them."""
        if self.gazetteer is None:
            return
        surnames, given = (self.gazetteer.parts[kind] for kind in _NATIVE_PARTS)
        at, size = 0, len(syllables)
        while at < size:
            end = at + 1
            if syllables[at].islower() and syllables[at].capitalize() in surnames:
                while end < min(size, at + 4) and syllables[end].islower() and syllables[end].capitalize() in given:
                    end += 1
            if end - at > 1:
                for i in range(at, end):
                    out[i] += (f"lp={end - at}", f"lp={end - at}.{min(i - at, 1)}")
            at = end

    def _lists(
        self,
        syllables: Sequence[str],
        alone: list[_Alone],
        runs: Sequence[tuple[int, int]],
        out: list[list[str]],
    ) -> None:
        """Say which lists hold the name that stands here."""
        if self.gazetteer is None:
            return
        begins: dict[int, str] = {}
        ends: dict[int, str] = {}
        for start, end, entry in self.gazetteer.match(syllables):
            kind = entry.type + ("?" if entry.ambiguous else "")
            begins[start] = ends[end] = kind
            size = min(end - start, 3)
            for i in range(start, end):
                place = "S" if end - start == 1 else "B" if i == start else "E" if i == end - 1 else "I"
                out[i] += [f"g={place}{kind}", f"G={kind}", f"gs={place}{kind}{size}{alone[i].shape}"]
            if start:
                out[start - 1].append(f"g+={kind}")
            if end < len(syllables):
                out[end].append(f"g-={kind}")
        self._rows(alone, runs, (begins, ends), out)
        # Names that lost their capitals (`đà lạt`): the lists are asked again as if each syllable had one.
        raised = [s[0].upper() + s[1:] for s in syllables]
        for start, end, entry in self.gazetteer.match(raised):
            if end - start > 1 and all(s.islower() for s in syllables[start:end]):
                for i in range(start, end):
                    out[i].append(f"glow={'B' if i == start else 'I'}{entry.type}")

    def _rows(
        self,
        alone: list[_Alone],
        runs: Sequence[tuple[int, int]],
        listed: tuple[Mapping[int, str], Mapping[int, str]],
        out: list[list[str]],
    ) -> None:
        """Say what the next name of a row is by the lists: things in a row are mostly of one type."""
        joining = self.cues.joining if self.cues else frozenset()
        begins, ends = listed
        for start, end in runs:
            row: list[str] = []
            if start and alone[start - 1].lower in joining and (kind := ends.get(start - 1)):
                row.append(f"row<{kind}")
            if end < len(alone) and alone[end].lower in joining and (kind := begins.get(end + 1)):
                row.append(f"row>{kind}")
            for i in range(start, end):
                out[i] += row

    def _person_tails(self, syllables: Sequence[str], runs: Sequence[tuple[int, int]], out: list[list[str]]) -> None:
        """Mark a person's name that ends a longer run of capitals (`Cục Điện lực Phạm Nguyên Hùng`)."""
        if self.gazetteer is None:
            return
        parts = self.gazetteer.parts
        for start, end in runs:
            at = next((i for i in range(max(start + 1, end - 4), end - 1) if _person(syllables[i:end], parts)), end)
            if at < end:
                out[at - 1].append("tail>")
                for i in range(at, end):
                    out[i] += (f"tail={min(i - at, 1)}", f"tail={min(i - at, 1)}{end - at}")


def _person(syllables: Sequence[str], parts: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether the parts lists make a full name of these syllables."""
    first, *rest = syllables
    if first in parts["SURNAME"]:
        return all(s in parts["GIVEN"] for s in rest)
    return first in parts["FOREIGN_GIVEN"] and syllables[-1] in parts["FOREIGN_SURNAME"]
