"""The command as a person runs it: what it prints, where, and with which exit status."""

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flashcards.questions import LIKELY
from tests.conftest import SHIPPED, Run, everything_in, write_data

NOTES = """\
episode: {show: A Show, title: On Sleep}
chapters:
  - title: Rest
    start: 0:00
    bullets:
      - text: Sleep helps memory
        question: What helps memory?
        answer: Sleep
      - Naps
      - text: Thanks to our sponsor
        skip: true
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_data(tmp_path, "sleep.yaml", NOTES)


@pytest.mark.usefixtures("notes")
def test_build_makes_a_deck_of_each_data_file_and_says_how_to_import_it(run: Run, tmp_path: Path) -> None:
    done = run("build")
    assert (done.returncode, done.stdout) == (
        0,
        "decks/a-show-on-sleep.apkg: 1 chapter, 3 bullets, 1 card, 1 skipped, 1 without a card\n"
        "  1 new\n"
        "To import: in Anki, File > Import…, or open the file with Anki. Progress on cards you have stays.\n",
    )
    assert done.stderr == (
        "data/sleep.yaml:9: “Naps”: no card: it may not be a whole sentence; "
        "give it `question:` and `answer:`, or `skip: true`\n"
    )
    assert set(everything_in(tmp_path)) == {"data/sleep.yaml", "data/sleep.lock.json", "decks/a-show-on-sleep.apkg"}


@pytest.mark.usefixtures("notes")
def test_a_second_build_says_that_nothing_changed_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    run("build")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert "  nothing changed; the deck is as it was\n" in run("build").stdout
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()} == before


def test_build_names_what_it_retires_and_how_to_find_it_in_anki(run: Run, notes: Path) -> None:
    notes.write_text(NOTES.replace("      - Naps\n", "      - {text: b, question: B?, answer: b}\n"), encoding="utf-8")
    run("build")
    notes.write_text(NOTES, encoding="utf-8")
    told = run("build").stdout
    assert "  1 retired\n    B? (of “b”)\n  1 unchanged\n" in told
    assert re.search(r"Suspend them there.* They are found by: ID:[0-9a-f]{16}\n", told)
    assert "retired" not in run("build").stdout


def test_a_deck_goes_where_it_is_told_to(run: Run, notes: Path, tmp_path: Path) -> None:
    assert run("build", notes, "--out", "some/where").returncode == 0
    assert (tmp_path / "some" / "where" / "a-show-on-sleep.apkg").exists()


TEN_MISTAKES = """\
episode:
  show: A Show
  titel: On Sleep
  published: 15 May 2024
chapters:
  - title: One
    start: 0:00
    end: 1:00
    bullets:
      - A: is b; C: is d
      - We are #1 in sleep
      -
      - text: Dreams
        question: What?
  - title: Two
    start: 0:30
    bullets:
      - text: Later
        at: 9.30
      - *star
  - start: 2:00
    bullets: none
"""


def test_check_reports_all_mistakes_with_their_lines_and_build_then_writes_nothing(
    run: Run, notes: Path, tmp_path: Path
) -> None:
    notes.write_text(TEN_MISTAKES, encoding="utf-8")
    done = run("check", "data/sleep.yaml")
    assert (done.returncode, done.stdout) == (1, "")
    *problems, last = done.stderr.splitlines()
    assert last == "11 problems to be put right first."
    assert [line.split(":")[1] for line in problems] == ["3", "4", "10", "11", "12", "14", "16", "19", "20", "21", "22"]
    assert all(line.startswith("data/sleep.yaml:") for line in problems)
    before = everything_in(tmp_path)
    built = run("build")
    assert (built.returncode, built.stdout, built.stderr) == (1, "", done.stderr)
    assert everything_in(tmp_path) == before


def test_one_bad_file_keeps_the_good_ones_from_being_built(run: Run, notes: Path, tmp_path: Path) -> None:
    (notes.parent / "bad.yaml").write_text("nonsense", encoding="utf-8")
    before = everything_in(tmp_path)
    assert run("build").returncode == 1
    assert everything_in(tmp_path) == before


def test_two_files_may_not_make_the_same_deck(run: Run, notes: Path) -> None:
    shutil.copy(notes, notes.with_name("twin.yaml"))
    done = run("build")
    assert done.returncode == 1
    assert "data/twin.yaml: makes the same decks/a-show-on-sleep.apkg as data/sleep.yaml" in done.stderr


def test_a_damaged_lock_stops_the_build(run: Run, notes: Path, tmp_path: Path) -> None:
    notes.with_name("sleep.lock.json").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    done = run("build")
    assert done.returncode == 1
    assert done.stderr.startswith("data/sleep.lock.json:1: has the marks of a merge; keep the notes of both sides")
    assert not (tmp_path / "decks").exists()


def test_an_episode_without_any_card_makes_no_deck(run: Run, notes: Path, tmp_path: Path) -> None:
    notes.write_text(
        NOTES.replace(
            "      - text: Sleep helps memory\n        question: What helps memory?\n        answer: Sleep\n", ""
        ),
        encoding="utf-8",
    )
    done = run("build")
    assert (done.returncode, "no bullet has a card" in done.stderr) == (1, True)
    assert not (tmp_path / "decks").exists()


def test_a_deck_that_cannot_be_written_is_one_clear_line(run: Run, notes: Path, tmp_path: Path) -> None:
    (tmp_path / "decks" / "a-show-on-sleep.apkg").mkdir(parents=True)
    done = run("build", notes)
    assert done.returncode == 1
    assert done.stderr.endswith("decks/a-show-on-sleep.apkg: cannot be written: Is a directory; what was there stays\n")
    assert not list((tmp_path / "decks").glob(".*"))


def test_check_counts_what_a_build_would_make(run: Run, notes: Path, tmp_path: Path) -> None:
    done = run("check", notes)
    assert done.returncode == 0
    counts, hint = done.stdout.splitlines()
    assert counts == f"{notes}: 1 chapter, 3 bullets, 1 card, 1 skipped, 1 without a card"
    assert f"flashcards draft {notes}" in hint
    assert list(everything_in(tmp_path)) == ["data/sleep.yaml"]


@pytest.mark.usefixtures("notes")
def test_show_prints_every_card_in_a_line_with_its_place(run: Run) -> None:
    assert run("show").stdout.splitlines() == [
        "data/sleep.yaml:7: What helps memory? → Sleep",
        "data/sleep.yaml:9: (no card) Naps",
        "data/sleep.yaml:10: (no card) Thanks to our sponsor",
    ]


def test_show_has_a_line_for_every_bullet_of_the_shipped_episode(run: Run) -> None:
    lines = run("show", SHIPPED).stdout.splitlines()
    assert len(lines) >= 66
    assert not any("(no card)" in line for line in lines)


def test_without_data_the_command_says_what_to_name(run: Run) -> None:
    done = run("build")
    assert (done.returncode, "There is no data/*.yaml here" in done.stderr) == (2, True)


@pytest.mark.parametrize("args", [(), ("build",), ("check",), ("show",)])
def test_every_command_explains_itself(run: Run, args: tuple[str, ...]) -> None:
    done = run(*args, "-h")
    assert done.returncode == 0
    assert done.stdout == run(*args, "--help").stdout
    assert len(done.stdout.splitlines()) > 5


def test_the_version_is_that_of_the_project(run: Run) -> None:
    assert run("--version").stdout == "flashcards, version 0.1.0\n".replace(", version", "")


def test_there_are_colours_on_a_terminal_alone(run: Run, notes: Path, tmp_path: Path) -> None:
    notes.write_text("nonsense", encoding="utf-8")
    assert "\x1b" not in run("check").stderr
    terminal, end = pty.openpty()
    subprocess.run([sys.executable, "-m", "flashcards", "check"], cwd=tmp_path, stderr=end, check=False)
    assert "\x1b[31mdata/sleep.yaml:1" in os.read(terminal, 4096).decode()


def test_check_warns_of_a_card_that_is_not_good_and_is_strict_when_asked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    bullet = "- text: Teenagers need nine hours of sleep\n        question: Is it nine?\n        answer: Nine hours"
    (tmp_path / "data" / "sleep.yaml").write_text(
        f"episode: {{show: S, title: T}}\nchapters:\n  - title: C\n    start: 0:00\n    bullets:\n      {bullet}\n"
    )
    done = run("check")
    assert done.returncode == 0
    assert (
        "data/sleep.yaml:7: “Is it nine?”: yes or no: half of all guesses are right; ask what, why or how"
        in done.stderr
    )
    strict = run("check", "--strict")
    assert (strict.returncode, strict.stderr, strict.stdout) == (1, done.stderr, done.stdout)


def test_strict_is_silent_where_all_is_well(run: Run) -> None:
    done = run("check", "--strict", SHIPPED)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_help_of_show_says_what_a_card_needs(run: Run) -> None:
    assert f"(a card needs {LIKELY})" in " ".join(run("show", "--help").stdout.split())


def test_show_why_tells_what_won_what_else_would_do_and_what_fell(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    bullets = [
        "Banting and Best kept a dog without a pancreas alive for 70 days",
        "Time is an outcome, not a target",
        "New facts are held in the hippocampus before they settle in the neocortex",
        "Thanks to our sponsor",
    ]
    told = "".join(f"      - {bullet}\n" for bullet in bullets)
    (tmp_path / "data" / "type.yaml").write_text(
        f"episode: {{show: S, title: T}}\nchapters:\n  - title: C\n    start: 0:00\n    bullets:\n{told}"
    )
    lines = run("show", "--why").stdout.splitlines()
    assert lines[0] == f"data/type.yaml:6: {bullets[0]}"
    assert re.fullmatch(r"  \+ 0\.\d\d [\w-]+: .*Banting and Best .* → 70", lines[1])
    assert any(re.match(r"  · 0\.\d\d [\w-]+: .*Banting and Best", line) for line in lines)
    assert any(re.match(r"  - 0\.\d\d recall: Complete the claim: “Time is .* \(bare: ", line) for line in lines)
    assert any(re.match(r"  \+ 0\.\d\d recall: .*” \(4 words\) → held in the hippocampus", line) for line in lines)
    assert lines[-1] == "  no card: it seems to be about the show, not of it"
