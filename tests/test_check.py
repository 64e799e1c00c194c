"""Every rule does what its own examples say, and `kg check` tells when one does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from test_cli import Terminal, assert_one_line, run

from kg import check
from kg.errors import InputError, SchemaError
from kg.nlp.examples import Example, examples_of
from kg.schema import Schema, load_schema
from kg.schema.files import packaged_root
from kg.schema.rules import Rule

__all__ = ["run"]

RULE_FILES = sorted((packaged_root() / "vi" / "rules").glob("*.toml"))


@pytest.fixture(scope="module")
def outcomes(schema: Schema) -> dict[str, list[check.Outcome]]:
    """The outcomes of all examples by the file of their rule; run once, since the weights take a moment to load."""
    found: dict[str, list[check.Outcome]] = {}
    for outcome in check.run_examples(schema):
        found.setdefault(schema.rules.source[outcome.example.rule.id], []).append(outcome)
    return found


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_rules_do_what_their_examples_say(schema: Schema, outcomes: dict[str, list[check.Outcome]], path: Path) -> None:
    rules = [rule for rule in schema.rules.rules.values() if schema.rules.source[rule.id] == str(path)]
    ran = outcomes[str(path)]
    assert len(ran) == sum(len(rule.examples) + len(rule.counterexamples) for rule in rules)
    failed = [str(outcome) for outcome in ran if not outcome.holds]
    assert not failed, f"{len(failed)} of {len(ran)} fail:\n" + "\n".join(failed)


def rule_of(predicate: str, *, examples: Iterable[str], counterexamples: Iterable[str] = ()) -> Rule:
    return Rule(
        id=f"{predicate}/mau",
        predicate=predicate,
        frame="verb",
        triggers=("lãnh đạo",),
        examples=(*examples, "[An|subject] lãnh đạo [Bình Hà|object]")[:2],
        counterexamples=(*counterexamples, "[An|subject] khen lãnh đạo [Bình Hà|object]")[:1],
    )


@pytest.mark.parametrize(
    ("positive", "found", "holds"),
    [
        (True, ("leads",), True),
        (True, ("leads", "worksFor"), True),
        (True, (), False),
        (True, ("worksFor",), False),
        (False, (), True),
        (False, ("worksFor",), True),
        (False, ("leads",), False),
        (False, ("leads", "worksFor"), False),
    ],
)
def test_an_outcome_holds(schema: Schema, positive: bool, found: tuple[str, ...], holds: bool) -> None:
    rule = rule_of("leads", examples=["[Vũ An|subject] lãnh đạo [Quỹ Mầm|object]."])
    example = replace(next(examples_of(rule, schema.ontology)), positive=positive)
    outcome = check.Outcome(example, found)
    assert outcome.holds is holds
    kind = "example" if positive else "counterexample"
    assert str(outcome).startswith(f"leads/mau: {kind} “Vũ An lãnh đạo Quỹ Mầm.”")
    assert str(outcome).endswith(", ".join(found) or "nothing")


def first_example(schema: Schema, *marked: str) -> Example:
    return next(examples_of(rule_of("leads", examples=marked), schema.ontology))


def test_examples_are_read_with_their_places_and_types(schema: Schema) -> None:
    example = first_example(schema, "Tại [Huế|:LOC], [Vũ An|subject] lãnh đạo [Hội An Nhiên|object:ORG].")
    assert example.text == "Tại Huế, Vũ An lãnh đạo Hội An Nhiên."
    for mention in example.mentions:
        assert example.text[mention.start : mention.end] == mention.text
    assert [(m.text, m.type) for m in example.mentions] == [
        ("Huế", "LOC"),
        ("Vũ An", "PER"),
        ("Hội An Nhiên", "ORG"),
    ]
    assert example.text[slice(*example.subject)] == "Vũ An"
    assert example.text[slice(*example.object)] == "Hội An Nhiên"


def test_every_example_of_every_rule_names_its_ends(schema: Schema) -> None:
    for rule in schema.rules.rules.values():
        for example in examples_of(rule, schema.ontology):
            assert example.subject != example.object, f"{rule.id}: {example.text}"
            assert "[" not in example.text, f"{rule.id}: {example.text}"
            ends = sorted((m.start, m.end) for m in example.mentions)
            assert all(left[1] <= right[0] for left, right in pairwise(ends)), rule.id


def test_predicates_are_counted_and_the_others_named(schema: Schema) -> None:
    few = [rule for rule in schema.rules.rules.values() if rule.predicate == "founded"]
    small = replace(schema, rules=replace(schema.rules, rules={rule.id: rule for rule in few}))
    (found,) = check.check_rules(small)
    assert (found.predicate, found.rules) == ("founded", len(few))
    assert found.triggers == sum(len(rule.triggers) for rule in few)
    assert len(found.outcomes) == sum(len(rule.examples) + len(rule.counterexamples) for rule in few)
    assert [outcome for outcome in found.outcomes if not outcome.holds] == list(found.failures)
    names = check.uncovered(small)
    assert "founded" not in names
    assert len(names) == len(schema.ontology.predicates) - 1


def test_rules_that_find_nothing(schema: Schema, articles: Path) -> None:
    nlp = check.load_all(schema)
    silent = check.silent_rules(schema, nlp, [articles])
    leading = [name for name in schema.rules.rules if name.startswith("leads/")]
    assert not set(leading) <= set(silent), "the articles say twice who leads the company"
    assert set(schema.rules.rules) > set(silent)
    (articles / "a.txt").write_text("Trời hôm nay đẹp.", encoding="utf-8")
    (articles / "b.txt").unlink()
    assert check.silent_rules(schema, nlp, [articles]) == list(schema.rules.rules)


def test_a_corpus_without_texts(schema: Schema, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no text"):
        check.silent_rules(schema, check.load_all(schema), [tmp_path])


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("shapes.ttl", "<a> <b> ."),
        ("vi/units_en.toml", "a = = 1"),
        ("vi/model/facts.tsv", "was\n"),
        ("vi/model/names.crf", "was\n"),
    ],
)
def test_what_a_schema_does_not_hold_is_loaded_too(tmp_path: Path, file: str, content: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(content, encoding="utf-8")
    overlaid = load_schema(tmp_path)
    with pytest.raises(SchemaError, match=Path(file).name):
        check.load_all(overlaid)


MUTE = """[[rule]]
id = "leads/mau"
predicate = "leads"
frame = "verb"
triggers = ["quán xuyến"]
examples = ["[Lê An|subject] ngắm [Sao Khuê|object].", "[Lê An|subject] nhìn [Sao Khuê|object]."]
counterexamples = ["[Lê An|subject] thăm [Sao Khuê|object]."]
"""


@pytest.fixture
def without_rules(tmp_path: Path) -> Path:
    """A folder of schemas in which no rule is left."""
    folder = tmp_path / "mine" / "vi" / "rules"
    folder.mkdir(parents=True)
    for path in RULE_FILES:
        (folder / path.name).write_text("", encoding="utf-8")
    return tmp_path / "mine"


def test_the_command_without_rules(run: Terminal, schema: Schema, without_rules: Path) -> None:
    ran = run("check", "--schemas", without_rules)
    assert (ran.code, ran.err) == (0, "")
    assert f"predicates without a rule: {len(schema.ontology.predicates)} (" in ran.out
    assert "failed:" not in ran.out


def test_the_command_names_what_fails(run: Terminal, without_rules: Path, articles: Path) -> None:
    (without_rules / "vi" / "rules" / "mine.toml").write_text(MUTE, encoding="utf-8")
    ran = run("check", "--schemas", without_rules, "--corpus", articles)
    assert (ran.code, ran.err) == (1, "")
    (row,) = (line.split() for line in ran.out.splitlines() if line.strip().startswith("leads "))
    assert row == ["leads", "1", "1", "1", "2"]
    assert "failed: leads/mau: example “Lê An ngắm Sao Khuê.” yields nothing" in ran.out
    assert "counterexample" not in ran.out
    assert f"rules that find nothing in {articles}: 1 (leads/mau)" in ran.out


def test_the_command_on_broken_schemas(run: Terminal, without_rules: Path) -> None:
    (without_rules / "vi" / "rules" / "mine.toml").write_text(MUTE.replace("verb", "werb"), encoding="utf-8")
    assert_one_line(run("check", "--schemas", without_rules), "mine.toml", "rule.0.frame")
