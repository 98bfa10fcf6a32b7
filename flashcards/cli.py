"""The terminal: files in, files and words out. Knows the clock and the exit codes; decides nothing.

Each command imports what it needs when it runs, so that --help and shell completion answer at once.
"""

import contextlib
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from flashcards.errors import DataError, Problem
from flashcards.terminal import complain, count, fail, not_written, read_all

if TYPE_CHECKING:
    from flashcards.identity import Lock
    from flashcards.model import Episode
    from flashcards.questions import Written

HELP = """Turn the chapter notes of a podcast episode into an Anki deck.

Every FILE is a YAML file with the chapters of one episode and their bullets. Without FILE, every data/*.yaml is taken.

\b
  flashcards check    first: what is wrong with the notes?
  flashcards show     are the cards good?
  flashcards draft    where one is missing: let a language model propose it
  flashcards preview  and: what do they look like?
  flashcards build    then: the deck, to be imported into Anki, and again after each edit

Exit status: 0 all is well, 1 the data is wrong and nothing was written, 2 the command is.
"""

_files = click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
_out = click.option(
    "--out",
    metavar="DIR",
    default="decks",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to.",
)


@click.group(help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="podcast-flashcards", message="%(prog)s %(version)s")
def main() -> None:
    pass


@main.command()
@_files
@_out
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, for programs.")
@click.option(
    "--touch-all",
    is_flag=True,
    help="Count every note as changed: for learners who edited notes in Anki, which then take no older change. Their "
    "own wording and tags of every note are overwritten by the import; their progress never is.",
)
def build(files: tuple[Path, ...], out: Path, *, dry_run: bool, as_json: bool, touch_all: bool) -> None:
    """Make one Anki package of each FILE, and say what is new in it for those who have the last one.

    Beside FILE stands its lock, FILE without .yaml but with .lock.json: it remembers which note is which, so that
    your progress in Anki stays with its claim. Commit both together. Where any FILE has a mistake, nothing is written.
    """
    from flashcards.files import BusyError, alone_with
    from flashcards.lock import lock_path

    paths = _find(files)
    try:
        with alone_with([lock_path(path) for path in paths]):
            told = _build(paths, out, dry_run=dry_run, quiet=as_json, touch=touch_all)
    except BusyError as busy:
        fail([Problem(str(busy), 0, "", "another build of it is at work; wait for its end and build again")])
    if as_json:
        import json

        click.echo(json.dumps({"files": told}, ensure_ascii=False, indent=1))
    elif dry_run:
        click.echo("Nothing was written, since this was a dry run.")
    elif any(file["wrote"] for file in told):
        click.echo("To import: in Anki, File > Import…, or open the file with Anki. Progress on cards you have stays.")


@main.command()
@_files
@click.option("--strict", is_flag=True, help="Exit with status 1 on warnings too.")
def check(files: tuple[Path, ...], *, strict: bool) -> None:
    """Say what is wrong with each FILE, which bullets get no card, and which cards are not good. Writes nothing.

    Of every card, yours or written, it warns when the question gives the answer away, says too little of its topic,
    asks two things, can be answered by yes or no, has a pronoun for what is not on the card, or asks what another card
    asks; when the question or the answer is too long, or the answer lists too much or is not in the claim.
    """
    from flashcards.questions.quality import find_flaws

    warned = False
    for path, (episode, written) in _load(_find(files)).items():
        warnings = _left_warnings(path, written)
        warnings += [
            Problem(str(path), card.line, f"“{card.question}”", f"{what}; {remedy}")
            for card, what, remedy in find_flaws(written.cards)
        ]
        for warning in sorted(warnings, key=lambda warning: warning.line):
            complain(warning, "yellow")
        warned = warned or bool(warnings)
        click.echo(f"{path}: {_count(episode, written)}")
        if any(left.why for left in written.left):
            click.echo(f"A language model can propose the missing cards: flashcards draft {path} --help")
    if strict and warned:
        raise SystemExit(1)


@main.command()
@_files
@click.option("--why", is_flag=True, help="Print for each bullet what was proposed and what knocked it out.")
def show(files: tuple[Path, ...], *, why: bool) -> None:
    """Print every card as one line of text: FILE:LINE: question → answer.

    The line is that of the question in FILE, or of the bullet whose card was written for it. With --why each bullet
    comes first, and under it what was proposed: cards that won (+), others (·) and those knocked out (-), each with how
    likely it is to pass a judge, from 0 to 1 (a card needs 0.89), and the shape that proposed it.
    """
    loaded = _load(_find(files))
    if why:
        for path, (episode, _) in loaded.items():
            _explain(path, episode)
        return
    for path, (_, written) in loaded.items():
        lines = [(card.line, f"{card.question} → {card.answer}") for card in written.cards]
        lines += [(left.bullet.line, f"(no card) {left.bullet.text}") for left in written.left]
        for line, text in sorted(lines):
            click.echo(f"{click.style(f'{path}:{line}:', dim=True)} {' '.join(text.split())}")


@main.command()
@_files
@_out
@click.option("--no-open", is_flag=True, help="Do not open them in a browser.")
@click.option("--watch", is_flag=True, help="Make a page again whenever its FILE is saved; the open page follows.")
def preview(files: tuple[Path, ...], out: Path, *, no_open: bool, watch: bool) -> None:
    """Make one HTML page of each FILE, which shows its cards as Anki will, and open it.

    The page is whole in itself: no network, nothing to install. It shows front and back of each card, what `check`
    says of it, its line in FILE, and what is new, changed or retired since the last build. With --watch, the page
    comes from this machine at the address that is printed, and a mistake in FILE is shown on it until it is put right;
    end the watch with Ctrl-C.
    """
    from flashcards.showing import show_pages, watch_pages

    paths = _find(files)
    if watch:
        watch_pages(paths, out, opens=not no_open)
    else:
        show_pages(paths, out, opens=not no_open)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--with", "command", metavar="COMMAND", help="The author: a program that reads a prompt and replies.")
@click.option("--prompt", "prints", is_flag=True, help="Print the prompt instead, to be pasted into any chat.")
@click.option("--reply", metavar="FILE", type=click.File("rb"), help="Take the cards from the reply to that prompt.")
@click.option("--all", "every", is_flag=True, help="Ask about every bullet: new cards take the place of your own.")
@click.option("--chapter", "chapters", metavar="N", multiple=True, type=click.IntRange(1), help="Only chapter N.")
@click.option("--warned", is_flag=True, help="Only bullets that `check` warns about, those with your own cards too.")
@click.option("--yes", is_flag=True, help="Write the cards without asking.")
@click.option(
    "--jobs", default=4, show_default=True, type=click.IntRange(1, 32), help="Chapters asked about at a time."
)
@click.option("--timeout", default=300.0, show_default=True, type=click.FloatRange(0.1), help="Seconds for one reply.")
def draft(
    file: Path,
    command: str | None,
    *,
    prints: bool,
    reply: BinaryIO | None,
    every: bool,
    chapters: tuple[int, ...],
    warned: bool,
    yes: bool,
    jobs: int,
    timeout: float,
) -> None:
    """Let a language model of your choice draft cards into FILE, for the bullets that have none of your own.

    COMMAND is any program that reads a prompt on standard input and writes its reply on standard output. It runs
    without a shell, once or twice a chapter. The build never needs it: what it drafts is text in FILE, yours to edit.

    \b
      flashcards draft data/sleep.yaml --with "llm -m gpt-4.1"
      flashcards draft data/sleep.yaml --with "ollama run gemma3"
      flashcards draft data/sleep.yaml --prompt > prompt.txt
      flashcards draft data/sleep.yaml --reply reply.txt

    A card is taken only if it passes what `check` asks of your own, says nothing that its bullet and chapter do not
    say, and keeps each “may”, “about” and “not”. What fails goes back once, with the reason; what fails again is told,
    and its bullet stays as it was. You see the change first. It is written chapter by chapter: an interrupted run
    keeps what it has, and the next one goes on from there. Bullets with `skip: true` are never asked about.
    """  # noqa: D301 - click reads the sign for "leave these lines as they are"
    from flashcards.chapters import parse_chapters, read_bytes
    from flashcards.draft import choose, write_prompt
    from flashcards.drafting import Drafting, hire

    if sum((command is not None, prints, reply is not None)) != 1:
        raise click.UsageError("Say who the author is: one of --with COMMAND, --prompt and --reply FILE.")
    if every and warned:
        raise click.UsageError("--all and --warned exclude each other.")
    if reply and reply.name in ("<stdin>", "-") and not yes:
        raise click.UsageError("A reply from standard input needs --yes, since you cannot be asked.")
    try:
        raw = read_bytes(file)
        episode = parse_chapters(raw, str(file))
    except DataError as error:
        fail(error.problems)
    if wrong := [number for number in chapters if number > len(episode.chapters)]:
        raise click.UsageError(f"There is no chapter {wrong[0]}: {file} has {len(episode.chapters)}.")
    flawed = _find_warned(episode) if warned else None
    asked = choose(episode, every=every, chapters=chapters, warned=flawed)
    if not asked:
        hint = "" if every or warned else "; with --all, every bullet is asked about"
        click.echo(f"{file}: no bullet to ask about{hint}", err=prints)
        return
    if prints:
        click.echo(write_prompt(episode, asked))
        return
    drafting = Drafting(file, raw, episode, asked, is_sure=yes)
    if reply:
        drafting.take_reply(reply.read())
    elif command is not None:
        with hire(command, timeout) as author:
            drafting.consult(author, jobs)
    if drafting.report():
        raise SystemExit(1)


def _find_warned(episode: "Episode") -> frozenset[int]:
    """The identities (`id`) of the bullets that `check` warns about: several may share a line."""
    from flashcards.questions import write_cards
    from flashcards.questions.quality import find_flaws

    written = write_cards(episode)
    flawed = {id(flaw.card.bullet) for flaw in find_flaws(written.cards)}
    return frozenset(flawed | {id(left.bullet) for left in written.left if left.why})


def _build(paths: Sequence[Path], out: Path, *, dry_run: bool, quiet: bool, touch: bool) -> list[dict[str, Any]]:
    """Build every file, and print the report of each, or with `quiet` return it as data beside what was written."""
    from flashcards.apkg import write_apkg
    from flashcards.deck import deck_file
    from flashcards.lock import find_overlaps, lock_path, read_lock, write_lock
    from flashcards.pipeline import make_deck
    from flashcards.report import as_data, tell_changes, tell_doubts

    loaded = _load(paths)
    targets = {path: out / deck_file(episode, path.stem) for path, (episode, _) in loaded.items()}
    locks: dict[Path, Lock | None] = {}
    problems = find_overlaps(targets)
    for path, (_, written) in loaded.items():
        if not written.cards:
            problems.append(Problem(str(path), 0, "", "no bullet has a card; write `question:` and `answer:` for some"))
        try:
            locks[path] = read_lock(lock_path(path))
        except DataError as error:
            problems += error.problems
    if problems:
        fail(problems)
    now = int(time.time())
    made = {
        path: make_deck(episode, written.cards, locks[path], now, touch=touch)
        for path, (episode, written) in loaded.items()
    }
    locked = {path: lock for path, (_, lock, _) in made.items()}
    problems = _find_renamed({path: lock for path, lock in locked.items() if locks[path] is None})
    problems += _find_shared(locked, _neighbours(paths))
    if problems:
        fail(problems)
    told: list[dict[str, Any]] = []
    for path, (deck, lock, changes) in made.items():
        episode, written = loaded[path]
        wrote, is_rebuilt = False, changes.is_first and targets[path].exists()
        if not dry_run:
            try:
                # The lock first: a deck can be made again from it, but a guid that it forgot is lost.
                write_lock(lock, file := lock_path(path))
                wrote = write_apkg(deck, file := targets[path])
            except OSError as error:
                complain(not_written(file, error), "red")
                raise SystemExit(1) from None
        told.append({"file": str(path), "deck": str(targets[path]), "wrote": wrote})
        if quiet:
            told[-1] |= as_data(changes)
            continue
        click.echo(f"{click.style(str(targets[path]), bold=True)}: {_count(episode, written)}")
        if changes.are_none and not wrote:
            click.echo("  nothing changed; the deck is as it was")
            continue
        for line in tell_changes(changes, str(path)):
            click.echo(line)
        if is_rebuilt:
            click.echo(
                f"  {lock_path(path)} was missing; what was reworded since its first build counts as new. If git has "
                "it, bring it back and build again, before the import"
            )
        for line_number, text, what in tell_doubts(changes):
            complain(Problem(str(path), line_number, f"“{text}”", what), "yellow")
        _warn_of_left(path, written)
    return told


def _neighbours(paths: Sequence[Path]) -> "dict[Path, Lock]":
    """The locks of the data files that stand beside these, as their last builds left them."""
    from flashcards.lock import lock_path, read_lock

    found: dict[Path, Lock] = {}
    folders = {path.parent for path in paths}
    for path in sorted({other for folder in folders for other in folder.glob("*.yaml")} - set(paths)):
        # What is wrong with a file that is not built is told when it is.
        with contextlib.suppress(DataError):
            if lock := read_lock(lock_path(path)):
                found[path] = lock
    return found


def _find_renamed(locks: "Mapping[Path, Lock]") -> list[Problem]:
    """Data files without a lock, beside the lock of one of the same episode that is gone. `locks` are the new ones."""
    from flashcards.lock import lock_path, read_lock

    problems = []
    for path, lock in locks.items():
        for file in sorted(path.parent.glob("*.lock.json")):
            stem = file.name.removesuffix(".lock.json")
            if any(file.with_name(stem + suffix).exists() for suffix in (".yaml", ".yml")):
                continue
            with contextlib.suppress(DataError):  # a damaged lock is told when its file is built
                other = read_lock(file)
                if other and (other.episode == lock.episode or other.entries.keys() & lock.entries.keys()):
                    what = f"{file} is of the same episode, and its data file is gone"
                    remedy = f"rename it to {lock_path(path).name} if you renamed that, else delete it"
                    problems.append(Problem(str(path), 0, "", f"{what}; {remedy}"))
    return problems


def _find_shared(locks: "dict[Path, Lock]", neighbours: "dict[Path, Lock]") -> list[Problem]:
    """Files that are of one episode, make one deck, or have notes in common, as copies have."""
    from flashcards.identity import find_clashes

    decks = {lock.deck: path for path, lock in neighbours.items()}
    same_deck = [
        Problem(str(path), 0, "", f"makes the same deck as {decks[lock.deck]}; give one of them another `deck:`")
        for path, lock in locks.items()
        if lock.deck in decks
    ]
    if same_deck:
        return same_deck
    locks = neighbours | locks
    paths = list(locks)
    return [
        Problem(
            str(paths[number]),
            0,
            "",
            f"{f'has note {guid} in common with' if guid else 'is of the same episode as'} {paths[first]}, so that "
            "each would overwrite the other in Anki; keep one of the two, or give the copy another title and delete "
            "its lock",
        )
        for number, first, guid in find_clashes(list(locks.values()))
        if paths[number] not in neighbours
    ]


def _find(files: Sequence[Path]) -> list[Path]:
    """The files named, or those of the project."""
    paths = list(dict.fromkeys(files)) or sorted(Path("data").glob("*.yaml"))
    if not paths:
        raise click.UsageError("There is no data/*.yaml here. Name a FILE, or go to the project's folder.")
    return paths


def _load(paths: Sequence[Path]) -> "dict[Path, tuple[Episode, Written]]":
    """Read every file and write its cards; leave with all problems of all files if there are any."""
    from flashcards.chapters import load_chapters
    from flashcards.questions import write_cards

    def load(path: Path) -> "tuple[Episode, Written]":
        episode = load_chapters(path)
        return episode, write_cards(episode)

    return read_all(paths, load)


def _explain(path: Path, episode: "Episode") -> None:
    """Print the decision on every bullet, and the proposals that it was taken from."""
    from flashcards.questions import decide

    for bullet, _, cards, reason, trials in decide(episode):
        click.echo(f"{click.style(f'{path}:{bullet.line}:', dim=True)} {' '.join(bullet.text.split())}")
        chosen = {(card.question, card.answer) for card in cards}
        if not trials:
            for card in cards:
                click.echo(f"  + {card.shape}: {' '.join(f'{card.question} → {card.answer}'.split())}")
        for trial in trials:
            proposal, fault, rating = trial
            mark = "+" if (trial.question, proposal.answer) in chosen else "-" if fault else "·"
            told = f"{proposal.shape}: {trial.question} → {proposal.answer}"
            click.echo(f"  {mark} {rating:.2f} {told}" + (f" ({fault})" if fault else ""))
        if not cards:
            click.echo(f"  no card: {reason or 'skip: true'}")


def _warn_of_left(path: Path, written: "Written") -> None:
    for warning in _left_warnings(path, written):
        complain(warning, "yellow")


def _left_warnings(path: Path, written: "Written") -> list[Problem]:
    return [
        Problem(str(path), left.bullet.line, f"“{left.bullet.text}”", f"no card: {left.told}")
        for left in written.left
        if left.told
    ]


def _count(episode: "Episode", written: "Written") -> str:
    bullets = sum(len(chapter.bullets) for chapter in episode.chapters)
    counts = ((len(episode.chapters), "chapter"), (bullets, "bullet"), (len(written.cards), "card"))
    told = ", ".join(count(number, name) for number, name in counts)
    unwritten = sum(bool(left.why) for left in written.left)
    return f"{told}, {len(written.left) - unwritten} skipped, {unwritten} without a card"
