"""The writer: bullets in, cards out, by the words alone. Reads no files and no clock.

A bullet that brings its own cards gets those. Housekeeping gets none, nor does a pointer to something else (`claims`).
For any other, every shape that fits proposes a card (`shapes`), cued recall proposes some more (`recall`), the checks
knock out what a learner should not meet (`checks`), and the first proposal that is left becomes the card. Where none is
left the bullet goes back to the person, with the reason. `words` and `verbs` know English.
"""

from itertools import chain
from typing import NamedTuple

from flashcards.model import Bullet, Card, Chapter, Episode
from flashcards.questions.checks import find_fault
from flashcards.questions.claims import find_pointer, is_housekeeping
from flashcards.questions.recall import propose_recall
from flashcards.questions.shapes import propose_questions
from flashcards.questions.words import Vocabulary


class Left(NamedTuple):
    """A bullet without a card. `why` is empty where the person asked for none."""

    bullet: Bullet
    chapter: Chapter
    why: str


class Written(NamedTuple):
    """What became of the bullets of an episode, in its order."""

    cards: tuple[Card, ...]
    left: tuple[Left, ...]


def write_cards(episode: Episode) -> Written:
    """Make the cards of a whole episode."""
    vocabulary = Vocabulary(text for chapter in episode.chapters for text in _texts(chapter))
    cards: list[Card] = []
    left: list[Left] = []
    for chapter in episode.chapters:
        for bullet in chapter.bullets:
            if bullet.cards:
                cards += (Card(c.question, c.answer, "authored", c.line, bullet, chapter) for c in bullet.cards)
            elif bullet.skip:
                left.append(Left(bullet, chapter, ""))
            elif is_housekeeping(bullet.text, episode.guest):
                left.append(Left(bullet, chapter, "it seems to be about the show, not of it"))
            elif pointer := find_pointer(bullet.text):
                left.append(Left(bullet, chapter, f"“{pointer}” points to something outside it"))
            elif card := _write_card(bullet, chapter, vocabulary):
                cards.append(card)
            else:
                left.append(Left(bullet, chapter, "no question or blank in it is safe"))
    return Written(tuple(cards), tuple(left))


def _write_card(bullet: Bullet, chapter: Chapter, vocabulary: Vocabulary) -> Card | None:
    for proposal in chain(propose_questions(bullet.text, vocabulary), propose_recall(bullet.text)):
        if not find_fault(proposal):
            return Card(proposal.question, proposal.answer, proposal.shape, bullet.line, bullet, chapter)
    return None


def _texts(chapter: Chapter) -> list[str]:
    return [chapter.title, chapter.summary, *(bullet.text for bullet in chapter.bullets)]
