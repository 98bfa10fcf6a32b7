"""The package as a file: its bytes, its members, and what writing it leaves behind."""

import hashlib
import json
import shutil
import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from flashcards.apkg import templates, write_apkg
from flashcards.deck import LOOK_CHANGED
from flashcards.model import Deck, Note
from tests.conftest import ROOT, SHIPPED, Run

NOTES = tuple(Note(f"g{n}", (f"Q{n}", "A", *[""] * 11), ("a::b",), 10 * n, 1_700_000_000 + n) for n in range(3))
DECK = Deck("A::B", "<b>About</b>", NOTES)


def rows(package: Path, table: str, folder: Path) -> list[tuple[object, ...]]:
    with zipfile.ZipFile(package) as content:
        database = sqlite3.connect(content.extract("collection.anki2", folder))
    found = database.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
    database.close()
    return found


def test_the_look_and_the_time_of_its_last_change_go_together() -> None:
    """Anki takes a new look only with a later time: after a change of card.html or card.css, set both anew."""
    look = hashlib.sha256("\n".join(templates()).encode()).hexdigest()[:12]
    assert (look, LOOK_CHANGED) == ("b6858315005c", 1_795_478_400)


def test_the_same_deck_gives_the_same_bytes_wherever_and_whenever(tmp_path: Path, run: Run) -> None:
    made = []
    for number, settings in enumerate(
        (
            {},
            {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
            {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
        )
    ):
        folder = tmp_path / f"elsewhere {number}"
        folder.mkdir()
        for file in (SHIPPED, SHIPPED.with_suffix(".lock.json")):
            shutil.copy(file, folder)
        done = run("build", folder / "chapters.yaml", "--out", folder / "decks", **settings)
        assert done.returncode == 0, done.stderr
        made.append([path.read_bytes() for path in sorted(folder.rglob("*.*")) if path.is_file()])
    assert made[0] == made[1] == made[2]


def test_the_committed_deck_is_what_the_committed_data_make(tmp_path: Path, run: Run) -> None:
    shutil.copytree(SHIPPED.parent, tmp_path / "data")
    lock = SHIPPED.with_suffix(".lock.json").read_text(encoding="utf-8")
    assert run("build").returncode == 0
    assert (tmp_path / "data" / "chapters.lock.json").read_text(encoding="utf-8") == lock
    for table in ("notes", "cards", "col"):
        (shipped,) = (ROOT / "decks").glob("*.apkg")
        assert rows(tmp_path / "decks" / shipped.name, table, tmp_path) == rows(shipped, table, tmp_path)


def test_each_note_carries_its_own_time_and_place(tmp_path: Path) -> None:
    write_apkg(DECK, tmp_path / "x.apkg")
    assert [row[3] for row in rows(tmp_path / "x.apkg", "notes", tmp_path)] == [note.changed for note in NOTES]
    assert [row[8] for row in rows(tmp_path / "x.apkg", "cards", tmp_path)] == [0, 10, 20]
    (col,) = rows(tmp_path / "x.apkg", "col", tmp_path)
    (model,) = json.loads(str(col[9])).values()
    assert model["mod"] == LOOK_CHANGED
    assert all("id" in part for part in (*model["flds"], *model["tmpls"]))


def test_the_package_is_deflated_and_says_nothing_of_the_machine(tmp_path: Path) -> None:
    write_apkg(DECK, tmp_path / "x.apkg")
    with zipfile.ZipFile(tmp_path / "x.apkg") as package:
        assert package.testzip() is None
        for member in package.infolist():
            assert member.compress_type == zipfile.ZIP_DEFLATED
            assert (member.date_time, member.create_system) == ((1980, 1, 1, 0, 0, 0), 3)
            assert str(tmp_path).encode() not in package.read(member)
    assert [file.name for file in tmp_path.iterdir()] == ["x.apkg"]


def test_a_package_that_is_there_is_not_written_again_unless_something_changed(tmp_path: Path) -> None:
    path = tmp_path / "x.apkg"
    assert write_apkg(DECK, path)
    assert not write_apkg(DECK, path)
    for other in (
        replace(DECK, name="C"),
        replace(DECK, description=""),
        replace(DECK, notes=NOTES[:2]),
        replace(DECK, notes=(*NOTES[:2], replace(NOTES[2], tags=("c",)))),
        replace(DECK, notes=(*NOTES[:2], replace(NOTES[2], changed=1_800_000_000))),
    ):
        assert write_apkg(other, path)
    path.write_bytes(path.read_bytes()[:-100])
    assert write_apkg(DECK, path)


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "x.apkg"
    write_apkg(DECK, path)
    before = path.read_bytes()
    bad = replace(DECK, notes=(replace(NOTES[0], tags=("a space",)),))
    with pytest.raises(ValueError, match="space"):
        write_apkg(bad, path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["x.apkg"]
