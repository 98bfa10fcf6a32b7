"""How likely a careful judge passes a proposed card: by its looks, and by what the reader says of its words.

How much each look weighs is fitted to the verdicts of judges on proposals of this writer (tests/judged), by
tests/fit_weights.py, and the reader is tuned to them by tests/teach.py; nobody sets either by hand. The two err in
different ways: on proposals that both had not seen the area under the ROC curve was 0.69 for the looks, 0.71 for the
reader, 0.73 for their mean.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from flashcards.questions.grammar import parts_of_speech
from flashcards.questions.reader import frame, passes
from flashcards.questions.shapes import BLANK, CLOZE, Proposal
from flashcards.questions.weights import weigh
from flashcards.questions.words import FUNCTION_WORDS, SMALL_WORD, VAGUE, content_words, share_a_word, stem, usualness

_ASKING = frozenset(
    "many much percentage amount share number kind year temperature called term described which what who".split()
)
_FRAME = re.compile(r"^Complete the claim: ")
_NAME = re.compile(r"(?<=\s)[A-Z][\w’'-]+|\d[\d,.]*")
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|twice|dozen|hundred|thousand"
    r"|million|billion)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:not|but|rather|instead|never|rarely|only|no|than|without|because|so)\b|n[’']t", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:they|it|its|their|them|he|she|his|her)\b", re.IGNORECASE)
_POINTER = re.compile(r"\b(?:they|it|its|their|them|he|she|his|her|this|these|one|ones)\b", re.IGNORECASE)


# What looks less likely to pass is not read: no reader makes it likely enough.
READ_FROM = 0.7


def rate(cards: Sequence[Proposal], bullet: str, title: str, heading: str) -> list[float]:
    """The share of judges who would pass each of a bullet's cards: from 0 to 1.

    `title` is its chapter's, which the card shows unless it gives the answer away; `heading` the episode's.
    """
    looks = [glance(card, bullet, title, heading) for card in cards]
    likely = [card for card, share in zip(cards, looks, strict=True) if share >= READ_FROM]
    read = iter(passes([frame(card.question, card.answer, title, heading) for card in likely]))
    return [_mean(share, next(read)) if share >= READ_FROM else share for share in looks]


def glance(card: Proposal, bullet: str, title: str, heading: str) -> float:
    """The share of judges who would pass a card, as far as its looks tell."""
    return weigh(see(card, bullet, title, heading))


def _mean(*shares: float) -> float:
    """The mean of shares by their odds, to three digits: what two machines compute may differ in the eighth."""
    told = sum(math.log(share / (1 - share)) for share in shares) / len(shares)
    return round(1 / (1 + math.exp(-told)), 3)


def see(card: Proposal, bullet: str, title: str, heading: str) -> set[str]:
    """What a card looks like, as the names of sights. Each says one thing that may bear on its quality.

    What speaks for a blank may speak against a question, and a number is asked for like nothing else: each sight comes
    twice, alone and with the card's sort.
    """
    seen = set(_sights(card, bullet, title, heading))
    number = not card.marks.isdisjoint(("sort:number", "sort:when"))
    sort = f"{'number' if number else 'words'}-{'blank' if card.shape == CLOZE else 'question'}"
    return {sort, *seen, *(f"{sort}|{sight}" for sight in seen)}


def _sights(card: Proposal, bullet: str, title: str, heading: str) -> Iterator[str]:
    question, answer = card.question, card.answer
    body = _FRAME.sub("", question)
    cloze = card.shape == CLOZE
    yield f"form={card.shape if cloze else card.shape.split('-')[0]}"
    for mark in card.marks:
        if mark.startswith("blank-"):
            yield f"shape={card.shape}:{mark[6:]}"
        elif not mark.startswith(("the:", "opens:")):
            yield mark
    if not cloze:
        yield f"shape={card.shape}"
        yield f"starts={' '.join(question.lower().split()[:2])}"
    asked = [word for word in content_words(body.replace(BLANK, "")) if word not in _ASKING]
    counted = (
        ("telling", sum(word not in VAGUE for word in asked), (3, 4, 5, 7, 9, 12)),
        ("names", len(_NAME.findall(body)), (1, 2, 3)),
        ("answer", len(answer.split()), (2, 3, 4, 6, 8, 11)),
        ("question", len(question.split()), (6, 8, 10, 13, 16, 20)),
        ("bullet", len(bullet.split()), (6, 9, 12, 15, 18)),
    )
    for name, number, steps in counted:
        yield f"{name}={bisect_right(steps, number)}"
    yield from _visible_sights(body, answer, bullet)
    hidden = share_a_word(answer, title)
    topic = {stem(word) for word in content_words(title)} & {stem(word) for word in asked}
    yield f"topic={'hidden' if hidden else min(len(topic), 2)}"
    told = {stem(word) for word in content_words(f"{title} {heading}")}
    if any(mark.startswith("opens:") and stem(mark[6:]) not in told for mark in card.marks):
        yield "opens-definite"
    definite = sum(stem(mark[4:]) not in told for mark in card.marks if mark.startswith("the:"))
    yield f"definite={min(definite, 3)}"
    pronouns = sorted({word.lower() for word in _PRONOUN.findall(question)})
    yield from (f"pronoun={word}" for word in pronouns)
    yield f"strange={min(sum(map(_is_strange, SMALL_WORD.findall(bullet))), 2)}"
    said = content_words(answer)
    yield f"said={min(len(said), 4)}"
    yield f"usual={_usual(said)}"
    yield f"usual-around={_usual(asked)}"
    first, last = answer.split()[0], answer.split()[-1]
    yield from (
        sight
        for sight, seen in (
            ("answer-vague", all(word in VAGUE for word in said)),
            (f"answer-{first.lower()}", first.lower() in ("a", "an", "the")),
            ("answer-digit", re.search(r"\d", answer)),
            ("answer-name", " " in answer and last[:1].isupper()),
            ("answer-pointer", _POINTER.search(answer)),
            ("answer-brackets", "(" in answer),
            ("answer-signs", re.search(r"[,;:]", answer)),
            ("answer-short", said and len(said[-1]) <= 3 and not said[-1].isdigit()),
            ("comma", "," in body),
            ("colon", ":" in body),
            ("semicolon", ";" in body),
            ("dash", re.search(r"\s[-–—]\s|—", body)),
            (f"behind-comma={_behind_comma(body)}", ", " in body),
            ("pronoun", pronouns),
            ("brackets", "(" in question),
            ("no-stop", not bullet.endswith(".")),
            ("small-start", bullet[:1].islower()),
        )
        if seen
    )


def _usual(words: Sequence[str]) -> str:
    """How usual words are on average, in steps of half a power of ten: *a warning sign* is easily guessed."""
    told = [usualness(word) for word in words if word.isalpha()]
    return str(int(2 * sum(told) / len(told))) if told else "none"


def _behind_comma(body: str) -> str:
    """What the last comma of a card adds: the word it begins with, where that is a small one."""
    first = body.rpartition(", ")[2].split(" ")[0].lower()
    return first if first in FUNCTION_WORDS else "number" if first[:1].isdigit() else "word"


def _is_strange(word: str) -> bool:
    """Whether a word with a small first letter is in no dictionary: a term, or a slip of the pen."""
    return len(word) > 4 and not parts_of_speech(word)


def _visible_sights(body: str, answer: str, bullet: str) -> Iterator[str]:
    """What else the card could have asked for, and where in the bullet its answer stands."""
    if _NUMBER.search(body):
        yield f"number-visible={bool(_NUMBER.search(answer))}"
    yield from {f"visible={word.lower()}" for word in _CONTRAST.findall(body)}
    at = bullet.lower().find(answer.lower())
    yield "elsewhere" if at < 0 else "first" if at == 0 else f"quarter={4 * at // len(bullet)}"
