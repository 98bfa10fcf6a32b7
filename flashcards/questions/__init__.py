"""The writer: bullets in, cards out, by the words alone. Reads no files and no clock.

    pieces     a bullet → what stands between its colons, dashes and full stops
    grammar    a piece → words with their parts of speech, parsed
    clauses    who does what, and the same said as a question
    reader     a language model: whether a bullet is whole sentences, and a card good
    reading    all of that for each bullet, with labels, names and pronouns understood
    targets    what can be asked for in a clause
    shapes     bullets → proposed cards
    checks     what knocks a proposal out
    ranking    how good the rest are (weights: what was learned from verdicts)
    quality    what to object to in cards, a person's and written ones alike

A bullet that brings its own cards gets those. Housekeeping gets none (`claims`). For any other every shape that fits
proposes, the checks knock out what a learner should not meet, and of the rest the one becomes a card that judges would
most likely pass, if that is likely enough. Where none is, the bullet goes back to the person, with the reason.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flashcards.model import Bullet, Card, Chapter, Episode
from flashcards.questions.checks import Rivals, find_fault
from flashcards.questions.claims import find_pointer, is_housekeeping, name_of
from flashcards.questions.quality import asked
from flashcards.questions.ranking import glance, rate
from flashcards.questions.reading import read_bullets
from flashcards.questions.shapes import CLOZE, COMPLETE, Part, Proposal, propose, tell_length
from flashcards.questions.words import POINT_BACK, Vocabulary, share_a_word

# How likely a card must be to pass, and how much a question is liked better than a blank.
LIKELY = 0.89
QUESTION_LIKED = 0.15
# And how much a question that begins with its question word is liked better than the same in another order.
FRONT_LIKED = 0.1

# What rates the cards of a bullet, given that, its chapter's title and its episode's.
Rate = Callable[[Sequence[Proposal], str, str, str], list[float]]


class Left(NamedTuple):
    """A bullet without a card. `why` is empty where the person asked for none."""

    bullet: Bullet
    chapter: Chapter
    why: str

    @property
    def told(self) -> str:
        """Why, and what to do about it; empty where there is nothing to tell."""
        return self.why and f"{self.why}; give it `question:` and `answer:`, or `skip: true`"


class Written(NamedTuple):
    """What became of the bullets of an episode, in its order."""

    cards: tuple[Card, ...]
    left: tuple[Left, ...]


class Trial(NamedTuple):
    """A proposed card, what knocked it out (empty where nothing did), and how likely judges are to pass it."""

    proposal: Proposal
    fault: str
    rating: float

    @property
    def question(self) -> str:
        """The question as a card shows it. A blank tells how many words it hides, once it has won."""
        question, answer, shape, _ = self.proposal
        return tell_length(question, answer) if shape == CLOZE else question


class Decision(NamedTuple):
    """What becomes of one bullet: its cards, or why it has none. `trials` are the proposals, what won first."""

    bullet: Bullet
    chapter: Chapter
    cards: tuple[Card, ...]
    why: str
    trials: tuple[Trial, ...]


def write_cards(episode: Episode) -> Written:
    """Make the cards of a whole episode."""
    decisions = list(decide(episode))
    return Written(
        tuple(card for decision in decisions for card in decision.cards),
        tuple(Left(d.bullet, d.chapter, d.why) for d in decisions if not d.cards),
    )


def decide(episode: Episode, rate: Rate = rate) -> Iterator[Decision]:
    """Decide on every bullet of an episode, in its order. `rate` tells how likely its cards are to pass."""
    bullets = [bullet for chapter in episode.chapters for bullet in chapter.bullets]
    bare = [bullet for bullet in bullets if not (bullet.cards or bullet.skip)]
    vocabulary = Vocabulary(_texts(episode))
    rivals = Rivals([bullet.text for bullet in bullets])
    taken = {asked(card.question) for bullet in bullets for card in bullet.cards} if bare else set()
    people = name_of(episode.guest), name_of(episode.host)
    parts = read_bullets([bullet.text for bullet in bare], people[0], vocabulary)
    first: dict[str, Bullet] = {}
    place = 0
    for chapter in episode.chapters:
        for bullet in chapter.bullets:
            twin = bullet if bullet.skip else first.setdefault(bullet.text, bullet)
            if bullet.cards:
                cards = tuple(Card(c.question, c.answer, "authored", c.line, bullet, chapter) for c in bullet.cards)
                yield Decision(bullet, chapter, cards, "", ())
            elif bullet.skip:
                yield Decision(bullet, chapter, (), "", ())
            elif twin is not bullet:
                next(parts)
                yield Decision(bullet, chapter, (), f"line {twin.line} says the same", ())
            else:
                yield _decide(
                    bullet, chapter, next(parts), _Scene(episode, people, chapter, place, rivals, taken, rate)
                )
            place += 1


class _Scene(NamedTuple):
    """What stands around a bullet."""

    episode: Episode
    people: tuple[str, str]
    chapter: Chapter
    place: int
    rivals: Rivals
    taken: set[frozenset[str]]
    rate: Rate


def _decide(bullet: Bullet, chapter: Chapter, parts: Sequence[Part], scene: _Scene) -> Decision:
    episode = scene.episode
    if is_housekeeping(bullet.text, episode.guest, episode.host, chapter is episode.chapters[0]):
        return Decision(bullet, chapter, (), "it seems to be about the show, not of it", ())
    tried: dict[tuple[str, str], tuple[Proposal, str, int]] = {}
    for unit, part in enumerate(parts):
        for proposal in propose(part):
            if (key := (proposal.question, proposal.answer)) not in tried:
                tried[key] = proposal, find_fault(proposal) or _find_clash(proposal, scene), unit
    around = bullet.text, chapter.title, episode.title
    ratings = iter(scene.rate([proposal for proposal, fault, _ in tried.values() if not fault], *around))
    judged = [
        (Trial(proposal, fault, glance(proposal, *around) if fault else next(ratings)), unit)
        for proposal, fault, unit in tried.values()
    ]
    ranked = sorted(judged, key=lambda trial: (bool(trial[0].fault), -_worth(trial[0])))
    trials = tuple(trial for trial, _ in ranked)
    chosen: dict[int, Trial] = {}
    for trial, unit in ranked:
        cloze = trial.proposal.shape == CLOZE
        if trial.fault or trial.rating < LIKELY or unit in chosen or (cloze and chosen):
            continue
        if any(share_a_word(trial.proposal.answer, other.proposal.answer) for other in chosen.values()):
            continue
        chosen[unit] = trial if cloze else _begin_with_the_asking(trial, trials)
        if cloze:
            break
    cards = tuple(
        Card(trial.question, trial.proposal.answer, trial.proposal.shape, bullet.line, bullet, chapter)
        for _, trial in sorted(chosen.items())
    )
    scene.taken.update(asked(trial.proposal.question) for trial in chosen.values())
    told = tuple(sorted(trials, key=lambda trial: trial not in chosen.values()))
    return Decision(bullet, chapter, cards, "" if cards else _explain(bullet.text, parts, trials), told)


def _explain(text: str, parts: Sequence[Part], trials: Sequence[Trial]) -> str:
    if pointer := find_pointer(text):
        return f"“{pointer}” points to something outside it"
    if parts and parts[0].completeness < COMPLETE:
        return "it may not be a whole sentence"
    if not trials:
        return "there is nothing in it to ask for"
    best = trials[0]
    return f"none is safe ({best.fault})" if best.fault else "none is sure enough to be good"


def _worth(trial: Trial) -> float:
    return trial.rating + QUESTION_LIKED * (trial.proposal.shape != CLOZE)


def _begin_with_the_asking(trial: Trial, trials: Sequence[Trial]) -> Trial:
    """The same question with its question word in front, where that is likely to pass as well: it reads better."""
    if not trial.proposal.shape.startswith("place-"):
        return trial
    wanted = trial.proposal.answer, trial.proposal.shape.replace("place-", "front-")
    twins = (t for t in trials if t.proposal[1:3] == wanted and not t.fault and t.rating >= LIKELY - FRONT_LIKED)
    return next(twins, trial)


def _find_clash(proposal: Proposal, scene: _Scene) -> str:
    """What another bullet or card, or the names on every card, have against a proposal."""
    named = name_of(proposal.answer)
    if named and any(named in (person, person.split(" ")[0]) for person in scene.people):
        return "known: the answer is who talks"
    hidden = share_a_word(proposal.answer, scene.chapter.title)
    titles = scene.episode.title if hidden else f"{scene.chapter.title} {scene.episode.title}"
    if share_a_word(proposal.answer, scene.episode.title):
        return "known: the answer is in the episode's title"
    opening = {mark[6:] for mark in proposal.marks if mark.startswith("opens:")}
    subject = opening if "subject:definite" in proposal.marks else set()
    for noun in sorted(mark[4:] for mark in proposal.marks if mark.startswith("the:")):
        if (noun in POINT_BACK or noun in subject or hidden) and not share_a_word(noun, titles):
            return f"vague: “the {noun}” points to something outside it"
    if asked(proposal.question) in scene.taken:
        return "duplicate: another card asks the same"
    if rival := scene.rivals.find(proposal.question, scene.place):
        return f"ambiguous: “{rival}” answers it as well"
    return ""


def _texts(episode: Episode) -> Iterator[str]:
    for chapter in episode.chapters:
        yield from (chapter.title, chapter.summary)
        yield from (bullet.text for bullet in chapter.bullets)
    yield f"with {episode.guest} and {episode.host}"
