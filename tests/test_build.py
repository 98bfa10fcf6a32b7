"""A build as a person repeats it: what it reports, and that no moment of a crash costs anything."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flashcards.lock import read_lock
from tests.conftest import COMMAND, SHIPPED, Anki, Run, everything_in, write_data

FALL = "Odoacer sent the western regalia to Zeno rather than proclaim a new emperor"
TAX = "A 5% inheritance tax and a 1% sales tax paid for the bonuses of veterans"
ROADS = "Roman roads were built for couriers and marching columns"


def bullet(text: str, question: str, answer: str = "This") -> str:
    return f'      - text: "{text}"\n        question: "{question}"\n        answer: "{answer}"\n'


def notes(*chapters: "tuple[str, list[str]]", head: str = "") -> str:
    told = "".join(
        f"  - title: {title}\n    start: {number}:00\n    bullets:\n{''.join(bullets)}"
        for number, (title, bullets) in enumerate(chapters)
    )
    return f"episode: {{show: The Corridor, title: Did Rome fall?}}\n{head}chapters:\n{told}"


ONE = [
    bullet(FALL, "What did Odoacer do with the regalia?"),
    bullet(TAX, "Who got the bonuses?"),
    bullet(ROADS, "Who?"),
]
FILE = notes(("Money", ONE))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_data(tmp_path, "rome.yaml", FILE)


def test_a_rewording_is_reported_with_its_line_and_both_wordings(run: Run, file: Path) -> None:
    run("build")
    reworded = FALL.replace("rather than proclaim", "and did not proclaim")
    file.write_text(FILE.replace(FALL, reworded), encoding="utf-8")
    assert f"  1 reworded\n    data/rome.yaml:6: “{FALL}” → “{reworded}”\n  2 unchanged\n" in run("build").stdout


def test_a_move_a_retitled_chapter_and_another_question_are_told_apart(run: Run, file: Path) -> None:
    file.write_text(notes(("Money", ONE), ("War", [bullet("Legions were cut to 28 after Actium", "To how many?")])))
    run("build")
    moved = notes(
        ("Taxes", [ONE[0], bullet(TAX, "Who was paid?")]),
        ("War", [bullet("Legions were cut to 28 after Actium", "To how many?"), ONE[2]]),
    )
    file.write_text(moved, encoding="utf-8")
    told = run("build").stdout
    assert "Who got the bonuses? → Who was paid?" in told
    assert "from “Money” to “War”: Who?" in told
    file.write_text(moved.replace("title: Taxes", "title: Tolls"), encoding="utf-8")
    assert "  2 changed\n    data/rome.yaml:3: chapter “Taxes” → “Tolls”\n  2 unchanged\n" in run("build").stdout


def test_a_renamed_deck_comes_with_what_the_learner_will_see(run: Run, file: Path) -> None:
    run("build")
    file.write_text(notes(("Money", ONE), head="deck: Rome\n"), encoding="utf-8")
    told = run("build").stdout
    assert "The deck was “The Corridor::Did Rome fall?”. Rename it in Anki before the import" in told
    assert "3 unchanged" in told


def test_long_groups_are_folded_and_a_first_build_lists_nothing(run: Run, file: Path) -> None:
    many = [bullet(f"Claim number {n} of {n * 7 % 31} about {n * n}", f"Which {n}?") for n in range(30)]
    file.write_text(notes(("Money", many)), encoding="utf-8")
    assert "  30 new\nTo import" in run("build").stdout
    file.write_text(notes(("Money", [*many, *ONE])), encoding="utf-8")
    assert "  3 new\n    data/rome.yaml:97: What did Odoacer" in run("build").stdout
    file.write_text(notes(("Money", ONE)), encoding="utf-8")
    assert "    and 20 more\n" in run("build").stdout


def test_a_claim_in_all_other_words_keeps_its_history_by_the_id_that_the_build_names(run: Run, file: Path) -> None:
    run("build")
    kept = read_lock(lock := file.with_name("rome.lock.json"))
    other = FILE.replace(bullet(ROADS, "Who?"), bullet("Couriers and legions marched on stone", "On what?"))
    file.write_text(other, encoding="utf-8")
    told = run("build").stdout
    assert "  1 new\n" in told
    (guid,) = re.findall(rf"Is a new card a retired one in other words\?.*\n    `id: (\w+)` is “{ROADS}”\n", told)
    assert kept
    assert kept.entries[guid].claim == ROADS
    file.write_text(other.replace('marched on stone"', f'marched on stone"\n        id: {guid}'), encoding="utf-8")
    told = run("build").stdout
    assert "  1 restored\n" in told
    after = read_lock(lock)
    assert after
    assert after.entries[guid].claim == "Couriers and legions marched on stone"


def test_a_dry_run_says_the_same_as_the_build_and_writes_nothing(run: Run, file: Path, tmp_path: Path) -> None:
    run("build")
    file.write_text(FILE.replace("This", "That", 1), encoding="utf-8")
    before = everything_in(tmp_path)
    dry = run("build", "--dry-run")
    assert everything_in(tmp_path) == before
    wet = run("build")
    assert dry.stdout.splitlines()[:-1] == wet.stdout.splitlines()[:-1]
    assert dry.stdout.endswith("Nothing was written, since this was a dry run.\n")


def test_the_report_as_json_is_for_programs(run: Run, file: Path) -> None:
    assert json.loads(run("build", "--json").stdout)["files"][0]["counts"]["new"] == 3
    file.write_text(FILE.replace("This", "That", 1), encoding="utf-8")
    (told,) = json.loads(run("build", "--json").stdout)["files"]
    assert (told["file"], told["deck"], told["wrote"]) == (
        "data/rome.yaml",
        "decks/the-corridor-did-rome-fall.apkg",
        True,
    )
    (note,) = told["notes"]
    assert (note["kind"], note["line"], note["claim"], note["was"]["claim"]) == ("changed", 7, FALL, FALL)


def test_touch_all_stamps_every_note_and_says_so(run: Run, file: Path) -> None:
    run("build")
    lock = file.with_name("rome.lock.json")
    before = read_lock(lock)
    assert "3 changed" in run("build", "--touch-all").stdout
    after = read_lock(lock)
    assert before
    assert after
    assert all(after.entries[guid].changed > entry.changed for guid, entry in before.entries.items())


def test_a_doubtful_rewording_is_said_with_both_texts_and_what_to_do(run: Run, file: Path) -> None:
    run("build")
    doubtful = "Odoacer sent the regalia of the west to Zeno, and no new emperor was made"
    file.write_text(FILE.replace(FALL, doubtful).replace("What did Odoacer do with the regalia?", "What?"))
    assert (
        f"data/rome.yaml:6: “{doubtful}”: was taken for “{FALL}” reworded, and keeps its history" in run("build").stderr
    )


@pytest.mark.parametrize("copy", ["data file alone", "with its lock"])
def test_a_copy_of_a_data_file_is_an_error_until_it_is_another_episode(run: Run, file: Path, copy: str) -> None:
    run("build")
    twin = file.with_name("twin.yaml")
    shutil.copy(file, twin)
    twin.write_text(notes(("Money", ONE), head="deck: Another\n"), encoding="utf-8")
    if copy == "with its lock":
        twin.write_text(twin.read_text().replace("Did Rome fall?", "Another"), encoding="utf-8")
        shutil.copy(file.with_name("rome.lock.json"), file.with_name("twin.lock.json"))
    done = run("build")
    assert done.returncode == 1
    assert "data/twin.yaml: is of the same episode as data/rome.yaml" in done.stderr


def test_a_missing_lock_is_said(run: Run, file: Path) -> None:
    run("build")
    file.with_name("rome.lock.json").unlink()
    told = run("build").stdout
    assert "3 new" in told


# No moment of a crash costs a guid, a time or a deck.


def test_a_build_that_is_killed_at_any_moment_leaves_nothing_half(run: Run, file: Path, tmp_path: Path) -> None:
    run("build")
    seconds = _time_of_a_build(tmp_path)
    rng = random.Random(5)
    texts = [
        FILE,
        FILE.replace("This", "That"),
        notes(("Money", ONE[:2])),
        notes(("Money", [*ONE, bullet("New", "N?")])),
    ]
    known = read_lock(file.with_name("rome.lock.json"))
    assert known
    killed = 0
    for _ in range(25):
        file.write_text(rng.choice(texts), encoding="utf-8")
        process = subprocess.Popen(_command(), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.random() * seconds * 1.1)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        lock = read_lock(file.with_name("rome.lock.json"))
        assert lock
        assert lock.entries.keys() >= known.entries.keys()
        assert all(lock.entries[guid].changed >= entry.changed for guid, entry in known.entries.items())
        known = lock
    assert killed
    assert run("build").returncode == 0
    assert "nothing changed" in run("build").stdout
    assert [path.name for path in tmp_path.rglob(".*")] == []
    anki = Anki(tmp_path)
    (package,) = (tmp_path / "decks").glob("*.apkg")
    assert anki.take(package)["new"] == len(re.findall("question:", file.read_text(encoding="utf-8")))
    anki.col.close()


def _command() -> list[str]:
    return [COMMAND, "build"]


def _time_of_a_build(folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(_command(), cwd=folder, capture_output=True, check=True)
    return time.perf_counter() - start


def test_a_full_disk_is_one_clear_line_and_what_was_there_stays(run: Run, file: Path, tmp_path: Path) -> None:
    run("build")
    before = everything_in(tmp_path)
    file.write_text(FILE.replace("This", "That"), encoding="utf-8")
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300));"
        "from flashcards.cli import main; main(['build'])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.fullmatch(
        r"data/rome\.lock\.json: cannot be written: File too large; what was there stays\n", done.stderr
    )
    assert everything_in(tmp_path) == before | {"data/rome.yaml": file.read_bytes()}
    assert "3 changed" in run("build").stdout


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_one_clear_line(run: Run, file: Path) -> None:
    file.parent.chmod(0o500)
    done = run("build")
    file.parent.chmod(0o700)
    assert (done.returncode, "data/rome.lock.json: cannot be written: Permission denied" in done.stderr) == (1, True)


@pytest.mark.usefixtures("file")
def test_of_two_builds_at_once_one_wins_and_the_other_says_so(tmp_path: Path) -> None:
    script = "import sys; sys.path[:0] = []; from flashcards.files import alone_with; from pathlib import Path\n"
    script += "with alone_with([Path('data/rome.lock.json')]): print('in', flush=True); input()"
    command = [sys.executable, "-c", script]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "in\n"
        other = subprocess.run(_command(), cwd=tmp_path, capture_output=True, text=True, check=False)
        holder.kill()
    assert other.returncode == 1
    assert "data/rome.lock.json: another build of it is at work" in other.stderr
    assert subprocess.run(_command(), cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_the_shipped_episode_is_as_its_last_build_left_it(run: Run, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED.parent, tmp_path / "data")
    shutil.copytree(SHIPPED.parent.parent / "decks", tmp_path / "decks")
    assert "nothing changed; the deck is as it was" in run("build").stdout


def test_a_lock_that_is_missing_beside_a_deck_is_told(run: Run, file: Path) -> None:
    told = "data/rome.lock.json was missing; what was reworded since its first build counts as new"
    assert told not in run("build").stdout
    file.with_name("rome.lock.json").unlink()
    assert told in run("build").stdout
    assert told not in run("build").stdout


def test_a_data_file_that_was_renamed_without_its_lock_is_not_built(run: Run, file: Path, tmp_path: Path) -> None:
    run("build")
    file.rename(file.with_name("fall.yaml"))
    before = everything_in(tmp_path)
    done = run("build")
    assert done.returncode == 1
    told = "data/fall.yaml: data/rome.lock.json is of the same episode, and its data file is gone; rename it to fall."
    assert told in done.stderr
    assert everything_in(tmp_path) == before
    file.with_name("rome.lock.json").rename(file.with_name("fall.lock.json"))
    assert "nothing changed" in run("build").stdout


def test_a_neighbour_that_is_not_built_keeps_its_deck_and_its_notes(run: Run, file: Path) -> None:
    run("build")
    (other := file.with_name("again.yaml")).write_text(FILE.replace("This", "That"), encoding="utf-8")
    done = run("build", "data/again.yaml")
    assert done.returncode == 1
    assert "data/again.yaml: makes the same deck as data/rome.yaml; give one of them another `deck:`" in done.stderr
    shutil.copy(file.with_name("rome.lock.json"), file.with_name("again.lock.json"))
    other.write_text("deck: Another\n" + FILE, encoding="utf-8")
    done = run("build", "data/again.yaml")
    assert done.returncode == 1
    assert "data/again.yaml: is of the same episode as data/rome.yaml" in done.stderr
