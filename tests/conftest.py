"""What the tests share: the command as a person runs it, the real Anki, and a real Chromium."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from anki import import_export_pb2
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hypothesis import settings
from playwright.sync_api import Page, sync_playwright

from flashcards.model import Bullet, Card, Chapter, Episode

ROOT = Path(__file__).parent.parent
COMMAND = str(Path(sys.executable).with_name("flashcards"))
SHIPPED = ROOT / "data" / "chapters.yaml"

# A shared machine has slow moments, which say nothing of the code.
settings.register_profile("here", deadline=None)
settings.load_profile("here")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `flashcards` in a folder of the test's own."""

    def run_flashcards(*args: object, **env: str) -> "subprocess.CompletedProcess[str]":
        command = [COMMAND, *map(str, args)]
        environment = {**os.environ, "PYTHONUTF8": "1", **env}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )

    return run_flashcards


def write_data(folder: Path, name: str, text: str) -> Path:
    """A data file where the command looks for one."""
    (folder / "data").mkdir()
    path = folder / "data" / name
    path.write_text(text, encoding="utf-8")
    return path


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# How bright a colour is to the eye, as WCAG 2.2 reckons it.
LIGHT = """const light = color => {
    const [r, g, b] = color.match(/[0-9.]+/g).slice(0, 3).map(part => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};"""


class Anki:
    """A fresh collection of the real Anki, and the questions that tests ask of one."""

    def __init__(self, folder: Path) -> None:
        self.col = Collection(str(folder / "collection.anki2"))

    def take(self, package: Path) -> "Counter[str]":
        """Import a package with the desktop's default options. Returns how many notes were what."""
        if_newer = import_export_pb2.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER
        options = ImportAnkiPackageOptions(update_notes=if_newer, update_notetypes=if_newer)
        log = self.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log
        kinds = ("new", "updated", "duplicate", "conflicting", "missing_notetype", "missing_deck", "empty_first_field")
        return Counter({kind: n for kind in kinds if (n := len(getattr(log, kind)))})

    def cards(self) -> "list[Any]":
        """All cards in the order in which Anki would introduce them."""
        return [self.col.get_card(card) for card in self.col.find_cards("", order="c.due asc")]

    def study(self) -> Any:
        """Answer the first card that Anki shows with Good, and return it."""
        self.col.decks.select(self.cards()[0].did)
        card = self.col.sched.getCard()
        assert card
        card.start_timer()
        self.col.sched.answerCard(card, 3)
        return card

    def rows(self, sql: str) -> "list[Any]":
        """What the collection's own database says."""
        assert self.col.db
        return list(self.col.db.all(sql))

    def find(self, search: str) -> "list[str]":
        """The Question fields of the notes that a search finds."""
        return sorted(self.col.get_note(note)["Question"] for note in self.col.find_notes(search))


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    (tmp_path / "anki").mkdir()
    anki = Anki(tmp_path / "anki")
    yield anki
    anki.col.close()


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def page() -> Iterator[Page]:
    """A page in a headless Chromium, with the network off."""
    chromium = find_chromium()
    if not chromium:
        assert "CI" not in os.environ, "CI must look at the cards in a Chromium, and there is none"
        pytest.skip("there is no Chromium here; on Debian: apt install chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=flags) as browser:
        context = browser.new_context(offline=True)
        yield context.new_page()


def make_episode(*chapters: "list[Bullet | str]", **about: str) -> Episode:
    """An episode with a chapter a minute for each list of bullets."""
    named: dict[str, Any] = {"show": "Show", "title": "Title", "guest": "Ann Other", "host": "", "published": ""}
    named |= {"url": "https://youtu.be/abc", "deck": "Show::Ann Other", "links": {}} | about
    return Episode(
        **named,
        chapters=tuple(
            Chapter(
                f"Chapter {number}",
                60 * number,
                60 * number + 60,
                "",
                tuple(Bullet(b, 100 * number + n) if isinstance(b, str) else b for n, b in enumerate(bullets)),
                100 * number,
            )
            for number, bullets in enumerate(chapters, 1)
        ),
    )


def make_cards(episode: Episode) -> list[Card]:
    """A card for each bullet, whose question and answer are its own or made up."""
    return [
        Card(own.question, own.answer, "authored", own.line, bullet, chapter)
        if own
        else Card(f"What is {bullet.text}?", "This", "test", bullet.line, bullet, chapter)
        for chapter in episode.chapters
        for bullet in chapter.bullets
        for own in (bullet.cards or (None,))
    ]
