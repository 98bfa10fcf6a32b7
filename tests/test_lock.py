import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.errors import DataError
from flashcards.identity import Entry, Lock
from flashcards.lock import format_lock, lock_path, read_lock, write_lock

LOCK = Lock("Show\nTitle", {guid: Entry(guid, 5, "d", "c", "claim", "q?") for guid in ("b", "a")})


def test_the_lock_stands_beside_the_data_file() -> None:
    assert lock_path(Path("data/chapters.yaml")) == Path("data/chapters.lock.json")


def test_there_is_no_lock_before_the_first_build(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "none.lock.json") is None


texts = st.text(st.characters(exclude_categories=["Cs"]))
entries = st.builds(
    Entry, texts, st.integers(0), texts, texts, texts, texts, st.integers(0), texts, texts, st.booleans()
)


@given(st.lists(entries), texts)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, found: list[Entry], name: str) -> None:
    lock = Lock(name, {entry.guid: entry for entry in found})
    path = tmp_path_factory.mktemp("lock") / "x.lock.json"
    write_lock(lock, path)
    assert read_lock(path) == lock


def test_each_note_has_a_line_of_its_own_in_the_order_of_guids() -> None:
    lines = format_lock(LOCK).splitlines()
    assert [json.loads(line.removesuffix(","))["guid"] for line in lines[5:-1]] == ["a", "b"]


def test_an_unchanged_lock_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "x.lock.json"
    write_lock(LOCK, path)
    before = path.stat().st_ino
    write_lock(LOCK, path)
    assert path.stat().st_ino == before


GOOD = format_lock(LOCK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "x.lock.json:1: is damaged"),
        (GOOD.replace("}", "", 1), "x.lock.json:7: is damaged"),
        (GOOD.replace('{"guid": "b"', '<<<<<<< HEAD\n{"guid": "b"'), "x.lock.json:7: has the marks of a merge"),
        (GOOD.replace('"guid": "b", ', ""), "x.lock.json:7: holds a note that is incomplete"),
        (GOOD.replace('"changed": 5', '"changed": "5"', 1), "x.lock.json:6: holds a note that is incomplete"),
        (GOOD.replace('"guid": "b"', '"guid": "a"'), "x.lock.json:7: holds note a twice"),
        (GOOD.replace('"deck": ""', '"deck": 1'), "x.lock.json: is not a lock of this program"),
        (
            GOOD.replace('"version": 1', '"version": 2'),
            "x.lock.json: is of version 2, and this program knows 1; update",
        ),
        (GOOD.replace('"version": 1', '"version": 0'), "x.lock.json: is not a lock of this program"),
        (GOOD.replace('"changed": 5', '"changed": 1' + 5000 * "0", 1), "x.lock.json: is damaged (beyond all measure)"),
        ("[" * 100_000, "x.lock.json: is damaged (beyond all measure)"),
        ("[]", "x.lock.json: is not a lock of this program"),
        ("\x00\xff", "x.lock.json:1: is damaged"),
    ],
)
def test_a_damaged_lock_is_an_error_with_its_line_and_never_a_fresh_start(
    tmp_path: Path, text: str, expected: str
) -> None:
    path = tmp_path / "x.lock.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_lock(path)
    assert str(caught.value).startswith(f"{tmp_path}/{expected}")
