"""Where `schemas/` lies, and strict reading of its TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from kg.errors import SchemaError


class Strict(BaseModel):
    """Base of every record read from `schemas/`: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Record = TypeVar("Record", bound=BaseModel)


def packaged_root() -> Path:
    """Return the folder of the schemas that came with the package (the checkout's when run from one)."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_schemas", package.parent / "schemas"):
        if folder.is_dir():
            return folder
    raise SchemaError("the schemas that ship with kg are missing", where=str(package), hint="Install trithuc again")


def find(name: str, roots: tuple[Path, ...]) -> Path:
    """Return the file `name` (relative, `/`-separated) in the first root that holds it."""
    for root in roots:
        if (path := root / name).is_file():
            return path
    raise SchemaError("file is missing", where=" or ".join(str(r / name) for r in roots))


def read_toml(path: Path) -> dict[str, Any]:
    """Return the TOML table of a file; a syntax error names file, line and column."""
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise SchemaError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemaError(f"is not valid TOML: {error}", where=str(path)) from error


def validated(record: type[Record], data: Any, where: str) -> Record:
    """Return `data` as a `record`; the first thing wrong with it is named with its place."""
    try:
        return record.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SchemaError(f"{place or 'table'}: {first['msg']}", where=where) from error
