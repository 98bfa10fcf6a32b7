"""The lock file: what a build must remember for the next. Knows its form on disk, not what it is for.

`data/chapters.lock.json` stands beside `data/chapters.yaml` and is committed with it. One note a line, each line with
its comma, in the order of their guids: a change of one note is a change of one line, and git merges those of two
people.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from flashcards.errors import DataError, Problem
from flashcards.files import replacing
from flashcards.identity import Entry, Lock

VERSION = 1
_DEFAULTS = {field.name: field.default for field in fields(Entry)}
_TYPES: dict[str, Any] = {field.name: field.type for field in fields(Entry)}
_WAY_OUT = "take it from version control again; without it, every note that was reworded since its first build is new"
_MERGE = re.compile(r"^(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)", re.MULTILINE)


def lock_path(data: Path) -> Path:
    """Where the lock of a data file is: data/chapters.yaml → data/chapters.lock.json."""
    return data.with_suffix(".lock.json")


def find_overlaps(targets: Mapping[Path, Path]) -> list[Problem]:
    """Data files that would make the same file or share a lock. `targets` is what each makes."""
    claimed: dict[Path, Path] = {}
    problems = []
    for path, target in targets.items():
        for file, remedy in ((target, "give one of them another `deck:`"), (lock_path(path), "rename one of them")):
            if (first := claimed.setdefault(file, path)) != path:
                problems.append(Problem(str(path), 0, "", f"makes the same {file} as {first}; {remedy}"))
    return problems


def read_lock(path: Path) -> Lock | None:
    """The lock, or None where there is none yet. Raises DataError for a file that is no lock of this version."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _problem(path, 0, f"cannot be read ({error}); {_WAY_OUT}") from None
    if mark := _MERGE.search(text):
        what = "has the marks of a merge; keep the notes of both sides, one line each, and delete the lines with marks"
        raise _problem(path, text.count("\n", 0, mark.start()) + 1, what)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        line, what = (error.lineno, error.msg) if isinstance(error, json.JSONDecodeError) else (0, "beyond all measure")
        raise _problem(path, line, f"is damaged ({what}); {_WAY_OUT}") from None
    version = found.get("version") if isinstance(found, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise _problem(path, 0, f"is of version {version}, and this program knows {VERSION}; update the program")
    told = [found.get(key, default) for key, default in _HEAD.items()] if isinstance(found, dict) else []
    good = all(isinstance(value, type(default)) for value, default in zip(told, _HEAD.values(), strict=False))
    if version != VERSION or not good or "episode" not in found or not isinstance(found.get("notes"), list):
        raise _problem(path, 0, f"is not a lock of this program; {_WAY_OUT}")
    entries: dict[str, Entry] = {}
    for note in found["notes"]:
        if note is None:
            continue  # what stands behind the last comma
        entry = _read_entry(note)
        if entry is None or entry.guid in entries:
            here = [n for n, line in enumerate(text.splitlines(), 1) if line.rstrip(",") == _dump(note)]
            what = "holds a note that is incomplete" if entry is None else f"holds note {entry.guid} twice; delete one"
            raise _problem(path, here[-1] if here else 0, what if entry else f"{what}; {_WAY_OUT}")
        entries[entry.guid] = entry
    return Lock(found["episode"], entries, found.get("deck", ""), found.get("look", 0))


def write_lock(lock: Lock, path: Path) -> None:
    """Write the lock, whole or not at all; not at all also where it is there already."""
    content = format_lock(lock).encode()
    if not path.exists() or path.read_bytes() != content:
        with replacing(path) as file:
            file.write(content)


def format_lock(lock: Lock) -> str:
    """The text of the lock file."""
    head = "".join(f"{_dump(key)}: {_dump(getattr(lock, key))},\n" for key in _HEAD)
    notes = "".join(f"{_dump(_without_defaults(lock.entries[guid]))},\n" for guid in sorted(lock.entries))
    return f'{{"version": {VERSION},\n{head}"notes": [\n{notes}null]}}\n'


_HEAD: dict[str, Any] = {"episode": "", "deck": "", "look": 0}


def _problem(path: Path, line: int, what: str) -> DataError:
    return DataError([Problem(str(path), line, "", what)])


def _read_entry(note: Any) -> Entry | None:
    if not isinstance(note, dict) or not all(isinstance(v, _TYPES.get(k, ())) for k, v in note.items()):
        return None
    try:
        return Entry(**note)
    except TypeError:
        return None


def _without_defaults(entry: Entry) -> dict[str, object]:
    return {name: value for name, default in _DEFAULTS.items() if (value := getattr(entry, name)) != default}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
