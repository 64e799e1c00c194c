"""Pronouns and descriptions: which span stands for a name, and for which, inside one document.

An anaphor is resolved to the most salient compatible name before it; how many others were in sight is kept, and
the relation engine trusts it accordingly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.model import NAME_TYPES, Mention
from kg.nlp.analysis import IMPLICIT, Node
from kg.nlp.entities import Entity
from kg.nlp.vi import SentenceTokens
from kg.schema.lang import Lang
from kg.text import tone_placement

_WINDOW = 4  # sentences back in which a name can still be meant
_MODIFIERS = frozenset({"N", "A", "Np", "Nc", "X", "FW", "Ny"})
_TOPICS = frozenset({"ORG", "PER", "PRODUCT", "WORK", "LOC", "EVENT"})
_MASS = frozenset({"L", "M"})  # a counted or pluralised noun points at no single name


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A pronoun or description: half-open syllable range, type it stands for, gender if it tells one."""

    first: int
    last: int
    type: str
    gender: str | None
    head: str
    plural: bool = False


@dataclass(slots=True)
class _Seen:
    entity: str
    type: str
    sentence: int
    start: int
    rank: int


class Coreference:
    """Finds and resolves the anaphors of a document, sentence by sentence."""

    def __init__(self, lang: Lang) -> None:
        anaphora = lang.anaphora
        self._pronouns = {p.form: (p.type, p.gender, p.number == "plural") for p in lang.pronouns}
        self._heads: dict[str, tuple[str, str | None]] = {}
        for kind, words in (
            ("ORG", anaphora.org), ("LOC", anaphora.place), ("PRODUCT", anaphora.product),
            ("WORK", anaphora.work), ("EVENT", anaphora.event), ("PER", anaphora.per_neutral),
        ):  # fmt: skip
            self._heads.update({w.lower(): (kind, None) for w in sorted(words)})
        self._heads.update({w.lower(): ("PER", "m") for w in sorted(anaphora.per_masculine)})
        self._heads.update({w.lower(): ("PER", "f") for w in sorted(anaphora.per_feminine)})
        self._bare = {w.lower(): "ORG" for w in anaphora.bare_org} | {w.lower(): "PER" for w in anaphora.bare_per}
        self._epithets = {w.lower(): kind for kind, words in anaphora.epithets.items() for w in words}
        self._demonstratives = anaphora.demonstratives
        self._titles = lang.titles
        self._longest = 5

    def nodes(
        self,
        sentences: Sequence[SentenceTokens],
        mentions: Sequence[Mention],
        entities: Sequence[Entity],
        owner: Mapping[int, str],
    ) -> list[list[Node]]:
        """Return the nodes of each sentence, sorted: names and values as found, anaphors resolved or not.

        `owner` maps a name mention's start to its entity's key (see `entities.link`).
        """
        known = {e.key: e for e in entities}
        self._genders(sentences, mentions, owner, known)
        out: list[list[Node]] = []
        seen: list[_Seen] = []
        at = 0
        for index, tokens in enumerate(sentences):
            inside = []
            while at < len(mentions) and mentions[at].start < tokens.end:
                if mentions[at].start >= tokens.start and mentions[at].end <= tokens.end:
                    inside.append(mentions[at])
                at += 1
            unsaid = _unsaid(index, tokens.start, seen, known)
            shown = self._sentence(index, tokens, inside, owner, known, seen)
            named = {node.entity for node in shown}
            out.append([*shown, *(node for node in unsaid if node.entity not in named)])
        return out

    def _sentence(
        self,
        index: int,
        tokens: SentenceTokens,
        mentions: Sequence[Mention],
        owner: Mapping[int, str],
        known: Mapping[str, Entity],
        seen: list[_Seen],
    ) -> list[Node]:
        nodes = [Node(m.start, m.end, m.text, m.type, owner.get(m.start) or f"={m.start}", 0, m) for m in mentions]
        ranks: dict[str, int] = {}
        placed: list[Node] = []
        anaphors = [(tokens.spans[a.first][0], tokens.spans[a.last - 1][1], a) for a in self.find(tokens, mentions)]
        todo: list[tuple[int, Node | tuple[int, int, Anaphor]]] = [(n.start, n) for n in nodes]
        todo += [(start, (start, end, a)) for start, end, a in anaphors]
        for start, item in sorted(todo, key=lambda t: t[0]):
            if isinstance(item, Node):
                node = item
            else:
                begin, end, anaphor = item
                entity, certainty = self._resolve(anaphor, index, seen, known)
                words = " ".join(tokens.syllables[anaphor.first : anaphor.last])
                kind = known[entity].type if entity else anaphor.type
                node = Node(begin, end, words, kind, entity, certainty)
            placed.append(node)
            if node.entity in known and node.type in NAME_TYPES:
                rank = ranks.setdefault(node.type, 0)
                ranks[node.type] += 1
                seen.append(_Seen(node.entity or "", known[node.entity or ""].type, index, start, rank))
        return placed

    def find(self, tokens: SentenceTokens, mentions: Sequence[Mention]) -> list[Anaphor]:
        """Return the anaphors of a sentence outside its mentions, left to right, non-overlapping."""
        words = [tone_placement(s.lower()) for s in tokens.syllables]
        taken = _taken(tokens, mentions)
        found: list[Anaphor] = []
        i = 0
        while i < len(words):
            anaphor = None if taken[i] else self._at(i, words, tokens, taken)
            if anaphor:
                found.append(anaphor)
            i = anaphor.last if anaphor else i + 1
        return found

    def _at(self, i: int, words: list[str], tokens: SentenceTokens, taken: list[bool]) -> Anaphor | None:
        limit = min(len(words), i + self._longest)
        free = next((j for j in range(i, limit) if taken[j]), limit)
        counted = i > 0 and tokens.tags[i - 1] in _MASS and not taken[i - 1]
        for j in range(free, i, -1):
            phrase = " ".join(words[i:j])
            if kind := self._epithets.get(phrase):
                return Anaphor(i, j, kind, None, phrase)
            if pronoun := self._pronoun(phrase, i, j, tokens, taken):
                return pronoun
            if described := self._described(phrase, i, j, words, tokens, taken, counted):
                return described
        return None

    def _pronoun(self, phrase: str, i: int, j: int, tokens: SentenceTokens, taken: list[bool]) -> Anaphor | None:
        entry = self._pronouns.get(phrase)
        if not entry or (j < len(taken) and taken[j]):
            return None
        whole = (i == 0 or tokens.words[i - 1] != tokens.words[i]) and (
            j >= len(taken) or tokens.words[j] != tokens.words[j - 1]
        )
        if not whole or (j < len(taken) and j - i == 1 and tokens.tags[j] in {"N", "Np", "Nc"}):
            return None
        kind, gender, plural = entry
        return Anaphor(i, j, kind, gender, phrase, plural)

    def _described(
        self,
        phrase: str,
        i: int,
        j: int,
        words: list[str],
        tokens: SentenceTokens,
        taken: list[bool],
        counted: bool,
    ) -> Anaphor | None:
        """A head noun with a demonstrative (`hãng xe này`), a bare one (`hãng`), or a lone epithet head."""
        if j < len(taken) and taken[j]:
            return None
        head = self._heads.get(phrase)
        if head:
            k = j
            while k < min(len(words), j + 3) and not taken[k] and words[k] not in self._demonstratives:
                if tokens.tags[k] not in _MODIFIERS:
                    break
                k += 1
            if k < len(words) and not taken[k] and words[k] in self._demonstratives and not counted:
                return Anaphor(i, k + 1, *head, phrase)
        kind = self._bare.get(phrase)
        if kind and not counted and self._stands_alone(j, words, tokens, taken):
            return Anaphor(i, j, kind, self._titles.gender(phrase), phrase)
        return None

    @staticmethod
    def _stands_alone(j: int, words: list[str], tokens: SentenceTokens, taken: list[bool]) -> bool:
        if j >= len(words):
            return True
        if taken[j] or tokens.words[j] == tokens.words[j - 1] or words[j] == "của":
            return False
        return tokens.tags[j] not in _MODIFIERS

    def _resolve(
        self, anaphor: Anaphor, index: int, seen: list[_Seen], known: Mapping[str, Entity]
    ) -> tuple[str | None, int]:
        if anaphor.plural or anaphor.type == "ANY":
            return None, 3
        best: dict[str, float] = {}
        for item in reversed(seen):
            back = index - item.sentence
            if back > _WINDOW and best:
                break
            if item.type != anaphor.type or back > 3 * _WINDOW:
                continue
            entity = known[item.entity]
            if anaphor.gender and entity.gender and anaphor.gender != entity.gender:
                continue
            score = -1.0 * back + (1.0 if item.rank == 0 else 0.0)
            if _head_agrees(anaphor.head, entity):
                score += 2.0
            if anaphor.gender and entity.gender:
                score += 1.0
            best[item.entity] = max(best.get(item.entity, -99.0), score) + 0.1
        if not best:
            return None, 3
        ranked = sorted(best.items(), key=lambda b: (-b[1], b[0]))
        if len(ranked) == 1:
            return ranked[0][0], 1
        return ranked[0][0], 2 if ranked[0][1] - ranked[1][1] >= 0.9 else 3

    def _genders(
        self,
        sentences: Sequence[SentenceTokens],
        mentions: Sequence[Mention],
        owner: Mapping[int, str],
        known: Mapping[str, Entity],
    ) -> None:
        """Give each person the gender that a title before any of its mentions tells."""
        starts = {m.start for m in mentions if m.type == "PER"}
        for tokens in sentences:
            for i, (start, _) in enumerate(tokens.spans):
                if start in starts and i:
                    for size in (2, 1):
                        title = " ".join(tokens.syllables[max(0, i - size) : i])
                        if gender := self._titles.gender(title):
                            known[owner[start]].gender = known[owner[start]].gender or gender
                            break


def _unsaid(index: int, start: int, seen: Sequence[_Seen], known: Mapping[str, Entity]) -> list[Node]:
    """Return nodes for what a sentence may leave unsaid: of each kind the last thing spoken of and the main one."""
    recent: dict[str, tuple[float, str]] = {}
    counts: dict[str, Counter[str]] = {}
    for item in seen:
        if item.type in _TOPICS:
            score = -1.0 * (index - item.sentence) + (0.5 if item.rank == 0 else 0.0)
            recent[item.type] = max(recent.get(item.type, (-999.0, "")), (score, item.entity))
            counts.setdefault(item.type, Counter())[item.entity] += 1
    nodes = []
    for kind in sorted(recent):
        last, main = recent[kind][1], min(counts[kind].items(), key=lambda c: (-c[1], c[0]))[0]
        if last == main:
            nodes.append(Node(start, start, "", kind, last, IMPLICIT + 2))
        else:
            nodes += [
                Node(start, start, "", kind, last, IMPLICIT),
                Node(start, start, "", kind, main, IMPLICIT + 1),
            ]
    return nodes


def _head_agrees(head: str, entity: Entity) -> bool:
    return any(m.text.lower().startswith(head + " ") for m in entity.mentions)


def _taken(tokens: SentenceTokens, mentions: Iterable[Mention]) -> list[bool]:
    taken = [False] * len(tokens.spans)
    for mention in mentions:
        for i, (start, end) in enumerate(tokens.spans):
            if start < mention.end and end > mention.start:
                taken[i] = True
    return taken
