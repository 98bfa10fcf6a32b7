"""Previews at work: made of files, written beside the decks, opened in a browser, made again when a file is saved."""

import contextlib
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from flashcards.chapters import load_chapters
from flashcards.deck import deck_file
from flashcards.errors import DataError, Problem
from flashcards.files import replacing
from flashcards.lock import find_overlaps, lock_path, read_lock
from flashcards.preview import Judged, judge, make_page
from flashcards.terminal import complain, fail, not_written, read_all
from flashcards.watching import Server, watch

# More pages than these are not opened at once.
_MOST_OPENED = 3


def show_pages(paths: Sequence[Path], out: Path, *, opens: bool) -> None:
    """Write the page of every file, and open them. Leaves with all problems of all files if there are any."""
    judged = read_all(paths, judge_file)
    pages = _find_places(judged, out)
    if problems := find_overlaps(pages):
        fail(problems)
    for path, known in judged.items():
        try:
            _write(pages[path], make_page(str(path), known))
        except OSError as error:
            fail([not_written(pages[path], error)])
        click.echo(click.format_filename(pages[path]))
    if opens and _has_desktop() and len(pages) <= _MOST_OPENED:
        for page in pages.values():
            click.launch(page.resolve().as_uri())


def watch_pages(paths: Sequence[Path], out: Path, *, opens: bool) -> None:
    """Serve the page of every file, and make it again whenever the file or its lock changes, until Ctrl-C."""
    saves = watch({file for path in paths for file in (path, lock_path(path))})
    names = [click.format_filename(path) for path in paths]
    server = Server(names)
    pages = _Pages(paths, out, server)
    try:
        pages.renew(paths)
        for number, name in enumerate(names):
            click.echo(f"{name}: {server.address(number)}")
            if opens and _has_desktop() and len(paths) <= _MOST_OPENED:
                click.launch(server.address(number))
        click.echo("Watching; end with Ctrl-C.")
        for saved in saves:
            try:
                renewed = pages.renew([path for path in paths if path in saved or lock_path(path) in saved])
            except Exception:  # a bug must be told, and must not end the watch
                traceback.print_exc()
                continue
            for number in renewed:
                click.echo(f"{names[number]}: made again")
    except KeyboardInterrupt:
        click.echo("")
    finally:
        server.stop()


class _Pages:
    """The pages of a watch: what is known of each file, and where its page was written."""

    def __init__(self, paths: Sequence[Path], out: Path, server: Server) -> None:
        self._paths = paths
        self._out = out
        self._server = server
        self._known: dict[Path, Judged] = {}  # their last good states
        self._problems: dict[Path, Sequence[Problem]] = {}
        self._overlaps: list[Problem] = []
        self._written: dict[Path, Path] = {}
        self._unwritten: dict[Path, Problem] = {}

    def renew(self, saved: Sequence[Path]) -> list[int]:
        """Make the pages of these files as they are now, and of those that no longer or only now overlap with them.

        The mistakes of a file are shown over its last good state if it has any.
        """
        for path in saved:
            self._problems[path] = self._judge(path)
        places = _find_places({path: self._known[path] for path in self._paths if path in self._known}, self._out)
        before, self._overlaps = self._overlaps, find_overlaps(places)
        moved = {problem.path for problem in set(before) ^ set(self._overlaps)}
        renewed = [n for n, path in enumerate(self._paths) if path in saved or str(path) in moved]
        for number in renewed:
            path = self._paths[number]
            overlaps = [problem for problem in self._overlaps if problem.path == str(path)]
            problems = [*self._problems[path], *overlaps]
            for problem in problems:
                complain(problem, "red")
            page = make_page(str(path), self._known.get(path), problems)
            self._server.renew(number, page)
            if path in places and not overlaps:
                self._write(path, places, page)
        return renewed

    def _judge(self, path: Path) -> Sequence[Problem]:
        try:
            self._known[path] = judge_file(path)
        except DataError as error:
            return error.problems
        except Exception:  # as above; and the page says that it is not what the file is
            traceback.print_exc()
            return [Problem(str(path), 0, "", "a fault of this program, which it printed where it runs")]
        return ()

    def _write(self, path: Path, places: Mapping[Path, Path], page: str) -> None:
        """Write a page in the place of what this watch wrote before; complain only once of what stays impossible."""
        try:
            _write(places[path], page)
        except OSError as error:
            problem = not_written(places[path], error)
            if self._unwritten.get(path) != problem:
                complain(problem, "red")
            self._unwritten[path] = problem
            return
        self._unwritten.pop(path, None)
        before, self._written[path] = self._written.get(path), places[path]
        if before and before not in places.values():
            with contextlib.suppress(OSError):
                before.unlink()


def judge_file(path: Path) -> Judged:
    """All that is known of the cards of a file. Raises DataError with what is wrong with it."""
    return judge(load_chapters(path), read_lock(lock_path(path)))


def _find_places(judged: Mapping[Path, Judged], out: Path) -> dict[Path, Path]:
    """Where the pages of files are written."""
    return {path: (out / deck_file(known.episode, path.stem)).with_suffix(".html") for path, known in judged.items()}


def _write(path: Path, page: str) -> None:
    with replacing(path) as file:
        file.write(page.encode())


def _has_desktop() -> bool:
    """Whether there is a screen that a browser could open on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
