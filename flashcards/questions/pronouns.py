"""Pronouns: whether what they stand for is on the card."""

from typing import NamedTuple

from flashcards.questions.clauses import Clause, Span
from flashcards.questions.grammar import Token, parts_of_speech
from flashcards.questions.words import PERSONS

_SINGULAR = frozenset("it its itself".split())
_PLURAL = frozenset("they them their theirs themselves".split())
_PERSON = frozenset("he him his himself she her hers herself".split())
_POINTING = frozenset("this these those such".split())
_SPEAKING = frozenset("i me my mine we us our ours".split())
_NO_THINGS = frozenset("DATE TIME MONEY PERCENT CARDINAL ORDINAL".split())
_NO_PERSONS = frozenset("ORG GPE LOC FAC NORP LAW DATE TIME PRODUCT WORK_OF_ART EVENT LANGUAGE CARDINAL".split())


class _Noun(NamedTuple):
    """What a later pronoun may stand for; behind `group` only with others: *his* is not Klosé's and Buffet's."""

    at: int
    group: int
    plural: bool
    singular: bool
    person: bool
    kind: str


def open_pronoun(clause: Clause, hidden: Span, asks_subject: bool = False) -> str:
    """The first pronoun of a clause that stands for nothing visible there; empty if there is none.

    `hidden` are the words that the question asks for: what stands for them points nowhere, and what they point to must
    be visible, unless it is the subject that is asked for, to which *its* and *their* may point.
    """
    tokens = clause.line.tokens
    nouns: list[_Noun] = []
    for at in clause.words:
        token = tokens[at]
        word = token.lower
        if at in clause.said and token.tag.startswith("PRP") and clause.said[at].lower() != word:
            nouns.append(_Noun(at, len(tokens), plural=True, singular=True, person=True, kind=""))
            continue
        inside = hidden[0] <= at <= hidden[1] and not asks_subject
        noun = (token.tag.startswith("NN") and word not in ("one", "ones")) or (token.tag == "CD" and word != "one")
        if noun or (token.tag == "VBG" and token.dep in ("csubj", "nsubj")):
            if not inside:
                plural = token.tag in ("NNS", "NNPS")
                several = plural or token.dep == "conj" or bool(clause.line.children(at, "conj"))
                unknown = not parts_of_speech(token.text)  # solidus is no plural
                group = _group_end(clause, at) if several and not plural else len(tokens)
                nouns.append(_Noun(at, group, several, not plural or unknown, _may_be_person(token), token.kind))
            continue
        if _is_open(clause, at, nouns):
            return token.text
    return ""


def _is_open(clause: Clause, at: int, nouns: list[_Noun]) -> bool:
    tokens = clause.line.tokens
    token, word = tokens[at], tokens[at].lower
    follows = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    pronoun = token.tag.startswith("PRP")
    if pronoun and not word.endswith(("self", "selves")) and token.dep in ("dobj", "pobj", "dative"):
        # An object is not the subject of its own verb: in *dogs carry it*, it is no dog.
        own = _subject_of(clause, at)
        nouns = [noun for noun in nouns if noun.at not in own and not (word == "it" and noun.kind == "GPE")]
    if pronoun and token.dep in ("nsubj", "nsubjpass"):
        # A phrase in front tells when or where, and not of what: at release it pulls.
        ahead = {
            word for prep in clause.line.children(token.head, "prep") if prep < at for word in clause.line.within(prep)
        }
        nouns = [noun for noun in nouns if noun.at not in ahead]
    # Nor is a noun what stands inside its own phrase: their, in notes on their lives, is not the notes'.
    held = _holders(clause, at)
    nouns = [noun for noun in nouns if noun.at not in held]
    if word in _PERSON:
        return not any(noun.person and noun.singular and at <= noun.group for noun in nouns)
    if word in _SINGULAR and pronoun:
        return not any(noun.singular and noun.kind not in _NO_THINGS and noun.kind != "PERSON" for noun in nouns)
    if word in _PLURAL and pronoun:
        return not any(noun.plural and noun.kind not in ("DATE", "TIME") for noun in nouns)
    if word in _SPEAKING:
        return pronoun and not (at > 0 and tokens[at - 1].tag == "NNP")
    if word == "both":
        return not _pairs(clause, at) and (at == clause.words[0] or token.dep != "det")
    if word in _POINTING:
        return token.tag in ("DT", "PDT", "JJ") and not (word == "such" and follows in ("as", "a", "an"))
    if word in ("one", "ones"):
        if token.dep in ("dobj", "pobj"):
            nouns = [
                noun for noun in nouns if any(tokens[k].lower in ("a", "an") for k in clause.line.children(noun.at))
            ]
        return token.dep not in ("nummod", "det", "quantmod") and not nouns
    return word == "that" and token.tag == "DT" and not (follows == "of" and nouns)


def _group_end(clause: Clause, at: int) -> int:
    """The last word of what a noun is listed with."""
    tokens = clause.line.tokens
    while tokens[at].dep == "conj":
        at = tokens[at].head
    return clause.line.span(at)[1]


def _holders(clause: Clause, at: int) -> set[int]:
    """The nouns that a word says something of, by a preposition behind them, whatever the parser ties that to.

    A pronoun of its own (a recipe for it) is tied by any; one that owns (a temple with its roof) by *on* and the like.
    """
    tokens = clause.line.tokens
    found: set[int] = set()
    alone = tokens[at].dep == "pobj"
    while tokens[at].head != at and tokens[at].dep in ("poss", "pobj", "prep"):
        ties = tokens[at].dep == "prep" and (alone or tokens[at].lower in ("on", "of", "about", "against"))
        if ties and tokens[at - 1].tag.startswith("NN"):
            found.add(at - 1)
        at = tokens[at].head
    return found


def _subject_of(clause: Clause, at: int) -> set[int]:
    """The words of the subject of the verb that a word depends on."""
    line = clause.line
    while line.tokens[at].head != at:
        at = line.tokens[at].head
        for child in line.children(at, "nsubj", "nsubjpass", "csubj"):
            return set(line.within(child))
    return set()


def _pairs(clause: Clause, at: int) -> bool:
    """Whether *both* belongs to what follows: both A and B."""
    return any(clause.line.tokens[k].lower == "and" for k in range(at, min(at + 8, len(clause.line))))


def _may_be_person(token: Token) -> bool:
    if token.kind in _NO_PERSONS:
        return False
    if token.kind == "PERSON" or token.lower in PERSONS:
        return True
    if token.at == 0 and _is_compound(token.lower):
        return False
    return token.tag == "NNP" or (token.text[:1].isupper() and not parts_of_speech(token.text))


def _is_compound(word: str) -> bool:
    """Whether a word is made of two nouns, though no dictionary has it: footwork."""
    halves = ((word[:at], word[at:]) for at in range(3, len(word) - 2))
    return any("NOUN" in parts_of_speech(one) and "NOUN" in parts_of_speech(two) for one, two in halves)
