"""The package: a deck as the .apkg file that Anki imports. The only module that knows genanki, SQLite and zip.

genanki makes the model, the deck, the notes and the package; the subclasses here hand each of them the time and the
ids that genanki would take from the clock, and write the rows together. The file has nothing of the machine in it: the
same deck gives the same bytes.
"""

import contextlib
import hashlib
import itertools
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO

import genanki

from flashcards.deck import FIELDS, LOOK_CHANGED
from flashcards.files import replacing
from flashcards.model import Deck, Note

MODEL_ID = 1_795_478_400
MODEL_NAME = "Podcast claim"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can tell


def write_apkg(deck: Deck, path: Path) -> bool:
    """Write the package, whole or not at all. False where it is there already, with the same content.

    Compared is a digest of the content that the package carries as its zip comment: the bytes of the same content can
    differ with the versions of SQLite and zlib.
    """
    comment = f"flashcards {_digest(deck)}".encode()
    if _comment_of(path) == comment:
        return False
    with replacing(path) as file:
        _Package(deck).write_to_file(file, comment)
    return True


def templates() -> tuple[str, str, str]:
    """The note type's front, back and CSS."""
    look = resources.files("flashcards")
    front, back = look.joinpath("card.html").read_text(encoding="utf-8").split("<!-- back -->\n")
    return front.removeprefix("<!-- front -->\n"), back, look.joinpath("card.css").read_text(encoding="utf-8")


def _digest(deck: Deck) -> str:
    digest = hashlib.sha256()
    for part in (deck.name, deck.description, *templates(), str(LOOK_CHANGED)):
        digest.update(part.encode() + b"\x1e")
    for note in deck.notes:
        row = (note.guid, *note.fields, *note.tags, str(note.due), str(note.changed))
        digest.update("\x1f".join(row).encode() + b"\x1e")
    return digest.hexdigest()


def _comment_of(path: Path) -> bytes | None:
    try:
        with zipfile.ZipFile(path) as package:
            return package.comment
    except (OSError, zipfile.BadZipFile):
        return None


class _Model(genanki.Model):  # type: ignore[misc]
    def __init__(self) -> None:
        front, back, css = templates()
        super().__init__(
            MODEL_ID,
            MODEL_NAME,
            # With ids of their own, fields and templates can be renamed and stay the same to Anki.
            fields=[{"name": name, "id": MODEL_ID + 1 + number} for number, name in enumerate(FIELDS)],
            templates=[{"name": "Card", "qfmt": front, "afmt": back, "id": MODEL_ID + 101}],
            css=css,
        )

    def to_json(self, _timestamp: float, deck_id: int) -> dict[str, Any]:
        content: dict[str, Any] = super().to_json(LOOK_CHANGED, deck_id)
        return content


class _Deck(genanki.Deck):  # type: ignore[misc]
    def __init__(self, deck: Deck) -> None:
        # Anki matches decks by name; the id only has to be one that it accepts, above 1.
        number = int.from_bytes(hashlib.sha256(deck.name.encode()).digest()[:4], "big")
        super().__init__(2**32 + number, deck.name, deck.description)
        self.content = deck.notes
        self.model = _Model()

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, id_gen: Iterator[int]) -> None:
        self.add_model(self.model)
        super().write_to_db(cursor, timestamp, id_gen)  # deck and model; self.notes is empty
        ids = [next(id_gen) for _ in self.content]
        cursor.executemany(
            "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')",
            (self._note_row(note_id, note) for note_id, note in zip(ids, self.content, strict=True)),
        )
        cursor.executemany(
            "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
            (
                (next(id_gen), note_id, self.deck_id, note.changed, note.due)
                for note_id, note in zip(ids, self.content, strict=True)
            ),
        )

    def _note_row(self, note_id: int, note: Note) -> tuple[int, str, int, int, str, str, str]:
        # Made one at a time: genanki's note checks that the fields fit the model and that no tag has a space.
        row = genanki.Note(self.model, list(note.fields), tags=note.tags, guid=note.guid)
        row._check_number_model_fields_matches_num_fields()
        return note_id, row.guid, MODEL_ID, note.changed, row._format_tags(), row._format_fields(), row.sort_field


class _Package(genanki.Package):  # type: ignore[misc]
    def __init__(self, deck: Deck) -> None:
        super().__init__(_Deck(deck))
        # genanki counts note and card ids up from this time, and Anki reads ids as times of creation, in milliseconds.
        self.timestamp = max((note.changed for note in deck.notes), default=LOOK_CHANGED)

    def write_to_file(self, file: BinaryIO, comment: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="flashcards-") as folder:
            database = Path(folder, "collection.anki2")
            with contextlib.closing(sqlite3.connect(database)) as connection:
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                self.write_to_db(connection.cursor(), self.timestamp, itertools.count(self.timestamp * 1000))
                connection.commit()
            with zipfile.ZipFile(file, "w") as package, database.open("rb") as content:
                with package.open(_member("collection.anki2"), "w") as member:
                    shutil.copyfileobj(content, member)
                package.writestr(_member("media"), "{}")
                package.comment = comment


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EARLIEST)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o644 << 16
    return member
