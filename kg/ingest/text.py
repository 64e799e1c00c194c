"""Plain text, Markdown and JSON lines; how bytes become text. Nothing is guessed silently."""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from collections.abc import Iterator

from kg.errors import InputError
from kg.model import Document
from kg.text import nfc

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAX_CONTROLS = 0.01  # share of control characters above which a file is no text
_LAYOUT = "\n\r\t\f\v"
# Vietnamese letters with a tone mark that only Vietnamese uses.
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")
# Signs that stand for letters in the TCVN3 fonts (.VnTime): « ô, ¬ ơ, ® đ, µ à, ¸ á, ¶ ả, · ã, ¹ ạ.
_TCVN3 = re.compile("[A-Za-z][«¬µ¸¶·¹\u00ad®][A-Za-z ]|\\b®[A-Za-zÀ-ÿ]")
_FRONT = re.compile(
    r"---[ \t]*\n(?P<fields>(?:[\w-]+[ \t]*:.*\n|[ \t]+.*\n|-[ \t].*\n|\n|#.*\n)+)(?:---|\.\.\.)[ \t]*\n"
)
_FIELD = re.compile(r"^(?P<name>title|date|source)[ \t]*:[ \t]*(?P<quote>[\"']?)(?P<value>.+?)(?P=quote)[ \t]*$", re.M)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class UnreadableError(InputError):
    """Why bytes are no document: a clause and, where there is one, the next step. `line` counts from 1."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


def read_text(data: bytes, name: str) -> Iterator[Document]:
    """Return the one document of a plain-text file."""
    yield Document(name, decode(data))


def read_markdown(data: bytes, name: str) -> Iterator[Document]:
    """Return the one document of a Markdown file: its text as it stands, without the front matter.

    Title, date and source are taken from the front matter, where it has them.
    """
    text = decode(data)
    front = _FRONT.match(text)
    if not front:
        yield Document(name, text)
        return
    fields = {found["name"]: found["value"] for found in _FIELD.finditer(front["fields"])}
    day = _DAY.match(fields.get("date", ""))
    rest = _with_text(text[front.end() :])
    yield Document(name, rest, (), fields.get("title"), day[0] if day else None, fields.get("source"))


def read_jsonl(data: bytes, name: str) -> Iterator[Document | UnreadableError]:
    """Return a document for every line `{"id": …, "text": …}`; a wrong line is told and passed over.

    Without an `id` the document is called after the file and the line (`news.jsonl:3`).
    """
    for number, line in enumerate(decode(data).split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _record(line, f"{name}:{number}")
        except UnreadableError as error:
            yield UnreadableError(error.reason, number)


def _record(line: str, default: str) -> Document:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f'is not JSON ({error}). Each line is {{"id": …, "text": …}}') from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise UnreadableError('has no "text" string. Each line is {"id": …, "text": …}')
    identifier = record.get("id", default)
    if isinstance(identifier, bool) or not isinstance(identifier, str | int) or not str(identifier).strip():
        raise UnreadableError('has an "id" that is neither a string nor a whole number')
    shown = "".join(c if c.isprintable() else "\ufffd" for c in nfc(str(identifier)).strip())
    return Document(shown, normal(record["text"]))


def decode(data: bytes) -> str:
    """Return bytes as NFC text with `\\n` line ends: UTF-8, or UTF-16/32 with a byte order mark.

    UnreadableError for anything else, with the likely encoding and how to convert it.
    """
    if not data:
        raise UnreadableError("is empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return normal(_strict(data[len(mark) :], encoding))
    if b"\0" in data:
        hint = "UTF-16 without a byte order mark" if _is_utf16(data) else "a binary file"
        raise UnreadableError(f"is no text but looks like {hint}. Save it as UTF-8")
    try:
        return normal(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableError(_legacy(data, error)) from error


def normal(text: str) -> str:
    """Return NFC text with `\\n` line ends; UnreadableError if blank, binary or not storable."""
    controls = sum(c not in _LAYOUT and unicodedata.category(c) == "Cc" for c in text)
    if controls > _MAX_CONTROLS * len(text):
        raise UnreadableError("is no text: too many control characters")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise UnreadableError("holds half of a surrogate pair, which no file can store. Write the character itself")
    if len(_TCVN3.findall(text)) > max(3, len(_VIETNAMESE.findall(text))):
        raise UnreadableError(
            "looks like text for the old TCVN3 fonts (.VnTime) and not Unicode. Convert it with UniKey's tool"
        )
    return _with_text(nfc(text.replace("\r\n", "\n").replace("\r", "\n")))


def _with_text(text: str) -> str:
    if not any(c.isalnum() for c in text):
        raise UnreadableError("holds no text")
    return text


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"is broken {encoding.upper()} at byte {error.start}. Save it as UTF-8") from error


def _is_utf16(data: bytes) -> bool:
    """Return whether nearly every second byte of the text's beginning is NUL or a small block number."""
    head = data[:2000]
    return max(head[0::2].count(0), head[1::2].count(0)) > 0.3 * len(head) / 2


def _legacy(data: bytes, error: UnicodeDecodeError) -> str:
    """Name the encoding that bytes which are not UTF-8 most likely have; converting is left to the user."""
    where = f"is not UTF-8 (byte {error.start})"
    old = data.decode("cp1258", "replace")
    if len(_TCVN3.findall(data.decode("latin-1"))) > 3:
        return f"{where}; it looks like TCVN3 (.VnTime fonts). Convert it to UTF-8 with UniKey's tool"
    if len(_VIETNAMESE.findall(nfc(old))) > 3 and "\ufffd" not in old:
        return f"{where}; it looks like Windows-1258. Convert it: iconv -f WINDOWS-1258 -t UTF-8"
    return f"{where}. Save it as UTF-8"
