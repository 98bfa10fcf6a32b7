"""A session with an author at the terminal: asked in threads, shown as a diff, written chapter by chapter."""

import contextlib
import difflib
import shlex
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from flashcards.author import Author, AuthorError
from flashcards.chapters import parse_chapters, read_bytes
from flashcards.draft import Asked, Reply, Round, by_chapter, consult, judge_reply, read_reply
from flashcards.errors import DataError, Problem
from flashcards.files import replacing
from flashcards.gate import Gate, Refusal
from flashcards.model import Bullet, Episode, Wording
from flashcards.notation import shorten
from flashcards.rewrite import write_wordings
from flashcards.terminal import complain, count, fail, not_written

# After so many chapters without a reply, one after another, there will be none for the rest either.
_MOST_FAILURES = 3


@contextlib.contextmanager
def hire(command: str, seconds: float) -> Iterator[Author]:
    """The author that a command line names; what runs of it ends with the block. Raises click.UsageError if none."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise click.UsageError(f"--with: {command}: {str(error).lower()}") from None
    if not words or not shutil.which(words[0]):
        raise click.UsageError(f"--with: there is no program “{words[0] if words else ''}”")
    author = Author(words, seconds)
    try:
        yield author
    finally:
        author.stop()


class _Calls:
    """The calls of an author for one chapter. Only the first may fail: what came of it is not lost with a second."""

    def __init__(self, author: Author) -> None:
        self._author = author
        self._has_reply = False
        self.error: AuthorError | None = None

    def ask(self, prompt: str) -> str:
        try:
            reply = self._author.ask(prompt)
        except AuthorError as error:
            self.error = error
            if not self._has_reply:
                raise
            return ""
        self._has_reply = True
        return reply


class Drafting:
    """The cards of one author on their way into one data file."""

    def __init__(self, file: Path, raw: bytes, episode: Episode, asked: Sequence[Asked], *, is_sure: bool) -> None:
        """`raw` is the file as it was read, and `episode` what is in it. With `is_sure`, nobody is asked."""
        self._file = file
        self._raw = raw
        self._episode = episode
        self._asked = asked
        self._is_sure = is_sure
        self._gate = Gate(episode, frozenset(one.number for one in asked))
        self._lock = threading.Lock()
        self._refused: list[Refusal] = []
        self._given: set[int] = set()
        self._cards = 0
        self._skipped: set[int] = set()
        self._failed = False

    def take_reply(self, reply: bytes) -> None:
        """Take the cards of one reply."""
        read = read_reply(reply.decode(errors="replace"), self._asked)
        if not (read.proposals or read.skipped):
            what = "no card was found in the reply; it has one line of JSON a card, as the prompt says"
            if read.others:
                what = "the cards in the reply are for notes that were not asked about; print the prompt anew"
            complain(Problem(str(self._file), 0, "", what), "red")
            self._failed = True
            return
        taken = self._judge(read)
        self._take(taken)
        if not taken.passed and len(taken.refused) >= _MOST_FAILURES:
            click.echo("No card fits its note: was the file edited after the prompt was printed?", err=True)

    def consult(self, author: Author, jobs: int) -> None:
        """Ask an author about each chapter, so many at a time, and write what passes in the chapters' order."""
        groups = by_chapter(self._asked)
        failures = 0
        with ThreadPoolExecutor(jobs) as pool:
            try:
                calls = [_Calls(author) for _ in groups]
                rounds = [
                    pool.submit(consult, call.ask, self._episode, group, self._judge)
                    for call, group in zip(calls, groups, strict=True)
                ]
                for number, (group, call, waiting) in enumerate(zip(groups, calls, rounds, strict=True), 1):
                    chapter = f"chapter {number} of {len(groups)}, “{group[0].chapter.title}”"
                    if failures >= _MOST_FAILURES and not (waiting.done() and not waiting.exception()):
                        continue
                    _show_progress(f"{chapter}: waiting for the author …")
                    try:
                        taken = waiting.result()
                    except AuthorError:
                        taken = None
                    _show_progress("")
                    if call.error:
                        kept = "; its first reply is taken" if taken else ""
                        what = f"the author {shorten(str(call.error), 300)}{kept}; run again"
                        complain(Problem(str(self._file), 0, chapter, what), "red")
                        self._failed = True
                    if taken:
                        failures = 0
                        nothing = "" if taken.proposals() or taken.skipped else "; none was found in the reply"
                        click.echo(f"{chapter}: {count(len(taken.passed), 'card')}{nothing}")
                        self._take(taken)
                        continue
                    failures += 1
                    if failures == _MOST_FAILURES:
                        click.echo("The author failed three times in a row; it is not asked any more.", err=True)
                        author.stop()
            finally:
                author.stop()
                pool.shutdown(cancel_futures=True)

    def report(self) -> bool:
        """Say what became of it all. Returns whether an author failed."""
        bullets = self._bullets()
        for (number, question, answer), why in self._refused:
            if number not in self._given:
                what = f"no card: the author’s “{shorten(f'{question} → {answer}', 200)}” was refused: {why}"
                self._complain_of(bullets[number], what)
        for number in sorted(self._skipped):
            self._complain_of(bullets[number], "no card: the author finds no claim in it; write `skip: true` if so")
        left = len(self._asked) - len(self._given) - len(self._skipped)
        told = f"{count(self._cards, 'card')} for {count(len(self._given), 'bullet')}, {left} left"
        told += f", {len(self._skipped)} that the author would skip" if self._skipped else ""
        click.echo(f"{click.style(str(self._file), bold=True)}: {told}")
        if self._cards:
            click.echo(f"Read them: flashcards show {shlex.quote(str(self._file))}")
        return self._failed

    def _judge(self, reply: Reply) -> Round:
        with self._lock:
            return judge_reply(self._gate, reply)

    def _take(self, taken: Round) -> None:
        """Show what the cards change in the file, ask, and write it."""
        self._refused += taken.refused
        self._skipped |= taken.skipped - {proposal.number for proposal in taken.passed}
        wordings: dict[int, list[Wording]] = {}
        for number, question, answer in taken.passed:
            wordings.setdefault(number, []).append(Wording(question, answer, 0))
        if not wordings:
            return
        try:
            written = write_wordings(self._raw, wordings)
        except ValueError:
            what = "these cards cannot be written into its notation; write them by hand"
            complain(Problem(str(self._file), 0, "", what), "red")
            for _, question, answer in taken.passed:
                click.echo(f"  {shorten(f'{question} → {answer}', 200)}", err=True)
            self._failed = True
            return
        _show_diff(self._file, self._raw, written)
        if not (self._is_sure or click.confirm(f"Write this into {self._file}?", default=True)):
            click.echo("Not written.")
            return
        self._write(written)
        self._given |= wordings.keys()
        self._cards += len(taken.passed)

    def _write(self, written: bytes) -> None:
        try:
            if read_bytes(self._file) != self._raw:
                what = "was changed by another program meanwhile; what was written before stays; run again"
                fail([Problem(str(self._file), 0, "", what)])
            with replacing(self._file) as file:
                file.write(written)
        except OSError as error:
            fail([not_written(self._file, error)])
        except DataError as error:
            fail(error.problems)
        self._raw = written

    def _bullets(self) -> list[Bullet]:
        """The bullets of the file as it is now."""
        episode = parse_chapters(self._raw, str(self._file))
        return [bullet for chapter in episode.chapters for bullet in chapter.bullets]

    def _complain_of(self, bullet: Bullet, what: str) -> None:
        complain(Problem(str(self._file), bullet.line, f"“{bullet.text}”", what), "yellow")


def _show_diff(file: Path, before: bytes, after: bytes) -> None:
    old, new = (text.decode().splitlines() for text in (before, after))
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for line in list(difflib.unified_diff(old, new, str(file), str(file), n=1, lineterm=""))[2:]:
        click.echo(click.style(line, fg=colours.get(line[:1])))


def _show_progress(text: str) -> None:
    """Say on a terminal what is waited for; the next line takes its place."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text}", nl=False, err=True)
