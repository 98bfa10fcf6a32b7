"""Cued recall: the claim itself with a blank, for bullets of which no question is sure.

Where the blank sits decides. It takes the place of a term, a name or a number that ends a phrase, and leaves enough
of the claim visible that only one answer fits.
"""

import re
from collections.abc import Iterator

from flashcards.questions.claims import is_note
from flashcards.questions.shapes import Proposal, find_figures, hides_a_verb, is_stock
from flashcards.questions.verbs import is_sentence, may_be_verb, must_be_verb
from flashcards.questions.words import DETERMINERS, JOINTS, MODALS, PREPOSITIONS, PRONOUNS, content_words, stem

BLANK = "____"
_OPENS = PREPOSITIONS | {"→"}
_ENDS = JOINTS | PREPOSITIONS | MODALS | PRONOUNS
_MEASURES = frozenset(
    "tens dozens hundreds thousands millions number lots kind sort type part half most order plenty bit".split()
)
_HEDGES = frozenset("likely often usually mostly partly maybe perhaps probably roughly about almost generally".split())


def propose_recall(text: str) -> Iterator[Proposal]:
    """The claim with a blank in each place that may have one, the best first."""
    label, _, rest = text.partition(": ")
    whole = rest if rest and len(label.split()) <= 5 else text
    if is_note(text) or "→" in text or not is_sentence(whole):
        return  # a note, not a sentence: with its blank filled it would still not read as one
    figures = ((start, end) for start, end, _ in find_figures(text))
    found = sorted((*_phrases(text), *figures), key=lambda span: _worth(text, span), reverse=True)
    for start, end in found:
        answer = text[start:end]
        if is_stock(answer) and not any(c.isdigit() for c in answer):
            continue
        if text[text.rfind(":", 0, start) + 1 :].count(",") >= 2 and not any(c.isdigit() for c in answer):
            continue  # one of a list, which says nothing of which
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
        last = end = -1  # the first word is always taken: what cannot open a phrase was passed over
        for at in range(first, min(first + 6, len(words))):
            following, _, stop = words[at]
            if at > first and following.lower().replace("’", "'").partition("'")[0] in _ENDS | DETERMINERS:
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
        before_that = words[first - 2][0] if first > 1 else ""
        name = before == "of" and word[0].isupper() and before_that[:1].isupper()  # Bank of England
        if not whole or name or "(" in span or not _balanced(span):
            continue
        if not _is_loose(span, before, before_that.lower(), text[start + len(span) :]):
            yield start, start + len(span)


def _is_loose(span: str, before: str, before_that: str, after: str) -> bool:
    """Whether a blank there would be filled by habit, or by what is no single phrase."""
    words = span.lower().split()
    if before == "of" and (before_that in _MEASURES or before_that.endswith("est")):
        return True
    if words[0] in DETERMINERS and before in ("gave", "give", "gives", "giving"):  # gave the world crema
        return True
    if len(words) == 1 and words[0].endswith(("ing", "ed")):
        return True
    following = after.lower().split(" ", 2)[1] if after.startswith(" ") else ""
    if following in DETERMINERS | PRONOUNS or following == "than":  # gas the star had thrown off; a stone larger than
        return True
    if "—" in span or (len(words) > 1 and (words[-1].endswith("ed") or hides_a_verb(words))):
        return True
    if any(may_be_verb(word) and word.endswith("s") for word in words[1:-1]) or (
        len(words) > 1 and must_be_verb(words[-1])
    ):
        return True
    return (after.startswith(",") and " and " in after) or after.startswith(" and ")  # one of a list


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
