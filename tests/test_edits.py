"""The table of edits in the README, row by row, through the real Anki: import, study, edit, build, import again.

Whatever was edited, no scheduling column of a card that was there and no row of the review log may change, no note may
be in conflict, and what is not edited counts as known.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flashcards.deck import LOOK_CHANGED
from tests.conftest import ROOT, Anki, Run

HEAD = "episode: {show: The Corridor, title: Did Rome fall?, guest: Ann Other, url: 'https://youtu.be/abc'}\n"
EDITED = """\
chapters:
  - title: Money
    start: 0:00
    bullets:
      - text: Silver in the antoninianus fell from half to under a twentieth in two generations
        question: To what share did the silver in the antoninianus fall?
        answer: Under a twentieth
      - text: Army pay caused the inflation, plague and frontier wars only made it worse
        question: What caused the inflation of the third century?
        answer: Army pay
      - text: The solidus was struck at 72 to the pound of gold until the eleventh century
        question: At how many to the pound of gold was the solidus struck?
        answer: "72"
  - title: War
    start: 10:00
    bullets:
      - text: Legions were cut from sixty to 28 after the battle of Actium
        question: To how many were the legions cut after Actium?
        answer: "28"
      - text: Belisarius retook Africa in 533 with roughly fifteen thousand men
        question: With roughly how many men did Belisarius retake Africa?
        answer: Fifteen thousand
"""
DATA = HEAD + EDITED
SILVER = "Silver in the antoninianus fell from half to under a twentieth in two generations"
PAY = "Army pay caused the inflation, plague and frontier wars only made it worse"
ACTIUM = """\
      - text: Legions were cut from sixty to 28 after the battle of Actium
        question: To how many were the legions cut after Actium?
        answer: "28"
"""


def change(old: str, new: str) -> Callable[[str], str]:
    def edit(data: str) -> str:
        assert old in data
        return data.replace(old, new)

    return edit


def move(block: str, before: str) -> Callable[[str], str]:
    def edit(data: str) -> str:
        assert block in data
        return data.replace(block, "").replace(before, block + before, 1)

    return edit


class Row(NamedTuple):
    """One row of the table: the edits, one after the other, each with a build, and what the last import then says."""

    edits: list[Callable[[str], str]]
    expected: dict[str, int]
    cards: int = 5


ROWS = {
    "reword a bullet": Row([change("fell from half", "sank from a half")], {"updated": 1, "duplicate": 4}),
    "reword a question or an answer": Row([change(": Army pay\n", ": Pay\n")], {"updated": 1, "duplicate": 4}),
    "put bullets in another order": Row([move(ACTIUM, "  - title: War")], {"updated": 1, "duplicate": 4}),
    "move a bullet to another chapter": Row([move(ACTIUM, f"      - text: {PAY}")], {"updated": 1, "duplicate": 4}),
    "retitle a chapter": Row([change("title: Money", "title: Coins and prices")], {"updated": 3, "duplicate": 2}),
    "change a time": Row([change("start: 10:00", "start: 12:30")], {"updated": 2, "duplicate": 3}),
    "split a bullet": Row(
        [change(f"text: {PAY}\n", "text: Army pay caused the inflation of the century\n"), change(
            "  - title: War",
            "      - {text: Plague and wars made it worse, question: What did?, answer: Plague}\n  - title: War",
        )],
        {"updated": 1, "new": 1, "duplicate": 4},
        6,
    ),
    "merge two bullets": Row(
        [
            change(
                f"      - text: {PAY}\n        question: What caused the inflation of the third century?\n"
                "        answer: Army pay\n",
                "",
            ),
            change(SILVER, f"{SILVER}, when army pay caused the inflation"),
        ],
        {"updated": 1, "duplicate": 3},
    ),
    "delete a bullet": Row([change(ACTIUM, "")], {"duplicate": 4}),
    "restore a bullet": Row([change(ACTIUM, ""), lambda _: DATA], {"duplicate": 5}),
    "rename the deck": Row([change("chapters:\n", "deck: Rome\nchapters:\n")], {"duplicate": 5}),
    "build twice before an import": Row(
        [change("fell from half", "sank from a half"), change("Army pay\n", "The pay of the army\n")],
        {"updated": 2, "duplicate": 3},
    ),
}  # fmt: skip


def schedule(anki: Anki) -> "list[Any]":
    """Every column of the cards but the times of change, which Anki's sync sets."""
    return anki.rows(
        "SELECT id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data"
        " FROM cards"
    )


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_an_edit_of_the_readme_costs_no_review(row: Row, anki: Anki, run: Run, tmp_path: Path) -> None:
    file, package = start(anki, run, tmp_path)
    before, log = schedule(anki), anki.rows("SELECT * FROM revlog")
    known = {card[0] for card in before}
    data = DATA
    for edit in row.edits:
        data = edit(data)
        file.write_text(data, encoding="utf-8")
        assert run("build").returncode == 0
    if row is ROWS["rename the deck"]:
        package = tmp_path / "decks" / "rome.apkg"
    assert anki.take(package) == row.expected
    assert [card for card in schedule(anki) if card[0] in known] == before
    assert anki.rows("SELECT * FROM revlog") == log != []
    assert len(anki.cards()) == row.cards
    shown = Counter(html.unescape(card.note()["Question"]) for card in anki.cards())
    for question in re.findall(r"question: (.+?)(?:, answer.*)?$", data, re.MULTILINE):
        assert shown[question.strip('"')] == 1


def start(anki: Anki, run: Run, folder: Path) -> tuple[Path, Path]:
    """The first build, imported, with some cards studied, one suspended and one flagged."""
    (folder / "data").mkdir()
    file = folder / "data" / "rome.yaml"
    file.write_text(DATA, encoding="utf-8")
    assert run("build").returncode == 0
    (package,) = (folder / "decks").glob("*.apkg")
    assert anki.take(package) == {"new": 5}
    anki.study()
    anki.study()
    anki.col.sched.suspend_cards([anki.cards()[2].id])
    anki.col.set_user_flag_for_cards(3, [anki.cards()[3].id])
    return file, package


def test_the_readme_has_these_rows_and_no_others() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("| what you do |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1].strip() for line in table.splitlines()[2:]]
    assert rows == [
        *ROWS,
        "rename the data file",
        "lose the lock",
        "edit a note in Anki",
        "get a new look of the cards",
    ]


def test_a_data_file_renamed_with_its_lock_costs_nothing(anki: Anki, run: Run, tmp_path: Path) -> None:
    file, package = start(anki, run, tmp_path)
    before = schedule(anki)
    for suffix in (".yaml", ".lock.json"):
        file.with_suffix(suffix).rename(file.with_name(f"empire{suffix}"))
    assert run("build").returncode == 0
    assert anki.take(package) == {"duplicate": 5}
    assert schedule(anki) == before


def test_a_lost_lock_costs_only_what_was_reworded(anki: Anki, run: Run, tmp_path: Path) -> None:
    file, package = start(anki, run, tmp_path)
    before = schedule(anki)
    file.write_text(DATA.replace("fell from half", "sank from a half"), encoding="utf-8")
    run("build")
    file.with_name("rome.lock.json").unlink()
    run("build")
    assert anki.col.db
    anki.col.db.execute("UPDATE notes SET mod = mod - 1000")  # as if some time had passed
    assert anki.take(package) == {"new": 1, "updated": 4}
    assert [card for card in schedule(anki) if card[0] in {known[0] for known in before}] == before


def test_a_note_edited_in_anki_stays_until_it_changes_or_all_are_touched(anki: Anki, run: Run, tmp_path: Path) -> None:
    file, package = start(anki, run, tmp_path)
    note = anki.col.get_note(anki.col.find_notes("silver")[0])
    note["Answer"] = "A twentieth, I say"
    note.tags.append("mine")
    anki.col.update_note(note)
    assert anki.col.db
    anki.col.db.execute("UPDATE notes SET mod = mod + 1000 WHERE id = ?", note.id)  # as if some time had passed
    assert anki.take(package) == {"duplicate": 5}
    file.write_text(DATA.replace("fell from half", "sank from a half"), encoding="utf-8")
    run("build")
    assert anki.take(package) == {"duplicate": 5}
    assert "mine" in anki.col.get_note(note.id).tags
    anki.col.db.execute("UPDATE notes SET mod = mod - 2000 WHERE id = ?", note.id)
    before = schedule(anki)
    assert run("build", "--touch-all").returncode == 0
    assert anki.take(package)["updated"] >= 1
    assert "mine" not in anki.col.get_note(note.id).tags
    assert anki.col.get_note(note.id)["Answer"] == "Under a twentieth"
    assert schedule(anki) == before


def test_a_new_look_touches_no_note(anki: Anki, run: Run, tmp_path: Path) -> None:
    _, package = start(anki, run, tmp_path)
    model = anki.col.models.by_name("Podcast claim")
    assert model
    assert model["mod"] == LOOK_CHANGED
    assert anki.take(package) == {"duplicate": 5}
