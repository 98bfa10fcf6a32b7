"""The lock file: what a build must remember for the next. Knows its form on disk, not what it is for.

`data/chapters.lock.json` stands beside `data/chapters.yaml` and is committed with it. One note a line, in the order of
their guids, so that a change of one note is a change of one line.
"""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from flashcards.errors import DataError, Problem
from flashcards.files import replacing
from flashcards.identity import Entry, Lock

VERSION = 1
_DEFAULTS = {field.name: field.default for field in fields(Entry)}
_TYPES = {field.name: field.type for field in fields(Entry)}
_WAY_OUT = "take it from version control again; without it, every note that was reworded since its first build is new"


def lock_path(data: Path) -> Path:
    """Where the lock of a data file is: data/chapters.yaml → data/chapters.lock.json."""
    return data.with_suffix(".lock.json")


def read_lock(path: Path) -> Lock | None:
    """The lock, or None where there is none yet. Raises DataError for a file that is no lock of this version."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError([Problem(str(path), 0, "", f"cannot be read ({error}); {_WAY_OUT}")]) from None
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError([Problem(str(path), error.lineno, "", f"is damaged ({error.msg}); {_WAY_OUT}")]) from None
    version = found.get("version") if isinstance(found, dict) else None
    if isinstance(version, int) and version > VERSION:
        what = f"is of version {version}, and this program knows {VERSION}; update the program"
        raise DataError([Problem(str(path), 0, "", what)])
    if version != VERSION or not isinstance(found.get("episode"), str) or not isinstance(found.get("notes"), list):
        raise DataError([Problem(str(path), 0, "", f"is not a lock of this program; {_WAY_OUT}")])
    entries: dict[str, Entry] = {}
    for note in found["notes"]:
        entry = _read_entry(note)
        if entry is None or entry.guid in entries:
            here = [n for n, line in enumerate(text.splitlines(), 1) if line.rstrip(",") == _dump(note)]
            what = "holds a note that is incomplete" if entry is None else f"holds note {entry.guid} twice"
            raise DataError([Problem(str(path), here[-1] if here else 0, "", f"{what}; {_WAY_OUT}")])
        entries[entry.guid] = entry
    return Lock(found["episode"], entries)


def write_lock(lock: Lock, path: Path) -> None:
    """Write the lock, whole or not at all; not at all also where it is there already."""
    content = format_lock(lock).encode()
    if not path.exists() or path.read_bytes() != content:
        with replacing(path) as file:
            file.write(content)


def format_lock(lock: Lock) -> str:
    """The text of the lock file."""
    notes = ",\n".join(_dump(_without_defaults(lock.entries[guid])) for guid in sorted(lock.entries))
    return f'{{"version": {VERSION},\n"episode": {_dump(lock.episode)},\n"notes": [\n{notes}\n]}}\n'


def _read_entry(note: Any) -> Entry | None:
    if not isinstance(note, dict) or not all(isinstance(v, _TYPES.get(k, ())) for k, v in note.items()):  # type: ignore[arg-type]
        return None
    try:
        return Entry(**note)
    except TypeError:
        return None


def _without_defaults(entry: Entry) -> dict[str, object]:
    return {name: value for name, default in _DEFAULTS.items() if (value := getattr(entry, name)) != default}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
