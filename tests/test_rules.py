"""Strict loading of relation rules: what is wrong is named with its file, its rule and the valid choices."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import SchemaError
from kg.model import END_TYPES
from kg.schema import Schema
from kg.schema.rules import MARK, load_rules

RULE = """[[rule]]
id = "leads/dung-dau"
predicate = "leads"
frame = "verb"
triggers = ["đứng đầu", "lãnh đạo"]
subject = ["PER"]
object = ["ORG"]
examples = ["[Lê An|subject] lãnh đạo [Sao Khuê|object].", "[Sao Khuê|object:ORG] do [Lê An|subject:PER] đứng đầu."]
counterexamples = ["[Lê An|subject] chê lãnh đạo [Sao Khuê|object]."]
"""


def root(folder: Path, **files: str) -> Path:
    place = folder / "vi" / "rules"
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / f"{name}.toml").write_text(content, encoding="utf-8")
    return folder


def test_a_rule_is_loaded(tmp_path: Path) -> None:
    found = load_rules((root(tmp_path, a=RULE),))
    (rule,) = found.rules.values()
    assert (rule.id, rule.predicate, rule.frame) == ("leads/dung-dau", "leads", "verb")
    assert rule.triggers == ("đứng đầu", "lãnh đạo")
    assert (rule.role, rule.mode, rule.unless, rule.slots) == (None, None, (), {})
    assert found.source == {rule.id: str(tmp_path / "vi" / "rules" / "a.toml")}


def test_an_earlier_root_replaces_a_file_of_the_same_name(tmp_path: Path) -> None:
    other = RULE.replace("leads/dung-dau", "leads/khac")
    first = root(tmp_path / "1", b=other)
    second = root(tmp_path / "2", a=RULE, b=RULE.replace("leads/dung-dau", "leads/alt"))
    assert list(load_rules((first, second)).rules) == ["leads/dung-dau", "leads/khac"]
    assert list(load_rules((second,)).rules) == ["leads/dung-dau", "leads/alt"]


def test_no_rules_at_all(tmp_path: Path) -> None:
    assert load_rules((tmp_path,)).rules == {}


BROKEN = [
    ("id", '"leads/dung-dau"', '"worksFor/dung-dau"', "the id must be `predicate/ascii-slug`"),
    ("id", '"leads/dung-dau"', '"leads/đứng-đầu"', "the id must be"),
    ("id", '"leads/dung-dau"', '"leads"', "the id must be"),
    ("frame", '"verb"', '"adverb"', "rule.0.frame"),
    ("triggers", '["đứng đầu", "lãnh đạo"]', "[]", "has no triggers"),
    ("triggers", '"đứng đầu"', '"Đứng đầu"', "trigger 'Đứng đầu' must be lower case"),
    ("triggers", '"đứng đầu"', '"đứng  đầu"', "single spaces"),
    ("subject", '["PER"]', '["PERSON"]', "subject type 'PERSON' is unknown (valid: " + ", ".join(END_TYPES)),
    ("object", '["ORG"]', '["FIRM"]', "object type 'FIRM' is unknown"),
    ("examples", "[Lê An|subject] lãnh đạo", "Lê An lãnh đạo", "must mark a subject and an object"),
    ("examples", '.", "[Sao', '. [Sao', "rule.0.examples"),
    ("counterexamples", '["[Lê An|subject] chê lãnh đạo [Sao Khuê|object]."]', "[]", "rule.0.counterexamples"),
    ("counterexamples", "[Lê An|subject] chê", "Ai chê", "must mark a subject"),
    ("role", 'frame = "verb"', 'frame = "verb"\nrole = "post"', "rule.0.role"),
    ("mode", 'frame = "verb"', 'frame = "verb"\nmode = "asserted"', "rule.0.mode"),
    ("key", 'frame = "verb"', 'frame = "verb"\nfarme = "verb"', "rule.0.farme"),
    ("unless", 'frame = "verb"', 'frame = "verb"\nunless = ["Lãnh Đạo"]', "must be lower case"),
    ("slots", 'frame = "verb"', 'frame = "verb"\nslots = { amount = { type = ["MONEY"] } }', "slots.amount.type"),
    ("table", "[[rule]]", "[[rules]]", "rules"),
    ("toml", 'frame = "verb"', "frame = verb", "is not valid TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new", "says"), BROKEN, ids=[f"{b[0]}-{i}" for i, b in enumerate(BROKEN)])
def test_a_broken_rule_is_named(tmp_path: Path, what: str, old: str, new: str, says: str) -> None:
    assert old in RULE
    with pytest.raises(SchemaError) as caught:
        load_rules((root(tmp_path, leute=RULE.replace(old, new)),))
    message = str(caught.value)
    assert message.startswith(str(tmp_path / "vi" / "rules" / "leute.toml")), message
    assert says in message


def test_an_id_met_twice_is_named_across_files(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"b\.toml: rule leads/dung-dau: the id is used twice"):
        load_rules((root(tmp_path, a=RULE, b=RULE),))


def test_only_a_value_rule_may_do_without_triggers(tmp_path: Path) -> None:
    bare = RULE.replace('["đứng đầu", "lãnh đạo"]', "[]").replace('"verb"', '"value"')
    assert len(load_rules((root(tmp_path, a=bare),)).rules) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Lê An|subject]", [("Lê An", "subject", None)]),
        ("[5 tỷ|object:MONEY] và [Huế|:LOC]", [("5 tỷ", "object", "MONEY"), ("Huế", "", "LOC")]),
        ("[Lê An]", []),
        ("[|subject]", []),
        ("(Lê An|subject)", []),
        ("[a [b|subject] c]", [("b", "subject", None)]),
    ],
)
def test_marks(text: str, found: list[tuple[str, str, str | None]]) -> None:
    assert [(m[1], m[2], m[3]) for m in MARK.finditer(text)] == found


def test_the_rules_that_ship_fit_the_ontology(schema: Schema) -> None:
    assert len(schema.rules.rules) > 100
    for rule in schema.rules.rules.values():
        predicate = schema.ontology.predicates[rule.predicate]
        assert set(rule.subject) <= set(predicate.domain), f"{rule.id}: subject"
        assert set(rule.object) <= set(predicate.range), f"{rule.id}: object"
        assert len(set(rule.triggers)) == len(rule.triggers), f"{rule.id}: a trigger stands twice"
        assert set(rule.slots) <= set(schema.ontology.qualifiers), f"{rule.id}: slots"
        for name, slot in rule.slots.items():
            assert set(slot.types) <= set(END_TYPES), f"{rule.id}: {name}"
