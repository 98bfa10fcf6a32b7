"""What a careful reader would object to in the cards of an episode, whoever wrote them. Each objection has a way out.

The rules are those of good cards everywhere: one fact, asked so that it stands alone, told by the claim it is about.
They know English; of a question in another language only length, form and repetition are judged.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flashcards.model import Card
from flashcards.questions.checks import LONGEST_ANSWER, LONGEST_QUESTION
from flashcards.questions.claims import find_pointer
from flashcards.questions.shapes import BLANK
from flashcards.questions.words import FUNCTION_WORDS, NUMBERS, PREPOSITIONS, VAGUE, content_words, stem

LONGEST_LIST = 4
FEWEST_TELLING = 2
ASKING = "what|which|who|whom|whose|when|where|why|how"
_YES_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must"
    r"|isn['’]t|aren['’]t|don['’]t|doesn['’]t|didn['’]t|can['’]t|won['’]t)\b",
    re.IGNORECASE,
)
_TWO = re.compile(rf"\b(?:and|or),? (?:{ASKING})\b(?!\?)|\?.*\?", re.IGNORECASE)  # learned and what? is one
FIGURE = r"\d+(?:[.,]\d+)*"


class Flaw(NamedTuple):
    """One objection to one card: the rule in a few words with what breaks it, and a way out."""

    card: Card
    what: str
    remedy: str


def find_flaws(cards: Sequence[Card]) -> Iterator[Flaw]:
    """Every objection to the cards of one episode, in their order."""
    first: dict[frozenset[str], Card] = {}
    for card in cards:
        for what, remedy in _judge(card):
            yield Flaw(card, what, remedy)
        earlier = first.setdefault(asked(card.question), card)
        if earlier is not card:
            what = f"duplicate: line {earlier.line} asks the same"
            yield Flaw(card, what, "say in each what tells them apart, or drop one")


def asked(question: str) -> frozenset[str]:
    """What a question is about, whatever the order and form of its words: equal for two that a learner confuses."""
    words = re.findall(r"[^\W_]+", question.lower())
    return frozenset(stem(word) for word in words if word not in FUNCTION_WORDS or word in ("how", "why", "not"))


def find_figures(text: str) -> set[str]:
    """The numbers of a text that are written in digits, whole, without the commas of thousands."""
    return {figure.replace(",", "") for figure in re.findall(FIGURE, text)}


def _judge(card: Card) -> Iterator[tuple[str, str]]:
    question, answer = card.question, card.answer
    length = len(question.split())
    if length > LONGEST_QUESTION:
        yield (
            f"long question: {length} words, at most {LONGEST_QUESTION} are read at a glance",
            "leave out what is not needed",
        )
    items = _items(answer)
    if len(items) > LONGEST_LIST:
        yield (
            f"long list: {len(items)} items, at most {LONGEST_LIST} are learned",
            "ask for a part of it, or make several cards",
        )
    elif (length := len(answer.split())) > LONGEST_ANSWER:
        yield (
            f"long answer: {length} words, at most {LONGEST_ANSWER} are graded fairly",
            "ask for its core, or make two cards",
        )
    if not re.search(r"[?？؟]|_{2,}", question):  # the marks of Japanese and Arabic
        yield "no question: it has neither a question mark nor a blank", "end it with “?”"
    if not _is_english(question):
        return
    if _TWO.search(question):
        yield "two things asked", "make two cards"
    if _YES_NO.match(question):
        yield "yes or no: half of all guesses are right", "ask what, why or how"
    if BLANK not in question and (pointer := _points_out(question)):
        yield f"pronoun: “{pointer}” is not on the card", "name what it stands for"
    telling = [word for word in content_words(question) if word not in VAGUE]
    if len(telling) < FEWEST_TELLING:
        yield "vague: too little says what the question is about", "name the thing or the topic"
    if word := _leak(question, answer):
        yield f"leak: “{word}” of the answer is in the question", "use another word in the question"
    if word := _unsupported(card):
        yield f"unsupported: “{word}” of the answer is not in the claim", "answer in the claim's own words"


def _is_english(text: str) -> bool:
    words = re.findall(r"[a-z]+", text.lower())
    return any(word in FUNCTION_WORDS for word in words)


def _points_out(question: str) -> str:
    """The first pronoun of a question that stands for nothing in it."""
    pointer = find_pointer(question)
    return "" if pointer and pointer[0].isupper() and question.startswith(pointer) else pointer


def _items(answer: str) -> list[str]:
    if "," not in answer and ";" not in answer:
        return [answer]
    parts = re.split(r"[,;]\s+(?:and\s|or\s)?|\sand\s", re.sub(r"\([^)]*\)", "", answer))
    # A comma in a sentence is no list: its parts are short.
    return parts if all(len(part.split()) <= 5 for part in parts) else [answer]


def _leak(question: str, answer: str) -> str:
    """The head word of the answer, or a form of it, where the question has it; else the whole answer, if it does."""
    words = content_words(answer)
    if not words:
        return ""
    known = {stem(word) for word in content_words(question)}
    if all(stem(word) in known for word in words):
        return answer
    if len(_items(answer)) > 1:
        return ""
    phrase = re.split(rf"[,;:(—–]|\s(?:{'|'.join(sorted(PREPOSITIONS))}|that|which|who|to|and|or)\s", answer)[0]
    head = (content_words(phrase) or words)[-1]
    return head if len(words) <= 3 and len(head) > 2 and stem(head) in known and not head.isdigit() else ""


def _unsupported(card: Card) -> str:
    """A number of the answer that the claim does not have, or its first strange word where most are strange."""
    told = " ".join((card.bullet.text, card.chapter.title, card.chapter.summary)).lower()
    figures = find_figures(told) | {number for word, number in NUMBERS.items() if re.search(rf"\b{word}\b", told)}
    for figure in re.findall(FIGURE, card.answer):
        if not find_figures(figure) <= figures:
            return str(figure)
    for word in re.findall(r"[a-z]+", card.answer.lower()):
        if word in NUMBERS and word != "one" and NUMBERS[word] not in figures:
            return str(word)
    known = {stem(word) for word in content_words(told)}
    strange = [w for w in content_words(card.answer) if not w.isdigit() and stem(w) not in known and w not in NUMBERS]
    return strange[0] if len(strange) * 2 > len(content_words(card.answer)) else ""
