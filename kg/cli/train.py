"""`kg train`: models from annotated texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Train a model from annotated texts.")


@app.callback()
def _group() -> None:
    pass


@app.command("names")
def names(
    data: Annotated[list[Path], typer.Argument(metavar="DATA", help='Lines {"id", "text", "entities"}.')],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="MODEL", help="File for the model.")],
) -> None:
    """Train the model that finds names.

    Example: kg train names annotated.jsonl -o model
    """
    from kg.train import train_names

    train_names(data, output)
