"""How likely a careful judge passes a proposed card: what is seen of the card, and how much each sight weighs.

The weights are fitted to the verdicts of judges on proposals of this writer (tests/judged), by tests/fit_weights.py;
nobody sets them by hand.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from flashcards.questions.shapes import BLANK, CLOZE, Proposal
from flashcards.questions.weights import weigh
from flashcards.questions.words import VAGUE, content_words, share_a_word, stem

_ASKING = frozenset(
    "many much percentage amount share number kind year temperature called term described which what who".split()
)
_FRAME = re.compile(r"^Complete the claim: ")
_NAME = re.compile(r"(?<=\s)[A-Z][\w’'-]+|\d[\d,.]*")
_PRONOUN = re.compile(r"\b(?:they|it|its|their|them|he|she|his|her)\b", re.IGNORECASE)
_POINTER = re.compile(r"\b(?:they|it|its|their|them|he|she|his|her|this|these|one|ones)\b", re.IGNORECASE)


def rate(card: Proposal, bullet: str, title: str, heading: str) -> float:
    """The share of judges who would pass the card, as far as its looks tell: from 0 to 1.

    `title` is its chapter's, which the card shows unless it gives the answer away; `heading` the episode's.
    """
    return weigh("cards", see(card, bullet, title, heading))


def see(card: Proposal, bullet: str, title: str, heading: str) -> set[str]:
    """What a card looks like, as the names of sights. Each says one thing that may bear on its quality."""
    return set(_sights(card, bullet, title, heading))


def _sights(card: Proposal, bullet: str, title: str, heading: str) -> Iterator[str]:
    question, answer = card.question, card.answer
    cloze = card.shape == CLOZE
    form = card.shape if cloze else card.shape.split("-")[0]
    yield f"form={form}"
    for mark in card.marks:
        if mark.startswith(("the:", "opens:")):
            continue
        if mark.startswith("blank-"):
            yield f"shape={card.shape}:{mark[6:]}"
            continue
        yield mark
        if mark.startswith(("role:", "prep:")):
            yield f"{form}|{mark}"
    if not cloze:
        yield f"shape={card.shape}"
        yield f"{form}|starts={' '.join(question.lower().split()[:2])}"
    body = _FRAME.sub("", question)
    asked = [word for word in content_words(body.replace(BLANK, "")) if word not in _ASKING]
    counted = (
        ("telling", sum(word not in VAGUE for word in asked), (3, 4, 5, 7, 9, 12)),
        ("names", len(_NAME.findall(question.split(" ", 1)[-1].replace("Complete the claim: ", ""))), (1, 2, 3)),
        ("answer", len(answer.split()), (2, 3, 4, 6, 8, 11)),
    )
    for name, number, steps in counted:
        step = bisect_right(steps, number)
        yield f"{name}={step}"
        yield f"{form}|{name}={step}"
    yield f"question={bisect_right((6, 8, 10, 13, 16, 20), len(question.split()))}"
    hidden = share_a_word(answer, title)
    topic = {stem(word) for word in content_words(title)} & {stem(word) for word in asked}
    yield f"topic={'hidden' if hidden else min(len(topic), 2)}"
    yield f"{form}|topic={'hidden' if hidden else min(len(topic), 2)}"
    if share_a_word(answer, heading):
        yield "known"
        yield f"{form}|known"
    told = {stem(word) for word in content_words(f"{title} {heading}")}
    if any(mark.startswith("opens:") and stem(mark[6:]) not in told for mark in card.marks):
        yield "opens-definite"
        yield f"{form}|opens-definite"
    definite = sum(stem(mark[4:]) not in told for mark in card.marks if mark.startswith("the:"))
    yield f"definite={min(definite, 3)}"
    yield f"{form}|definite={min(definite, 3)}"
    said = content_words(answer)
    yield f"said={min(len(said), 4)}"
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
            ("pronoun", _PRONOUN.search(question)),
            ("brackets", "(" in question),
            ("no-stop", not bullet.endswith(".")),
            ("small-start", bullet[:1].islower()),
        )
        if seen
    )
