"""`kg train`: models from annotated texts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.build import Schemas

app = typer.Typer(no_args_is_help=True, help="Train a model from annotated texts.")


@app.callback()
def _group() -> None:
    pass


@app.command("names")
def names(
    data: Annotated[list[Path], typer.Argument(metavar="DATA", help='Lines {"id", "text", "entities"}.')],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="File for the model.")],
    schemas: Schemas = None,
) -> None:
    """Train the model that finds names.

    Put the model where schemas/vi/model/names.crf is, or in the same place below a folder for --schemas.

    Example: kg train names annotated.jsonl -o mine/vi/model/names.crf
    """
    from kg.output import check_folder
    from kg.schema import load_schema
    from kg.train import train_names

    check_folder(output.parent)
    train_names(data, output, load_schema(schemas), say=_say)


@app.command("facts")
def facts(
    data: Annotated[list[Path], typer.Argument(metavar="DATA", help='Lines {"id", "text", "entities", "facts"}.')],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="File for the weights.")],
    schemas: Schemas = None,
) -> None:
    """Train the models by which the rules' candidates are told from chance.

    MODEL holds the weights of features; the network goes beside it, with `.net` at its end. Put both where
    schemas/vi/model/facts.tsv is, or in the same place below a folder for --schemas. Train again after adding
    rules: their triggers are features too, and their examples are learned from. Then train the rivals, on texts kept
    out of DATA: they learn how sure these models are of what they do not know.

    Example: kg train facts annotated.jsonl -o mine/vi/model/facts.tsv
    """
    from kg.export.files import atomic_text
    from kg.output import check_folder
    from kg.schema import load_schema
    from kg.train_facts import train_facts

    check_folder(output.parent)
    weights, network = train_facts(data, load_schema(schemas), say=_say)
    text = weights.text()
    atomic_text(output, text)
    network.save(output.with_suffix(".net"))
    _say(f"{text.count(chr(10))} weights")


@app.command("rivals")
def rivals(
    data: Annotated[list[Path], typer.Argument(metavar="DATA", help='Lines {"id", "text", "entities", "facts"}.')],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="File for the trees.")],
    schemas: Schemas = None,
) -> None:
    """Train the trees that see each candidate beside its rivals and give the confidence.

    DATA must be texts that the models of `kg train facts` have not learned from. Put the trees where
    schemas/vi/model/rivals.tsv is, or in the same place below a folder for --schemas.

    Example: kg train rivals held-back.jsonl -o mine/vi/model/rivals.tsv
    """
    from kg.export.files import atomic_text
    from kg.output import check_folder
    from kg.schema import load_schema
    from kg.train_rivals import train_rivals

    check_folder(output.parent)
    trees = train_rivals(data, load_schema(schemas))
    atomic_text(output, trees.text())
    _say(f"{len(trees.trees)} trees")


@app.command("open")
def open_facts(
    data: Annotated[list[Path], typer.Argument(metavar="DATA", help='Lines {"id", "text", "entities", "facts"}.')],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="File for the weights.")],
    schemas: Schemas = None,
) -> None:
    """Train the weights of open facts, whose verb is in no rule.

    Put them where schemas/vi/model/open.tsv is, or in the same place below a folder for --schemas. Prints how many
    of the facts given out are annotated, by confidence, for texts that were not learned from.

    Example: kg train open annotated.jsonl -o mine/vi/model/open.tsv
    """
    from kg.export.files import atomic_text
    from kg.nlp.open import PART
    from kg.nlp.weights import weights_text
    from kg.output import check_folder
    from kg.schema import load_schema
    from kg.train_open import fit_open, held_out, judge_open

    check_folder(output.parent)
    schema = load_schema(schemas)
    judged = judge_open(data, schema)
    atomic_text(output, weights_text({PART: fit_open(judged)}))
    for step, given, right in held_out(judged, schema):
        _say(f"confidence {step}: {given} facts, {right} annotated")


@app.command("classes")
def classes(
    data: Annotated[list[Path], typer.Argument(metavar="DATA", help='Lines {"id", "text", "entities", "facts"}.')],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="File for the weights.")],
    schemas: Schemas = None,
) -> None:
    """Train the weights that say how far a class phrase reaches (`startup công nghệ y tế`).

    Put them where schemas/vi/model/classes.tsv is, or in the same place below a folder for --schemas; then train
    the facts again, which rest on them. Prints how many ends are found in texts that were not learned from.

    Example: kg train classes annotated.jsonl -o mine/vi/model/classes.tsv
    """
    from kg.export.files import atomic_text
    from kg.nlp.extents import PART
    from kg.nlp.weights import weights_text
    from kg.output import check_folder
    from kg.schema import load_schema
    from kg.train_classes import class_phrases, fit_extents, held_out

    check_folder(output.parent)
    phrases = class_phrases(data, load_schema(schemas))
    atomic_text(output, weights_text({PART: fit_extents(phrases)}))
    _say(f"{held_out(phrases)} of {len(phrases)} class phrases end where annotated")


@app.command("coref")
def coref(
    data: Annotated[list[Path], typer.Argument(metavar="DATA", help='Lines {"id", "text", "entities", "facts"}.')],
    marks: Annotated[
        list[Path],
        typer.Option(help='Lines {"id", "anaphors", "unsaid"}: what stands for which name in DATA; may be repeated.'),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="File for the weights.")],
    schemas: Schemas = None,
) -> None:
    """Train the weights by which pronouns and descriptions are resolved.

    Put them where schemas/vi/model/coref.tsv is, or in the same place below a folder for --schemas; then train
    the facts again, which rest on them.

    Example: kg train coref articles.jsonl --marks marks.jsonl -o mine/vi/model/coref.tsv
    """
    from kg.export.files import atomic_text
    from kg.nlp.weights import weights_text
    from kg.output import check_folder
    from kg.schema import load_schema
    from kg.train_coref import train_coref

    check_folder(output.parent)
    text = weights_text(train_coref(marks, data, load_schema(schemas)))
    atomic_text(output, text)
    _say(f"{text.count(chr(10))} weights")


def _say(line: str) -> None:
    print(line, file=sys.stderr)
