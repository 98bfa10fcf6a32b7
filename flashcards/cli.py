"""The terminal: files in, files and words out. Knows the clock and the exit codes; decides nothing.

Each command imports what it needs when it runs, so that --help and shell completion answer at once.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from flashcards.errors import DataError, Problem

if TYPE_CHECKING:
    from flashcards.identity import Entry
    from flashcards.model import Episode
    from flashcards.questions import Written

HELP = """Turn the chapter notes of a podcast episode into an Anki deck.

Every FILE is a YAML file with the chapters of one episode and their bullets. Without FILE, every data/*.yaml is taken.

\b
  flashcards check    first: what is wrong with the notes?
  flashcards show     then: are the cards good?
  flashcards build    and: the deck, to be imported into Anki, and again after each edit

Exit status: 0 all is well, 1 the data is wrong and nothing was written, 2 the command is.
"""

_MOST_TOLD = 10

_files = click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))


@click.group(help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="podcast-flashcards", message="%(prog)s %(version)s")
def main() -> None:
    pass


@main.command()
@_files
@click.option(
    "--out",
    metavar="DIR",
    default="decks",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the decks.",
)
def build(files: tuple[Path, ...], out: Path) -> None:
    """Make one Anki package of each FILE.

    Beside FILE stands its lock, FILE without .yaml but with .lock.json: it remembers which note is which, so that
    your progress in Anki stays with its claim. Commit both together. Where any FILE has a mistake, nothing is written.
    """
    from flashcards.apkg import write_apkg
    from flashcards.deck import deck_file
    from flashcards.lock import lock_path, read_lock, write_lock
    from flashcards.pipeline import make_deck

    loaded = _load(files)
    targets = {path: out / deck_file(episode, path.stem) for path, (episode, _) in loaded.items()}
    claimed: dict[Path, Path] = {}
    problems: list[Problem] = []
    locks = {}
    for path, (_, written) in loaded.items():
        for file, remedy in (
            (targets[path], "give one of them another `deck:`"),
            (lock_path(path), "rename one of them"),
        ):
            if (first := claimed.setdefault(file, path)) != path:
                problems.append(Problem(str(path), 0, "", f"makes the same {file} as {first}; {remedy}"))
        if not written.cards:
            problems.append(Problem(str(path), 0, "", "no bullet has a card; write `question:` and `answer:` for some"))
        try:
            locks[path] = read_lock(lock_path(path))
        except DataError as error:
            problems += error.problems
    if problems:
        _fail(problems)
    now = int(time.time())
    for path, (episode, written) in loaded.items():
        deck, lock, changes = make_deck(episode, written.cards, locks[path], now)
        target = targets[path]
        try:
            # The lock first: a deck can be made again from it, but a guid that it forgot is lost.
            write_lock(lock, file := lock_path(path))
            fresh = write_apkg(deck, file := target)
        except OSError as error:
            what = f"cannot be written: {error.strerror}; what was there stays"
            _complain(Problem(str(file), 0, "", what), "red")
            raise SystemExit(1) from None
        click.echo(f"{click.style(str(target), bold=True)}: {_count(episode, written)}")
        parts = [f"{len(group)} {name}" for name, group in changes.groups() if group]
        click.echo(f"  {', '.join(parts)}{'' if fresh else '; the file is as it was'}")
        _warn_of_left(path, written)
        _tell_retired([lock.entries[guid] for guid in changes.retired])
    click.echo("To import: in Anki, File > Import…, or open the file with Anki. Progress on cards you have stays.")


@main.command()
@_files
def check(files: tuple[Path, ...]) -> None:
    """Say what is wrong with each FILE, and which bullets get no card. Writes nothing."""
    for path, (episode, written) in _load(files).items():
        _warn_of_left(path, written)
        click.echo(f"{path}: {_count(episode, written)}")


@main.command()
@_files
def show(files: tuple[Path, ...]) -> None:
    """Print every card as one line of text: FILE:LINE: question → answer.

    The line is that of the question in FILE, or of the bullet whose card was written for it.
    """
    for path, (_, written) in _load(files).items():
        lines = [(card.line, f"{card.question} → {card.answer}") for card in written.cards]
        lines += [(left.bullet.line, f"(no card) {left.bullet.text}") for left in written.left]
        for line, text in sorted(lines):
            click.echo(f"{click.style(f'{path}:{line}:', dim=True)} {' '.join(text.split())}")


def _load(files: Sequence[Path]) -> "dict[Path, tuple[Episode, Written]]":
    """Read every file and write its cards; leave with all problems of all files if there are any."""
    from flashcards.chapters import load_chapters
    from flashcards.questions import write_cards

    paths = list(dict.fromkeys(files)) or sorted(Path("data").glob("*.yaml"))
    if not paths:
        raise click.UsageError("There is no data/*.yaml here. Name a FILE, or go to the project's folder.")
    loaded: dict[Path, tuple[Episode, Written]] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            episode = load_chapters(path)
        except DataError as error:
            problems += error.problems
        else:
            loaded[path] = episode, write_cards(episode)
    if problems:
        _fail(problems)
    return loaded


def _fail(problems: Sequence[Problem]) -> NoReturn:
    for problem in problems:
        _complain(problem, "red")
    click.echo(f"{len(problems)} problem{'s' * (len(problems) != 1)} to be put right first.", err=True)
    raise SystemExit(1)


def _warn_of_left(path: Path, written: "Written") -> None:
    for left in written.left:
        if left.why:
            what = f"no card: {left.why}; give it `question:` and `answer:`, or `skip: true`"
            _complain(Problem(str(path), left.bullet.line, f"“{left.bullet.text}”", what), "yellow")


def _tell_retired(entries: "Sequence[Entry]") -> None:
    """Say which cards are gone from the deck, what becomes of them in Anki, and how to keep a reworded one."""
    if not entries:
        return
    for entry in entries[:_MOST_TOLD]:
        click.echo(f"  retired: {entry.question} (of “{entry.claim}”)")
    if len(entries) > _MOST_TOLD:
        click.echo(f"  and {len(entries) - _MOST_TOLD} more")
    search = " OR ".join(f"ID:{entry.guid}" for entry in entries)
    click.echo(
        f"  Retired cards stay in Anki, since an import deletes nothing. To suspend them, search there for: {search}"
    )
    click.echo("  If one was only reworded: put the old text back, give it an `id:`, build, and then reword it.")


def _complain(problem: Problem, colour: str) -> None:
    place, _, rest = str(problem).partition(": ")
    click.echo(f"{click.style(place, fg=colour)}: {rest}", err=True)


def _count(episode: "Episode", written: "Written") -> str:
    bullets = sum(len(chapter.bullets) for chapter in episode.chapters)
    counts = ((len(episode.chapters), "chapter"), (bullets, "bullet"), (len(written.cards), "card"))
    told = ", ".join(f"{number} {name}{'s' * (number != 1)}" for number, name in counts)
    unwritten = sum(bool(left.why) for left in written.left)
    return f"{told}, {len(written.left) - unwritten} skipped, {unwritten} without a card"
