"""Clauses: who does what in a line, and the same said as a question.

Knows English word order, not what is worth asking.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flashcards.questions.grammar import Line, Token, base_form, capitalize, parts_of_speech, same_in_past, third_person

Item = int | str
Span = tuple[int, int]
NOWHERE: Span = (-1, -1)  # of no word

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
_HELPERS = ("aux", "auxpass")
_NOUN_PARTS = frozenset("det amod compound nmod nummod quantmod poss dep npadvmod".split())
FINITE = frozenset("VBZ VBP VBD MD".split())  # the tags of a verb with a tense
_BE = frozenset("be is are was were been being 's am".split())
_NOT = frozenset("not n't nt".split())
_FULL = {
    "ca": "can",
    "wo": "will",
    "sha": "shall",
    "'s": "is",
    "'re": "are",
    "'ve": "have",
    "'ll": "will",
    "'d": "would",
}


@dataclass(frozen=True)
class Clause:
    """A clause of a line: the places of its words there, in their order.

    `subject` is None for advice ("Weigh the shot"), which is asked as what *you should* do. `said` gives words that are
    to be written otherwise than they stand: a pronoun's noun, a small first letter.
    """

    line: Line
    words: tuple[int, ...]
    verb: int
    subject: Span | None
    helpers: tuple[int, ...] = ()
    said: Mapping[int, str] = field(default_factory=dict)

    @property
    def finite(self) -> int:
        """The word that carries the tense: the first helper, or the verb itself."""
        return self.helpers[0] if self.helpers else self.verb

    @property
    def is_advice(self) -> bool:
        return self.subject is None

    @property
    def is_copula(self) -> bool:
        return not self.helpers and self.line.tokens[self.verb].lower in _BE

    @property
    def subject_words(self) -> range:
        """The places of the subject's words; none for advice."""
        return range(self.subject[0], self.subject[1] + 1) if self.subject else range(0)

    @property
    def lead(self) -> list[int]:
        """The words before the subject, without the comma."""
        return _trimmed(self, (at for at in self.words if self.subject and at < self.subject[0]))

    @property
    def middle(self) -> list[int]:
        """The words between subject and verb that are no helpers: adverbs and negations."""
        floor = self.subject[1] if self.subject else -1
        punctuation = [at for at in self.words if self.line.tokens[at].dep == "punct"]
        return [at for at in self.words if floor < at < self.verb and at not in (*self.helpers, *punctuation)]

    @property
    def tail(self) -> list[int]:
        """The words behind the verb."""
        return [at for at in self.words if at > self.verb]

    def parts(self) -> list[tuple[int, Span]]:
        """The constituents behind the verb in their order, each as its head and its words."""
        spans = []
        for head in self.line.children(self.verb):
            if head > self.verb and head in self.words and self.line.tokens[head].dep not in (*_HELPERS, "punct", "cc"):
                inside = [at for at in self.line.within(head) if at in self.words and at > self.verb]
                spans.append((head, (min(inside), max(inside))))
        return spans

    def write(self, items: Iterable[Item]) -> str:
        """Put words of the line and other words into one text, with the line's own spaces where words stay together."""
        out: list[str] = []
        last = -2
        for item in items:
            if isinstance(item, str):
                out += [" ", item]
                last = -2
                continue
            token = self.line.tokens[item]
            written = self.line.cut(item, item)
            if item in self.said:
                written = written.replace(token.text, self.said[item], 1)
            joined = item == last + 1 and self.line.tokens[last].end == token.start
            out += ["" if joined else " ", written]
            last = item
        return tidy("".join(out))

    def text(self, places: Iterable[int]) -> str:
        return self.write(list(places))


def tidy(text: str) -> str:
    """One space between words and none before punctuation."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+(?=[,;:.?!%)\]”])", "", text)
    text = re.sub(r"\s+(?=[’'](?:s|re|ve|ll|d|m|t)\b|n[’']t\b)", "", text)
    text = re.sub(r"~\s*(?=\d)", "about ", text)
    text = re.sub(r"~\s*|\bapprox\b\.?\s*", "about ", text)
    text = re.sub(r"\babout about\b", "about", text)
    return re.sub(r",(?:\s*,)+", ",", text)


def find_clauses(line: Line) -> Iterator[Clause]:
    """The clauses of a line that can stand alone, in their order: those with a subject, and advice.

    A second verb with the same subject ("reached Ceylon and wrecked its estates") makes a clause of its own.
    """
    if len(line.roots) != 1:
        return
    root = line.roots[0]
    heads = sorted([root, *_independent(line, root)])
    for head in heads:
        words = set(line.within(head))
        for other in heads:
            if other != head and _is_under(line, other, head):
                words -= set(line.within(other))
        kept = _trim(line, sorted(words))
        outside = {at for at in range(kept[0], kept[-1] + 1) if at not in words}
        if any(line.tokens[at].dep not in ("punct", "cc") for at in outside):
            continue  # the clause is torn: the parse is not to be trusted
        if clause := _read(line, head, kept):
            yield from _divide(clause)


def _divide(clause: Clause) -> Iterator[Clause]:
    """A clause with two verbs as two clauses with one subject."""
    line, tokens = clause.line, clause.line.tokens
    seconds = [
        at
        for at in line.children(clause.verb, "conj")
        if at in clause.words
        and at > clause.verb
        and tokens[at].tag.startswith("V")
        and not line.children(at, *_SUBJECTS)
        and tokens[min(line.within(at)) - 1].lower in ("and", "but", "&", "then")
    ]
    if not seconds:
        yield clause
        return
    cut = set().union(*(set(line.within(at)) for at in seconds))
    own = [at for at in clause.words if at not in cut]
    yield replace(clause, words=tuple(_trim(line, own)))
    before = [at for at in own if clause.subject and at <= clause.subject[1] and at >= clause.subject[0]]
    for at in seconds:
        words = [word for word in clause.words if word in set(line.within(at))]
        helpers = tuple(k for k in line.children(at, *_HELPERS) if k < at)
        shares = bool(clause.helpers) and not helpers and tokens[clause.helpers[0]].tag == "MD"
        if shares and base_form(tokens[at].text) == tokens[at].lower:
            helpers = clause.helpers
        if not helpers and tokens[at].tag not in FINITE:
            same = tokens[at].tag == tokens[clause.verb].tag
            if not (same and clause.helpers) and clause.subject:
                continue
            helpers = clause.helpers if same else ()
        yield replace(clause, words=tuple(sorted({*before, *helpers, *_trim(line, words)})), verb=at, helpers=helpers)


def _independent(line: Line, root: int) -> list[int]:
    """The verbs that are joined to a verb, each with a subject of its own."""
    found = []
    for at in line.children(root):
        token = line.tokens[at]
        asks = [k for k in line.children(at) if k < at and line.tokens[k].tag in ("WRB", "WDT", "WP")]
        if line.children(at, "mark") or asks or not line.children(at, *_SUBJECTS) or not _is_finite(line, at):
            continue
        spliced = token.dep == "ccomp" and at < root
        if token.dep in ("conj", "parataxis") or spliced:
            found += [at, *_independent(line, at)]
    return found


def _is_under(line: Line, at: int, head: int) -> bool:
    while line.tokens[at].head != at:
        at = line.tokens[at].head
        if at == head:
            return True
    return False


_OPENERS = frozenset("so and but yet or thus hence plus then also".split())


def _trim(line: Line, words: list[int]) -> list[int]:
    """The words without what only ties them to others: punctuation and conjunctions at their ends."""

    def loose(at: int) -> bool:
        token = line.tokens[at]
        return token.dep == "cc" or not (any(c.isalnum() for c in token.text) or token.text in "%°$£€")

    kept = list(words)
    while len(kept) > 1 and (loose(kept[0]) or (line.tokens[kept[0]].lower in _OPENERS and len(kept) > 3)):
        kept.pop(0)
    while len(kept) > 1 and loose(kept[-1]):
        kept.pop()
    return kept


def _is_finite(line: Line, verb: int) -> bool:
    helpers = line.children(verb, *_HELPERS)
    if not helpers and line.tokens[verb].tag in ("VB", "VBN"):
        return bool(line.children(verb, "nsubj"))  # what the model took for an infinitive or a participle
    return line.tokens[helpers[0] if helpers else verb].tag in FINITE


def _read(line: Line, verb: int, words: Sequence[int]) -> Clause | None:
    tokens = line.tokens
    can_be = parts_of_speech(tokens[verb].text)
    if can_be and can_be.isdisjoint(("VERB", "AUX")):
        return None  # mycorrhizal fungi are no verb
    helpers = tuple(at for at in line.children(verb, *_HELPERS) if at < verb)
    subjects = [at for at in line.children(verb, *_SUBJECTS) if words[0] <= at < verb]
    if subjects:
        if not _is_finite(line, verb) or len(subjects) > 1:
            return None
        low, high = line.span(subjects[0])
        while high > low and tokens[high].text == ",":
            high -= 1
        if high >= (helpers[0] if helpers else verb) or low < words[0]:
            return None
        if any(_is_stray(line, at) for at in line.children(verb) if at < low):
            return None
        if any(tokens[at].lower == "than" for at in range(high, verb)):
            return None  # Rose otto costs more than rose absolute: no rose rose
        aside = verb - high == 2 and tokens[verb - 1].text == "," and tokens[verb].tag in ("VBD", "VBN")
        if aside and not helpers and not line.children(verb, "dobj"):
            return None  # The act, repealed in 1943: no sentence
        if not _agree(line, subjects[0], helpers[0] if helpers else verb):
            return None
        return Clause(line, tuple(words), verb, (low, high), helpers)
    before = [at for at in words if at < (helpers[0] if helpers else verb)]
    if before and tokens[before[-1]].tag.startswith("NN") and _is_finite(line, verb) and tokens[verb].tag != "VB":
        # A subject that the parser took for a part of the verb: an arch pushes.
        loose = {at for at in before if tokens[at].head == verb}
        if {tokens[at].dep for at in loose} <= _NOUN_PARTS and before == list(range(before[0], before[-1] + 1)):
            return Clause(line, tuple(words), verb, (before[0], before[-1]), helpers)
    if tokens[verb].tag == "VB" and all(tokens[at].lower in ("do", "does") for at in helpers):
        early = [at for at in words if at < verb and tokens[at].dep not in ("punct", "neg", "aux", "advmod")]
        if not early and "VERB" in parts_of_speech(tokens[verb].text):
            return Clause(line, tuple(words), verb, None, helpers)
    return None


def _is_stray(line: Line, at: int) -> bool:
    """Whether what stands before a subject is no part of a sentence: a heading that the parser took for one."""
    token = line.tokens[at]
    if token.dep == "npadvmod":
        return token.kind not in ("DATE", "TIME")
    return token.dep not in ("prep", "advcl", "advmod", "punct", "cc", "aux", "mark", "neg", "intj", "ccomp", "preconj")


def _agree(line: Line, subject: int, finite: int) -> bool:
    """Whether subject and verb agree in number, as they do where the parse is right."""
    noun, verb = line.tokens[subject], line.tokens[finite]
    if line.children(subject, "conj", "quantmod") or noun.tag not in ("NN", "NNS", "NNP"):
        return True
    counted = bool(line.children(subject, "nummod")) or any(
        line.tokens[at].lower in _QUANTITIES for at in (subject, *line.children(subject))
    )
    if counted or noun.lower.endswith("ics") or noun.text == "%" or noun.text[:1].isdigit():
        return True
    if noun.tag == "NNS":
        return not (verb.tag == "VBZ" and noun.lower.endswith("s") and noun.text[:1].islower())
    return not (
        verb.tag == "VBP"
        and verb.lower not in ("are", "have", "do")
        and noun.tag == "NN"
        and not same_in_past(verb.text)
    )


_QUANTITIES = frozenset(
    "number majority couple lot rest half most some share proportion percentage percent pair group range".split()
)


def is_spliced(clause: Clause) -> bool:
    """Whether a comma joins on what is no part of the clause, and would end its question: …, lived two months."""
    line, tokens = clause.line, clause.line.tokens
    for at in clause.tail:
        first, last = line.span(at)
        if tokens[at].head != clause.verb or first == 0 or tokens[first - 1].text != ",":
            continue
        told, words = tokens[at], range(first, last + 1)
        if told.dep == "conj" and told.tag.startswith("V"):
            if not any(joint < at for joint in line.children(clause.verb, "cc")):
                return True
        elif told.dep in ("npadvmod", "advmod", "acomp", "amod", "attr", "dep") and not (
            told.kind in ("DATE", "TIME") or any(tokens[k].tag.startswith(("V", "MD", "WRB")) for k in words)
        ):
            return True
    return False


def front(clause: Clause, asked: str, without: Span) -> str:
    """The clause as a question that begins with what is asked: What does S V? `without` is what the words stand for."""
    tokens = clause.line.tokens
    gone = range(without[0], without[1] + 1)
    lead = _trimmed(clause, [at for at in clause.lead if at not in gone])
    tail = _contrast(clause, [at for at in clause.tail if at not in gone], without)
    items: list[Item] = [*lead, ",", asked] if lead else [asked]
    negated = any(tokens[at].lower in _NOT for at in clause.middle)
    middle = [at for at in clause.middle if tokens[at].lower not in _NOT and at not in gone]
    if clause.subject is None:
        adverbs = [tokens[at].lower for at in middle]
        items += ["should you", "not" if negated else "", *adverbs, base_form(tokens[clause.verb].text), *tail]
        return _end(clause.write(items))
    subject: list[Item] = [*range(clause.subject[0], clause.subject[1] + 1)]
    if any(tokens[at].text == "," and tokens[clause.subject[1]].dep != "conj" for at in subject if isinstance(at, int)):
        subject.append(",")
    if clause.helpers:
        first, *others = clause.helpers
        rest = sorted([*middle, *others])
        items += [_full(tokens[first]), *subject, "not" if negated else "", *rest, clause.verb, *tail]
    elif clause.is_copula:
        after = [
            at for at in tail if isinstance(at, int) and tokens[at].lower in _NOT and tokens[at].head == clause.verb
        ]
        tail = [at for at in tail if at not in after]
        items += [_full(tokens[clause.verb]), *subject, "not" if negated or after else "", *middle, *tail]
    else:
        items += [_support(tokens[clause.verb]), *subject, "not" if negated else "", *middle]
        items += [base_form(tokens[clause.verb].text), *tail]
    return _end(clause.write(items))


def _contrast(clause: Clause, tail: Sequence[int], without: Span) -> list[Item]:
    """The words behind the verb; *not* says *rather than* where it sets off what is asked for from something else."""
    tokens = clause.line.tokens
    at = without[1] + 1
    if at + 1 < len(tokens) and tokens[at].text == "," and tokens[at + 1].lower == "not" and at + 1 in tail:
        return ["rather than" if word == at + 1 else word for word in tail]
    return list(tail)


def ask_subject(clause: Clause, asked: str, plural: bool = False) -> str:
    """The clause with a question word for its subject: What V O?"""
    tokens = clause.line.tokens
    last = clause.subject_words[-1]
    lead = clause.lead
    plural = plural or any(tokens[at].tag == "NNS" for at in clause.line.children(clause.verb, "attr"))
    items: list[Item] = [*lead, ",", asked] if lead else [asked]
    for at in clause.words:
        if at <= last or (at == last + 1 and tokens[at].text == ","):
            continue
        if at == clause.finite and not plural and (tokens[at].tag in ("VBP", "VB") or tokens[at].lower == "were"):
            items.append(third_person(_full(tokens[at])))
        else:
            items.append(at)
    return _end(clause.write(items))


def ask_in_place(clause: Clause, asked: str, target: Span) -> str:
    """The clause as it stands, with a question word in the place of what is asked for."""
    tokens = clause.line.tokens
    items: list[Item] = []
    words = list(clause.words)
    if clause.subject is None:
        negated = any(tokens[at].lower in _NOT for at in clause.middle)
        adverbs = [tokens[at].lower for at in clause.middle if tokens[at].lower not in _NOT]
        items += ["you should", "not" if negated else "", *adverbs, base_form(tokens[clause.verb].text)]
        words = clause.tail
    for word in _contrast(clause, words, target):
        if word == target[0]:
            items.append(asked)
        if not isinstance(word, int) or not target[0] <= word <= target[1]:
            items.append(word)
    return _end(clause.write(items))


def _trimmed(clause: Clause, places: Iterable[int]) -> list[int]:
    kept = list(places)
    while kept and clause.line.tokens[kept[-1]].text in ",:;—–-":
        kept.pop()
    return kept


def _full(token: Token) -> str:
    return _FULL.get(token.lower, token.lower)


def _support(verb: Token) -> str:
    return {"VBZ": "does", "VBD": "did", "VBN": "did"}.get(verb.tag, "do")


def has_sure_tense(clause: Clause) -> bool:
    """Whether *do*, *does* or *did* is known to be right, where a question needs one, and not *get*.

    It is a guess where the form tells no tense (cut, put), or is none of a verb that the parser took it for (fungi).
    """
    token = clause.line.tokens[clause.verb]
    if clause.helpers:
        return base_form(clause.line.tokens[clause.finite].text) != "get"  # got trapped: no *got he trapped*
    if clause.is_copula or clause.is_advice:
        return True
    is_base = base_form(token.text) == token.lower
    is_verb = "VERB" in parts_of_speech(token.text)
    return is_verb and is_base == (token.tag in ("VB", "VBP")) and not same_in_past(token.text)


def _end(text: str) -> str:
    return capitalize(text.rstrip(" .,;:—–-")) + "?"
