"""How the command speaks of problems: in one form, on standard error, with colours only on a terminal."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from flashcards.errors import DataError, Problem

_T = TypeVar("_T")


def complain(problem: Problem, colour: str) -> None:
    place, _, rest = str(problem).partition(": ")
    click.echo(f"{click.style(place, fg=colour)}: {rest}", err=True)


def fail(problems: Sequence[Problem]) -> NoReturn:
    for problem in problems:
        complain(problem, "red")
    click.echo(f"{count(len(problems), 'problem')} to be put right first.", err=True)
    raise SystemExit(1)


def read_all(paths: Sequence[Path], read: Callable[[Path], _T]) -> dict[Path, _T]:
    """What `read` makes of each file; leaves with all problems of all files if there are any."""
    found: dict[Path, _T] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            found[path] = read(path)
        except DataError as error:
            problems += error.problems
    if problems:
        fail(problems)
    return found


def not_written(path: Path, error: OSError) -> Problem:
    return Problem(str(path), 0, "", f"cannot be written: {error.strerror}; what was there stays")


def count(number: int, name: str) -> str:
    return f"{number} {name}{'s' * (number != 1)}"
