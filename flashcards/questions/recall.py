"""Cued recall: the claim itself with a blank, for bullets of which no question is sure.

Where the blank sits decides. It takes the place of a term, a name or a number that ends a phrase, and leaves enough
of the claim visible that only one answer fits.
"""

import re
from collections.abc import Iterator

from flashcards.questions.shapes import Proposal
from flashcards.questions.words import DETERMINERS, JOINTS, MODALS, PREPOSITIONS, PRONOUNS, content_words, stem

BLANK = "____"
_OPENS = PREPOSITIONS | {"→"}
_ENDS = JOINTS | PREPOSITIONS | MODALS | PRONOUNS
_HEDGES = frozenset("likely often usually mostly partly maybe perhaps probably roughly about almost generally".split())


def propose_recall(text: str) -> Iterator[Proposal]:
    """The claim with a blank in each place that may have one, the best first."""
    found = sorted(_phrases(text), key=lambda span: _worth(text, span), reverse=True)
    for start, end in found:
        answer = text[start:end]
        visible = text[:start] + BLANK + text[end:].rstrip(".")
        yield Proposal(f"Complete the claim: “{visible}”", answer, "recall")


def _phrases(text: str) -> Iterator[tuple[int, int]]:
    """Spans of one to six words that can only be one noun phrase: all from a word that opens one to what ends it."""
    words = [(match[0], match.start(), match.end()) for match in re.finditer(r"\S+", text)]
    for first, (word, start, _) in enumerate(words):
        before = words[first - 1][0] if first else ""
        opened = before.lower() in _OPENS or before.endswith(":") or word.lower() in DETERMINERS
        if not opened or word.lower() in _ENDS or (not word[0].isalnum() and word[0] not in "~$€£‘“'\""):
            continue
        last = end = -1
        for at in range(first, min(first + 6, len(words))):
            following, _, stop = words[at]
            if at > first and following.lower() in _ENDS:
                break
            last, end = at, stop
            if following[-1] in ".,;:)—":
                break
        else:
            if last + 1 < len(words) and words[last + 1][0].lower() not in _ENDS:
                continue  # longer than six words
        span = text[start:end].rstrip(".,;:")
        # A verb may hide behind a colon or an article: such a phrase is sure only where its clause ends too.
        whole = before.lower() in _OPENS or not text[start + len(span) :].strip(".") or text[start + len(span)] == ";"
        if span and last >= first and _balanced(span) and whole:
            yield start, start + len(span)


def _balanced(span: str) -> bool:
    pairs = (("(", ")"), ("[", "]"), ("“", "”"))
    return all(span.count(a) == span.count(b) for a, b in pairs) and span.count("‘") <= span.count("’")


def _worth(text: str, span: tuple[int, int]) -> tuple[bool, int]:
    """How much a blank there asks for: a last phrase rather than an inner one, a figure or term rather than a word."""
    answer, before = text[span[0] : span[1]], text[: span[0]].rstrip()
    words = [word for word in content_words(answer) if word not in _HEDGES]
    visible = {stem(word) for word in content_words(text[: span[0]] + text[span[1] :])}
    usable = bool(words) and len(visible) >= 3 and visible.isdisjoint(stem(word) for word in words)
    score = 3 * any(c.isdigit() for c in answer) + 2 * before.endswith((":", "→", "than")) + min(len(words), 3)
    return usable, score + 2 * (len(text) - span[1] <= 1)
