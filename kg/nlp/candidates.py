"""Candidate arguments of a trigger, described by the syntax between them.

A rule says which words and which types; this module enumerates the pairs of mentions that could fill its slots
and describes each as feature strings. `scoring` weighs the features: what no construction of the language
supports gets a low confidence, whatever the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from kg.model import NAME_TYPES
from kg.nlp.analysis import Analysis, Node
from kg.nlp.syntax import Parse
from kg.nlp.triggers import Trigger

_FUNCTION = frozenset({"E", "C", "Cc", "P", "R", "CH", "T", "L"})
_REACH = 45  # units; farther arguments are never right and cost time
_BUCKETS = (0, 1, 2, 3, 4, 6, 9, 14, 22)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible fact: `subject` and `object` are node indexes of the sentence.

    `parts` are its features: those of the trigger, of each end (shared with other candidates) and of the pair.
    """

    trigger: Trigger
    subject: int
    object: int
    parts: tuple[tuple[str, ...], ...]

    @property
    def features(self) -> Iterator[str]:
        return chain.from_iterable(self.parts)


def candidates(
    sentence: Analysis, parsed: Parse, trigger: Trigger, objects: Sequence[int] | None = None
) -> Iterator[Candidate]:
    """Yield every pair of nodes that the rule's types admit, within reach, with its features.

    `objects` restricts the object to these nodes, None to all that fit.
    """
    rule = trigger.rule
    subjects = [n for n in range(len(sentence.nodes)) if _fits(sentence, trigger, n, rule.subject)]
    if objects is None:
        objects = [n for n in range(len(sentence.nodes)) if _fits(sentence, trigger, n, rule.object)]
    if not subjects or not objects:
        return
    shared = tuple(_trigger_features(sentence, trigger))
    by_subject = {n: tuple(_slot_features("S", sentence, trigger, n, subjects)) for n in subjects}
    by_object = {n: tuple(_slot_features("O", sentence, trigger, n, objects)) for n in objects}
    text_object = "TEXT" in rule.object
    for s in subjects:
        for o in objects:
            if not _sayable(sentence, trigger, s, o, subjects, objects):
                continue
            if s != o and (text_object or _distinct(sentence.nodes[s], sentence.nodes[o])):
                pair = _pair(sentence, parsed, trigger, s, o)
                yield Candidate(trigger, s, o, (shared, by_subject[s], by_object[o], tuple(pair)))


def _sayable(
    sentence: Analysis, trigger: Trigger, s: int, o: int, subjects: Sequence[int], objects: Sequence[int]
) -> bool:
    """Whether an end may be left unsaid: just one of the two, and only where nothing said could fill its slot."""
    nodes, first = sentence.nodes, trigger.units[0]
    if nodes[s].implicit:
        said = (n for n in subjects if n != o and not nodes[n].implicit and sentence.unit_of[n] < first)
        return not nodes[o].implicit and next(said, None) is None
    if nodes[o].implicit:
        return all(n == s or nodes[n].implicit for n in objects)
    return True


def _pair(sentence: Analysis, parsed: Parse, trigger: Trigger, s: int, o: int) -> list[str]:
    if sentence.nodes[s].implicit or sentence.nodes[o].implicit:
        return _implicit_pair(sentence, parsed, trigger, s, o)
    return _pair_features(sentence, trigger, s, o) + _path_features(sentence, parsed, trigger, s, o)


def _implicit_pair(sentence: Analysis, parsed: Parse, trigger: Trigger, s: int, o: int) -> list[str]:
    """Describe a pair of which one end is not in the sentence by the other end alone."""
    rule = trigger.rule
    missing, shown = ("S", o) if sentence.nodes[s].implicit else ("O", s)
    at = parsed.of[trigger.units[0]]
    types = f"{sentence.nodes[s].type}-{sentence.nodes[o].type}"
    place = _place(sentence, parsed, trigger, at, shown)
    stems = (rule.frame, rule.predicate, rule.id, f"ph.{trigger.phrase}", types)
    return [f"zero{missing}.{stem}.{place}" for stem in stems] + [f"zero{missing}.{types}.{rule.predicate}"]


def _implicit_features(slot: str, sentence: Analysis, trigger: Trigger, index: int, rivals: Sequence[int]) -> list[str]:
    """Describe an end that the sentence leaves unsaid: what else could fill the slot, and where."""
    rule, node = trigger.rule, sentence.nodes[index]
    first = trigger.units[0]
    shown = [sentence.unit_of[r] for r in rivals if not sentence.nodes[r].implicit]
    left, right = sum(0 <= u < first for u in shown), sum(u >= first for u in shown)
    opening = _symbol(sentence, first - 1) if first else "START"
    facts = (
        f"rivals={min(left, 2)}{min(right, 2)}",
        f"opening={opening}",
        f"any={any(u.kind == 'M' for u in sentence.units[:first]):d}",
        f"type={node.type}",
        f"how={node.anaphor}{node.type}",
        f"how={node.anaphor}.{min(left, 1)}{opening}",
    )
    stems = (f"{slot}0", f"{slot}0.{rule.frame}", f"{slot}0.{rule.predicate}", f"{slot}0.{rule.id}")
    return [f"{stem}.{fact}" for stem in stems for fact in facts] + [f"{slot}0.ph.{trigger.phrase}"]


def _distinct(subject: Node, object_: Node) -> bool:
    return subject.entity is None or subject.entity != object_.entity


def _fits(sentence: Analysis, trigger: Trigger, index: int, types: tuple[str, ...]) -> bool:
    node = sentence.nodes[index]
    # Another name of a thing is itself a name: a text slot takes any name as written.
    if node.type not in types and not ("TEXT" in types and node.type in NAME_TYPES and not node.anaphor):
        return False
    if node.implicit:
        return True
    u = sentence.unit_of[index]
    return u >= 0 and trigger.units[0] - _REACH <= u <= trigger.units[1] + _REACH


def bucket(count: int) -> str:
    """Return a coarse name of a distance."""
    return next((str(b) for b in _BUCKETS if count <= b), "far")


def _trigger_features(sentence: Analysis, trigger: Trigger) -> list[str]:
    rule, units = trigger.rule, sentence.units
    first, last = trigger.units
    before = units[first - 1].text if first and units[first - 1].kind != "M" else "<M>"
    after = units[last].text if last < len(units) and units[last].kind != "M" else "<M>"
    i, j = trigger.syllables
    whole = f"{units[first].syllables[0] == i:d}{units[last - 1].syllables[1] == j:d}"
    return [
        f"rule={rule.id}",
        f"pred={rule.predicate}",
        f"phrase={trigger.phrase}",
        f"frame={rule.frame}",
        f"tag={rule.frame}:{units[last - 1].tag}",
        f"before={rule.frame}:{before}",
        f"after={rule.frame}:{after}",
        f"before={rule.predicate}:{before}",
        f"after={rule.predicate}:{after}",
        f"before={trigger.phrase}:{before}",
        f"after={trigger.phrase}:{after}",
        f"whole={rule.frame}:{whole}",
    ]


def _symbol(sentence: Analysis, u: int) -> str:
    unit = sentence.units[u]
    if unit.kind == "M":
        return sentence.nodes[unit.node or 0].type
    return unit.text if unit.kind == "P" or unit.tag in _FUNCTION else unit.tag


def _between(sentence: Analysis, first: int, last: int) -> list[str]:
    """Return features of the units from `first` up to `last` (half-open)."""
    units = sentence.units[first:last]
    out = [f"gap={bucket(len(units))}"]
    if len(units) <= 4:
        out.append("path=" + "_".join(_symbol(sentence, u) for u in range(first, last)))
    verbs = sum(u.tag == "V" and u.kind == "W" for u in units)
    commas = sum(u.text == "," for u in units)
    names = sum(u.kind == "M" for u in units)
    out += [f"verbs={min(verbs, 3)}", f"commas={min(commas, 3)}", f"names={min(names, 3)}"]
    words = {u.text for u in units if u.kind == "P" or (u.kind == "W" and u.tag in {"E", "C", "Cc", "P"})}
    out += [f"has={w}" for w in sorted(words)]
    return out


def _side(sentence: Analysis, trigger: Trigger, index: int) -> tuple[str, int, int]:
    """Return the side of the trigger a node stands on and the range of units between them."""
    u = sentence.unit_of[index]
    if u < trigger.units[0]:
        return "L", u + 1, trigger.units[0]
    if u >= trigger.units[1]:
        return "R", trigger.units[1], sentence.phrase.get(u, u)
    return "I", u, u


def _slot_features(slot: str, sentence: Analysis, trigger: Trigger, index: int, rivals: Sequence[int]) -> list[str]:
    rule, node = trigger.rule, sentence.nodes[index]
    if node.implicit:
        return _implicit_features(slot, sentence, trigger, index, rivals)
    u = sentence.unit_of[index]
    side, first, last = _side(sentence, trigger, index)
    between = _between(sentence, first, last) if side != "I" else ["gap=in"]
    nearer = sum(1 for r in rivals if r != index and first <= sentence.unit_of[r] < last)
    phrase = sentence.phrase.get(u, u)
    local = [
        "side",
        *between,
        f"rank={min(nearer, 3)}",
        f"prep={sentence.preposition.get(u, '')}",
        f"type={node.type}",
        f"ana={node.anaphor:d}{node.entity is None:d}",
        f"first={phrase == 0:d}",
        f"next={_symbol(sentence, u + 1) if u + 1 < len(sentence.units) else 'END'}",
        f"prev={_symbol(sentence, phrase - 1) if phrase else 'START'}",
        f"noun={_noun_before(sentence, u)}",
        f"depth={sentence.depth[u] - sentence.depth[trigger.units[0]]}",
        f"quote={sentence.quoted[u]:d}{sentence.quoted[trigger.units[0]]:d}",
    ]
    stem = f"{slot}{side}"
    out = [f"{stem}.{f}" for f in local]
    out += [f"{stem}.{rule.frame}.{f}" for f in local]
    out += [f"{stem}.{rule.predicate}.{f}" for f in local if f[:4] in {"side", "path", "rank", "prep", "gap=", "noun"}]
    out.append(f"{stem}.{rule.id}")
    return out


def _noun_before(sentence: Analysis, u: int) -> str:
    """Return the noun that stands right before a node (`hãng` Apple), empty for none."""
    before = sentence.units[u - 1] if u else None
    return before.text if before and before.kind == "W" and before.tag in {"N", "Nc", "A"} else ""


def _pair_features(sentence: Analysis, trigger: Trigger, s: int, o: int) -> list[str]:
    rule = trigger.rule
    us, uo = sentence.unit_of[s], sentence.unit_of[o]
    order = _order(sentence, trigger, s, o)
    subject, object_ = sentence.nodes[s], sentence.nodes[o]
    together = sentence.group.get(us) == sentence.group.get(uo)
    first, last = (us + 1, sentence.phrase.get(uo, uo)) if us < uo else (uo + 1, sentence.phrase.get(us, us))
    names = sum(unit.kind == "M" for unit in sentence.units[first:last])
    before = trigger.units[0] - 1
    passive = sentence.units[before].text if before >= 0 and sentence.units[before].text in {"được", "bị"} else "-"
    out = [
        f"order={order}",
        f"{rule.frame}.order={order}",
        f"{rule.predicate}.order={order}",
        f"{rule.frame}.order={order}.{passive}",
        f"types={_kind(subject)}-{_kind(object_)}",
        f"{rule.predicate}.types={subject.type}-{object_.type}",
        f"coord={together:d}",
        f"{rule.predicate}.coord={_list_size(sentence, us) if together else 0}.{order}",
        f"{rule.frame}.between={min(names, 4)}.{order}",
    ]
    if 0 <= last - first <= 5:
        path = "_".join(
            "T" if trigger.units[0] <= u < trigger.units[1] else _symbol(sentence, u) for u in range(first, last)
        )
        out += [f"{rule.frame}.line={path}.{order}", f"{rule.predicate}.line={path}.{order}"]
    return out


def _list_size(sentence: Analysis, u: int) -> int:
    """Return how many nodes are coordinated with the one at unit u, itself included, at most 4."""
    return min(4, sum(group == sentence.group[u] for group in sentence.group.values()))


def _order(sentence: Analysis, trigger: Trigger, s: int, o: int) -> str:
    """Return `STO` and the like: the order of subject, trigger and object."""
    places = [(sentence.unit_of[s], "S"), (sentence.unit_of[o], "O"), (trigger.units[0], "T")]
    return "".join(name for _, name in sorted(places))


def _kind(node: Node) -> str:
    return f"{node.type}{node.anaphor or ''}"


def _path_features(sentence: Analysis, parsed: Parse, trigger: Trigger, s: int, o: int) -> list[str]:
    """Describe the dependency paths from the trigger to both ends and between them."""
    rule = trigger.rule
    at = parsed.of[trigger.units[0]]
    chunk = parsed.chunks[at]
    voice = f"{chunk.kind}{chunk.passive:d}"
    ts = _place(sentence, parsed, trigger, at, s)
    to = _place(sentence, parsed, trigger, at, o)
    so = parsed.path(parsed.of[sentence.unit_of[s]], parsed.of[sentence.unit_of[o]])
    out = []
    for stem in (rule.frame, rule.predicate, rule.id):
        out += [f"{stem}.ts={ts}.{voice}", f"{stem}.to={to}.{voice}", f"{stem}.so={so}"]
        out.append(f"{stem}.tso={ts}|{to}.{voice}")
    out += [f"ts={ts}.{voice}", f"to={to}.{voice}", f"tso={ts}|{to}.{voice}"]
    governor = parsed.chunks[chunk.head].text if chunk.head >= 0 else ""
    phrase, types = trigger.phrase, f"{sentence.nodes[s].type}-{sentence.nodes[o].type}"
    order = _order(sentence, trigger, s, o)
    lexical = (f"ts={ts}", f"to={to}", f"order={order}", f"types={types}", f"order={order}.{types}")
    out += [f"ph.{phrase}.{feature}" for feature in lexical]
    out += [f"{rule.predicate}.{order}.{types}", f"{rule.predicate}.gov={governor}.{order}"]
    out += [f"{rule.predicate}.mid={word}" for word in _verbs_between(sentence, trigger, s, o)]
    return out


def _verbs_between(sentence: Analysis, trigger: Trigger, s: int, o: int) -> list[str]:
    """Return the verbs between the outermost of trigger, subject and object, the trigger aside."""
    places = (sentence.unit_of[s], sentence.unit_of[o], trigger.units[0])
    first, last = min(places), max(places)
    verbs = {
        sentence.units[u].text
        for u in range(first, last)
        if sentence.units[u].tag == "V" and not trigger.units[0] <= u < trigger.units[1]
    }
    return sorted(verbs)[:6]


def _place(sentence: Analysis, parsed: Parse, trigger: Trigger, at: int, index: int) -> str:
    """Return the path from the trigger's chunk to a node, with the node's place inside its phrase."""
    u = sentence.unit_of[index]
    target = parsed.of[u]
    path = parsed.path(at, target)
    if path == "=":
        side = "in" if trigger.units[0] <= u < trigger.units[1] else "before" if u < trigger.units[0] else "after"
        return f"={side}:{sentence.nodes[index].type}"
    inner = parsed.chunks[target].nodes
    return path + "~mod" if inner and index in inner[:-1] else path
