"""How the command speaks of problems: in one form, on standard error, with colours only on a terminal."""

from collections.abc import Sequence
from typing import NoReturn

import click

from flashcards.errors import Problem


def complain(problem: Problem, colour: str) -> None:
    place, _, rest = str(problem).partition(": ")
    click.echo(f"{click.style(place, fg=colour)}: {rest}", err=True)


def fail(problems: Sequence[Problem]) -> NoReturn:
    for problem in problems:
        complain(problem, "red")
    click.echo(f"{len(problems)} problem{'s' * (len(problems) != 1)} to be put right first.", err=True)
    raise SystemExit(1)
