"""What is wrong with a proposed card, in a few words; nothing where a learner can meet it."""

import functools
from collections import defaultdict
from collections.abc import Sequence

from flashcards.questions.recall import BLANK
from flashcards.questions.shapes import Proposal
from flashcards.questions.words import content_words, share_a_word, stem

# The limits of a card that is quick to answer and to grade, in words.
LONGEST_QUESTION = 25
LONGEST_ANSWER = 15
FEWEST_VISIBLE = 5
FEWEST_ASKED = 3
_ASKING = frozenset("many percentage amount year temperature more less roughly".split())


def find_fault(card: Proposal) -> str:
    """The first fault of a proposed card; empty if it has none."""
    if share_a_word(card.answer, card.question):
        return "leak: a word of the answer is in the question"
    if not content_words(card.answer):
        return "empty: the answer says nothing"
    if len(card.answer.split()) > LONGEST_ANSWER:
        return "long answer"
    if card.shape == "recall":
        visible = content_words(card.question.partition(":")[2].replace(BLANK, ""))
        if len(visible) < FEWEST_VISIBLE:
            return "bare: too little of the claim stays visible"
    elif len(card.question.split()) > LONGEST_QUESTION:
        return "long question"
    asked = [word for word in content_words(card.question) if word not in _ASKING]
    if len(asked) < FEWEST_ASKED + (card.shape == "last"):
        return "vague: too little says what the question is about"
    return ""


class Rivals:
    """The bullets of an episode, to find another one that a question fits as well as its own."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def find(self, question: str, place: int) -> str:
        """Another bullet than the one at `place` that has every word of the question; empty if there is none."""
        words = [word for word in content_words(question) if word not in _ASKING]
        found = sorted((self._places[stem(word)] for word in words if stem(word) in self._places), key=len)
        if not found:
            return ""
        common = set(found[0]).intersection(*found[1:]) - {place}
        return self._texts[min(common)] if common else ""

    @functools.cached_property
    def _places(self) -> dict[str, set[int]]:
        """Where each word stands; gathered only when a bare bullet asks."""
        places: dict[str, set[int]] = defaultdict(set)
        for place, text in enumerate(self._texts):
            for word in content_words(text):
                places[stem(word)].add(place)
        return dict(places)
