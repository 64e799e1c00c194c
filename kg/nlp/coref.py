"""Pronouns and descriptions: which span stands for a name, and for which, inside one document.

Sentences are read in order; each anaphor is weighed against every entity spoken of so far (`antecedents`), and so
is what a sentence leaves unsaid. How sure a choice was is kept: the relation engine trusts it accordingly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kg.model import NAME_TYPES, Mention
from kg.nlp.analysis import IMPLICIT, Node
from kg.nlp.anaphors import Anaphor, AnaphorFinder
from kg.nlp.antecedents import NONE, Choice, Discourse, choose, role_at
from kg.nlp.entities import Entity
from kg.nlp.vi import SentenceTokens
from kg.nlp.weights import read_weights
from kg.schema.lang import Lang

MODEL = "vi/model/coref.tsv"
PARTS = ("anaphor", "unsaid")
_SURE, _LIKELY = 0.85, 0.6  # probabilities from which an antecedent is the only one, or clearly the best
_SAID, _MAYBE, _LEAST = 0.5, 0.25, 0.03  # the same of what is left unsaid, and the least that is worth a look
_OWNERS = 3


class Judge(Protocol):
    """Makes the choices of a reading: `start` and `end` are code points of the document."""

    def antecedent(self, start: int, end: int, choices: Sequence[Choice]) -> tuple[str, float]:
        """Return the entity that an anaphor stands for, NONE for no entity, with its probability."""

    def owners(self, start: int, end: int, choices: Sequence[Choice]) -> list[tuple[str, float]]:
        """Return what a sentence may leave unsaid, the likeliest first, NONE among them."""


@dataclass(frozen=True)
class Weighing:
    """The judge that the product uses: the learned weights of both choices."""

    anaphors: Mapping[str, float]
    unsaid: Mapping[str, float]

    @classmethod
    def load(cls, path: Path) -> Weighing:
        """Read the weights that ship with a schema; SchemaError names a line that is none."""
        parts = read_weights(path, PARTS)
        return cls(*(parts[name] for name in PARTS))

    def antecedent(self, start: int, end: int, choices: Sequence[Choice]) -> tuple[str, float]:
        return choose(choices, self.anaphors)[0]

    def owners(self, start: int, end: int, choices: Sequence[Choice]) -> list[tuple[str, float]]:
        return choose(choices, self.unsaid)


class Coreference:
    """Finds and resolves the anaphors of a document, sentence by sentence. Keeps no state between documents."""

    def __init__(self, lang: Lang, judge: Judge) -> None:
        self._finder = AnaphorFinder(lang)
        self._titles = lang.titles
        self._middle = lang.titles.middle_names
        self._judge = judge

    def nodes(
        self,
        sentences: Sequence[SentenceTokens],
        mentions: Sequence[Mention],
        entities: Sequence[Entity],
        owner: Mapping[int, str],
    ) -> list[list[Node]]:
        """Return the nodes of each sentence, sorted: names and values as found, anaphors resolved or not.

        `owner` maps a name mention's start to its entity's key (see `entities.link`). Nodes for what the sentence
        may leave unsaid follow the others.
        """
        self._genders(sentences, mentions, owner, {e.key: e for e in entities})
        discourse = Discourse(sentences, entities)
        out: list[list[Node]] = []
        at = 0
        for index, tokens in enumerate(sentences):
            inside = []
            while at < len(mentions) and mentions[at].start < tokens.end:
                if mentions[at].start >= tokens.start and mentions[at].end <= tokens.end:
                    inside.append(mentions[at])
                at += 1
            out.append(self._sentence(index, tokens, inside, owner, discourse))
        return out

    def _sentence(
        self,
        index: int,
        tokens: SentenceTokens,
        mentions: Sequence[Mention],
        owner: Mapping[int, str],
        discourse: Discourse,
    ) -> list[Node]:
        firsts = {span[0]: i for i, span in enumerate(tokens.spans)}
        placed: list[tuple[int, Node]] = []
        rank = 0
        for first, item in sorted(self._items(tokens, mentions, firsts), key=lambda item: item[0]):
            if isinstance(item, Mention):
                node = Node(
                    item.start, item.end, item.text, item.type, owner.get(item.start) or f"={item.start}", 0, item
                )
            elif (resolved := self._resolved(item, index, tokens, discourse)) is not None:
                node = resolved
            else:
                continue
            placed.append((first, node))
            if node.entity in discourse.known and node.type in NAME_TYPES:
                discourse.spoken(node.entity or "", index, role_at(tokens, first), rank)
                rank += 1
        shown = [node for _, node in placed]
        return [*shown, *self._unsaid(index, tokens, placed, discourse)]

    def _items(
        self, tokens: SentenceTokens, mentions: Sequence[Mention], firsts: Mapping[int, int]
    ) -> Iterator[tuple[int, Mention | Anaphor]]:
        for mention in mentions:
            yield firsts.get(mention.start, 0), mention
        for anaphor in self._finder.find(tokens, mentions):
            yield anaphor.first, anaphor

    def _resolved(self, a: Anaphor, index: int, tokens: SentenceTokens, discourse: Discourse) -> Node | None:
        """Return the node of an anaphor; None for a noun that stands for nothing."""
        start, end = tokens.spans[a.first][0], tokens.spans[a.last - 1][1]
        entity, chance = self._judge.antecedent(start, end, discourse.antecedents(a, tokens, index))
        words = " ".join(tokens.syllables[a.first : a.last])
        if entity == NONE:
            return Node(start, end, words, a.type, None, 3) if a.kind == "pronoun" or a.pointing else None
        discourse.chosen(a, entity)
        certainty = 1 if chance >= _SURE else 2 if chance >= _LIKELY else 3
        return Node(start, end, words, discourse.known[entity].type, entity, certainty)

    def _unsaid(
        self, index: int, tokens: SentenceTokens, placed: Sequence[tuple[int, Node]], discourse: Discourse
    ) -> list[Node]:
        """Return nodes for what the sentence may leave unsaid, the likeliest first."""
        shown = [(first, n.type, n.entity or NONE) for first, n in placed if n.type in NAME_TYPES]
        ranked = self._judge.owners(tokens.start, tokens.end, discourse.owners(tokens, index, shown))
        discourse.left_unsaid(ranked[0][0])
        nodes = []
        for entity, chance in [c for c in ranked if c[0] != NONE and c[1] >= _LEAST][:_OWNERS]:
            level = IMPLICIT if chance >= _SAID else IMPLICIT + 1 if chance >= _MAYBE else IMPLICIT + 2
            nodes.append(Node(tokens.start, tokens.start, "", discourse.known[entity].type, entity, level))
        return nodes

    def _genders(
        self,
        sentences: Sequence[SentenceTokens],
        mentions: Sequence[Mention],
        owner: Mapping[int, str],
        known: Mapping[str, Entity],
    ) -> None:
        """Give each person the gender that a title before any of its mentions, or else its middle name, tells."""
        starts = {m.start for m in mentions if m.type == "PER"}
        for tokens in sentences:
            for i, (start, _) in enumerate(tokens.spans):
                if start in starts and i:
                    for size in (2, 1):
                        title = " ".join(tokens.syllables[max(0, i - size) : i])
                        if gender := self._titles.gender(title):
                            known[owner[start]].gender = known[owner[start]].gender or gender
                            break
        for entity in known.values():
            words = entity.label.split()
            if entity.type == "PER" and len(words) > 2 and not entity.gender:
                entity.gender = self._middle.get(words[1])
