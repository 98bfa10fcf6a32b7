"""The writer: bullets in, cards out, by the words alone. Reads no files and no clock.

A bullet that brings its own cards gets those. Housekeeping gets none, nor does a pointer to something else (`claims`).
For any other, every shape that fits proposes a card (`shapes`), cued recall proposes some more (`recall`), the checks
knock out what a learner should not meet (`checks`), and the first proposal that is left becomes the card. Where none is
left the bullet goes back to the person, with the reason. `words` and `verbs` know English. `quality` judges the cards
of persons and of the writer alike.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from flashcards.model import Bullet, Card, Chapter, Episode
from flashcards.questions.checks import Rivals, find_fault
from flashcards.questions.claims import find_pointer, is_housekeeping
from flashcards.questions.quality import asked
from flashcards.questions.recall import propose_recall
from flashcards.questions.shapes import Proposal, propose_questions
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


class Trial(NamedTuple):
    """A proposed card and what knocked it out; `fault` is empty where nothing did."""

    proposal: Proposal
    fault: str


class Decision(NamedTuple):
    """What becomes of one bullet: its cards, or why it has none.

    `tried` ends with the trial that won, if one did; `others` gives those behind it, which nobody needed to look at.
    """

    bullet: Bullet
    chapter: Chapter
    cards: tuple[Card, ...]
    why: str
    tried: tuple[Trial, ...]
    others: Iterable[Trial]


def write_cards(episode: Episode) -> Written:
    """Make the cards of a whole episode."""
    decisions = list(decide(episode))
    return Written(
        tuple(card for decision in decisions for card in decision.cards),
        tuple(Left(d.bullet, d.chapter, d.why) for d in decisions if not d.cards),
    )


def decide(episode: Episode) -> Iterator[Decision]:
    """Decide on every bullet of an episode, in its order."""
    bullets = [bullet for chapter in episode.chapters for bullet in chapter.bullets]
    vocabulary = Vocabulary(text for chapter in episode.chapters for text in _texts(chapter))
    rivals = Rivals([bullet.text for bullet in bullets])
    bare = any(not (bullet.cards or bullet.skip) for bullet in bullets)
    taken = {asked(card.question) for bullet in bullets for card in bullet.cards} if bare else set()
    place = 0
    for chapter in episode.chapters:
        for bullet in chapter.bullets:
            decision = _decide(bullet, chapter, place, episode.guest, vocabulary, rivals, taken)
            taken.update(asked(card.question) for card in decision.cards if not bullet.cards)
            place += 1
            yield decision


def _decide(
    bullet: Bullet,
    chapter: Chapter,
    place: int,
    guest: str,
    vocabulary: Vocabulary,
    rivals: Rivals,
    taken: set[frozenset[str]],
) -> Decision:
    def leave(why: str, tried: tuple[Trial, ...] = ()) -> Decision:
        return Decision(bullet, chapter, (), why, tried, ())

    if bullet.cards:
        cards = tuple(Card(c.question, c.answer, "authored", c.line, bullet, chapter) for c in bullet.cards)
        return Decision(bullet, chapter, cards, "", (), ())
    if bullet.skip:
        return leave("")
    if is_housekeeping(bullet.text, guest):
        return leave("it seems to be about the show, not of it")
    if pointer := find_pointer(bullet.text):
        return leave(f"“{pointer}” points to something outside it")
    trials = _try(bullet.text, place, vocabulary, rivals, taken)
    tried: list[Trial] = []
    for trial in trials:
        tried.append(trial)
        if not trial.fault:
            question, answer, shape = trial.proposal
            card = Card(question, answer, shape, bullet.line, bullet, chapter)
            return Decision(bullet, chapter, (card,), "", tuple(tried), trials)
    if not tried:
        return leave("no question or blank in it is safe")
    return leave(f"no question or blank in it is safe ({tried[0].fault})", tuple(tried))


def _try(text: str, place: int, vocabulary: Vocabulary, rivals: Rivals, taken: set[frozenset[str]]) -> Iterator[Trial]:
    for proposal in dict.fromkeys(chain(propose_questions(text, vocabulary), propose_recall(text))):
        fault = find_fault(proposal)
        if not fault and asked(proposal.question) in taken:
            fault = "duplicate: another card asks the same"
        if not fault and (rival := rivals.find(proposal.question, place)):
            fault = f"ambiguous: “{rival}” answers it as well"
        yield Trial(proposal, fault)


def _texts(chapter: Chapter) -> list[str]:
    return [chapter.title, chapter.summary, *(bullet.text for bullet in chapter.bullets)]
