"""Pronouns: whether what they stand for is on the card."""

from flashcards.questions.clauses import Clause, Span
from flashcards.questions.grammar import Token, parts_of_speech
from flashcards.questions.words import PERSONS

_SINGULAR = frozenset("it its itself".split())
_PLURAL = frozenset("they them their theirs themselves".split())
_PERSON = frozenset("he him his himself she her hers herself".split())
_POINTING = frozenset("this these those such".split())
_SPEAKING = frozenset("i me my mine we us our ours".split())


def open_pronoun(clause: Clause, hidden: Span, asks_subject: bool = False) -> str:
    """The first pronoun of a clause that stands for nothing visible there; empty if there is none.

    `hidden` are the words that the question asks for: what stands for them points nowhere, and what they point to must
    be visible, unless it is the subject that is asked for, to which *its* and *their* may point.
    """
    tokens = clause.line.tokens
    nouns: list[bool] = []
    persons = False
    for at in clause.words:
        token = tokens[at]
        word = token.lower
        if at in clause.said and token.tag.startswith("PRP") and clause.said[at].lower() != word:
            nouns += [True, False]
            persons = True
            continue
        inside = hidden[0] <= at <= hidden[1] and not asks_subject
        if (token.tag.startswith("NN") and word not in ("one", "ones")) or (token.tag == "CD" and word != "one"):
            if not inside:
                nouns.append(token.tag in ("NNS", "NNPS"))
                if token.dep == "conj":
                    nouns.append(True)
                persons = persons or _may_be_person(token)
            continue
        if token.tag == "VBG" and token.dep in ("csubj", "nsubj") and not inside:
            nouns.append(False)
        follows = tokens[at + 1].lower if at + 1 < len(tokens) else ""
        pronoun = token.tag.startswith("PRP")
        if word in _SPEAKING and pronoun and not (at and tokens[at - 1].tag == "NNP"):
            return token.text
        if word in _PERSON and not persons:
            return token.text
        if word in _SINGULAR and pronoun and False not in nouns:
            return token.text
        if word in _PLURAL and pronoun and True not in nouns:
            return token.text
        if word == "both" and not _pairs(clause, at) and (at == clause.words[0] or token.dep != "det"):
            return token.text
        if (
            word in _POINTING
            and token.tag in ("DT", "PDT", "JJ")
            and not (word == "such" and follows in ("as", "a", "an"))
        ):
            return token.text
        if word in ("one", "ones") and token.dep not in ("nummod", "det", "quantmod") and not nouns:
            return token.text
        if word == "that" and token.tag == "DT" and not (follows == "of" and nouns):
            return token.text
    return ""


def _pairs(clause: Clause, at: int) -> bool:
    """Whether *both* belongs to what follows: both A and B."""
    return any(clause.line.tokens[k].lower == "and" for k in range(at, min(at + 8, len(clause.line))))


def _may_be_person(token: Token) -> bool:
    unknown = token.text[:1].isupper() and not parts_of_speech(token.text)
    return token.tag == "NNP" or token.kind == "PERSON" or unknown or token.lower in PERSONS
