"""Previews at work: made of files, written beside the decks, opened in a browser, made again when a file is saved."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from flashcards.chapters import load_chapters
from flashcards.deck import deck_file
from flashcards.errors import DataError, Problem
from flashcards.files import replacing
from flashcards.lock import lock_path, read_lock
from flashcards.preview import Judged, judge, make_page
from flashcards.terminal import complain, fail, not_written, read_all
from flashcards.watching import Server, watch

# More pages than these are not opened at once.
_MOST_OPENED = 3


def show_pages(paths: Sequence[Path], out: Path, *, opens: bool) -> None:
    """Write the page of every file, and open them. Leaves with all problems of all files if there are any."""
    judged = read_all(paths, judge_file)
    pages = {path: _page_path(path, known, out) for path, known in judged.items()}
    for path, known in judged.items():
        _write(pages[path], make_page(str(path), known))
        click.echo(pages[path])
    if opens and _has_desktop() and len(pages) <= _MOST_OPENED:
        for page in pages.values():
            click.launch(page.resolve().as_uri())


def watch_pages(paths: Sequence[Path], out: Path, *, opens: bool) -> None:
    """Serve the page of every file, and make it again whenever the file or its lock changes, until Ctrl-C."""
    last: dict[Path, Judged] = {}
    server = Server([_make(path, last, out) for path in paths])
    try:
        for number, path in enumerate(paths):
            click.echo(f"{path}: {server.address(number)}")
            if opens and _has_desktop() and len(paths) <= _MOST_OPENED:
                click.launch(server.address(number))
        click.echo("Watching; end with Ctrl-C.")
        owner = {file: number for number, path in enumerate(paths) for file in (path, lock_path(path))}
        for file in watch(list(owner)):
            path = paths[owner[file]]
            server.renew(owner[file], _make(path, last, out))
            click.echo(f"{path}: made again")
    except KeyboardInterrupt:
        click.echo("")
    finally:
        server.stop()


def judge_file(path: Path) -> Judged:
    """All that is known of the cards of a file. Raises DataError with what is wrong with it."""
    return judge(load_chapters(path), read_lock(lock_path(path)))


def _make(path: Path, last: dict[Path, Judged], out: Path) -> str:
    """The page of a file as it is now, with its mistakes over its last good state if it has any; writes it too."""
    problems: Sequence[Problem] = ()
    try:
        last[path] = judge_file(path)
    except DataError as error:
        problems = error.problems
        for problem in problems:
            complain(problem, "red")
    known = last.get(path)
    if known:
        _write(_page_path(path, known, out), make_page(str(path), known, problems))
    return make_page(str(path), known, problems, watched=True)


def _page_path(path: Path, known: Judged, out: Path) -> Path:
    return (out / deck_file(known.episode, path.stem)).with_suffix(".html")


def _write(path: Path, page: str) -> None:
    try:
        with replacing(path) as file:
            file.write(page.encode())
    except OSError as error:
        fail([not_written(path, error)])


def _has_desktop() -> bool:
    """Whether there is a screen that a browser could open on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
