"""Lines as sentences: the clauses of a line, which the parser may see only when it is told the line in another way.

It was trained on whole sentences of newspapers and talk. A line that stands alone, begins with a capital, or leaves out
its verb can mislead it; inside a longer sentence, or with the verb put back, it reads the same words right.
"""

import re
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import NamedTuple

from flashcards.questions.clauses import Clause, find_clauses
from flashcards.questions.grammar import Line, base_form, parts_of_speech, read_lines
from flashcards.questions.words import DETERMINERS, PREPOSITIONS

_INSIDE = "I think that "
_ADVICE = "you should "
_FOLLOWS_ADVICE = (
    DETERMINERS | (PREPOSITIONS - {"of", "as"}) | frozenset("its their his her our your my it them more".split())
)
_TELLS = frozenset(
    "argues claims contends believes thinks recommends suggests advises warns predicts prefers insists".split()
)
_PAST = re.compile(r"1[0-9]{3}s?|20[0-2][0-9]|yesterday|ago|once")


class Sentence(NamedTuple):
    """A line as it was best understood. `whole` tells whether its own words are a sentence."""

    line: Line
    clauses: tuple[Clause, ...]
    whole: bool


def read_sentences(texts: Sequence[str], guest: str) -> list[Sentence]:
    """Understand lines. `guest` is who argues where a line begins with *argues*.

    Lines ask for one parse after another; the parser gets those of all lines together, since many at a time cost less.
    """
    found: dict[int, Sentence] = {}
    readers = [_understand(text, guest) for text in texts]
    asked = {number: next(reader) for number, reader in enumerate(readers)}
    while asked:
        lines = dict(zip(asked, read_lines(asked.values()), strict=True))
        asked = {}
        for number, line in lines.items():
            try:
                asked[number] = readers[number].send(line)
            except StopIteration as end:
                found[number] = end.value
    return [found[number] for number in range(len(texts))]


_Reader = Generator[str, Line, Sentence]


def _understand(text: str, guest: str) -> _Reader:
    """Ask for the parses of a line until one has a clause."""
    line = yield text
    if not line.tokens:
        return Sentence(line, (), whole=False)
    if _begins_with_advice(line):
        told = yield _ADVICE + _small(text)
        if clauses := tuple(clause for clause in _find(_behind(_ADVICE, line, told)) if clause.is_advice):
            return Sentence(clauses[0].line, clauses, whole=True)
    if clauses := tuple(find_clauses(line)):
        return Sentence(line, clauses, whole=True)
    first = text.split(" ", 1)[0]
    if first[:1].isupper() and first[1:].islower() and parts_of_speech(first):
        again = yield _small(text)
        if clauses := tuple(clause for clause in find_clauses(Line(text, again.tokens)) if clause.subject):
            return Sentence(clauses[0].line, clauses, whole=True)
    plain = not line.tokens[0].tag.startswith("NNP") or bool(parts_of_speech(line.tokens[0].text))
    told = yield _INSIDE + (_small(text) if plain else text)
    if clauses := tuple(clause for clause in _find(_behind(_INSIDE, line, told)) if clause.subject):
        return Sentence(clauses[0].line, clauses, whole=True)
    if clauses := _unfold_relative(line):
        return Sentence(line, clauses, whole=False)
    if longer := _write_out(line, guest):
        told = yield longer
        if clauses := tuple(find_clauses(told)):
            return Sentence(told, clauses, whole=False)
    return Sentence(line, (), whole=False)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _find(line: Line | None) -> list[Clause]:
    return list(find_clauses(line)) if line else []


def _begins_with_advice(line: Line) -> bool:
    """Whether the first word, or that behind *never*, may be a verb that tells what to do."""
    words = [token.lower for token in line.tokens[:3]]
    if words[:1] in (["never"], ["always"]):
        words.pop(0)
    begins = line.roots == [0] and line.tokens[0].tag in ("VB", "VBD", "VBP")
    return (
        len(words) > 1
        and (words[1] in _FOLLOWS_ADVICE or begins)
        and "VERB" in parts_of_speech(words[0])
        and base_form(words[0]) == words[0]
    )


def _behind(opening: str, line: Line, told: Line) -> Line | None:
    """The line as it was parsed behind an opening; None where the opening does not lead to it alone."""
    count, tokens = len(opening.split()), told.tokens
    inner = [token for token in tokens[count:] if token.head < count and token.dep != "punct"]
    if len(told.roots) != 1 or len(inner) > 1 or len(tokens) <= count:
        return None
    if not inner and tokens[told.roots[0]].lower not in (
        tokens[count].lower,
        tokens[min(count + 1, len(tokens) - 1)].lower,
    ):
        return None  # advice: the verb itself must come first
    shift = len(opening)
    moved = [
        replace(
            token,
            at=token.at - count,
            head=(token.head if token.head >= count else inner[0].at if inner else token.at) - count,
            start=token.start - shift,
            end=token.end - shift,
        )
        for token in tokens[count:]
    ]
    return Line(line.text, moved)


def _unfold_relative(line: Line) -> tuple[Clause, ...]:
    """A noun and what is told of it, as a sentence: The system, which flushes waste → The system flushes waste."""
    tokens = line.tokens
    if len(line.roots) != 1 or not tokens[line.roots[0]].tag.startswith("NN"):
        return ()
    for at in line.children(line.roots[0], "relcl"):
        first, last = line.span(at)
        told = tokens[first].lower in ("which", "who") and tokens[first].dep in ("nsubj", "nsubjpass")
        end = first - 2 if tokens[first - 1].text == "," else first - 1
        if told and last == len(tokens) - 1 and end >= 0 and not line.children(at, "conj"):
            words = (*range(end + 1), *range(first + 1, last + 1))
            return (Clause(line, words, at, (0, end), tuple(line.children(at, "aux", "auxpass"))),)
    return ()


def _write_out(line: Line, guest: str) -> str:
    """A note as the sentence that it shortens: Models evolving to X → Models are evolving to X. Empty if unsure."""
    tokens = line.tokens
    if len(line.roots) != 1 or len(tokens) < 4:
        return ""
    if guest and tokens[0].lower in _TELLS:
        return f"{guest} {_small(line.text)}"
    root = line.roots[0]
    if not tokens[root].tag.startswith("NN"):
        return ""
    plural = tokens[root].tag in ("NNS", "NNPS") or bool(line.children(root, "conj"))
    for at in line.children(root):
        first, last = line.span(at)
        if at < root or last != len(tokens) - 1:
            continue
        comma = tokens[first - 1].text == ","
        name, told = line.cut(0, first - 1 - comma), line.cut(first, last)
        if tokens[at].dep == "acl" and tokens[at].tag in ("VBN", "VBG") and first in (at, at - 1):
            past = tokens[at].tag == "VBN" and any(_PAST.fullmatch(token.text) for token in tokens)
            if line.children(at, "dobj"):
                return ""  # public works employed people
            if tokens[at].tag == "VBG" or past or line.children(at, "agent"):
                return f"{name} {('were' if plural else 'was') if past else ('are' if plural else 'is')} {told}"
        if (
            tokens[at].dep == "appos"
            and comma
            and line.text.count(",") == 1
            and tokens[first].lower in ("the", "a", "an")
        ):
            return f"{name} {'are' if plural else 'is'} {told}"
    return ""
