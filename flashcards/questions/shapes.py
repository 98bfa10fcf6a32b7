"""Bullets whose words show beyond doubt what can be asked of them. One function a shape; each proposes or is silent."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from flashcards.questions.words import (
    ADVERBS,
    DETERMINERS,
    FUNCTION_WORDS,
    JOINTS,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    VAGUE,
    Vocabulary,
    content_words,
)


class Proposal(NamedTuple):
    """A card that a shape would make. `answer` is the bullet's own words."""

    question: str
    answer: str
    shape: str


_MODAL = "|".join(sorted(MODALS))
# S modal V rest: a modal is the surest sign of a verb in English, and what follows it is the verb's base form.
_CLAUSE = re.compile(rf"(?P<subject>[^,;:()→—–]+?) (?P<modal>{_MODAL}) (?P<verb>[a-z]+) (?P<object>[^,;:()→—–]+?)\.?")
# After these a noun may be the subject of a second verb, or no object follows at all.
_NO_OBJECT = frozenset("be have let make help get see hear watch keep become seem look feel".split())
_NOT_A_VERB = FUNCTION_WORDS | ADVERBS


def propose_questions(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """Every question that the shapes see in a bullet, the surest first."""
    for shape in _SHAPES:
        yield from shape(text, vocabulary)


def _why(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """S may V, because R → Why may S V?"""
    match = re.fullmatch(rf"([^,;:()→—–]+?) ({_MODAL}) ([^,;:()→—–]+),? because ([^;:→]+?)\.?", text)
    if match and _is_subject(match[1]) and (subject := vocabulary.lower_first(match[1])):
        yield Proposal(f"Why {match[2]} {subject} {match[3]}?", _sentence(match[4]), "why")


def _condition(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """If C, S may V O → If C, what may S V?"""
    match = re.fullmatch(r"(If [^,;:()→]+), ([^,;:()→]+)", text)
    if match and (parts := _object_question(match[2], vocabulary, inside=True)):
        yield Proposal(f"{match[1]}, {parts[0]}?", parts[1], "condition")


def _object(text: str, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """S may V O → What may S V?"""
    if parts := _object_question(text, vocabulary, inside=False):
        yield Proposal(f"{_sentence(parts[0])}?", parts[1], "object")


_SHAPES: tuple[Callable[[str, Vocabulary], Iterator[Proposal]], ...] = (_why, _condition, _object)


def _object_question(clause: str, vocabulary: Vocabulary, *, inside: bool) -> tuple[str, str] | None:
    """What a modal clause asks of its object, without capital and question mark, and the answer."""
    match = _CLAUSE.fullmatch(clause)
    if not match or not _is_subject(match["subject"]):
        return None
    verb = match["verb"]
    if verb in _NO_OBJECT or verb in _NOT_A_VERB or verb.endswith(("ly", "ing", "ed", "s")):
        return None
    words = match["object"].lower().split()
    unsure = JOINTS | PRONOUNS | MODALS
    if words[0] in PREPOSITIONS | ADVERBS or words[0].endswith("ly") or not unsure.isdisjoint(words):
        return None
    subject = match["subject"] if inside else vocabulary.lower_first(match["subject"])
    if not subject:
        return None
    return f"what {match['modal']} {subject} {match['verb']}", _sentence(match["object"])


def _is_subject(text: str) -> bool:
    """Whether words before a modal are one noun phrase that says what it is about."""
    words = text.lower().split()
    if len(words) > 8 or not (JOINTS - {"and", "or"} | PRONOUNS | MODALS).isdisjoint(words):
        return False
    specific = [word for word in content_words(text) if word not in VAGUE and word not in DETERMINERS]
    return len(specific) >= 2


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
