"""The nouns that cross modules: what a person writes, the cards made of it, and the notes that Anki stores. All frozen.

Times in an episode are whole seconds from its start; times of day are whole seconds of the Unix epoch, as in Anki.
A `line` is a line of the data file, counted from 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """A question and its answer, as a person wrote them beside a bullet."""

    question: str
    answer: str
    line: int


@dataclass(frozen=True, slots=True)
class Bullet:
    """One short claim. `cards` are the person's own; without any, and unless `skip`, the writer makes them."""

    text: str
    line: int
    at: int | None = None
    id: str = ""
    skip: bool = False
    cards: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A titled span of the episode. `end` is None where neither the file nor a next chapter tells it."""

    title: str
    start: int
    end: int | None
    summary: str
    bullets: tuple[Bullet, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Episode:
    """One recording and its chapters, in the order of time. What the data file leaves out is empty, but for `deck`."""

    show: str
    title: str
    guest: str
    host: str
    published: str
    url: str
    links: Mapping[str, str]
    deck: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One question and its answer, made from one bullet. `shape` names how: `authored`, or a strategy of the writer."""

    question: str
    answer: str
    shape: str
    line: int
    bullet: Bullet
    chapter: Chapter

    @property
    def at(self) -> int:
        """The second of the episode at which the claim is made, as near as the data file says."""
        return self.chapter.start if self.bullet.at is None else self.bullet.at


@dataclass(frozen=True, slots=True)
class Note:
    """A card as Anki stores it. `fields` are HTML, in the note type's order; `changed` is when they last did."""

    guid: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    due: int
    changed: int


@dataclass(frozen=True, slots=True)
class Deck:
    """The notes of one episode, in its order, under one name. `description` is HTML."""

    name: str
    description: str
    notes: tuple[Note, ...]
