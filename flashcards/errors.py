"""What is wrong with a person's files, said in one form: `path:line: where: what, and what to write instead`."""

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One mistake in one file, for the person who edits that file.

    `line` counts from 1, as editors do; 0 stands for the file as a whole. `where` may be empty.
    """

    path: str
    line: int
    where: str
    what: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return ": ".join(part for part in (place, self.where, self.what) if part)


class DataError(Exception):
    """Every problem that one run found, in the order of the files and their lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
