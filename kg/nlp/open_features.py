"""Proposals of open facts and what the weights see of them: words, types, what stands between and around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.nlp.analysis import Analysis
from kg.nlp.spots import bucket, symbol
from kg.nlp.syntax import Parse


@dataclass(frozen=True, slots=True)
class Proposal:
    """A possible open fact: node indexes of both ends and the units of the phrase, in order.

    `shape` names the chunks that the phrase crosses; `turned` says that the object stands before the agent
    (`O bị S V`); `gap` are the units between phrase and object.
    """

    subject: int
    object: int
    units: tuple[int, ...]
    chunk: int
    shape: str
    turned: bool
    gap: tuple[int, int]

    def phrase(self, sentence: Analysis) -> str:
        """Return the words of the phrase."""
        return " ".join(sentence.units[u].text for u in self.units)

    def verbs(self, sentence: Analysis) -> list[str]:
        """Return the verbs of the phrase."""
        return [sentence.units[u].text for u in self.units if sentence.units[u].tag == "V"]


def features_of(sentence: Analysis, parsed: Parse, p: Proposal) -> list[str]:
    """Return the features of a proposal."""
    left = _left(sentence, parsed, p)
    right = _right(sentence, parsed, p)
    return [*_words(sentence, p), *left, *right, *_around(sentence, parsed, p)]


def _types(sentence: Analysis, p: Proposal) -> str:
    return f"{sentence.nodes[p.subject].type}-{sentence.nodes[p.object].type}"


def _words(sentence: Analysis, p: Proposal) -> Iterator[str]:
    units = [sentence.units[u] for u in p.units]
    phrase, types = p.phrase(sentence), _types(sentence, p)
    tags = "".join(u.tag[0] for u in units)
    last = units[-1]
    yield f"ph={phrase}"
    yield f"ph={phrase}.{sentence.nodes[p.object].type}"
    verbs = p.verbs(sentence)
    for word in (u.text for u in units):
        yield f"w={word}"
    if verbs:
        yield f"v1={verbs[0]}"
        yield f"vn={verbs[-1]}"
        yield f"v1={verbs[0]}.{p.shape}"
        yield f"v1={verbs[0]}.{types}"
    yield f"last={last.text}"
    yield f"last={last.tag}.{types}"
    yield f"tags={tags}"
    yield f"shape={p.shape}"
    yield f"types={types}"
    yield f"shape={p.shape}.{types}"
    yield f"shape={p.shape}.{last.text if last.tag != 'V' else 'V'}.{sentence.nodes[p.object].type}"
    yield f"turned={p.turned}.{types}"


def _left(sentence: Analysis, parsed: Parse, p: Proposal) -> list[str]:
    """Describe the way from the verb back to the subject (to the object of a turned one)."""
    node = p.object if p.turned else p.subject
    u, verb = sentence.unit_of[node], p.units[0]
    start = parsed.chunks[p.chunk].units[0]
    at = parsed.of[u]
    chunk = parsed.chunks[at]
    path = parsed.path(p.chunk, at)
    between = sentence.units[u + 1 : verb]
    names = sum(b.kind == "M" for b in between)
    verbs = sum(b.tag == "V" and b.kind == "W" for b in sentence.units[u + 1 : start])
    commas = sum(b.text == "," for b in between)
    inner = f"{chunk.nodes.index(node)}/{len(chunk.nodes)}" if node in chunk.nodes else "-"
    kind = f"{sentence.nodes[node].type}{sentence.nodes[node].anaphor or ''}"
    line = "_".join(symbol(sentence, x) for x in range(u + 1, start)) if start - u <= 5 else "long"
    before = symbol(sentence, sentence.phrase.get(u, u) - 1) if sentence.phrase.get(u, u) else "START"
    side = "T" if p.turned else "L"
    out = [
        f"path={path}",
        f"path={path}.{kind}",
        f"gap={bucket(start - u - 1)}",
        f"line={line}",
        f"line={line}.{kind}",
        f"names={min(names, 3)}.verbs={min(verbs, 3)}.commas={min(commas, 3)}",
        f"names={min(names, 3)}",
        f"verbs={min(verbs, 3)}",
        f"commas={min(commas, 3)}",
        f"inner={inner}",
        f"kind={kind}",
        f"before={before}",
        f"before={before}.{path}",
        f"prep={sentence.preposition.get(u, '')}",
        f"first={sentence.phrase.get(u, u) == 0:d}.{path}",
        f"noun={sentence.units[u - 1].text if u and sentence.units[u - 1].tag == 'N' else ''}",
        f"quote={sentence.quoted[u]:d}{sentence.quoted[verb]:d}",
        f"shape={p.shape}.{path}",
        f"mid={'_'.join(b.text for b in between if b.tag == 'V' and b.kind == 'W')}" if verbs <= 2 else "mid=many",
    ]
    return [f"{side}.{f}" for f in out] + [f"{side}.has={w}" for w in _links(sentence, u + 1, verb)]


def _links(sentence: Analysis, first: int, last: int) -> list[str]:
    units = sentence.units[first:last]
    return sorted({u.text for u in units if u.kind == "P" or (u.kind == "W" and u.tag in {"E", "C", "Cc", "P"})})


def _right(sentence: Analysis, parsed: Parse, p: Proposal) -> list[str]:
    """Describe the object's side: what stands before it in its phrase and what follows it."""
    if p.turned:
        return [f"R.turned.next={_next(sentence, p.units[-1] + 1)}"]
    u = sentence.unit_of[p.object]
    node = sentence.nodes[p.object]
    at = parsed.of[u]
    gap = [sentence.units[x] for x in range(*p.gap)]
    following = parsed.chunks[at + 1].kind if at + 1 < len(parsed.chunks) else "END"
    second = parsed.chunks[at + 2].kind if at + 2 < len(parsed.chunks) else "END"
    kind = f"{node.type}{node.anaphor or ''}"
    nodes = len(parsed.chunks[at].nodes)
    after = _next(sentence, u + 1)
    out = [
        f"gap={'_'.join(g.text for g in gap[:4])}",
        f"gap={len(gap)}",
        f"kind={kind}",
        f"kind={kind}.{p.shape}",
        f"follow={following}",
        f"follow={following}_{second}",
        f"follow={following}.{p.shape}",
        f"follow={after}",
        f"follow={after}.{node.type}",
        f"nodes={min(nodes, 3)}.{p.shape}",
        f"path={parsed.path(p.chunk, at)}",
        f"path={parsed.path(p.chunk, at)}.{p.shape}",
        f"quote={sentence.quoted[u]:d}{sentence.quoted[p.units[0]]:d}",
    ]
    return [f"R.{f}" for f in out]


def _next(sentence: Analysis, u: int) -> str:
    return symbol(sentence, u) if u < len(sentence.units) else "END"


def _around(sentence: Analysis, parsed: Parse, p: Proposal) -> Iterator[str]:
    """Describe the clause that the verb stands in."""
    chunk = parsed.chunks[p.chunk]
    first = chunk.units[0]
    label = chunk.label
    yield f"label={label}"
    yield f"label={label}.{p.shape}"
    yield f"passive={chunk.passive:d}.{p.shape}"
    yield f"passive={chunk.passive:d}.{_types(sentence, p)}"
    governor = parsed.chunks[chunk.head].text if chunk.head >= 0 else ""
    yield f"gov={governor}"
    yield f"before={symbol(sentence, first - 1) if first else 'START'}"
    yield f"words={min(len(p.units), 4)}"
    yield f"extra={'_'.join(sentence.units[u].text for u in range(*chunk.units) if u not in p.units)}"
    yield f"length={bucket(len(sentence.units))}"
    yield f"verbs={min(sum(c.kind == 'VG' for c in parsed.chunks), 6)}"


def clause_follows(parsed: Parse, index: int) -> bool:
    """Whether another verb group follows before the clause ends: what stands between is its subject."""
    for chunk in parsed.chunks[index + 1 :]:
        if chunk.kind == "P" and chunk.text in {",", ";", ":"}:
            return False
        if chunk.kind == "VG":
            return True
    return False
