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
    train_names(data, output, load_schema(schemas), say=lambda line: print(line, file=sys.stderr))


@app.command("facts")
def facts(
    data: Annotated[list[Path], typer.Argument(metavar="DATA", help='Lines {"id", "text", "entities", "facts"}.')],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="File for the weights.")],
    schemas: Schemas = None,
) -> None:
    """Train the weights by which the rules' candidates are told from chance.

    Put them where schemas/vi/model/facts.tsv is, or in the same place below a folder for --schemas. Train again
    after adding rules: their triggers are features too, and their examples are learned from.

    Example: kg train facts annotated.jsonl -o mine/vi/model/facts.tsv
    """
    from kg.export.files import atomic_text
    from kg.output import check_folder
    from kg.schema import load_schema
    from kg.train_facts import train_facts

    check_folder(output.parent)
    text = train_facts(data, load_schema(schemas)).text()
    atomic_text(output, text)
    print(f"{text.count(chr(10))} weights", file=sys.stderr)


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
        print(f"confidence {step}: {given} facts, {right} annotated", file=sys.stderr)
